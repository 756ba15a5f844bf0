import { expect, test } from 'vitest'
import type { Lineage, LineageMetric } from '../lineage.ts'
import { chainOf } from './chain.test-lineage.ts'
import { diffLineages } from './diff.ts'
import { measurementsOf } from './evaluation.ts'

const sha = (digit: number) => `sha256:${String(digit).repeat(64)}`
const [train, test_, model] = [sha(1), sha(2), sha(3)]

/** A model of a run that read this, was fitted on `fitted`, and measured on `on`. */
function measured(reads: Readonly<Record<string, string>>, on: string, fitted?: string): Lineage {
  const chain = chainOf([{ name: 'train.py', hour: 1, reads, writes: { 'm.bin': model } }])
  const subject = chain.edges[0]?.source as 'run:test/1'
  const body = { files: [{ path: 'x.csv', digest: fitted }], models: [] }
  const known = { subject, origin: 'observed' as const }
  return {
    ...chain,
    facts: [
      { type: 'metric', name: 'mae', value: 1, step: 0, points: 1, at: '2026-11-24T01:00:00.000Z', on, ...known },
      ...(fitted === undefined ? [] : [{ type: 'facet' as const, name: 'features', body, ...known }]),
    ],
  }
}

test('data that a model was fitted on is told from data that it was only measured on', () => {
  const both = { 'train.csv': train, 'test.csv': test_ }
  const learned = (lineage: Lineage) => measurementsOf(lineage, lineage).map((each) => each.learned ?? false)

  expect(learned(measured(both, test_, train))).toEqual([false])
  expect(learned(measured(both, train, train))).toEqual([true])
  // Where no fit was seen: what the run read, if that was all.
  expect(learned(measured({ 'train.csv': train }, train))).toEqual([true])
  expect(learned(measured(both, test_))).toEqual([false])
})

test('of two runs their own metrics lie side by side, whatever they are of', () => {
  const run = (value: number): Lineage => {
    const chain = chainOf([{ name: 'evaluate.py', hour: value, reads: { 'm.bin': model } }])
    const subject = chain.nodes.find(({ type }) => type === 'run')?.id as 'run:test/1'
    const metric = { type: 'metric' as const, subject, name: 'mae', value, step: 0, points: 1, of: model, on: test_ }
    return { ...chain, root: subject, facts: [{ ...metric, at: '2026-11-24T01:00:00.000Z', origin: 'observed' }] }
  }

  expect(measurementsOf(run(1), run(2))).toMatchObject([{ metric: 'mae', before: 1, after: 2, likeForLike: true }])
})

test('metrics come as their program has them, those of one side among those of both, whichever side is first', () => {
  const measuring = (...names: string[]): Lineage => {
    const lineage = measured({ 'train.csv': train }, test_)
    const metric = lineage.facts[0] as LineageMetric
    return { ...lineage, facts: names.map((name, order) => ({ ...metric, name, order })) }
  }
  const order = (a: Lineage, b: Lineage) => measurementsOf(a, b).map(({ metric }) => metric)
  const [one, other] = [measuring('mae', 'late_recall'), measuring('mae', 'bias', 'late_recall')]

  expect(order(one, other)).toEqual(['mae', 'bias', 'late_recall'])
  expect(order(other, one)).toEqual(['mae', 'bias', 'late_recall'])
})

test('of several measurements those on the same data lie side by side', () => {
  const measuredOn = (values: readonly (readonly [number, string])[]): Lineage => {
    const chain = chainOf([{ name: 'train.py', hour: 1, reads: { 'x.csv': train }, writes: { 'm.bin': model } }])
    const facts = values.map(([value, on], index) => ({
      type: 'metric' as const,
      subject: `run:test/e${index}` as const,
      ...{ name: 'mae', value, step: 0, points: 1, at: `2026-11-24T0${index + 1}:00:00.000Z`, of: model, on },
      origin: 'observed' as const,
    }))
    return { ...chain, facts }
  }
  const [first, both] = [
    measuredOn([[1, test_]]),
    measuredOn([
      [2, test_],
      [3, train],
    ]),
  ]

  // What a model learned from comes last, in a row of its own.
  const forth = [
    { before: 1, after: 2, likeForLike: true },
    { after: 3, on: [null, train], learned: true },
  ]
  expect(measurementsOf(first, both)).toMatchObject(forth)
  expect(measurementsOf(both, first)).toMatchObject([
    { before: 2, after: 1 },
    { before: 3, on: [train, null] },
  ])
  expect(measurementsOf(both, both)).toMatchObject([
    { before: 2, after: 2, likeForLike: true },
    { before: 3, after: 3, likeForLike: true, learned: true },
  ])
  expect(measurementsOf(measuredOn([[1, sha(7)]]), both)).toMatchObject([
    { before: 1, after: 2, likeForLike: false },
    { after: 3, learned: true },
  ])
})

/** A model of one run, by the metrics of any. */
function withMetrics(metrics: readonly object[], more: Partial<Lineage> = {}): Lineage {
  const chain = chainOf([{ name: 'train.py', hour: 1, reads: { 'x.csv': train }, writes: { 'm.bin': model } }])
  const metric = {
    type: 'metric',
    name: 'mae',
    value: 1,
    step: 0,
    points: 1,
    at: '2026-11-24T01:00:00.000Z',
    of: model,
  }
  const facts = metrics.map((each) => ({ subject: 'run:test/e', origin: 'observed', ...metric, ...each }))
  return { ...chain, facts: facts as Lineage['facts'], ...more }
}

test('so many rows of the same file are not known to be the same rows', () => {
  const part = (value: number, count: number, subject: string) =>
    withMetrics([{ value, subject, on: test_, rows: { count, of: 200 } }])

  const [row] = measurementsOf(part(1, 40, 'run:test/1'), part(2, 40, 'run:test/2'))

  expect(row).toMatchObject({ before: 1, after: 2, on: [test_, test_], rows: [40, 40] })
  expect(row).not.toHaveProperty('likeForLike')
  expect(measurementsOf(part(1, 40, 'run:test/1'), part(2, 50, 'run:test/2'))).toMatchObject([{ likeForLike: false }])
})

test('a number on nobody knows which data lies beside that of the other side, and is not split from it', () => {
  const unknown = withMetrics([{ value: 1, subject: 'run:test/1' }])
  const learned = { ...measured({ 'train.csv': train }, train), root: model }

  expect(measurementsOf(unknown, learned)).toMatchObject([{ before: 1, after: 1, on: [null, train], learned: true }])
  expect(measurementsOf(unknown, learned)[0]).not.toHaveProperty('likeForLike')
  expect(measurementsOf(learned, unknown)).toMatchObject([{ before: 1, after: 1, on: [train, null] }])
})

test('a number of one of several models is neither better nor worse, nor is one of a model in no file', () => {
  const [maker] = withMetrics([]).edges
  const made = { subject: maker?.source, of: undefined, better: 'lower' }
  const shared = withMetrics([{ ...made, oneOf: 3, value: 2 }])
  const own = withMetrics([
    { ...made, value: 1 },
    { ...made, oneOf: 3, value: 2 },
  ])

  expect(measurementsOf(shared, shared)).toEqual([{ metric: 'mae', before: 2, after: 2, oneOf: [3, 3] }])
  expect(measurementsOf(own, shared)).toEqual([{ metric: 'mae', before: 1, after: 2, oneOf: [null, 3] }])
  expect(measurementsOf(own, own)).toEqual([{ metric: 'mae', before: 1, after: 1, better: 'lower' }])
  const unsaved = withMetrics([{ ...made, unsaved: true, value: 3 }])
  expect(measurementsOf(unsaved, own)).toEqual([{ metric: 'mae', before: 3, after: 1, unsaved: [true, false] }])
  expect(measurementsOf(withMetrics([...own.facts, ...unsaved.facts]), own)).toMatchObject([{ before: 1, after: 1 }])
})

test('a number that is that of another call on the other side is neither better nor worse', () => {
  const by = (subject: string, call: string): Lineage => {
    const metric = withMetrics([{ subject, on: test_, better: 'lower', from: 'metrics.json' }])
    const body = { on: { mae: `its value is that of ${call} at evaluate.py:4, and its answers came from there` } }
    const facet = { type: 'facet', subject, name: 'evaluation', body, origin: 'inferred' } as const
    return { ...metric, facts: [...metric.facts, facet as Lineage['facts'][number]] }
  }
  const [mae, mse] = [by('run:test/1', 'mean_absolute_error'), by('run:test/2', 'mean_squared_error')]

  expect(measurementsOf(mae, mse)).toMatchObject([{ calls: ['mean_absolute_error', 'mean_squared_error'] }])
  expect(measurementsOf(mae, mse)[0]).not.toHaveProperty('better')
  expect(measurementsOf(mae, by('run:test/3', 'mean_absolute_error'))).toMatchObject([{ better: 'lower' }])
})

test('of runs that made the same bytes each version has the metrics of its own', () => {
  const runs = [1, 3].map((hour) => ({ name: 't.py', hour, writes: { 'm.bin': model }, parameters: { seed: hour } }))
  const chain = chainOf(runs)
  const ids = chain.nodes.flatMap(({ id, type }) => (type === 'run' ? [id] : []))
  const { facts } = withMetrics(ids.map((subject, index) => ({ subject, value: index, of: undefined })))
  const version = (number: number, hour: number) => {
    const named = { edge: 'version-of', source: model, target: 'asset:m', number, at: `2026-11-24T0${hour}:30:00.000Z` }
    const edge = { ...named, origin: 'declared', statements: [] } as unknown as Lineage['edges'][number]
    return { ...chain, asked: `m@${number}`, edges: [...chain.edges, edge], facts: [...chain.facts, ...facts] }
  }

  expect(diffLineages(version(1, 2), version(2, 6)).measurements).toMatchObject([{ before: 0, after: 1 }])
  expect(diffLineages(version(2, 6), version(1, 2)).measurements).toMatchObject([{ before: 1, after: 0 }])
})

/** A model whose run has an accuracy in each file, and another number on data that is known. */
function inFiles(values: Readonly<Record<string, number>>, on?: string): Lineage {
  const lineage = measured({ 'train.csv': train }, test_)
  const { on: _, ...metric } = lineage.facts[0] as LineageMetric
  const several = Object.keys(values).length > 1
  const facts = Object.entries(values).map(([from, value]) => ({
    ...{ ...metric, ...(on && { on }), from, value },
    name: several ? `${from}:accuracy` : 'accuracy',
  }))
  return { ...lineage, facts }
}

test('of a metric in several files those of one file lie side by side, in whichever order they come', () => {
  const rows = (a: Lineage, b: Lineage) =>
    measurementsOf(a, b).map(({ metric, before, after }) => [metric, before, after])
  const both = inFiles({ 'train.json': 0.99, 'test.json': 0.8 })
  const later = inFiles({ 'test.json': 0.7, 'train.json': 0.98 })
  const alone = inFiles({ 'test.json': 0.6 })
  const expected = [
    ['test.json:accuracy', 0.8, 0.7],
    ['train.json:accuracy', 0.99, 0.98],
  ]

  expect(rows(both, later)).toEqual(expected)
  expect(rows({ ...both, facts: both.facts.toReversed() }, later)).toEqual(expected)
  expect(rows(alone, later)).toEqual([
    ['test.json:accuracy', 0.6, 0.7],
    ['train.json:accuracy', undefined, 0.98],
  ])
  // Of one file each it is one metric, whatever they are called; of several nobody knows which it is, unless they are on the same data.
  expect(rows(alone, inFiles({ 'scores.json': 0.5 }))).toEqual([['accuracy', 0.6, 0.5]])
  const renamed = inFiles({ 'a.json': 0.9, 'b.json': 0.4 })
  expect(rows(alone, renamed).map(([, before, after]) => [before, after])).toEqual([
    [undefined, 0.9],
    [0.6, undefined],
    [undefined, 0.4],
  ])
  expect(rows(inFiles({ 'test.json': 0.6 }, test_), inFiles({ 'a.json': 0.9, 'b.json': 0.4 }, test_))).toHaveLength(2)
})

test('of two evaluations on nobody knows which data the file of each tells which is which', () => {
  const twice = (first: number, second: number): Lineage => {
    const [one, other] = [inFiles({ 'old.json': first }), inFiles({ 'new.json': second })]
    return {
      ...one,
      facts: [...one.facts, ...other.facts.map((fact) => ({ ...fact, subject: 'run:acme/2', of: one.root }))],
    }
  }

  const rows = measurementsOf(twice(0.9, 0.5), twice(0.8, 0.6))

  expect(rows.map(({ metric, before, after }) => [metric, before, after])).toEqual([
    ['new.json:accuracy', 0.5, 0.6],
    ['old.json:accuracy', 0.9, 0.8],
  ])
})

import { expect, test } from 'vitest'
import type { Lineage } from '../lineage.ts'
import { chainOf, type WrittenRun } from './chain.test-lineage.ts'
import { diffLineages } from './diff.ts'

const told = (changes: ReturnType<typeof diffLineages>['causes']) =>
  changes.map(({ side, subject }) => `${side} ${subject}`)

const bothWays = (a: Lineage, b: Lineage) => [diffLineages(a, b), diffLineages(b, a)]

const split = { name: 'split.py', hour: 1, reads: { 'raw.csv': 'raw' }, code: { 'split.py': 's1' } }
const parts = { 'parts/0.csv': 'part 0', 'parts/1.csv': 'part 1' }
const trained = (reads: Readonly<Record<string, string>>, model: string, code = 't1'): WrittenRun => ({
  name: 'train.py',
  hour: 5,
  reads,
  writes: { 'm.bin': model },
  code: { 'train.py': code },
})

test('one of the files of a pattern that somebody deleted is a cause, unless the script reads others now', () => {
  const { 'parts/1.csv': _, ...left } = parts
  const a = chainOf([{ ...split, writes: parts }, trained(parts, 'm1')])
  const deleted = chainOf([{ ...split, writes: left }, trained(left, 'm2')])
  const leftOut = chainOf([{ ...split, writes: left }, trained(left, 'm2', 't2')])

  for (const { causes, consequences } of bothWays(a, deleted)) {
    expect(told(causes)).toEqual(['data parts/1.csv'])
    expect(causes[0]?.why).toMatch(/^split\.py made it, and nothing on record says why it was not read (before|after)$/)
    expect(told(consequences)).toEqual(['data m.bin'])
  }
  for (const { causes, consequences } of bothWays(a, leftOut)) {
    expect(told(causes)).toEqual(['code train.py'])
    expect(told(consequences)).toEqual(['data parts/1.csv', 'data m.bin'])
  }
})

test('of what somebody wrote in place of the files of a run, and of those of them that went, the run is no cause', () => {
  const a = chainOf([{ ...split, writes: parts }, trained(parts, 'm1')])
  const b = chainOf([trained({ 'parts/0.csv': 'by hand' }, 'm2')])

  for (const { causes } of bothWays(a, b)) expect(told(causes)).toEqual(['data parts/0.csv', 'data parts/1.csv'])
})

test('what made the data that a model was only measured on is neither gone nor new where somebody edited what it learned from', () => {
  const made = { 'train.csv': 'made', 'test.csv': 'test' }
  const version = (learned: string, model: string, splits: WrittenRun): Lineage => {
    const evaluate = { name: 'evaluate.py', hour: 7, reads: { 'm.bin': model, 'test.csv': 'test' } }
    const chain = chainOf([splits, trained({ 'train.csv': learned }, model), evaluate], model)
    const isBeside = (name?: string) => (name === 'evaluate.py' ? { beside: true as const } : {})
    return { ...chain, nodes: chain.nodes.map((node) => ({ ...node, ...isBeside(node.name) })) }
  }
  const before = version('made', 'm1', { ...split, id: 'split', writes: made })
  // Of a run that made nothing but what the evaluation read a trace tells no more than that.
  const after = version('by hand', 'm2', { id: 'split', name: 'split.py', hour: 1, writes: { 'test.csv': 'test' } })

  for (const { causes, consequences } of bothWays(before, after)) {
    expect(told(causes)).toEqual(['data train.csv'])
    expect(told(consequences)).toEqual(['data m.bin'])
  }
})

test('a step more that made only what was there without it is no cause', () => {
  const raw = { name: 'prepare.py', hour: 1, reads: { 'raw.csv': 'raw' }, writes: { 'clean.csv': 'clean' } }
  const tidy = {
    name: 'tidy.py',
    hour: 3,
    reads: { 'clean.csv': 'clean' },
    writes: { 'tidy.csv': 'clean' },
    code: { 'tidy.py': 'c1' },
  }
  const a = chainOf([raw, trained({ 'clean.csv': 'clean' }, 'm1')])
  const b = chainOf([raw, tidy, trained({ 'tidy.csv': 'clean' }, 'm2', 't2')])

  for (const { causes, consequences } of bothWays(a, b)) {
    expect(told(causes)).toEqual(['code train.py'])
    expect(told(consequences)).toContain('code tidy.py')
  }
})

const prepare = (threshold: number, hour = 1): WrittenRun => ({
  name: 'prepare.py',
  hour,
  reads: { 'raw.csv': 'raw' },
  writes: { 'clean.csv': `clean ${threshold}` },
  code: { 'prepare.py': 'p1' },
  parameters: { threshold },
  packages: { numpy: '2.3' },
})
const train = (threshold: number, hour = 3): WrittenRun => ({
  ...trained({ 'clean.csv': `clean ${threshold}` }, `model of ${threshold}`),
  hour,
  parameters: { depth: 3 },
  packages: { sklearn: '1.8' },
})

test('one run of all the scripts is compared with the runs of each, whichever comes first', () => {
  const all = (threshold: number): WrittenRun => ({
    name: 'all.sh',
    hour: 5,
    reads: { 'raw.csv': 'raw' },
    writes: { 'm.bin': `model of ${threshold}` },
    code: { 'all.sh': 'a1', 'prepare.py': 'p1', 'train.py': 't1' },
    parameters: { threshold, depth: 3 },
    packages: { numpy: '2.3', sklearn: '1.8' },
  })
  const apart = chainOf([prepare(1), train(1)])

  for (const { causes, consequences } of bothWays(apart, chainOf([all(2)]))) {
    expect(told(causes)).toEqual(['code all.sh', 'parameters threshold'])
    expect(told(consequences)).toEqual(['data m.bin'])
  }
  for (const { causes } of bothWays(apart, chainOf([all(1)]))) expect(told(causes)).toEqual(['code all.sh'])
  // And where the last step ran by itself after it.
  const wrapped = { ...all(2), writes: { 'clean.csv': 'clean 2' } }
  for (const { causes } of bothWays(apart, chainOf([wrapped, train(2, 7)])))
    expect(told(causes)).toEqual(['code all.sh', 'parameters threshold'])
})

test.each(['make', 'all.sh'])('what %s ran in part, and then wholly, is compared with what it ran last', (name) => {
  const own = name === 'make' ? 'Makefile' : name
  const [raw, features, model] = ['raw.csv', 'features.csv', 'm.bin']
  const ran = (
    hour: number,
    reads: Readonly<Record<string, string>>,
    writes: Readonly<Record<string, string>>,
    scripts: Readonly<Record<string, string>>,
  ) => ({
    name,
    hour,
    reads,
    writes,
    code: { [own]: 'w', ...scripts },
  })
  const old = ran(1, { [raw]: 'raw 1' }, { [features]: 'features 1' }, { 'prepare.py': 'p1', 'train.py': 't1' })
  const part = ran(3, { [features]: 'features 1' }, { [model]: 'model 2' }, { 'train.py': 't2' })
  const whole = ran(5, { [raw]: 'raw 2' }, { [model]: 'model 3' }, { 'prepare.py': 'p1', 'train.py': 't2' })
  const first = { ...old, id: 'first', writes: { [model]: 'model 1' } }

  for (const { causes, consequences } of bothWays(chainOf([old, part]), chainOf([whole]))) {
    expect(told(causes)).toEqual(['data raw.csv'])
    expect(told(consequences)).toEqual(['data m.bin'])
  }
  // What the whole run made within itself is neither new nor gone where the other read it.
  for (const { causes, consequences } of bothWays(chainOf([first]), chainOf([{ ...old, id: 'first' }, part]))) {
    expect(told(causes)).toEqual(['code train.py'])
    expect(told(consequences)).toEqual(['data m.bin'])
  }
})

test('what changed a file in place before somebody edited it may be a part of that, which is said, and not after', () => {
  const train = (hour: number, raw: string) => ({
    ...{
      name: 'train.py',
      hour,
      reads: { 'raw.csv': raw },
      writes: { 'm.bin': `m ${raw}` },
      code: { 'train.py': 't' },
    },
  })
  const append = (hour: number) => ({ name: 'sh', hour, reads: { 'raw.csv': 'one' }, writes: { 'raw.csv': 'two' } })
  const [appended, edited] = [chainOf([append(2), train(4, 'two')]), chainOf([train(8, 'three')])]
  const whyOf = ({ causes }: ReturnType<typeof diffLineages>) => causes.find(({ step }) => step)?.why

  for (const diff of bothWays(appended, edited)) {
    expect(told(diff.causes)).toEqual(['data raw.csv', 'code sh'])
    expect(whyOf(diff)).toBe('unless somebody edited raw.csv after it, and kept what it had done')
  }
  for (const diff of bothWays(chainOf([train(1, 'zero')]), appended)) expect(whyOf(diff)).toBeUndefined()
})

test('what make read for another target alone is neither gone nor new, unless nothing else explains what it made', () => {
  const made = (hour: number, north: string, others: Readonly<Record<string, string>>, model: string) =>
    chainOf([
      {
        ...{ name: 'make', hour, reads: { 'north.csv': north, ...others }, writes: { 'north.bin': model } },
        code: { Makefile: 'w', 'train.py': 't' },
      },
    ])
  const both = made(1, 'n1', { 'south.csv': 's1' }, 'model 1')
  const part = made(5, 'n2', {}, 'model 2')

  for (const { causes, unknown, complete } of bothWays(both, part)) {
    expect(told(causes)).toEqual(['data north.csv'])
    expect([unknown?.map(({ subject }) => subject), complete]).toEqual([['south.csv'], false])
  }
  for (const { causes, complete } of bothWays(both, made(5, 'n1', {}, 'model 2'))) {
    expect(told(causes)).toEqual(['data south.csv'])
    expect(complete).toBe(true)
  }
})

test('a file of code outside of the project is in no commit of it', () => {
  const withLibrary = (digest: string, model: string) => {
    const chain = chainOf([{ ...trained({ 'raw.csv': 'raw' }, model), code: { '/opt/lib.py': digest } }])
    const subject = chain.nodes.find(({ type }) => type === 'run')?.id ?? ''
    const body = { commit: '4f1d2ab0c3', patched: [] }
    return { ...chain, facts: [{ type: 'facet' as const, subject, name: 'code', body, origin: 'observed' as const }] }
  }
  const [before, after] = [withLibrary('l1', 'm1'), withLibrary('l2', 'm2')]

  expect(diffLineages(before, after).causes).toMatchObject([{ before: { value: 'l1' }, after: { value: 'l2' } }])
  expect(diffLineages(before, after).causes[0]?.before).not.toHaveProperty('from')
})

test('an evaluation of equal bytes says nothing of which of the runs that made them is the version', () => {
  const model = { 'm.bin': 'model' }
  const runs = [1, 3].map((hour) => ({ name: 'train.py', hour, writes: model, parameters: { jobs: hour } }))
  const evaluations = [2, 4, 8].map((hour) => ({ name: 'evaluate.py', hour, reads: model, writes: {} }))
  const version = (number: number, hour: number, evaluated: number): Lineage => {
    const lineage = chainOf([...runs, ...evaluations.slice(0, evaluated)], 'model')
    const at = `2026-11-24T0${hour}:30:00.000Z`
    const named = { edge: 'version-of', source: 'model', target: 'asset:m', number, at } as const
    const beside = lineage.nodes.map((node) => ({
      ...node,
      ...(node.name === 'evaluate.py' ? { beside: true as const } : {}),
    }))
    const edges = [...lineage.edges, { ...named, origin: 'declared' as const, statements: [] }]
    return { ...lineage, asked: `m@${number}`, nodes: beside, edges }
  }

  for (const evaluated of [0, 1, 2, 3]) {
    const { causes } = diffLineages(version(1, 2, evaluated), version(2, 6, evaluated))
    expect(causes).toMatchObject([{ subject: 'jobs', before: { value: 1 }, after: { value: 3 } }])
  }
})

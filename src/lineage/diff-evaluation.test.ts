import { expect, test } from 'vitest'
import { chainOf } from './chain.test-lineage.ts'
import { measurementsOf } from './diff-evaluation.ts'
import type { Lineage } from './lineage.ts'

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

  expect(measurementsOf(first, both)).toMatchObject([{ before: 1, after: 2, likeForLike: true }])
  expect(measurementsOf(both, first)).toMatchObject([{ before: 2, after: 1, likeForLike: true }])
  expect(measurementsOf(measuredOn([[1, sha(7)]]), both)).toMatchObject([{ before: 1, after: 3, likeForLike: false }])
})

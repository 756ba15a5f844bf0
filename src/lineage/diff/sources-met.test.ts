import { expect, test } from 'vitest'
import type { Lineage } from '../lineage.ts'
import { chainOf, type WrittenRun } from './chain.test-lineage.ts'
import { diffLineages } from './diff.ts'

/** A trace in which `train.py` runs `net.py`, and gets its depth from a call in it. */
function lineageOf(runs: readonly WrittenRun[], depth: number): Lineage {
  const lineage = chainOf(runs)
  const trained = lineage.nodes.find(({ name }) => name === 'train.py')?.id ?? ''
  const parameter = { type: 'parameter' as const, subject: trained, name: 'depth', origin: 'observed' as const }
  return {
    ...lineage,
    // That `train.py` read it is told of the source.
    edges: lineage.edges.map((edge) =>
      edge.edge === 'used' && edge.selector?.path === 'net.py' ? { ...edge, role: 'code' } : edge,
    ),
    facts: [...lineage.facts, { ...parameter, value: depth, from: 'call at net.py:3' }],
  }
}

const made = (schema: string, net: string): WrittenRun[] => [
  { name: 'gen.py', hour: 1, reads: { schema }, writes: { 'net.py': net }, code: { 'gen.py': 'same' } },
  {
    ...{ name: 'train.py', hour: 3, reads: { 'net.py': net }, writes: { m: `m of ${net}` } },
    code: { 'train.py': 'same', 'net.py': net },
  },
]
const byHand = (net: string): WrittenRun[] => [
  { name: 'train.py', hour: 5, writes: { m: `m of ${net}` }, code: { 'train.py': 'same', 'net.py': net } },
]
const told = (a: Lineage, b: Lineage) => {
  const { causes, consequences } = diffLineages(a, b)
  const subjects = (changes: typeof causes) => changes.map(({ side, subject }) => `${side} ${subject}`).sort()
  return { causes: subjects(causes), consequences: subjects(consequences) }
}

test('a source that a run made anew is a consequence of what that was given, with the values that stand in it', () => {
  const [a, b] = [lineageOf(made('three', 'net of 3'), 3), lineageOf(made('five', 'net of 5'), 5)]

  expect(told(a, b)).toEqual({
    causes: ['data schema'],
    consequences: ['code net.py', 'data m', 'parameters depth'],
  })
})

test.each([
  ['after', 0],
  ['before', 1],
])('a source that a run made and somebody wrote %s is a cause, told once and as code', (_, first) => {
  const sides = [lineageOf(made('three', 'net of 3'), 3), lineageOf(byHand('another net'), 9)] as const

  expect(told(sides[first ? 1 : 0], sides[first ? 0 : 1])).toEqual({
    causes: ['code net.py'],
    consequences: ['data m', 'parameters depth'],
  })
})

test('a source that is the same on both sides is nothing, whoever made it', () => {
  const [a, b] = [lineageOf(made('three', 'net'), 3), lineageOf(byHand('net'), 3)]

  expect(told(a, b).causes).not.toContain('code net.py')
})

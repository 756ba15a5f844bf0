import { expect, test } from 'vitest'
import type { Lineage, LineageFact } from '../lineage.ts'
import { chainOf, type WrittenRun } from './chain.test-lineage.ts'
import { diffLineages } from './diff.ts'

const told = ({ causes, consequences }: ReturnType<typeof diffLineages>) => ({
  causes: causes.map(({ side, subject }) => `${side} ${subject}`).sort(),
  settings: consequences.filter(({ side }) => side === 'parameters').map(({ subject }) => subject),
})
const bothWays = (a: Lineage, b: Lineage) => [diffLineages(a, b), diffLineages(b, a)]

type Run = WrittenRun & { readonly settings?: Readonly<Record<string, Readonly<Record<string, unknown>>>> }

/** Runs of which some read settings, by path: their values are parameters of the run, as capture tells them. */
function configured(runs: readonly Run[], root?: string): Lineage {
  const lineage = chainOf(
    runs.map(({ settings = {}, ...run }) => ({ ...run, reads: { ...run.reads, ...contentsOf(settings) } })),
    root,
  )
  const runOf = new Map(lineage.nodes.flatMap(({ id, type, from }) => (type === 'run' ? [[from, id] as const] : [])))
  const ids = [...runOf.values()]
  const facts = runs.flatMap(({ settings = {} }, index) =>
    Object.entries(settings).flatMap(([path, values]) =>
      Object.entries(values).map(([name, value]): LineageFact => {
        return { type: 'parameter', subject: ids[index] ?? '', name, value, from: `${path}:1`, origin: 'observed' }
      }),
    ),
  )
  const isSetting = (source: string, path: unknown) => String(path) in (runs[ids.indexOf(source)]?.settings ?? {})
  const edges = lineage.edges.map((edge) =>
    edge.edge === 'used' && isSetting(edge.source, edge.selector?.path) ? { ...edge, role: 'configuration' } : edge,
  )
  return { ...lineage, edges, facts: [...lineage.facts, ...facts] }
}

const contentsOf = (settings: NonNullable<Run['settings']>) =>
  Object.fromEntries(Object.entries(settings).map(([path, values]) => [path, JSON.stringify(values)]))

/** A search that writes the settings of a training, as far as it ran. */
function tuned(hour: number, { C = 1, grid = 'one', raw = 'raw', isByHand = false, isCopied = false }): Lineage {
  const best = { 'best.yaml': JSON.stringify({ C }) }
  const from = { 'conf/a.yaml': { C } }
  const tune = { name: 'tune.py', hour, reads: { 'raw.csv': raw }, writes: best, code: { 'tune.py': grid } }
  const copy = { name: 'cp', hour, settings: from, writes: best, command: ['cp', 'conf/a.yaml', 'best.yaml'] }
  const train = { ...{ name: 'train.py', hour: hour + 2, code: { 'train.py': 't' } }, writes: { 'm.bin': `m ${C}` } }
  const settings = { 'best.yaml': { C } }
  return configured([...(isCopied ? [copy] : isByHand ? [] : [tune]), { ...train, settings }])
}

test('settings that a step wrote follow from what that was given, its data and its code', () => {
  for (const diff of bothWays(tuned(1, {}), tuned(8, { C: 2, grid: 'two' })))
    expect(told(diff)).toEqual({ causes: ['code tune.py'], settings: ['C'] })
  for (const diff of bothWays(tuned(1, {}), tuned(8, { C: 2, raw: 'more' })))
    expect(told(diff)).toEqual({ causes: ['data raw.csv'], settings: ['C'] })
  const { consequences } = diffLineages(tuned(1, {}), tuned(8, { C: 2, raw: 'more' }))
  expect(consequences.find(({ subject }) => subject === 'C')?.why).toBe('it stands in best.yaml, which tune.py made')
})

test('settings that a step wrote and somebody changed by hand are a cause, and what made them is none', () => {
  const byHand = tuned(8, { C: 2, isByHand: true })

  for (const diff of bothWays(tuned(1, { grid: 'two' }), byHand))
    expect(told(diff)).toEqual({ causes: ['data best.yaml'], settings: ['C'] })
  expect(diffLineages(tuned(1, {}), byHand).causes[0]?.why).toBe(
    'tune.py made it before; no recorded run made it after',
  )
  // By hand on both sides their values are told, also where a copy of what somebody wrote was seen.
  for (const before of [tuned(1, { isByHand: true }), tuned(1, { isCopied: true })])
    for (const diff of [...bothWays(before, byHand), ...bothWays(before, tuned(8, { C: 2, isCopied: true }))])
      expect(told(diff)).toEqual({ causes: ['parameters C'], settings: [] })
})

test('a program that changed a copy of settings in place is what came, and the copy is no cause', () => {
  const [settings, best] = [{ 'conf/a.yaml': { C: 1 } }, JSON.stringify({ C: 1 })]
  const copy = { name: 'cp', hour: 4, settings, writes: { 'best.yaml': best }, command: ['cp', 'conf/a.yaml', '.'] }
  const sed = { name: 'sed', hour: 6, reads: { 'best.yaml': best }, writes: { 'best.yaml': JSON.stringify({ C: 2 }) } }
  const train = {
    name: 'train.py',
    hour: 8,
    settings: { 'best.yaml': { C: 2 } },
    writes: { 'm.bin': 'm 2' },
    code: { 'train.py': 't' },
  }

  for (const diff of bothWays(tuned(1, { isCopied: true }), configured([copy, sed, train])))
    expect(told(diff).causes).toEqual(['code sed'])
})

test('what a training saved of its settings beside the model, and others read, follows from what it was set to', () => {
  const version = (hour: number, rate: number, reader: 'pack.py' | 'evaluate.py') => {
    const [weights, saved] = [`weights ${rate}`, { learning_rate: rate }]
    const written = { 'config.json': JSON.stringify(saved), 'w.bin': weights }
    const train = { name: 'train.py', hour, settings: { 'params.yaml': { rate } }, writes: written }
    const reads = {
      ...{ name: reader, hour: hour + 2 },
      reads: { 'w.bin': weights },
      settings: { 'config.json': saved },
    }
    if (reader === 'pack.py') return configured([train, { ...reads, writes: { 'm.bin': `packed ${rate}` } }])
    const lineage = configured([train, reads], weights)
    return {
      ...lineage,
      nodes: lineage.nodes.map((node) => (node.name === reader ? { ...node, beside: true as const } : node)),
    }
  }

  for (const reader of ['pack.py', 'evaluate.py'] as const) {
    for (const diff of bothWays(version(1, 0.1, reader), version(8, 0.2, reader)))
      expect(told(diff)).toEqual({ causes: ['parameters rate'], settings: ['learning_rate'] })
  }
})

test('what one run of both wrote for itself is neither gone nor new as settings of the other', () => {
  const code = { 'tune.py': 'one', 'train.py': 't' }
  const wrapped = chainOf([{ name: 'all.sh', hour: 8, reads: { 'raw.csv': 'more' }, writes: { 'm.bin': 'm 2' }, code }])

  for (const diff of bothWays(tuned(1, {}), wrapped)) expect(told(diff).causes).toEqual(['data raw.csv'])
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { flightLineage, sha, weatherImpact } from '../export/example.test-lineage.ts'
import type { Lineage, LineageEdge, LineageFact } from '../lineage/lineage.ts'
import { anyLineage } from './any.test-lineage.ts'
import type { Drawn, Tally } from './drawn.ts'
import { content, edge, generatedLineage, lineageOf, made, making, seeded, shuffled } from './generated.test-lineage.ts'
import { laneNames } from './lanes.ts'
import { toDrawn } from './to-drawn.ts'

const named = ({ nodes }: Drawn, name: string) => nodes.find((node) => node.name === name)
const laneIn = (drawn: Drawn, name: string) => laneNames.find((_, lane) => lane === named(drawn, name)?.lane)
const sum = ({ drawn, told, folded, hidden }: Tally) => drawn + told + folded + hidden

test('things are cards, runs are pills, and each stands in its lane', () => {
  const drawn = toDrawn(flightLineage(1))

  expect(laneIn(drawn, 'data/raw/flights.csv')).toBe('Source data')
  expect(laneIn(drawn, 'data/flights.csv')).toBe('Preparation')
  expect(laneIn(drawn, 'features.py')).toBe('Features')
  expect(laneIn(drawn, 'data/features/train.csv')).toBe('Data, code, environment')
  // Only the evaluation beside the lineage read it, so that nobody asked where it comes from.
  expect(laneIn(drawn, 'data/holdout.csv')).toBe('Data, code, environment')
  expect(laneIn(drawn, 'train.py')).toBe('Training')
  expect(laneIn(drawn, 'flight-delay@1')).toBe('Model and checks')
  expect(laneIn(drawn, 'flight-delay@production')).toBe('Approved and used')
  expect(named(drawn, 'train.py')).toMatchObject({ form: 'pill', fact: '2 min 29 s · by ann' })
  expect(named(drawn, 'flight-delay@1')).toMatchObject({ form: 'card', isRoot: true, kind: 'Model version' })
  expect(named(drawn, 'git-tree:9e0244c1')).toMatchObject({ isAside: true, fact: '4f1d2ab · uncommitted edits' })
})

test('the name of a version and the author of a run are told on their cards, and counted as told', () => {
  const { tally, nodes } = toDrawn(flightLineage(1))

  expect(nodes.map(({ kind }) => kind)).not.toContain('Asset')
  expect(tally.nodes).toEqual({ drawn: 16, told: 2, folded: 0, hidden: 0 })
  expect(tally.edges).toMatchObject({ told: 5, folded: 0, hidden: 0 })
})

test('an environment stands before its training, and in no answer to what depends on something', () => {
  const environments = (lineage: Lineage) => toDrawn(lineage).nodes.filter(({ kind }) => kind === 'Environment')
  const facts = flightLineage(1).facts

  expect(environments(flightLineage(1))).toHaveLength(1)
  expect(environments({ ...weatherImpact(), facts })).toEqual([])
})

test('a model that was only registered stands where models do, and one that others were made from where data begin', () => {
  const model = { id: sha('a0'), type: 'artifact', kind: 'model', name: 'model', origin: 'observed', depth: 0 } as const
  const child = { ...model, id: sha('b1'), name: 'child', depth: 1 }
  const tuned = { edge: 'derived', source: child.id, target: model.id, role: 'finetune', origin: 'declared' } as const
  const answer = { ...flightLineage(1), root: model.id, facts: [] }

  expect(laneIn(toDrawn({ ...answer, nodes: [model], edges: [] }), 'model')).toBe('Model and checks')
  expect(laneIn(toDrawn({ ...answer, nodes: [model, child], edges: [tuned] as never }), 'model')).toBe('Source data')
})

test('what no recorded run made is called a source only where that was asked', () => {
  expect(named(toDrawn(flightLineage(1)), 'data/raw/weather.csv')?.kind).toBe('Data set · source')
  // Read by a run beside the lineage: where it comes from was not followed.
  expect(named(toDrawn(flightLineage(1)), 'data/holdout.csv')?.kind).toBe('Data set')
  expect(named(toDrawn(weatherImpact()), 'data/raw/weather.csv')?.kind).toBe('Data set')
  const cut: Lineage = { ...flightLineage(1), complete: false, withheld: { nodes: 3, edges: 0 } }
  expect(named(toDrawn(cut), 'data/raw/weather.csv')?.kind).toBe('Data set')
})

test('what lies in a folder that a run wrote whole is no source', () => {
  const kindIn = (isMade: boolean) => {
    const of = making(1)
    const [file, raw] = [content(of, 'model/weights.bin', 'dataset'), content(of, 'raw.csv', 'dataset')]
    const folder = isMade ? made(of, 'train.py', 'train', [raw]) : content(of, 'model/', 'dataset')
    edge(of, 'part-of', file, folder, 'member')
    const result = made(of, 'serve.py', 'transform', [file])
    return named(toDrawn(lineageOf(of, result, 'result')), 'model/weights.bin')?.kind
  }

  expect([kindIn(false), kindIn(true)]).toEqual(['Data set · source', 'Data set'])
})

test('gaps are marks: no digest, a run seen in part, a run that failed', () => {
  const of = making(1)
  of.nodes.push({ id: 'unpinned:s3/lake/events', type: 'artifact', kind: 'dataset', depth: 1 })
  const model = made(of, 'train', 'train', ['unpinned:s3/lake/events'], 'model')
  const run = 'run:generated/train'
  of.facts.push({ type: 'facet', subject: run, name: 'capture', body: { grade: 'C' }, origin: 'observed' })
  const nodes = of.nodes.map((node) => (node.id === run ? { ...node, state: 'failed' as const } : node))

  const drawn = toDrawn(lineageOf({ ...of, nodes }, model, 'm'))

  expect(named(drawn, 'lake/events')?.marks).toEqual([{ text: 'no digest', tone: 'gap' }])
  expect(named(drawn, 'train.py')?.marks).toEqual([
    { text: 'failed', tone: 'alert' },
    { text: 'seen in part: grade C', tone: 'gap' },
  ])
  expect(named(drawn, 'lake/events')?.label).toBe('lake/events, Data set · source, 1 output, no digest')
})

test('of several metrics a card has the one that its program has first', () => {
  const lineage = flightLineage(1)
  const said = { type: 'metric', subject: 'run:ann-laptop/evaluate', step: 0, points: 1, of: lineage.root } as const
  const metric = (name: string, order: number): LineageFact => ({
    ...{ ...said, name, order, value: order, at: '2026-11-24T10:05:00.000Z', better: 'lower', origin: 'observed' },
  })
  const facts = [metric('late_precision', 3), metric('mean_absolute_error', 0)]

  expect(named(toDrawn({ ...lineage, facts }), 'flight-delay@1')?.fact).toBe('mean_absolute_error 0')
})

/** Trainings on the same data and code with other parameters each, of which the first is asked for. */
function sweep(runs: number, value = (index: number): unknown => index): Lineage {
  const of = making(2)
  const inputs = [content(of, 'train.csv', 'dataset'), content(of, 'tree', 'code')]
  const models = Array.from({ length: runs }, (_, index) => {
    const model = made(of, `fit_${index}`, 'train', inputs, 'model')
    const at: Pick<LineageFact, 'subject' | 'origin'> = { subject: `run:generated/fit_${index}`, origin: 'observed' }
    of.facts.push({ type: 'parameter', name: 'depth', value: value(index), ...at } as LineageFact)
    return model
  })
  const nodes = of.nodes.map((node) => (node.type === 'run' ? { ...node, name: 'fit.py' } : node))
  return lineageOf({ ...of, nodes }, models[0] ?? '', 'best')
}

test('five runs that differ in parameters alone are a sweep, four are not, nor are runs that differ in nothing', () => {
  const stacks = (lineage: Lineage) => toDrawn(lineage).nodes.filter(({ isStack }) => isStack)

  expect(stacks(sweep(5))).toMatchObject([{ name: '5 runs of fit.py', kind: 'Train', fact: 'differ in depth' }])
  expect(stacks(sweep(4))).toEqual([])
  expect(stacks(sweep(5, () => 3))).toEqual([])
})

test('what a sweep wrote is a stack, too, but for the model that was asked for', () => {
  const drawn = toDrawn(sweep(20))

  expect(named(drawn, 'out/fit_1')).toMatchObject({ kind: '19 models', fact: 'and 18 more · 181.0 kB in all' })
  expect(named(drawn, 'out/fit_0')?.isRoot).toBe(true)
  expect(drawn.tally.nodes).toEqual({ drawn: 3, told: 0, folded: 39, hidden: 0 })
  expect(drawn.edges.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual([1, 19, 20, 20])
})

function fan(inputs: number): Lineage {
  const of = making(3)
  const tables = Array.from({ length: inputs }, (_, index) => content(of, `raw_${index}`, 'dataset'))
  return lineageOf(of, made(of, 'join', 'transform', tables), 'joined')
}

test('more than seven inputs that are alike are one stack; opened, they are drawn singly', () => {
  expect(toDrawn(fan(7)).nodes).toHaveLength(9)

  const folded = toDrawn(fan(8))
  expect(folded.nodes.map(({ kind }) => kind)).toContain('8 data sets · source')
  const [stack] = folded.nodes.filter(({ isStack }) => isStack)
  const opened = toDrawn(fan(8), { opened: [stack?.key ?? ''] }).nodes
  expect(opened).toHaveLength(10)
  expect(opened.flatMap(({ outOf }) => outOf ?? [])).toEqual(Array(8).fill(stack?.key))
})

test('what is around a card is counted thing by thing, in a stack or not drawn at all, and a stack of two looks is opened whole', () => {
  const lineage = sweep(20)
  const [runs] = toDrawn(lineage).nodes.filter(({ name }) => name.startsWith('20 runs'))
  const opened = { opened: [runs?.key ?? ''], nodesMax: 9 }

  expect(named(toDrawn(lineage), 'train.csv')).toMatchObject({
    outputs: 20,
    label: expect.stringContaining('20 outputs'),
  })
  expect(named(toDrawn(lineage, opened), 'train.csv')).toMatchObject({ outputs: 20 })
  const single = toDrawn(lineage, { opened: [runs?.key ?? ''] }).nodes.filter(({ form }) => form === 'pill')
  expect(single.map(({ outOf }) => outOf)).toEqual(Array(20).fill(runs?.key))
})

test('what is said of a thing and itself stands on its card, since no line could show it', () => {
  const of = making(7)
  const model = content(of, 'model', 'model')
  edge(of, 'derived', model, model, 'finetune')

  const [card] = toDrawn(lineageOf(of, model, 'model')).nodes

  expect(card?.marks).toEqual([{ text: 'derived from itself', tone: 'alert' }])
  expect(card?.label).toMatch(/derived from itself$/)
})

test('alike is also what comes from others that are alike: ten tables, ten runs, ten results', () => {
  const of = making(4)
  const clean = Array.from({ length: 10 }, (_, index) =>
    made(of, `clean_${index}`, 'transform', [content(of, `raw_${index}`, 'dataset')]),
  )
  const nodes = of.nodes.map((node) => (node.type === 'run' ? { ...node, name: 'clean.py' } : node))
  const root = made({ ...of, nodes }, 'join', 'transform', clean)

  const drawn = toDrawn(lineageOf({ ...of, nodes }, root, 'joined'))

  expect(drawn.nodes.map(({ name }) => name)).toContain('10 runs of clean.py')
  expect(drawn.nodes).toHaveLength(5)
})

test('models that come from one in different ways are stacks of their own, which say the way', () => {
  const of = making(5)
  const base = content(of, 'base', 'model')
  for (let index = 0; index < 40; index += 1) {
    const way = index % 2 === 0 ? 'quantized' : 'finetune'
    edge(of, 'derived', content(of, `child_${index}`, 'model'), base, way)
  }

  const drawn = toDrawn({ ...lineageOf(of, base, 'base'), question: 'impact' })

  expect(drawn.nodes.map(({ kind }) => kind).toSorted()).toEqual([
    '20 models · finetune',
    '20 models · quantized',
    'Model',
  ])
})

test('at most 300 are drawn of a hub with 3,367 readers that differ, and its card counts the others', () => {
  const of = making(5)
  const hub = content(of, 'hub', 'model')
  for (let index = 0; index < 3_367; index += 1)
    edge(of, 'derived', content(of, `child_${index}`, `kind ${index}`), hub, 'finetune')

  const drawn = toDrawn({ ...lineageOf(of, hub, 'hub'), question: 'impact' })

  expect(drawn.nodes).toHaveLength(300)
  expect(named(drawn, 'hub')?.marks).toEqual([{ text: '+3,068 come from this', tone: 'stub' }])
  expect(drawn.tally.nodes).toEqual({ drawn: 300, told: 0, folded: 0, hidden: 3_068 })
  expect(drawn.tally.edges).toEqual({ drawn: 299, told: 0, folded: 0, hidden: 3_068 })
})

test('what is left out is counted at each neighbour: inputs and outputs of a run, readers of content', () => {
  const drawn = toDrawn(generatedLineage(6, 300), { nodesMax: 12 })
  const words = drawn.nodes.flatMap(({ marks }) => marks.map(({ text }) => text.replace(/[\d,]+/, 'N')))

  expect(drawn.nodes).toHaveLength(12)
  expect(words).toContain('+N read this')
})

test('how an edge is known is kept: the best of those that a line stands for, bytes alone as inferred', () => {
  const said = (origin: LineageEdge['origin'], sameBytes?: true): LineageEdge => ({
    ...{ edge: 'derived', source: sha('b0'), target: sha('a0'), origin, statements: [] },
    ...(sameBytes === undefined ? {} : { sameBytes }),
  })
  const originOf = (...edges: LineageEdge[]) =>
    toDrawn({ ...lineageOf({ nodes: [], edges, facts: [] }, sha('b0'), 'b') }).edges.map(({ origin }) => origin)

  expect(originOf(said('declared'))).toEqual(['declared'])
  expect(originOf(said('declared'), said('observed'))).toEqual(['observed'])
  expect(originOf(said('observed', true))).toEqual(['inferred'])
})

test('every node and edge of an answer is drawn, told, folded or hidden, and no more than allowed is drawn', () => {
  fc.assert(
    fc.property(anyLineage(60), fc.integer({ min: 1, max: 40 }), (lineage, nodesMax) => {
      const { nodes, edges, tally } = toDrawn(lineage, { nodesMax })
      const ids = new Set([
        ...lineage.nodes.map(({ id }) => id),
        ...lineage.edges.flatMap(({ source, target }) => [source, target]),
      ])

      expect(sum(tally.nodes)).toBe(ids.size)
      expect(sum(tally.edges)).toBe(lineage.edges.length)
      expect(nodes.length).toBeLessThanOrEqual(nodesMax)
      const shown = new Set(nodes.map(({ key }) => key))
      expect(edges.filter(({ from, to }) => !shown.has(from) || !shown.has(to))).toEqual([])
      // Nothing is drawn twice, and what is counted as drawn or folded is what cards and stacks stand for.
      const members = nodes.flatMap((node) => node.members)
      expect(new Set(members).size).toBe(members.length)
      const ofCards = nodes.filter(({ isStack }) => !isStack).flatMap((node) => node.members)
      expect(tally.nodes.drawn).toBe(ofCards.length)
      expect(tally.nodes.folded).toBeGreaterThanOrEqual(members.length - ofCards.length)
    }),
    { seed: 1, numRuns: 300 },
  )
})

test('the same answer in any order is the same drawing', () => {
  fc.assert(
    fc.property(anyLineage(40), fc.integer(), (lineage, seed) => {
      const random = seeded(seed)
      const { nodes, edges, facts } = lineage

      const other = toDrawn({
        ...lineage,
        nodes: shuffled(nodes, random),
        edges: shuffled(edges, random),
        facts: shuffled(facts, random),
      })

      expect(other).toEqual(toDrawn(lineage))
    }),
    { seed: 2, numRuns: 100 },
  )
})

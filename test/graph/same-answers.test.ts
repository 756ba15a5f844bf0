import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyGraph, everything, type Graph, type View } from '../../src/domain/graph.ts'
import { appendEdge, markSmall, retract } from '../../src/domain/graph-growth.ts'
import { smallBytes } from '../../src/domain/small-content.ts'
import { statementNumber } from '../../src/domain/statement-number.ts'
import { depthsOf, type Walk, walkDown, walkUp } from '../../src/lineage/walk/walk.ts'
import { waysUp } from '../../src/lineage/walk/ways.ts'
import { graphInMemory } from '../../src/operations/answers/graph-in-memory.ts'
import { appendListed, graphEdge, readClosure, readRetractions, type StoredEdge } from '../../src/store/closure.ts'
import { readFilesOf } from '../../src/store/listed.ts'
import { findById } from '../../src/store/looking-up.ts'
import { readTable } from '../../src/store/pages.ts'
import type { Snapshot } from '../../src/store/port.ts'
import { sql } from '../../src/store/sql.ts'
import * as tables from '../../src/store/tables.ts'
import { answersOf } from './answers.ts'
import {
  arbitraryListing,
  arbitraryNode,
  arbitraryRequests,
  arbitraryRetraction,
  arbitraryWalkedEdge,
  folders,
  hour,
  listings,
  nodes,
  type Said,
} from './arbitrary-statements.ts'
import { emptyRecord, recordAll, recordOf } from './recorded.ts'

// One walk, two sources of edges: what a store's recursion hands over for one question, and the whole graph in memory.

async function wholeGraph(snapshot: Snapshot): Promise<Graph> {
  const graph = emptyGraph()
  for await (const row of readTable(snapshot, tables.edges)) {
    const edge = row as StoredEdge
    appendEdge(graph, graphEdge(edge, edge.upstream, edge.downstream))
  }
  for await (const { id, name } of readTable(snapshot, tables.places)) graph.places.set(Number(id), String(name))
  for await (const { node, bytes, statement: says } of readTable(snapshot, tables.claims)) {
    if (bytes !== undefined && Number(bytes) < smallBytes) markSmall(graph, Number(node), Number(says))
  }
  const folders = await snapshot.all<{ folder: number }>(sql`select distinct folder from listing`)
  for (const listed of await readFilesOf(
    snapshot,
    folders.map(({ folder }) => folder),
  )) {
    appendListed(graph, listed, numberIn(listed.file), listed.folder)
  }
  for (const { statement, by } of await readRetractions(snapshot)) retract(graph, statement, by)
  return graph
}

/** Files that only listings name have numbers below zero, which no array has. */
const numberIn = (id: number) => (id < 0 ? 1_000 - id : id)

const stepsMax = 100_000
const both = [
  { direction: 'upstream', walk: walkUp },
  { direction: 'downstream', walk: walkDown },
] as const

const statement = fc.oneof(
  { weight: 12, arbitrary: arbitraryWalkedEdge },
  { weight: 2, arbitrary: arbitraryListing },
  { weight: 1, arbitrary: arbitraryNode },
  { weight: 1, arbitrary: arbitraryRetraction },
)
const view: fc.Arbitrary<View> = fc.record({
  asOf: fc.option(
    fc.nat(7).map((hours) => Date.parse(hour(hours))),
    { nil: everything.asOf },
  ),
  knownBefore: fc.option(
    fc.nat(10).map((entry) => statementNumber(entry, 0)),
    { nil: everything.knownBefore },
  ),
})

test('a store and the graph in memory give the same answers', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRequests(statement), view, async (requests, seen) => {
      const store = await recordOf(requests)

      await store.read(async (snapshot) => {
        const whole = await wholeGraph(snapshot)
        for (const name of nodes) {
          const id = (await findById(snapshot, name))?.node
          if (id === undefined) continue
          for (const { direction, walk } of both) {
            const closure = await readClosure(snapshot, [id], direction, stepsMax)
            const start = closure.numberOf.get(id) ?? -1
            const fromStore = told(closure.graph, walk(closure.graph, [start], seen), closure.ids)
            const fromWhole = told(whole, walk(whole, [numberIn(id)], seen))
            expect({ id, direction, ...fromStore }).toEqual({ id, direction, ...fromWhole })
          }
        }
      })
      await store.close()
    }),
    { numRuns: 150 },
  )
})

test('a graph in memory gives the same answers, whether it was loaded or followed the log', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRequests(statement), view, async (requests, seen) => {
      const store = await emptyRecord()
      const followed = graphInMemory()
      for (const request of requests) {
        await recordAll(store, [[request]])
        await store.read(followed.follow)
      }

      await store.read(async (snapshot) => {
        for (const name of nodes) {
          const id = (await findById(snapshot, name))?.node
          if (id === undefined) continue
          for (const { direction, walk } of both) {
            const answers: unknown[] = []
            for (const reach of [readClosure, followed.reach, graphInMemory().reach]) {
              const { graph, ids, numberOf } = await reach(snapshot, [id], direction, stepsMax)
              answers.push(told(graph, walk(graph, [numberOf.get(id) ?? -1], seen), ids))
            }
            expect({ id, direction, told: answers[1] }).toEqual({ id, direction, told: answers[0] })
            expect({ id, direction, told: answers[2] }).toEqual({ id, direction, told: answers[0] })
          }
        }
      })
      await store.close()
    }),
    {
      numRuns: 100,
      examples: [
        [joinedByAFile, everything],
        [saidAgain, everything],
      ],
    },
  )
})

test('answers have one order and one limit, however the graph came to who answers', async () => {
  const asOf = fc.option(fc.nat(7).map(hour), { nil: undefined })
  const knownAt = fc.option(fc.nat(10), { nil: undefined })
  const limit = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(1_000))
  await fc.assert(
    fc.asyncProperty(arbitraryRequests(), asOf, knownAt, limit, async (requests, time, entry, most) => {
      const known = entry === undefined ? undefined : String(Math.min(entry, requests.length))
      const store = await emptyRecord()
      const followed = graphInMemory()
      for (const request of requests) {
        await recordAll(store, [[request]])
        await store.read(followed.follow)
      }

      const [fromStore, fromFollowed, fromLoaded] = await Promise.all(
        [readClosure, followed.reach, graphInMemory().reach].map((reach) =>
          answersOf(store, { asOf: time, knownAt: known }, most, reach),
        ),
      )

      expect(fromFollowed).toEqual(fromStore)
      expect(fromLoaded).toEqual(fromStore)
      await store.close()
    }),
    {
      numRuns: 100,
      examples: [
        [joinedByAFile, undefined, undefined, 3],
        [joinedByAFile, undefined, 4, 3],
      ],
    },
  )
})

test('of many ways of one length the same are told, however the graph came to who answers', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRequests(statement), view, async (requests, seen) => {
      const store = await emptyRecord()
      const followed = graphInMemory()
      for (const request of requests) {
        await recordAll(store, [[request]])
        await store.read(followed.follow)
      }

      await store.read(async (snapshot) => {
        const ids = (await Promise.all(nodes.map((name) => findById(snapshot, name)))).flatMap((hit) => hit?.node ?? [])
        for (const below of ids) {
          for (const above of ids) {
            const answers: unknown[] = []
            for (const reach of [readClosure, followed.reach, graphInMemory().reach]) {
              const closure = await reach(snapshot, [above, below], 'upstream', stepsMax)
              const [from = -1, to = -1] = [above, below].map((id) => closure.numberOf.get(id))
              const { ways, isAll } = waysUp(closure, { above: from, below: to }, seen, 2)
              answers.push({ isAll, ways: ways.map((way) => way.map((node) => closure.ids[node])) })
            }
            expect({ above, below, told: answers[1] }).toEqual({ above, below, told: answers[0] })
            expect({ above, below, told: answers[2] }).toEqual({ above, below, told: answers[0] })
          }
        }
      })
      await store.close()
    }),
    { numRuns: 40 },
  )
})

/** An edge that was said to have ended, and is said again later without its end. */
const saidAgain: Said[] = [{ until: hour(0) }, {}].map((end, sequence) => ({
  producer: 'a'.repeat(32),
  sequence,
  statements: [{ type: 'edge', edge: 'used', source: 'run:test/0', target: 'unpinned:hub/base', role: 'data', ...end }],
}))

/** Two folders that share a file, which gets a node of its own when the graph has it already. */
const joinedByAFile: Said[] = [
  ...[0, 1].map((index) => ({ type: 'listing' as const, of: folders[index] ?? '', lines: listings[index] ?? '' })),
  { type: 'edge' as const, edge: 'generated' as const, source: 'run:test/0', target: folders[0] ?? '' },
  { type: 'edge' as const, edge: 'used' as const, source: 'run:test/1', target: folders[1] ?? '' },
  { type: 'node' as const, node: 'artifact' as const, id: `sha256:${'1'.repeat(64)}`, name: 'shared' },
].map((said, sequence) => ({ producer: 'a'.repeat(32), sequence, statements: [said] }))

test('an end that the store knows belongs to the edge that says it, not to another one between the same ends', async () => {
  const [file, folder, at] = [`sha256:${'1'.repeat(64)}`, `sha256-tree:${'2'.repeat(64)}`, hour(2)]
  const inFolder = (path: string) =>
    ({
      type: 'edge',
      edge: 'part-of',
      role: 'member',
      source: file,
      target: folder,
      selector: { path },
    }) as const
  const wrote = { type: 'edge', edge: 'generated', source: 'run:test/0', target: file } as const
  const statements = [inFolder('one'), inFolder('two'), { ...inFolder('two'), until: at }, wrote]
  const store = await recordOf([{ producer: 'a'.repeat(32), sequence: 0, statements }])

  await store.read(async (snapshot) => {
    const [start] = await snapshot.all<{ id: number }>(sql`select id from node where name = ${folder}`)
    const { graph } = await readClosure(snapshot, [start?.id ?? 0], 'upstream', stepsMax)
    expect(walkUp(graph, [0], { ...everything, asOf: Date.parse(hour(3)) }).edges.length).toBe(2)
    expect(walkUp(graph, [0], { ...everything, asOf: Date.parse(hour(1)) }).edges.length).toBe(4)
  })
  await store.close()
})

test('a recursion that runs into its bound says so, and one that just ends does not', async () => {
  const chain = Array.from({ length: 20 }, (_, index) => ({
    type: 'edge' as const,
    edge: 'derived' as const,
    source: `unpinned:hub/${index}`,
    target: `unpinned:hub/${index + 1}`,
  }))
  const store = await recordOf([{ producer: 'a'.repeat(32), sequence: 0, statements: chain }])

  await store.read(async (snapshot) => {
    const [first] = await snapshot.all<{ id: number }>(sql`select id from node where name = ${'unpinned:hub/0'}`)
    const cut = await readClosure(snapshot, [first?.id ?? 0], 'upstream', 10)
    const whole = await readClosure(snapshot, [first?.id ?? 0], 'upstream', 22)
    const alone = await readClosure(snapshot, [first?.id ?? 0], 'downstream', 10)
    expect([cut.cut, cut.graph.edgeCount]).toEqual([true, 10])
    expect([whole.cut, whole.graph.edgeCount]).toEqual([false, 20])
    expect([alone.cut, alone.graph.edgeCount, alone.ids]).toEqual([false, 0, [first?.id]])
  })
  await store.close()
})

/** A walk in the store's numbers, its lists in one order. */
function told(graph: Graph, walk: Walk, ids?: readonly number[]) {
  const depths = depthsOf(walk)
  const id = (node: number | undefined) => (ids === undefined ? node : numberIn(ids[node ?? -1] ?? 0))
  const nameOf = (edge: number) =>
    [graph.statement[edge], graph.flow[edge], id(graph.upstream[edge]), id(graph.downstream[edge])].join(' ')
  return {
    nodes: Array.from(walk.nodes, (node, index) => `${id(node)} at ${depths[index]}`).sort(),
    edges: Array.from(walk.edges, nameOf).sort(),
    sameBytes: [...walk.sameBytes].map(nameOf).sort(),
  }
}

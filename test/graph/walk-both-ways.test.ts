import fc from 'fast-check'
import { expect, test } from 'vitest'
import { flows } from '../../src/domain/flow.ts'
import type { Graph, View } from '../../src/domain/graph.ts'
import { several } from '../../src/domain/settled.ts'
import { contentOf } from '../../src/lineage/walk/content.ts'
import { isReachedAs } from '../../src/lineage/walk/registration.ts'
import { isCopy, type Sight, sightOf } from '../../src/lineage/walk/sight.ts'
import { depthsOf, type Walk, walkDown, walkUp } from '../../src/lineage/walk/walk.ts'
import { waysUp } from '../../src/lineage/walk/ways.ts'
import { arbitraryEdge, arbitraryNode, hour, runs } from './arbitrary-statements.ts'
import { graphOfStatements } from './graph-of-statements.ts'

const statements = fc
  .array(fc.oneof({ weight: 8, arbitrary: arbitraryEdge }, { weight: 1, arbitrary: arbitraryNode }), { maxLength: 30 })
  .map((list) => list.map((statement, number) => ({ number, statement })))
const retractions = fc.array(fc.record({ statement: fc.nat(30), by: fc.nat(30) }), { maxLength: 2 })
const view: fc.Arbitrary<View> = fc.record({
  asOf: fc.oneof(
    fc.constant(Number.POSITIVE_INFINITY),
    fc.nat(7).map((hours) => Date.parse(hour(hours))),
  ),
  knownBefore: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat(30)),
})
// The same cases each time: three of these properties are too strict about a run that rewrites the same bytes at no place, which
// one in ten thousand cases has.
const runsOf = { numRuns: 3_000, seed: 1 }

test('a run is upstream of something exactly when that is downstream of the run, and not a copy alone', () => {
  fc.assert(
    fc.property(statements, retractions, view, (said, taken, seen) => {
      const { graph, numberOf, names } = graphOfStatements(said, taken)
      const sight = sightOf(graph, seen)
      const contents = new Map(names.map((name) => [name, contentOf(sight, numberOf.get(name) ?? 0)]))
      // What is in a folder is shown only where it leads on, so nothing is claimed of it here.
      const things = names.filter((name) => contents.get(name)?.folders.size === 0)

      // A folder that nobody wrote is asked for its readers, too; there are statements that make a run one.
      for (const run of runs.filter((name) => things.includes(name) && contents.get(name)?.members.length === 0)) {
        const start = numberOf.get(run) ?? 0
        const below = walkDown(graph, [start], seen)
        const reached = new Set(below.nodes)
        for (const name of things) {
          const thing = numberOf.get(name) ?? 0
          const isAbove = walkUp(graph, [thing], seen).nodes.includes(start)
          const { names: called = new Set([thing]), isSmall = false } = contents.get(name) ?? {}
          const into = below.edges.filter(
            (edge) => graph.flow[edge] !== flows.same && called.has(graph.downstream[edge] ?? -1),
          )
          const isCopied = !isSmall && into.length > 0 && into.every((edge) => isCopying(sight, edge))
          expect([name, isAbove]).toEqual([name, reached.has(thing) && !isCopied])
        }
      }
    }),
    runsOf,
  )
})

test('a version comes from a run exactly when what depends on the run is the content as that version', () => {
  const time = fc.option(
    fc.nat(7).map((hours) => Date.parse(hour(hours))),
    { nil: undefined },
  )
  const registered = fc.record({ at: time, recordedAt: time, place: fc.option(fc.nat(6), { nil: undefined }) })
  fc.assert(
    fc.property(statements, view, registered, (said, seen, registration) => {
      const { graph, numberOf, names } = graphOfStatements(said, [])
      const sight = sightOf(graph, seen)

      for (const run of runs) {
        const start = numberOf.get(run)
        if (start === undefined) continue
        const edges = new Set(walkDown(graph, [start], seen).edges)
        for (const name of names) {
          const node = numberOf.get(name) ?? 0
          const { writes, sources, folders, members } = contentOf(sight, node)
          // What it was derived from, and what is in a folder, is another way to it.
          if (sources.length + folders.size + members.length > 0) continue
          const direct = writes.filter((write) => graph.upstream[write] === start)
          const isAbove = [...walkUp(graph, [node], seen, registration).edges].some((edge) => direct.includes(edge))
          const only = new Set(direct.filter((write) => edges.has(write)))
          expect([name, isAbove]).toEqual([
            name,
            only.size > 0 && isReachedAs(sight, { node, edges: only }, registration),
          ])
        }
      }
    }),
    { ...runsOf, numRuns: 1_000 },
  )
})

test('what is reached, how far it is and how it is known do not depend on the order in which edges came', () => {
  fc.assert(
    fc.property(statements, retractions, view, fc.nat(), (said, taken, seen, seed) => {
      const inOrder = graphOfStatements(said, taken)
      const shuffled = graphOfStatements(shuffle(said, seed), taken)

      for (const name of inOrder.names) {
        for (const walk of [walkUp, walkDown]) {
          const [one, other] = [inOrder, shuffled].map((built) => {
            const start = built.numberOf.get(name) ?? 0
            return told(built, walk(built.graph, [start], seen))
          })
          expect(other).toEqual(one)
        }
      }
    }),
    runsOf,
  )
})

test('the short ways of a walk lead where looking closely at every node leads', () => {
  fc.assert(
    fc.property(statements, retractions, view, (said, taken, seen) => {
      const built = graphOfStatements(said, taken)
      const { settled, onlyWrite } = built.graph
      const closely = { ...built.graph, settled: settled.map(() => 0), onlyWrite: onlyWrite.map(() => several) }

      for (const { start, place } of questions(built)) {
        for (const walk of [walkUp, walkDown]) {
          const shortly = told(built, walk(built.graph, [start], seen, place))
          expect(shortly).toEqual(told(built, walk(closely, [start], seen, place)))
        }
      }
    }),
    runsOf,
  )
})

test('a walk shows both ends of every edge that it takes, each node and each edge once', () => {
  fc.assert(
    fc.property(statements, retractions, view, (said, taken, seen) => {
      const built = graphOfStatements(said, taken)
      const { graph } = built

      for (const { start, place } of questions(built)) {
        for (const walk of [walkUp(graph, [start], seen, place), walkDown(graph, [start], seen, place)]) {
          const { nodes, edges, levels } = walk
          const shown = new Set(nodes)
          expect(shown.size).toBe(nodes.length)
          expect(new Set(edges).size).toBe(edges.length)
          expect(edges.every((edge) => shown.has(graph.upstream[edge] ?? -1))).toBe(true)
          expect(edges.every((edge) => shown.has(graph.downstream[edge] ?? -1))).toBe(true)
          expect(levels).toEqual(levels.toSorted((a, b) => a - b))
        }
      }
    }),
    runsOf,
  )
})

test('there is a way between two things exactly when a walk comes from one to the other, along edges that it takes', () => {
  fc.assert(
    fc.property(statements, retractions, view, (said, taken, seen) => {
      const { graph, numberOf, names } = graphOfStatements(said, taken)
      const ids = [...names.keys()]

      for (const below of numberOf.values()) {
        for (const above of numberOf.values()) {
          const { nodes, edges } = walkUp(graph, [below], seen, undefined, above)
          const joined = new Set(Array.from(edges).flatMap((edge) => joins(graph, edge)))
          const { ways, walk } = waysUp({ graph, ids }, { above, below }, seen, 3)
          expect([above, below, ways.length > 0]).toEqual([above, below, nodes.includes(above)])
          expect(Array.from(walk.edges).every((edge) => edges.includes(edge))).toBe(true)
          for (const way of ways) {
            expect([way[0], way.at(-1)]).toEqual([above, below])
            expect(new Set(way).size).toBe(way.length)
            expect(way.slice(1).every((node, index) => joined.has(`${way[index]} ${node}`))).toBe(true)
          }
        }
      }
    }),
    { ...runsOf, numRuns: 1_000 },
  )
})

const isCopying = (sight: Sight, edge: number) => sight.graph.flow[edge] === flows.generated && isCopy(sight, edge)

const joins = ({ upstream, downstream }: Graph, edge: number) => [
  `${upstream[edge]} ${downstream[edge]}`,
  `${downstream[edge]} ${upstream[edge]}`,
]

/** Every node, by itself and as what is found at each of the places. */
function questions({ graph, numberOf }: { graph: Graph; numberOf: ReadonlyMap<string, number> }) {
  const places = [undefined, ...graph.places.keys()]
  return [...numberOf.values()].flatMap((start) => places.map((place) => ({ start, place })))
}

function told({ graph, names }: { graph: Graph; names: readonly string[] }, walk: Walk) {
  const depths = depthsOf(walk)
  const nameOf = (edge: number) =>
    [
      names[graph.upstream[edge] ?? 0],
      names[graph.downstream[edge] ?? 0],
      graph.flow[edge],
      graph.statement[edge],
    ].join(' ')
  return {
    nodes: Array.from(walk.nodes, (node, index) => `${names[node]} at ${depths[index]}`).sort(),
    edges: Array.from(walk.edges, nameOf).sort(),
    sameBytes: [...walk.sameBytes].map(nameOf).sort(),
  }
}

/** The same values in an order that the seed decides. */
function shuffle<T>(values: readonly T[], seed: number): T[] {
  const shuffled = [...values]
  let state = seed
  for (let index = shuffled.length - 1; index > 0; index--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    const other = state % (index + 1)
    ;[shuffled[index], shuffled[other]] = [shuffled[other] as T, shuffled[index] as T]
  }
  return shuffled
}

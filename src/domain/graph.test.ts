import fc from 'fast-check'
import { expect, test } from 'vitest'
import { flows } from './flow.ts'
import { emptyGraph, everything, type Graph, type GraphEdge, isSmall, isVisible } from './graph.ts'
import { appendEdge, markSmall, retract } from './graph-growth.ts'

const edge = (said: Partial<GraphEdge> = {}): GraphEdge => ({
  flow: flows.derived,
  upstream: 0,
  downstream: 1,
  statement: 0,
  ...said,
})
function graphOf(...edges: readonly Partial<GraphEdge>[]): Graph {
  const graph = emptyGraph(1, 1)
  for (const [statement, said] of edges.entries()) appendEdge(graph, edge({ statement, ...said }))
  return graph
}

const around = (node: number, first: Int32Array, next: Int32Array) => {
  const edges: number[] = []
  for (let found = first[node] ?? -1; found >= 0; found = next[found] ?? -1) edges.push(found)
  return edges
}

test('every edge is found from both of its ends, the newest first, however the arrays grew', () => {
  const ends = fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { maxLength: 200 })

  fc.assert(
    fc.property(ends, (pairs) => {
      const graph = graphOf(...pairs.map(([upstream, downstream]) => ({ upstream, downstream })))

      const newestFirst = pairs.map((pair, index) => ({ pair, index })).toReversed()
      for (let node = 0; node <= 50; node++) {
        const [above, below] = [1, 0].map((end) => newestFirst.filter(({ pair }) => pair[end] === node))
        expect(around(node, graph.firstUp, graph.nextUp)).toEqual(above?.map(({ index }) => index))
        expect(around(node, graph.firstDown, graph.nextDown)).toEqual(below?.map(({ index }) => index))
      }
      expect(graph.nodeCount).toBe(Math.max(-1, ...pairs.flat()) + 1)
      expect(graph.edgeCount).toBe(pairs.length)
    }),
  )
})

test('a node is a number from 0', () => {
  expect(() => graphOf({ upstream: -1, downstream: -2 })).toThrow('numbered from 0')
})

test('an edge is seen once it is true, and while it is', () => {
  const graph = graphOf({ at: 5 }, { from: 5, until: 7 }, {})
  const seen = (index: number) => [4, 5, 6, 7].map((asOf) => isVisible(graph, index, { ...everything, asOf }))

  expect(seen(0)).toEqual([false, true, true, true])
  expect(seen(1)).toEqual([false, true, true, false])
  expect(seen(2)).toEqual([true, true, true, true])
})

test('an edge that ends is not among what stands, one without an end is', () => {
  const graph = graphOf({ until: 7 }, { upstream: 2, from: 7 })

  expect([isVisible(graph, 0, everything), isVisible(graph, 1, everything)]).toEqual([false, true])
})

test.each([
  ['ends', { downstream: 2 }],
  ['kind', { flow: flows.same }],
  ['start', { from: 1 }],
  ['key', { key: 'other' }],
])('an end does not reach an edge with other %s', (_, said) => {
  const graph = graphOf({}, { until: 5, ...said })

  expect(isVisible(graph, 0, { ...everything, asOf: 9 })).toBe(true)
})

test('the earliest known end counts, and one that is taken back does not', () => {
  const graph = graphOf({}, { until: 8 }, { until: 5 })
  const at = (asOf: number, knownBefore = everything.knownBefore) => isVisible(graph, 0, { asOf, knownBefore })

  expect([at(4), at(5), at(7, 2), at(8, 2), at(8, 1)]).toEqual([true, false, true, false, true])
  retract(graph, 2, 3)
  expect([at(5), at(8), at(5, 3)]).toEqual([true, false, false])
})

test('the earliest of several retractions decides from when on a statement is not known', () => {
  const graph = graphOf({})
  retract(graph, 0, 9)
  retract(graph, 0, 4)
  retract(graph, 0, 7)

  expect([4, 5].map((knownBefore) => isVisible(graph, 0, { ...everything, knownBefore }))).toEqual([true, false])
})

test('content says nothing as long as a statement that is known and stands says so', () => {
  const graph = graphOf({})
  markSmall(graph, 1, 3)
  markSmall(graph, 1, 5)
  const at = (knownBefore: number) => isSmall(graph, 1, { ...everything, knownBefore })

  expect([at(3), at(4)]).toEqual([false, true])
  retract(graph, 3, 2)
  expect([at(4), at(6), isSmall(graph, 0, everything)]).toEqual([false, true, false])
})

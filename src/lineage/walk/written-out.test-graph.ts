import { stepsOf } from '../../domain/flow.ts'
import { emptyGraph, everything, type Graph, type View } from '../../domain/graph.ts'
import { appendEdge, markSmall, retract } from '../../domain/graph-growth.ts'
import type { EdgeStatement } from '../../domain/statement.ts'
import { isReachedAs } from './registration.ts'
import { sightOf } from './sight.ts'
import { type Walk, walkDown, walkUp } from './walk.ts'

// Chains written out by hand, as the tests of walks read them: names instead of ids, hours instead of times.

/** `place` is a path, `at`, `from` and `until` are hours of one day. */
type Said = Partial<Pick<EdgeStatement, 'role' | 'slot' | 'place' | 'number' | 'selector'>> & {
  readonly at?: number
  readonly from?: number
  readonly until?: number
}
export type Line = { readonly edge: EdgeStatement['edge']; readonly source: string; readonly target: string } & Said

export const wrote = (source: string, target: string, said: Said = {}): Line => ({
  edge: 'generated',
  source,
  target,
  ...said,
})
export const read = (source: string, target: string, said: Said = {}): Line => ({
  edge: 'used',
  source,
  target,
  ...said,
})
export const derived = (source: string, target: string, said: Said = {}): Line => ({
  edge: 'derived',
  source,
  target,
  ...said,
})
export const same = (source: string, target: string, said: Said = {}): Line => ({
  edge: 'same-as',
  source,
  target,
  ...said,
})
export const inFolder = (source: string, target: string, said: Said = {}): Line => ({
  edge: 'part-of',
  role: 'member',
  source,
  target,
  ...said,
})

type Registered = { readonly at?: number; readonly recordedAt?: number; readonly place?: string }

/** A graph with a statement for each line, numbered from 0 in their order. */
export type WrittenGraph = {
  readonly graph: Graph
  /** Its nodes by their own numbers: they are named in the order of the lines. */
  readonly ids: readonly number[]
  /** Names that a walk reaches, in order of name; where only the bytes say so, the run is followed by `?`. */
  readonly up: (from: string, view?: Partial<View>, place?: string) => string[]
  /** The same of a version that was registered at an hour, and maybe at a place. */
  readonly upAs: (from: string, registered: Registered) => string[]
  /** Whether what depends on a node is the version that was registered so. */
  readonly isReachedAs: (from: string, version: string, registered: Registered) => boolean
  readonly down: (from: string, view?: Partial<View>, place?: string) => string[]
  readonly number: (name: string) => number
}

export function graphOf(
  lines: readonly Line[],
  {
    small = [],
    retracted = [],
  }: { small?: readonly string[]; retracted?: readonly (readonly [number, number])[] } = {},
): WrittenGraph {
  const graph = emptyGraph(1, 1)
  const numbers = new Map<string, number>()
  const number = (name: string) => {
    const known = numbers.get(name) ?? numbers.size
    numbers.set(name, known)
    return known
  }
  const places = new Map<string, number>()
  for (const [statement, { at, from, until, ...line }] of lines.entries()) {
    const place = line.place === undefined ? 0 : (places.get(line.place) ?? places.size + 1)
    if (line.place !== undefined) {
      places.set(line.place, place)
      graph.places.set(place, line.place)
    }
    const key = JSON.stringify([line.role, line.slot, line.selector, line.number])
    for (const { flow, upstream, downstream } of stepsOf({ type: 'edge', ...line })) {
      const ends = { upstream: number(upstream), downstream: number(downstream) }
      appendEdge(graph, { flow, ...ends, statement, place, at, from, until, key })
    }
  }
  for (const name of small) markSmall(graph, number(name), -1)
  for (const [statement, by] of retracted) retract(graph, statement, by)
  const placeOf = (path: string | undefined) => (path === undefined ? undefined : (places.get(path) ?? -1))
  const namesOf = ({ nodes, sameBytes }: Walk) => {
    const guessed = new Set([...sameBytes].map((edge) => graph.upstream[edge]))
    const names = [...numbers.keys()]
    return Array.from(nodes, (node) => `${names[node]}${guessed.has(node) ? '?' : ''}`).sort()
  }
  const walked =
    (walk: (...question: Parameters<typeof walkDown>) => Walk) =>
    (from: string, view: Partial<View> = {}, at?: string) =>
      namesOf(walk(graph, [number(from)], { ...everything, ...view }, placeOf(at)))
  return {
    graph,
    ids: [...Array(graph.nodeCount).keys()],
    number,
    up: walked(walkUp),
    down: walked(walkDown),
    upAs: (from, { place, ...times }) =>
      namesOf(walkUp(graph, [number(from)], everything, { ...times, place: placeOf(place) })),
    isReachedAs: (from, version, { place, ...times }) => {
      const { edges } = walkDown(graph, [number(from)], everything)
      const reached = { node: number(version), edges: new Set(edges) }
      return isReachedAs(sightOf(graph, everything), reached, { ...times, place: placeOf(place) })
    },
  }
}

import { stepsOf } from '../domain/flow.ts'
import { appendEdge, emptyGraph, everything, type Graph, markSmall, retract, type View } from '../domain/graph.ts'
import type { EdgeStatement } from '../domain/statement.ts'
import { walkDown, walkUp } from './walk.ts'

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

/** A graph with a statement for each line, numbered from 0 in their order. */
export type WrittenGraph = {
  readonly graph: Graph
  /** Names that a walk reaches, in order of name; where only the bytes say so, the run is followed by `?`. */
  readonly up: (from: string, view?: Partial<View>, place?: string) => string[]
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
  const walked =
    (walk: typeof walkUp) =>
    (from: string, view: Partial<View> = {}, at?: string) => {
      const place = at === undefined ? undefined : (places.get(at) ?? -1)
      const { nodes, sameBytes } = walk(graph, [number(from)], { ...everything, ...view }, place)
      const guessed = new Set([...sameBytes].map((edge) => graph.upstream[edge]))
      const names = [...numbers.keys()]
      return Array.from(nodes, (node) => `${names[node]}${guessed.has(node) ? '?' : ''}`).sort()
    }
  return { graph, number, up: walked(walkUp), down: walked(walkDown) }
}

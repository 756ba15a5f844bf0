import type { Graph } from '../domain/graph.ts'
import type { Content } from './content.ts'

/** `placed`: the newest writes at the place that was read. Otherwise all that qualify, whose bytes are merely the same. */
export type Producers = { readonly writes: readonly number[]; readonly placed: boolean }

/**
 * Which of a content's writes made what a read found: none later than the read; where the place that was read was
 * written, the newest write there; else every one. Of writes at one time none is the newer, so that arrival decides
 * nothing. Content that says nothing is followed at its own place alone, and never as one file of a folder.
 * @param read an edge to the content, or to a folder that holds it: then each place below the folder counts.
 */
export function producersOf(graph: Graph, content: Content, read: number): Producers {
  const within = !content.names.has(graph.upstream[read] ?? 0)
  const newest = new Map<number, number[]>()
  const earlier: number[] = []
  for (const write of content.writes) {
    if (isTooLate(graph, write, read)) continue
    earlier.push(write)
    if (!isAtPlace(graph, content, write, read, within)) continue
    const place = within ? (graph.place[write] ?? 0) : 0
    const kept = newest.get(place)
    const [time, before] = [timeOf(graph, write), kept === undefined ? undefined : timeOf(graph, kept[0] ?? 0)]
    if (before === undefined || time > before) newest.set(place, [write])
    else if (time === before) kept?.push(write)
  }
  if (content.isSmall && within) return { writes: [], placed: false }
  if (newest.size > 0) return { writes: [...newest.values()].flat(), placed: true }
  return { writes: content.isSmall ? [] : earlier, placed: false }
}

/** `producersOf` for content that says something, with one name and one write, outside of folders: no lists for it. */
export function onlyProducer(graph: Graph, write: number, read: number): 'placed' | 'same bytes' | 'none' {
  if (isTooLate(graph, write, read)) return 'none'
  const place = graph.place[read] ?? 0
  if (place !== 0 && graph.place[write] === place) return 'placed'
  return 'same bytes'
}

/** An absent time is NaN, which no comparison finds too late. */
const isTooLate = ({ at }: Graph, write: number, read: number) => (at[write] ?? Number.NaN) > (at[read] ?? Number.NaN)

function isAtPlace(graph: Graph, content: Content, write: number, read: number, within: boolean): boolean {
  const [written, place] = [graph.place[write] ?? 0, graph.place[read] ?? 0]
  if (place === 0 || written === 0) return false
  if (written === place) return true
  const ofFolder = content.folders.has(graph.downstream[write] ?? 0)
  return (ofFolder && isBelow(graph, place, written)) || (within && isBelow(graph, written, place))
}

function isBelow({ places }: Graph, inner: number, outer: number): boolean {
  return (places.get(inner) ?? '').startsWith(`${places.get(outer) ?? ''}/`)
}

function timeOf({ at }: Graph, edge: number): number {
  const time = at[edge] ?? Number.NaN
  return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time
}

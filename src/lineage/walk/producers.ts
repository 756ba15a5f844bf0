import type { Graph } from '../../domain/graph.ts'
import type { Content } from './content.ts'
import { isCopy, type Sight } from './sight.ts'

/** `placed`: the newest writes at the place that was read. Otherwise all that qualify, whose bytes are merely the same. */
export type Producers = { readonly writes: readonly number[]; readonly placed: boolean }

/** Where and when content was found. `isWithin`: by finding a folder that holds it, where each place below counts. */
export type Finding = { readonly place: number; readonly at: number; readonly isWithin: boolean }

/** @param read an edge to the content, or to a folder that holds it. */
export function findingBy({ graph }: Sight, content: Content, read: number): Finding {
  return {
    place: graph.place[read] ?? 0,
    at: graph.at[read] ?? Number.NaN,
    isWithin: !content.names.has(graph.upstream[read] ?? 0),
  }
}

/**
 * Which of a content's writes made what somebody found: none later than that; where the place that was read was written,
 * the newest write there; else every one that did not merely copy. Of writes at one time none is the newer, so that
 * arrival decides nothing. Content that says nothing is followed at its own place alone, and never as one file of a folder.
 */
export function producersOf(sight: Sight, content: Content, finding: Finding): Producers {
  const { graph } = sight
  const newest = new Map<number, number[]>()
  const earlier: number[] = []
  for (const write of content.writes) {
    if (isTooLate(graph, write, finding.at)) continue
    earlier.push(write)
    if (!isAtPlace(graph, content, write, finding)) continue
    const place = finding.isWithin ? (graph.place[write] ?? 0) : 0
    const kept = newest.get(place)
    const [time, before] = [timeOf(graph, write), kept === undefined ? undefined : timeOf(graph, kept[0] ?? 0)]
    if (before === undefined || time > before) newest.set(place, [write])
    else if (time === before) kept?.push(write)
  }
  if (content.isSmall && finding.isWithin) return { writes: [], placed: false }
  if (newest.size > 0) return { writes: [...newest.values()].flat(), placed: true }
  return { writes: content.isSmall ? [] : earlier.filter((write) => !isCopy(sight, write)), placed: false }
}

/** `producersOf` for content that says something, with one name and one write, outside of folders: no lists for it. */
export function onlyProducer(
  sight: Sight,
  write: number,
  { place, at }: Omit<Finding, 'isWithin'>,
): 'placed' | 'same bytes' | 'none' {
  const { graph } = sight
  if (isTooLate(graph, write, at)) return 'none'
  if (place !== 0 && graph.place[write] === place) return 'placed'
  return isCopy(sight, write) ? 'none' : 'same bytes'
}

/** An absent time is NaN, which no comparison finds too late. */
const isTooLate = (graph: Graph, write: number, at: number) => (graph.at[write] ?? Number.NaN) > at

function isAtPlace(graph: Graph, content: Content, write: number, { place, isWithin }: Finding): boolean {
  const written = graph.place[write] ?? 0
  if (place === 0 || written === 0) return false
  if (written === place) return true
  const ofFolder = content.folders.has(graph.downstream[write] ?? 0)
  return (ofFolder && isBelow(graph, place, written)) || (isWithin && isBelow(graph, written, place))
}

/** Whether a place is in a folder. */
export function isBelow({ places }: Graph, inner: number, outer: number): boolean {
  return (places.get(inner) ?? '').startsWith(`${places.get(outer) ?? ''}/`)
}

export function timeOf({ at }: Graph, edge: number): number {
  const time = at[edge] ?? Number.NaN
  return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time
}

import type { Graph } from '../../domain/graph.ts'
import { type Content, contentOf } from './content.ts'
import { type Finding, type Producers, producersOf, timeOf } from './producers.ts'
import { isCopy, type Sight } from './sight.ts'

/**
 * How content became a version: when that was, when it was put on record, and where the content lay then. What is not
 * known restricts nothing.
 */
export type Registration = {
  readonly at?: number | undefined
  readonly recordedAt?: number | undefined
  /** In the graph's number of the place. */
  readonly place?: number | undefined
}

/**
 * Which of a content's writes made a version: none that is later than its registration, since what is made again afterwards
 * is nobody's ancestor. Where it was registered at a place that was written, the newest write there; else of every other
 * place the newest that did not merely copy. One that was registered for a time before anything was made (`--at`) was
 * made by the time at which that was put on record.
 */
export function producersOfVersion(sight: Sight, content: Content, registration: Registration): Producers {
  const { graph } = sight
  const by = boundOf(graph, content.writes, registration)
  const finding: Finding = { place: registration.place ?? 0, at: by, isWithin: false }
  const found = producersOf(sight, content, finding)
  if (found.placed) return found
  const earlier = content.writes.filter((write) => !((graph.at[write] ?? Number.NaN) > by))
  // Who asks for a version that says nothing asks for whoever wrote it.
  const made = content.isSmall ? earlier : earlier.filter((write) => !isCopy(sight, write))
  return { writes: newestOfPlaces(graph, made), placed: registration.place === undefined }
}

/** By when the writes that count were made. */
export function boundOf({ at }: Graph, writes: readonly number[], registration: Registration): number {
  const bound = registration.at ?? Number.NaN
  const isAnyEarlier = writes.length === 0 || writes.some((write) => !((at[write] ?? Number.NaN) > bound))
  return isAnyEarlier ? bound : Math.max(bound, registration.recordedAt ?? bound)
}

/** Of writes at one place the newest; of those at one time, and at no known place, each. */
function newestOfPlaces(graph: Graph, writes: readonly number[]): number[] {
  const newest = new Map<number, number>()
  for (const write of writes) {
    const place = graph.place[write] ?? 0
    newest.set(place, Math.max(newest.get(place) ?? Number.NEGATIVE_INFINITY, timeOf(graph, write)))
  }
  return writes.filter((write) => {
    const place = graph.place[write] ?? 0
    return place === 0 || timeOf(graph, write) === newest.get(place)
  })
}

/**
 * Whether a walk down that took some edges came to content as a version found it: not where it came by writes alone, none of
 * which made that version.
 */
export function isReachedAs(
  sight: Sight,
  { node, edges }: { readonly node: number; readonly edges: ReadonlySet<number> },
  registration: Registration,
): boolean {
  const content = contentOf(sight, node)
  const came = content.writes.filter((write) => edges.has(write))
  if (came.length === 0 || content.sources.some((edge) => edges.has(edge))) return true
  return producersOfVersion(sight, content, registration).writes.some((write) => edges.has(write))
}

import { flows } from '../../domain/flow.ts'
import { isVisible } from '../../domain/graph.ts'
import { isFinding, isRevision } from '../../domain/revision.ts'
import { several } from '../../domain/settled.ts'
import { type Content, filesOf, type Surroundings } from './content.ts'
import {
  atPlace,
  type Course,
  contentAt,
  goOn,
  goOnFrom,
  isSeen,
  showNames,
  showWay,
  take,
  wherever,
} from './course.ts'
import { findingBy, isBelow, onlyProducer, producersOf } from './producers.ts'
import { writesRevising } from './revisions.ts'
import { edgesAbove, edgesBelow, isCopy } from './sight.ts'

/**
 * One step downstream: who found what a write made, and what comes from it otherwise. It goes from a write to a read
 * exactly when `stepUp` goes from that read to the write, and takes the same short way for content that was written once.
 * @param via the edge by which the node was made, or goes on from other content; `atPlace`, or `wherever` for the node
 * itself, whoever made it.
 */
export function stepDown(course: Course, node: number, via: number): void {
  const { graph } = course
  if (graph.onlyWrite[node] === several) {
    stepDownFromContent(course, node, via)
    return
  }
  const { nextDown } = graph
  const write = via >= 0 && isRevision(graph, via) ? onlyWriteRevising(course, node, via) : via
  for (let edge = graph.firstDown[node] ?? -1; edge >= 0; edge = nextDown[edge] ?? -1) {
    if (!isSeen(course, edge) || (write === atPlace && isOfItsCopier(course, edge))) continue
    if (!isFinding(graph, edge) || write < 0 || isFound(course, edge, write)) follow(course, edge)
  }
}

/** The write that a revision is of, or `wherever`. */
function onlyWriteRevising({ graph, view }: Course, node: number, revision: number): number {
  const only = graph.onlyWrite[node] ?? -1
  const [write] = only >= 0 && isVisible(graph, only, view) ? (writesRevising(graph, revision, [only]) ?? []) : []
  return write ?? wherever
}

function isFound(course: Course, read: number, write: number): boolean {
  const { place, at } = course.graph
  const made = onlyProducer(course, write, { place: place[read] ?? 0, at: at[read] ?? Number.NaN })
  if (made === 'same bytes') course.sameBytes.add(write)
  return made !== 'none'
}

type Writes = readonly number[] | 'asked at its place' | undefined

/** @param writes those in question; undefined for the content itself, which every read of it found. */
function finds(course: Course, content: Content, read: number, writes: Writes): boolean {
  if (writes === undefined) return true
  if (writes === 'asked at its place')
    return content.isSmall ? isAtAskedPlace(course, read) : !isOfItsCopier(course, read)
  const producers = producersOf(course, content, findingBy(course, content, read))
  const found = producers.writes.filter((write) => writes.includes(write))
  if (!producers.placed) for (const write of found) course.sameBytes.add(write)
  return found.length > 0
}

function isAtAskedPlace({ graph, place = 0 }: Course, read: number): boolean {
  const found = graph.place[read] ?? 0
  return found === place || isBelow(graph, place, found)
}

/** Whoever copied something to a place does not depend on what lies there now, though it is the same bytes. */
function isOfItsCopier(course: Course, read: number): boolean {
  const { graph, place = 0 } = course
  if (graph.flow[read] !== flows.used || graph.place[read] === place) return false
  const { writes } = edgesAbove(course, graph.upstream[read] ?? 0)
  return writes.some(
    (write) =>
      graph.place[write] === place && graph.upstream[write] === graph.downstream[read] && isCopy(course, write),
  )
}

function stepDownFromContent(course: Course, node: number, via: number): void {
  const content = contentAt(course, node)
  const made = writesBy(course, content, via)
  const writes = via === atPlace ? 'asked at its place' : made
  showNames(course, content)
  for (const name of content.names) leave(course, name, { content, writes })
  if (made === undefined || !content.isSmall) {
    for (const folder of content.folders.keys()) {
      showWay(course, content.folders, folder)
      leave(course, folder, { content, writes })
    }
  }
  if (content.members.length === 0) return
  const isUnmade = content.writes.length === 0 && course.starts.has(node)
  const wrote = made ?? (isUnmade ? undefined : content.writes)
  if (wrote?.length === 0) return
  const files = filesOf(course, content)
  for (const file of files.keys()) stepDownFromFile(course, { folder: content, files, file, wrote })
}

/** The writes by which a walk came to content; undefined where it came to the content itself, whoever made it. */
function writesBy({ graph }: Course, content: Content, via: number): readonly number[] | undefined {
  if (via < 0) return undefined
  return isRevision(graph, via) ? writesRevising(graph, via, content.writes) : [via]
}

type FileWritten = {
  readonly folder: Content
  readonly files: Surroundings
  readonly file: number
  /** Undefined for a folder that the question is about and that nobody wrote: then whoever read a file had it there. */
  readonly wrote: readonly number[] | undefined
}

/** Whoever wrote a folder whole wrote its files. They are too many to show each: only those that lead on are. */
function stepDownFromFile(course: Course, { folder, files, file, wrote }: FileWritten): void {
  const content = contentAt(course, file)
  if (wrote === undefined && content.isSmall) return
  let leads = false
  for (const name of content.names) leads = leave(course, name, { content, writes: wrote }) || leads
  for (const around of content.isSmall || wrote === undefined ? [] : content.folders.keys()) {
    // Those around the folder are reached from the folder itself; those in it lead on themselves.
    if (folder.names.has(around) || folder.folders.has(around) || files.has(around)) continue
    leave(course, around, { content, writes: wrote })
    showWay(course, content.folders, around)
    leads = true
  }
  if (!leads) return
  showWay(course, files, file)
  showNames(course, content)
}

type Written = { readonly content: Content; readonly writes: Writes }

/** Follows what leads on from a node at which a content is found. @returns whether anything does. */
function leave(course: Course, node: number, { content, writes }: Written): boolean {
  const saysNothing = typeof writes === 'object' && content.isSmall
  let leads = false
  for (const edge of edgesBelow(course, node)) {
    if (isFinding(course.graph, edge) ? !finds(course, content, edge, writes) : saysNothing) continue
    follow(course, edge)
    leads = true
  }
  return leads
}

function follow(course: Course, edge: number): void {
  if (course.hidden.has(edge) || !take(course, edge)) return
  const { graph } = course
  const next = graph.downstream[edge] ?? 0
  const isRestricted = graph.flow[edge] === flows.generated || isRevision(graph, edge)
  if (isRestricted && graph.settled[next] !== 1) goOnFrom(course, next, edge)
  else goOn(course, next)
}

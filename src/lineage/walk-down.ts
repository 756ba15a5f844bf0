import { flows } from '../domain/flow.ts'
import { several } from '../domain/settled.ts'
import { type Content, filesOf, type Surroundings } from './content.ts'
import { type Course, contentAt, goOn, goOnFrom, isSeen, showNames, showWay, take } from './course.ts'
import { onlyProducer, producersOf } from './producers.ts'
import { edgesBelow } from './sight.ts'

/**
 * One step downstream: who found what a write made, and what comes from it otherwise. It goes from a write to a read
 * exactly when `stepUp` goes from that read to the write, and takes the same short way for content that was written once.
 * @param write the edge by which the node was made, or -1 for the node itself, whoever made it.
 */
export function stepDown(course: Course, node: number, write: number): void {
  const { graph } = course
  if (graph.onlyWrite[node] === several) {
    stepDownFromContent(course, node, write)
    return
  }
  const { nextDown, flow } = graph
  for (let edge = graph.firstDown[node] ?? -1; edge >= 0; edge = nextDown[edge] ?? -1) {
    if (!isSeen(course, edge)) continue
    if (flow[edge] !== flows.used || write < 0 || isFound(course, edge, write)) follow(course, edge)
  }
}

function isFound({ graph, sameBytes }: Course, read: number, write: number): boolean {
  const made = onlyProducer(graph, write, read)
  if (made === 'same bytes') sameBytes.add(write)
  return made !== 'none'
}

type Writes = readonly number[] | undefined

/** @param writes those in question; undefined for the content itself, which every read of it found. */
function finds(course: Course, content: Content, read: number, writes: Writes): boolean {
  if (writes === undefined) return true
  const producers = producersOf(course.graph, content, read)
  const found = producers.writes.filter((write) => writes.includes(write))
  if (!producers.placed) for (const write of found) course.sameBytes.add(write)
  return found.length > 0
}

function stepDownFromContent(course: Course, node: number, write: number): void {
  const content = contentAt(course, node)
  const writes = write < 0 ? undefined : [write]
  showNames(course, content)
  for (const name of content.names) leave(course, name, { content, writes })
  if (writes === undefined || !content.isSmall) {
    for (const folder of content.folders.keys()) {
      showWay(course, content.folders, folder)
      leave(course, folder, { content, writes })
    }
  }
  if (content.members.length === 0) return
  const wrote = writes ?? (content.writes.length === 0 && course.starts.has(node) ? undefined : content.writes)
  if (wrote?.length === 0) return
  const files = filesOf(course, content)
  for (const file of files.keys()) stepDownFromFile(course, { folder: content, files, file, wrote })
}

type FileWritten = {
  readonly folder: Content
  readonly files: Surroundings
  readonly file: number
  /** Undefined for a folder that the question is about and that nobody wrote: then whoever read a file had it there. */
  readonly wrote: Writes
}

/** Whoever wrote a folder whole wrote its files. They are too many to show each: only those that lead on are. */
function stepDownFromFile(course: Course, { folder, files, file, wrote }: FileWritten): void {
  const content = contentAt(course, file)
  if (wrote === undefined && content.isSmall) return
  let leads = false
  for (const name of content.names) leads = leave(course, name, { content, writes: wrote }) || leads
  for (const around of content.isSmall || wrote === undefined ? [] : content.folders.keys()) {
    if (folder.names.has(around)) continue
    const leadsOn = leave(course, around, { content, writes: wrote })
    if (!leadsOn && files.has(around)) continue
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
  const saysNothing = writes !== undefined && content.isSmall
  let leads = false
  for (const edge of edgesBelow(course, node)) {
    if (course.graph.flow[edge] === flows.used ? !finds(course, content, edge, writes) : saysNothing) continue
    follow(course, edge)
    leads = true
  }
  return leads
}

function follow(course: Course, edge: number): void {
  if (!take(course, edge)) return
  const { graph } = course
  const next = graph.downstream[edge] ?? 0
  if (graph.flow[edge] === flows.generated && graph.settled[next] !== 1) goOnFrom(course, next, edge)
  else goOn(course, next)
}

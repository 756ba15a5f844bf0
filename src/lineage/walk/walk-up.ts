import { flows } from '../../domain/flow.ts'
import { isSmall, isVisible } from '../../domain/graph.ts'
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
import { findingBy, onlyProducer, type Producers, producersOf } from './producers.ts'
import { boundOf, producersOfVersion } from './registration.ts'
import { sourcesOfFound } from './revisions.ts'
import { edgesAbove, isCopy } from './sight.ts'

/**
 * One step upstream: what made the content of a node, and what it comes from otherwise. Most content has one name and
 * one write and is in no folder: then its edges are looked at once and nothing is allocated. What is settled comes here
 * only where a question does not see all, or names a place.
 * @param read the edge by which the node was read, `atPlace`, or `wherever` for all that ever made it.
 */
export function stepUp(course: Course, node: number, read: number): void {
  const { graph } = course
  if (graph.onlyWrite[node] === several || (read === atPlace && course.registration !== undefined)) {
    stepUpFromContent(course, node, read)
    return
  }
  const { nextUp, flow } = graph
  for (let edge = graph.firstUp[node] ?? -1; edge >= 0; edge = nextUp[edge] ?? -1) {
    if (!isSeen(course, edge)) continue
    const write = flow[edge] === flows.generated ? edge : writeOf(course, edge)
    if (write === undefined || isFoundBy(course, node, write, read)) follow(course, edge)
  }
}

/** The one write of content that a revision of it is of. */
function writeOf({ graph, view }: Course, edge: number): number | undefined {
  if (!isRevision(graph, edge)) return undefined
  const write = graph.onlyWrite[graph.downstream[edge] ?? 0] ?? -1
  return write >= 0 && graph.at[write] === graph.at[edge] && isVisible(graph, write, view) ? write : undefined
}

function isFoundBy(course: Course, node: number, write: number, read: number): boolean {
  const { graph, view, place = 0 } = course
  if (read === wherever) return !course.starts.has(node) || isSmall(graph, node, view) || !isCopy(course, write)
  const finding =
    read < 0 ? { place, at: Number.NaN } : { place: graph.place[read] ?? 0, at: graph.at[read] ?? Number.NaN }
  const made = onlyProducer(course, write, finding)
  if (made === 'same bytes') course.sameBytes.add(write)
  if (made === 'none' && read >= 0) course.makers.set(read, new Set())
  return made !== 'none'
}

function stepUpFromContent(course: Course, node: number, read: number): void {
  const content = contentAt(course, node)
  showNames(course, content)
  const producers = producing(course, content, read, course.starts.has(node))
  const found = { all: content.writes, found: producers.writes }
  for (const edge of sourcesOfFound(course.graph, content.sources, found)) follow(course, edge)
  const makers = new Set<number>()
  takeProducers(course, content, producers, makers)
  let leavesOut = producers.writes.length < content.writes.length
  if (leavesOut && read === atPlace) noteRemakes(course, content, producers)
  const files = filesOf(course, content)
  for (const file of files.keys()) {
    if (stepUpFromFile(course, { folder: content, files, file, read }, makers)) leavesOut = true
  }
  if (leavesOut && read >= 0) course.makers.set(read, makers)
}

function noteRemakes({ registration, remakes }: Course, content: Content, { writes }: Producers): void {
  if (registration === undefined) return
  for (const write of content.writes) if (!writes.includes(write)) remakes.add(write)
}

type FileRead = {
  readonly folder: Content
  readonly files: Surroundings
  readonly file: number
  readonly read: number
}

/**
 * Whoever has a folder has its files. They are too many to show each: only those that lead on are.
 * @returns whether any write of the file is left out.
 */
function stepUpFromFile(course: Course, { folder, files, file, read }: FileRead, makers: Set<number>): boolean {
  const { graph } = course
  const content = contentAt(course, file)
  const { writes, placed } = producing(course, content, read, false)
  const others = writes.filter((write) => {
    const written = graph.downstream[write] ?? 0
    // Folders around this one, and those in it that hold the file, lead on themselves.
    const isIts = content.names.has(written) || !files.has(written)
    return isIts && !folder.names.has(written) && !folder.folders.has(written)
  })
  const leavesOut = writes.length < content.writes.length
  const isWanted = course.wanted !== undefined && content.names.has(course.wanted)
  const sources = sourcesOfFound(graph, content.sources, { all: content.writes, found: writes })
  if (others.length === 0 && sources.length === 0 && !isWanted) return leavesOut
  showWay(course, files, file)
  showNames(course, content)
  for (const edge of sources) follow(course, edge)
  takeProducers(course, content, { writes: others, placed }, makers)
  return leavesOut
}

function producing(course: Course, content: Content, read: number, isAsked: boolean): Producers {
  if (read >= 0) return producersOf(course, content, findingBy(course, content, read))
  if (read === atPlace) return producersAsked(course, content, isAsked)
  if (content.isSmall) return { writes: isAsked ? content.writes : [], placed: true }
  // Whoever asks for bytes asks who made them: who copied them made another file of them.
  return { writes: isAsked ? content.writes.filter((write) => !isCopy(course, write)) : content.writes, placed: true }
}

/** Whoever asks for a path finds what is there at last; whoever asks for a version, what there was when it became one. */
function producersAsked(course: Course, content: Content, isAsked: boolean): Producers {
  const { registration, place = 0, graph } = course
  if (registration === undefined) return producersOf(course, content, { place, at: Number.NaN, isWithin: !isAsked })
  if (isAsked) return producersOfVersion(course, content, registration)
  const at = boundOf(graph, content.writes, registration)
  return producersOf(course, content, { place: registration.place ?? 0, at, isWithin: true })
}

function takeProducers(course: Course, content: Content, { writes, placed }: Producers, makers: Set<number>): void {
  const { graph } = course
  for (const write of writes) {
    if (!placed) course.sameBytes.add(write)
    follow(course, write)
    makers.add(graph.upstream[write] ?? 0)
    // Whoever wrote a folder whole wrote what is in it, and from what the folder comes that comes, too.
    for (const folder of showWay(course, content.folders, graph.downstream[write] ?? 0)) {
      const { sources } = edgesAbove(course, folder)
      const all = sources.length === 0 ? [] : contentAt(course, folder).writes
      for (const edge of sourcesOfFound(graph, sources, { all, found: [write] })) follow(course, edge)
    }
  }
}

function follow(course: Course, edge: number): void {
  if (course.hidden.has(edge) || !take(course, edge)) return
  const { graph } = course
  const next = graph.upstream[edge] ?? 0
  if (isFinding(graph, edge) && graph.settled[next] !== 1) goOnFrom(course, next, edge)
  else goOn(course, next)
}

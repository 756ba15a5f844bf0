import { flows, followedMax } from '../domain/flow.ts'
import { isSmall, isVisible } from '../domain/graph.ts'
import { type Content, filesOf, type Surroundings } from './content.ts'
import { type Course, contentAt, goOn, goOnFrom, showNames, showWay, take } from './course.ts'
import { onlyProducer, producersOf } from './producers.ts'
import { edgesAbove } from './sight.ts'

/**
 * One step upstream: what made the content of a node, and what it comes from otherwise. Most content has one name and
 * one write and is in no folder: then its edges are looked at once and nothing is allocated.
 * @param read the edge by which the node was read, or -1 for all that ever made it.
 */
export function stepUp(course: Course, node: number, read: number): void {
  const { graph, view } = course
  const { nextUp, flow: flowOf } = graph
  let write = -1
  for (let edge = graph.firstUp[node] ?? -1; edge >= 0; edge = nextUp[edge] ?? -1) {
    const flow = flowOf[edge] ?? 0
    if (flow > followedMax || !isVisible(graph, edge, view)) continue
    if (flow === flows.used || flow === flows.derived) followSource(course, edge)
    else if (flow === flows.generated && write < 0) write = edge
    else {
      stepUpFromContent(course, node, read)
      return
    }
  }
  if (write < 0) return
  const made = read < 0 ? madeAtAll(course, node) : onlyProducer(graph, write, read, view)
  if (made === 'none') return
  if (made === 'same bytes') course.sameBytes.add(write)
  takeWrite(course, write)
}

/** Content that says nothing leads on to who wrote it only where the question is about it. */
const madeAtAll = ({ graph, view, starts }: Course, node: number) =>
  isSmall(graph, node, view) && !starts.has(node) ? 'none' : 'placed'

function stepUpFromContent(course: Course, node: number, read: number): void {
  const content = contentAt(course, node)
  showNames(course, content)
  for (const edge of content.sources) followSource(course, edge)
  takeProducers(course, content, producing(course, content, read, course.starts.has(node)))
  const files = filesOf(course, content)
  for (const file of files.keys()) stepUpFromFile(course, { folder: content, files, file, read })
}

type FileRead = {
  readonly folder: Content
  readonly files: Surroundings
  readonly file: number
  readonly read: number
}

/** Whoever has a folder has its files. They are too many to show each: only those that lead on are. */
function stepUpFromFile(course: Course, { folder, files, file, read }: FileRead): void {
  const { graph } = course
  const content = contentAt(course, file)
  const { writes, placed } = producing(course, content, read, false)
  const others = writes.filter((write) => !folder.names.has(graph.downstream[write] ?? 0))
  if (others.length === 0 && content.sources.length === 0) return
  showWay(course, files, file)
  showNames(course, content)
  for (const edge of content.sources) followSource(course, edge)
  takeProducers(course, content, { writes: others, placed })
}

function producing({ graph }: Course, content: Content, read: number, isAsked: boolean) {
  if (read >= 0) return producersOf(graph, content, read)
  return { writes: content.isSmall && !isAsked ? [] : content.writes, placed: true }
}

function takeProducers(course: Course, content: Content, { writes, placed }: ReturnType<typeof producersOf>): void {
  const { graph } = course
  for (const write of writes) {
    if (!placed) course.sameBytes.add(write)
    takeWrite(course, write)
    // Whoever wrote a folder whole wrote what is in it, and from what the folder comes that comes, too.
    for (const folder of showWay(course, content.folders, graph.downstream[write] ?? 0)) {
      for (const edge of edgesAbove(course, folder).sources) followSource(course, edge)
    }
  }
}

function takeWrite(course: Course, write: number): void {
  if (take(course, write)) goOn(course, course.graph.upstream[write] ?? 0)
}

function followSource(course: Course, edge: number): void {
  if (!take(course, edge)) return
  const { graph } = course
  const source = graph.upstream[edge] ?? 0
  if (graph.flow[edge] !== flows.used) goOn(course, source)
  else if (!isTold(course, source, edge)) goOnFrom(course, source, edge)
}

/** Whether all that a read can lead to is in the answer: content that many read has one write, which the first found. */
function isTold({ graph, scratch }: Course, node: number, read: number): boolean {
  const write = graph.firstUp[node] ?? -1
  const place = graph.place[read] ?? 0
  if (write < 0 || scratch.taken[write] !== 1 || (graph.nextUp[write] ?? -1) >= 0) return false
  return graph.flow[write] === flows.generated && place !== 0 && graph.place[write] === place
}

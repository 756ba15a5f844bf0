import { flows, followedMax } from '../domain/flow.ts'
import { isSmall, isVisible } from '../domain/graph.ts'
import { type Content, filesOf, type Surroundings } from './content.ts'
import { type Course, contentAt, goOn, goOnFrom, showNames, showWay, take } from './course.ts'
import { onlyProducer, producersOf } from './producers.ts'

/**
 * One step upstream: what made the content of a node, and what it comes from otherwise. Most content has one name and
 * one write and is in no folder: then its edges are looked at once and nothing is allocated.
 * @param read the edge by which the node was read, or -1 for all that ever made it.
 */
export function stepUp(course: Course, node: number, read: number, depth: number): void {
  const { graph, view } = course
  let write = -1
  for (let edge = graph.firstUp[node] ?? -1; edge >= 0; edge = graph.nextUp[edge] ?? -1) {
    const flow = graph.flow[edge] ?? 0
    if (flow > followedMax || !isVisible(graph, edge, view)) continue
    if (flow === flows.used || flow === flows.derived) followSource(course, edge, depth)
    else if (flow === flows.generated && write < 0) write = edge
    else {
      stepUpFromContent(course, node, read, depth)
      return
    }
  }
  if (write < 0) return
  const made = read < 0 ? madeAtAll(course, node) : onlyProducer(graph, write, read, view)
  if (made === 'none') return
  if (made === 'same bytes') course.sameBytes.add(write)
  takeWrite(course, write, depth)
}

/** Content that says nothing leads on to who wrote it only where the question is about it. */
const madeAtAll = ({ graph, view, starts }: Course, node: number) =>
  isSmall(graph, node, view) && !starts.has(node) ? 'none' : 'placed'

function stepUpFromContent(course: Course, node: number, read: number, depth: number): void {
  const { graph, view } = course
  const content = contentAt(course, node)
  showNames(course, content, depth)
  for (const edge of content.sources) followSource(course, edge, depth)
  takeProducers(course, content, producing(course, content, read, course.starts.has(node)), depth)
  const files = filesOf(graph, content, view)
  for (const file of files.keys()) stepUpFromFile(course, { folder: content, files, file, read }, depth)
}

type FileRead = {
  readonly folder: Content
  readonly files: Surroundings
  readonly file: number
  readonly read: number
}

/** Whoever has a folder has its files. They are too many to show each: only those that lead on are. */
function stepUpFromFile(course: Course, { folder, files, file, read }: FileRead, depth: number): void {
  const { graph } = course
  const content = contentAt(course, file)
  const { writes, placed } = producing(course, content, read, false)
  const others = writes.filter((write) => !folder.names.includes(graph.downstream[write] ?? 0))
  if (others.length === 0 && content.sources.length === 0) return
  showWay(course, files, file, depth)
  showNames(course, content, depth)
  for (const edge of content.sources) followSource(course, edge, depth)
  takeProducers(course, content, { writes: others, placed }, depth)
}

function producing({ graph }: Course, content: Content, read: number, isAsked: boolean) {
  if (read >= 0) return producersOf(graph, content, read)
  return { writes: content.isSmall && !isAsked ? [] : content.writes, placed: true }
}

function takeProducers(
  course: Course,
  content: Content,
  { writes, placed }: ReturnType<typeof producersOf>,
  depth: number,
): void {
  const { graph, view } = course
  for (const write of writes) {
    if (!placed) course.sameBytes.add(write)
    takeWrite(course, write, depth)
    // Whoever wrote a folder whole wrote what is in it, and from what the folder comes that comes, too.
    for (const folder of showWay(course, content.folders, graph.downstream[write] ?? 0, depth)) {
      for (let edge = graph.firstUp[folder] ?? -1; edge >= 0; edge = graph.nextUp[edge] ?? -1) {
        const flow = graph.flow[edge] ?? 0
        if ((flow === flows.derived || flow === flows.used) && isVisible(graph, edge, view))
          followSource(course, edge, depth)
      }
    }
  }
}

function takeWrite(course: Course, write: number, depth: number): void {
  if (take(course, write)) goOn(course, course.graph.upstream[write] ?? 0, depth)
}

function followSource(course: Course, edge: number, depth: number): void {
  if (!take(course, edge)) return
  const { graph } = course
  const source = graph.upstream[edge] ?? 0
  if (graph.flow[edge] === flows.used) goOnFrom(course, source, edge, depth)
  else goOn(course, source, depth)
}

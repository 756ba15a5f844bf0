import { flows } from '../domain/flow.ts'
import { type Graph, isVisible, type View } from '../domain/graph.ts'

/** One content under all its names, every write of it, and what else leads upstream from it. Edge numbers throughout. */
export type Content = {
  readonly names: number[]
  readonly writes: number[]
  /** For a write of a whole folder, the edge by which the content is part of that folder. */
  folderOf: Map<number, number> | undefined
  readonly same: number[]
  readonly members: number[]
  readonly derived: number[]
}

/** What leads upstream from a node and from its other names. Linear in the edges that it has there. */
export function contentOf(graph: Graph, node: number, view: View): Content {
  const content: Content = {
    names: [node],
    writes: [],
    folderOf: undefined,
    same: [],
    members: [],
    derived: [],
  }
  for (let index = 0; index < content.names.length; index++) {
    const name = content.names[index] ?? 0
    for (let edge = graph.firstUp[name] ?? -1; edge >= 0; edge = graph.nextUp[edge] ?? -1) {
      if (isVisible(graph, edge, view)) sort(graph, content, edge, view)
    }
  }
  return content
}

function sort(graph: Graph, content: Content, edge: number, view: View): void {
  const upstream = graph.upstream[edge] ?? 0
  switch (graph.flow[edge]) {
    case flows.generated:
      content.writes.push(edge)
      return
    case flows.derived:
      content.derived.push(edge)
      return
    case flows.member:
      content.members.push(edge)
      return
    case flows.same:
      if (!content.names.includes(upstream)) {
        content.names.push(upstream)
        content.same.push(edge)
      }
      return
    case flows.folder:
      for (let write = graph.firstUp[upstream] ?? -1; write >= 0; write = graph.nextUp[write] ?? -1) {
        if (graph.flow[write] !== flows.generated || !isVisible(graph, write, view)) continue
        content.writes.push(write)
        content.folderOf ??= new Map()
        content.folderOf.set(write, edge)
      }
  }
}

/** `placed`: the newest write at the place that was read. Otherwise all that qualify, whose bytes are merely the same. */
export type Producers = { readonly writes: readonly number[]; readonly placed: boolean }

/**
 * Which of a content's writes made what a read found: none later than the read; where the place that was read was
 * written, the newest write there; else every one. Content that says nothing is followed at its own place alone.
 * @param read the `used` edge, or -1 for a question about the content itself, which every write answers.
 */
export function producersOf(graph: Graph, content: Content, read: number): Producers {
  if (read < 0 || content.writes.length === 0) return { writes: content.writes, placed: read < 0 }
  const time = graph.at[read] ?? Number.NaN
  const place = graph.place[read] ?? 0
  // An absent time is NaN, which no comparison finds too late.
  const earlier = content.writes.filter((write) => !((graph.at[write] ?? Number.NaN) > time))
  let newest = -1
  for (const write of earlier) {
    if (!isAtPlace(graph, content, write, place)) continue
    if (newest < 0 || isLater(graph, write, newest)) newest = write
  }
  if (newest >= 0) return { writes: [newest], placed: true }
  return { writes: content.names.some((name) => graph.small.has(name)) ? [] : earlier, placed: false }
}

function isAtPlace(graph: Graph, content: Content, write: number, place: number): boolean {
  const written = graph.place[write] ?? 0
  if (place === 0 || written === 0) return false
  if (written === place) return true
  if (!content.folderOf?.has(write)) return false
  return (graph.places.get(place) ?? '').startsWith(`${graph.places.get(written) ?? ''}/`)
}

/** Newer by time, then by statement, so that two writes of one millisecond have one answer. */
function isLater(graph: Graph, a: number, b: number): boolean {
  const [timeA, timeB] = [graph.at[a] || Number.NEGATIVE_INFINITY, graph.at[b] || Number.NEGATIVE_INFINITY]
  return timeA > timeB || (timeA === timeB && (graph.statement[a] ?? 0) > (graph.statement[b] ?? 0))
}

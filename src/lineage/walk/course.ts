import { type Graph, isVisible, seesAll, type View } from '../../domain/graph.ts'
import { type Content, contentOf, type Surroundings, wayBack } from './content.ts'
import type { Registration } from './registration.ts'
import { type Sight, sightOf } from './sight.ts'

/** A walk under way: what it has reached, and the steps that are still to take, in order of their distance. */
export type Course = Sight & {
  readonly starts: ReadonlySet<number>
  /** Where the question found what it starts from, in the graph's number of the place. */
  readonly place: number | undefined
  /** As which version it found that, for a question about one. */
  readonly registration: Registration | undefined
  /** Of the content of such a version: the writes that did not make it. */
  readonly remakes: Set<number>
  /** What is looked for: a file of a folder is shown then though nothing leads on from it. */
  readonly wanted: number | undefined
  /** Edges that are not taken: reads and copies of other files than those that were asked for (`file-by-file.ts`). */
  readonly hidden: ReadonlySet<number>
  readonly sameBytes: Set<number>
  /** For each read that led to some of a content's writes, not to all: the runs that made what it found. */
  readonly makers: Map<number, ReadonlySet<number>>
  readonly contents: Map<number, Content>
  /** Whether no edge is hidden from this question. */
  readonly seesAll: boolean
  readonly scratch: Scratch
  /** How many nodes are shown, edges taken, and steps planned by now. */
  shown: number
  taken: number
  planned: number
  /** How many nodes were shown before those of each distance from the start. */
  readonly levels: number[]
}

/** What a walk notes, in arrays as long as the graph's that are kept from walk to walk: only what is touched costs anything. */
type Scratch = {
  /** In each walk another number, so that nothing need be cleared. That of a node says what was done with it, too. */
  stamp: number
  readonly nodeStamps: Uint16Array
  readonly edgeStamps: Uint16Array
  readonly nodes: Int32Array
  readonly edges: Int32Array
  /**
   * A step goes on from an edge, the read (upwards) or the write (downwards) whose time and place say which writes (or
   * reads) belong to it; or, as `-1 - node`, from a node with nothing to restrict it. An edge is taken once, so a step
   * from it is planned once; one from a node, too. A settled node needs none: it is gone on from as it stands in `nodes`.
   */
  readonly steps: Int32Array
}

/** What a step goes on from, where it is no edge: a node, whoever made or read it; a node at the place that was asked for. */
export const wherever = -1
export const atPlace = -2

/** How a question found what it starts from: at a place (in the graph's number of it), now; or as a version of a name. */
export type Asked = number | Registration

/** How a walk starts from what it starts from, and what decides its way besides time and place. */
export type Means = {
  readonly asked?: Asked | undefined
  readonly wanted?: number | undefined
  readonly hidden?: ReadonlySet<number>
}
const nothing: ReadonlySet<number> = new Set()

/** No place has this number. */
const nowhere = -1

export function startCourse(
  graph: Graph,
  starts: readonly number[],
  view: View,
  { asked, wanted, hidden = nothing }: Means,
): Course {
  const registration = typeof asked === 'object' ? asked : undefined
  const place = typeof asked === 'object' ? (asked.place ?? nowhere) : asked
  const course: Course = {
    ...sightOf(graph, view),
    starts: new Set(starts),
    place,
    registration,
    remakes: new Set(),
    wanted,
    hidden,
    sameBytes: new Set(),
    makers: new Map(),
    contents: new Map(),
    seesAll: seesAll(graph, view) && hidden.size === 0,
    scratch: scratchOf(graph),
    shown: 0,
    taken: 0,
    planned: 0,
    levels: [0],
  }
  for (const start of starts) {
    if (place === undefined) goOn(course, start)
    else show(course, start)
  }
  return course
}

const scratches = new WeakMap<Graph, Scratch>()
/** What is added to four times the stamp for a node that is gone on from; with nothing for one that is only shown. */
const planned = 1
/** For one that is settled, too: then no other edge to it leads anywhere else. */
export const exhausted = 2
const stampMax = 16_383

function scratchOf(graph: Graph): Scratch {
  const [nodes, edges] = [graph.firstUp.length, graph.flow.length]
  const kept = scratches.get(graph)
  if (kept && kept.nodes.length === nodes && kept.edges.length === edges && kept.stamp < stampMax) {
    kept.stamp++
    return kept
  }
  const made = {
    stamp: 1,
    nodeStamps: new Uint16Array(nodes),
    edgeStamps: new Uint16Array(edges),
    nodes: new Int32Array(nodes),
    edges: new Int32Array(edges),
    steps: new Int32Array(nodes + edges),
  }
  scratches.set(graph, made)
  return made
}

/** Puts a node into the answer. Steps come in order of distance, so the first to show it is the nearest. */
export function show(course: Course, node: number): void {
  const { nodeStamps, nodes, stamp } = course.scratch
  if ((nodeStamps[node] ?? 0) >= 4 * stamp) return
  nodeStamps[node] = 4 * stamp
  nodes[course.shown++] = node
}

/** Goes on from a node with nothing to restrict it. */
export function goOn(course: Course, node: number): void {
  const { nodeStamps, steps, stamp } = course.scratch
  const state = nodeStamps[node] ?? 0
  if (state > 4 * stamp) return
  show(course, node)
  const isSettled = course.graph.settled[node] === 1
  nodeStamps[node] = 4 * stamp + (isSettled ? exhausted : planned)
  // A settled node that was shown already was asked about at its place.
  if (!isSettled || state === 4 * stamp) steps[course.planned++] = -1 - node
}

/** Goes on from a node to what belongs to an edge of it, which must have been taken for the first time. */
export function goOnFrom(course: Course, node: number, edge: number): void {
  show(course, node)
  course.scratch.steps[course.planned++] = edge
}

export const isSeen = (course: Course, edge: number): boolean =>
  course.seesAll || (isVisible(course.graph, edge, course.view) && !course.hidden.has(edge))

/** Puts an edge into the answer. @returns whether it was not in there yet. */
export function take(course: Course, edge: number): boolean {
  const { edgeStamps, edges, stamp } = course.scratch
  if (edgeStamps[edge] === stamp) return false
  edgeStamps[edge] = stamp
  edges[course.taken++] = edge
  return true
}

export function contentAt(course: Course, node: number): Content {
  const { contents } = course
  const known = contents.get(node)
  if (known !== undefined) return known
  const content = contentOf(course, node)
  for (const name of content.names) contents.set(name, content)
  return content
}

/** Shows a content under all its names. */
export function showNames(course: Course, { names, same }: Content): void {
  for (const name of names) show(course, name)
  for (const edge of same) take(course, edge)
}

/** Shows every way from a folder to the content in it, or from a file to its folder. @returns the nodes on it. */
export function showWay(course: Course, surroundings: Surroundings, from: number): ReadonlySet<number> {
  const way = wayBack(course, surroundings, from)
  for (const node of way) {
    show(course, node)
    for (const edge of surroundings.get(node) ?? []) take(course, edge)
  }
  return way
}

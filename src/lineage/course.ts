import type { Graph, View } from '../domain/graph.ts'
import { type Content, contentOf, type Surroundings, wayBack } from './content.ts'

/**
 * A walk under way. A step goes to a node by way of an edge, the read (upwards) or the write (downwards) whose time and
 * place say which writes (or reads) belong to it, or -1 where none restricts it. An edge is taken once, so a restricted
 * step is planned once; an unrestricted one once for each node.
 */
export type Course = {
  readonly graph: Graph
  readonly view: View
  readonly starts: ReadonlySet<number>
  readonly nodes: number[]
  readonly depths: number[]
  readonly edges: number[]
  readonly sameBytes: Set<number>
  readonly contents: Map<number, Content>
  readonly reached: Uint8Array
  readonly taken: Uint8Array
  readonly steps: { readonly nodes: number[]; readonly vias: number[]; readonly depths: number[] }
}

const shown = 1
const planned = 2

export function startCourse(graph: Graph, starts: readonly number[], view: View): Course {
  const course: Course = {
    graph,
    view,
    starts: new Set(starts),
    nodes: [],
    depths: [],
    edges: [],
    sameBytes: new Set(),
    contents: new Map(),
    ...marksOf(graph),
    steps: { nodes: [], vias: [], depths: [] },
  }
  for (const start of starts) goOn(course, start, 0)
  return course
}

/** One byte a node and an edge, kept from walk to walk and cleared by what was touched, not by size. */
const marks = new WeakMap<Graph, Pick<Course, 'reached' | 'taken'>>()
function marksOf(graph: Graph) {
  const kept = marks.get(graph)
  if (kept && kept.reached.length >= graph.nodeCount && kept.taken.length >= graph.edgeCount) return kept
  const made = { reached: new Uint8Array(graph.firstUp.length), taken: new Uint8Array(graph.flow.length) }
  marks.set(graph, made)
  return made
}

export function endCourse({ nodes, edges, reached, taken }: Course): void {
  for (const node of nodes) reached[node] = 0
  for (const edge of edges) taken[edge] = 0
}

/** Puts a node into the answer. Steps come in order of depth, so the first to show it is the nearest. */
export function show(course: Course, node: number, depth: number): void {
  const before = course.reached[node] ?? 0
  if (before !== 0) return
  course.reached[node] = shown
  course.nodes.push(node)
  course.depths.push(depth)
}

/** Goes on from a node with nothing to restrict it. */
export function goOn(course: Course, node: number, depth: number): void {
  const before = course.reached[node] ?? 0
  if (before >= planned) return
  show(course, node, depth)
  course.reached[node] = planned | shown
  plan(course, node, -1, depth)
}

/** Goes on from what an edge was about to what belongs to that edge. The edge must have been taken for the first time. */
export function goOnFrom(course: Course, node: number, via: number, depth: number): void {
  show(course, node, depth)
  plan(course, node, via, depth)
}

function plan({ steps }: Course, node: number, via: number, depth: number): void {
  steps.nodes.push(node)
  steps.vias.push(via)
  steps.depths.push(depth)
}

/** Puts an edge into the answer. @returns whether it was not in there yet. */
export function take(course: Course, edge: number): boolean {
  if (course.taken[edge] === 1) return false
  course.taken[edge] = 1
  course.edges.push(edge)
  return true
}

export function contentAt({ graph, view, contents }: Course, node: number): Content {
  const known = contents.get(node)
  if (known !== undefined) return known
  const content = contentOf(graph, node, view)
  contents.set(node, content)
  return content
}

/** Shows a content under all its names. */
export function showNames(course: Course, { names, same }: Content, depth: number): void {
  for (const name of names) show(course, name, depth)
  for (const edge of same) take(course, edge)
}

/** Shows every way from a folder to the content in it, or from a file to its folder. @returns the nodes on it. */
export function showWay(course: Course, surroundings: Surroundings, from: number, depth: number): number[] {
  const way = wayBack(course.graph, surroundings, from)
  for (const node of way) {
    show(course, node, depth)
    for (const edge of surroundings.get(node) ?? []) take(course, edge)
  }
  return way
}

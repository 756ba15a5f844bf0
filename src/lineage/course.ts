import type { Graph, View } from '../domain/graph.ts'
import { type Content, contentOf, type Surroundings, wayBack } from './content.ts'
import { type Sight, sightOf } from './sight.ts'

/** A walk under way: what it has reached, and the steps that are still to take, in order of their distance. */
export type Course = Sight & {
  readonly starts: ReadonlySet<number>
  readonly nodes: number[]
  readonly depths: number[]
  readonly edges: number[]
  readonly sameBytes: Set<number>
  readonly contents: Map<number, Content>
  readonly scratch: Scratch
  /** How many steps were ever planned. */
  planned: number
  /** How far from the start whatever is now shown lies. */
  depth: number
}

/** A byte a node and an edge, and the steps in order: kept from walk to walk, cleared by what was touched. */
type Scratch = {
  readonly reached: Uint8Array
  readonly taken: Uint8Array
  /**
   * A step goes on from an edge, the read (upwards) or the write (downwards) whose time and place say which writes (or
   * reads) belong to it; or, as `-1 - node`, from a node with nothing to restrict it. An edge is taken once, so a step
   * from it is planned once; one from a node, too.
   */
  steps: Int32Array
}

const shown = 1
const planned = 2

export function startCourse(graph: Graph, starts: readonly number[], view: View): Course {
  const course: Course = {
    ...sightOf(graph, view),
    starts: new Set(starts),
    nodes: [],
    depths: [],
    edges: [],
    sameBytes: new Set(),
    contents: new Map(),
    scratch: scratchOf(graph),
    planned: 0,
    depth: 0,
  }
  for (const start of starts) goOn(course, start)
  return course
}

const scratches = new WeakMap<Graph, Scratch>()
function scratchOf(graph: Graph): Scratch {
  const kept = scratches.get(graph)
  if (kept && kept.reached.length >= graph.nodeCount && kept.taken.length >= graph.edgeCount) return kept
  const [nodes, edges] = [graph.firstUp.length, graph.flow.length]
  const made = { reached: new Uint8Array(nodes), taken: new Uint8Array(edges), steps: new Int32Array(1_024) }
  scratches.set(graph, made)
  return made
}

export function endCourse({ nodes, edges, scratch }: Course): void {
  for (const node of nodes) scratch.reached[node] = 0
  for (const edge of edges) scratch.taken[edge] = 0
}

/** Puts a node into the answer. Steps come in order of distance, so the first to show it is the nearest. */
export function show(course: Course, node: number): void {
  const { reached } = course.scratch
  if ((reached[node] ?? 0) !== 0) return
  reached[node] = shown
  course.nodes.push(node)
  course.depths.push(course.depth)
}

/** Goes on from a node with nothing to restrict it. */
export function goOn(course: Course, node: number): void {
  const { reached } = course.scratch
  if ((reached[node] ?? 0) >= planned) return
  show(course, node)
  reached[node] = planned
  plan(course, -1 - node)
}

/** Goes on from a node to what belongs to an edge of it, which must have been taken for the first time. */
export function goOnFrom(course: Course, node: number, edge: number): void {
  show(course, node)
  plan(course, edge)
}

function plan(course: Course, step: number): void {
  const { scratch } = course
  if (course.planned === scratch.steps.length) {
    const longer = new Int32Array(scratch.steps.length * 2)
    longer.set(scratch.steps)
    scratch.steps = longer
  }
  scratch.steps[course.planned++] = step
}

/** Puts an edge into the answer. @returns whether it was not in there yet. */
export function take(course: Course, edge: number): boolean {
  const { taken } = course.scratch
  if (taken[edge] === 1) return false
  taken[edge] = 1
  course.edges.push(edge)
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

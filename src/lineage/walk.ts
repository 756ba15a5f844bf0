import { flows, followedMax } from '../domain/flow.ts'
import { type Graph, isVisible, type View } from '../domain/graph.ts'
import { contentOf, producersOf } from './producers.ts'

/** What a walk reached: nodes in the order of reaching with their distance from the start, and the edges taken. */
export type Walk = {
  readonly nodes: readonly number[]
  readonly depths: readonly number[]
  readonly edges: readonly number[]
  /** Those `generated` edges of which only the bytes say that the reader's input came from there. */
  readonly sameBytes: ReadonlySet<number>
}

/**
 * A walk under way. A step goes to a node by way of an edge: the read (upwards) or the write (downwards) whose time and
 * place say which writes (or reads) belong to it, or -1 where none restricts it. `contents` is what that edge is about,
 * which differs from the node where a folder stands for its file.
 */
type Course = {
  readonly graph: Graph
  readonly view: View
  readonly nodes: number[]
  readonly depths: number[]
  readonly edges: number[]
  readonly sameBytes: Set<number>
  readonly planned: Set<string>
  readonly reached: Uint8Array
  readonly taken: Uint8Array
  readonly steps: {
    readonly nodes: number[]
    readonly vias: number[]
    readonly contents: number[]
    readonly depths: number[]
  }
}
type Step = (course: Course, node: number, via: number, content: number, depth: number) => void

const restricted = 1
const unrestricted = 2

/** Where nodes come from: trace. Linear in the edges at what is reached, times the reads of content written often. */
export function walkUp(graph: Graph, starts: readonly number[], view: View): Walk {
  return walk(graph, starts, view, stepUp)
}

/** What depends on nodes: impact. It goes from a write to a read exactly when `walkUp` goes from that read to the write. */
export function walkDown(graph: Graph, starts: readonly number[], view: View): Walk {
  return walk(graph, starts, view, stepDown)
}

function walk(graph: Graph, starts: readonly number[], view: View, step: Step): Walk {
  const steps = { nodes: [], vias: [], contents: [], depths: [] }
  const course: Course = {
    graph,
    view,
    nodes: [],
    depths: [],
    edges: [],
    sameBytes: new Set(),
    planned: new Set(),
    steps,
    ...marksOf(graph),
  }
  const { nodes, vias, contents, depths }: Course['steps'] = steps
  for (const start of starts) go(course, start, -1, start, 0)
  for (let index = 0; index < nodes.length; index++) {
    step(course, nodes[index] ?? 0, vias[index] ?? -1, contents[index] ?? 0, (depths[index] ?? 0) + 1)
  }
  for (const node of course.nodes) course.reached[node] = 0
  for (const edge of course.edges) course.taken[edge] = 0
  return course
}

/** One byte a node and an edge, kept from walk to walk and cleared by what was touched, not by size. */
const marks = new WeakMap<Graph, { reached: Uint8Array; taken: Uint8Array }>()
function marksOf(graph: Graph) {
  const kept = marks.get(graph)
  if (kept && kept.reached.length >= graph.nodeCount && kept.taken.length >= graph.edgeCount) return kept
  const made = { reached: new Uint8Array(graph.firstUp.length), taken: new Uint8Array(graph.flow.length) }
  marks.set(graph, made)
  return made
}

/** Plans a step, unless an unrestricted one to the same node was planned already: that covers every other. */
function go(course: Course, node: number, via: number, content: number, depth: number): void {
  const before = course.reached[node] ?? 0
  if (before === unrestricted) return
  if (before === 0) {
    course.nodes.push(node)
    course.depths.push(depth)
  }
  course.reached[node] = via < 0 ? unrestricted : restricted
  const { nodes, vias, contents, depths } = course.steps
  nodes.push(node)
  vias.push(via)
  contents.push(content)
  depths.push(depth)
}

/** The same along an edge that may lead in a circle (names of one content, folders): at most once for each `via`. */
function goOn(course: Course, node: number, via: number, content: number, depth: number): void {
  const step = `${node} ${via} ${content}`
  if (via >= 0 && course.planned.has(step)) return
  course.planned.add(step)
  go(course, node, via, content, depth)
}

function take(course: Course, edge: number): void {
  if (course.taken[edge] === 1) return
  course.taken[edge] = 1
  course.edges.push(edge)
}

function stepUp(course: Course, node: number, via: number, _: number, depth: number): void {
  const { graph, view } = course
  if (via >= 0) {
    stepUpFromRead(course, node, via, depth)
    return
  }
  for (let edge = graph.firstUp[node] ?? -1; edge >= 0; edge = graph.nextUp[edge] ?? -1) {
    const flow = graph.flow[edge] ?? 0
    if (flow > followedMax || !isVisible(graph, edge, view)) continue
    const upstream = graph.upstream[edge] ?? 0
    if (flow === flows.folder) {
      takeWritesOf(course, upstream, edge, depth)
    } else {
      take(course, edge)
      go(course, upstream, flow === flows.used ? edge : -1, upstream, depth)
    }
  }
}

/** A folder that holds the content: whoever wrote it whole wrote the content. */
function takeWritesOf(course: Course, folder: number, membership: number, depth: number): void {
  const { graph, view } = course
  for (let write = graph.firstUp[folder] ?? -1; write >= 0; write = graph.nextUp[write] ?? -1) {
    if (graph.flow[write] === flows.generated && isVisible(graph, write, view))
      takeWrite(course, write, membership, depth)
  }
}

function takeWrite(course: Course, write: number, membership: number | undefined, depth: number): void {
  const { graph } = course
  if (membership !== undefined) {
    take(course, membership)
    name(course, graph.upstream[membership] ?? 0, depth)
  }
  take(course, write)
  const run = graph.upstream[write] ?? 0
  go(course, run, -1, run, depth + (membership === undefined ? 0 : 1))
}

/** Shows a node without going on from it. */
function name(course: Course, node: number, depth: number): void {
  if (course.reached[node] !== 0) return
  course.reached[node] = restricted
  course.nodes.push(node)
  course.depths.push(depth)
}

function stepUpFromRead(course: Course, node: number, read: number, depth: number): void {
  const { graph, view } = course
  const content = contentOf(graph, node, view)
  for (const same of content.same) {
    take(course, same)
    name(course, graph.upstream[same] ?? 0, depth)
  }
  for (const edge of content.derived) {
    take(course, edge)
    go(course, graph.upstream[edge] ?? 0, -1, graph.upstream[edge] ?? 0, depth)
  }
  for (const edge of content.members) {
    take(course, edge)
    goOn(course, graph.upstream[edge] ?? 0, read, graph.upstream[edge] ?? 0, depth)
  }
  const { writes, placed } = producersOf(graph, content, read)
  for (const write of writes) {
    if (!placed) course.sameBytes.add(write)
    takeWrite(course, write, content.folderOf?.get(write), depth)
  }
}

function stepDown(course: Course, node: number, via: number, content: number, depth: number): void {
  const { graph, view } = course
  for (let edge = graph.firstDown[node] ?? -1; edge >= 0; edge = graph.nextDown[edge] ?? -1) {
    const flow = graph.flow[edge] ?? 0
    if (flow > followedMax || !isVisible(graph, edge, view)) continue
    const downstream = graph.downstream[edge] ?? 0
    switch (flow) {
      case flows.used:
        if (reads(course, edge, via, content)) {
          take(course, edge)
          go(course, downstream, -1, downstream, depth)
        }
        break
      case flows.generated:
        take(course, edge)
        go(course, downstream, edge, downstream, depth)
        break
      case flows.member:
        take(course, edge)
        goOn(course, downstream, via, content, depth)
        break
      case flows.folder:
        takeReadsOf(course, downstream, edge, via, depth)
        break
      case flows.same:
        take(course, edge)
        goOn(course, downstream, via, content, depth)
        break
      case flows.derived:
        take(course, edge)
        go(course, downstream, -1, downstream, depth)
    }
  }
}

/** Who read one file of a folder that was written whole. */
function takeReadsOf(course: Course, file: number, membership: number, via: number, depth: number): void {
  const { graph, view } = course
  for (let read = graph.firstDown[file] ?? -1; read >= 0; read = graph.nextDown[read] ?? -1) {
    if (graph.flow[read] !== flows.used || !isVisible(graph, read, view) || !reads(course, read, via, file)) continue
    take(course, membership)
    name(course, file, depth)
    take(course, read)
    const run = graph.downstream[read] ?? 0
    go(course, run, -1, run, depth + 1)
  }
}

/** Whether a read found what a write made. */
function reads({ graph, view, sameBytes }: Course, read: number, write: number, content: number): boolean {
  if (write < 0) return true
  const { writes, placed } = producersOf(graph, contentOf(graph, content, view), read)
  const found = writes.includes(write)
  if (found && !placed) sameBytes.add(write)
  return found
}

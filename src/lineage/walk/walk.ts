import { type Flow, flows } from '../../domain/flow.ts'
import type { Graph, View } from '../../domain/graph.ts'
import { isRevision } from '../../domain/revision.ts'
import {
  type Asked,
  atPlace,
  type Course,
  exhausted,
  goOn,
  goOnFrom,
  type Means,
  startCourse,
  wherever,
} from './course.ts'
import { type Copiers, copiersAmong, unpaired } from './file-by-file.ts'
import { stepDown } from './walk-down.ts'
import { stepUp } from './walk-up.ts'

/** What a walk reached: nodes in the order of reaching, that is of their distance from the start, and the edges taken. */
export type Walk = {
  readonly nodes: Int32Array
  /** For each distance from the start how many nodes lie nearer. */
  readonly levels: readonly number[]
  readonly edges: Int32Array
  /** Those `generated` edges of which only the bytes say that a reader's input came from there. */
  readonly sameBytes: ReadonlySet<number>
  /** For each read that led to some of a content's writes, not to all: the runs that made what it found. */
  readonly makers: ReadonlyMap<number, ReadonlySet<number>>
  /** Of a version that was asked for: the writes of the same bytes that did not make it, and are not followed. */
  readonly remakes: ReadonlySet<number>
  /** Edges that it must not take, since they are of other files than those that were copied on its way. */
  readonly hidden: ReadonlySet<number>
}

/** How far from the start each of the nodes lies. */
export function depthsOf({ nodes, levels }: Walk): Int32Array {
  const depths = new Int32Array(nodes.length)
  for (const [depth, from] of levels.entries()) depths.fill(depth, from)
  return depths
}

/**
 * Where nodes come from: trace. Linear in the edges at what is reached, times the reads of content written often.
 * @param asked how the question found what it starts from. At a place (a path was asked for): as if that were read there
 * at last. As a version: as if that were read when and where it was registered.
 * @param wanted what is looked for: one file of a folder is shown then though nothing leads on from it.
 */
export function walkUp(graph: Graph, starts: readonly number[], view: View, asked?: Asked, wanted?: number): Walk {
  const { firstUp: first, nextUp: next, upstream: other } = graph
  const up = { first, next, other, restricting: flows.used, step: stepUp, isUp: true }
  return walkFileByFile({ graph, starts, view }, { asked, wanted }, up)
}

/**
 * What depends on nodes: impact. It goes from a write to a read exactly when `walkUp` goes from that read to the write.
 * @param place where the question found what it starts from: of content that says nothing only reads there count.
 */
export function walkDown(graph: Graph, starts: readonly number[], view: View, place?: number): Walk {
  const { firstDown: first, nextDown: next, downstream: other } = graph
  const down = { first, next, other, restricting: flows.generated, step: stepDown, isUp: false }
  return walkFileByFile({ graph, starts, view }, { asked: place }, down)
}

const nobody: Copiers = new Map()

type Question = { readonly graph: Graph; readonly starts: readonly number[]; readonly view: View }

/** A walk; where it comes over runs that copied many files, again without those that were not asked for, until it stays. */
function walkFileByFile({ graph, starts, view }: Question, means: Means, direction: Direction): Walk {
  const course = startCourse(graph, starts, view, means)
  let found = walk(course, direction)
  // Steps are planned for what is not settled, and nothing else was copied: to look all nodes over would double a walk.
  const copiers = course.planned === 0 ? nobody : copiersAmong(graph, found.nodes, view)
  while (copiers.size > 0) {
    const taken = { edges: found.edges, starts: new Set(starts) }
    const hidden = unpaired(graph, view, copiers, taken, direction.isUp).union(found.hidden)
    if (hidden.size === found.hidden.size) break
    found = walk(startCourse(graph, starts, view, { ...means, hidden }), direction)
  }
  return found
}

/** One of the two directions: its arrays, the edges whose time and place restrict what they lead on to, and its rules. */
type Direction = {
  readonly first: Int32Array
  readonly next: Int32Array
  readonly other: Int32Array
  readonly restricting: Flow
  readonly step: (course: Course, node: number, via: number) => void
  readonly isUp: boolean
}

function walk(course: Course, direction: Direction): Walk {
  const { scratch, levels, sameBytes, makers, remakes, hidden } = course
  if (course.place !== undefined) {
    levels.push(course.shown)
    for (const start of course.starts) direction.step(course, start, atPlace)
  }
  for (let [from, done] = [levels.at(-1) ?? 0, 0]; from < course.shown || done < course.planned; ) {
    // All nodes that are shown and all steps that are planned by now lie equally far.
    const [to, level] = [course.shown, course.planned]
    levels.push(to)
    goOnFromSettled(course, direction, from, to)
    takeSteps(course, direction, done, level)
    ;[from, done] = [to, level]
  }
  const { shown, taken } = course
  return {
    nodes: scratch.nodes.slice(0, shown),
    levels,
    edges: scratch.edges.slice(0, taken),
    sameBytes,
    makers,
    remakes,
    hidden,
  }
}

/** What is not settled is gone on from by the steps that are planned for it. */
function goOnFromSettled(course: Course, direction: Direction, from: number, to: number) {
  if (course.seesAll && course.place === undefined) {
    goOnFreely(course, direction, from, to)
    return
  }
  const { graph, scratch } = course
  for (const node of scratch.nodes.subarray(from, to)) {
    if (graph.settled[node] === 1) direction.step(course, node, wherever)
  }
}

/**
 * Most nodes are settled, and most questions see everything: then nobody asks whether an edge was taken. Nothing but
 * edges that are followed leads up or down from a settled node, no other node takes those, and it is gone on from once.
 * A call within the loop would add a third to what the walk takes, so ends that are not settled are reached after it.
 */
function goOnFreely(course: Course, { first, next, other, restricting }: Direction, from: number, to: number) {
  const { settled, flow } = course.graph
  const { nodeStamps, nodes, edges, stamp } = course.scratch
  const done = 4 * stamp + exhausted
  const before = course.taken
  let { shown, taken } = course
  let leavesSettled = false
  for (let index = from; index < to; index++) {
    const node = nodes[index] ?? 0
    if (settled[node] !== 1) continue
    for (let edge = first[node] ?? -1; edge >= 0; edge = next[edge] ?? -1) {
      edges[taken++] = edge
      const end = other[edge] ?? 0
      if (nodeStamps[end] === done) continue
      if (settled[end] === 1) {
        nodeStamps[end] = done
        nodes[shown++] = end
      } else leavesSettled = true
    }
  }
  course.shown = shown
  course.taken = taken
  if (!leavesSettled) return
  for (const edge of edges.subarray(before, taken)) {
    const end = other[edge] ?? 0
    if (settled[end] === 1) continue
    if (flow[edge] === restricting || isRevision(course.graph, edge)) goOnFrom(course, end, edge)
    else goOn(course, end)
  }
}

function takeSteps(course: Course, { other, step }: Direction, from: number, to: number) {
  for (const planned of course.scratch.steps.subarray(from, to)) {
    if (planned < 0) step(course, -1 - planned, wherever)
    else step(course, other[planned] ?? 0, planned)
  }
}

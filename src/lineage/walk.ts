import { type Flow, flows } from '../domain/flow.ts'
import type { Graph, View } from '../domain/graph.ts'
import { atPlace, type Course, exhausted, goOn, goOnFrom, startCourse, wherever } from './course.ts'
import { stepDown } from './walk-down.ts'
import { stepUp } from './walk-up.ts'

/** What a walk reached: nodes in the order of reaching with their distance from the start, and the edges taken. */
export type Walk = {
  readonly nodes: Int32Array
  readonly depths: Int32Array
  readonly edges: Int32Array
  /** Those `generated` edges of which only the bytes say that a reader's input came from there. */
  readonly sameBytes: ReadonlySet<number>
}

/**
 * Where nodes come from: trace. Linear in the edges at what is reached, times the reads of content written often.
 * @param place where the question found what it starts from (a path was asked for): as if that were read there at last.
 */
export function walkUp(graph: Graph, starts: readonly number[], view: View, place?: number): Walk {
  const { firstUp: first, nextUp: next, upstream: other } = graph
  return walk(startCourse(graph, starts, view, place), { first, next, other, restricting: flows.used, step: stepUp })
}

/**
 * What depends on nodes: impact. It goes from a write to a read exactly when `walkUp` goes from that read to the write.
 * @param place where the question found what it starts from: of content that says nothing only reads there count.
 */
export function walkDown(graph: Graph, starts: readonly number[], view: View, place?: number): Walk {
  const { firstDown: first, nextDown: next, downstream: other } = graph
  return walk(startCourse(graph, starts, view, place), {
    first,
    next,
    other,
    restricting: flows.generated,
    step: stepDown,
  })
}

/** One of the two directions: its arrays, the edges whose time and place restrict what they lead on to, and its rules. */
type Direction = {
  readonly first: Int32Array
  readonly next: Int32Array
  readonly other: Int32Array
  readonly restricting: Flow
  readonly step: (course: Course, node: number, via: number) => void
}

function walk(course: Course, direction: Direction): Walk {
  if (course.place !== undefined) {
    course.levels.push(course.shown)
    for (const start of course.starts) direction.step(course, start, atPlace)
  }
  for (let done = 0; done < course.planned; ) {
    // All steps that are planned by now lie equally far.
    const level = course.planned
    course.levels.push(course.shown)
    takeSteps(course, direction, done, level)
    done = level
  }
  const { scratch, shown, taken, levels, sameBytes } = course
  const depths = new Int32Array(shown)
  for (const [depth, from] of levels.entries()) depths.fill(depth, from)
  return { nodes: scratch.nodes.slice(0, shown), depths, edges: scratch.edges.slice(0, taken), sameBytes }
}

/**
 * Settled nodes, that is most, are gone on from here, in a loop without calls and without asking whether an edge was
 * taken: nothing but edges that are followed leads up or down from them, nobody else takes those, and each node is gone on
 * from once. Whatever is not settled is left to the rules of the direction.
 */
function takeSteps(course: Course, { first, next, other, restricting, step }: Direction, from: number, to: number) {
  const { graph, seesAll } = course
  const { settled, flow } = graph
  const { steps, nodeStamps, nodes, edges, stamp } = course.scratch
  const [fresh, done] = [4 * stamp, 4 * stamp + exhausted]
  for (let index = from; index < to; index++) {
    const planned = steps[index] ?? 0
    const node = planned < 0 ? -1 - planned : (other[planned] ?? 0)
    if (planned >= 0 || !seesAll || settled[node] !== 1) {
      step(course, node, planned < 0 ? wherever : planned)
      continue
    }
    let { taken } = course
    for (let edge = first[node] ?? -1; edge >= 0; edge = next[edge] ?? -1) {
      edges[taken++] = edge
      const end = other[edge] ?? 0
      const state = nodeStamps[end] ?? 0
      if (state === done) continue
      if (state < fresh && settled[end] === 1) {
        // As `goOn` would: most nodes come by here, and the call takes longer than what it does.
        nodeStamps[end] = done
        nodes[course.shown++] = end
        steps[course.planned++] = -1 - end
      } else if (settled[end] !== 1 && flow[edge] === restricting) goOnFrom(course, end, edge)
      else goOn(course, end)
    }
    course.taken = taken
  }
}

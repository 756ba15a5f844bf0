import type { Graph, View } from '../domain/graph.ts'
import { type Course, endCourse, startCourse } from './course.ts'
import { stepDown } from './walk-down.ts'
import { stepUp } from './walk-up.ts'

/** What a walk reached: nodes in the order of reaching with their distance from the start, and the edges taken. */
export type Walk = {
  readonly nodes: readonly number[]
  readonly depths: readonly number[]
  readonly edges: readonly number[]
  /** Those `generated` edges of which only the bytes say that a reader's input came from there. */
  readonly sameBytes: ReadonlySet<number>
}

/** Where nodes come from: trace. Linear in the edges at what is reached, times the reads of content written often. */
export function walkUp(graph: Graph, starts: readonly number[], view: View): Walk {
  return walk(graph, starts, view, stepUp)
}

/** What depends on nodes: impact. It goes from a write to a read exactly when `walkUp` goes from that read to the write. */
export function walkDown(graph: Graph, starts: readonly number[], view: View): Walk {
  return walk(graph, starts, view, stepDown)
}

type Step = (course: Course, node: number, via: number, depth: number) => void

function walk(graph: Graph, starts: readonly number[], view: View, step: Step): Walk {
  const course = startCourse(graph, starts, view)
  const { nodes, vias, depths } = course.steps
  for (let index = 0; index < nodes.length; index++) {
    step(course, nodes[index] ?? 0, vias[index] ?? -1, (depths[index] ?? 0) + 1)
  }
  endCourse(course)
  return course
}

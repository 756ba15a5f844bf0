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
  return walk(startCourse(graph, starts, view), graph.upstream, stepUp)
}

/** What depends on nodes: impact. It goes from a write to a read exactly when `walkUp` goes from that read to the write. */
export function walkDown(graph: Graph, starts: readonly number[], view: View): Walk {
  return walk(startCourse(graph, starts, view), graph.downstream, stepDown)
}

type Step = (course: Course, node: number, via: number) => void

function walk(course: Course, ends: Int32Array, take: Step): Walk {
  for (let done = 0; done < course.planned; ) {
    // All steps that are planned by now lie equally far.
    const level = course.planned
    course.depth++
    takeSteps(course, ends, take, done, level)
    done = level
  }
  endCourse(course)
  return course
}

function takeSteps(course: Course, ends: Int32Array, take: Step, from: number, to: number): void {
  for (let index = from; index < to; index++) {
    const step = course.scratch.steps[index] ?? 0
    if (step < 0) take(course, -1 - step, -1)
    else take(course, ends[step] ?? 0, step)
  }
}

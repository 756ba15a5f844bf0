import { makersOf } from './diff-makers.ts'
import { codeOf, dataOf, keysOf, type Step, stepsOf, wroteOver } from './diff-steps.ts'
import type { Lineage, LineageEdge } from './lineage.ts'

/** The same step on both sides, or on one alone. `name` is what both have in common. */
export type StepPair = {
  readonly name: string
  readonly a: Step | undefined
  readonly b: Step | undefined
  readonly whole: Whole
}

/** What is asked of each side as a whole, whichever step it was. */
export type Side = {
  /** Whether a recorded run made what a step read. */
  readonly isMade: (read: LineageEdge) => boolean
  /** What was read at a path, the earliest first. */
  readonly readAt: (path: string) => readonly LineageEdge[]
  readonly hasCode: (path: string) => boolean
}
export type Whole = { readonly a: Side; readonly b: Side; readonly bytesOf: (id: string) => number | undefined }

/**
 * Pairs the steps of two lineages: of those with one name each with the one that is most like it, the most alike first.
 * A run that both lineages have differs in nothing and is in no pair. Swapping the lineages swaps the pairs.
 */
export function pairSteps(a: Lineage, b: Lineage): StepPair[] {
  const [stepsA, stepsB] = [stepsOf(a), stepsOf(b)]
  const [ofA, ofB] = [Map.groupBy(stepsA, nameOf), Map.groupBy(stepsB, nameOf)]
  const bytes = new Map([...a.nodes, ...b.nodes].map(({ id, bytes: size }) => [id, size]))
  const whole = { a: sideOf(a, stepsA), b: sideOf(b, stepsB), bytesOf: (id: string) => bytes.get(id) }
  return keysOf(ofA, ofB).flatMap((name) =>
    pairsOf(ofA.get(name) ?? [], ofB.get(name) ?? []).map(([one, other]) => ({ name, a: one, b: other, whole })),
  )
}

const nameOf = ({ name }: Step) => name

function sideOf(lineage: Lineage, steps: readonly Step[]): Side {
  const reads = Map.groupBy(
    steps.flatMap((step) => [...dataOf(step, 'used')]),
    ([path]) => path,
  )
  const code = new Set(steps.flatMap((step) => [...codeOf(step).keys()]))
  return {
    isMade: makersOf(lineage),
    readAt: (path) => (reads.get(path) ?? []).map(([, edge]) => edge),
    hasCode: (path) => code.has(path),
  }
}

type Pair = readonly [Step | undefined, Step | undefined]

function pairsOf(a: readonly Step[], b: readonly Step[]): Pair[] {
  const couples = couplesOf(a, b)
  const common = new Set(a.flatMap(({ runs }) => runs)).intersection(new Set(b.flatMap(({ runs }) => runs)))
  const done = new Set([...a, ...b].filter(({ runs }) => runs.some((run) => common.has(run))))
  const left = [...a, ...b].filter((step) => !done.has(step))
  const pairs: Pair[] = []
  for (const { one, other } of couples) {
    if (done.has(one) || done.has(other)) continue
    done.add(one).add(other)
    pairs.push([one, other])
  }
  // What ran once more with something else wrote over what the other side has: that is a change, and no new step.
  for (const step of left.filter((each) => !done.has(each))) {
    const over = couples.find(({ one, other }) => (one === step || other === step) && wroteOver(one, other))
    if (over !== undefined) pairs.push([over.one, over.other])
    else pairs.push(a.includes(step) ? [step, undefined] : [undefined, step])
  }
  return pairs
}

type Couple = {
  readonly one: Step
  readonly other: Step
  /** How alike they are, what counts most first. */
  readonly likeness: readonly number[]
  /** The same for a couple whichever side comes first, so that nothing is decided by the order of sides. */
  readonly ids: string
}

/** Every step of one side with every one of the other, the most alike first. */
function couplesOf(a: readonly Step[], b: readonly Step[]): Couple[] {
  const [tracesA, tracesB] = [a.map(tracesOf), b.map(tracesOf)]
  const couples = a.flatMap((one, placeA) =>
    b.map((other, placeB) => {
      const alike = tracesA[placeA]?.map((trace, index) => shareOf(trace, tracesB[placeB]?.[index] ?? new Set())) ?? []
      const [written = 0, read = 0, set = 0, content = 0] = alike
      // Told by nothing else, the latest goes with the latest.
      const [ageA, ageB] = [a.length - placeA, b.length - placeB]
      const likeness = [written + read + set, content, -Math.abs(ageA - ageB), -(ageA + ageB)]
      return { one, other, likeness, ids: [one.run.id, other.run.id].sort().join() }
    }),
  )
  return couples.sort((x, y) => byLikeness(x.likeness, y.likeness) || (x.ids < y.ids ? -1 : Number(x.ids > y.ids)))
}

function byLikeness(one: readonly number[], other: readonly number[]): number {
  return other.map((value, index) => value - (one[index] ?? 0)).find((difference) => difference !== 0) ?? 0
}

/** By what a step is known again: the paths that it wrote and read, its parameters, then the contents themselves. */
function tracesOf(step: Step): readonly ReadonlySet<string>[] {
  const [written, read] = [dataOf(step, 'generated'), dataOf(step, 'used')]
  const contents = [...written, ...read].map(([path, { edge, target }]) => `${edge} ${path} ${target}`)
  return [
    new Set(written.keys()),
    new Set(read.keys()),
    new Set(step.parameters.map(({ name, value }) => JSON.stringify([name, value]))),
    new Set([...contents, ...[...codeOf(step)].map(([path, digest]) => `code ${path} ${digest}`)]),
  ]
}

/** Which share of two sets they have in common, from 0 to 1. */
function shareOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const all = one.union(other).size
  return all === 0 ? 1 : one.intersection(other).size / all
}

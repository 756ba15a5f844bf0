import { codeOf, dataOf, type Step } from './steps.ts'

export type Traced = {
  readonly step: Step
  /** The latest is 1; of those that go on from what they had made themselves the first. */
  readonly age: number
  /** By what a step is known again: the paths that it wrote and read, its parameters, then the contents themselves. */
  readonly traces: readonly ReadonlySet<string>[]
  /** The paths of its code. */
  readonly code: ReadonlySet<string>
  /** All but the contents, as text that is the same for the same. */
  readonly known: string
}

export const tracedIn = (steps: readonly Step[]): Traced[] =>
  steps.map((step, place) => {
    const traces = tracesOf(step)
    const known = JSON.stringify(traces.slice(0, 3).map((trace) => [...trace].sort()))
    return {
      step,
      age: isInPlace(step) ? place + 1 : steps.length - place,
      traces,
      code: new Set(codeOf(step).keys()),
      known,
    }
  })

/** Whether a step changed something where it lies. */
export function isInPlace(step: Step): boolean {
  const read = dataOf(step, 'used')
  return [...dataOf(step, 'generated').keys()].some((path) => read.has(path))
}

export type Couple = {
  readonly one: Step
  readonly other: Step
  /** How alike they are, what counts most first. */
  readonly likeness: readonly number[]
  /** The same for a couple whichever side comes first, so that nothing is decided by the order of sides. */
  readonly ids: string
}

/** Every step of one side with every one of the other, the most alike first. */
export function couplesOf(those: readonly Traced[], others: readonly Traced[]): Couple[] {
  return those.flatMap((one) => others.map((other) => coupleOf(one, other))).sort(byOrder)
}

export function coupleOf(one: Traced, other: Traced): Couple {
  const alike = one.traces.map((trace, index) => shareOf(trace, other.traces[index] ?? new Set()))
  const [written = 0, read = 0, set = 0, content = 0] = alike
  // Told by nothing else, the latest goes with the latest, and the first month with the first.
  const likeness = [written + read + set, content, -Math.abs(one.age - other.age), -(one.age + other.age)]
  return { one: one.step, other: other.step, likeness, ids: [one.step.run.id, other.step.run.id].sort().join() }
}

export function byOrder(x: Couple, y: Couple): number {
  const difference = y.likeness.map((value, index) => value - (x.likeness[index] ?? 0)).find((each) => each !== 0)
  return difference ?? (x.ids < y.ids ? -1 : Number(x.ids > y.ids))
}

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

/** The same, where nothing has nothing in common. */
export function shareOfSome(one: ReadonlySet<string> = new Set(), other: ReadonlySet<string> = new Set()): number {
  return one.size + other.size === 0 ? 0 : shareOf(one, other)
}

/** Couples of steps that are not `done`, which each then is, the most alike first. */
export function coupled(
  a: readonly Traced[],
  b: readonly Traced[],
  done: Set<Step>,
  couplesBetween: (those: readonly Traced[], others: readonly Traced[]) => readonly Couple[],
): Couple[] {
  const left = (side: readonly Traced[]) => side.filter(({ step }) => !done.has(step))
  const couples: Couple[] = []
  const couple = (those: readonly Traced[], others: readonly Traced[]) => {
    for (const each of couplesBetween(those, others)) {
      if (done.has(each.one) || done.has(each.other)) continue
      done.add(each.one).add(each.other)
      couples.push(each)
    }
  }
  // Nothing is more alike than what has the same paths and parameters: of a thousand shards each finds its like at once.
  const alike = Map.groupBy(left(b), ({ known }) => known)
  for (const [known, those] of Map.groupBy(left(a), ({ known }) => known)) couple(those, alike.get(known) ?? [])
  couple(left(a), left(b))
  return couples.sort(byOrder)
}

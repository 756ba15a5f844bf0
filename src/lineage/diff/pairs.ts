import type { Lineage } from '../lineage.ts'
import { areOtherCopies, isCopying } from './copies.ts'
import { byOrder, coupled, coupleOf, couplesOf, isInPlace, shareOfSome, type Traced, tracedIn } from './couples.ts'
import { gathered } from './gathered.ts'
import { type Side, sideOf } from './side.ts'
import { codeOf, dataOf, isData, keysOf, type Step, wroteOver } from './steps.ts'

/** The same step on both sides, or on one alone. `names` is the one that both have, or those of each side, in order. */
export type StepPair = {
  readonly names: readonly string[]
  readonly a: Step | undefined
  readonly b: Step | undefined
  readonly whole: Whole
}

/** Both sides, and what their contents are called and weigh. */
export type Whole = {
  readonly a: Side
  readonly b: Side
  readonly bytesOf: (id: string) => number | undefined
  /** Whether two ids name one content: they are equal, or `same-as` joins them. */
  readonly isSame: (one: string | undefined, other: string | undefined) => boolean
}

export function wholeOf(a: Lineage, b: Lineage): Whole {
  const bytes = new Map([...a.nodes, ...b.nodes].map(({ id, bytes: size }) => [id, size]))
  const [sideA, sideB] = gathered(sideOf(a, b), sideOf(b, a))
  return { a: sideA, b: sideB, bytesOf: (id: string) => bytes.get(id), isSame: sameness([a, b]) }
}

/**
 * Pairs the steps of two lineages: of those with one name each with the one that is most like it, the most alike first,
 * and of what is left each with what has its part under another name. A run that both lineages have differs in nothing
 * and is in no pair. Swapping the lineages swaps the pairs.
 */
export function pairSteps(whole: Whole): StepPair[] {
  const [ofA, ofB] = [Map.groupBy(whole.a.steps, nameOf), Map.groupBy(whole.b.steps, nameOf)]
  const pairs = keysOf(ofA, ofB).flatMap((name) => pairsOf(ofA.get(name) ?? [], ofB.get(name) ?? [], whole))
  const aAlone = pairs.flatMap(([one, other]) => (one !== undefined && other === undefined ? [one] : []))
  const bAlone = pairs.flatMap(([one, other]) => (other !== undefined && one === undefined ? [other] : []))
  const renamed = renamedOf(aAlone, bAlone, whole)
  const done = new Set<Step | undefined>(renamed.flat())
  const isDone = ([one, other]: Pair) =>
    (one === undefined && done.has(other)) || (other === undefined && done.has(one))
  return [...pairs.filter((pair) => !isDone(pair)), ...renamed].map(([one, other]) => ({
    names: [...new Set([one, other].flatMap((step) => step?.names ?? []))].sort(),
    a: one,
    b: other,
    whole,
  }))
}

const nameOf = ({ name }: Step) => name

/** Ids that `same-as` joins, also over others, name one content. */
function sameness(lineages: readonly Lineage[]): Whole['isSame'] {
  const groups = new Map<string, Set<string>>()
  const groupOf = (id: string) => groups.get(id) ?? new Set([id])
  for (const { source, target } of lineages.flatMap(({ edges }) => edges.filter(({ edge }) => edge === 'same-as'))) {
    const joined = groupOf(source).union(groupOf(target))
    for (const id of joined) groups.set(id, joined)
  }
  return (one, other) => one === other || (one !== undefined && other !== undefined && groupOf(one).has(other))
}

type Pair = readonly [Step | undefined, Step | undefined]

/** Steps of two names that are one all the same: by what they made, read and ran, the most alike first. */
function renamedOf(a: readonly Step[], b: readonly Step[], { a: sideA, b: sideB }: Whole): (readonly [Step, Step])[] {
  const roots = new Set([sideA.maker, sideB.maker])
  const couplesOfRenamed = (those: readonly Traced[], others: readonly Traced[]) =>
    those
      .flatMap((one) =>
        others.flatMap((other) => {
          // A copy has no part of its own: what made what it copied has.
          if (isCopying(one.step) !== isCopying(other.step)) return []
          const madeRoots = Number(roots.has(one.step) && roots.has(other.step))
          const [written = 0, read = 0, code = 0] = [
            shareOfSome(one.traces[0], other.traces[0]),
            shareOfSome(one.traces[1], other.traces[1]),
            shareOfSome(one.code, other.code),
          ]
          // What changes a file in place has another part than what only reads it.
          const isOnlyRead = madeRoots + written + code === 0
          if (isOnlyRead && (read < 1 || isInPlace(one.step) !== isInPlace(other.step))) return []
          const couple = coupleOf(one, other)
          return { ...couple, likeness: [madeRoots + written + code + read, ...couple.likeness] }
        }),
      )
      .sort(byOrder)
  return coupled(tracedIn(a), tracedIn(b), new Set(), couplesOfRenamed).map(({ one, other }) => [one, other] as const)
}

function pairsOf(a: readonly Step[], b: readonly Step[], whole: Whole): Pair[] {
  const [sideA, sideB] = [tracedIn(a), tracedIn(b)]
  const common = commonOf(a, b)
  const done = new Set(common.flat())
  const left = (side: readonly Traced[]) => side.filter(({ step }) => !done.has(step))
  const couplesOfParts = (those: readonly Traced[], others: readonly Traced[]) =>
    couplesOf(those, others).filter(({ one, other }) => haveOnePart(one, other, whole))
  const pairs = coupled(sideA, sideB, done, couplesOfParts).map(({ one, other }) => [one, other] as const)
  const partner = new Map(
    [...common, ...pairs].flatMap(
      ([one, other]) =>
        [
          [one, other],
          [other, one],
        ] as const,
    ),
  )
  const over = (side: Side, other: Side) => ({ partnerOf: (step: Step) => partner.get(step), side, other })
  const more = [
    ...overwriting(left(sideA), sideB, over(whole.a, whole.b)).map(([step, each]) => ({
      step,
      pair: [step, each] as Pair,
    })),
    ...overwriting(left(sideB), sideA, over(whole.b, whole.a)).map(([step, each]) => ({
      step,
      pair: [each, step] as Pair,
    })),
  ]
  // In one order, whichever side comes first.
  more.sort((one, other) => (one.step.run.id < other.step.run.id ? -1 : 1))
  return [...pairs, ...more.map(({ pair }) => pair)]
}

const isEqualSet = (one: readonly string[], other: readonly string[]) =>
  new Set(one).symmetricDifference(new Set(other)).size === 0

/** The steps of both sides that have a run in common. */
function commonOf(a: readonly Step[], b: readonly Step[]): (readonly [Step, Step])[] {
  const ofRun = new Map(b.flatMap((step) => step.runs.map((run) => [run, step] as const)))
  return a.flatMap((step) => {
    const others = new Set(step.runs.flatMap((run) => ofRun.get(run) ?? []))
    // Steps that are compared as one can have one of them in common, and differ in the others.
    const isSame = (other: Step) => !(step.isGathered || other.isGathered) || isEqualSet(step.runs, other.runs)
    return Array.from(others, (other) => [step, other] as const).filter(([, other]) => isSame(other))
  })
}

type Over = { readonly partnerOf: (step: Step) => Step | undefined; readonly side: Side; readonly other: Side }

/** What ran once more with something else wrote over what the other side has: that is a change, and no new step. */
function overwriting(
  steps: readonly Traced[],
  others: readonly Traced[],
  { partnerOf, side, other }: Over,
): (readonly [Step, Step | undefined])[] {
  if (steps.length === 0) return []
  const writers = Map.groupBy(
    others.flatMap((each) => Array.from(dataOf(each.step, 'generated').keys(), (path) => ({ path, each }))),
    ({ path }) => path,
  )
  return steps.map((traced) => {
    const { step } = traced
    const paths = [...dataOf(step, 'generated').keys()]
    const there = new Set(paths.flatMap((path) => (writers.get(path) ?? []).map(({ each }) => each)))
    const over = [...there].filter(({ step: each }) => {
      if (!wroteOver(step, each)) return false
      // What goes on from what the other made comes after it, and not in its place; the other is on its own side, too.
      const own = partnerOf(each)
      const isOn = (one: Step, of: Side) => goesOnFrom(step, side, one) || goesOnFrom(one, of, step)
      return !isOn(each, other) && (own === undefined || !isOn(own, side))
    })
    return [step, couplesOf([traced], over)[0]?.other]
  })
}

/** Whether a step, or one that it comes from, read what another one wrote to a path that it writes itself. */
function goesOnFrom(step: Step, side: Side, before: Step): boolean {
  const written = dataOf(step, 'generated')
  const made = new Set(
    [...dataOf(before, 'generated')].flatMap(([path, { target }]) => (written.has(path) ? target : [])),
  )
  const data = step.used.filter(isData)
  const above = new Set(data.flatMap((read) => [...side.behind(read)]))
  return [...data, ...[...above].flatMap(({ used }) => used)].some(({ target }) => made.has(target))
}

/** Whether a script took the place of what runs none, as of `python -c '…'`, or the other way round. */
export function isReplaced({ a, b }: StepPair): boolean {
  if (a === undefined || b === undefined || a.name === b.name || a.isGathered || b.isGathered) return false
  return (codeOf(a).size === 0) !== (codeOf(b).size === 0)
}

/** Whether steps of one name on the two sides are one step: of copies those of one place, or what the same steps read. */
export const haveOnePart = (one: Step, other: Step, { a, b }: Whole): boolean =>
  !areOtherCopies(one, other) || !readersOf(one, a).isDisjointFrom(readersOf(other, b))

/** The names of the steps that read what a step made; of what was asked for the question. */
function readersOf(step: Step, side: Side): ReadonlySet<string> {
  const runs = new Set(step.runs)
  const isRead = ({ used }: Step) => used.some((read) => !runs.isDisjointFrom(side.makerRuns(read)))
  const names = side.steps.filter((reader) => reader !== step && isRead(reader)).map(({ name }) => name)
  return new Set([...names, ...(side.maker === step ? [''] : [])])
}

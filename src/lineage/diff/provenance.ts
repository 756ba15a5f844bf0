import type { Lineage, LineageEdge } from '../lineage.ts'
import { sourceOfCopy } from './copies.ts'
import { makersOf } from './makers.ts'
import { dataOf, madeConfiguration, type Step, stepsOf } from './steps.ts'

/** Which of the runs of a lineage made what, as far as one version is concerned. */
export type Provenance = {
  /** Each run as a step, the earliest first. */
  readonly steps: readonly Step[]
  /** The step that made what was asked for. */
  readonly maker: Step | undefined
  readonly makerOf: (read: LineageEdge) => Step | undefined
  /** Where a run only copied what was read: what it had read itself, the first of a chain of copies. Else what was read. */
  readonly copiedFrom: (read: LineageEdge) => LineageEdge
  /** The runs that made what was asked for, or what a step read, also those of which nothing else is on record. */
  readonly runsOf: (read: LineageEdge | 'root') => ReadonlySet<string>
  /** Whether a step measured what was asked for, or did anything else beside it, and made no part of it. */
  readonly isBeside: (step: Step) => boolean
  /** The steps that what a step read comes from. */
  readonly behind: (read: LineageEdge) => ReadonlySet<Step>
  /** The steps that lead to what was asked for, or stand beside it, on ways that use none of these reads and no `maker` that is cut. */
  readonly leading: (cut: ReadonlySet<LineageEdge>, isMakerCut: boolean) => ReadonlySet<Step>
}

/**
 * What was asked for can have been made several times, by runs that were given something else. Of those the latest counts
 * that there was when it became a version; what leads only to the others is no part of it. Of evaluations the latest on data
 * that the other lineage has, too, counts.
 */
export function provenanceOf(lineage: Lineage, other: Lineage): Provenance {
  const { root, place } = lineage
  const steps = stepsOf(lineage)
  const makers = makersOf(lineage)
  const ofRun = new Map(steps.map((step) => [step.run.id, step]))
  const stepsOfRuns = (runs: ReadonlySet<string>) => [...runs].flatMap((run) => ofRun.get(run) ?? [])
  const order = new Map(steps.map((step, index) => [step, index]))
  const latestOf = (those: readonly Step[], content: string) => {
    const inOrder = those.toSorted((one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0))
    return inOrder.sort(byLastWriteOf(content)).at(-1)
  }
  const makerOf = (read: LineageEdge) => latestOf(stepsOfRuns(makers.ofRead(read)), read.target)
  const copiedFrom = (read: LineageEdge, known: ReadonlySet<LineageEdge> = new Set()): LineageEdge => {
    const maker = makerOf(read)
    const source = maker && sourceOfCopy(maker, read.target)
    return source === undefined || known.has(source) ? read : copiedFrom(source, new Set([...known, source]))
  }
  const makersAbove = (step: Step) =>
    [...dataOf(step, 'used').values()].flatMap((read) => {
      const maker = makerOf(read)
      return maker === undefined ? [] : { read, maker }
    })

  const rootRuns = makers.ofContent(root, place, registeredAt(lineage))
  const maker = latestOf(stepsOfRuns(rootRuns), root)
  const everyMaker = stepsOfRuns(makers.ofContent(root, undefined, undefined))
  const upOfAny = madeByAny(lineage, steps, everyMaker, (read) => stepsOfRuns(makers.ofRead(read)))
  const beside = latestOfRepeated(
    steps.filter((step) => !upOfAny.has(step)),
    root,
    new Set(other.edges.map(({ target }) => target)),
  )
  const starts = (isMakerCut: boolean) => {
    if (maker === undefined) return isMakerCut ? beside : [...beside, ...upOfAny]
    return isMakerCut ? beside : [maker, ...beside]
  }
  return {
    steps,
    maker,
    makerOf,
    copiedFrom: (read) => copiedFrom(read),
    runsOf: (read) => (read === 'root' ? rootRuns : makers.ofRead(read)),
    isBeside: (step) => !upOfAny.has(step),
    behind: (read) =>
      upFrom(stepsOfRuns(makers.ofRead(read)), (step) => makersAbove(step).map(({ maker: above }) => above)),
    leading: (cut, isMakerCut) =>
      upFrom(starts(isMakerCut), (step) =>
        // What measured the root says nothing of who made the version, neither by the root nor by the data it measured on.
        upOfAny.has(step)
          ? makersAbove(step)
              .filter(({ read }) => !cut.has(read))
              .map(({ maker: above }) => above)
          : [],
      ),
  }
}

/** The steps that lead to what was asked for or to the same bytes, whoever made them and whenever. */
function madeByAny(
  { root }: Lineage,
  steps: readonly Step[],
  makersOfRoot: readonly Step[],
  makersOfRead: (read: LineageEdge) => readonly Step[],
): ReadonlySet<Step> {
  const writers = Map.groupBy(
    steps.flatMap((step) => step.generated.map(({ target }) => ({ step, target }))),
    ({ target }) => target,
  )
  const writersOf = (content: string) => (writers.get(content) ?? []).map(({ step }) => step)
  return upFrom([...makersOfRoot, ...writersOf(root)], ({ used }) =>
    used.flatMap((read) => [...makersOfRead(read), ...writersOf(read.target)]),
  )
}

/** Steps that made one content, the one that wrote it last at the end. */
function byLastWriteOf(content: string): (one: Step, other: Step) => number {
  const timeOf = ({ generated }: Step) =>
    generated
      .flatMap(({ target, at = '' }) => (target === content ? [at] : []))
      .sort()
      .at(-1) ?? ''
  return (one, other) => timeOf(one).localeCompare(timeOf(other))
}

/** Steps and all that made what they read, directly and not. */
function upFrom(starts: Iterable<Step>, makersFor: (step: Step) => readonly Step[]): ReadonlySet<Step> {
  const reached = new Set(starts)
  // Steps are added while this goes over them.
  for (const step of reached) for (const maker of makersFor(step)) reached.add(maker)
  return reached
}

/** When what was asked for became the version that the question names, or last became one. */
export function registeredAt({ root, asked, edges }: Lineage): string | undefined {
  const versions = edges.filter(({ edge, source }) => edge === 'version-of' && source === root)
  const number = Number(/@(\d+)$/.exec(asked)?.[1])
  const named = versions.filter((version) => version.number === number)
  return (named.length > 0 ? named : versions)
    .flatMap(({ at }) => at ?? [])
    .sort()
    .at(-1)
}

/** Of what stands beside a lineage and was repeated, as an evaluation once a month, the last time counts. */
function latestOfRepeated(beside: readonly Step[], root: string, others: ReadonlySet<string>): Step[] {
  const isComparable = (step: Step) =>
    [...dataOf(step, 'used').values()].every(
      ({ role, target }) => target === root || others.has(target) || role === madeConfiguration,
    )
  const repeated = Map.groupBy(beside, (step) => {
    const paths = (['used', 'generated'] as const).map((which) => [...dataOf(step, which).keys()].sort())
    return JSON.stringify([step.name, paths, step.parameters.map(({ name }) => name).sort()])
  })
  return [...repeated.values()].flatMap((runs) => runs.findLast(isComparable) ?? runs.slice(-1))
}

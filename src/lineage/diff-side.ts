import { makersOf } from './diff-makers.ts'
import { codeOf, dataOf, foldedSteps, type Step, stepsOf } from './diff-steps.ts'
import type { Lineage, LineageEdge, LineageNode } from './lineage.ts'

/** One side of a comparison: the steps of its chain, and what is asked of all of them, whichever step it was. */
export type Side = {
  readonly root: LineageNode | undefined
  readonly steps: readonly Step[]
  /** The step that made what was asked for. */
  readonly maker: Step | undefined
  /** The name of the run that made what was asked for, or what a step read; undefined where no recorded run did. */
  readonly makerName: (read: LineageEdge | 'root') => string | undefined
  /** The steps that what a step read comes from. */
  readonly behind: (read: LineageEdge) => ReadonlySet<Step>
  /** What was read at a path, the earliest first. */
  readonly readAt: (path: string) => readonly LineageEdge[]
  /** The digests of a code file in all the steps that read it, the earliest first. */
  readonly codeAt: (path: string) => ReadonlySet<string>
  /** Whether this side is, reads or writes a content, wherever. */
  readonly has: (id: string | undefined) => boolean
  /** The steps that lead to what was asked for, or stand beside it, on ways that use none of these reads and no `maker` that is cut. */
  readonly leading: (cut: ReadonlySet<LineageEdge>, isMakerCut: boolean) => ReadonlySet<Step>
}

/**
 * What was asked for can have been made several times, by runs that were given something else. Of those the latest counts
 * that there was when it became a version; what leads only to the others is no part of this side.
 */
export function sideOf(lineage: Lineage): Side {
  const all = stepsOf(lineage)
  const makers = makersOf(lineage)
  const ofRun = new Map(all.flatMap((step) => step.runs.map((run) => [run, step] as const)))
  const stepsOfRuns = (runs: ReadonlySet<string>) => new Set([...runs].flatMap((run) => ofRun.get(run) ?? []))
  const makersOfRead = (read: LineageEdge) => stepsOfRuns(makers.ofRead(read))
  const order = new Map(all.map((step, index) => [step, index]))
  const latestOf = (steps: ReadonlySet<Step>, content: string) => {
    const inOrder = [...steps].sort((one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0))
    return inOrder.sort(byLastWriteOf(content)).at(-1)
  }
  const makerOf = (read: LineageEdge) => latestOf(makersOfRead(read), read.target)

  const everyMaker = stepsOfRuns(makers.ofContent(lineage.root, undefined, undefined))
  for (const step of all) if (step.generated.some(({ target }) => target === lineage.root)) everyMaker.add(step)
  const rootMakers = makers.ofContent(lineage.root, lineage.place, registeredAt(lineage))
  const maker = latestOf(stepsOfRuns(rootMakers), lineage.root)
  const writers = Map.groupBy(
    all.flatMap((step) => step.generated.map(({ target }) => ({ step, target }))),
    ({ target }) => target,
  )
  const writersOf = ({ target }: LineageEdge) => (writers.get(target) ?? []).map(({ step }) => step)
  const upOfAny = upFrom(everyMaker, ({ used }) => used.flatMap((read) => [...makersOfRead(read), ...writersOf(read)]))
  const beside = latestOfRepeated(all.filter((step) => !upOfAny.has(step)))
  // What measured the root found it, whichever of its makers that was: it says nothing of who made the version.
  const isOfRoot = (step: Step, { target }: LineageEdge) => target === lineage.root && !upOfAny.has(step)
  const behind = (read: LineageEdge) =>
    upFrom(makersOfRead(read), (step) => [...dataOf(step, 'used').values()].flatMap((each) => makerOf(each) ?? []))
  const leading = (cut: ReadonlySet<LineageEdge>, isMakerCut: boolean) =>
    upFrom([...(maker === undefined || isMakerCut ? [] : [maker]), ...beside], (step) =>
      [...dataOf(step, 'used').values()].flatMap((read) =>
        cut.has(read) || isOfRoot(step, read) ? [] : (makerOf(read) ?? []),
      ),
    )
  const led = leading(new Set(), false)
  const chosen =
    maker === undefined
      ? all.filter((step) => upOfAny.has(step) || beside.includes(step))
      : all.filter((step) => led.has(step))
  const folded = foldedSteps(withWhatLeadsOn(chosen, makerOf, maker && { step: maker, content: lineage.root }))
  const shownAs = new Map(chosen.map((step, index) => [step, folded[index] ?? step]))
  const steps = [...new Set(shownAs.values())]
  const shown = (of: ReadonlySet<Step>) => new Set([...of].flatMap((step) => shownAs.get(step) ?? []))
  // A run of which nothing else is on record made something all the same, and is no step.
  const nameOfRun = new Map(lineage.nodes.map(({ id, name, kind }) => [id, name ?? kind ?? id]))
  const makerName = (read: LineageEdge | 'root') => {
    const [runs, step] = read === 'root' ? [rootMakers, maker] : [makers.ofRead(read), makerOf(read)]
    return step?.name ?? [...runs].map((run) => nameOfRun.get(run) ?? run).sort()[0]
  }
  return {
    ...factsOf(lineage, steps),
    steps,
    maker: maker && shownAs.get(maker),
    makerName,
    behind: (read) => shown(behind(read)),
    leading: (...cut) => shown(leading(...cut)),
  }
}

type MakerOf = (read: LineageEdge) => Step | undefined

/** Each step with those outputs alone that others found, or that were asked for: the same bytes can be on record of others, too. */
function withWhatLeadsOn(
  steps: readonly Step[],
  makerOf: MakerOf,
  root: { readonly step: Step; readonly content: string } | undefined,
): Step[] {
  const found = new Map<Step, Set<string>>(root === undefined ? [] : [[root.step, new Set([root.content])]])
  for (const { used } of steps) {
    for (const read of used) {
      const maker = makerOf(read)
      if (maker !== undefined) found.set(maker, (found.get(maker) ?? new Set()).add(read.target))
    }
  }
  return steps.map((step) => {
    const contents = found.get(step) ?? new Set()
    const generated = step.generated.filter(({ target }) => contents.has(target))
    // What was found under another name, or in a folder, is what it made all the same.
    return generated.length === 0 ? step : { ...step, generated }
  })
}

function factsOf({ root, nodes }: Lineage, steps: readonly Step[]): Pick<Side, 'root' | 'readAt' | 'codeAt' | 'has'> {
  const used = steps.flatMap((step) => [...dataOf(step, 'used')])
  const reads = Map.groupBy(used, ([path]) => path)
  const code = Map.groupBy(
    steps.flatMap((step) => [...codeOf(step)]),
    ([path]) => path,
  )
  const written = steps.flatMap((step) => [...dataOf(step, 'generated').values()])
  const contents = new Set([root, ...[...used.map(([, edge]) => edge), ...written].map(({ target }) => target)])
  return {
    root: nodes.find(({ id }) => id === root),
    readAt: (path) => (reads.get(path) ?? []).map(([, edge]) => edge),
    codeAt: (path) => new Set(code.get(path)?.map(([, digest]) => digest)),
    has: (id) => id !== undefined && contents.has(id),
  }
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
function registeredAt({ root, asked, edges }: Lineage): string | undefined {
  const versions = edges.filter(({ edge, source }) => edge === 'version-of' && source === root)
  const number = Number(/@(\d+)$/.exec(asked)?.[1])
  const named = versions.filter((version) => version.number === number)
  return (named.length > 0 ? named : versions)
    .flatMap(({ at }) => at ?? [])
    .sort()
    .at(-1)
}

/** Of what stands beside a lineage and was repeated, as an evaluation once a month, the last time counts. */
function latestOfRepeated(beside: readonly Step[]): Step[] {
  const repeated = Map.groupBy(beside, (step) => {
    const paths = (['used', 'generated'] as const).map((which) => [...dataOf(step, which).keys()].sort())
    return JSON.stringify([step.name, paths, step.parameters.map(({ name }) => name).sort()])
  })
  return [...repeated.values()].flatMap((runs) => runs.slice(-1))
}

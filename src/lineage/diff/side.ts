import type { Lineage, LineageEdge, LineageNode } from '../lineage.ts'
import { provenanceOf } from './provenance.ts'
import { codeOf, dataOf, foldedSteps, type Step } from './steps.ts'

/** One side of a comparison: the steps of its chain, and what is asked of all of them, whichever step it was. */
export type Side = {
  readonly root: LineageNode | undefined
  readonly steps: readonly Step[]
  /** The step that made what was asked for. */
  readonly maker: Step | undefined
  /** The name of the run that made what was asked for, or what a step read; undefined where no recorded run did. */
  readonly makerName: (read: LineageEdge | 'root') => string | undefined
  /** Where a run only copied what a step read: what that run had read itself. Else what the step read. */
  readonly copiedFrom: (read: LineageEdge) => LineageEdge
  /** The runs that made what a step read. */
  readonly makerRuns: (read: LineageEdge) => ReadonlySet<string>
  /** The steps that what a step read comes from. */
  readonly behind: (read: LineageEdge) => ReadonlySet<Step>
  /** The first run on record that did what a step did, with what it and its repetitions wrote. */
  readonly firstOf: (step: Step) => Step
  /** Whether a step measured what was asked for, or did anything else beside it, and made no part of it. */
  readonly isBeside: (step: Step) => boolean
  /** What was read at a path, the earliest first. */
  readonly readAt: (path: string) => readonly LineageEdge[]
  /** The digests of a code file in all the steps that read it, the earliest first. */
  readonly codeAt: (path: string) => ReadonlySet<string>
  /** Whether this side is, reads or writes a content, wherever. What only an evaluation reads it does not depend on. */
  readonly has: (id: string | undefined) => boolean
  /** The steps that lead to what was asked for, or stand beside it, on ways that use none of these reads and no `maker` that is cut. */
  readonly leading: (cut: ReadonlySet<LineageEdge>, isMakerCut: boolean) => ReadonlySet<Step>
}

export function sideOf(lineage: Lineage, other: Lineage): Side {
  const {
    steps: all,
    maker,
    makerOf,
    copiedFrom,
    runsOf,
    behind,
    leading,
    isBeside: isOfMeasuring,
  } = provenanceOf(lineage, other)
  const led = leading(new Set(), false)
  const chosen = all.filter((step) => led.has(step))
  const folded = foldedSteps(withWhatLeadsOn(chosen, makerOf, maker && { step: maker, content: lineage.root }))
  const shownAs = new Map(chosen.map((step, index) => [step, folded[index] ?? step]))
  const steps = [...new Set(shownAs.values())]
  const shown = (of: ReadonlySet<Step>) => new Set([...of].flatMap((step) => shownAs.get(step) ?? []))
  const repeated = foldedSteps(all)
  const first = new Map(all.map(({ run }, index) => [run.id, repeated[index]]))
  const besideRuns = new Set(chosen.filter(isOfMeasuring).flatMap(({ runs }) => runs))
  const isBeside = ({ runs }: Step) => runs.every((run) => besideRuns.has(run))
  // A run of which nothing else is on record made something all the same, and is no step.
  const nameOfRun = new Map(lineage.nodes.map(({ id, name, kind }) => [id, name ?? kind ?? id]))
  const makerName = (read: LineageEdge | 'root') => {
    const step = read === 'root' ? maker : makerOf(read)
    return step?.name ?? [...runsOf(read)].map((run) => nameOfRun.get(run) ?? run).sort()[0]
  }
  return {
    ...factsOf(lineage, steps, isBeside),
    steps,
    maker: maker && shownAs.get(maker),
    makerName,
    copiedFrom,
    makerRuns: runsOf,
    firstOf: (step) => first.get(step.run.id) ?? step,
    isBeside,
    behind: (read) => shown(behind(read)),
    leading: (...cut) => shown(leading(...cut)),
  }
}

/** Each step with those outputs alone that others found, or that were asked for: the same bytes can be on record of others, too. */
function withWhatLeadsOn(
  steps: readonly Step[],
  makerOf: (read: LineageEdge) => Step | undefined,
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

function factsOf(
  { root, nodes }: Lineage,
  steps: readonly Step[],
  isBeside: (step: Step) => boolean,
): Pick<Side, 'root' | 'readAt' | 'codeAt' | 'has'> {
  const used = steps.flatMap((step) => [...dataOf(step, 'used')])
  const reads = Map.groupBy(used, ([path]) => path)
  const code = Map.groupBy(
    steps.flatMap((step) => [...codeOf(step)]),
    ([path]) => path,
  )
  const read = steps.filter((step) => !isBeside(step)).flatMap((step) => [...dataOf(step, 'used').values()])
  const written = steps.flatMap((step) => [...dataOf(step, 'generated').values()])
  const contents = new Set([root, ...[...read, ...written].map(({ target }) => target)])
  return {
    root: nodes.find(({ id }) => id === root),
    readAt: (path) => (reads.get(path) ?? []).map(([, edge]) => edge),
    codeAt: (path) => new Set(code.get(path)?.map(([, digest]) => digest)),
    has: (id) => id !== undefined && contents.has(id),
  }
}

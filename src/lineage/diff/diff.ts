import { erasedIn, meantBoth, meantIn } from '../../domain/completeness.ts'
import type { Lineage } from '../lineage.ts'
import { bypassedOf, changesOfSteps } from './alone.ts'
import { changesOfCode } from './code.ts'
import { changesOfData, readsByHand } from './data.ts'
import type { Change, Diff, Unknown } from './difference.ts'
import { changesOfEnvironment } from './environment.ts'
import { makersOfRoot, measurementsOf } from './evaluation.ts'
import { withFilesMet } from './files-met.ts'
import { toldAsFolders } from './in-folders.ts'
import type { Listings } from './listings.ts'
import { changesApart, ofModel } from './of-model.ts'
import { pairSteps, type StepPair, type Whole, wholeOf } from './pairs.ts'
import { changesOfParameters, withValues } from './parameters.ts'
import { withRevisionsRead } from './revisions-read.ts'
import { changeOfRoot, isRootByHand } from './root.ts'
import { takingStep } from './root-in-parts.ts'
import { withSettingsMade } from './settings-made.ts'
import { changesOfSources, sourcesMade, toldAsCode, withSourcesMet } from './sources-met.ts'
import { dataOf, isUnseen } from './steps.ts'
import { unknownOf } from './unknown.ts'
import { withinIn } from './within-folder.ts'

/**
 * What differs between two traces, on five sides. Steps are paired by name and likeness; within a step inputs are compared by path,
 * code by file, parameters by name, packages by name. A difference that several steps show is one difference.
 * @param listings the files of those folders that `foldersToList` names.
 */
export function diffLineages(before: Lineage, after: Lineage, listings: Listings = new Map()): Diff {
  const met = withFilesMet(before, after, listings).map((each) => ofModel(withRevisionsRead(each)))
  const [a, b] = withSourcesMet(...withSettingsMade(...(met as [Lineage, Lineage])))
  const whole = wholeOf(a, b)
  const pairs = pairSteps(whole).filter((pair) => !isEvaluatedAlone(pair, a, b))
  const unseen = [
    ...new Set([...whole.a.steps, ...whole.b.steps].filter(isUnseen).flatMap(({ names }) => names)),
  ].sort()
  const root = changeOfRoot(whole)
  const isByHand = root !== undefined && isRootByHand(whole)
  const leading = pairs.filter(leadingOn(whole, pairs, isByHand))
  const together = sideBySide(before, after)
  const apart = together.sideBySide === undefined ? [] : changesApart(a, b, together.sideBySide.run, whole)
  const { with: led = [], without = [] } = Object.groupBy(leading, (pair) =>
    madeNothingElse(pair) ? 'without' : 'with',
  )
  const changed = [...changesOf(led, apart), ...changesOf(without, apart).map(following)]
  const found = [...apart, ...changed]
  // Two contents are never told to be one, also where no step tells them apart.
  const isKnown = ({ side, subject }: Unknown) => found.some((each) => each.side === side && each.subject === subject)
  const unknown = unknownOf(leading).filter((each) => !isKnown(each))
  const isTold = !isByHand && (found.length > 0 || together.sideBySide !== undefined)
  const distinctly = distinct(toldAsFolders(distinct([...(root === undefined || isTold ? [] : [root]), ...found])))
  const changes = toldAsCode(distinctly, sourcesMade(before).union(sourcesMade(after)))
  return {
    a: { id: before.root, asked: a.asked },
    b: { id: after.root, asked: b.asked },
    knownAt: Math.max(a.knownAt, b.knownAt),
    ...meantIn(meantBoth(a, b)),
    complete: a.complete && b.complete && unseen.length + unknown.length === 0,
    ...erasedIn({ erased: Math.max(a.erased ?? 0, b.erased ?? 0) }),
    ...(unseen.length === 0 ? {} : { unseen }),
    ...(unknown.length === 0 ? {} : { unknown }),
    ...together,
    causes: changes.filter(({ cause }) => cause),
    consequences: changes.filter(({ cause }) => !cause),
    measurements: measurementsOf(ofModel(before), ofModel(after), { a: whole.a.maker?.runs, b: whole.b.maker?.runs }),
  }
}

/** That one of two was evaluated and the other not yet changed nothing that they were made from; the measurements tell it. */
function isEvaluatedAlone(pair: StepPair, a: Lineage, b: Lineage): boolean {
  const [step, lineage] = pair.a === undefined ? [pair.b, b] : [pair.a, a]
  if (step === undefined || (pair.a !== undefined && pair.b !== undefined)) return false
  const beside = new Set(lineage.nodes.flatMap(({ id, beside: isBeside }) => (isBeside ? [id] : [])))
  return step.runs.every((run) => beside.has(run))
}

/** @param apart what one run gave two things that it made: that explains whichever of them was taken. */
function changesOf(pairs: readonly StepPair[], apart: readonly Change[]): Change[] {
  const found = changesGiven(pairs)
  const bypassed = bypassedOf(pairs, found)
  const isPassedBy = (pair: StepPair) => bypassed.has(pair) && pair.a !== undefined && pair.b !== undefined
  const given = pairs.some(isPassedBy) ? changesGiven(pairs.filter((pair) => !isPassedBy(pair))) : found
  const all = [...changesOfSteps(pairs, bypassed), ...given]
  return [...changesOfData(pairs, { others: [...all, ...apart], bypassed }), ...all]
}

/** What differs in what steps were given beside data. */
function changesGiven(pairs: readonly StepPair[]): Change[] {
  const code = changesOfCode(pairs)
  // A file that was only moved was not edited.
  const parameters = changesOfParameters(pairs, [...code.filter(({ cause }) => cause), ...changesOfSources(pairs)])
  return [...withValues(code, parameters), ...parameters, ...changesOfEnvironment(pairs)]
}

/**
 * All but the steps that led, on either side, only to what the other side did not make but changed by hand: nobody took those
 * away, and what they were given says nothing of what was changed.
 */
function leadingOn(whole: Whole, pairs: readonly StepPair[], isRootByHand: boolean): (pair: StepPair) => boolean {
  const byHand = readsByHand(pairs)
  const leading = [whole.a.leading(byHand.a, isRootByHand), whole.b.leading(byHand.b, isRootByHand)]
  return ({ a, b }) => [a, b].every((step) => step === undefined || leading.some((steps) => steps.has(step)))
}

/** Whether a step that one side has alone made only what the other side has without it, such as a copy. */
function madeNothingElse({ a, b, whole }: StepPair): boolean {
  if (a !== undefined && b !== undefined) return false
  const [step, other] = a === undefined ? [b, whole.a] : [a, whole.b]
  const made = [...dataOf(step, 'generated').values()]
  return made.length > 0 && made.every(({ target }) => other.has(target))
}

const following = (change: Change): Change => ({
  ...change,
  cause: false,
  why: 'it made only what the other side has without it',
})

/** Outputs of one run are two things that it made together, and not one that became the other. */
function sideBySide(a: Lineage, b: Lineage): Pick<Diff, 'sideBySide'> {
  if (a.root === b.root) return {}
  const common = makersOfRoot(a).intersection(makersOfRoot(b))
  const [run] = a.nodes.filter(({ id }) => common.has(id)).sort((one, other) => (one.id < other.id ? -1 : 1))
  return run === undefined ? {} : { sideBySide: { run: run.id, name: run.name ?? run.kind ?? run.id } }
}

/** One change for each thing that differs, with every step that shows it; a cause wins over its own echo. */
function distinct(changes: readonly Change[]): Change[] {
  const groups = Map.groupBy(changes, ({ side, subject, before, after }) =>
    // What is absent and what is null are two things, which JSON writes alike.
    JSON.stringify([side, subject, before && [before.value], after && [after.value]]),
  )
  const movedIn = (those: readonly Change[]) =>
    new Set(
      those.flatMap(({ side, before, after }) =>
        side === 'data' && before !== undefined && after !== undefined ? [before.value, after.value] : [],
      ),
    )
  const [moved, movedByCauses] = [movedIn(changes), movedIn(changes.filter(({ cause }) => cause))]
  // What was replaced is neither new nor gone as well. What only follows from that explains nothing, and takes no cause's place.
  const isReplaced = ({ side, before, after, cause }: Change) =>
    side === 'data' &&
    (before === undefined || after === undefined) &&
    (cause ? movedByCauses : moved).has((before ?? after)?.value)
  return [...groups.values()].flatMap((group) => {
    if (group.some(isReplaced)) return []
    const [shown] = group.toSorted((a, b) => Number(b.cause) - Number(a.cause))
    const within = group.map(withinIn).find((each) => each !== undefined)
    return shown === undefined ? [] : { ...shown, ...(within && { within }), steps: namesOf(group) }
  })
}

const namesOf = (group: readonly Change[]): string[] =>
  [...new Set(group.flatMap(({ steps }) => steps))].filter((name) => name !== takingStep).sort()

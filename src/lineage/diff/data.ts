import { counted } from '../../domain/quantities.ts'
import type { LineageEdge } from '../lineage.ts'
import { isCopying } from './copies.ts'
import type { Change } from './difference.ts'
import { handWork, makersOfMoved, withWhatCame } from './hand.ts'
import { fileOfSetting } from './handed-on.ts'
import { changeOf, isOneSided, type Moved, movedBetween, replaced, valuedContent } from './moved.ts'
import type { StepPair, Whole } from './pairs.ts'
import { dataOf, isNamed, isUnseen, keysOf, pathOf, type Step } from './steps.ts'
import { isOfUnknownBytes } from './unknown.ts'
import { isGivenUntold } from './unread.ts'

/**
 * Inputs and outputs that differ, by path. What no recorded run made is a source: somebody changed it, also where a run
 * made what it was before. What a run made on either side is a consequence, unless nothing on record explains it: the run
 * was given the same of everything, or is no longer given what is still made as before.
 * @param others what differs on the other sides.
 * @param bypassed steps that one side alone has because the other side does without what they made.
 */
export function changesOfData(
  pairs: readonly StepPair[],
  { others, bypassed }: { readonly others: readonly Change[]; readonly bypassed: ReadonlyMap<StepPair, string> },
): Change[] {
  const changed = stepsOfCauses(others)
  // Whoever has one alone has what it read alone; what a copy read is what came, and not the copy.
  const isBeyond = (pair: StepPair) => bypassed.has(pair) || (isAlone(pair) && !isCopying(pair.a ?? pair.b))
  const inputs = pairs.map((pair) => {
    const selecting = others.filter((change) => isSelecting(change, pair))
    const read = movedBetween(pair, 'used').flatMap((moved) => withWhatCame(pair.whole, moved))
    return read.map((moved) => {
      const selected = selecting.find((change) => selects(change, moved))
      const change = inputOf(pair, moved, { isBypassed: bypassed.has(pair), isBeyond: isBeyond(pair) })
      const follows = selected && { ...change, cause: false, why: `${selected.subject} selects it` }
      return { pair, moved, change: follows ?? change }
    })
  })
  const outputs = pairs.flatMap((pair, index) => {
    const isGivenOther =
      inputs[index]?.length !== 0 || isGivenUntold(pair) || pair.names.some((name) => changed.has(name))
    if (isGivenOther || isAlone(pair)) return outputsOf(pair, true)
    const made = outputsOf(pair, false)
    const rewired = made.length === 0 ? [] : [...rewiredOf(pair), ...rewrittenOf(pair)]
    return rewired.length === 0 ? made : [...rewired, ...outputsOf(pair, true)]
  })
  const read = inputs.flat().filter(({ moved }) => !isOfUnknownBytes(moved))
  // What was made of bytes that are not on record may differ because of them.
  const unknown = inputs.flat().filter(({ moved }) => isOfUnknownBytes(moved))
  const causes = new Set(stepsOfCauses([...others, ...read.map(({ change }) => change), ...outputs]))
  for (const pair of [...unknown.map(({ pair }) => pair), ...pairs.filter(isGivenUntold)])
    for (const name of pair.names) causes.add(name)
  // Who was told to read something else reads something else; other packages or other content do not do that.
  const told = stepsOfCauses(others.filter(({ side }) => side !== 'environment'))
  const isExplained = ({ pair, moved, change }: Input, above: readonly Step[]) => {
    if (change.cause || isBeyond(pair) || isOfRoots(pair, moved)) return true
    if (above.some(({ names }) => names.some((name) => causes.has(name)))) return true
    // Of what a run made of which nothing else is on record nobody knows more.
    return isOneSided(moved) ? pair.names.some((name) => told.has(name)) : above.length === 0
  }
  // What nothing explains explains all that comes from it.
  const inOrder = read
    .map((input) => ({ input, above: behind(input.pair.whole, input.moved) }))
    .sort((x, y) => x.above.length - y.above.length)
  const inputChanges = inOrder.map(({ input, above }) => {
    if (isExplained(input, above)) return input.change
    for (const name of input.pair.names) causes.add(name)
    return unexplained(input)
  })
  return [...inputChanges, ...outputs]
}

/** A value that somebody set to something else in a step, and that may name what it reads. */
const isSelecting = ({ side, cause, steps, step }: Change, { names }: StepPair): boolean =>
  side === 'parameters' && cause && step !== true && steps.some((each) => names.includes(each))

/** Whether a value that moved names what is read: on the side that reads it. */
function selects({ before, after }: Change, moved: Moved): boolean {
  const names = (value: unknown, path: string) => typeof value === 'string' && value !== '' && isNamed(value, [path])
  const isGone = moved.before === undefined || names(before?.value, moved.path)
  const isNew = moved.after === undefined || names(after?.value, moved.otherPath ?? moved.path)
  return (isOneSided(moved) || moved.otherPath !== undefined) && isGone && isNew
}

/** Configuration whose bytes are others and whose values are the same, as of other order: told where nothing else explains. */
function rewrittenOf({ names, a, b, whole }: StepPair): Change[] {
  const [one, other] = [a, b].map(
    (step) =>
      new Map(step?.used.filter(({ role }) => role === 'configuration').map((edge) => [pathOf(edge), edge.target])),
  ) as [Map<string, string>, Map<string, string>]
  return keysOf(one, other).flatMap((path) => {
    const [before, after] = [one.get(path), other.get(path)]
    if (before === undefined || after === undefined || whole.isSame(before, after)) return []
    const values = { before: valuedContent(before, whole), after: valuedContent(after, whole) }
    // That its values are the same is known where there are any on record.
    const isLookedInto = [a, b].every((step) => step?.parameters.some(({ from }) => fileOfSetting(from) === path))
    const what = isLookedInto ? 'it was rewritten with the same values' : 'its bytes differ'
    const why = `${what}, and nothing else differs in what this step was given`
    return [{ side: 'parameters' as const, steps: [...names], subject: path, ...values, cause: true, why }]
  })
}

const stepsOfCauses = (changes: readonly Change[]): ReadonlySet<string> =>
  new Set(changes.filter(({ cause }) => cause).flatMap(({ steps }) => steps))

type Input = { readonly pair: StepPair; readonly moved: Moved; readonly change: Change }

const isAlone = ({ a, b }: StepPair) => a === undefined || b === undefined

function inputOf(
  pair: StepPair,
  moved: Moved,
  { isBypassed, isBeyond }: { readonly isBypassed: boolean; readonly isBeyond: boolean },
): Change {
  const change = changeOf(pair, moved)
  if (isBypassed || (isBeyond && isOneSided(moved)))
    return { ...change, cause: false, why: `read by ${pair.names.join(' and ')}, a step that only one side has` }
  if (!isAlone(pair) && isOfRoots(pair, moved)) return { ...change, cause: false, why: 'it is what was asked for' }
  const { before, after } = makersOfMoved(pair.whole, moved)
  if (before === undefined && after === undefined) return change
  const byHand = handWork(pair.whole, moved)
  return byHand === undefined
    ? { ...change, cause: false, why: 'made by a step whose inputs differ' }
    : { ...change, why: byHand }
}

function outputsOf(pair: StepPair, isExplained: boolean): Change[] {
  const name = pair.names.join(' and ')
  return movedBetween(pair, 'generated').flatMap((moved) => {
    const change = changeOf(pair, moved)
    if (isExplained) return { ...change, cause: false, why: `made by ${name}, which was given something else` }
    // Only what leads on is shown: that something does so on one side alone is seen where it was read.
    if (moved.before === undefined || moved.after === undefined) return []
    const isSeen = !(isUnseen(pair.a) || isUnseen(pair.b))
    const same = `${name} was given the same, as far as is on record, and made something else`
    return { ...change, why: isSeen ? same : `what ${name} read was not seen (capture grade C)` }
  })
}

/** Whether what was read is what was asked for, as an evaluation reads it on both sides, and as what copied it does on one. */
function isOfRoots({ a, b, whole }: StepPair, { before, after }: Moved): boolean {
  const [isOfA, isOfB] = [before?.target === whole.a.root?.id, after?.target === whole.b.root?.id]
  if (a === undefined) return isOfB
  if (b === undefined) return isOfA
  return isOfA && isOfB && whole.a.isBeside(a) && whole.b.isBeside(b)
}

/** The steps that what was read comes from. */
function behind({ a, b }: Whole, { before, after }: Moved): Step[] {
  return [...(before === undefined ? [] : a.behind(before)), ...(after === undefined ? [] : b.behind(after))]
}

/**
 * What is read on one side alone though it is made on both sides, as when somebody deleted it; or what the same steps made
 * on both sides, run once more on one of them.
 */
function unexplained({ pair, moved, change }: Input): Change {
  const { before, after } = makersOfMoved(pair.whole, moved)
  return { ...change, cause: true, why: isOneSided(moved) ? notRead(before, after) : ranMore(pair.whole, moved) }
}

const notRead = (before: string | undefined, after: string | undefined) =>
  before === undefined
    ? `${after} made it, and nothing on record says why it was not read before`
    : `${before} made it, and nothing on record says why it was not read after`

function ranMore({ a, b }: Whole, { before, after }: Moved): string {
  const isOfOneRun = before && after && !a.makerRuns(before).isDisjointFrom(b.makerRuns(after))
  if (isOfOneRun) return `${a.makerName(before)} made both`
  const counts = [before && a.behind(before), after && b.behind(after)].map((steps) =>
    Map.groupBy(steps ?? [], ({ name }) => name),
  )
  const [one, other] = counts.map((byName) => (name: string) => byName.get(name)?.length ?? 0)
  const names = [...new Set(counts.flatMap((byName) => [...byName.keys()]))].sort()
  const more = names.filter((name) => one?.(name) !== other?.(name))
  const told = more.map(
    (name) => `${name} ran ${counted(one?.(name) ?? 0, 'time')} on the way to it before, ${other?.(name)} after`,
  )
  return told.length === 0 ? 'nothing on record differs in what it was made of' : told.join('; ')
}

/**
 * What a step read at other paths, or of which one side's step did not read it, where both sides come from all of it: as
 * when a file was renamed, or a step ran on what it had made itself.
 */
function rewiredOf(pair: StepPair): Change[] {
  const [one, other] = [dataOf(pair.a, 'used'), dataOf(pair.b, 'used')]
  const paths = keysOf(one, other).filter((path) => one.get(path)?.target !== other.get(path)?.target)
  const moved = replaced(paths.map((path) => ({ path, before: one.get(path), after: other.get(path) })))
  const nothingElse = 'nothing else differs in what this step was given'
  const isOfBoth = ({ before, after }: Moved) =>
    (before === undefined || pair.whole.b.has(before.target)) && (after === undefined || pair.whole.a.has(after.target))
  return moved.map((each) => {
    const why = isOfBoth(each) ? `both versions come from it, and ${nothingElse}` : nothingElse
    return { ...changeOf(pair, each), why }
  })
}

/**
 * The reads of either side that found what a run had made where the other side has what nobody made; with them what that
 * run made beside it and the other side does not have at all.
 */
export function readsByHand(pairs: readonly StepPair[]): { a: ReadonlySet<LineageEdge>; b: ReadonlySet<LineageEdge> } {
  const moved = pairs.flatMap((pair) =>
    movedBetween(pair, 'used')
      .filter((each) => !isOfRoots(pair, each))
      .map((each) => ({ ...each, whole: pair.whole })),
  )
  const changed = moved.filter((each) => handWork(each.whole, each) !== undefined)
  const reads = (side: 'before' | 'after') => {
    const makersOf = ({ whole, [side]: read }: (typeof moved)[number]) =>
      read === undefined ? new Set<string>() : whole[side === 'before' ? 'a' : 'b'].makerRuns(read)
    const makers = new Set(changed.flatMap((each) => [...makersOf(each)]))
    const other = side === 'before' ? 'after' : 'before'
    const gone = moved.filter((each) => each[other] === undefined && !makers.isDisjointFrom(makersOf(each)))
    return new Set([...changed, ...gone].flatMap((each) => each[side] ?? []))
  }
  return { a: reads('before'), b: reads('after') }
}

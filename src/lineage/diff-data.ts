import { counted } from '../domain/quantities.ts'
import type { StepPair, Whole } from './diff-pairs.ts'
import type { Side } from './diff-side.ts'
import { dataOf, isNamed, isUnseen, keysOf, pathOf, type Step } from './diff-steps.ts'
import { isOfUnknownBytes } from './diff-unknown.ts'
import type { Change, Valued } from './difference.ts'
import type { LineageEdge } from './lineage.ts'

/**
 * Inputs and outputs that differ, by path. What no recorded run made is a source: somebody changed it, also where a run
 * made what it was before. What a run made on either side is a consequence, unless nothing on record explains it: the run
 * was given the same of everything, or is no longer given what is still made as before.
 * @param others what differs on the other sides.
 */
export function changesOfData(pairs: readonly StepPair[], others: readonly Change[]): Change[] {
  const changed = stepsOfCauses(others)
  const following = new Set(others.flatMap(({ step, cause, steps }) => (step && !cause ? steps : [])))
  const inputs = pairs.map((pair) => {
    const isBypassed = isAlone(pair) && pair.names.some((name) => following.has(name))
    const selecting = others.filter((change) => isSelecting(change, pair))
    return movedBetween(pair, 'used').map((moved) => {
      const selected = selecting.find((change) => selects(change, moved))
      const change = inputOf(pair, moved, isBypassed)
      const follows = selected && { ...change, cause: false, why: `${selected.subject} selects it` }
      return { pair, moved, change: follows ?? change }
    })
  })
  const outputs = pairs.flatMap((pair, index) => {
    const isGivenOther = inputs[index]?.length !== 0 || pair.names.some((name) => changed.has(name))
    if (isGivenOther || isAlone(pair)) return outputsOf(pair, true)
    const made = outputsOf(pair, false)
    const rewired = made.length === 0 ? [] : [...rewiredOf(pair), ...rewrittenOf(pair)]
    return rewired.length === 0 ? made : [...rewired, ...outputsOf(pair, true)]
  })
  const read = inputs.flat().filter(({ moved }) => !isOfUnknownBytes(moved))
  // What was made of bytes that are not on record may differ because of them.
  const unknown = inputs.flat().filter(({ moved }) => isOfUnknownBytes(moved))
  const causes = new Set(stepsOfCauses([...others, ...read.map(({ change }) => change), ...outputs]))
  for (const { pair } of unknown) for (const name of pair.names) causes.add(name)
  // Who was told to read something else reads something else; other packages or other content do not do that.
  const told = stepsOfCauses(others.filter(({ side }) => side !== 'environment'))
  const isExplained = ({ pair, moved, change }: Input, above: readonly Step[]) => {
    if (change.cause || isAlone(pair) || isOfRoots(pair.whole, moved)) return true
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
    const why = 'it was rewritten with the same values, and nothing else differs in what this step was given'
    return [{ side: 'parameters' as const, steps: [...names], subject: path, ...values, cause: true, why }]
  })
}

const stepsOfCauses = (changes: readonly Change[]): ReadonlySet<string> =>
  new Set(changes.filter(({ cause }) => cause).flatMap(({ steps }) => steps))

type Input = { readonly pair: StepPair; readonly moved: Moved; readonly change: Change }

const isAlone = ({ a, b }: StepPair) => a === undefined || b === undefined

function inputOf(pair: StepPair, moved: Moved, isBypassed: boolean): Change {
  const change = changeOf(pair, moved)
  if (isAlone(pair) && (isBypassed || isOneSided(moved)))
    return { ...change, cause: false, why: `read by ${pair.names.join(' and ')}, a step that only one side has` }
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

/** Whether a step read what was asked for, on both sides, as an evaluation does. */
const isOfRoots = ({ a, b }: Whole, { before, after }: Moved) =>
  before?.target === a.root?.id && after?.target === b.root?.id

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
  const why = 'both versions come from it, and nothing else differs in what this step was given'
  return moved.map((each) => ({ ...changeOf(pair, each), why }))
}

/**
 * Whether somebody changed what was asked for: no recorded run made it on one side or on both. What runs made on both sides
 * is compared as their output, and where one is made of the other nobody changed it into that.
 */
export function isRootByHand({ a, b }: Whole): boolean {
  const [before, after] = [a.makerName('root'), b.makerName('root')]
  if (before !== undefined && after !== undefined) return false
  const isOfOther = (before !== undefined && a.has(b.root?.id)) || (after !== undefined && b.has(a.root?.id))
  return !isOfOther
}

/** What was asked for, where that is two contents. */
export function changeOfRoot(whole: Whole): Change | undefined {
  const { a, b } = whole
  if (a.root?.type !== 'artifact' || b.root?.type !== 'artifact' || whole.isSame(a.root.id, b.root.id)) return undefined
  const makers = { before: a.makerName('root'), after: b.makerName('root') }
  const [before, after] = [valuedContent(a.root.id, whole), valuedContent(b.root.id, whole)]
  const [one, other] = [a.root.name ?? a.root.id, b.root.name ?? b.root.id]
  return {
    side: 'data',
    steps: [...new Set([makers.before, makers.after].filter((name) => name !== undefined))].sort(),
    subject: one === other ? one : [one, other].sort().join(' and '),
    before: one === other ? before : { ...before, path: one },
    after: one === other ? after : { ...after, path: other },
    cause: true,
    why:
      handWorkOf(makers) ??
      (makers.before === undefined ? 'no recorded run made either' : 'nothing else on record differs'),
  }
}

/**
 * The reads of either side that found what a run had made where the other side has what nobody made; with them what that
 * run made beside it and the other side does not have at all.
 */
export function readsByHand(pairs: readonly StepPair[]): { a: ReadonlySet<LineageEdge>; b: ReadonlySet<LineageEdge> } {
  const moved = pairs.flatMap((pair) => movedBetween(pair, 'used').map((each) => ({ ...each, whole: pair.whole })))
  const changed = moved.filter((each) => handWork(each.whole, each) !== undefined)
  const reads = (side: 'before' | 'after') => {
    const nameOf = ({ whole, ...each }: (typeof moved)[number]) => makersOfMoved(whole, each)[side]
    const makers = new Set(changed.flatMap((each) => nameOf(each) ?? []))
    const other = side === 'before' ? 'after' : 'before'
    const gone = moved.filter((each) => each[other] === undefined && makers.has(nameOf(each) ?? ''))
    return new Set([...changed, ...gone].flatMap((each) => each[side] ?? []))
  }
  return { a: reads('before'), b: reads('after') }
}

/** What is said of content that a recorded run made on one side, and somebody on the other. */
function handWork(whole: Whole, moved: Moved): string | undefined {
  const { before, after } = moved
  if (before === undefined || after === undefined) return undefined
  // Runs that started from the very content of the other side came in between: nobody replaced what they made.
  if (comesFrom(whole.a, before, after.target) || comesFrom(whole.b, after, before.target)) return undefined
  return handWorkOf(makersOfMoved(whole, moved))
}

const comesFrom = (side: Side, read: LineageEdge, content: string) =>
  [...side.behind(read)].some(({ used }) => used.some(({ target }) => target === content))

type Makers = { readonly before: string | undefined; readonly after: string | undefined }

function handWorkOf({ before, after }: Makers): string | undefined {
  if ((before === undefined) === (after === undefined)) return undefined
  return before === undefined
    ? `no recorded run made it before; ${after} made it after`
    : `${before} made it before; no recorded run made it after`
}

const makersOfMoved = ({ a, b }: Whole, { before, after }: Moved): Makers => ({
  before: before === undefined ? undefined : a.makerName(before),
  after: after === undefined ? undefined : b.makerName(after),
})

/** What a step met at a path on either side, which is not the same content; at two paths where one replaced the other. */
type Moved = {
  readonly path: string
  readonly otherPath?: string
  readonly before: LineageEdge | undefined
  readonly after: LineageEdge | undefined
}

const isOneSided = ({ before, after }: Moved) => before === undefined || after === undefined

/** One thing that is gone and one that is new are one that replaced the other. */
function replaced(moved: readonly Moved[]): Moved[] {
  const [gone, came] = [
    moved.filter(({ after }) => after === undefined),
    moved.filter(({ before }) => before === undefined),
  ]
  const [one, ...others] = gone
  const [other, ...further] = came
  if (one === undefined || other === undefined || others.length + further.length > 0) return [...moved]
  const both = { path: one.path, otherPath: other.path, before: one.before, after: other.after }
  const first = (each: Moved) => [each.path, each.otherPath ?? each.path].sort()[0] ?? ''
  return [...moved.filter((each) => each !== one && each !== other), both].sort((x, y) =>
    first(x) < first(y) ? -1 : 1,
  )
}

/** What a step met at a path, or one that replaced it, and that is not the same content on both sides. */
export function movedBetween(pair: StepPair, which: 'used' | 'generated'): Moved[] {
  const moved = differing(pair, which)
  if (which === 'generated') return replaced(moved)
  const [one] = replaced(moved).filter(({ otherPath }) => otherPath !== undefined)
  // Two files that went and came are two things; what a run made and somebody replaced is one.
  return one !== undefined && handWork(pair.whole, one) !== undefined ? replaced(moved) : moved
}

function differing(pair: StepPair, which: 'used' | 'generated'): Moved[] {
  const [one, other] = [dataOf(pair.a, which), dataOf(pair.b, which)]
  return keysOf(one, other)
    .map((path) => ({ path, before: one.get(path), after: other.get(path) }))
    .map((moved) => (which === 'used' ? withOtherReads(pair, moved) : moved))
    .filter(({ before, after }) => !pair.whole.isSame(before?.target, after?.target))
    .filter(({ before, after }) => {
      // What one side has is not new or gone where the other depends on the same bytes, by whichever way.
      if (which === 'used' && ((before === undefined && isUnseen(pair.a)) || (after === undefined && isUnseen(pair.b))))
        return false
      if (before === undefined)
        return after !== undefined && !pair.whole.a.has(after.target) && !isWithin(pair.a, pair.whole.b, after)
      return after !== undefined || (!pair.whole.b.has(before.target) && !isWithin(pair.b, pair.whole.a, before))
    })
}

/** Whether a step made within itself what another side's step read: that ran only what was left to do. */
const isWithin = (step: Step | undefined, side: Side, read: LineageEdge) =>
  step?.runs.some((run) => side.makerRuns(read).has(run)) === true

/** What only one side's step read may be what another of the other side's steps read at that path, or replace it. */
function withOtherReads({ whole }: StepPair, { path, before, after }: Moved): Moved {
  const closest = (side: Side, target: string | undefined) => {
    const reads = side.readAt(path)
    return reads.find((read) => read.target === target) ?? reads[0]
  }
  return { path, before: before ?? closest(whole.a, after?.target), after: after ?? closest(whole.b, before?.target) }
}

function changeOf({ names, whole }: StepPair, { path, otherPath, before, after }: Moved): Change {
  const at = (where: string | undefined) => (otherPath === undefined ? {} : { path: where ?? '' })
  return {
    side: 'data',
    steps: [...names],
    subject: otherPath === undefined ? path : [path, otherPath].sort().join(' and '),
    ...(before === undefined ? {} : { before: { ...valuedContent(before.target, whole), ...at(path) } }),
    ...(after === undefined ? {} : { after: { ...valuedContent(after.target, whole), ...at(otherPath) } }),
    cause: true,
  }
}

function valuedContent(value: string, { bytesOf }: Whole): Valued & { value: string } {
  const bytes = bytesOf(value)
  return bytes === undefined ? { value } : { value, bytes }
}

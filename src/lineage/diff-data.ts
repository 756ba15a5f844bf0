import type { StepPair, Whole } from './diff-pairs.ts'
import type { Side } from './diff-side.ts'
import { dataOf, keysOf, type Step } from './diff-steps.ts'
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
  const inputs = pairs.map((pair) =>
    movedBetween(pair, 'used').map((moved) => ({ pair, moved, change: inputOf(pair, moved) })),
  )
  const outputs = pairs.flatMap((pair, index) => {
    const isGivenOther = inputs[index]?.length !== 0 || pair.names.some((name) => changed.has(name))
    return outputsOf(pair, isGivenOther || pair.a === undefined || pair.b === undefined)
  })
  const read = inputs.flat()
  const causes = stepsOfCauses([...others, ...read.map(({ change }) => change), ...outputs])
  // Who was told to read something else reads something else; other packages or other content do not do that.
  const told = stepsOfCauses(others.filter(({ side }) => side !== 'environment'))
  const isExplained = ({ pair, moved, change }: Input) =>
    change.cause ||
    (moved.before !== undefined && moved.after !== undefined) ||
    pair.a === undefined ||
    pair.b === undefined ||
    pair.names.some((name) => told.has(name)) ||
    behind(pair.whole, moved).some(({ names }) => names.some((name) => causes.has(name)))
  return [...read.map((input) => (isExplained(input) ? input.change : unexplained(input))), ...outputs]
}

const stepsOfCauses = (changes: readonly Change[]): ReadonlySet<string> =>
  new Set(changes.filter(({ cause }) => cause).flatMap(({ steps }) => steps))

type Input = { readonly pair: StepPair; readonly moved: Moved; readonly change: Change }

function inputOf(pair: StepPair, moved: Moved): Change {
  const change = changeOf(pair, moved)
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
    return { ...change, why: `${name} was given the same, as far as is on record, and made something else` }
  })
}

/** The steps that what was read comes from. */
function behind({ a, b }: Whole, { before, after }: Moved): Step[] {
  return [...(before === undefined ? [] : a.behind(before)), ...(after === undefined ? [] : b.behind(after))]
}

/** What is read on one side alone though it is made on both sides, as when somebody deleted it. */
function unexplained({ pair, moved, change }: Input): Change {
  const { before, after } = makersOfMoved(pair.whole, moved)
  const why =
    before === undefined
      ? `${after} made it, and nothing on record says why it was not read before`
      : `${before} made it, and nothing on record says why it was not read after`
  return { ...change, cause: true, why }
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
    steps: [makers.before ?? makers.after].filter((name) => name !== undefined),
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
  if (moved.before === undefined || moved.after === undefined) return undefined
  return handWorkOf(makersOfMoved(whole, moved))
}

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

/** What a step met at a path on either side, which is not the same content. */
type Moved = {
  readonly path: string
  readonly before: LineageEdge | undefined
  readonly after: LineageEdge | undefined
}

function movedBetween(pair: StepPair, which: 'used' | 'generated'): Moved[] {
  const [one, other] = [dataOf(pair.a, which), dataOf(pair.b, which)]
  return keysOf(one, other)
    .map((path) => ({ path, before: one.get(path), after: other.get(path) }))
    .map((moved) => (which === 'used' ? withOtherReads(pair, moved) : moved))
    .filter(({ before, after }) => !pair.whole.isSame(before?.target, after?.target))
    .filter(({ before, after }) => {
      // What one side has is not new or gone where the other depends on the same bytes, by whichever way.
      if (before === undefined) return after !== undefined && !pair.whole.a.has(after.target)
      return after !== undefined || !pair.whole.b.has(before.target)
    })
}

/** What only one side's step read may be what another of the other side's steps read at that path, or replace it. */
function withOtherReads({ whole }: StepPair, { path, before, after }: Moved): Moved {
  const closest = (side: Side, target: string | undefined) => {
    const reads = side.readAt(path)
    return reads.find((read) => read.target === target) ?? reads[0]
  }
  return { path, before: before ?? closest(whole.a, after?.target), after: after ?? closest(whole.b, before?.target) }
}

function changeOf({ names, whole }: StepPair, { path, before, after }: Moved): Change {
  return {
    side: 'data',
    steps: [...names],
    subject: path,
    ...(before === undefined ? {} : { before: valuedContent(before.target, whole) }),
    ...(after === undefined ? {} : { after: valuedContent(after.target, whole) }),
    cause: true,
  }
}

function valuedContent(value: string, { bytesOf }: Whole): Valued & { value: string } {
  const bytes = bytesOf(value)
  return bytes === undefined ? { value } : { value, bytes }
}

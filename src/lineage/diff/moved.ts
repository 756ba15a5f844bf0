import type { LineageEdge } from '../lineage.ts'
import type { Change, Valued } from './difference.ts'
import { folderOf } from './folder-met.ts'
import type { StepPair, Whole } from './pairs.ts'
import { fileName, replacing } from './replacing.ts'
import type { Side } from './side.ts'
import { codeOf, dataOf, isUnseen, keysOf, type Step } from './steps.ts'
import { unreadSettings } from './unread.ts'
import { withinOf } from './within-folder.ts'

/** What a step met at a path on either side, which is not the same content; at two paths where one replaced the other. */
export type Moved = {
  readonly path: string
  readonly otherPath?: string
  readonly before: LineageEdge | undefined
  readonly after: LineageEdge | undefined
}

export const isOneSided = ({ before, after }: Moved) => before === undefined || after === undefined

/** What is gone and what is new are one thing that replaced the other, where they have one name or are the only ones. */
export function replaced(moved: readonly Moved[]): Moved[] {
  const [gone, came] = [
    moved.filter(({ after }) => after === undefined),
    moved.filter(({ before }) => before === undefined),
  ]
  // Of a folder met as one content a file took no place but in it, unless by its name.
  const isOfOne = ({ before, after }: Moved) => folderOf(before ?? after)?.isOne === true
  const couples = replacing(gone, came, [({ path }) => fileName(path)]).filter(
    ([one, other]) => isOfOne(one) === isOfOne(other) || fileName(one.path) === fileName(other.path),
  )
  const done = new Set(couples.flat())
  const both = couples.map(([one, other]) => ({
    ...{ path: one.path, otherPath: other.path },
    ...{ before: one.before, after: other.after },
  }))
  const first = (each: Moved) => [each.path, each.otherPath ?? each.path].sort()[0] ?? ''
  return [...moved.filter((each) => !done.has(each)), ...both].sort((x, y) => (first(x) < first(y) ? -1 : 1))
}

/** What a step met at a path, or one that replaced it, and that is not the same content on both sides. */
export function movedBetween(pair: StepPair, which: 'used' | 'generated'): Moved[] {
  const found = differing(pair, which)
  // What only one of two evaluations read nobody put there, or took away, for the version: the measurements tell it.
  const isOneSidedRead = which === 'used' && isOfEvaluations(pair)
  const moved = replaced(isOneSidedRead ? found.filter((each) => !isOneSided(each)) : found)
  return which === 'used' && isDoneInPart(pair) ? moved.filter((each) => !isOneSided(each)) : moved
}

/** What only one of two runs read that each did what was left to do: it may be of another target, and neither gone nor new. */
export const readInPart = (pair: StepPair): Moved[] =>
  isDoneInPart(pair) && !isOfEvaluations(pair) ? replaced(differing(pair, 'used')).filter(isOneSided) : []

/** Whether both runs are of a program that does what is left to do, by the same rules: no file of code that both read differs. */
function isDoneInPart({ a, b }: StepPair): boolean {
  if (![a, b].every((step) => step !== undefined && !step.isGathered && isBuild.test(step.name))) return false
  const [one, other] = [codeOf(a), codeOf(b)]
  return [...one].every(([path, digest]) => (other.get(path) ?? digest) === digest)
}

const isBuild = /^(?:g?make|ninja|scons|snakemake|doit|dvc)$/

const isOfEvaluations = ({ a, b, whole }: StepPair) =>
  a !== undefined && b !== undefined && whole.a.isBeside(a) && whole.b.isBeside(b)

function differing(pair: StepPair, which: 'used' | 'generated'): Moved[] {
  const [one, other] = [dataOf(pair.a, which), dataOf(pair.b, which)]
  return (
    keysOf(one, other)
      .map((path) => ({ path, before: one.get(path), after: other.get(path) }))
      .map((moved) => (which === 'used' ? withOtherReads(pair, moved) : moved))
      .filter(({ before, after }) => !pair.whole.isSame(before?.target, after?.target))
      // What has the name of settings, and is data by what it holds, is settings where nobody knows that.
      .filter(({ path }) => which === 'generated' || !isUnreadSetting(pair, path))
      .filter(({ before, after }) => {
        // What one side has is not new or gone where the other depends on the same bytes, by whichever way.
        if (
          which === 'used' &&
          ((before === undefined && isUnseen(pair.a)) || (after === undefined && isUnseen(pair.b)))
        )
          return false
        if (before === undefined)
          return after !== undefined && !pair.whole.a.has(after.target) && !isWithin(pair.a, pair.whole.b, after)
        return after !== undefined || (!pair.whole.b.has(before.target) && !isWithin(pair.b, pair.whole.a, before))
      })
  )
}

const isUnreadSetting = ({ a, b }: StepPair, path: string) =>
  [a, b].some((step) => step !== undefined && unreadSettings(step).has(path))

/** Whether a step made within itself what another side's step read: that ran only what was left to do. */
const isWithin = (step: Step | undefined, side: Side, read: LineageEdge) =>
  step?.runs.some((run) => side.makerRuns(read).has(run)) === true

/**
 * What only one side's step read may be what another of the other side's steps read at that path, or replace it; not what
 * its own side still reads there, too, and not what was asked for, which an evaluation reads. One more run of a step read what
 * came with it.
 */
function withOtherReads({ names, whole: { a, b }, ...pair }: StepPair, { path, before, after }: Moved): Moved {
  const others = pair.a === undefined ? a : pair.b === undefined ? b : undefined
  if (others?.steps.some(({ name }) => names.includes(name))) return { path, before, after }
  const closest = (side: Side, own: Side, target: string | undefined) => {
    const kept = new Set(own.readAt(path).map((read) => read.target))
    const reads = side.readAt(path).filter((read) => read.target !== side.root?.id)
    return reads.find((read) => read.target === target) ?? reads.find((read) => !kept.has(read.target))
  }
  return { path, before: before ?? closest(a, b, after?.target), after: after ?? closest(b, a, before?.target) }
}

export function changeOf({ names, whole, a, b }: StepPair, { path, otherPath, before, after }: Moved): Change {
  const at = (where: string | undefined) => (otherPath === undefined ? {} : { path: where ?? '' })
  return {
    side: 'data',
    steps: [...names],
    subject: otherPath === undefined ? path : [path, otherPath].sort().join(' and '),
    ...(before === undefined ? {} : { before: { ...valuedContent(before.target, whole), ...at(path) } }),
    ...(after === undefined ? {} : { after: { ...valuedContent(after.target, whole), ...at(otherPath) } }),
    cause: true,
    ...withinOf({ before, after }, { a, b }),
  }
}

export function valuedContent(value: string, { bytesOf }: Whole): Valued & { value: string } {
  const bytes = bytesOf(value)
  return bytes === undefined ? { value } : { value, bytes }
}

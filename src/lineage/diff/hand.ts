import type { LineageEdge } from '../lineage.ts'
import type { Moved } from './moved.ts'
import type { Whole } from './pairs.ts'
import type { Side } from './side.ts'
import { dataOf, pathOf } from './steps.ts'

/** What is said of content that a recorded run made on one side, and somebody on the other. */
export function handWork(whole: Whole, moved: Moved): string | undefined {
  const { before, after } = moved
  if (before === undefined || after === undefined) return undefined
  // Runs that started from the very content of the other side came in between: nobody replaced what they made.
  if (comesFrom(whole.a, before, after.target) || comesFrom(whole.b, after, before.target)) return undefined
  if ((cameTo(whole.a, before, whole.b, after) ?? cameTo(whole.b, after, whole.a, before)) !== undefined)
    return undefined
  const [one, other] = [makingOf(whole.a, before, 'before'), makingOf(whole.b, after, 'after')]
  const isByHand = (one.maker === undefined) !== (other.maker === undefined)
  // What both sides copied is compared where it was copied.
  const isCopyByHand = one.isCopy !== other.isCopy && (one.origin === undefined) !== (other.origin === undefined)
  if (isByHand) return `${one.text}; ${other.text}`
  const ofNobody = (making: typeof one) =>
    making.origin === undefined ? `${making.text}, which no recorded run made` : making.text
  return isCopyByHand ? `${ofNobody(one)}; ${ofNobody(other)}` : undefined
}

/** What was read on both sides, and beside it what had come there, where runs then changed that in place on one of them. */
export function withWhatCame(whole: Whole, moved: Moved): Moved[] {
  const { before, after } = moved
  if (before === undefined || after === undefined) return [moved]
  const one = cameTo(whole.a, before, whole.b, after)
  const other = one === undefined ? cameTo(whole.b, after, whole.a, before) : undefined
  if (one === undefined && other === undefined) return [moved]
  const came = { ...moved, before: one ?? before, after: other ?? after }
  return whole.isSame(came.before.target, came.after.target) ? [moved] : [moved, came]
}

/**
 * What came where one side read it changed in place by runs, while the other read what came there as it was: nobody replaced what
 * those runs made. They came, or went, and what came is compared by itself.
 */
function cameTo(side: Side, read: LineageEdge, otherSide: Side, other: LineageEdge): LineageEdge | undefined {
  const first = firstAtPath(side, read)
  const isAsItCame = (of: Side, edge: LineageEdge) => of.makerName(of.copiedFrom(edge)) === undefined
  return first !== read && isAsItCame(side, first) && isAsItCame(otherSide, other) ? first : undefined
}

/** What the runs that changed something in place started from; where none did what was read. */
function firstAtPath(side: Side, read: LineageEdge): LineageEdge {
  const seen = new Set([read])
  for (let found = read; ; ) {
    const runs = side.makerRuns(found)
    const maker = side.steps.find((step) => step.runs.some((run) => runs.has(run)))
    const before = dataOf(maker, 'used').get(pathOf(found))
    if (before === undefined || seen.has(before)) return found
    seen.add(before)
    found = before
  }
}

/** Who made what was read on one side, also of what a run only copied, and how that is said. */
function makingOf(side: Side, read: LineageEdge, when: 'before' | 'after') {
  const [maker, from] = [side.makerName(read), side.copiedFrom(read)]
  const isCopy = from !== read
  const text = isCopy
    ? `${maker} copied it from ${pathOf(from)} ${when}`
    : `${maker ?? 'no recorded run'} made it ${when}`
  return { maker, origin: side.makerName(from), isCopy, text }
}

const comesFrom = (side: Side, read: LineageEdge, content: string) =>
  [...side.behind(read)].some(({ used }) => used.some(({ target }) => target === content))

type Makers = { readonly before: string | undefined; readonly after: string | undefined }

export function handWorkOf({ before, after }: Makers): string | undefined {
  if ((before === undefined) === (after === undefined)) return undefined
  return before === undefined
    ? `no recorded run made it before; ${after} made it after`
    : `${before} made it before; no recorded run made it after`
}

export const makersOfMoved = ({ a, b }: Whole, { before, after }: Moved): Makers => ({
  before: before === undefined ? undefined : a.makerName(before),
  after: after === undefined ? undefined : b.makerName(after),
})

import type { LineageEdge } from '../lineage.ts'
import type { Moved } from './moved.ts'
import type { Whole } from './pairs.ts'
import type { Side } from './side.ts'

/** What is said of content that a recorded run made on one side, and somebody on the other. */
export function handWork(whole: Whole, moved: Moved): string | undefined {
  const { before, after } = moved
  if (before === undefined || after === undefined) return undefined
  // Runs that started from the very content of the other side came in between: nobody replaced what they made.
  if (comesFrom(whole.a, before, after.target) || comesFrom(whole.b, after, before.target)) return undefined
  return handWorkOf(makersOfMoved(whole, moved))
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

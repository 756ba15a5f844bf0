import type { Change } from './difference.ts'
import { handWorkOf } from './hand.ts'
import { valuedContent } from './moved.ts'
import type { Whole } from './pairs.ts'

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

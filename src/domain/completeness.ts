import { counted } from './quantities.ts'

/** How much of an answer is there: what was withheld is counted as far as it was reached. */
export type Completeness = {
  readonly complete: boolean
  readonly withheld: { readonly nodes: number; readonly edges: number }
  /** Reads of unknown bytes that may belong to it. */
  readonly unfollowed?: readonly unknown[]
  /** What the store lacks of its record. */
  readonly lacks?: string
}

/** Why an answer is not complete that has all of what is there. The sentence that says more goes beside it. */
export const storeLacks = 'the store lacks a part of its record'

/** `complete`, or `not complete: 340 nodes and 512 edges withheld, 1 read of unknown bytes not followed`. */
export function completenessText({ complete, withheld, unfollowed = [], lacks }: Completeness): string {
  const lacking = [
    ...(withheld.nodes > 0 ? [counted(withheld.nodes, 'node')] : []),
    ...(withheld.edges > 0 ? [counted(withheld.edges, 'edge')] : []),
  ]
  if (complete) return 'complete'
  const reasons = [
    ...(lacks === undefined ? [] : [storeLacks]),
    ...(lacking.length > 0 ? [`${lacking.join(' and ')} withheld`] : []),
    ...(unfollowed.length > 0 ? [`${counted(unfollowed.length, 'read')} of unknown bytes not followed`] : []),
  ]
  return `not complete: ${reasons.join(', ') || 'the record goes on beyond what was read'}`
}

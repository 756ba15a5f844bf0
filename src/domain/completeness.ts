import { counted } from './quantities.ts'

/** How much of an answer is there: what was withheld is counted as far as it was reached. */
export type Completeness = {
  readonly complete: boolean
  readonly withheld: { readonly nodes: number; readonly edges: number }
}

/** `complete`, or `not complete: 340 nodes and 512 edges withheld`. */
export function completenessText({ complete, withheld }: Completeness): string {
  const lacking = [
    ...(withheld.nodes > 0 ? [counted(withheld.nodes, 'node')] : []),
    ...(withheld.edges > 0 ? [counted(withheld.edges, 'edge')] : []),
  ]
  if (complete) return 'complete'
  return lacking.length === 0
    ? 'not complete: the record goes on beyond what was read'
    : `not complete: ${lacking.join(' and ')} withheld`
}

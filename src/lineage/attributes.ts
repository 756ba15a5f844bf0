/** One node statement's attributes, with what decides between claims: origin (its rank), then `at`, then the bytes. */
export type Claim = { readonly origin: number; readonly at?: number | undefined; readonly body: string }

/**
 * The attributes of a node: all claims are kept, and for each attribute the one shown is chosen by origin, then time,
 * then bytes, never by arrival. A final run state beats `running`, whoever says it. `origin` is that of the best known
 * claim, and `kindOrigin` that of the kind where it is another: what was seen may be a model by a guess.
 */
export function foldClaims(claims: readonly Claim[]): Record<string, unknown> {
  const ordered = [...claims].sort(
    (a, b) =>
      a.origin - b.origin ||
      (a.at ?? Number.NEGATIVE_INFINITY) - (b.at ?? Number.NEGATIVE_INFINITY) ||
      (a.body < b.body ? -1 : Number(a.body > b.body)),
  )
  const folded: Record<string, unknown> = {}
  let kindOrigin: number | undefined
  for (const { body, origin } of ordered) {
    const attributes = JSON.parse(body) as Record<string, unknown>
    for (const [name, value] of Object.entries(attributes)) {
      if (name === 'state' && value === 'running' && folded.state !== undefined) continue
      folded[name] = value
      if (name === 'kind') kindOrigin = origin
    }
  }
  const strongest = ordered.at(-1)?.origin
  if (strongest === undefined) return folded
  const ofKind = kindOrigin === undefined || kindOrigin === strongest ? {} : { kindOrigin: origins[kindOrigin] }
  return { ...folded, origin: origins[strongest], ...ofKind }
}

import { origins } from '../domain/vocabulary.ts'

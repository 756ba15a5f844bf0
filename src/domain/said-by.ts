import { type AgentId, nodeTypeOf } from './id.ts'
import { nodesNamed } from './project.ts'
import type { Statement } from './statement.ts'
import { citationFacet, tokenFacet } from './vocabulary.ts'

/** What only a record says of itself, in facets that nobody else may send: who has a token, and which log goes on from which. */
export const isReserved = (facet: string): boolean => facet === citationFacet || facet.startsWith(tokenFacet)

/**
 * A statement as it counts, given who made it. Whoever speaks of another agent (who approved, who is called what) has it from
 * them at best, however they say they know it: it is declared. So is what is said to be attested, whoever says it: a signature
 * is believed where it was verified, and nothing does that yet. The statement's bytes stay as they are.
 */
export function asSaidBy(statement: Statement, speaker: AgentId | undefined): Statement {
  const { origin = 'declared' } = statement
  if (origin === 'declared' || origin === 'inferred') return statement
  if (origin === 'attested') return { ...statement, origin: 'declared' }
  if (statement.type === 'facet' && isReserved(statement.name)) return statement
  const isOfAnother = nodesNamed(statement).some((id) => nodeTypeOf(id) === 'agent' && id !== speaker)
  return isOfAnother ? { ...statement, origin: 'declared' } : statement
}

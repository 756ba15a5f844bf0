import { PedigreeError } from '../../domain/error.ts'
import type { AgentId } from '../../domain/id.ts'
import { isReserved } from '../../domain/said-by.ts'
import type { Known, Need, Request } from './request.ts'

/**
 * The rule of statements that somebody sends to a server: a producer belongs to the agent that first sent it, whoever
 * retracts, retracts what they said themselves, and what a record says of itself nobody else does. A retraction may come
 * before what it takes back, of the same producer or of one that is known to be theirs: a producer that nobody has sent yet
 * may turn out to be anybody's.
 */
export function statedBy(
  agent: AgentId,
  producer: string,
  statements: readonly unknown[],
): Pick<Request, 'needs' | 'decide' | 'states'> {
  const retracted = statements.flatMap((statement, position) => {
    const { type, of } = (statement ?? {}) as { type?: unknown; of?: unknown }
    return type === 'retraction' && typeof of === 'string' ? { position, producer: of.slice(0, 32) } : []
  })
  const producers = new Set([producer, ...retracted.map((each) => each.producer)])
  const needs: Need[] = [...producers].map((of) => ({ need: 'producer', of }))
  const reserved = statements.findIndex((statement) => {
    const { type, name } = (statement ?? {}) as { type?: unknown; name?: unknown }
    return type === 'facet' && typeof name === 'string' && isReserved(name)
  })
  const decide = (known: Known) => {
    if ((known.agentOf(producer) ?? agent) !== agent) return notYours(producer)
    if (reserved >= 0) return refused(`/statements/${reserved}/name is a facet that only the record itself says`)
    for (const { position, producer: other } of retracted) {
      if (other === producer || known.agentOf(other) === agent) continue
      return refused(
        known.agentOf(other) === undefined
          ? `/statements/${position}/of is a statement that is not on record, and only who sends it can take it back: send it first`
          : `/statements/${position}/of is a statement of another agent, who alone can take it back`,
      )
    }
    return statements
  }
  return { needs, decide, states: statements }
}

/** A rule that holds only for who first sent a producer's requests, or is the first to. */
export const ownedBy = (
  agent: AgentId | undefined,
  producer: string,
  rule: Pick<Request, 'needs' | 'decide' | 'states'>,
): Pick<Request, 'needs' | 'decide' | 'states'> => ({
  ...rule,
  needs: [...rule.needs, { need: 'producer', of: producer }],
  decide: (known) => ((known.agentOf(producer) ?? agent) === agent ? rule.decide(known) : notYours(producer)),
})

const notYours = (producer: string) =>
  refused(`/producer ${producer} is another agent's; draw a random one of your own`)
const refused = (message: string) => ({ refused: new PedigreeError('conflict', message) })

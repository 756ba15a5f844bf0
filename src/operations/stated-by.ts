import { PedigreeError } from '../domain/error.ts'
import type { AgentId } from '../domain/id.ts'
import type { Known, Need, Request } from './request.ts'

/**
 * The rule of statements that somebody sends to a server: a producer belongs to the agent that first sent it, and whoever
 * retracts, retracts what they said themselves.
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
  const decide = (known: Known) => {
    const isOf = (other: string) => (known.agentOf(other) ?? agent) === agent
    if (!isOf(producer)) return notYours(producer)
    const foreign = retracted.find((each) => !isOf(each.producer))
    if (foreign === undefined) return statements
    return refused(`/statements/${foreign.position}/of is a statement of another agent, who alone can take it back`)
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

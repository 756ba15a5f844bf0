import Type, { type Static } from 'typebox'
import { AgentId, Instant } from '../../domain/schema.ts'

/** What took a statement back: who, when and why. */
export const TakenBack = Type.Object({
  entry: Type.Integer(),
  at: Instant,
  agent: Type.Optional(AgentId),
  statement: Type.String({ description: 'the retraction’s own id' }),
  reason: Type.String(),
})
export type TakenBack = Static<typeof TakenBack>

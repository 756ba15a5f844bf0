import Type, { type Static } from 'typebox'
import { roles } from './role.ts'
import { AgentId, Instant } from './schema.ts'

/** A token without its secret. */
export const Token = Type.Object({
  id: Type.String(),
  agent: AgentId,
  role: Type.Enum(roles),
  created: Instant,
  used: Type.Optional(Instant),
  revoked: Type.Optional(Instant),
})
export type Token = Static<typeof Token>

/** A token as whoever made it is told of it, once. */
export const NewToken = Type.Object({
  ...Token.properties,
  text: Type.String({ description: 'what its bearer sends; the record has its digest alone' }),
})
export type NewToken = Static<typeof NewToken>

import Type, { type Static } from 'typebox'

/**
 * Of a log that goes on from another: the statement that says so, as it was sealed, and what shows that it is the first of
 * the log's first entry. Salt and hashes are Base64.
 */
export const Citation = Type.Object({
  salt: Type.String(),
  statement: Type.String(),
  count: Type.Integer(),
  proof: Type.Array(Type.String()),
})

/** A log as anybody may know it. */
export const LogHead = Type.Object({
  name: Type.String(),
  key: Type.String({ description: 'its verifier key in the form to hand out' }),
  size: Type.Integer(),
  checkpoint: Type.String({ description: 'its newest signed checkpoint' }),
  cites: Type.Optional(Citation),
})
export type LogHead = Static<typeof LogHead>

import Type from 'typebox'

/** What an answer says it is about, where its question does not say it by itself. */
export const Meant = Type.Object({
  note: Type.Optional(
    Type.String({
      description:
        'what the answer is about, where the question does not say it by itself: the newest of several, or what lay at a path before',
    }),
  ),
  instead: Type.Optional(
    Type.Literal(true, {
      description: 'what was asked for is not on record; the answer is about what `note` says, and is not complete',
    }),
  ),
})

import Type, { type Static } from 'typebox'

/** How many rows of its data a metric was measured on, where that is not all of them at once. */
export const MeasuredRows = Type.Object(
  {
    count: Type.Integer(),
    of: Type.Optional(Type.Integer({ description: 'how many rows the data has' })),
    parts: Type.Optional(
      Type.Integer({
        description: 'it is the mean over so many parts, as over folds: a row that is in several is counted in each',
      }),
    ),
  },
  { description: 'it was measured on so many rows of that data, not on all of them at once' },
)
export type MeasuredRows = Static<typeof MeasuredRows>

import Type, { type TSchema } from 'typebox'

/** An answer that has another type than JSON. */
export const content = (type: string, description: string, schema: TSchema = Type.String()) => ({
  description,
  content: { [type]: { schema } },
})

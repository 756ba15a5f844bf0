import Type, { type TProperties } from 'typebox'

// What the fields of requests are made of.

/** An object of these fields and no others: an unknown one is refused by its name. */
export const closed = <Properties extends TProperties>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false })

/** Text that is not empty. `maxLength` in characters. */
export const text = (description: string, maxLength = 8_192) => Type.String({ minLength: 1, maxLength, description })

/** Of a query, where everything is text. */
export const number = (description: string) => Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,8}$', description }))

export const producer = Type.String({ pattern: '^[0-9a-f]{32}$', description: 'the random id of the writing process' })
export const sequence = Type.Integer({
  minimum: 0,
  maximum: 999_999_999_999_999,
  description: 'counts its requests from 0',
})

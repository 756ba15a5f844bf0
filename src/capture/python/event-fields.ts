import Type, { type Static, type TSchema } from 'typebox'

export const Names = Type.Array(Type.String())

export const Count = Type.Integer({ minimum: 0 })

// `time` is in seconds since 1970.
export const event = { kind: Type.String(), pid: Count, time: Type.Number() }

// `file` and `line` are those of the nearest code that belongs to no library, `by` the library's module that called.
export const place = {
  by: Type.Optional(Type.String()),
  file: Type.Optional(Type.String()),
  line: Type.Optional(Count),
}

/** When (milliseconds since 1970, with a fraction) and in which process. */
export type Told<Schema extends TSchema> = Omit<Static<Schema>, 'kind' | 'time'> & { readonly at: number }

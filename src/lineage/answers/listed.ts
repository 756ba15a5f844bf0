import Type, { type Static, type TProperties, type TSchema } from 'typebox'
import { Scope } from './scope.ts'

/** What a part of a list says beside its items. */
export const ListPart = Type.Object({
  next: Type.Optional(Type.String({ description: 'ask the same with this as `after` for what follows' })),
  complete: Type.Boolean({ description: 'whether the list ends here, and nothing was erased' }),
  withheld: Type.Integer({ description: 'how many items no part has' }),
  ...Scope.properties,
})

/** A part of a list as a server answers with it. */
export type Listed<Item> = Static<typeof ListPart> & { readonly items: readonly Item[] }

/** The schema of a part of a list, with what this list says beside. */
export const listOf = <Item extends TSchema, More extends TProperties = Record<never, never>>(
  item: Item,
  more?: More,
) => Type.Object({ items: Type.Array(item), ...ListPart.properties, ...(more as More) })

import Type, { type Static } from 'typebox'
import { LineageNode } from '../lineage.ts'
import { Scope } from './scope.ts'

/** What a search found. */
export const FoundNode = Type.Object({
  ...LineageNode.properties,
  said: Type.Optional(
    Type.String({ description: 'what was said of it that holds the text, where no name of it does' }),
  ),
  reference: Type.Optional(
    Type.String({
      description: 'how to ask for it as what it was found as, where that is a version of a name or what is in a slot',
    }),
  ),
})
export type FoundNode = Static<typeof FoundNode>

/** The answer to `find`. `complete` says whether nothing else is found. */
export const Found = Type.Object({
  ...Scope.properties,
  complete: Type.Boolean(),
  nodes: Type.Array(FoundNode),
})
export type Found = Static<typeof Found>

import Type, { type Static } from 'typebox'
import { Instant } from '../../domain/schema.ts'
import { lacksText } from '../lineage.ts'

/** What an answer says of itself: the two times that it speaks of, and what it may lack that has all of what is there. */
export const Scope = Type.Object({
  asOf: Instant,
  knownAt: Type.Integer({ description: 'the last entry that the answer uses' }),
  erased: Type.Optional(
    Type.Integer({ description: 'how many statements of the record were erased; absent where none was' }),
  ),
  lacks: Type.Optional(lacksText),
})
export type Scope = Static<typeof Scope>

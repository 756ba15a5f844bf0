import Type, { type Static } from 'typebox'
import { ArtifactId } from '../../domain/schema.ts'

/** Which of some folders have all their files on record, and whether the record knows any folder. */
export const FoldersKnown = Type.Object({ listed: Type.Array(ArtifactId), any: Type.Boolean() })
export type FoldersKnown = Static<typeof FoldersKnown>

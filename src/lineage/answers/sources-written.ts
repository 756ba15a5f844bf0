import Type, { type Static } from 'typebox'

/** The places of those sources that a recorded run wrote. */
export const SourcesWritten = Type.Object({ written: Type.Array(Type.String()) })
export type SourcesWritten = Static<typeof SourcesWritten>

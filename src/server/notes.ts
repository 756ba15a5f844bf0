import Type, { type Static, type TObject } from 'typebox'

// What is to be said to who asked, and is no part of the answer: `notes` say where that is about something near.

const Notes = Type.Object({
  notes: Type.Optional(Type.Array(Type.String(), { description: 'what whoever asked should know of the answer' })),
})
export type Notes = Static<typeof Notes>

export const withNotes = (answer: object, notes: readonly string[]): object =>
  notes.length === 0 ? answer : { ...answer, notes }

/** The schema of an answer that may come with notes. */
export const noted = ({ properties }: TObject): TObject => Type.Object({ ...properties, ...Notes.properties })

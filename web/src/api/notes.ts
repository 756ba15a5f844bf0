type Noted = { readonly note?: string | undefined; readonly notes?: readonly string[] | undefined }

/** What is to be said of an answer beside what it holds, each once: what it is about, and what whoever asked should know. */
export const notesOf = ({ note, notes = [] }: Noted): string[] => [
  ...new Set([...(note === undefined ? [] : [note]), ...notes]),
]

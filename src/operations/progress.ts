/** Hears how far something has come that may take long: so many of so many, and of what. */
export type Progress = (doing: string, done: number, of: number) => void

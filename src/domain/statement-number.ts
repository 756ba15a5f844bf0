import { PedigreeError } from './error.ts'

/** More than `statementsMax`, and a power of two, so that entry and position are both read off the number. */
export const positionsOfEntry = 16_384

/** The number by which the tables know a statement: entry numbers order it, so a range of them is a time of knowing. */
export const statementNumber = (entry: number, position: number): number => entry * positionsOfEntry + position
export const entryOf = (statement: number): number => Math.floor(statement / positionsOfEntry)
export const positionOf = (statement: number): number => statement % positionsOfEntry

/** A statement's own id, which a producer knows before anything is recorded: `<producer>/<sequence>/<position>`. */
export type StatementId = { readonly producer: string; readonly sequence: number; readonly position: number }

/** @throws PedigreeError `invalid-input`, as of the one `statement` that somebody named */
export function parseStatementId(text: string): StatementId {
  const [, producer, sequence, position] = /^([0-9a-f]{32})\/(\d{1,15})\/(\d{1,5})$/.exec(text) ?? []
  if (producer === undefined) {
    throw new PedigreeError(
      'invalid-input',
      `"${text}" is not a statement. One reads <32 hex digits>/<sequence>/<position>.`,
      { field: '/statement' },
    )
  }
  return { producer, sequence: Number(sequence), position: Number(position) }
}

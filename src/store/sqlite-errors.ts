import { PedigreeError } from '../domain/error.ts'

type SqliteError = Error & { readonly errcode: number }
const isSqliteError = (error: unknown): error is SqliteError => error instanceof Error && 'errcode' in error

/** Somebody else holds a lock for a moment: BUSY, LOCKED, or the WAL's own PROTOCOL (https://sqlite.org/rescode.html). */
export const isBusy = (error: unknown): boolean => isSqliteError(error) && [5, 6, 15].includes(error.errcode & 0xff)

// Extended result codes, which say more than the primary one in their low byte.
const notADatabase = 26
const [shortRead, noRoomForIndex, readOnlyFolder, cannotOpen] = [522, 4874, 1544, 14]

/** What SQLite says where it cannot make a file beside the database, for want of permission or of space. */
export const isWithoutIndex = (error: unknown): boolean =>
  isSqliteError(error) && [noRoomForIndex, readOnlyFolder, cannotOpen].includes(error.errcode)

const meanings: Readonly<Record<number, string>> = {
  5: 'another process holds the store; try again',
  6: 'another process holds the store; try again',
  8: 'it can only be read (a file or folder without write permission); nothing was stored',
  10: 'the disk refused (a fault, a quota or a limit on the size of files); nothing of this request was stored',
  13: 'the disk is full; nothing of this request was stored',
  14: 'it cannot be opened',
  [noRoomForIndex]: 'the disk is full; nothing of this request was stored',
}

/**
 * An error of the engine as one that a caller can act on; others stay as they are: what the data of one request caused,
 * and defects.
 * @param path the store's file, which the message names.
 */
export function translated(error: unknown, path: string): unknown {
  if (isOutOfRange(error)) return damaged(path, 'a number that Pedigree never writes', error)
  if (!isSqliteError(error)) return error
  if (error.errcode === notADatabase) return noStore(path, 'the file is not a Pedigree store', error)
  if (isDamage(error)) return damaged(path, error.message, error)
  if (isTaken(error)) return altered(path, error)
  const meaning = meanings[error.errcode] ?? meanings[error.errcode & 0xff]
  return meaning === undefined ? error : new PedigreeError('unavailable', `${path}: ${meaning}`, { cause: error })
}

/** Something else lies where a store should be. Nothing is made in it: whatever was on record would then seem never to have been. */
export function noStore(path: string, what: string, cause?: unknown): PedigreeError {
  const todo =
    'Put a backup back. Where there is none, move its folder away, and what is recorded next begins a new record.'
  return new PedigreeError('tampered', `${path}: ${what}. Nothing was written to it. ${todo}`, { cause })
}

export function damaged(path: string, what: string, cause?: unknown): PedigreeError {
  const todo = 'Put a backup back; where none is as new as the record was, `pedigree log continue` then goes on.'
  return new PedigreeError('tampered', `${path} is damaged (${what}). ${todo}`, { cause })
}

/** UNIQUE, PRIMARYKEY, ROWID: the keys of rows follow from what is on record, so that a taken one was put there by another. */
const isTaken = ({ errcode }: SqliteError): boolean => [2067, 1555, 2579].includes(errcode)

const altered = (path: string, cause: SqliteError) =>
  new PedigreeError(
    'tampered',
    `${path} was altered: it has a row that its log does not say (${cause.message}). Nothing of this request was stored; \`pedigree rebuild\` folds the log again.`,
    { cause },
  )

/** CORRUPT, a file that ends too early, or a schema that is not the one that we made: our own SQL names what it has. */
function isDamage({ errcode, message }: SqliteError): boolean {
  if ((errcode & 0xff) === 11 || errcode === shortRead) return true
  return errcode === 1 && /no such (?:table|column|index)|has no column|already exists|malformed/.test(message)
}

/** What `node:sqlite` throws for a stored integer past 2^53. */
const isOutOfRange = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_OUT_OF_RANGE'

import { PedigreeError } from '../domain/error.ts'
import type { View } from '../domain/graph.ts'
import { counted } from '../domain/quantities.ts'
import { statementNumber } from '../domain/statement-number.ts'
import { instantOf, parseInstant } from '../domain/time.ts'
import { readRetractions } from '../store/closure.ts'
import { countErased, readEntryAt } from '../store/describing.ts'
import type { Snapshot } from '../store/port.ts'

/** The two times of a question, as a person gives them: true when, and known when (a time or an entry's number). */
export type Times = { readonly asOf?: string | undefined; readonly knownAt?: string | undefined }

/** The two times, resolved. `stands` says whether a statement was known then and not retracted by what was known. */
export type Moment = View & {
  /** The last entry that the answer may use. */
  readonly knownAt: number
  /** Which of the two times were asked for: what is missing may then be missing only because of them. */
  readonly asked: { readonly asOf: boolean; readonly knownAt: boolean }
  readonly stands: (statement: number) => boolean
  /** How many statements that were known were erased: nobody can say which answers they belong to. */
  readonly erased: number
  /** Statements that were taken back by what was known. */
  readonly retracted: ReadonlySet<number>
}

/** @throws PedigreeError `invalid-input` for what is neither a time nor an entry. */
export async function momentOf(snapshot: Snapshot, { asOf, knownAt }: Times, nowMs: number): Promise<Moment> {
  const now = instantOf(nowMs)
  const entry = await entryOf(snapshot, knownAt, now)
  const knownBefore = statementNumber(entry + 1, 0)
  const retracted = new Set<number>()
  for (const { statement, by } of await readRetractions(snapshot)) if (by < knownBefore) retracted.add(statement)
  return {
    asOf: asOf === undefined ? nowMs : Date.parse(parseInstant(asOf, now, '--as-of')),
    knownAt: entry,
    asked: { asOf: asOf !== undefined, knownAt: knownAt !== undefined },
    knownBefore,
    erased: await countErased(snapshot, knownBefore),
    retracted,
    stands: (statement) => statement < knownBefore && !retracted.has(statement),
  }
}

async function entryOf(snapshot: Snapshot, knownAt: string | undefined, now: string): Promise<number> {
  const newest = await readEntryAt(snapshot, Number.MAX_SAFE_INTEGER)
  if (knownAt === undefined) return newest
  // As answers write it, too.
  const number = /^(?:entry )?(\d{1,15})$/.exec(knownAt)?.[1]
  if (number === undefined)
    return readEntryAt(
      snapshot,
      Date.parse(parseInstant(knownAt, now, '--known-at', `, or the number of an entry (0 to ${newest})`)),
    )
  const entry = Number(number)
  if (entry > newest)
    throw new PedigreeError(
      'invalid-input',
      `--known-at: the record has ${counted(newest, 'entry', 'entries')}, and no entry ${entry}`,
    )
  return entry
}

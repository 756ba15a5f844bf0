import { PedigreeError } from '../domain/error.ts'
import { foldEntries, namesIn } from '../store/fold.ts'
import { type LoggedEntry, readLoggedEntries } from '../store/pages.ts'
import type { Port, Snapshot, Transaction } from '../store/port.ts'
import { readNumbers } from '../store/recording.ts'
import { graphTables } from '../store/tables.ts'
import { unseal } from './seal.ts'

/** Folds the whole log into tables that are empty. Numbers come out as when it was recorded, whatever the batches. */
export async function foldLog(from: Snapshot, into: Transaction): Promise<number> {
  let entries = 0
  for await (const page of readLoggedEntries(from)) {
    const folded = page.map((entry) => ({ number: entry.number, ...opened(entry) }))
    const names = namesIn(folded)
    const numbers = await readNumbers(into, names.nodes, names.places)
    for (const { table, rows } of foldEntries(folded, numbers)) await into.put(table, rows)
    entries += page.length
  }
  return entries
}

/** @throws PedigreeError `tampered` naming the entry whose statements cannot be read. */
export function opened({ number, body }: LoggedEntry): ReturnType<typeof unseal> {
  if (body === undefined) throw new PedigreeError('tampered', `the statements of entry ${number} are gone`)
  try {
    return unseal(body)
  } catch (error) {
    throw new PedigreeError(
      'tampered',
      `the statements of entry ${number} cannot be read: ${(error as Error).message}`,
      { cause: error },
    )
  }
}

/** Empties the graph's tables and folds the log into them again: the log is the truth. @returns the number of entries. */
export function rebuild(store: Port): Promise<number> {
  return store.write(async (transaction) => {
    for (const table of graphTables) await transaction.clear(table)
    return foldLog(transaction, transaction)
  })
}

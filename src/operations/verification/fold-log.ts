import { PedigreeError } from '../../domain/error.ts'
import { foldEntries, namesIn } from '../../store/fold.ts'
import { countEntries, type LoggedEntry, readLoggedEntries } from '../../store/pages.ts'
import type { Snapshot, Transaction } from '../../store/port.ts'
import { readNumbers } from '../../store/recording.ts'
import type { Progress } from '../progress.ts'
import { unseal } from '../recording/seal.ts'

/** Folds the whole log into tables that are empty. Numbers come out as when it was recorded, whatever the batches. */
export async function foldLog(from: Snapshot, into: Transaction, progress: Progress): Promise<number> {
  const size = await countEntries(from)
  let entries = 0
  for await (const page of readLoggedEntries(from)) {
    const folded = page.map((entry) => ({ number: entry.number, ...opened(entry) }))
    const names = namesIn(folded)
    const numbers = await readNumbers(into, names.nodes, names.places)
    for (const { table, rows } of foldEntries(folded, numbers)) await into.put(table, rows)
    entries += page.length
    progress('folded', entries, size)
  }
  return entries
}

/** @throws PedigreeError `tampered` naming the entry whose statements cannot be read. */
function opened({ number, body }: LoggedEntry): ReturnType<typeof unseal> {
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

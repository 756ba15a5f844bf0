import { PedigreeError } from '../domain/error.ts'
import { readLogs } from '../store/pages.ts'
import { checkCopies, readCopiesOfAll } from './checkpoint-copies.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * What the copies of the checkpoint show of a store that was cut, put back or written anew; undefined where they agree.
 * Compares a few hashes, whatever the size: only `verify` recomputes the log.
 */
export async function contradictionOf(store: ReadableStore, surroundings: Surroundings): Promise<string | undefined> {
  // The copies first: then the log extends them, or something is wrong.
  const copies = readCopiesOfAll(store.folder, await store.port.read(readLogs), surroundings)
  try {
    await store.port.read(async (snapshot) => {
      const logs = await readLogs(snapshot)
      if (logs.length > 0) await checkCopies(snapshot, logs, copies)
    })
    return undefined
  } catch (error) {
    if (error instanceof PedigreeError && error.code === 'tampered') return error.message
    throw error
  }
}

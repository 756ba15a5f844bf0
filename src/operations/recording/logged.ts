import { instantOf } from '../../domain/time.ts'
import { countEntries, type LoggedEntry, readLoggedEntries, readLogs } from '../../store/pages.ts'
import type { ReadableStore } from '../store.ts'
import { unseal } from './seal.ts'

/** An entry as its producer said it, and where it stands in which log. */
export type Logged = {
  readonly number: number
  readonly producer: string
  readonly sequence: number
  readonly statements: readonly unknown[]
  readonly agent: string | undefined
  readonly via: string
  readonly log: string
  readonly index: number
  readonly time: string
}

export const entryCount = ({ port }: ReadableStore): Promise<number> => port.read(countEntries)

/** The entries behind one, a page in a snapshot of its own: whoever sends them on need not hold the store meanwhile. */
export function loggedAfter({ port }: ReadableStore, after: number): Promise<Logged[]> {
  return port.read(async (snapshot) => {
    const names = new Map((await readLogs(snapshot)).map(({ id, name }) => [id, name]))
    const { value: page } = await readLoggedEntries(snapshot, { after }).next()
    return ((page ?? []) as LoggedEntry[]).map(({ number, log, index, timeMs, producer, sequence, body }) => ({
      number,
      producer,
      sequence,
      ...unseal(body ?? new Uint8Array()),
      log: names.get(log) ?? '',
      index,
      time: instantOf(timeMs),
    }))
  })
}

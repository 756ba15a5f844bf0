import type { Port } from './port.ts'
import { makeSqlite, openSqlite } from './sqlite.ts'

/** Makes the store that an address names. */
export const makePort = (address: string): Promise<Port> => makeSqlite(address)

/**
 * Opens the store that an address names: a path is a SQLite file, which is there; `:memory:` is a new one.
 * @param lockWaitMs how long a write waits for those of others.
 */
export function openPort(address: string, lockWaitMs?: number): Promise<Port> {
  return openSqlite(address, lockWaitMs)
}

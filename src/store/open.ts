import type { Port } from './port.ts'
import { openSqlite } from './sqlite.ts'

/**
 * Opens the store that an address names: a path is a SQLite file.
 * @param lockWaitMs how long a write waits for those of others.
 */
export function openPort(address: string, lockWaitMs?: number): Promise<Port> {
  return openSqlite(address, lockWaitMs)
}

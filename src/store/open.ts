import type { Port } from './port.ts'
import { openSqlite } from './sqlite.ts'

/** Opens the store that an address names: a path is a SQLite file. */
export function openPort(address: string): Promise<Port> {
  return openSqlite(address)
}

import type { Sql, Value } from './sql.ts'
import type { Table } from './tables.ts'

export type Row = Readonly<Record<string, Value>>

/**
 * Where log and graph are kept. One engine, one file; nothing above this folder knows which. The handle is private to
 * the port, because a transaction held across awaits on a shared one loses other people's writes.
 */
export interface Port {
  /**
   * The only way to write: one body at a time, under the engine's writer lock, across processes too. Resolves after the
   * commit is durable; a body that throws leaves nothing behind.
   * @throws PedigreeError `unavailable` when the lock cannot be had, or the disk is full.
   */
  write<T>(body: (transaction: Transaction) => Promise<T>): Promise<T>
  /** What is committed at this moment, unchanged while `body` runs. Never waits for a writer. */
  read<T>(body: (snapshot: Snapshot) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export interface Snapshot {
  /** All rows. A column that is null is absent from its row. */
  all<T extends object = Row>(query: Sql): Promise<T[]>
}

export interface Transaction extends Snapshot {
  /** Inserts; on a table declared `current` it keeps, per key, the row that is greater by the table's declared order. */
  put(table: Table, rows: readonly Row[]): Promise<void>
  /** Deletes by key. The graph's tables are emptied by it before a rebuild; nothing else is ever deleted. */
  clear(table: Table): Promise<void>
}

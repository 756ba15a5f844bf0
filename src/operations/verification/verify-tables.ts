import { entryOf } from '../../domain/statement-number.ts'
import { foreignTables, schemaDifference } from '../../store/damage.ts'
import { openPort } from '../../store/open.ts'
import { readTable } from '../../store/pages.ts'
import type { Port, Row, Snapshot } from '../../store/port.ts'
import { graphTables, type Table } from '../../store/tables.ts'
import type { Progress } from '../progress.ts'
import { type Fault, fault } from './fault.ts'
import { foldLog } from './fold-log.ts'

/** The first difference between the graph's tables and a fold of the log into empty ones; undefined when there is none. */
export async function verifyTables(snapshot: Snapshot, progress: Progress = () => {}): Promise<Fault | undefined> {
  const folded = await openPort(':memory:')
  try {
    await folded.write((transaction) => foldLog(snapshot, transaction, progress))
    for (const table of graphTables) {
      const difference = await tableDiffers(snapshot, folded, table)
      if (difference !== undefined) return difference
    }
    return undefined
  } finally {
    await folded.close()
  }
}

/** Whether the tables, indexes and rules of the engine are those of a store made anew, which `made` is. */
export async function schemaFault(snapshot: Snapshot, made: Port): Promise<Fault | undefined> {
  const part = await made.read((other) => schemaDifference(snapshot, other))
  return part === undefined ? undefined : fault(`the database's ${part} is not as Pedigree made it`)
}

/** A sentence for each table that somebody else made beside ours. */
export async function foreignTablesIn(snapshot: Snapshot, made: Port): Promise<readonly string[]> {
  const names = await made.read((other) => foreignTables(snapshot, other))
  return names.map(
    (name) =>
      `the database has a table ${name} that Pedigree did not make: nothing on record is in it, and nothing reads it`,
  )
}

function tableDiffers(snapshot: Snapshot, folded: Port, table: Table): Promise<Fault | undefined> {
  return folded.read(async (other) => {
    const wanted = readTable(other, table)
    for await (const row of readTable(snapshot, table)) {
      const { value } = await wanted.next()
      if (!isSameRow(table, row, value)) return differing(table, row, value)
    }
    const { value } = await wanted.next()
    return value === undefined ? undefined : differing(table, undefined, value)
  })
}

const isSameRow = ({ columns }: Table, a: Row, b: Row | undefined) =>
  b !== undefined && columns.every((column) => isSame(a[column], b[column]))

const isSame = (a: Row[string], b: Row[string]) =>
  a === b || (a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0)

function differing({ name, key }: Table, stored: Row | undefined, folded: Row | undefined): Fault {
  const row = folded ?? stored ?? {}
  const which = key.map((column) => `${column} ${row[column]}`).join(', ')
  const how =
    stored === undefined
      ? 'lacks a row that the log says'
      : folded === undefined
        ? 'has a row that the log does not say'
        : 'has a row that differs from what the log says'
  const reason = `the graph's table ${name} ${how} (${which}); \`pedigree rebuild\` folds the log again`
  const { statement, entry = typeof statement === 'number' ? entryOf(statement) : undefined } = row
  return { intact: false, reason, ...(typeof entry === 'number' ? { entry } : {}) }
}

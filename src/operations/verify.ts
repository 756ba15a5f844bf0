import { PedigreeError } from '../domain/error.ts'
import { entryOf } from '../domain/statement-number.ts'
import { encodeEntries } from '../log/entry-bundle.ts'
import { parseVerifierKey } from '../log/note-key.ts'
import { tilesOf } from '../log/tiles.ts'
import { type LogReader, verifyLog } from '../log/verify.ts'
import { type Damage, readDamage } from '../store/damage.ts'
import { type LogRow, readEntryNumber, readLeaves, readLogs, readTable } from '../store/pages.ts'
import type { Snapshot } from '../store/port.ts'
import { readTiles } from '../store/recording.ts'
import * as tables from '../store/tables.ts'
import { checkCopies, checkpointIn, readCopiesOfAll } from './checkpoint-copies.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'
import { verifyEntries } from './verify-entries.ts'
import { verifyTables } from './verify-tables.ts'

/** What was checked and found. `entry` is the store's number of the first entry that is not as it was sealed. */
export type Verdict =
  | {
      readonly intact: true
      readonly logs: readonly { readonly name: string; readonly size: number; readonly root: string }[]
      readonly entries: number
      readonly statements: number
      readonly erased: number
      readonly warnings: readonly string[]
    }
  | Fault
export type Fault = { readonly intact: false; readonly reason: string; readonly entry?: number }

/**
 * Recomputes everything from the bytes: each log from its entries, held against its tiles, its signed checkpoint, the
 * copies of it and older ones given; each entry's statements and columns against its leaf; the graph's tables against a
 * fold of the log; and what the engine says of its own files. An expected answer is a value, also a bad one.
 * @param older notes of checkpoints that left this machine, each of one of the store's logs.
 */
export async function verify(
  store: ReadableStore,
  older: readonly string[],
  surroundings: Surroundings,
): Promise<Verdict> {
  try {
    // Copies are read before the snapshot: whatever is written meanwhile, the log then extends them.
    const copies = readCopiesOfAll(store.folder, await store.port.read(readLogs), surroundings)
    return await store.port.read(async (snapshot) => {
      const damage = await readDamage(snapshot)
      // Through pages in disorder a reader may go astray or in circles.
      const unreadable = damage.find(({ isUnreadable }) => isUnreadable)
      if (unreadable !== undefined) return faultOf(unreadable)
      const logs = await readLogs(snapshot)
      const checked = await verifyLogs(snapshot, logs, older)
      if ('intact' in checked) return checked
      const entries = await verifyEntries(snapshot, logs)
      if ('intact' in entries) return entries
      const inTables = await verifyTables(snapshot)
      if (inTables !== undefined) return inTables
      if (damage[0] !== undefined) return faultOf(damage[0])
      return { intact: true, logs: checked, ...entries, warnings: await checkCopies(snapshot, logs, copies) }
    })
  } catch (error) {
    if (error instanceof PedigreeError && error.code === 'tampered') return { intact: false, reason: error.message }
    throw error
  }
}

function faultOf({ what, table, row }: Damage): Fault {
  const where = table === undefined ? 'the database' : `the table ${table}`
  const entry = row === undefined || table === undefined ? undefined : entryOfRow(table, row)
  const todo = tables.graphTables.some(({ name }) => name === table)
    ? '`pedigree rebuild` folds the log again'
    : 'put a backup back'
  return { intact: false, reason: `${where} is damaged (${what}); ${todo}`, ...(entry === undefined ? {} : { entry }) }
}

/** Which entry a row belongs to, in tables whose rows are numbered by entry or by statement. */
function entryOfRow(table: string, row: number): number | undefined {
  if (table === tables.entries.name || table === tables.bodies.name || table === tables.speakers.name) return row
  return table === tables.claims.name || table === tables.retractions.name ? entryOf(row) : undefined
}

async function verifyLogs(snapshot: Snapshot, logs: readonly LogRow[], older: readonly string[]) {
  for (const note of older) {
    const name = checkpointIn(note)?.logName
    if (name === undefined) throw new PedigreeError('invalid-input', 'the older checkpoint given is no checkpoint')
    if (logs.some((log) => log.name === name)) continue
    return fault(`the older checkpoint given is of the log ${name}, which is not in this store`)
  }
  const difference = await logRowsDiffer(snapshot, logs)
  if (difference !== undefined) return difference
  const checked = []
  for (const log of logs) {
    const notes = older.filter((note) => checkpointIn(note)?.logName === log.name)
    const verdict = await verifyLog(logReader(snapshot, log), [keyOf(log)], notes)
    if (!verdict.intact) return await named(snapshot, log, verdict)
    if (verdict.logName !== log.name) return fault(`the log ${log.name} is signed as ${verdict.logName}`)
    if (verdict.size !== log.size) {
      return fault(`the table checkpoint says ${log.size} entries of the log ${log.name}, its note ${verdict.size}`)
    }
    checked.push({ name: verdict.logName, size: verdict.size, root: verdict.root.toString('base64') })
  }
  return (await tilesDiffer(snapshot, logs)) ?? checked
}

/** A store has one log or more, numbered from 1, each with one checkpoint. */
async function logRowsDiffer(snapshot: Snapshot, logs: readonly LogRow[]): Promise<Fault | undefined> {
  const misnumbered = logs.findIndex(({ id }, index) => id !== index + 1)
  if (logs.length === 0 || misnumbered >= 0) return fault(`the table log has no log ${misnumbered + 1 || 1}`)
  for (const table of [tables.logs, tables.checkpoints]) {
    let rows = 0
    for await (const _ of readTable(snapshot, table)) rows++
    if (rows !== logs.length)
      return fault(`the table ${table.name} has ${rows} rows where there are ${logs.length} logs`)
  }
  return undefined
}

const fault = (reason: string): Fault => ({ intact: false, reason })

function keyOf(log: LogRow) {
  try {
    return parseVerifierKey(log.verifierKey)
  } catch (error) {
    if (!(error instanceof PedigreeError)) throw error
    throw new PedigreeError('tampered', `the key of the log ${log.name} in the table log: ${error.message}`)
  }
}

export function logReader(snapshot: Snapshot, log: LogRow): LogReader {
  return {
    checkpointNote: log.note,
    tile: async (level, index) => (await readTiles(snapshot, log.id, [{ level, index }]))[0]?.hashes,
    entries: async (index, width) =>
      encodeEntries((await readLeaves(snapshot, log.id, index * 256, width)).map(({ leaf }) => leaf)),
  }
}

/** Says an entry by the number that a person finds elsewhere; a log counts its own from 0. */
async function named(snapshot: Snapshot, log: LogRow, { reason, entry }: Fault): Promise<Fault> {
  const number = entry === undefined ? undefined : await readEntryNumber(snapshot, log.id, entry)
  if (number === undefined) return fault(`the log ${log.name}: ${reason}`)
  return {
    intact: false,
    reason: `entry ${number} is not as it was sealed. In the log ${log.name}, which counts from 0: ${reason}`,
    entry: number,
  }
}

/** The rows of tiles are exactly those of the logs: a width that is off would hide what is appended later. */
async function tilesDiffer(snapshot: Snapshot, logs: readonly LogRow[]): Promise<Fault | undefined> {
  const wanted = logs.flatMap(({ id, size }) => [...tilesOf(size)].map((tile) => ({ log: id, ...tile })))
  let place = 0
  for await (const row of readTable(snapshot, tables.tiles)) {
    const { log, level, index, width } = wanted[place++] ?? {}
    if (row.log !== log || row.level !== level || row.tile_index !== index || row.width !== width) {
      return fault(`the table tile has a row that is not the log's: tile ${row.tile_index} of level ${row.level}`)
    }
  }
  return undefined
}

import { PedigreeError } from '../../domain/error.ts'
import { parseVerifierKey } from '../../log/note-key.ts'
import { tilesOf } from '../../log/tiles.ts'
import { verifyLog } from '../../log/verify.ts'
import { hasEntry, type LogRow, readEntryNumber, readLogs, readTable } from '../../store/pages.ts'
import type { Snapshot } from '../../store/port.ts'
import * as tables from '../../store/tables.ts'
import { checkpointIn } from '../checkpoints/checkpoint-copies.ts'
import { readerOf } from '../log.ts'
import type { Progress } from '../progress.ts'
import { type SoundLog, verifyCitations } from './citation.ts'
import { type Fault, fault } from './fault.ts'
import { type Found, verifyEntries } from './verify-entries.ts'

/** The logs of a store that are as they were signed, and what is in their entries. */
export type SoundLogs = Found & {
  readonly logs: readonly { readonly name: string; readonly size: number; readonly root: string }[]
}

/**
 * Recomputes each log from its entries and holds it against its tiles, its signed checkpoint and older ones given; then
 * each entry's statements and columns against its leaf; then each log against what the next one cites of it. What the
 * graph's tables say is not asked.
 */
export async function verifyRecordedLogs(
  snapshot: Snapshot,
  older: readonly string[],
  progress: Progress,
): Promise<SoundLogs | Fault> {
  const rows = await readLogs(snapshot)
  const sound = await verifyLogs(snapshot, rows, older)
  if ('intact' in sound) return sound
  const found = await verifyEntries(snapshot, rows, progress)
  if ('intact' in found) return found
  const citation = await verifyCitations(snapshot, rows, sound)
  if (citation !== undefined) return citation
  const logs = sound.map(({ checkpoint: { logName: name, size, root } }) => ({
    name,
    size,
    root: root.toString('base64'),
  }))
  return { logs, ...found }
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
  const checked: SoundLog[] = []
  for (const log of logs) {
    const notes = older.filter((note) => checkpointIn(note)?.logName === log.name)
    const key = keyOf(log)
    const verdict = await verifyLog({ checkpointNote: log.note, ...readerOf(snapshot, log.id) }, [key], notes)
    if (!verdict.intact) return await named(snapshot, log, verdict)
    if (verdict.logName !== log.name) return fault(`the log ${log.name} is signed as ${verdict.logName}`)
    if (verdict.size !== log.size) {
      return fault(`the table checkpoint says ${log.size} entries of the log ${log.name}, its note ${verdict.size}`)
    }
    checked.push({ checkpoint: verdict, key })
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

function keyOf(log: LogRow) {
  try {
    return parseVerifierKey(log.verifierKey)
  } catch (error) {
    if (!(error instanceof PedigreeError)) throw error
    throw new PedigreeError('tampered', `the key of the log ${log.name} in the table log: ${error.message}`)
  }
}

/** Says an entry by the number that a person finds elsewhere; a log counts its own from 0. */
async function named(snapshot: Snapshot, log: LogRow, { reason, entry }: Fault): Promise<Fault> {
  const number = entry === undefined ? undefined : await numberAt(snapshot, log.id, entry)
  if (number === undefined) return fault(`the log ${log.name}: ${reason}`)
  return {
    intact: false,
    reason: `entry ${number} is not as it was sealed. In the log ${log.name}, which counts from 0: ${reason}`,
    entry: number,
  }
}

/** One that is gone had the number behind that of the one before it, unless another log went on with that number. */
async function numberAt(snapshot: Snapshot, log: number, index: number): Promise<number | undefined> {
  const number = await readEntryNumber(snapshot, log, index)
  if (number !== undefined) return number
  const before = await readEntryNumber(snapshot, log, index - 1)
  return before === undefined || (await hasEntry(snapshot, before + 1)) ? undefined : before + 1
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

import { PedigreeError } from '../domain/error.ts'
import { decodeBody } from '../log/body.ts'
import { encodeEntries } from '../log/entry-bundle.ts'
import { parseLeaf, statementCount, statementsRoot } from '../log/leaf.ts'
import { parseVerifierKey } from '../log/note-key.ts'
import { type LogReader, verifyLog } from '../log/verify.ts'
import { openPort } from '../store/open.ts'
import { type LoggedEntry, type LogRow, readLeaves, readLoggedEntries, readLogs, readTable } from '../store/pages.ts'
import type { Port, Row, Snapshot } from '../store/port.ts'
import { readHead, readTiles } from '../store/recording.ts'
import { graphTables, type Table } from '../store/tables.ts'
import { checkCopies, readCopies } from './checkpoint-copies.ts'
import { foldLog } from './fold-log.ts'
import { digestOf } from './seal.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

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
  | { readonly intact: false; readonly reason: string; readonly entry?: number }

/**
 * Recomputes everything from the bytes: each log from its entries, held against its tiles, its signed checkpoint, the
 * copies of it and older ones given; each entry's statements against its leaf; and the graph's tables against a fold of
 * the log. An expected answer is a value, also a bad one.
 * @param older notes of checkpoints that left this machine, each of one of the store's logs.
 */
export async function verify(
  store: ReadableStore,
  older: readonly string[],
  surroundings: Surroundings,
): Promise<Verdict> {
  try {
    // Copies are read before the snapshot: whatever is written meanwhile, the log then extends them.
    const name = await store.port.read(async (snapshot) => (await readHead(snapshot))?.logName)
    const copies = readCopies(store.folder, name ?? '', surroundings)
    return await store.port.read(async (snapshot) => {
      const logs = await readLogs(snapshot)
      const checked = []
      for (const log of logs) {
        const verdict = await verifyLog(
          logReader(snapshot, log),
          [parseVerifierKey(log.verifierKey)],
          notesOf(log, older),
        )
        if (!verdict.intact) return await named(snapshot, log, verdict)
        checked.push({ name: verdict.logName, size: verdict.size, root: verdict.root.toString('base64') })
      }
      const strange = older.find((note) => !logs.some((log) => isOf(log, note)))
      if (strange !== undefined)
        return { intact: false, reason: 'an older checkpoint is of a log that is not in this store' }
      const bodies = await verifyBodies(snapshot)
      if ('intact' in bodies) return bodies
      const difference = await tablesDiffer(snapshot)
      if (difference !== undefined) return { intact: false, reason: difference }
      const head = await readHead(snapshot)
      const warnings = head === undefined ? [] : await checkCopies(snapshot, head, copies)
      return { intact: true, logs: checked, ...bodies, warnings }
    })
  } catch (error) {
    if (error instanceof PedigreeError && error.code === 'tampered') return { intact: false, reason: error.message }
    throw error
  }
}

const isOf = ({ name }: LogRow, note: string) => note.startsWith(`${name}\n`)
const notesOf = (log: LogRow, notes: readonly string[]) => notes.filter((note) => isOf(log, note))

export function logReader(snapshot: Snapshot, log: LogRow): LogReader {
  return {
    checkpointNote: log.note,
    tile: async (level, index, width) => {
      const [row] = await readTiles(snapshot, log.id, [{ level, index }])
      return row?.hashes.subarray(0, width * 32)
    },
    entries: async (index, width) =>
      encodeEntries((await readLeaves(snapshot, log.id, index * 256, width)).map(({ leaf }) => leaf)),
  }
}

/** A leaf's index in its log as the entry number that a person finds elsewhere. */
async function named(
  snapshot: Snapshot,
  log: LogRow,
  { reason, entry }: { reason: string; entry?: number },
): Promise<Verdict> {
  if (entry === undefined) return { intact: false, reason: `the log ${log.name}: ${reason}` }
  for await (const page of readLoggedEntries(snapshot)) {
    const found = page.find((candidate) => candidate.log === log.id && candidate.index === entry)
    if (found !== undefined) return { intact: false, reason: `the log ${log.name}: ${reason}`, entry: found.number }
  }
  return { intact: false, reason: `the log ${log.name}: ${reason}` }
}

async function verifyBodies(snapshot: Snapshot) {
  const found = { entries: 0, statements: 0, erased: 0 }
  for await (const page of readLoggedEntries(snapshot)) {
    for (const entry of page) {
      const problem = checkBody(entry, found)
      if (problem !== undefined)
        return { intact: false as const, reason: `entry ${entry.number}: ${problem}`, entry: entry.number }
    }
  }
  return found
}

function checkBody(
  { leaf, body }: LoggedEntry,
  found: { entries: number; statements: number; erased: number },
): string | undefined {
  if (body === undefined) return 'its statements are gone'
  try {
    const items = decodeBody(body)
    const { root, ...said } = parseLeaf(leaf)
    if (items.length !== statementCount({ root, ...said }))
      return `it has ${items.length} items where its leaf counts others`
    if (!statementsRoot(items.map(digestOf)).equals(root)) return 'its statements are not those that were sealed'
    found.entries++
    found.statements += items.length - 1
    found.erased += items.filter((item) => 'erased' in item).length
    return undefined
  } catch (error) {
    if (error instanceof PedigreeError) return error.message
    throw error
  }
}

/** The first difference between the graph's tables and a fold of the log into empty ones; undefined when there is none. */
async function tablesDiffer(snapshot: Snapshot): Promise<string | undefined> {
  const folded = await openPort(':memory:')
  try {
    await folded.write((transaction) => foldLog(snapshot, transaction))
    for (const table of graphTables) {
      const difference = await tableDiffers(snapshot, folded, table)
      if (difference !== undefined) return difference
    }
    return undefined
  } finally {
    await folded.close()
  }
}

function tableDiffers(snapshot: Snapshot, folded: Port, table: Table): Promise<string | undefined> {
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
  b !== undefined && columns.every((column) => a[column] === b[column])

function differing({ name, key }: Table, stored: Row | undefined, folded: Row | undefined): string {
  const which = key.map((column) => `${column} ${(stored ?? folded)?.[column]}`).join(', ')
  const how =
    stored === undefined
      ? 'lacks a row that the log says'
      : folded === undefined
        ? 'has a row that the log does not say'
        : 'has a row that differs from what the log says'
  return `the graph's table ${name} ${how} (${which}); \`pedigree rebuild\` folds the log again`
}

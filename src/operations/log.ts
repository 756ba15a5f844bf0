import { existsSync, lstatSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PedigreeError } from '../domain/error.ts'
import type { LogHead } from '../lineage/answers/log-head.ts'
import { encodeEntries } from '../log/entry-bundle.ts'
import { hashBytes } from '../log/merkle.ts'
import { entriesPath, parseTilePath, tilePath, tileWidth } from '../log/tile-path.ts'
import { tilesOf } from '../log/tiles.ts'
import type { LogReader } from '../log/verify.ts'
import { type LogRow, readLeaves, readLogs } from '../store/pages.ts'
import type { Snapshot } from '../store/port.ts'
import { readTiles } from '../store/recording.ts'
import { makeFolders, writeDurably } from './project/durable-file.ts'
import type { ReadableStore } from './store.ts'
import { citationOf } from './verification/citation.ts'

/** All logs of a store, the newest last. */
export function logHeads({ port }: Pick<ReadableStore, 'port'>): Promise<LogHead[]> {
  return port.read(async (snapshot) => {
    const heads: LogHead[] = []
    for (const log of await readLogs(snapshot)) heads.push({ ...headOf(log), ...(await citationOf(snapshot, log)) })
    return heads
  })
}

const headOf = ({ name, verifierKey: key, size, note: checkpoint }: LogRow): LogHead => ({
  name,
  key,
  size,
  checkpoint,
})

/** A log that can be read to its end. */
export type ReadableLog = { readonly head: LogHead; readonly reader: Pick<LogReader, 'tile' | 'entries'> }

/** Does something with all logs of a store as they are at one moment. */
export const withLogs = <T>({ port }: ReadableStore, use: (logs: readonly ReadableLog[]) => Promise<T>): Promise<T> =>
  port.read(async (snapshot) =>
    use((await readLogs(snapshot)).map((log) => ({ head: headOf(log), reader: readerOf(snapshot, log.id) }))),
  )

/** Reads a log from its store: tiles of hashes as wide as they are by now, bundles of entries as they are served. */
export const readerOf = (snapshot: Snapshot, log: number): Pick<LogReader, 'tile' | 'entries'> => ({
  tile: async (level, index) => (await readTiles(snapshot, log, [{ level, index }]))[0]?.hashes,
  entries: async (index, width) =>
    encodeEntries((await readLeaves(snapshot, log, index * tileWidth, width)).map(({ leaf }) => leaf)),
})

/**
 * Writes each log as C2SP serves it: `checkpoint`, `tile/…`, `tile/entries/…`, and its verifier key beside. Of a record
 * with one log it fills the folder itself; of several each has a folder by its number.
 * @throws PedigreeError `conflict` when the folder holds something already.
 */
export async function exportLogs(
  logs: readonly ReadableLog[],
  folder: string,
): Promise<{ name: string; path: string; size: number }[]> {
  if (existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0))
    throw new PedigreeError('conflict', `${folder} is not an empty folder; name a new one`)
  try {
    const written = []
    for (const [index, log] of logs.entries()) {
      const path = logs.length === 1 ? folder : join(folder, String(index + 1))
      await exportOne(log, path)
      written.push({ name: log.head.name, path, size: log.head.size })
    }
    return written
  } catch (error) {
    // Half a log is no log, and would be in the way of the next attempt.
    if (existsSync(folder)) for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
    throw error
  }
}

async function exportOne({ head, reader }: ReadableLog, folder: string): Promise<void> {
  const write = (name: string, bytes: string | Uint8Array) => {
    const path = join(folder, name)
    writing(path, () => writeFileSync(path, bytes))
  }
  for (const { level, index, width } of tilesOf(head.size)) {
    const tile = await reader.tile(level, index, width)
    if (tile === undefined) throw new PedigreeError('tampered', `tile ${index} of level ${level} of the log is missing`)
    write(tilePath(level, index, width), tile.subarray(0, width * hashBytes))
    if (level > 0) continue
    write(entriesPath(index, width), (await reader.entries(index, width)) ?? new Uint8Array())
  }
  write('key', `${head.key}\n`)
  // Last, as a log is published: what a checkpoint needs is there before it.
  write('checkpoint', head.checkpoint)
}

/** Writes a checkpoint where a person asked for it, whole, or leaves what is there. @throws PedigreeError `unavailable` */
export function writeCheckpoint(note: string, path: string): void {
  writing(path, () => {
    // A link or a device (`/dev/stdout`) is written to, not replaced.
    const isOther = lstatSync(path, { throwIfNoEntry: false })?.isFile() === false
    if (isOther) writeFileSync(path, note)
    else writeDurably(path, note)
  })
}

/** @throws PedigreeError `unavailable` naming the file. */
function writing(path: string, write: () => void): void {
  try {
    makeFolders(dirname(path))
    write()
  } catch (error) {
    throw new PedigreeError('unavailable', `${path} cannot be written (${(error as Error).message})`, { cause: error })
  }
}

/** One file of a log as it is served. A final one never changes; a tile that is not full yet is final at its width. */
export type LogFile = { readonly bytes: Uint8Array | string; readonly isText: boolean; readonly isFinal: boolean }

/**
 * What `exportLog` writes under a path, made on demand.
 * @param log the 128-bit id at the end of its name; the newest log without one.
 * @returns undefined for what is no file of it, or not there yet.
 */
export function logFile({ port }: ReadableStore, log: string | undefined, path: string): Promise<LogFile | undefined> {
  return port.read(async (snapshot) => {
    const logs = await readLogs(snapshot)
    const row = log === undefined ? logs.at(-1) : logs.find(({ name }) => name.endsWith(`-${log}`))
    if (row === undefined) return undefined
    if (path === 'checkpoint') return { bytes: row.note, isText: true, isFinal: false }
    if (path === 'key') return { bytes: `${row.verifierKey}\n`, isText: true, isFinal: log !== undefined }
    const bytes = await tileBytes(snapshot, row, path)
    // Of the newest log another may take the place, with other tiles.
    return bytes === undefined ? undefined : { bytes, isText: false, isFinal: log !== undefined }
  })
}

async function tileBytes(snapshot: Snapshot, log: LogRow, path: string): Promise<Uint8Array | undefined> {
  const asked = parseTilePath(path)
  if (asked === undefined) return undefined
  const { level, index, width } = asked
  // A tile of level L at this width has hashes over 256^L entries each.
  const size = (index * tileWidth + width) * tileWidth ** (level === 'entries' ? 0 : level)
  if (size > log.size) return undefined
  const reader = readerOf(snapshot, log.id)
  if (level === 'entries') return reader.entries(index, width)
  return (await reader.tile(level, index, width))?.subarray(0, width * hashBytes)
}

import { existsSync, lstatSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PedigreeError } from '../domain/error.ts'
import { encodeEntries } from '../log/entry-bundle.ts'
import { entriesPath, parseTilePath, tilePath, tileWidth } from '../log/tile-path.ts'
import { tilesOf } from '../log/tiles.ts'
import { type LogRow, readLeaves, readLogs } from '../store/pages.ts'
import type { Snapshot } from '../store/port.ts'
import { readTiles } from '../store/recording.ts'
import { makeFolders, writeDurably } from './durable-file.ts'
import type { ReadableStore } from './store.ts'

export async function newestCheckpoint({ port }: ReadableStore): Promise<string> {
  return (await port.read(readLogs)).at(-1)?.note ?? ''
}

/** The verifier keys of all the store's logs, the newest last. */
export async function verifierKeys({ port }: ReadableStore): Promise<string[]> {
  return (await port.read(readLogs)).map(({ verifierKey }) => verifierKey)
}

/**
 * Writes each log as C2SP serves it: `checkpoint`, `tile/…`, `tile/entries/…`, and its verifier key beside. A store with
 * one log fills the folder itself; of several each has a folder by its number.
 * @throws PedigreeError `conflict` when the folder holds something already.
 */
export async function exportLog(
  { port }: ReadableStore,
  folder: string,
): Promise<{ name: string; path: string; size: number }[]> {
  if (existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0))
    throw new PedigreeError('conflict', `${folder} is not an empty folder; name a new one`)
  try {
    return await port.read(async (snapshot) => {
      const logs = await readLogs(snapshot)
      const written = []
      for (const log of logs) {
        const path = logs.length === 1 ? folder : join(folder, String(log.id))
        await exportOne(snapshot, log, path)
        written.push({ name: log.name, path, size: log.size })
      }
      return written
    })
  } catch (error) {
    // Half a log is no log, and would be in the way of the next attempt.
    if (existsSync(folder)) for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
    throw error
  }
}

async function exportOne(snapshot: Snapshot, log: LogRow, folder: string): Promise<void> {
  const write = (name: string, bytes: string | Uint8Array) => {
    const path = join(folder, name)
    writing(path, () => writeFileSync(path, bytes))
  }
  for (const { level, index, width } of tilesOf(log.size)) {
    const [tile] = await readTiles(snapshot, log.id, [{ level, index }])
    if (tile === undefined) throw new PedigreeError('tampered', `tile ${index} of level ${level} of the log is missing`)
    write(tilePath(level, index, width), tile.hashes.subarray(0, width * 32))
    if (level > 0) continue
    const leaves = await readLeaves(snapshot, log.id, index * tileWidth, width)
    write(entriesPath(index, width), encodeEntries(leaves.map(({ leaf }) => leaf)))
  }
  write('key', `${log.verifierKey}\n`)
  // Last, as a log is published: what a checkpoint needs is there before it.
  write('checkpoint', log.note)
}

/** Writes the newest checkpoint where a person asked for it, whole, or leaves what is there. @throws PedigreeError `unavailable` */
export async function writeCheckpoint(store: ReadableStore, path: string): Promise<void> {
  const note = await newestCheckpoint(store)
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
  if (level === 'entries') {
    const leaves = await readLeaves(snapshot, log.id, index * tileWidth, width)
    return encodeEntries(leaves.map(({ leaf }) => leaf))
  }
  const [tile] = await readTiles(snapshot, log.id, [{ level, index }])
  return tile?.hashes.subarray(0, width * 32)
}

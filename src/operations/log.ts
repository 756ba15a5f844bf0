import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PedigreeError } from '../domain/error.ts'
import { formatCheckpoint } from '../log/checkpoint.ts'
import { encodeEntries } from '../log/entry-bundle.ts'
import { emptyTree, rootOf } from '../log/merkle.ts'
import { signNote } from '../log/note.ts'
import { generateKey, type NoteKey } from '../log/note-key.ts'
import { entriesPath, tilePath, tileWidth } from '../log/tile-path.ts'
import { tilesOf } from '../log/tiles.ts'
import { type LogRow, readLeaves, readLogs } from '../store/pages.ts'
import type { Snapshot } from '../store/port.ts'
import { readTiles } from '../store/recording.ts'
import * as tables from '../store/tables.ts'
import { writeCopies } from './checkpoint-copies.ts'
import { type Folder, logName, logRow, readKeys, writeKeys } from './folder.ts'
import { recorder } from './recorder.ts'
import { stating } from './request.ts'
import { producerOf } from './saying.ts'
import { openToRead, type ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

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
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new PedigreeError('conflict', `${folder} is not empty; name a new folder`)
  return port.read(async (snapshot) => {
    const logs = await readLogs(snapshot)
    const written = []
    for (const log of logs) {
      const path = logs.length === 1 ? folder : join(folder, String(log.id))
      await exportOne(snapshot, log, path)
      written.push({ name: log.name, path, size: log.size })
    }
    return written
  })
}

async function exportOne(snapshot: Snapshot, log: LogRow, folder: string): Promise<void> {
  const write = (path: string, bytes: string | Uint8Array) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes)
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

/**
 * Goes on in a store that is a copy or was put back: a new log under a new key, whose first entry cites the newest
 * checkpoint of the one before. The old log stays, and stays verifiable.
 */
export async function continueLog(surroundings: Surroundings, option: string | undefined) {
  await using store = await openToRead(surroundings, option)
  const before = (await store.port.read(readLogs)).at(-1)
  if (before === undefined) throw new PedigreeError('tampered', `${store.folder.store} has no log to go on from`)
  const key = generateKey(logName(store.namespace), randomBytes(32))
  // The key is there before the log that needs it; one without a log does no harm.
  writeKeys(store.folder, [...keysOf(store.folder), key])
  await store.port.write(async (transaction) => {
    const note = signNote(formatCheckpoint({ logName: key.verifier.name, size: 0, root: rootOf(emptyTree) }), key)
    await transaction.put(tables.logs, [logRow(before.id + 1, key, surroundings.nowMs())])
    await transaction.put(tables.checkpoints, [{ log: before.id + 1, size: 0, note }])
  })
  const cite = {
    type: 'facet',
    subject: 'agent:tool/pedigree',
    name: 'log-continued',
    body: { log: before.name, checkpoint: before.note },
    origin: 'observed',
  }
  const { one } = recorder(store.port, key, surroundings.nowMs)
  await one(producerOf('log continue', surroundings)(stating([cite])))
  await writeCopies(store.port, store.folder, surroundings)
  return { name: key.verifier.name, cites: before.name, size: before.size }
}

/** A copy may have come without its key: then the new one is its only key. */
function keysOf(folder: Folder): NoteKey[] {
  return existsSync(folder.key) ? readKeys(folder) : []
}

import { existsSync } from 'node:fs'
import { PedigreeError } from '../domain/error.ts'
import { openPort } from '../store/open.ts'
import type { Port } from '../store/port.ts'
import { readHead } from '../store/recording.ts'
import { checkCopies, checkPlace, readCopies, writeCopies } from './checkpoint-copies.ts'
import { chooseFolder, type Folder, makeFolder, readKey, readNamespace } from './folder.ts'
import { type Recorder, recorder } from './recorder.ts'
import type { Surroundings } from './surroundings.ts'

/** A store that questions can be asked of. */
export type ReadableStore = {
  readonly port: Port
  readonly folder: Folder
  readonly namespace: string
  readonly [Symbol.asyncDispose]: () => Promise<void>
}
export type WritableStore = ReadableStore & { readonly record: Recorder }

/**
 * Opens a store for questions; never makes or changes one.
 * @throws PedigreeError `not-found` when there is none, saying how one comes to be.
 */
export async function openToRead(surroundings: Surroundings, option?: string): Promise<ReadableStore> {
  const folder = chooseFolder(surroundings, option)
  if (!existsSync(folder.store)) {
    throw new PedigreeError(
      'not-found',
      `there is no record at ${folder.path} yet. Put \`pedigree run --\` before the command that you want on record, or name another with --store.`,
    )
  }
  const port = await openPort(folder.store)
  return { port, folder, namespace: readNamespace(folder), [Symbol.asyncDispose]: () => port.close() }
}

/**
 * Opens a store to record in, and makes it when there is none. Copies of the checkpoint are brought up to date when it
 * is closed.
 * @throws PedigreeError `tampered` or `conflict` when writing would make a second history under one key.
 */
export async function openToWrite(surroundings: Surroundings, option?: string): Promise<WritableStore> {
  const folder = chooseFolder(surroundings, option)
  await makeFolder(folder, surroundings.nowMs())
  const store = await openToRead(surroundings, folder.path)
  try {
    const name = await store.port.read(async (snapshot) => (await readHead(snapshot))?.logName)
    const copies = readCopies(folder, name ?? '', surroundings)
    const head = await store.port.read(async (snapshot) => {
      const newest = await readHead(snapshot)
      if (newest === undefined) throw new PedigreeError('tampered', `${folder.store} has no log; put a backup back`)
      // The user's copy does not exist before the first entry; `verify` says when one is missing later.
      await checkCopies(snapshot, newest, copies)
      return newest
    })
    await checkPlace(folder, head, surroundings)
    const record = recorder(store.port, readKey(folder, head.logName), surroundings.nowMs)
    const close = async () => {
      await record.settled()
      if (record.hasWritten()) await writeCopies(store.port, folder, surroundings)
      await store.port.close()
    }
    return { ...store, record: record.one, [Symbol.asyncDispose]: close }
  } catch (error) {
    await store.port.close()
    throw error
  }
}

import { existsSync, realpathSync } from 'node:fs'
import { PedigreeError } from '../domain/error.ts'
import { openPort } from '../store/open.ts'
import type { Port } from '../store/port.ts'
import { type Head, readHead } from '../store/recording.ts'
import { checkCopies, checkPlace, readCopies, writeCopies } from './checkpoint-copies.ts'
import { chooseFolder, type Folder, makeFolder, readKey, readNamespace } from './folder.ts'
import type { Recorder } from './recorder.ts'
import { hasWaiting, recordWaiting } from './spool.ts'
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
 * Opens a store for questions; never makes one. What waits in the spool is recorded first, so that an answer has it.
 * @throws PedigreeError `not-found` when there is none, saying how one comes to be.
 */
export async function openToRead(surroundings: Surroundings, option?: string): Promise<ReadableStore> {
  const folder = existing(chooseFolder(surroundings, option))
  if (hasWaiting(realpathSync(folder.path), surroundings)) await tryToRecord(surroundings, folder)
  return open(folder)
}

async function open(folder: Folder): Promise<ReadableStore> {
  const port = await openPort(existing(folder).store)
  return { port, folder, namespace: readNamespace(folder), [Symbol.asyncDispose]: () => port.close() }
}

function existing(folder: Folder): Folder {
  if (existsSync(folder.store)) return folder
  throw new PedigreeError(
    'not-found',
    `there is no record at ${folder.path} yet. Put \`pedigree run --\` before the command that you want on record, or name another with --store.`,
  )
}

/** A question is answered all the same when what waits cannot be recorded now; it says that the answer lacks it. */
async function tryToRecord(surroundings: Surroundings, folder: Folder): Promise<void> {
  try {
    await (await openToWrite(surroundings, folder.path))[Symbol.asyncDispose]()
  } catch (error) {
    if (!(error instanceof PedigreeError)) throw error
    surroundings.warn(`something waits to be recorded and is not in this answer: ${error.message}`)
  }
}

/**
 * Opens a store to record in, and makes it when there is none. What waits in the spool is recorded first. Copies of the
 * checkpoint are brought up to date when it is closed.
 * @throws PedigreeError `tampered` or `conflict` when writing would make a second history under one key.
 */
export async function openToWrite(surroundings: Surroundings, option?: string): Promise<WritableStore> {
  const folder = chooseFolder(surroundings, option)
  await makeFolder(folder, surroundings.nowMs())
  const store = await open(folder)
  try {
    const head = await checkedHead(store, surroundings)
    // Loaded only here: checking statements takes a schema library, which a question does without.
    const { recorder } = await import('./recorder.ts')
    const record = recorder(store.port, readKey(folder, head.logName), surroundings.nowMs)
    const close = async () => {
      await record.settled()
      if (record.hasWritten()) await writeCopies(store.port, folder, surroundings)
      await store.port.close()
    }
    await recordWaiting(realpathSync(folder.path), record.one, surroundings)
    return { ...store, record: record.one, [Symbol.asyncDispose]: close }
  } catch (error) {
    await store.port.close()
    throw error
  }
}

/** The newest log's head, once nothing speaks against adding to it. */
async function checkedHead({ port, folder }: ReadableStore, surroundings: Surroundings): Promise<Head> {
  const name = await port.read(async (snapshot) => (await readHead(snapshot))?.logName)
  // Read before the snapshot: whatever is written meanwhile, the log then extends them.
  const copies = readCopies(folder, name ?? '', surroundings)
  const head = await port.read(async (snapshot) => {
    const newest = await readHead(snapshot)
    if (newest === undefined) throw new PedigreeError('tampered', `${folder.store} has no log; put a backup back`)
    // A missing copy is the ordinary case before the first entry; `verify` says so when it is none.
    await checkCopies(snapshot, newest, copies)
    return newest
  })
  await checkPlace(folder, head, surroundings)
  return head
}

import { existsSync } from 'node:fs'
import { PedigreeError } from '../domain/error.ts'
import { countText } from '../domain/quantities.ts'
import type { Reach } from '../store/closure.ts'
import { openPort } from '../store/open.ts'
import { readLogs } from '../store/pages.ts'
import type { Port } from '../store/port.ts'
import { readHead } from '../store/recording.ts'
import type { Names } from '../store/searching.ts'
import { appendGuard } from './checkpoints/append-guard.ts'
import { judgeCopies, readCopies, requireAgreement, requireSight } from './checkpoints/checkpoint-copies.ts'
import { clockRemark } from './checkpoints/clock.ts'
import { emptiedText } from './checkpoints/contradiction.ts'
import { copier } from './checkpoints/copy-checkpoints.ts'
import { recordsGone } from './checkpoints/records-gone.ts'
import { chooseFolder, type Folder, readNamespace, whatIsThere } from './project/folder.ts'
import { exposureOf, readKey } from './project/log-key.ts'
import { makeFolder } from './project/make-folder.ts'
import { requireLocal, targetsOf } from './project/network-store.ts'
import { checkPlace, claimPlace } from './project/store-place.ts'
import type { Recorded } from './record.ts'
import type { Recorder } from './recording/recorder.ts'
import { allWaiting, hasWaiting, orSayWhatWaits, patienceMs, recordWaiting } from './recording/spool.ts'
import type { Surroundings } from './surroundings.ts'

/** A store that questions can be asked of. */
export type ReadableStore = {
  readonly port: Port
  readonly folder: Folder
  readonly namespace: string
  /** Where a graph is kept in memory: walks then ask the store for no edges. */
  readonly reach?: Reach
  /** Where the names are kept in memory: a search then reads no table from end to end. */
  readonly names?: Names
  readonly [Symbol.asyncDispose]: () => Promise<void>
}
export type WritableStore = ReadableStore & { readonly record: Recorder }

/**
 * Opens a store for questions; never makes one. What waits in the spool is recorded first, so that an answer has it.
 * @throws PedigreeError `not-found` when there is none, saying how one comes to be.
 */
export async function openToRead(surroundings: Surroundings, option?: string): Promise<ReadableStore> {
  const folder = await existing(chooseFolder(surroundings, option), surroundings)
  // What is wrong with the configuration is wrong with all of it, and is said once.
  readNamespace(folder)
  const targets = await targetsOf(folder, surroundings)
  if (targets.some((target) => hasWaiting(target, surroundings))) await tryToRecord(surroundings, folder, targets)
  return open(folder)
}

async function open(folder: Folder, lockWaitMs?: number): Promise<ReadableStore> {
  const namespace = readNamespace(folder)
  const port = await openPort(folder.store, lockWaitMs)
  return { port, folder, namespace, [Symbol.asyncDispose]: () => port.close() }
}

async function existing(folder: Folder, surroundings: Surroundings): Promise<Folder> {
  if (existsSync(folder.store)) return folder
  const waiting = allWaiting(await targetsOf(folder, surroundings), surroundings)
  const none =
    waiting === 0
      ? 'yet. Put `pedigree run --` before the command that you want on record, or name another with --store.'
      : `yet, and ${countText(waiting)} ${waiting === 1 ? 'run waits' : 'runs wait'} for it: the next \`pedigree run\` makes it.`
  throw new PedigreeError('not-found', whatIsThere(folder.path) ?? `there is no record at ${folder.path} ${none}`)
}

/** A question is answered all the same when what waits cannot be recorded now; it says what the answer lacks. */
function tryToRecord(surroundings: Surroundings, folder: Folder, targets: readonly string[]): Promise<void> {
  return orSayWhatWaits(targets, surroundings, async () => {
    await (await openToWrite(surroundings, folder.path, patienceMs))[Symbol.asyncDispose]()
  })
}

/**
 * Opens a store to record in, and makes it when there is none. What waits in the spool is recorded first. Copies of the
 * checkpoint follow what is recorded, and are up to date when it is closed.
 * @param waitMs how long to wait for the lock, and to record what waits: what is left then waits on.
 * @param recorded hears of what is added through this store.
 * @throws PedigreeError `unavailable` on a network file system; `tampered` or `conflict` when writing would make a second history under one key.
 */
export async function openToWrite(
  surroundings: Surroundings,
  option?: string,
  waitMs?: number,
  recorded?: (added: Recorded) => void,
): Promise<WritableStore> {
  const folder = chooseFolder(surroundings, option)
  await requireLocal(folder, surroundings)
  await makeFolder(folder, surroundings.nowMs())
  const store = await open(folder, waitMs)
  const writable = await orClose(store, readyToWrite(store, surroundings, recorded))
  for (const target of await targetsOf(folder, surroundings)) {
    await orClose(writable, recordWaiting(target, writable.record, surroundings, waitMs))
  }
  return writable
}

/** A step of opening: a store that it fails for is closed. */
async function orClose<T>(store: AsyncDisposable, step: Promise<T>): Promise<T> {
  try {
    return await step
  } catch (error) {
    await store[Symbol.asyncDispose]()
    throw error
  }
}

/**
 * The key that a writer has, and the guard that has looked, once nothing speaks against going on with the log here.
 * @throws PedigreeError `tampered` or `conflict` saying what does.
 */
export async function requireWritable(store: ReadableStore, surroundings: Surroundings) {
  const { port, folder } = store
  const key = readKey(folder.key, await checkHistory(store, surroundings))
  const guard = appendGuard(key)
  await port.read(guard.check)
  return { key, guard }
}

async function readyToWrite(
  store: ReadableStore,
  surroundings: Surroundings,
  recorded?: (added: Recorded) => void,
): Promise<WritableStore> {
  const { port, folder } = store
  const { key, guard } = await requireWritable(store, surroundings)
  const exposure = exposureOf(folder.key)
  if (exposure !== undefined) surroundings.warn(exposure)
  const isNewHere = await claimPlace(folder, key.verifier.name, surroundings)
  await sayWhatIsOdd(store, isNewHere, surroundings)
  const copies = copier(port, folder, surroundings)
  // Loaded only here: checking statements takes a schema library, which a question does without.
  const { recorder } = await import('./recording/recorder.ts')
  const after = (checkpoint: string) => {
    guard.wrote(checkpoint)
    copies.noted(checkpoint)
  }
  const record = recorder(port, key, surroundings.nowMs, { before: guard.check, after, ...(recorded && { recorded }) })
  const close = async () => {
    await record.settled()
    await copies.settled()
    await port.close()
  }
  return { ...store, record: record.one, [Symbol.asyncDispose]: close }
}

/** What is no reason to refuse, and what whoever writes should hear: once where it is of the place, else each time. */
async function sayWhatIsOdd({ port, folder }: ReadableStore, isNewHere: boolean, surroundings: Surroundings) {
  const { logs, head } = await port.read(async (snapshot) => ({
    logs: await readLogs(snapshot),
    head: await readHead(snapshot),
  }))
  if (isNewHere) for (const sentence of recordsGone(folder, logs, surroundings)) surroundings.warn(sentence)
  const ofClock = clockRemark(head?.lastTimeMs, surroundings.nowMs())
  if (ofClock !== undefined) surroundings.warn(ofClock)
}

/** @returns the name of the newest log, once neither a copy of a checkpoint nor another place speaks against adding to it. */
async function checkHistory({ port, folder }: ReadableStore, surroundings: Surroundings): Promise<string> {
  const before = await port.read(readLogs)
  const name = before.at(-1)?.name
  if (name !== undefined) await checkPlace(folder, name, surroundings)
  // Read before the snapshot: whatever is written meanwhile, the log then extends them.
  const copies = readCopies(folder, before, surroundings)
  // A missing copy is the ordinary case before the first entry; `verify` says so when it is none.
  const findings = await port.read(async (snapshot) => judgeCopies(snapshot, await readLogs(snapshot), copies))
  if (name === undefined) throw new PedigreeError('tampered', emptiedText(folder, findings))
  requireAgreement(findings)
  requireSight(findings, surroundings)
  return name
}

import { randomBytes } from 'node:crypto'
import { existsSync, renameSync } from 'node:fs'
import { PedigreeError } from '../domain/error.ts'
import { citationFacet } from '../domain/vocabulary.ts'
import { openCheckpoint } from '../log/checkpoint.ts'
import { generateKey, type NoteKey, parseVerifierKey } from '../log/note-key.ts'
import { type LogRow, readLogs } from '../store/pages.ts'
import type { Port, Snapshot } from '../store/port.ts'
import { readCopies } from './checkpoints/checkpoint-copies.ts'
import { emptiedText, findingsOf } from './checkpoints/contradiction.ts'
import { writeCopies } from './checkpoints/copy-checkpoints.ts'
import type { Folder } from './project/folder.ts'
import { logName, readKeys, writeKeys } from './project/log-key.ts'
import { beginLog } from './project/make-folder.ts'
import { requireLocal } from './project/network-store.ts'
import { claimPlace, goesOnElsewhere, isPlaceOnRecord } from './project/store-place.ts'
import { record } from './record.ts'
import { stating } from './recording/request.ts'
import { producerOf } from './recording/saying.ts'
import { openToRead, type ReadableStore, requireWritable } from './store.ts'
import type { Surroundings } from './surroundings.ts'
import { isSealedLoss, readContinuations } from './verification/continuations.ts'

/**
 * Goes on in a store that is a copy or was put back: a new log under a new key, whose first entry cites the newest
 * checkpoint of the one before, and those that cover more than is left here. The old log stays, and stays
 * verifiable. All of it is one transaction: there is no new log without its citation.
 * @throws PedigreeError `conflict` where nothing calls for it: two logs of one healthy store would only puzzle its readers.
 */
export async function continueLog(surroundings: Surroundings, option: string | undefined) {
  await using store = await openToRead(surroundings, option)
  const { port, folder, namespace } = store
  await requireLocal(folder, surroundings)
  await requireCause(store, surroundings)
  const findings = await findingsOf(store, surroundings)
  const continued = await port.write(async (transaction) => {
    const logs = await readLogs(transaction)
    const before = logs.at(-1)
    if (before === undefined) throw new PedigreeError('tampered', emptiedText(folder, findings))
    const key = generateKey(logName(namespace), randomBytes(32))
    // The key is there before the log that needs it; one without a log does no harm.
    writeKeys(folder.key, [...keysIn(folder, surroundings), key])
    await beginLog(transaction, before.id + 1, key, surroundings.nowMs())
    const cite = {
      type: 'facet',
      subject: 'agent:tool/pedigree',
      name: citationFacet,
      body: {
        log: before.name,
        checkpoint: before.note,
        lost: await lostNotes(transaction, logs, store, surroundings),
      },
      origin: 'observed',
    }
    const within: Port = { ...port, write: (body) => body(transaction) }
    const drawn = { nowMs: surroundings.nowMs(), key, salt: () => randomBytes(16) }
    const [outcome] = await record(within, [producerOf('log continue', surroundings)(stating([cite]))], drawn)
    if (outcome === undefined || 'refused' in outcome) throw outcome?.refused ?? new Error('nothing was decided')
    return { name: key.verifier.name, cites: before.name, size: before.size }
  })
  await claimPlace(folder, continued.name, surroundings)
  await writeCopies(port, folder, surroundings)
  return continued
}

/** A store that came from elsewhere, or that a writer is refused, has a cause; so has one whose old place cannot be seen. */
async function requireCause(store: ReadableStore, surroundings: Surroundings): Promise<void> {
  const { folder } = store
  const name = await requireWritable(store, surroundings).then(
    ({ key }) => key.verifier.name,
    (error: unknown) => {
      if (error instanceof PedigreeError) return undefined
      throw error
    },
  )
  if (name === undefined || !isPlaceOnRecord(folder, name, surroundings)) return
  throw new PedigreeError(
    'conflict',
    `nothing calls for a new log: ${folder.path} is where its log ${name} is written, and no copy of its checkpoint speaks against it. Nothing was done.`,
  )
}

/**
 * Checkpoints that cover more than is left here of their logs: the proof of what was lost. Not those of a log that goes
 * on at another place, where nothing is lost, nor what the record says already. Undefined when there are none.
 */
async function lostNotes(
  snapshot: Snapshot,
  logs: readonly LogRow[],
  { folder }: ReadableStore,
  surroundings: Surroundings,
): Promise<string[] | undefined> {
  const continuations = await readContinuations(snapshot, logs)
  const notes = new Set<string>()
  for (const { note } of readCopies(folder, logs, surroundings)) {
    const log = logs.find(({ name }) => note?.startsWith(`${name}\n`))
    if (note === undefined || log === undefined) continue
    const opened = openCheckpoint(note, [parseVerifierKey(log.verifierKey)])
    if (!('checkpoint' in opened) || opened.checkpoint.size <= log.size) continue
    if (isSealedLoss(opened.checkpoint, continuations)) continue
    if (!(await goesOnElsewhere(folder, log.name, surroundings))) notes.add(note)
  }
  return notes.size === 0 ? undefined : [...notes]
}

/** A copy may have come without its key, or with a broken one: then the new one is its only key. */
function keysIn({ key }: Folder, { warn }: Surroundings): NoteKey[] {
  if (!existsSync(key)) return []
  try {
    return readKeys(key)
  } catch (error) {
    // One that cannot be read may be whole, and somebody else's.
    if (!(error instanceof PedigreeError) || error.code !== 'invalid-input') throw error
    renameSync(key, `${key}.broken`)
    warn(`${error.message} It is kept as ${key}.broken.`)
    return []
  }
}

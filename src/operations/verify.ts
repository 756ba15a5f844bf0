import { PedigreeError } from '../domain/error.ts'
import { readDamage } from '../store/damage.ts'
import { openPort } from '../store/open.ts'
import { readLogs } from '../store/pages.ts'
import type { Snapshot } from '../store/port.ts'
import { readHead } from '../store/recording.ts'
import { type Copy, judgeCopies, readCopies, requireAgreement } from './checkpoints/checkpoint-copies.ts'
import { clockRemark } from './checkpoints/clock.ts'
import { emptiedText } from './checkpoints/contradiction.ts'
import { recordsGone } from './checkpoints/records-gone.ts'
import type { Progress } from './progress.ts'
import { problemOfKey } from './project/log-key.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'
import { type Continuation, lossText, readContinuations } from './verification/continuations.ts'
import { type Fault, fault, faultOf } from './verification/fault.ts'
import { type SoundLogs, verifyRecordedLogs } from './verification/verify-log.ts'
import { foreignTablesIn, schemaFault, verifyTables } from './verification/verify-tables.ts'
import { verifyTokens } from './verification/verify-tokens.ts'

/** What was checked and found. */
export type Verdict = (SoundLogs & { readonly intact: true } & Remarks) | Fault

type Remarks = {
  /** How each log but the first goes on from the one before it, and what was lost then. */
  readonly continuations: readonly Told[]
  readonly warnings: readonly string[]
}
type Told = Omit<Continuation, 'lost'> & { readonly lost: readonly { readonly log: string; readonly size: number }[] }

/**
 * Recomputes everything from the bytes: each log from its entries, held against its tiles, its signed checkpoint, the
 * copies of it and older ones given; each entry's statements and columns against its leaf; the graph's tables against a
 * fold of the log; the tokens against the entries that made and ended them; and what the engine says of its own files. An expected answer is a value, also a bad one.
 * @param older notes of checkpoints that left this machine, each of one of the store's logs.
 */
export async function verify(
  store: ReadableStore,
  older: readonly string[],
  surroundings: Surroundings,
  progress: Progress = () => {},
): Promise<Verdict> {
  try {
    const inFiles = await store.port.read(verifyFiles)
    if ('intact' in inFiles) return inFiles
    // Copies are read before the snapshot: whatever is written meanwhile, the log then extends them.
    const before = await store.port.read(readLogs)
    const copies = readCopies(store.folder, before, surroundings)
    return await store.port.read(async (snapshot) => {
      if (before.length === 0) return fault(emptiedText(store.folder, await judgeCopies(snapshot, [], copies)))
      const sound = await verifyRecordedLogs(snapshot, older, progress)
      if ('intact' in sound) return sound
      // Before the graph: a log that a copy speaks against is not to be folded again.
      const remarks = await remarksOn(snapshot, store, copies, surroundings)
      const inTables = await verifyTables(snapshot, progress)
      if (inTables !== undefined) return inTables
      const tokens = await verifyTokens(snapshot)
      if ('intact' in tokens) return tokens
      const [damage] = await readDamage(snapshot)
      if (damage !== undefined) return faultOf(damage)
      const { continuations, warnings } = remarks
      return { intact: true, ...sound, continuations, warnings: [...warnings, ...tokens, ...inFiles] }
    })
  } catch (error) {
    if (error instanceof PedigreeError && error.code === 'tampered') return { intact: false, reason: error.message }
    throw error
  }
}

/** @throws PedigreeError `tampered` where a copy of a checkpoint speaks against what was recomputed. */
async function remarksOn(
  snapshot: Snapshot,
  { folder }: ReadableStore,
  copies: readonly Copy[],
  surroundings: Surroundings,
): Promise<Remarks> {
  const logs = await readLogs(snapshot)
  const findings = await judgeCopies(snapshot, logs, copies)
  requireAgreement(findings)
  const continuations = await readContinuations(snapshot, logs)
  const newest = await readHead(snapshot)
  const ofKey = problemOfKey(folder.key, logs.at(-1)?.name ?? '')
  const ofClock = clockRemark(newest?.lastTimeMs, surroundings.nowMs())
  return {
    continuations: continuations.map(({ lost, ...said }) => ({
      ...said,
      lost: lost.map(({ logName: log, size }) => ({ log, size })),
    })),
    warnings: [
      ...lossText(logs, continuations),
      ...findings.map(({ says }) => says),
      ...recordsGone(folder, logs, surroundings),
      ...(ofClock === undefined ? [] : [ofClock]),
      ...(ofKey === undefined ? [] : [ofKey]),
    ],
  }
}

/** What keeps the rest from being read as what it should be; else a sentence for what is there and not ours. */
async function verifyFiles(snapshot: Snapshot): Promise<Fault | readonly string[]> {
  // Through pages in disorder a reader may go astray or in circles.
  const unreadable = (await readDamage(snapshot)).find(({ isUnreadable }) => isUnreadable)
  if (unreadable !== undefined) return faultOf(unreadable)
  // A column of another name, if only by a letter's case, is none that we read.
  const made = await openPort(':memory:')
  try {
    return (await schemaFault(snapshot, made)) ?? (await foreignTablesIn(snapshot, made))
  } finally {
    await made.close()
  }
}

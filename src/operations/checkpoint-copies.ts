import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PedigreeError } from '../domain/error.ts'
import { type Checkpoint, openCheckpoint, parseCheckpoint } from '../log/checkpoint.ts'
import { rootAt } from '../log/merkle.ts'
import { parseVerifierKey, type VerifierKey } from '../log/note-key.ts'
import { rootTiles, tileHashReader } from '../log/tiles.ts'
import type { LogRow } from '../store/pages.ts'
import type { Port, Snapshot } from '../store/port.ts'
import { readHead, readTiles } from '../store/recording.ts'
import { discard, makeFolders } from './durable-file.ts'
import type { Folder } from './folder.ts'
import { type Surroundings, stateFolder } from './surroundings.ts'

/** A copy of a log's checkpoint outside its store: what shows that a store was cut or put back. */
export type Copy = { readonly path: string; readonly note: string | undefined }

/** What the user's state folder has about a log, under the random part of its name. */
export const stateOfLog = (logName: string, surroundings: Surroundings) =>
  join(stateFolder(surroundings), 'logs', logName.slice(logName.lastIndexOf('/') + 1))
const userCopy = (logName: string, surroundings: Surroundings) => join(stateOfLog(logName, surroundings), 'checkpoint')

/** Reads the copies. Do so before the snapshot that they are compared with: then the log extends them, or something is wrong. */
export function readCopies(folder: Folder, logName: string, surroundings: Surroundings): Copy[] {
  return [folder.checkpoint, userCopy(logName, surroundings)].map((path) => ({ path, note: textOf(path) }))
}

/** As `readCopies`, with the user's copies of the logs that the store had before its newest, where they are. */
export function readCopiesOfAll(folder: Folder, logs: readonly LogRow[], surroundings: Surroundings): Copy[] {
  const earlier = logs.slice(0, -1).map(({ name }) => userCopy(name, surroundings))
  return [
    ...readCopies(folder, logs.at(-1)?.name ?? '', surroundings),
    ...earlier.map((path) => ({ path, note: textOf(path) })).filter(({ note }) => note !== undefined),
  ]
}

/**
 * Whether the store's logs extend each copy of a checkpoint. What a copy cannot say (missing, empty, damaged) is a
 * warning; a log that is shorter than a copy, or has another history, is refused, or there would be two under one key.
 * @param logs every log of the store, the newest last.
 * @returns a sentence for each copy that is no help.
 * @throws PedigreeError `tampered` saying what happened and what to do.
 */
export async function checkCopies(
  snapshot: Snapshot,
  logs: readonly LogRow[],
  copies: readonly Copy[],
): Promise<string[]> {
  const warnings: string[] = []
  for (const { path, note } of copies) {
    const warning =
      note === undefined || note === ''
        ? `there is no copy of the checkpoint at ${path}: a store put back from an older copy would not be noticed there`
        : await checkCopy(snapshot, logs, path, note)
    if (warning !== undefined) warnings.push(warning)
  }
  return warnings
}

async function checkCopy(
  snapshot: Snapshot,
  logs: readonly LogRow[],
  path: string,
  note: string,
): Promise<string | undefined> {
  const name = checkpointIn(note)?.logName
  const log = logs.find((candidate) => candidate.name === name)
  if (log === undefined) {
    if (name === undefined) return `the copy of the checkpoint at ${path} is damaged, so that it shows nothing`
    throw contradiction(`the checkpoint at ${path} is of the log ${name}, which this store does not have: ${putBack}`)
  }
  const key = parseVerifierKey(log.verifierKey)
  const opened = openCheckpoint(note, [key])
  if ('problem' in opened) {
    if (isOfAnotherKey(note, key))
      throw contradiction(`the checkpoint at ${path} was signed by another key than the log ${log.name} has here`)
    return `the copy of the checkpoint at ${path} is damaged, so that it shows nothing: ${opened.problem}`
  }
  const { size, root } = opened.checkpoint
  if (size > log.size) {
    const covers = `the log ${log.name} has ${log.size} entries, but its checkpoint at ${path} covers ${size}`
    // What was lost before a log was continued is known, and the first entry after it cites what was there.
    if (log !== logs.at(-1)) return `${covers}: it went on elsewhere, and this store continues it by another log`
    throw contradiction(`${covers}: ${putBack}`)
  }
  if (!(await rootOfLog(snapshot, log.id, size)).equals(root)) {
    throw contradiction(
      `the first ${size} entries of the log ${log.name} are not those that its checkpoint at ${path} covers: the record was rewritten`,
    )
  }
  if (size === log.size || log !== logs.at(-1)) return undefined
  return `the copy of the checkpoint at ${path} covers ${size} of ${log.size} entries; the next command that records brings it up to date`
}

const putBack = 'the store was cut, or put back from an older copy'
const contradiction = (what: string) =>
  new PedigreeError(
    'tampered',
    `${what}. Nothing is written to it. Put the newest store back; if it is lost, \`pedigree log continue\` goes on here with a new log that cites this one.`,
  )

/** What a note says that reads as a checkpoint, whoever signed it. */
export function checkpointIn(note: string): Checkpoint | undefined {
  try {
    return parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1))
  } catch {
    return undefined
  }
}

/** Whether a key of the log's name, but another, signed it: the store's history was made anew under a key of its own. */
function isOfAnotherKey(note: string, { name, id }: VerifierKey): boolean {
  const mark = `\u2014 ${name} `
  const ids = note
    .split('\n')
    .filter((line) => line.startsWith(mark))
    .map((line) => Buffer.from(line.slice(mark.length), 'base64').subarray(0, 4))
  return ids.length > 0 && !ids.some((other) => other.equals(id))
}

/** The root over the first `size` entries, from the stored tiles: a few rows, whatever the size. */
export async function rootOfLog(snapshot: Snapshot, log: number, size: number) {
  const tiles = await readTiles(snapshot, log, rootTiles(size))
  const read = tileHashReader((level, index) => {
    const tile = tiles.find((row) => row.level === level && row.index === index)
    if (tile === undefined) throw new PedigreeError('tampered', `tile ${index} of level ${level} of the log is missing`)
    return { level, index, hashes: Buffer.from(tile.hashes) }
  })
  return rootAt(size, read)
}

/** Copies lag behind a process that goes on writing by at most this. */
const copyDelayMs = 1_000

/**
 * Brings the copies up to date after commits, several at a time. They are not flushed: a log that is longer than its
 * copies is the ordinary case after a crash. What cannot be copied is a warning, the record itself stands.
 */
export function copier(store: Port, folder: Folder, surroundings: Surroundings) {
  let newest: string | undefined
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  const copy = () => {
    clearTimeout(timer)
    timer = undefined
    running = running.then(() => writeCopies(store, folder, surroundings, newest))
    return running
  }
  return {
    /** Says that something was committed, and under which checkpoint. */
    noted: (checkpoint: string) => {
      newest = checkpoint
      timer ??= setTimeout(copy, copyDelayMs).unref()
    },
    /** Resolves when the copies have all that was noted. */
    settled: () => (timer === undefined ? running : copy()),
  }
}

/**
 * Writes the copies under the writer's lock, so that they never move backwards. Never throws.
 * @param committed what this process has committed: where the store has less by now, it was put back, and this shows it.
 */
export async function writeCopies(
  store: Port,
  folder: Folder,
  surroundings: Surroundings,
  committed?: string,
): Promise<void> {
  try {
    await store.write(async (transaction) => {
      const head = await readHead(transaction)
      const ours = committed === undefined ? undefined : checkpointIn(committed)
      const isLater =
        ours !== undefined && (head === undefined || (ours.logName === head.logName && ours.size > head.size))
      const note = isLater ? committed : head?.checkpoint
      const name = isLater ? ours.logName : head?.logName
      if (note === undefined || name === undefined) return
      for (const path of [folder.checkpoint, userCopy(name, surroundings)]) replace(path, note, surroundings)
    })
  } catch (error) {
    surroundings.warn(`the checkpoint could not be copied (${(error as Error).message}); the record itself is safe`)
  }
}

function replace(path: string, note: string, { warn }: Surroundings): void {
  const before = textOf(path)
  if (before === note) return
  const [covered, covering] = [checkpointIn(before ?? ''), checkpointIn(note)]
  if (covered !== undefined && covered.logName === covering?.logName && covered.size > covering.size) {
    warn(`the checkpoint at ${path} covers ${covered.size} entries and is kept: the log ends at ${covering.size}`)
    return
  }
  const temporary = `${path}.new`
  try {
    makeFolders(dirname(path), 0o700)
    writeFileSync(temporary, note)
    renameSync(temporary, path)
  } catch (error) {
    discard(temporary)
    warn(`the checkpoint could not be copied to ${path} (${(error as Error).message}); the record itself is safe`)
  }
}

export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

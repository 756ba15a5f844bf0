import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PedigreeError } from '../domain/error.ts'
import { openCheckpoint } from '../log/checkpoint.ts'
import { rootAt } from '../log/merkle.ts'
import { parseVerifierKey } from '../log/note-key.ts'
import { rootTiles, tileHashReader } from '../log/tiles.ts'
import type { Port, Snapshot } from '../store/port.ts'
import { type Head, readHead, readTiles } from '../store/recording.ts'
import { type Folder, folderAt } from './folder.ts'
import { type Surroundings, stateFolder } from './surroundings.ts'

/** A copy of a log's checkpoint outside its store: what shows that a store was cut or put back. */
export type Copy = { readonly path: string; readonly note: string | undefined }

const copyFolder = (logName: string, surroundings: Surroundings) =>
  join(stateFolder(surroundings), 'logs', logName.slice(logName.lastIndexOf('/') + 1))
const userCopy = (logName: string, surroundings: Surroundings) => join(copyFolder(logName, surroundings), 'checkpoint')
const placeFile = (logName: string, surroundings: Surroundings) => join(copyFolder(logName, surroundings), 'place')

/** Reads the copies. Do so before the snapshot that they are compared with: then the log extends them, or something is wrong. */
export function readCopies(folder: Folder, logName: string, surroundings: Surroundings): Copy[] {
  return [folder.checkpoint, userCopy(logName, surroundings)].map((path) => ({ path, note: textOf(path) }))
}

/**
 * Whether the log extends each copy of its checkpoint. What a copy cannot say (missing, empty, of another log) is a
 * warning; a log that is shorter than a copy, or has another history, is refused, or there would be two under one key.
 * @throws PedigreeError `tampered` saying what happened and what to do.
 */
export async function checkCopies(snapshot: Snapshot, head: Head, copies: readonly Copy[]): Promise<string[]> {
  const key = parseVerifierKey(head.verifierKey)
  const warnings: string[] = []
  for (const { path, note } of copies) {
    if (note === undefined || note === '') {
      warnings.push(
        `there is no copy of the checkpoint at ${path}: a store put back from an older copy would not be noticed there`,
      )
      continue
    }
    const opened = openCheckpoint(note, [key])
    if ('problem' in opened) {
      warnings.push(`the copy of the checkpoint at ${path} says nothing: ${opened.problem}`)
      continue
    }
    const { size, root } = opened.checkpoint
    if (size > head.size) {
      throw new PedigreeError(
        'tampered',
        `the log ${head.logName} has ${head.size} entries, but its checkpoint at ${path} covers ${size}: the store was cut, or put back from an older copy. ${whatToDo}`,
      )
    }
    if (!(await rootOfLog(snapshot, head.log, size)).equals(root)) {
      throw new PedigreeError(
        'tampered',
        `the first ${size} entries of the log ${head.logName} are not those that its checkpoint at ${path} covers: the record was rewritten. ${whatToDo}`,
      )
    }
  }
  return warnings
}
const whatToDo =
  'Nothing was written. Put the newest store back; if it is lost, `pedigree log continue` goes on here with a new log that cites this one.'

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

/**
 * Refuses a store whose log goes on elsewhere: opened here while the place that the user's state folder knows still
 * holds the same log, this one is a copy, and two would write one history.
 * @throws PedigreeError `conflict`
 */
export async function checkPlace(folder: Folder, head: Head, surroundings: Surroundings): Promise<void> {
  const known = textOf(placeFile(head.logName, surroundings))?.trim()
  if (known === undefined || known === '' || known === realpathSync(folder.path)) return
  if (!existsSync(folderAt(known).store) || !textOf(folderAt(known).checkpoint)?.startsWith(`${head.logName}\n`)) return
  throw new PedigreeError(
    'conflict',
    `${folder.path} is a copy: its log ${head.logName} is written at ${known}. Nothing was written. Work there, or run \`pedigree log continue\` here to go on with a new log that cites this one.`,
  )
}

/**
 * Brings the copies up to the newest checkpoint, under the writer's lock so that they never move backwards. They are
 * not flushed: a log that is longer than its copies is the ordinary case after a crash.
 */
export async function writeCopies(store: Port, folder: Folder, surroundings: Surroundings): Promise<void> {
  await store.write(async (transaction) => {
    const head = await readHead(transaction)
    if (head === undefined) return
    replace(folder.checkpoint, head.checkpoint, surroundings)
    replace(userCopy(head.logName, surroundings), head.checkpoint, surroundings)
    replace(placeFile(head.logName, surroundings), `${realpathSync(folder.path)}\n`, surroundings)
  })
}

function replace(path: string, text: string, { warn }: Surroundings): void {
  if (textOf(path) === text) return
  try {
    mkdirSync(dirname(path), { recursive: true })
    const temporary = `${path}-${randomBytes(6).toString('hex')}`
    writeFileSync(temporary, text)
    renameSync(temporary, path)
  } catch (error) {
    warn(`the checkpoint could not be copied to ${path} (${(error as Error).message}); the record itself is safe`)
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

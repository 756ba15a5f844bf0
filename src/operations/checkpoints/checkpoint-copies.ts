import { join } from 'node:path'
import { PedigreeError } from '../../domain/error.ts'
import { type Checkpoint, openCheckpoint, parseCheckpoint } from '../../log/checkpoint.ts'
import { rootAt } from '../../log/merkle.ts'
import { parseVerifierKey, type VerifierKey } from '../../log/note-key.ts'
import { rootTiles, tileHashReader } from '../../log/tiles.ts'
import type { LogRow } from '../../store/pages.ts'
import type { Snapshot } from '../../store/port.ts'
import { readTiles } from '../../store/recording.ts'
import type { Folder } from '../project/folder.ts'
import { otherPlace } from '../project/store-place.ts'
import { type Surroundings, stateOfLog } from '../surroundings.ts'
import { type Continuation, isSealedLoss, readContinuations } from '../verification/continuations.ts'
import { isStateOfOthers, keptText } from './kept-text.ts'

/** A copy of a log's checkpoint outside its store: what shows that a store was cut or put back. */
export type Copy = {
  readonly path: string
  /** Undefined where there is none, or none that can be read. */
  readonly note: string | undefined
  /** Why one that is there cannot be read. */
  readonly problem: string | undefined
  /** Whether it is the user's copy of a log that the store wrote before its newest, which is written no more. */
  readonly isEarlier: boolean
  /** Where the log was last written, as far as this user knows, if that is not here: it may have grown there. */
  readonly elsewhere: string | undefined
}

/** What a copy says of the store. Only what is `against` it, or hides it, stands in the way of writing. */
export type Finding = {
  readonly kind: 'against' | 'hidden' | 'remark'
  readonly says: string
  readonly path: string
  /** The entries that a copy covers and the store lacks, where that is what speaks against it. */
  readonly lacks?: { readonly log: string; readonly entries: number }
}

export const userCopy = (logName: string, surroundings: Surroundings) =>
  join(stateOfLog(logName, surroundings), 'checkpoint')

/**
 * Reads the copies: that beside the store, and the user's of its newest log, then those of earlier ones where they are.
 * Do so before the snapshot that they are compared with: then the log extends them, or something is wrong.
 * @param logs every log of the store, the newest last.
 */
export function readCopies(folder: Folder, logs: readonly LogRow[], surroundings: Surroundings): Copy[] {
  const copyAt = (path: string, isEarlier: boolean, elsewhere?: string): Copy => {
    const { text: note, problem } = keptText(path)
    return { path, note, problem, isEarlier, elsewhere }
  }
  const ofUser = logs.map(({ name }, index) =>
    copyAt(userCopy(name, surroundings), index < logs.length - 1, otherPlace(folder, name, surroundings)),
  )
  const newest = [copyAt(folder.checkpoint, false), ...ofUser.slice(-1)]
  // Of a log without entries nothing was copied yet, and nothing can be lost.
  const isEmpty = logs.at(-1)?.size === 0
  return [...(isEmpty ? newest.filter(isThere) : newest), ...ofUser.slice(0, -1).filter(isThere)]
}

const isThere = ({ note, problem }: Copy) => note !== undefined || problem !== undefined

/**
 * Whether the store's logs extend each copy of a checkpoint. A log that is shorter than a copy, or has another history,
 * must not be written to, or there would be two histories under one key; what a copy cannot say (missing, empty, damaged) is a remark. Of
 * an earlier log a later checkpoint is in order where the record itself says what was lost, or where that log went on
 * at another place.
 * @param logs every log of the store, the newest last.
 */
export async function judgeCopies(
  snapshot: Snapshot,
  logs: readonly LogRow[],
  copies: readonly Copy[],
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const copy of copies) {
    const finding = await judgeCopy(snapshot, logs, copy).catch(asFinding)
    if (finding !== undefined) findings.push({ ...finding, path: copy.path })
  }
  return findings
}

/** @throws PedigreeError `tampered` saying what the first copy that speaks against the store shows, and what to do. */
export function requireAgreement(findings: readonly Finding[]): void {
  const against = findings.find(({ kind }) => kind === 'against')
  if (against !== undefined) throw new PedigreeError('tampered', againstText(against))
}

/** What a copy shows that speaks against the store, and what to do. */
export const againstText = ({ says }: Finding): string =>
  `${says}. Nothing is written to it. Put the newest store back; if it is lost, \`pedigree log continue\` goes on here with a new log that cites this one.`

/**
 * What a writer asks beyond that: a copy that cannot be read may cover more than the store has.
 * @throws PedigreeError `unavailable`, so that a run waits and is not lost.
 */
export function requireSight(findings: readonly Finding[], surroundings: Surroundings): void {
  const hidden = findings.find(({ kind }) => kind === 'hidden')
  if (hidden === undefined || isStateOfOthers(surroundings)) return
  throw new PedigreeError(
    'unavailable',
    `${hidden.says}. Nothing is written meanwhile: make it readable, or, if it is lost, go on with a new log by \`pedigree log continue\`.`,
  )
}

type Judged = Omit<Finding, 'path'>

/** Where tiles are missing, that is what speaks against the store. */
function asFinding(error: unknown): Judged {
  if (error instanceof PedigreeError && error.code === 'tampered') return against(error.message)
  throw error
}

async function judgeCopy(snapshot: Snapshot, logs: readonly LogRow[], copy: Copy): Promise<Judged | undefined> {
  const { path, note, problem, isEarlier } = copy
  if (problem !== undefined) {
    const says = `the copy of the checkpoint at ${path} cannot be read (${problem}), so that nobody can say whether this store was put back from an older copy`
    return isEarlier ? remark(says) : { kind: 'hidden', says }
  }
  if (note === undefined || note === '')
    return remark(
      `there is no copy of the checkpoint at ${path}: a store put back from an older copy would not be noticed there`,
    )
  const log = logs.find(({ name }) => note.startsWith(`${name}\n`))
  // As it nearly always is: nobody else made a note of the same bytes.
  if (log?.note === note) return undefined
  const name = checkpointIn(note)?.logName
  if (log === undefined || name !== log.name) return judgeStranger(logs, path, note)
  const key = parseVerifierKey(log.verifierKey)
  const opened = openCheckpoint(note, [key])
  if ('checkpoint' in opened) return judgeCheckpoint(snapshot, logs, { log, copy, checkpoint: opened.checkpoint })
  if (isOfAnotherKey(note, key))
    return against(`the checkpoint at ${path} was signed by another key than the log ${log.name} has here`)
  return remark(`the copy of the checkpoint at ${path} is damaged, so that it shows nothing: ${opened.problem}`)
}

function judgeStranger(logs: readonly LogRow[], path: string, note: string): Judged {
  const checkpoint = checkpointIn(note)
  if (checkpoint === undefined)
    return remark(`the copy of the checkpoint at ${path} is damaged, so that it shows nothing`)
  const { logName: log, size: entries } = checkpoint
  const says = `the checkpoint at ${path} is of the log ${log}, which this store does not have`
  const emptied = logs.length === 0 ? 'the store was emptied, or is another' : putBack
  return { ...against(`${says}: ${emptied}`), lacks: { log, entries } }
}

type Judging = { readonly log: LogRow; readonly copy: Copy; readonly checkpoint: Checkpoint }

async function judgeCheckpoint(
  snapshot: Snapshot,
  logs: readonly LogRow[],
  { log, copy: { path, elsewhere }, checkpoint }: Judging,
): Promise<Judged | undefined> {
  const { size, root } = checkpoint
  const isNewest = log === logs.at(-1)
  if (size > log.size) {
    const covers = `the log ${log.name} has ${log.size} entries, but its checkpoint at ${path} covers ${size}`
    const lacks = { log: log.name, entries: size - log.size }
    if (isNewest) return { ...against(`${covers}: ${putBack}`), lacks }
    const continuations = await readContinuations(snapshot, logs)
    if (isSealedLoss(checkpoint, continuations)) return undefined
    if (elsewhere !== undefined)
      return remark(`${covers}: it went on at ${elsewhere}, and this store continues it by another log`)
    return { ...against(`${covers}, and ${unsealed(log, continuations)}: ${putBack}`), lacks }
  }
  if (!(await rootOfLog(snapshot, log.id, size)).equals(root)) {
    return against(
      `the first ${size} entries of the log ${log.name} are not those that its checkpoint at ${path} covers: the record was rewritten`,
    )
  }
  if (size === log.size || !isNewest) return undefined
  return remark(
    `the copy of the checkpoint at ${path} covers ${size} of ${log.size} entries; the next command that records brings it up to date`,
  )
}

function unsealed({ name }: LogRow, continuations: readonly Continuation[]): string {
  const next = continuations.find(({ from }) => from === name)
  return `the log ${next?.log}, which goes on from it (entry ${next?.entry}), does not say that the others were lost`
}

const against = (says: string): Judged => ({ kind: 'against', says })
const remark = (says: string): Judged => ({ kind: 'remark', says })
const putBack = 'the store was cut, or put back from an older copy'

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

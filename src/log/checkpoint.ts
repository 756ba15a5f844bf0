import assert from 'node:assert'
import { PedigreeError } from '../domain/error.ts'
import { bytesOfBase64 } from './base64.ts'
import { type Hash, hashBytes } from './merkle.ts'
import { openNote } from './note.ts'
import { isKeyName, type VerifierKey } from './note-key.ts'

/** What a log commits to: its name (C2SP calls it the origin), how many entries it has, and the root over them. */
export type Checkpoint = { readonly logName: string; readonly size: number; readonly root: Hash }

/** A checkpoint whose signature was checked and which keys signed it, or why it is not to be believed. */
export type OpenedCheckpoint =
  | { readonly checkpoint: Checkpoint; readonly signers: readonly VerifierKey[] }
  | { readonly problem: string }

/** The text of the note that is signed. See C2SP tlog-checkpoint, "Note text"; we write no extension lines. */
export function formatCheckpoint({ logName, size, root }: Checkpoint): string {
  assert(isKeyName(logName), 'a log name has no white space and no plus sign')
  assert(Number.isSafeInteger(size) && size >= 0 && root.length === hashBytes, 'a checkpoint has a size and a root')
  return `${logName}\n${size}\n${root.toString('base64')}\n`
}

/**
 * Reads the text of a checkpoint strictly, so that each has one text. Extension lines are refused: nobody audits them.
 * @throws PedigreeError `invalid-input`
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [logName, sizeText, rootText, end, ...rest] = text.split('\n')
  if (logName === undefined || sizeText === undefined || rootText === undefined || end !== '' || rest.length > 0) {
    throw new PedigreeError('invalid-input', 'a checkpoint has three lines: the log name, its size and its root')
  }
  if (!isKeyName(logName)) {
    throw new PedigreeError('invalid-input', 'the log name of a checkpoint has no white space and no plus sign')
  }
  const size = Number(sizeText)
  if (!/^(0|[1-9]\d*)$/.test(sizeText) || !Number.isSafeInteger(size)) {
    throw new PedigreeError('invalid-input', 'the size of a checkpoint is a decimal number without leading zeros')
  }
  const root = bytesOfBase64(rootText)
  if (root?.length !== hashBytes) {
    throw new PedigreeError('invalid-input', 'the root of a checkpoint is 32 bytes in Base64')
  }
  return { logName, size, root }
}

/** Opens the note of a checkpoint. One of the given keys that signed it must bear the log's name. */
export function openCheckpoint(note: string | Uint8Array, keys: readonly VerifierKey[]): OpenedCheckpoint {
  const opened = openNote(note, keys)
  if ('problem' in opened) return opened
  try {
    const checkpoint = parseCheckpoint(opened.text)
    if (!opened.signers.some(({ name }) => name === checkpoint.logName)) {
      return { problem: `no key of the log ${checkpoint.logName} signed the checkpoint` }
    }
    return { checkpoint, signers: opened.signers }
  } catch (error) {
    if (error instanceof PedigreeError) return { problem: error.message }
    throw error
  }
}

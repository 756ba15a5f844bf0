import { sign, verify } from 'node:crypto'
import { PedigreeError } from '../domain/error.ts'
import { bytesOfBase64 } from './base64.ts'
import { isKeyName, type NoteKey, type VerifierKey } from './note-key.ts'

/** A text whose signatures were checked and the known keys that signed it, or why it is not to be believed. */
export type OpenedNote =
  | { readonly text: string; readonly signers: readonly VerifierKey[] }
  | { readonly problem: string }

type Signature = { readonly name: string; readonly id: Buffer; readonly bytes: Buffer }

// C2SP signed-note asks for a limit of at least 16.
const signaturesMax = 100

const signatureMark = '\u2014 '

/**
 * The note that says `text`, signed by each key. See C2SP signed-note, "Format".
 * @throws PedigreeError `invalid-input` when `text` does not end in a newline or has other control characters.
 */
export function signNote(text: string, ...keys: readonly NoteKey[]): string {
  if (!text.endsWith('\n') || !isNoteText(text)) {
    throw new PedigreeError('invalid-input', 'the text of a note ends in a newline and has no other control characters')
  }
  const lines = keys.map(({ verifier: { name, id }, privateKey }) => {
    const signature = sign(null, Buffer.from(text), privateKey)
    return `${signatureMark}${name} ${Buffer.concat([id, signature]).toString('base64')}\n`
  })
  return `${text}\n${lines.join('')}`
}

/**
 * The text of a note that at least one of the given keys signed. Signatures of other keys are passed over; one bad
 * signature of a given key refuses the whole note. See C2SP signed-note, "Signatures".
 */
export function openNote(note: string | Uint8Array, keys: readonly VerifierKey[]): OpenedNote {
  const whole = typeof note === 'string' ? note : textOfUtf8(note)
  if (whole === undefined || !isNoteText(whole)) return { problem: 'the note is not plain text in UTF-8' }
  const end = whole.lastIndexOf('\n\n') + 1
  const lines = whole.slice(end + 1).split('\n')
  if (end === 0 || lines.length < 2 || lines.pop() !== '') {
    return { problem: 'the note does not end in a blank line and lines of signatures' }
  }
  if (lines.length > signaturesMax) return { problem: `the note has over ${signaturesMax} signatures` }

  const text = whole.slice(0, end)
  const signers = new Set<VerifierKey>()
  for (const [place, line] of lines.entries()) {
    const signature = parseSignature(line)
    if (!signature) return { problem: `signature line ${place + 1} of the note is malformed` }
    const key = keys.find(({ name, id }) => name === signature.name && id.equals(signature.id))
    if (!key) continue
    if (!verify(null, Buffer.from(text), key.publicKey, signature.bytes)) {
      return { problem: `the signature of ${key.name} does not fit the text` }
    }
    signers.add(key)
  }
  if (signers.size === 0) return { problem: 'none of the given keys signed the note' }
  return { text, signers: [...signers] }
}

function parseSignature(line: string): Signature | undefined {
  if (!line.startsWith(signatureMark)) return undefined
  const [name, encoded, ...rest] = line.slice(signatureMark.length).split(' ')
  if (name === undefined || encoded === undefined || rest.length > 0 || !isKeyName(name)) return undefined
  const bytes = bytesOfBase64(encoded)
  if (!bytes || bytes.length < 5) return undefined
  return { name, id: bytes.subarray(0, 4), bytes: bytes.subarray(4) }
}

function isNoteText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/.test(text)
}

function textOfUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

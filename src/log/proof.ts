import assert from 'node:assert'
import { PedigreeError } from '../domain/error.ts'
import { bytesOfBase64 } from './base64.ts'
import { type Checkpoint, openCheckpoint } from './checkpoint.ts'
import { type Hash, hashBytes, leafHash } from './merkle.ts'
import { verifyInclusion } from './merkle-proof.ts'
import type { VerifierKey } from './note-key.ts'

/**
 * A receipt: it shows, without the log at hand, that entry `index` is in the tree of a signed checkpoint. `extra` is
 * signed by nobody.
 */
export type LogProof = {
  readonly index: number
  readonly hashes: readonly Hash[]
  readonly checkpointNote: string
  readonly extra?: Uint8Array
}

export type ProofVerdict =
  | { readonly included: true; readonly index: number; readonly checkpoint: Checkpoint }
  | { readonly included: false; readonly reason: string }

const firstLine = 'c2sp.org/tlog-proof@v1'

// A tree of 2^53 leaves needs no more.
const hashesMax = 63

/** The text of a `.tlog-proof` file. See C2SP tlog-proof, "Format". */
export function formatProof({ index, hashes, checkpointNote, extra }: LogProof): string {
  assert(Number.isSafeInteger(index) && index >= 0, 'an index is a whole number')
  const lines = [
    firstLine,
    ...(extra ? [`extra ${Buffer.from(extra).toString('base64')}`] : []),
    `index ${index}`,
    ...hashes.map((hash) => hash.toString('base64')),
  ]
  return `${lines.join('\n')}\n\n${checkpointNote}`
}

/** Reads a `.tlog-proof` strictly; nothing is verified yet. @throws PedigreeError `invalid-input` */
export function parseProof(text: string): LogProof {
  const end = text.indexOf('\n\n')
  const [first, ...lines] = text.slice(0, Math.max(end, 0)).split('\n')
  if (first !== firstLine) throw new PedigreeError('invalid-input', `a proof begins with the line ${firstLine}`)

  const extraText = /^extra (.*)$/.exec(lines[0] ?? '')?.[1]
  if (extraText !== undefined) lines.shift()
  const extra = extraText === undefined ? undefined : bytesOfBase64(extraText)
  if (extraText !== undefined && !extra) throw new PedigreeError('invalid-input', 'the extra data is not Base64')

  const indexText = /^index (0|[1-9]\d*)$/.exec(lines.shift() ?? '')?.[1]
  if (indexText === undefined || !Number.isSafeInteger(Number(indexText))) {
    throw new PedigreeError('invalid-input', 'the proof does not say its index')
  }
  if (lines.length > hashesMax) throw new PedigreeError('invalid-input', `the proof has over ${hashesMax} hashes`)
  const hashes = lines.map(hashOfLine)
  return { index: Number(indexText), hashes, checkpointNote: text.slice(end + 2), ...(extra && { extra }) }
}

function hashOfLine(line: string): Hash {
  const bytes = bytesOfBase64(line)
  if (bytes?.length !== hashBytes) throw new PedigreeError('invalid-input', 'a line of the proof is not a hash')
  return bytes
}

/**
 * Says whether a proof shows that the log of one of these keys has these bytes as an entry.
 * @throws PedigreeError `invalid-input` when `text` is no proof at all.
 */
export function verifyProof(text: string, entry: Uint8Array, keys: readonly VerifierKey[]): ProofVerdict {
  const { index, hashes, checkpointNote } = parseProof(text)
  const opened = openCheckpoint(checkpointNote, keys)
  if ('problem' in opened) return { included: false, reason: opened.problem }
  const { checkpoint } = opened
  if (!verifyInclusion(checkpoint, index, leafHash(entry), hashes)) {
    return { included: false, reason: `these bytes are not entry ${index} of the ${checkpoint.size} in the checkpoint` }
  }
  return { included: true, index, checkpoint }
}

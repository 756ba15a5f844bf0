import assert from 'node:assert'
import { PedigreeError } from '../domain/error.ts'
import { bytesOfBase64 } from './base64.ts'
import { canonicalJson, parseStrict } from './canonical.ts'
import { type Hash, hashBytes, layerReader, leafHash, rootAt, subtreeLayers } from './merkle.ts'
import { inclusionProof, verifyInclusion } from './merkle-proof.ts'

/**
 * What the log commits to for one entry. It holds nothing personal: `id` and `producer` are opaque, and what was said
 * is behind `root`, over the salted digests of the statements. `time` is RFC 3339 in UTC with milliseconds; `counts`
 * says how many statements of each kind the entry has, none of them zero.
 */
export type Leaf = {
  readonly version: 1
  readonly id: string
  readonly time: string
  readonly producer: string
  readonly sequence: number
  readonly counts: Readonly<Record<string, number>>
  readonly root: Hash
}

/** All that is needed to show one statement of an entry and keep the others to oneself. */
export type StatementProof = {
  readonly salt: Uint8Array
  readonly bytes: Uint8Array
  readonly position: number
  readonly count: number
  readonly proof: readonly Hash[]
}

export const saltBytes = 16

const leafBytesMax = 1024

/**
 * SHA-256(0x00 ‖ salt ‖ canonical bytes): the leaf hash of a statement. The salt (16 random bytes) keeps those who
 * hold the digest from guessing an erased statement.
 */
export function statementDigest(salt: Uint8Array, canonicalBytes: Uint8Array): Hash {
  assert(salt.length === saltBytes, 'a salt has 16 bytes')
  return leafHash(Buffer.concat([salt, canonicalBytes]))
}

/** The root over the digests of an entry's statements, in their order (RFC 6962, section 2.1). */
export function statementsRoot(digests: readonly Hash[]): Hash {
  return rootAt(digests.length, digestReader(digests))
}

/** The bytes that are logged, stored and hashed, at most 1 KB. @throws AssertionError when they would be more. */
export function encodeLeaf(leaf: Leaf): Buffer {
  const bytes = Buffer.from(canonicalJson({ ...leaf, root: leaf.root.toString('base64') }))
  assert(bytes.length <= leafBytesMax, `a leaf has ${bytes.length} bytes; its id and producer must be short`)
  return bytes
}

/** Reads what `encodeLeaf` wrote, byte for byte. @throws PedigreeError `invalid-input` for anything else. */
export function parseLeaf(bytes: Uint8Array): Leaf {
  const value = parseStrict(bytes)
  const leaf = typeof value === 'object' && value !== null ? leafOf(value as Record<string, unknown>) : undefined
  if (!leaf || !encodeLeaf(leaf).equals(bytes)) {
    throw new PedigreeError('invalid-input', 'these bytes are not a leaf of version 1 in its canonical form')
  }
  return leaf
}

function leafOf({ version, id, time, producer, sequence, counts, root }: Record<string, unknown>): Leaf | undefined {
  const rootHash = typeof root === 'string' ? bytesOfBase64(root) : undefined
  if (version !== 1 || typeof id !== 'string' || typeof producer !== 'string') return undefined
  if (typeof time !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(time)) return undefined
  if (!isCount(sequence) || !isCounts(counts) || rootHash?.length !== hashBytes) return undefined
  return { version, id, time, producer, sequence, counts, root: rootHash }
}

function isCounts(value: unknown): value is Record<string, number> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((count) => isCount(count) && count > 0)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

/** How many statements the leaf says its entry has. */
export function statementCount(leaf: Leaf): number {
  return Object.values(leaf.counts).reduce((sum, count) => sum + count, 0)
}

/**
 * The hashes that lead from the statement at `position` to the leaf's root. The digests of all its entry's statements
 * are needed, but no body: an erased statement leaves its digest behind.
 * @throws RangeError when no statement has that position.
 */
export function proveStatement(digests: readonly Hash[], position: number): Hash[] {
  return inclusionProof(position, digests.length, digestReader(digests))
}

/** Says whether the entry of this leaf has exactly this statement at this position. */
export function verifyStatement(leaf: Leaf, { salt, bytes, position, count, proof }: StatementProof): boolean {
  if (salt.length !== saltBytes || count !== statementCount(leaf)) return false
  return verifyInclusion({ size: count, root: leaf.root }, position, statementDigest(salt, bytes), proof)
}

function digestReader(digests: readonly Hash[]) {
  return layerReader(subtreeLayers(Buffer.concat(digests)))
}

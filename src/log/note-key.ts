import assert from 'node:assert'
import { createPrivateKey, createPublicKey, hash, type KeyObject } from 'node:crypto'
import { PedigreeError } from '../domain/error.ts'
import { bytesOfBase64 } from './base64.ts'

/** What anybody may have, to check notes: a name, four bytes of id that tell keys apart, and an Ed25519 public key. */
export type VerifierKey = { readonly name: string; readonly id: Buffer; readonly publicKey: KeyObject }

/** What signs notes. It is a secret: only its text form leaves the process, and only into a file of its owner. */
export type NoteKey = { readonly verifier: VerifierKey; readonly privateKey: KeyObject; readonly text: string }

// The one signature type that we make and check. See C2SP signed-note, "Signature types".
const ed25519 = Buffer.of(1)

// What stands before the 32 bytes of an Ed25519 key in DER (RFC 8410, sections 4 and 7).
const publicKeyHeader = Buffer.from('302a300506032b6570032100', 'hex')
const privateKeyHeader = Buffer.from('302e020100300506032b657004220420', 'hex')

/** A name of a key: any text but white space, plus signs and control characters. See C2SP signed-note, "Format". */
export function isKeyName(name: string): boolean {
  return name.isWellFormed() && /^[^\p{White_Space}\p{Cc}+]+$/u.test(name)
}

/**
 * The key that follows from a seed of 32 random bytes, which the caller draws (RFC 8032, section 5.1.5).
 * @throws PedigreeError `invalid-input` for a name with a space or a plus.
 */
export function generateKey(name: string, seed: Uint8Array): NoteKey {
  assert(seed.length === 32, 'an Ed25519 seed has 32 bytes')
  if (!isKeyName(name)) throw badName(name)
  const der = Buffer.concat([privateKeyHeader, seed])
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey)
  const id = keyId(name, rawPublicKey(publicKey))
  const secret = Buffer.concat([ed25519, seed]).toString('base64')
  return {
    verifier: { name, id, publicKey },
    privateKey,
    text: `PRIVATE+KEY+${name}+${id.toString('hex')}+${secret}`,
  }
}

/**
 * Reads the text of a private key, the form of Go's `golang.org/x/mod/sumdb/note`.
 * @throws PedigreeError `invalid-input`. The message never shows the text.
 */
export function parsePrivateKey(text: string): NoteKey {
  const [, name, id, encoded] = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? []
  const secret = encoded === undefined ? undefined : bytesOfBase64(encoded)
  if (name === undefined || secret?.length !== 33 || secret[0] !== ed25519[0]) {
    throw new PedigreeError('invalid-input', 'this is not a private key of the form PRIVATE+KEY+<name>+<id>+<base64>')
  }
  const key = generateKey(name, secret.subarray(1))
  if (key.verifier.id.toString('hex') !== id) {
    throw new PedigreeError('invalid-input', `the private key of ${name} does not have the id that its text says`)
  }
  return key
}

/** `<name>+<id>+<base64>`: the text to hand out (C2SP signed-note, "Verifier keys"). */
export function verifierKey({ name, id, publicKey }: VerifierKey): string {
  const material = Buffer.concat([ed25519, rawPublicKey(publicKey)])
  return `${name}+${id.toString('hex')}+${material.toString('base64')}`
}

/** Reads the text of a verifier key. @throws PedigreeError `invalid-input`, also for keys that are not Ed25519. */
export function parseVerifierKey(text: string): VerifierKey {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? []
  const material = encoded === undefined ? undefined : bytesOfBase64(encoded)
  if (name === undefined || !material) {
    throw new PedigreeError('invalid-input', 'this is not a verifier key of the form <name>+<id>+<base64>')
  }
  if (!isKeyName(name)) throw badName(name)
  if (material.length !== 33 || material[0] !== ed25519[0]) {
    throw new PedigreeError('invalid-input', `the verifier key of ${name} is not an Ed25519 key`)
  }
  const raw = material.subarray(1)
  if (keyId(name, raw).toString('hex') !== id) {
    throw new PedigreeError('invalid-input', `the verifier key of ${name} does not have the id that its text says`)
  }
  const publicKey = createPublicKey({ key: Buffer.concat([publicKeyHeader, raw]), format: 'der', type: 'spki' })
  return { name, id: keyId(name, raw), publicKey }
}

function keyId(name: string, raw: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), ed25519, raw]), 'buffer').subarray(0, 4)
}

function rawPublicKey(publicKey: KeyObject): Buffer {
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(publicKeyHeader.length)
}

function badName(name: string): PedigreeError {
  const shown = JSON.stringify(name)
  return new PedigreeError('invalid-input', `a key's name is any text without white space and plus signs, not ${shown}`)
}

import { PedigreeError } from '../domain/error.ts'

/** The longest entry that C2SP tlog-tiles can hold: its length is written in 16 bits. */
export const entryBytesMax = 65_535

/**
 * Up to 256 entries as C2SP tlog-tiles serves them: each after its length, 16 bits, big-endian.
 * @throws PedigreeError `invalid-input` for an entry over 65,535 bytes.
 */
export function encodeEntries(entries: readonly Uint8Array[]): Buffer {
  const parts: Uint8Array[] = []
  for (const entry of entries) {
    if (entry.length > entryBytesMax) {
      throw new PedigreeError(
        'invalid-input',
        `an entry has ${entry.length} bytes; a log holds at most ${entryBytesMax}`,
      )
    }
    const length = Buffer.allocUnsafe(2)
    length.writeUInt16BE(entry.length)
    parts.push(length, entry)
  }
  return Buffer.concat(parts)
}

/**
 * The entries of a bundle one after another, as views into it.
 * @throws PedigreeError `tampered` when it comes to an entry within which the bundle ends.
 */
export function* decodeEntries(bundle: Uint8Array): Generator<Buffer> {
  const bytes = Buffer.from(bundle.buffer, bundle.byteOffset, bundle.byteLength)
  for (let at = 0; at < bytes.length; ) {
    const end = at + 2 <= bytes.length ? at + 2 + bytes.readUInt16BE(at) : Number.POSITIVE_INFINITY
    if (end > bytes.length) throw new PedigreeError('tampered', 'the bundle ends within an entry')
    yield bytes.subarray(at + 2, end)
    at = end
  }
}

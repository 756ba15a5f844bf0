import type { HashedFile } from './hash-file.ts'

/**
 * What threads have hashed for another one, by the path's index, in memory that they share: sent as objects, a hundred
 * thousand would take as long as to hash.
 */
export type SharedHashes = {
  /** Of each file its bytes, the times of content, state and birth, device and inode. */
  readonly numbers: Float64Array
  /** Of each file its digest in ASCII; zeros where nobody has hashed it. */
  readonly digests: Uint8Array
}

const numbersEach = 6
const digestBytes = 'sha256:'.length + 64

export const sharedHashes = (count: number): SharedHashes => ({
  numbers: new Float64Array(new SharedArrayBuffer(count * numbersEach * Float64Array.BYTES_PER_ELEMENT)),
  digests: new Uint8Array(new SharedArrayBuffer(count * digestBytes)),
})

/** Puts what was hashed there, by the path's index. */
export function putting({ numbers, digests }: SharedHashes): (index: number, file: HashedFile) => void {
  const text = Buffer.from(digests.buffer)
  return (index, { digest, bytes, mtimeMs, ctimeMs, birthtimeMs, dev, ino }) => {
    const at = index * numbersEach
    numbers[at] = bytes
    numbers[at + 1] = mtimeMs
    numbers[at + 2] = ctimeMs
    numbers[at + 3] = birthtimeMs
    numbers[at + 4] = dev
    numbers[at + 5] = ino
    text.write(digest, index * digestBytes, 'latin1')
  }
}

/** Takes it from there again; undefined where nobody has put it. */
export function taking({ numbers, digests }: SharedHashes): (index: number) => HashedFile | undefined {
  const text = Buffer.from(digests.buffer)
  return (index) => {
    const from = index * digestBytes
    if (!text[from]) return undefined
    const digest = text.toString('latin1', from, from + digestBytes) as HashedFile['digest']
    const number = (place: number): number => numbers[index * numbersEach + place] ?? Number.NaN
    const state = { mtimeMs: number(1), ctimeMs: number(2), birthtimeMs: number(3), dev: number(4), ino: number(5) }
    return { kind: 'hashed', digest, bytes: number(0), ...state }
  }
}

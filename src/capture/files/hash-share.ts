import type { FileHash, UnhashedFile } from './hash-file.ts'

/** What one thread hashed, by the path's index. */
export type Share = readonly (readonly [number, FileHash])[]

/**
 * A share as one thread sends it to another: seven numbers (index, bytes, the times of content, state and birth, device and inode) and 64
 * hex digits for each file. As objects, a hundred thousand would take longer to send than to hash.
 */
export type SentShare = {
  readonly numbers: Float64Array
  readonly digests: string
  readonly unhashed: readonly (readonly [number, UnhashedFile])[]
}

const numbersEach = 7
const digitsEach = 64

export function packShare(share: Share): SentShare {
  const numbers: number[] = []
  const digests: string[] = []
  const unhashed: (readonly [number, UnhashedFile])[] = []
  for (const [index, hash] of share) {
    if (hash.kind === 'hashed') {
      numbers.push(index, hash.bytes, hash.mtimeMs, hash.ctimeMs, hash.birthtimeMs, hash.dev, hash.ino)
      digests.push(hash.digest.slice('sha256:'.length))
    } else unhashed.push([index, hash])
  }
  return { numbers: Float64Array.from(numbers), digests: digests.join(''), unhashed }
}

export function unpackShare({ numbers, digests, unhashed }: SentShare): Share {
  const count = numbers.length / numbersEach
  const hashed = Array.from({ length: count }, (_, at): Share[number] => {
    const number = (place: number): number => numbers[at * numbersEach + place] ?? Number.NaN
    const digest = `sha256:${digests.slice(at * digitsEach, (at + 1) * digitsEach)}` as const
    const state = { mtimeMs: number(2), ctimeMs: number(3), birthtimeMs: number(4), dev: number(5), ino: number(6) }
    return [number(0), { kind: 'hashed', digest, bytes: number(1), ...state }]
  })
  return [...hashed, ...unhashed]
}

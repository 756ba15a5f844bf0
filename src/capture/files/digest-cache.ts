import type { BigIntStats } from 'node:fs'
import { rememberedText, rememberLines, wordsOf } from './remembered-lines.ts'

/** Digests of large files, remembered from run to run: a file is told by where it lies on its disk, and by its times. */
export type DigestCache = {
  /** SHA-256 in hex of a file in this state; undefined where it was never hashed so. */
  find(state: BigIntStats): string | undefined
  /** Remembers it, unless the file is too new to be told from one that is written to just after. */
  add(state: BigIntStats, sha256: string): void
}

/** Below this a file is hashed in the time that it takes to look it up and to be sure: some 10 ms. */
export const cachedBytesMin = 16n * 1024n * 1024n

/** Some 7,000 files. The newest half is kept when it is full. */
const cacheBytesMax = 1024 * 1024
// Two writes in one tick of a file system's clock look alike; the coarsest that are used tick every two seconds.
const settledNs = 2_000_000_000n

/** A file of lines `<dev> <ino> <size> <mtime> <ctime> <sha256>`. Never throws: what cannot be remembered is hashed again. */
export function digestCache(file: string, nowMs: () => number = Date.now): DigestCache {
  let text: string | undefined
  return {
    find(state) {
      text ??= rememberedText(file, cacheBytesMax)
      const start = text.lastIndexOf(`\n${keyOf(state)} `) + 1
      return start === 0 ? undefined : digestIn(text.slice(start, text.indexOf('\n', start)))
    },
    add(state, sha256) {
      const latest = state.mtimeNs > state.ctimeNs ? state.mtimeNs : state.ctimeNs
      if (BigInt(nowMs()) * 1_000_000n - latest < settledNs) return
      try {
        rememberLines(file, [`${keyOf(state)} ${sha256}`], cacheBytesMax)
      } catch {
        // A home that is full or read-only; the run says so where it loses something by it.
      }
    },
  }
}

const keyOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`

const digestIn = (line: string): string | undefined => /(?<= )[0-9a-f]{64}$/.exec(wordsOf(line) ?? '')?.[0]

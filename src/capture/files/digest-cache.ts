import { randomBytes } from 'node:crypto'
import { appendFileSync, type BigIntStats, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'

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

/**
 * A file of lines, each of them whole by itself: `<dev> <ino> <size> <mtime> <ctime> <sha256> <crc32>`. A line is appended
 * in one write, and the file replaced by renaming, so several runs at once lose a line at worst. What is no such line, or
 * a file of somebody else, says nothing. Never throws: what cannot be remembered is hashed again.
 */
export function digestCache(file: string, nowMs: () => number = Date.now): DigestCache {
  let text: string | undefined
  return {
    find(state) {
      text ??= textOf(file)
      const start = text.lastIndexOf(`\n${keyOf(state)} `) + 1
      return start === 0 ? undefined : digestIn(text.slice(start, text.indexOf('\n', start)))
    },
    add(state, sha256) {
      const latest = state.mtimeNs > state.ctimeNs ? state.mtimeNs : state.ctimeNs
      if (BigInt(nowMs()) * 1_000_000n - latest < settledNs) return
      try {
        const words = `${keyOf(state)} ${sha256}`
        appendFileSync(file, `\n${words} ${crc32(words)}\n`, { mode: 0o600 })
        if (statSync(file).size > cacheBytesMax) halve(file)
      } catch {
        // A home that is full or read-only; the run says so where it loses something by it.
      }
    },
  }
}

const keyOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`

function textOf(file: string): string {
  try {
    const { uid, size } = statSync(file)
    return uid === process.getuid?.() && size <= 2 * cacheBytesMax ? readFileSync(file, 'latin1') : ''
  } catch {
    return ''
  }
}

function digestIn(line: string): string | undefined {
  const [words, sha256, check] = /^(.* ([0-9a-f]{64})) (\d+)$/.exec(line)?.slice(1) ?? []
  return words !== undefined && crc32(words) === Number(check) ? sha256 : undefined
}

function halve(file: string): void {
  const temporary = `${file}-${randomBytes(6).toString('hex')}`
  try {
    const text = readFileSync(file, 'latin1')
    writeFileSync(temporary, text.slice(text.indexOf('\n', text.length / 2)), { mode: 0o600, flag: 'wx' })
    renameSync(temporary, file)
  } finally {
    rmSync(temporary, { force: true })
  }
}

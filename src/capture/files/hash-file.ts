import { createHash, hash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import type { ArtifactId } from '../../domain/id.ts'
import { cachedBytesMin, type DigestCache } from './digest-cache.ts'
import { openable } from './path-text.ts'

/** A file's content, and the state of the file that it was read from. Times are milliseconds since 1970. */
export type HashedFile = {
  readonly kind: 'hashed'
  /** `sha256:<hex>` */
  readonly digest: ArtifactId
  readonly bytes: number
  readonly mtimeMs: number
  /** When content or name last changed. Nobody can set it, but the kernel's clock for it is up to 10 ms late. */
  readonly ctimeMs: number
  /** When the file was made; 0 where the file system does not keep it. */
  readonly birthtimeMs: number
  readonly dev: number
  readonly ino: number
}

/** `changing`: it was written to, or replaced, each time it was read here. */
export type UnhashedFile = {
  readonly kind: 'missing' | 'not-regular' | 'unreadable' | 'changing'
  /** For people, without the path. */
  readonly reason: string
}

export type FileHash = HashedFile | UnhashedFile

// One buffer for every file of the process: a new one for each costs more than hashing a small file.
const buffer = Buffer.allocUnsafeSlow(1024 * 1024)
const attemptsMax = 3
// A pipe must not be waited for, nor a terminal become ours, if one takes the file's place before it is opened.
const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY
// There is none but on Linux.
const quiet = constants.O_NOATIME ?? 0

/**
 * The SHA-256 of a file, symbolic links followed, without waiting for other work: some 1.5 GB a second, and 20
 * microseconds for a small file. A file that changed meanwhile is read again, three times at most.
 * @param path as `pathText` writes it.
 * @param cache tells a large file that has not changed since it was hashed, which is then not read again.
 * @param isQuiet leaves its time of access alone, where it is our user's: nobody asked for it yet.
 */
export function hashFile(path: string, cache?: DigestCache, isQuiet = false): FileHash {
  const place = openable(path)
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    try {
      const before = statSync(place, { throwIfNoEntry: false })
      if (before === undefined) return { kind: 'missing', reason: 'there is no such file' }
      if (!before.isFile()) return { kind: 'not-regular', reason: `it is ${kindOf(before)}` }
      const hashed = read(place, before, cache, isQuiet && before.uid === process.geteuid?.())
      if (hashed !== undefined) return hashed
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
      if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing', reason: 'there is no such file' }
      return { kind: 'unreadable', reason: `it cannot be read (${code})` }
    }
  }
  return { kind: 'changing', reason: 'it changes while it is read' }
}

// Undefined when the file was not the same one all the time.
function read(
  path: string | Buffer,
  before: Stats,
  cache: DigestCache | undefined,
  isQuiet: boolean,
): FileHash | undefined {
  const descriptor = openSync(path, isQuiet ? flags | quiet : flags)
  try {
    const { digest, bytes } =
      cache === undefined || before.size < Number(cachedBytesMin)
        ? digestOf(descriptor, before.size)
        : remembered(descriptor, cache)
    const after = fstatSync(descriptor)
    if (!isSame(before, after)) return undefined
    if (bytes !== after.size) return { kind: 'not-regular', reason: 'its size is not that of its content' }
    const { mtimeMs, ctimeMs, birthtimeMs, dev, ino } = after
    return { kind: 'hashed', digest: `sha256:${digest}`, bytes, mtimeMs, ctimeMs, birthtimeMs, dev, ino }
  } finally {
    closeSync(descriptor)
  }
}

function digestOf(descriptor: number, size: number): { digest: string; bytes: number } {
  let length = readSync(descriptor, buffer, 0, buffer.length, null)
  if (length === size && size < buffer.length) return { digest: hash('sha256', buffer.subarray(0, size)), bytes: size }
  const content = createHash('sha256')
  let bytes = 0
  while (length > 0) {
    content.update(buffer.subarray(0, length))
    bytes += length
    length = readSync(descriptor, buffer, 0, buffer.length, null)
  }
  return { digest: content.digest('hex'), bytes }
}

function remembered(descriptor: number, cache: DigestCache): { digest: string; bytes: number } {
  const before = fstatSync(descriptor, { bigint: true })
  const known = cache.find(before)
  if (known !== undefined) return { digest: known, bytes: Number(before.size) }
  const hashed = digestOf(descriptor, Number(before.size))
  const after = fstatSync(descriptor, { bigint: true })
  const isUnchanged = after.size === before.size && after.mtimeNs === before.mtimeNs && after.ctimeNs === before.ctimeNs
  if (isUnchanged && hashed.bytes === Number(after.size)) cache.add(after, hashed.digest)
  return hashed
}

function isSame(before: Stats, after: Stats): boolean {
  return (
    before.size === after.size &&
    before.mtimeMs === after.mtimeMs &&
    before.ctimeMs === after.ctimeMs &&
    before.ino === after.ino &&
    before.dev === after.dev
  )
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a pipe'
  if (stats.isSocket()) return 'a socket'
  return 'a device'
}

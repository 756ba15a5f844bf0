import { type Stats, statSync } from 'node:fs'
import { posix } from 'node:path'
import type { ArtifactId } from '../../domain/id.ts'
import { digestCache } from './digest-cache.ts'
import { placesIn } from './event-places.ts'
import type { FileEvent } from './file-event.ts'
import type { FileUse } from './file-use.ts'
import { type FileHash, hashFile } from './hash-file.ts'
import { pathBytes } from './path-text.ts'
import { rememberedText, rememberLines, wordsOf } from './remembered-lines.ts'

/** What a file held at a moment. */
export type KnownContent = { readonly digest: ArtifactId; readonly bytes: number }

/** What the files of a project held when a run began, as far as anybody knows: what a program overwrites is gone after it. */
export type KnownContents = {
  /** Undefined where nobody knows, also where another run has seen other content at the path since. */
  find(path: string): KnownContent | undefined
  /** What another run of the project has recorded of a path as written by it, last of all, and when it opened it for that. */
  written(path: string): WrittenContent | undefined
  /**
   * Remembers for other runs what files hold now, of very many the first. Never throws.
   */
  remember(paths: readonly string[], now: Hashed): void
}

type Hashed = {
  readonly hashes: ReadonlyMap<string, FileHash>
  /** Before the first of them was hashed. */
  readonly sinceMs: number
  /** Of those that the run wrote: what it left, and when it opened them for that. */
  readonly writes?: readonly { readonly path: string; readonly digest: ArtifactId | undefined; readonly at: number }[]
}

export type WrittenContent = { readonly digest: ArtifactId; readonly at: number }

export type Looking = {
  /** Where it is remembered what the project's files held. */
  readonly file: string
  /** Where digests of large files are remembered. */
  readonly digests?: string
  /** Files that the command will most likely read or write: they are hashed where nobody knows them. */
  readonly named: readonly string[]
}

/** Of what was seen last at a path: in which state the file was. One written just before it was hashed has none to trust. */
type Seen = {
  readonly state: string
  readonly digest: string
  /** When the run that wrote it last opened it for that. */
  readonly wroteAt?: number | undefined
}

/** Some 5,000 files, a line each. The newest half is kept when it is full. */
const bytesMax = 1024 * 1024
/** At a run's start the newest of them are looked at, while git works: some 10 ms for all of them, 2 ms for 100. */
const pathsMax = 1_000
/** What a run remembers at most: one that reads 100,000 files must not make it forget all others. */
const rememberedMax = 500
// Hashed at a run's start: what the command names, some 40 ms once, and what has changed since it was seen, 3 ms.
const namedBytesMax = 64 * 1024 * 1024
const changedBytesMax = 4 * 1024 * 1024
const changedFilesMax = 100
const unsettled = '-'

/**
 * Looks at what was remembered, and at what the command names, before a run: a file in the state in which it was hashed holds
 * what it held then. One that has changed is hashed while that takes no time to speak of.
 */
export function lookBefore({ file, digests, named }: Looking, nowMs: () => number = Date.now): KnownContents {
  const began = nowMs()
  const remembered = readSeen(file)
  const known = new Map<string, KnownContent>()
  const changed: (readonly [string, Stats])[] = []
  for (const [path, { state, digest }] of remembered) {
    const stats = stateAt(path)
    if (stats === undefined) continue
    if (stateOf(stats) === state) known.set(path, { digest: `sha256:${digest}`, bytes: stats.size })
    else changed.push([path, stats])
  }
  const unknown = named.flatMap((path) => (known.has(path) ? [] : [[path, stateAt(path)] as const]))
  const hashes = new Map([
    ...hashWithin(unknown, digests, { bytes: namedBytesMax, files: named.length }),
    ...hashWithin(changed, digests, { bytes: changedBytesMax, files: changedFilesMax }),
  ])
  for (const [path, hash] of hashes) {
    if (hash.kind === 'hashed') known.set(path, { digest: hash.digest, bytes: hash.bytes })
  }
  let after: ReadonlyMap<string, Seen> | undefined
  return {
    find(path) {
      after ??= readSeen(file)
      const [last, held] = [after.get(path)?.digest, known.get(path)]
      return last === remembered.get(path)?.digest || `sha256:${last}` === held?.digest ? held : undefined
    },
    written(path) {
      after ??= readSeen(file)
      const { digest, wroteAt } = after.get(path) ?? {}
      return digest === undefined || wroteAt === undefined ? undefined : { digest: `sha256:${digest}`, at: wroteAt }
    },
    remember(paths, now) {
      const others = new Set(hashes.keys())
      for (const path of paths) others.delete(path)
      const lines = [
        ...linesOf(paths, now, remembered),
        ...linesOf(others, { hashes, sinceMs: began }, remembered),
      ].slice(0, rememberedMax)
      try {
        rememberLines(file, lines, bytesMax)
      } catch {
        // A home that is full or read-only: the next run knows less.
      }
    },
  }
}

/**
 * What uses met that was there before the run, where no witness hashed it in time. It counts where system calls show that it
 * was the run that put something else there or took it away, and where the file holds now what it held then; else somebody
 * unseen has changed it, and nobody knows whether that was before it was read.
 */
export function withKnown(uses: readonly FileUse[], { find }: KnownContents, { hashes, events }: Ended): FileUse[] {
  const moved = placesIn(events, ({ operation }) => operation === 'rename')
  const kept = new Set(uses.flatMap((use) => use.kept ?? []))
  return uses.map((use) => {
    const { path, before, readBeforeWrite } = use
    const isMet = readBeforeWrite || kept.has(path)
    const isAsked = before === undefined && isMet && !(moved.size > 0 && isBelow(path, moved))
    const known = isAsked ? find(path) : undefined
    if (known === undefined) return use
    const now = hashes.get(path)
    const isSame = now?.kind === 'hashed' && now.digest === known.digest
    if (!(isSame || isChangedBySeen(use))) return use
    return { ...use, before: known.digest.slice('sha256:'.length), beforeBytes: known.bytes }
  })
}

/** What a run did, and what files hold after it. */
type Ended = { readonly hashes: ReadonlyMap<string, FileHash>; readonly events: readonly FileEvent[] }

/** Of a file in a folder that the run moved, or put in the place of another, no call says that it is another one now. */
function isBelow(path: string, moved: ReadonlySet<string>): boolean {
  for (let above = posix.dirname(path); above !== '/'; above = posix.dirname(above)) if (moved.has(above)) return true
  return false
}

const isChangedBySeen = ({ written, deleted, renamedFrom, witnesses }: FileUse): boolean =>
  changeWitnesses.some((witness) => witnesses.includes(witness)) && (written || deleted || renamedFrom !== undefined)

/** Those by whom it is known that it was the run. */
const changeWitnesses = ['strace', 'stdout', 'descriptor'] as const

/** The newest first. */
function readSeen(file: string): Map<string, Seen> {
  const text = rememberedText(file, bytesMax)
  const found = new Map<string, Seen>()
  for (let end = text.length; end > 0 && found.size < pathsMax; ) {
    const start = text.lastIndexOf('\n', end - 1)
    const words = wordsOf(text.slice(start + 1, end))
    end = start
    const quote = words?.indexOf(' "') ?? -1
    if (words === undefined || quote < 0) continue
    const path = JSON.parse(words.slice(quote + 1)) as string
    const [, written, state = ''] = /^(?:w(\d+) )?(.*)$/.exec(words.slice(0, quote - digits - 1)) ?? []
    const digest = words.slice(quote - digits, quote)
    const wroteAt = written === undefined ? undefined : Number(written)
    const newer = found.get(path)
    if (newer === undefined) found.set(path, { state, digest, wroteAt })
    // Others have only seen it since.
    else if (newer.wroteAt === undefined && newer.digest === digest) found.set(path, { ...newer, wroteAt })
  }
  return found
}

/** Of a sha256 in hex. */
const digits = 64

function linesOf(
  paths: Iterable<string>,
  { hashes, sinceMs, writes = [] }: Hashed,
  remembered: ReadonlyMap<string, Seen>,
): string[] {
  const written = new Map(writes.map((file) => [file.path, file]))
  const lines: string[] = []
  for (const path of paths) {
    const hash = hashes.get(path)
    if (hash?.kind !== 'hashed') continue
    const state = isSettled(hash, sinceMs) ? stateOf({ ...hash, size: hash.bytes }) : unsettled
    const digest = hash.digest.slice('sha256:'.length)
    const last = remembered.get(path)
    const wrote = written.get(path)
    const mark = wrote?.digest === hash.digest ? `w${Math.floor(wrote.at)} ` : ''
    const isNews = mark !== '' || last?.state !== state || last.digest !== digest
    if (isNews) lines.push(`${mark}${state} ${digest} ${JSON.stringify(path)}`)
    if (lines.length === rememberedMax) break
  }
  return lines
}

const stateOf = ({ dev, ino, size, mtimeMs, ctimeMs }: Pick<Stats, 'dev' | 'ino' | 'size' | 'mtimeMs' | 'ctimeMs'>) =>
  `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`

// Two writes in one tick of a file system's clock look alike. It ticks with the kernel, every 10 ms or more often; where
// times are whole seconds, every two seconds.
const tickMs = 20
const coarseTickMs = 2_000

function isSettled({ mtimeMs, ctimeMs }: Pick<Stats, 'mtimeMs' | 'ctimeMs'>, hashedMs: number): boolean {
  return hashedMs - Math.max(mtimeMs, ctimeMs) > (ctimeMs % 1_000 === 0 ? coarseTickMs : tickMs)
}

function hashWithin(
  files: readonly (readonly [path: string, state: Stats | undefined])[],
  digests: string | undefined,
  most: { readonly bytes: number; readonly files: number },
): Map<string, FileHash> {
  const cache = digests === undefined ? undefined : digestCache(digests)
  const hashes = new Map<string, FileHash>()
  let left = most.bytes
  for (const [path, state] of files) {
    if (state === undefined || state.size > left || hashes.size === most.files) continue
    left -= state.size
    hashes.set(path, hashFile(path, cache, true))
  }
  return hashes
}

function stateAt(path: string): Stats | undefined {
  try {
    const state = statSync(pathBytes(path), { throwIfNoEntry: false })
    return state?.isFile() ? state : undefined
  } catch {
    return undefined
  }
}

import type { ArtifactId } from '../../domain/id.ts'
import type { FileUse } from './file-use.ts'
import type { FileHash } from './hash-file.ts'
import type { KnownContents } from './known-contents.ts'

/**
 * A file as a run left it: it was looked at while the run went on, and no process of the run had it open for writing any
 * more. Whatever else is there later without the run having opened it again is somebody else's. Times are milliseconds since
 * 1970.
 */
export type ReleasedFile = {
  readonly path: string
  /** The process that opened it for writing last, or put it there, and when. */
  readonly pid: number
  readonly wroteAt: number
  /** When it was looked at. */
  readonly at: number
  readonly dev: number
  readonly ino: number
  readonly bytes: number
  readonly mtimeMs: number
  /** Absent where there was no time to hash it. */
  readonly digest?: ArtifactId
  /** Somebody has read it since, and before it was opened for writing again, as far as its time of access tells. */
  readonly isRead?: true
}

/** What a run left at a path: what is there, what was there until somebody else came, nobody can tell, or nothing. */
export type LeftAtPath =
  | { readonly kind: 'is there' }
  | { readonly kind: 'was there'; readonly digest: ArtifactId; readonly bytes: number }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'nothing' }

const isThere: LeftAtPath = { kind: 'is there' }

/** What is known of what a run wrote, apart from what it did. */
export type KnownOfWrites = {
  /** When the run began. */
  readonly from: number
  readonly released: readonly ReleasedFile[]
  /** What is there after the run, of the paths that it wrote. */
  readonly hashes: ReadonlyMap<string, FileHash>
  /** What other runs have recorded as written by them. */
  readonly known: Pick<KnownContents, 'written'> | undefined
}

/**
 * Tells what a run left at each path that it wrote or moved something to, from the looks at it meanwhile: by the first one
 * after the run had opened the file last, whichever of its names it used. Where there was none, what is there now counts: it
 * was open to the end, or for less than a moment, or nobody looked. Unless another run has it on record as what it wrote there since,
 * or while this one went on, of which only a look before and after tells that anybody wrote there.
 */
export function leavings(
  uses: readonly FileUse[],
  { from, released, hashes, known }: KnownOfWrites,
): (use: FileUse) => LeftAtPath {
  const byPath = Map.groupBy(released, ({ path }) => path)
  const byFile = new Map<string, number>()
  if (released.length > 0) {
    for (const use of uses) {
      const key = use.written ? keyOf(hashes.get(use.path)) : undefined
      if (key !== undefined) byFile.set(key, Math.max(wroteLast(use), byFile.get(key) ?? 0))
    }
  }
  return (use) => {
    const found = use.deleted ? undefined : hashes.get(use.path)
    if (found === undefined) return isThere
    const wroteAt = Math.max(wroteLast(use), byFile.get(keyOf(found) ?? '') ?? 0)
    const left = byPath.get(use.path)?.find(({ at }) => at > wroteAt)
    const other = known?.written(use.path)
    const isOthers = other !== undefined && found.kind === 'hashed' && found.digest === other.digest
    if (isOthers && use.isOnlyCompared && other.at >= from) return { kind: 'nothing' }
    const isSince = isOthers && other.at > wroteAt && (left === undefined || left.at > other.at)
    return isSince ? { kind: 'unknown' } : leftAtPath(found, left)
  }
}

const wroteLast = ({ lastWriteAt = 0, movedAt = 0 }: FileUse): number => Math.max(lastWriteAt, movedAt)

const keyOf = (found: FileHash | undefined): string | undefined =>
  found?.kind === 'hashed' ? `${found.dev} ${found.ino}` : undefined

function leftAtPath(found: FileHash, left: ReleasedFile | undefined): LeftAtPath {
  if (left === undefined) return isThere
  const { digest, bytes } = left
  if (found.kind === 'hashed' && (found.digest === digest || isInState(found, left))) return isThere
  if (digest !== undefined) return { kind: 'was there', digest, bytes }
  // Why it cannot be told then, it says itself.
  const isUntold = found.kind === 'changing' || found.kind === 'unreadable'
  return isUntold || isRedated(found, left) ? isThere : { kind: 'unknown' }
}

const isInState = (found: FileHash, left: ReleasedFile): boolean =>
  isSameFile(found, left) && found.kind === 'hashed' && found.mtimeMs === left.mtimeMs

/**
 * Whether it may hold what it held, and only have been given another time (`touch -d`, `cp -p`), as the run itself may have
 * done with what it wrote: a write sets both times to the same moment.
 */
const isRedated = (found: FileHash, left: ReleasedFile): boolean =>
  isSameFile(found, left) && found.kind === 'hashed' && found.mtimeMs !== found.ctimeMs

const isSameFile = (found: FileHash, { dev, ino, bytes }: ReleasedFile): boolean =>
  found.kind === 'hashed' && found.dev === dev && found.ino === ino && found.bytes === bytes

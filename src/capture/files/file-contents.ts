import type { ArtifactId } from '../../domain/id.ts'
import type { FileUse } from './file-use.ts'
import type { FileHash } from './hash-file.ts'
import type { ReadContent } from './read-content.ts'
import type { LeftAtPath } from './released-file.ts'

/** What a file held when a run met it, or why nobody can say any more. */
export type Content =
  | {
      readonly digest: ArtifactId
      readonly bytes: number | undefined
      /** Whether the file holds it still, so that it can be looked into. */
      readonly isThere: boolean
      /** Where it was looked at as it was read: what it held. */
      readonly text?: string
    }
  | { readonly digest: undefined; readonly problem: string }

type Met = Pick<FileUse, 'written' | 'before' | 'beforeBytes' | 'firstReadAt'> & {
  /** By a look at it as it was read. */
  readonly held?: ReadContent | undefined
}

/** The kernel's clock for files is up to 10 ms late: what was written just after the start can look older than it. */
export const clockLagMs = 10

/**
 * Whether a file's change time had not come yet when it was looked at: the clock was set back, or the file's times are of
 * another machine's clock. Then it says nothing about when it was changed.
 */
export const isAhead = (found: FileHash, lookedAt: number): boolean =>
  found.kind === 'hashed' && found.ctimeMs > lookedAt + clockLagMs

/** Why nobody can tell more, of a file that is ahead so. */
export const aheadText =
  'the time of its last change is in the future (the clock was set back, or is not that of its disk)'

/** Whether the file was made during the run, which began at `from` (ms since 1970). False where nobody can tell. */
export function isBornSince(found: FileHash, from: number): boolean {
  return found.kind === 'hashed' && found.birthtimeMs > 0 && found.birthtimeMs >= from - clockLagMs
}

/**
 * What an input held when it was read. A change time before the first read says that it still holds it, since nobody can
 * set one. A file that the run only moved or linked has a new change time, and tells by the time of its content, which
 * anybody can set: that has to be before the run. Else it is known where a witness looked at it as it was read, and what the run
 * overwrote also where one hashed it just before, or where it was known before the run.
 * Otherwise nobody knows any more.
 * @param found the file as it is now, at the place to which the run moved it if it did.
 * @param lookedAt when that was, in ms since 1970.
 */
export function contentMet(
  use: Met,
  found: FileHash,
  from: number,
  isMoved: boolean,
  lookedAt = Number.POSITIVE_INFINITY,
): Content {
  const { held } = use
  if (found.kind === 'hashed') {
    const { digest, bytes } = found
    const isUnchanged = isMoved
      ? found.mtimeMs < from - clockLagMs
      : found.ctimeMs < Math.max(from, use.firstReadAt ?? from) - clockLagMs
    if (isUnchanged || digest === (held?.digest ?? `sha256:${use.before}`)) return { digest, bytes, isThere: true }
  }
  if (held !== undefined) {
    const { digest, bytes, text } = held
    return { digest, bytes, isThere: false, ...(text !== undefined && { text }) }
  }
  if (use.before !== undefined) return { digest: `sha256:${use.before}`, bytes: use.beforeBytes, isThere: false }
  return { digest: undefined, problem: whyUnknown(use, found, lookedAt) }
}

function whyUnknown(use: Met, found: FileHash, lookedAt: number): string {
  switch (found.kind) {
    case 'missing':
      return 'it was removed after it was read, and nobody hashed it before'
    case 'hashed':
      if (!use.written && isAhead(found, lookedAt))
        return `${aheadText}, so that nobody can tell whether it was changed during the run, and nobody hashed it before`
      return use.written
        ? 'the run overwrote it after it read it, and nobody hashed it before'
        : 'something unseen changed it, its name or its permissions during the run, and nobody hashed it before'
    case 'changing':
    case 'unreadable':
    case 'not-regular':
      return found.reason
  }
}

const replacedText = 'something else wrote there after the run, or removed it, and nobody had hashed it before'

/**
 * What an output holds; nothing where the run made nothing: the file was opened for writing and left alone (a database that
 * was only read), read and written back as it was, or is gone. What was made anew without being read counts, also where
 * the bytes came out the same. What somebody else put there since is none of the run's.
 * @param left what is known of it from before its end.
 */
export function contentLeft(
  use: FileUse,
  found: FileHash,
  from: number,
  isInput: boolean,
  left: LeftAtPath = { kind: 'is there' },
): Content | undefined {
  const isSame = (digest: ArtifactId) => isInput && digest === `sha256:${use.before}`
  if (left.kind === 'was there') {
    const { digest, bytes } = left
    return isSame(digest) ? undefined : { digest, bytes, isThere: false }
  }
  if (left.kind === 'nothing') return undefined
  if (left.kind === 'unknown') return { digest: undefined, problem: replacedText }
  switch (found.kind) {
    case 'missing':
    case 'not-regular':
      return undefined
    case 'changing':
    case 'unreadable':
      return { digest: undefined, problem: found.reason }
    case 'hashed': {
      const { digest, bytes, ctimeMs } = found
      const isUntouched = ctimeMs < from - clockLagMs
      return isUntouched || isSame(digest) ? undefined : { digest, bytes, isThere: true }
    }
  }
}

/** What was overwritten and is known by a look before the run has that for a witness, too. */
export function metBy(use: FileUse, content: Content): FileUse {
  const isOfLook = content.digest !== undefined && !content.isThere && use.beforeBytes !== undefined
  return isOfLook ? { ...use, witnesses: [...use.witnesses, 'snapshot'] } : use
}

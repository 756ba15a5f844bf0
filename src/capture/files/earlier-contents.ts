import type { ArtifactId } from '../../domain/id.ts'
import { placesOf } from './event-places.ts'
import type { FileEvent } from './file-event.ts'
import type { ReleasedFile } from './released-file.ts'

/** Bytes that a run had written to a path and put others in the place of. `at` is when it had opened the file for them. */
export type EarlierContent = Pick<ReleasedFile, 'path' | 'bytes' | 'at'> & { readonly digest: ArtifactId }

/**
 * What a run wrote over or removed again after somebody else had read it, as an evaluation reads the checkpoints of a training
 * that goes on: whoever did comes from this run, too. A run that writes its progress every second leaves nothing here, nor what it
 * reads itself, where nobody can tell who else did.
 */
export function earlierContents(released: readonly ReleasedFile[], events: readonly FileEvent[]): EarlierContent[] {
  const read = released.filter(({ isRead, digest }) => isRead === true && digest !== undefined)
  if (read.length === 0) return []
  const asked = new Set(read.map(({ path }) => path))
  const byPath = Map.groupBy(
    events.flatMap((event) => placesOf(event).map((path) => ({ path, event }))).filter(({ path }) => asked.has(path)),
    ({ path }) => path,
  )
  return read.flatMap(({ path, bytes, digest, wroteAt, at }) => {
    const own = (byPath.get(path) ?? []).map(({ event }) => event).filter((event) => event.at > wroteAt)
    const end = Math.min(...own.flatMap((event) => (event.at > at && isChangeAt(path, event) ? event.at : [])))
    const isOwnReader = own.some((event) => event.at <= end && mayRead(event))
    return digest === undefined || end === Number.POSITIVE_INFINITY || isOwnReader
      ? []
      : [{ path, bytes, digest, at: wroteAt }]
  })
}

// A further name changes nothing.
const isChangeAt = (path: string, { operation, witness, to }: FileEvent): boolean =>
  witness === 'strace' && operation !== 'read' && (operation === 'link' ? to === path : operation !== 'symlink')

/** Our own plug-in reads what it is about to overwrite, too. */
const mayRead = ({ operation, before }: FileEvent): boolean =>
  operation === 'read' || operation === 'update' || before !== undefined

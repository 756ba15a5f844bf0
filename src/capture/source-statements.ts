import { hostname } from 'node:os'
import type { ArtifactId, RunId } from '../domain/id.ts'
import { placeOf } from '../domain/place.ts'
import type { Statement } from '../domain/statement.ts'
import { instantOf } from '../domain/time.ts'
import type { Captured } from './captured.ts'
import { nameBelow } from './files/name-below.ts'

/** A source as it was read, and where. */
export type SourceRead = { readonly id: ArtifactId; readonly place: string; readonly bytes: number }

/** More than so many are not followed one by one: the code tree has them. */
const followedMax = 500

/**
 * What else is said of a source that a run read: that it used this content there and then. Only of one that another run
 * is known to have written, by which it comes from what that was given, as data does. What people write is code of the run and
 * nothing more, which the code tree says.
 */
export function sourceStatements({ files, root, end }: Captured, run: RunId): Map<SourceRead, Statement> {
  const host = hostname()
  return new Map(
    files.sources.map(({ path, sha256, bytes, at = end.from }) => {
      const id: ArtifactId = `sha256:${sha256}`
      const place = placeOf(host, path)
      const statement: Statement = {
        type: 'edge',
        edge: 'used',
        source: run,
        target: id,
        role: 'code',
        selector: { path: nameBelow(root, path) },
        place,
        at: instantOf(at),
        origin: 'observed',
      }
      return [{ id, place, bytes }, statement]
    }),
  )
}

/** What was captured, with a word on sources that other runs wrote where they are too many. */
export function withTooManySources(captured: Captured, sources: readonly Statement[]): Captured {
  if (sources.length <= followedMax) return captured
  const sentence = `It read ${sources.length} sources that runs wrote, or may have written: too many to say of each where it comes from.`
  return { ...captured, blind: [...captured.blind, sentence] }
}

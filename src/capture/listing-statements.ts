import { digestOfLines } from '../domain/digest.ts'
import type { ArtifactId } from '../domain/id.ts'
import type { ListingStatement } from '../domain/statement.ts'
import type { Captured } from './captured.ts'
import { groupRemote } from './sources/remote-folders.ts'

/** Characters of one statement's lines: what a request may hold has room for them, however they are escaped. */
const charactersMax = 1024 * 1024

/**
 * What lies in the folders that a run read or wrote, by folder. Apart from the rest of what is said of the run, since it
 * stands by itself: where the record has it already, it need not be said again.
 */
export function listingStatements({ contents, remote }: Captured): ReadonlyMap<ArtifactId, ListingStatement[]> {
  const folders: { readonly lines: string }[] = [
    ...contents.reads.folders,
    ...contents.writes.folders,
    ...groupRemote(remote.contents).folders,
  ]
  return new Map(folders.map(({ lines }) => [digestOfLines(lines), listingOf(lines)]))
}

function listingOf(lines: string): ListingStatement[] {
  const of = digestOfLines(lines)
  const texts = partsOf(lines)
  const parts = texts.length
  return texts.map((text, part) => ({
    type: 'listing',
    of,
    ...(parts === 1 ? {} : { part, parts }),
    lines: text,
    origin: 'observed',
  }))
}

/** Cut behind the last line that fits, or behind the first where not even that does. */
function partsOf(lines: string): string[] {
  const parts: string[] = []
  for (let start = 0; start < lines.length; ) {
    const last = lines.lastIndexOf('\n', start + charactersMax - 1)
    const end = (last < start ? lines.indexOf('\n', start) : last) + 1
    parts.push(lines.slice(start, end))
    start = end
  }
  return parts
}

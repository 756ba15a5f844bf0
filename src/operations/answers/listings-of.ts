import type { Listing } from '../../lineage/diff/listings.ts'
import { readLinesOf, readListingsOf } from '../../store/listed.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'

/** The files of folders, of which all are on record by listings that stand. */
export async function listingsOf(
  snapshot: Snapshot,
  { stands }: Moment,
  folders: ReadonlySet<string>,
): Promise<Map<string, Listing>> {
  if (folders.size === 0) return new Map()
  const stated = (await readListingsOf(snapshot, [...folders])).filter(({ statement }) => stands(statement))
  const folderOf = new Map<number, string>()
  for (const [id, statements] of Map.groupBy(stated, (each) => each.id)) {
    // Who could not ask what was on record said it again.
    const parts = new Map(statements.map(({ part, statement }) => [part, statement]))
    if (parts.size === statements[0]?.parts) for (const statement of parts.values()) folderOf.set(statement, id)
  }
  const listings = new Map<string, Map<string, { id: string; bytes: number }>>()
  for (const { statement, path, id, bytes } of await readLinesOf(snapshot, [...folderOf.keys()])) {
    const folder = folderOf.get(statement) ?? ''
    const files = listings.get(folder) ?? new Map()
    if (files.size === 0) listings.set(folder, files)
    files.set(path, { id, bytes })
  }
  return listings
}

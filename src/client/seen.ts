import type { FoldersKnown } from '../lineage/answers/folders-known.ts'
import { lookHere } from '../operations/references/look.ts'
import { isTyped } from '../operations/references/reference.ts'
import type { Seen, Surroundings } from '../operations/surroundings.ts'
import type { Connection } from './connection.ts'

/**
 * What lies here at the paths that references may name, for a server that opens nobody's files: digests and places, never
 * a byte of what is in them. A folder, which may be as large as the disk, is read only where a record knows any.
 */
export async function seenHere(
  references: readonly (string | undefined)[],
  connection: Connection,
  surroundings: Surroundings,
): Promise<Readonly<Record<string, Seen>>> {
  const look = lookHere(surroundings)
  const seen = new Map<string, Seen>()
  for (const reference of references) {
    if (reference === undefined || reference === '' || isTyped(reference)) continue
    const there = await look(reference, { folders: false })
    const isWorthReading = there.kind === 'folder' && (await knowsFolders(connection))
    seen.set(reference, isWorthReading ? await look(reference, { folders: true }) : there)
  }
  return Object.fromEntries(seen)
}

export const foldersAt = ({ json }: Connection, folders: readonly string[]): Promise<FoldersKnown> =>
  json({ path: '/pedigree/v1/folders', body: { folders } })

const knowsFolders = async (connection: Connection): Promise<boolean> => (await foldersAt(connection, [])).any

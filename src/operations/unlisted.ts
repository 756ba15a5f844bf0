import type { ArtifactId } from '../domain/id.ts'
import type { Statement } from '../domain/statement.ts'
import type { Folder } from './folder.ts'

/** The listings that the record lacks; all of them where it cannot be asked, since saying one twice does no harm. */
export async function unlisted(
  listings: ReadonlyMap<ArtifactId, readonly Statement[]>,
  folder: Folder,
): Promise<Statement[]> {
  const known = listings.size === 0 ? new Set() : await listedIn(folder, [...listings.keys()])
  return [...listings].flatMap(([of, statements]) => (known.has(of) ? [] : statements))
}

/** Most runs have no folder, and load nothing for it. */
async function listedIn(folder: Folder, folders: readonly ArtifactId[]): Promise<ReadonlySet<string>> {
  try {
    const [{ openPort }, { readListedFolders }] = await Promise.all([
      import('../store/open.ts'),
      import('../store/listed.ts'),
    ])
    const port = await openPort(folder.store)
    return new Set(await port.read((snapshot) => readListedFolders(snapshot, folders)).finally(port.close))
  } catch {
    // Whoever records says what is wrong with the record.
    return new Set()
  }
}

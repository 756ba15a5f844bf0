import type { ArtifactId } from '../../domain/id.ts'
import type { Statement } from '../../domain/statement.ts'
import type { FoldersKnown } from '../../lineage/answers/folders-known.ts'
import type { Port } from '../../store/port.ts'

/** Says which of some folders have all their files on record. */
export type AskListed = (folders: readonly ArtifactId[]) => Promise<ReadonlySet<string>>

/** The listings that a record lacks; all of them where it cannot be asked, since saying one twice does no harm. */
export async function unlisted(
  listings: ReadonlyMap<ArtifactId, readonly Statement[]>,
  listed: AskListed,
): Promise<Statement[]> {
  const known = listings.size === 0 ? new Set() : await listed([...listings.keys()]).catch(() => new Set())
  return [...listings].flatMap(([of, statements]) => (known.has(of) ? [] : statements))
}

/** The same of a store, and whether it knows any folder at all. Most runs have none, and load nothing for it. */
export async function foldersKnown(port: Port, folders: readonly ArtifactId[]): Promise<FoldersKnown> {
  const [{ readListedFolders }, { hasDigestOf }] = await Promise.all([
    import('../../store/listed.ts'),
    import('../../store/looking-up.ts'),
  ])
  return port.read(async (snapshot) => ({
    listed: folders.length === 0 ? [] : await readListedFolders(snapshot, folders),
    any: await hasDigestOf(snapshot, 'sha256-tree'),
  }))
}

import type { Change, FilesChanged } from './difference.ts'
import { isFolder, type Listing, type Listings } from './listings.ts'

const namedMax = 100

/** @param isCause whether nothing on record makes a file differ, by its path below the folder. */
export function filesChanged(before: Listing, after: Listing, isCause: (path: string) => boolean): FilesChanged {
  const changed: string[] = []
  const removed: string[] = []
  for (const [path, { id }] of before) {
    const other = after.get(path)
    if (other === undefined) removed.push(path)
    else if (other.id !== id) changed.push(path)
  }
  const added = after
    .keys()
    .filter((path) => !before.has(path))
    .toArray()
  const differing = [...changed, ...added, ...removed].sort()
  const causes = differing.filter(isCause)
  const named = [...causes, ...differing.filter((path) => !isCause(path))].slice(0, namedMax)
  return {
    ...{ before: before.size, after: after.size },
    ...{ changed: changed.length, added: added.length, removed: removed.length, causes: causes.length },
    named: named.map((path) => {
      const [one, other] = [before.get(path)?.id, after.get(path)?.id]
      return {
        path,
        ...(one === undefined ? {} : { before: one }),
        ...(other === undefined ? {} : { after: other }),
        cause: isCause(path),
      }
    }),
  }
}

/** The folders of changes that do not say yet which of their files differ. */
export const foldersToTell = (changes: readonly Change[]): string[] =>
  changes.filter(isOfFolders).flatMap(({ before, after }) => [before?.value, after?.value].filter(isFolder))

/** Changes of folders with which of their files differ, as far as those are on record. */
export const withFilesChanged = (changes: readonly Change[], listings: Listings): Change[] =>
  changes.map((change) => {
    if (!isOfFolders(change)) return change
    const [before, after] = [change.before, change.after].map((side) => listings.get(String(side?.value)))
    if (before === undefined || after === undefined) return change
    return { ...change, files: filesChanged(before, after, () => change.cause) }
  })

const isOfFolders = ({ side, before, after, files }: Change) =>
  side === 'data' && files === undefined && isFolder(before?.value) && isFolder(after?.value)

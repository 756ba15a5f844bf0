import { type Hashing, startHashing } from './hash-files.ts'

/** Of fewer files, no thread is worth its start. */
const filesMin = 5_000

/**
 * Begins to hash what a run of very many files touched, while nobody knows yet what all of it was: telling that takes about
 * as long. A folder is judged by the first of its files, since a wrong guess costs no more than time.
 * @param isLikely whether a file will have to be hashed, as far as is known by now.
 * @param cacheFile where digests of large files are remembered.
 */
export function hashAhead(
  places: ReadonlySet<string>,
  isLikely: (path: string) => boolean,
  cacheFile?: string,
): Hashing | undefined {
  if (places.size < filesMin) return undefined
  const folders = new Map<string, boolean>()
  const paths: string[] = []
  for (const path of places) {
    const folder = path.slice(0, path.lastIndexOf('/'))
    const isOfLikely = folders.get(folder) ?? isLikely(path)
    folders.set(folder, isOfLikely)
    if (isOfLikely) paths.push(path)
  }
  return startHashing(paths, cacheFile)
}

import { clockLagMs } from './file-contents.ts'
import { nameBelow } from './name-below.ts'
import type { Hashed } from './run-context.ts'
import type { RunFile } from './run-file.ts'

/** Names of files that were changed between two reads, so that only one of the contents that were read is on record. */
export function unsureOf(
  reads: readonly RunFile[],
  sources: readonly string[],
  { findRead, useAt, root, hash, placed }: Hashed,
): string[] {
  const paths = [...sources, ...reads.map(({ path }) => path)].filter((path) => {
    const use = useAt(path)
    const read = findRead(path, use?.firstWriteAt)
    if (read === undefined) return false
    const isLate = read.first.at > (use?.firstReadAt ?? read.first.at) + clockLagMs
    const found = placed.has(path) ? undefined : hash(path)
    return !read.isOne || (isLate && found?.kind === 'hashed' && found.digest !== read.first.digest)
  })
  return [...new Set(paths.map((path) => nameBelow(root, path)))]
}

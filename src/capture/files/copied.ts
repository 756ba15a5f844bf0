import { clockLagMs } from './file-contents.ts'
import type { FileHash } from './hash-file.ts'
import type { RunFile } from './run-file.ts'

/**
 * Outputs that hold what the run read elsewhere, each no earlier than that was read: who copies often opens the copy first
 * (`cat a > b`). One that was last written before the other was read is no copy of it.
 */
export function withCopiesAfter(
  writes: readonly RunFile[],
  reads: readonly RunFile[],
  hash: (path: string) => FileHash,
): RunFile[] {
  const read = Map.groupBy(reads, ({ digest }) => digest)
  return writes.map((file) => {
    const alike = file.digest === undefined ? undefined : read.get(file.digest)
    const sources = alike?.filter(({ path, at }) => path !== file.path && at > file.at) ?? []
    if (sources.length === 0) return file
    const found = hash(file.path)
    const { at } = sources.reduce((first, source) => (source.at < first.at ? source : first))
    return found.kind === 'hashed' && found.mtimeMs + clockLagMs >= at ? { ...file, at } : file
  })
}

import type { ArtifactId } from '../../domain/id.ts'
import type { Captured } from '../captured.ts'
import { allOf } from '../files/folders.ts'
import { realPath } from '../files/real-path.ts'

/** The contents that the user gave lasting names, as the run met or left them; what it did not touch has none. */
export function namedData({
  declared,
  contents: { writes, reads },
}: Captured): { name: string; content: ArtifactId | undefined }[] {
  // Of a folder that is recorded as one, each file counts, too.
  const contents = [writes, reads].flatMap((side) => [...allOf(side), ...side.folders.flatMap(({ files }) => files)])
  return [...declared.data].map(([name, { value }]) => {
    const path = realPath(value)
    return { name, content: contents.find((each) => each.path === path)?.digest }
  })
}

import { digestOfLines, folderLines } from '../../domain/digest.ts'
import type { ArtifactId } from '../../domain/id.ts'
import { recordableText } from '../recordable.ts'
import type { RemoteContent } from './remote-content.ts'

/** Contents below one address that stand in answers as one thing. */
export type RemoteFolder = Pick<RemoteContent, 'edge' | 'name' | 'place' | 'at'> & {
  readonly id: ArtifactId
  readonly bytes: number
  readonly files: readonly Member[]
  /** What its id is the digest of. */
  readonly lines: string
}
type Member = RemoteContent & { readonly id: ArtifactId; readonly bytes: number }

/** As many as of files of a folder (`files/folders.ts`). */
const filesMin = 101

/** Parts contents into those that stand alone and folders, where there are too many below one address to name each. */
export function groupRemote(contents: readonly RemoteContent[]): { alone: RemoteContent[]; folders: RemoteFolder[] } {
  const alone: RemoteContent[] = []
  const folders: RemoteFolder[] = []
  const byFolder = Map.groupBy(contents, (content) =>
    isMember(content) ? `${content.edge} ${folderOf(content.place)}` : undefined,
  )
  for (const [folder, all] of byFolder) {
    const members = all.filter(isMember)
    // What changed while the run went on is two contents at one place, which no folder can be.
    const isOne = new Set(members.map(pathIn)).size === members.length
    const [first] = members
    if (folder === undefined || first === undefined || members.length < filesMin || !isOne) alone.push(...all)
    else folders.push(asFolder(first, members))
  }
  return { alone, folders }
}

function isMember(content: RemoteContent): content is Member {
  const { id, bytes, role } = content
  return id?.startsWith('sha256:') === true && bytes !== undefined && role === 'data' && pathIn(content) !== ''
}

/** With the slash at its end; slashes of a query part nothing. */
const folderOf = (address: string): string => /^[^?]*\//.exec(address)?.[0] ?? ''

function asFolder(first: Member, files: readonly Member[]): RemoteFolder {
  const lines = folderLines(
    files.map((file) => ({
      path: pathIn(file),
      sha256: file.id.slice('sha256:'.length),
      bytes: file.bytes,
    })),
  )
  return {
    edge: first.edge,
    name: folderOf(first.name),
    place: folderOf(first.place),
    id: digestOfLines(lines),
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    at: files.reduce((latest, { at }) => Math.max(latest, at), 0),
    files,
    lines,
  }
}

/** What a content is called in its folder. */
const pathIn = ({ place }: Pick<RemoteContent, 'place'>): string => recordableText(place.slice(folderOf(place).length))

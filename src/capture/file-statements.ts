import type { RunId } from '../domain/id.ts'
import { placeOf } from '../domain/place.ts'
import type { Statement } from '../domain/statement.ts'
import { instantOf } from '../domain/time.ts'
import type { Origin } from '../domain/vocabulary.ts'
import { artifactStatements, contentId } from './artifact-statements.ts'
import { groupFolders, type RunFolder } from './files/folders.ts'
import type { RunFile } from './files/run-files.ts'

export type FilesOfRun = {
  readonly run: RunId
  readonly host: string
  /** Files and folders that the user named as one thing, absolute. */
  readonly named: readonly string[]
}

/** What a run used, or generated: an edge for each file or folder, with what it leads to. */
export function fileStatements(
  edge: 'used' | 'generated',
  files: readonly RunFile[],
  { run, host, named }: FilesOfRun,
): Statement[] {
  const { alone, folders } = groupFolders(files, named)
  return [
    ...alone.flatMap((file) => touched(edge, file, { path: file.name }, run, host)),
    ...folders.flatMap((folder) => [
      ...touched(edge, folder, { path: folder.name, files: folder.files.length }, run, host),
      ...folder.files.flatMap((file) => memberStatements(file, folder, run)),
    ]),
  ]
}

function touched(
  edge: 'used' | 'generated',
  content: RunFile | RunFolder,
  selector: Readonly<Record<string, unknown>>,
  run: RunId,
  host: string,
): Statement[] {
  const target = contentId(content, run)
  return [
    ...artifactStatements(content, target),
    {
      type: 'edge',
      edge,
      source: run,
      target,
      role: content.role,
      selector,
      place: placeOf(host, content.path),
      at: instantOf(content.at),
      origin: originBy(content.witnesses),
      witnesses: [...content.witnesses],
    },
  ]
}

/** That a file changed while a run went on says who wrote it only by inference. */
function originBy(witnesses: readonly string[]): Origin {
  if (witnesses.every((witness) => witness === 'declared')) return 'declared'
  return witnesses.every((witness) => witness === 'declared' || witness === 'snapshot') ? 'inferred' : 'observed'
}

/** A file as a member of its folder: so one that was written here and is read alone elsewhere still joins. */
function memberStatements(file: RunFile, folder: RunFolder, run: RunId): Statement[] {
  const [node] = artifactStatements(file, contentId(file, run))
  const member: Statement = {
    type: 'edge',
    edge: 'part-of',
    source: contentId(file, run),
    target: contentId(folder, run),
    role: 'member',
    selector: { path: file.path.slice(folder.path.length + 1) },
    origin: 'observed',
  }
  return node === undefined ? [member] : [node, member]
}

import type { RunId } from '../domain/id.ts'
import { placeOf } from '../domain/place.ts'
import type { Statement } from '../domain/statement.ts'
import { instantOf } from '../domain/time.ts'
import type { Origin } from '../domain/vocabulary.ts'
import { artifactStatements, contentId } from './artifact-statements.ts'
import type { Contents, RunFolder } from './files/folders.ts'
import type { RunFile } from './files/run-file.ts'

/** What a run used, or generated: an edge for each file or folder, with what it leads to. */
export function fileStatements(
  edge: 'used' | 'generated',
  { alone, folders }: Contents,
  run: RunId,
  host: string,
): Statement[] {
  return [
    ...alone.flatMap((file) => touched(edge, file, { path: file.name }, run, host)),
    ...folders.flatMap((folder) => touched(edge, folder, selectorOf(folder), run, host)),
  ]
}

const selectorOf = ({ name, files, of }: RunFolder) => ({
  ...{ path: name, files: files.length },
  ...(of === undefined ? {} : { of }),
})

/**
 * What was written on goes on from what lay there, which is no input of the run: by an edge with the place where that lay,
 * and with the time of the write, of which alone it is true.
 */
export function revisionStatements({ alone, folders }: Contents, run: RunId, host: string): Statement[] {
  return [
    ...alone.flatMap((file) => revision(file, file.at, run, host)),
    ...folders.flatMap(({ files, at }) =>
      files.flatMap((file) => {
        const edge = revision(file, at, run, host)
        // In a folder nothing else is said of it.
        return edge.length === 0 ? [] : [...artifactStatements(file, contentId(file, run)), ...edge]
      }),
    ),
  ]
}

function revision(file: RunFile, at: number, run: RunId, host: string): Statement[] {
  const { revises } = file
  if (revises === undefined) return []
  const target = contentId(revises, run)
  return [
    ...artifactStatements(revises, target),
    {
      type: 'edge',
      edge: 'derived',
      source: contentId(file, run),
      target,
      role: 'revision',
      selector: { path: revises.name },
      place: placeOf(host, revises.path),
      at: instantOf(at),
      origin: originBy(revises.witnesses),
      witnesses: [...revises.witnesses],
    },
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

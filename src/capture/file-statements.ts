import type { RunId } from '../domain/id.ts'
import { placeOf } from '../domain/place.ts'
import type { Statement } from '../domain/statement.ts'
import { instantOf } from '../domain/time.ts'
import type { Origin } from '../domain/vocabulary.ts'
import { artifactStatements, contentId } from './artifact-statements.ts'
import type { Contents, RunFolder } from './files/folders.ts'
import type { RunFile } from './files/run-files.ts'

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

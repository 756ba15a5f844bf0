import type { ArtifactId, RunId } from '../domain/id.ts'
import type { Statement } from '../domain/statement.ts'
import type { RunFile } from './files/run-file.ts'

/** Content whose digest nobody knows any more still has a name, which says so. */
export const contentId = ({ digest, name }: Pick<RunFile, 'digest' | 'name'>, run: RunId): ArtifactId =>
  digest ?? `unpinned:${run.replace(/^run:/, '').replaceAll('/', '.')}/${name}`

const kinds = { data: 'dataset', model: 'model', configuration: 'configuration', metrics: 'metrics' } as const

/** What a file or a folder is. Its kind was guessed from calls and names, unless the user said it. */
export function artifactStatements(
  { name, bytes, role, isDeclared }: Pick<RunFile, 'name' | 'bytes' | 'role' | 'isDeclared'>,
  id: ArtifactId,
): Statement[] {
  const node = { type: 'node' as const, node: 'artifact' as const, id }
  return [
    { ...node, name, ...(bytes === undefined ? {} : { bytes }), origin: 'observed' },
    { ...node, kind: kinds[role], origin: isDeclared === true ? 'declared' : 'inferred' },
  ]
}

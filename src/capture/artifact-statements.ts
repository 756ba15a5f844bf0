import type { ArtifactId, RunId } from '../domain/id.ts'
import type { Statement } from '../domain/statement.ts'
import type { RunFile } from './run-files.ts'

/** Content whose digest nobody knows any more still has a name, which says so. */
export const contentId = ({ digest, name }: RunFile, run: RunId): ArtifactId =>
  digest ?? `unpinned:${run.replace(/^run:/, '').replaceAll('/', '.')}/${name}`

export function artifactStatements({ name, bytes, role }: RunFile, id: ArtifactId): Statement[] {
  const kinds = { data: 'dataset', model: 'model', configuration: 'configuration', metrics: 'metrics' } as const
  const node = { type: 'node' as const, node: 'artifact' as const, id }
  return [
    { ...node, name, ...(bytes === undefined ? {} : { bytes }), origin: 'observed' },
    { ...node, kind: kinds[role], origin: 'inferred' },
  ]
}

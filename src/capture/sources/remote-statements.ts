import type { ArtifactId, RunId } from '../../domain/id.ts'
import type { Statement } from '../../domain/statement.ts'
import { instantOf } from '../../domain/time.ts'
import { contentId } from '../artifact-statements.ts'
import { recordable, recordableText } from '../recordable.ts'
import type { CachedUse } from './cached-files.ts'
import type { Remote, RemoteContent } from './remote-content.ts'

const kinds = { data: 'dataset', model: 'model' } as const

/**
 * What a run read and wrote elsewhere: an edge for each, with what it leads to, and the facets `sources` and `queries` with
 * what else was seen.
 */
export function remoteStatements({ contents, queries, queriesLeftOut, cached }: Remote, run: RunId): Statement[] {
  const facts = contents.map((content) => {
    const { edge, name, place, facts } = content
    return { edge, name, place: place === name ? undefined : place, artifact: idOf(content, run), ...facts }
  })
  const files = cached.map(({ edge, path, artifact, name, asset, revision, file }) => {
    return { edge, name: path, artifact, repository: name, asset, revision, file }
  })
  return [
    ...contents.flatMap((content) => contentStatements(content, run)),
    ...cached.flatMap(cachedStatements),
    ...(facts.length + files.length === 0 ? [] : [facet(run, 'sources', [...facts, ...files])]),
    ...(queries.length === 0
      ? []
      : [facet(run, 'queries', { sent: queries, leftOut: queriesLeftOut === 0 ? undefined : queriesLeftOut })]),
  ]
}

function facet(run: RunId, name: string, body: unknown): Statement {
  return { type: 'facet', subject: run, name, body: recordable(body), origin: 'observed' }
}

/** What has no id of its own has a name in this run alone. */
const idOf = ({ id, name }: RemoteContent, run: RunId): ArtifactId => id ?? contentId({ digest: undefined, name }, run)

function contentStatements(content: RemoteContent, run: RunId): Statement[] {
  const { edge, place, role, at, bytes, sameAs, asset } = content
  const id = idOf(content, run)
  const name = recordableText(content.name)
  const node = { type: 'node' as const, node: 'artifact' as const, id }
  const instant = instantOf(at)
  return [
    { ...node, name, ...(bytes === undefined ? {} : { bytes }), origin: 'observed' },
    { ...node, kind: kinds[role], origin: 'inferred' },
    {
      type: 'edge',
      edge,
      source: run,
      target: id,
      role,
      selector: { path: name },
      place: recordableText(place),
      at: instant,
      origin: 'observed',
      witnesses: ['python'],
    },
    ...(sameAs === undefined
      ? []
      : [{ type: 'edge' as const, edge: 'same-as' as const, source: id, target: sameAs, origin: 'observed' as const }]),
    ...(asset === undefined ? [] : assetStatements(id, asset)),
  ]
}

/** The content is on record as a file: here is what it is a version of, as its cache tells. */
function cachedStatements({ artifact, asset, kind, name, revision, file }: CachedUse): Statement[] {
  const selector = { ...(revision === undefined ? {} : { revision }), ...(file === undefined ? {} : { path: file }) }
  return [
    { type: 'node', node: 'asset', id: asset, kind, name: recordableText(name), origin: 'observed' },
    { type: 'edge', edge: 'version-of', source: artifact, target: asset, selector, origin: 'inferred' },
  ]
}

function assetStatements(id: ArtifactId, asset: NonNullable<RemoteContent['asset']>): Statement[] {
  return [
    {
      type: 'node',
      node: 'asset',
      id: asset.id,
      kind: asset.kind,
      name: recordableText(asset.name),
      origin: 'observed',
    },
    { type: 'edge', edge: 'version-of', source: id, target: asset.id, origin: 'observed' },
  ]
}

import type { ArtifactId, RunId } from '../../domain/id.ts'
import type { Statement } from '../../domain/statement.ts'
import { instantOf } from '../../domain/time.ts'
import { contentId } from '../artifact-statements.ts'
import { recordable, recordableText } from '../recordable.ts'
import type { CachedUse } from './cached-files.ts'
import type { Remote, RemoteContent } from './remote-content.ts'
import { groupRemote, type RemoteFolder } from './remote-folders.ts'

const kinds = { data: 'dataset', model: 'model' } as const

/**
 * What a run read and wrote elsewhere: an edge for each, with what it leads to, and the facets `sources` and `queries` with
 * what else was seen.
 */
export function remoteStatements({ contents, queries, queriesLeftOut, cached }: Remote, run: RunId): Statement[] {
  const { alone, folders } = groupRemote(contents)
  const sources = [
    ...alone.map((content) => sourceFacts(content, idOf(content, run), content.facts)),
    ...folders.map((folder) => sourceFacts(folder, folder.id, { files: folder.files.length })),
    ...cached.map(cachedFacts),
  ]
  const sent = { sent: queries, leftOut: queriesLeftOut === 0 ? undefined : queriesLeftOut }
  return [
    ...alone.flatMap((content) => contentStatements(content, run)),
    ...folders.flatMap((folder) => folderStatements(folder, run)),
    ...cached.flatMap(cachedStatements),
    ...(sources.length === 0 ? [] : [facet(run, 'sources', sources)]),
    ...(queries.length === 0 ? [] : [facet(run, 'queries', sent)]),
  ]
}

type Named = Pick<RemoteContent, 'edge' | 'name' | 'place'>

function sourceFacts({ edge, name, place }: Named, artifact: ArtifactId, facts: RemoteContent['facts']) {
  return { edge, name, place: place === name ? undefined : place, artifact, ...facts }
}

function cachedFacts({ edge, path, artifact, name, asset, revision, file }: CachedUse) {
  return { edge, name: path, artifact, repository: name, asset, revision, file }
}

function facet(run: RunId, name: string, body: unknown): Statement {
  return { type: 'facet', subject: run, name, body: recordable(body), origin: 'observed' }
}

/** What has no id of its own has a name in this run alone. */
const idOf = ({ id, name }: RemoteContent, run: RunId): ArtifactId => id ?? contentId({ digest: undefined, name }, run)

function contentStatements(content: RemoteContent, run: RunId): Statement[] {
  const { asset, role } = content
  const id = idOf(content, run)
  return [
    ...nodeStatements(content, id),
    edgeStatement(content, { run, id, role, selector: { path: recordableText(content.name) } }),
    ...(asset === undefined ? [] : assetStatements(id, asset)),
  ]
}

/** A folder is one content, which lists its files. Those of them that have another name are said for that. */
function folderStatements(folder: RemoteFolder, run: RunId): Statement[] {
  const { id, files } = folder
  const selector = { path: recordableText(folder.name), files: files.length }
  return [
    ...nodeStatements({ ...folder, role: 'data' }, id),
    edgeStatement(folder, { run, id, role: 'data', selector }),
    ...files.flatMap((file) => (file.sameAs === undefined ? [] : nodeStatements(file, file.id))),
  ]
}

type Described = Pick<RemoteContent, 'name' | 'role' | 'bytes' | 'sameAs' | 'isDeclared'>

function nodeStatements({ name, role, bytes, sameAs, isDeclared }: Described, id: ArtifactId): Statement[] {
  const node = { type: 'node' as const, node: 'artifact' as const, id }
  return [
    {
      ...node,
      name: recordableText(name),
      ...(bytes === undefined ? {} : { bytes }),
      origin: isDeclared ? 'declared' : 'observed',
    },
    { ...node, kind: kinds[role], origin: 'inferred' },
    ...(sameAs === undefined
      ? []
      : [{ type: 'edge' as const, edge: 'same-as' as const, source: id, target: sameAs, origin: 'observed' as const }]),
  ]
}

type Meant = {
  readonly run: RunId
  readonly id: ArtifactId
  readonly role: string
  readonly selector: Readonly<Record<string, unknown>>
}

function edgeStatement(
  { edge, place, at, isDeclared }: Pick<RemoteContent, 'edge' | 'place' | 'at' | 'isDeclared'>,
  { run, id, role, selector }: Meant,
): Statement {
  return {
    type: 'edge',
    edge,
    source: run,
    target: id,
    role,
    selector,
    place: recordableText(place),
    at: instantOf(at),
    origin: isDeclared ? 'declared' : 'observed',
    witnesses: [isDeclared ? 'declared' : 'python'],
  }
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

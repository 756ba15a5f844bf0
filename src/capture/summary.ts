import Type, { type Static } from 'typebox'
import { ArtifactId, RunId } from '../domain/schema.ts'
import { Numeric } from '../domain/statement.ts'
import type { Captured } from './capture.ts'
import { groupFolders } from './files/folders.ts'
import { nameBelow, type RunFile } from './files/run-files.ts'
import type { RemoteContent } from './sources/remote-content.ts'

export const SummaryFile = Type.Object({
  path: Type.String({ description: 'below the project’s root, or absolute' }),
  digest: Type.Optional(ArtifactId),
  bytes: Type.Optional(Type.Integer()),
  witnesses: Type.Array(Type.String()),
})

export const SummarySource = Type.Object({
  operation: Type.Enum(['read', 'write']),
  kind: Type.Enum(['address', 'object', 'table']),
  name: Type.String({ description: 'as the program named it, without secrets' }),
  place: Type.String({ description: 'the same on every machine' }),
  id: Type.Optional(Type.String({ description: 'the digest of all that passed through; else etag:… or unpinned:…' })),
  bytes: Type.Optional(Type.Integer()),
})

/** What `pedigree run --summary FILE` writes, for scripts. */
export const Summary = Type.Object({
  run: RunId,
  grade: Type.Enum(['A', 'B', 'C']),
  blind: Type.Array(Type.String({ description: 'what could not be seen, in words' })),
  reads: Type.Array(SummaryFile),
  writes: Type.Array(SummaryFile),
  remote: Type.Optional(Type.Array(SummarySource, { description: 'what was read and written that is no file' })),
  code: Type.Object({
    tree: ArtifactId,
    commit: Type.Optional(Type.String()),
    dirty: Type.Boolean(),
    files: Type.Array(Type.Object({ path: Type.String(), digest: ArtifactId })),
  }),
  parameters: Type.Record(Type.String(), Type.Object({ value: Type.Unknown(), from: Type.String() })),
  metrics: Type.Array(Type.Object({ key: Type.String(), value: Numeric, from: Type.String() })),
  model: Type.Optional(SummaryFile),
  packages: Type.Record(Type.String(), Type.String()),
})
export type Summary = Static<typeof Summary>

export function summaryOf(run: string, captured: Captured): Summary {
  const { grade, blind, files, remote, code, learned, environment, root } = captured
  const { alone, folders } = groupFolders(files.writes, captured.model)
  const model = [...folders, ...alone].find(({ role }) => role === 'model')
  return {
    run,
    grade,
    blind: [...blind],
    reads: files.reads.map(fileOf),
    writes: files.writes.map(fileOf),
    ...(remote.contents.length === 0 ? {} : { remote: remote.contents.map(sourceOf) }),
    code: {
      tree: code.tree,
      ...(code.commit === undefined ? {} : { commit: code.commit }),
      dirty: code.dirty,
      files: files.sources.map(({ path, sha256 }) => ({ path: nameBelow(root, path), digest: `sha256:${sha256}` })),
    },
    parameters: Object.fromEntries([...learned.parameters].map(([name, { value, from }]) => [name, { value, from }])),
    metrics: learned.metrics.map(({ key, value, from }) => ({
      key,
      value: Number.isFinite(value) ? value : { number: String(value) },
      from,
    })),
    ...(model === undefined ? {} : { model: fileOf(model) }),
    packages: { ...environment?.imported },
  }
}

function sourceOf({ edge, kind, name, place, id, bytes }: RemoteContent) {
  return {
    operation: edge === 'used' ? ('read' as const) : ('write' as const),
    kind,
    name,
    place,
    ...(id === undefined ? {} : { id }),
    ...(bytes === undefined ? {} : { bytes }),
  }
}

function fileOf({ name, digest, bytes, witnesses }: Pick<RunFile, 'name' | 'digest' | 'bytes' | 'witnesses'>) {
  return {
    path: name,
    ...(digest === undefined ? {} : { digest }),
    ...(bytes === undefined ? {} : { bytes }),
    witnesses: [...witnesses],
  }
}

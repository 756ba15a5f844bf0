import Type, { type Static } from 'typebox'
import type { FeatureMap } from '../domain/feature-map.ts'
import { ArtifactId, RunId } from '../domain/schema.ts'
import { Numeric } from '../domain/statement.ts'
import type { Captured } from './capture.ts'
import { groupFolders } from './files/folders.ts'
import { nameBelow, type RunFile } from './files/run-files.ts'

export const SummaryFile = Type.Object({
  path: Type.String({ description: 'below the project’s root, or absolute' }),
  digest: Type.Optional(ArtifactId),
  bytes: Type.Optional(Type.Integer()),
  witnesses: Type.Array(Type.String()),
})

/** What `pedigree run --summary FILE` writes, for scripts. */
export const Summary = Type.Object({
  run: RunId,
  grade: Type.Enum(['A', 'B', 'C']),
  blind: Type.Array(Type.String({ description: 'what could not be seen, in words' })),
  reads: Type.Array(SummaryFile),
  writes: Type.Array(SummaryFile),
  code: Type.Object({
    tree: ArtifactId,
    commit: Type.Optional(Type.String()),
    dirty: Type.Boolean(),
    files: Type.Array(Type.Object({ path: Type.String(), digest: ArtifactId })),
  }),
  parameters: Type.Record(Type.String(), Type.Object({ value: Type.Unknown(), from: Type.String() })),
  metrics: Type.Array(Type.Object({ key: Type.String(), value: Numeric, from: Type.String() })),
  features: Type.Array(
    Type.Object({
      class: Type.String(),
      at: Type.Optional(Type.String()),
      columns: Type.Record(Type.String(), Type.Integer(), {
        description: 'how many columns it was given, by how it is known where they come from',
      }),
    }),
    { description: 'what was fitted, with what it was given' },
  ),
  unused: Type.Array(
    Type.Object(
      { path: Type.String(), columns: Type.Array(Type.String()) },
      {
        description: 'columns that were read and reached no model under their name or with their values',
      },
    ),
  ),
  determinism: Type.Array(
    Type.String({ description: 'why the run may come out otherwise when it is done again, in words' }),
  ),
  model: Type.Optional(SummaryFile),
  packages: Type.Record(Type.String(), Type.String()),
})
export type Summary = Static<typeof Summary>

export function summaryOf(run: string, captured: Captured): Summary {
  const { grade, blind, files, code, learned, environment, determinism, root } = captured
  const { alone, folders } = groupFolders(files.writes, captured.model)
  const model = [...folders, ...alone].find(({ role }) => role === 'model')
  return {
    run,
    grade,
    blind: [...blind],
    reads: files.reads.map(fileOf),
    writes: files.writes.map(fileOf),
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
    ...featuresIn(learned.features),
    determinism: determinism.map(({ text }) => text),
    ...(model === undefined ? {} : { model: fileOf(model) }),
    packages: { ...environment?.imported },
  }
}

function featuresIn(map: FeatureMap | undefined): Pick<Summary, 'features' | 'unused'> {
  const features = map?.models.map(({ class: name, at, inputs, unknown }) => {
    const kinds = [...inputs.map(({ how }) => how), ...(unknown === undefined ? [] : (['unknown'] as const))]
    const columnsOf = (kind: string) =>
      new Set(inputs.flatMap(({ how, columns }) => (how === kind ? columns : []))).size
    const missing = typeof unknown === 'number' ? unknown : (unknown?.length ?? 0)
    const columns = kinds.map((kind) => [kind, kind === 'unknown' ? missing : columnsOf(kind)] as const)
    return { class: name, ...(at === undefined ? {} : { at }), columns: Object.fromEntries(columns) }
  })
  const unused = map?.unused?.map(({ file, columns }) => ({ path: map.files[file]?.path ?? '', columns }))
  return { features: features ?? [], unused: unused ?? [] }
}

function fileOf({ name, digest, bytes, witnesses }: Pick<RunFile, 'name' | 'digest' | 'bytes' | 'witnesses'>) {
  return {
    path: name,
    ...(digest === undefined ? {} : { digest }),
    ...(bytes === undefined ? {} : { bytes }),
    witnesses: [...witnesses],
  }
}

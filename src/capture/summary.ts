import Type, { type Static } from 'typebox'
import { MeasuredRows } from '../domain/measured-rows.ts'
import { ArtifactId, RunId } from '../domain/schema.ts'
import { Numeric } from '../domain/statement.ts'

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

export const SummaryWrite = Type.Object({
  ...SummaryFile.properties,
  revises: Type.Optional(
    Type.Object(
      { path: Type.String(), digest: Type.Optional(ArtifactId) },
      { description: 'what lay there before, where the run wrote on (a log that it added to) without reading it' },
    ),
  ),
})

export const SummaryMetric = Type.Object(
  {
    key: Type.String(),
    value: Numeric,
    from: Type.String(),
    on: Type.Optional(ArtifactId),
    rows: Type.Optional(MeasuredRows),
    of: Type.Optional(ArtifactId),
    also: Type.Optional(
      Type.Array(ArtifactId, { description: 'the model’s other bytes, where it went to several files' }),
    ),
    unsaved: Type.Optional(Type.Literal(true, { description: 'the model went to no file, as a baseline' })),
  },
  { description: 'with the data (`on`) and the model (`of`) that it is about, which are conclusions' },
)

/** What `pedigree run --summary FILE` writes, for scripts. */
export const Summary = Type.Object({
  run: RunId,
  grade: Type.Enum(['A', 'B', 'C']),
  blind: Type.Array(Type.String({ description: 'what could not be seen, in words' })),
  reads: Type.Array(SummaryFile),
  writes: Type.Array(SummaryWrite),
  earlier: Type.Optional(
    Type.Array(SummaryFile, { description: 'what it had written there before, and others read meanwhile' }),
  ),
  remote: Type.Optional(Type.Array(SummarySource, { description: 'what was read and written that is no file' })),
  code: Type.Object({
    tree: ArtifactId,
    commit: Type.Optional(Type.String()),
    dirty: Type.Boolean(),
    files: Type.Array(Type.Object({ path: Type.String(), digest: ArtifactId })),
  }),
  parameters: Type.Record(Type.String(), Type.Object({ value: Type.Unknown(), from: Type.String() })),
  metrics: Type.Array(SummaryMetric),
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
  model: Type.Optional(Type.Object(SummaryFile.properties, { description: 'of several, the one that it wrote last' })),
  packages: Type.Record(Type.String(), Type.String()),
})
export type Summary = Static<typeof Summary>

import Type, { type Static } from 'typebox'
import { ArtifactId, RunId } from '../domain/schema.ts'
import { Numeric } from '../domain/statement.ts'

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
  model: Type.Optional(SummaryFile),
  packages: Type.Record(Type.String(), Type.String()),
})
export type Summary = Static<typeof Summary>

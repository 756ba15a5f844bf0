import Type, { type Static } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { ArtifactId } from './schema.ts'

/** How it is known which column of a file a model was given, the surest first. */
export const linkKinds = ['value match', 'same frame', 'name match'] as const

/**
 * Columns that a model was given, with where they come from. `files` are positions in the map's `files`: several where
 * tables were put together. `from` has the names in the file, where they are others.
 */
export const FeatureInputs = Type.Object({
  how: Type.Enum(linkKinds),
  files: Type.Array(Type.Integer({ minimum: 0 })),
  columns: Type.Array(Type.String()),
  from: Type.Optional(Type.Array(Type.String())),
})

/** What a branch of a fitted pipeline makes of its columns: exact, since the pipeline itself tells. */
export const FeatureBranch = Type.Object({
  columns: Type.Array(Type.String()),
  through: Type.Array(Type.String()),
  count: Type.Optional(Type.Integer({ minimum: 0 })),
  features: Type.Optional(Type.Array(Type.String())),
})

/** One fitted model. `unknown` are the columns of which nobody knows where they come from: their names, or how many. */
export const ModelFeatures = Type.Object({
  class: Type.String(),
  at: Type.Optional(Type.String()),
  inputs: Type.Array(FeatureInputs),
  unknown: Type.Optional(Type.Union([Type.Array(Type.String()), Type.Integer({ minimum: 1 })])),
  target: Type.Optional(Type.Array(FeatureInputs)),
  branches: Type.Optional(Type.Array(FeatureBranch)),
})

/** The facet `features` of a run, and of a model that it wrote: which columns of which files became which features. */
export const FeatureMap = Type.Object({
  files: Type.Array(Type.Object({ path: Type.String(), digest: Type.Optional(ArtifactId) })),
  models: Type.Array(ModelFeatures),
  /** Columns of those files that reached no model under their name or with their values. */
  unused: Type.Optional(
    Type.Array(Type.Object({ file: Type.Integer({ minimum: 0 }), columns: Type.Array(Type.String()) })),
  ),
})

export type FeatureInputs = Static<typeof FeatureInputs>
export type FeatureBranch = Static<typeof FeatureBranch>
export type ModelFeatures = Static<typeof ModelFeatures>
export type FeatureMap = Static<typeof FeatureMap>

let shape: Validator | undefined

/** The body of a facet `features`, or undefined where a client sent something of another shape under that name. */
export function parseFeatureMap(body: unknown): FeatureMap | undefined {
  shape ??= Compile(FeatureMap)
  return shape.Check(body) ? (body as FeatureMap) : undefined
}

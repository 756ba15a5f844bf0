import type { FeatureMap } from '../domain/feature-map.ts'
import type { ArtifactId } from '../domain/id.ts'
import { type Descent, descentsOf } from './descent.ts'
import { featureMapOf, featuresOfModels } from './features/feature-map.ts'
import { isCalledModel } from './files/file-role.ts'
import { nameBelow } from './files/name-below.ts'
import type { RunFile, RunFiles } from './files/run-file.ts'
import type { LearnedMetric } from './metrics/learned-metric.ts'
import { learnedMetrics } from './metrics/learned-metrics.ts'
import { type LearnedParameter, parametersOf } from './parameters/learned-parameters.ts'
import { type UnsetVariable, unsetVariables } from './parameters/variables.ts'
import type { PythonEvents, PythonFit } from './python/python-event.ts'
import { standingDumps } from './python/standing-dumps.ts'

/** A class that was fitted, with what it was given. */
export type Algorithm = {
  readonly class: string
  readonly method: string
  readonly at: string | undefined
  readonly shape: readonly number[] | undefined
  readonly features: readonly string[] | undefined
  /** The fits inside it, by class. */
  readonly nested: Readonly<Record<string, number>> | undefined
  readonly uncounted: string | undefined
}

/** What the run learned from: parameters, metrics and algorithms, each with where it stands. */
export type Learned = {
  readonly parameters: ReadonlyMap<string, LearnedParameter>
  readonly unset: readonly UnsetVariable[]
  readonly metrics: readonly LearnedMetric[]
  readonly algorithms: readonly Algorithm[]
  /** Which columns became which features: of all that was fitted, and of each model that was written. */
  readonly features: FeatureMap | undefined
  readonly modelFeatures: ReadonlyMap<ArtifactId, FeatureMap>
  /** The fits of the estimators in each model that was written. */
  readonly modelFits: ReadonlyMap<ArtifactId, readonly string[]>
  /** Which models that were written go on from models that were read. */
  readonly descents: readonly Descent[]
  /** What kind of run this looks like, from what it read, fitted and wrote; a run that did none of it looks like nothing. */
  readonly kind: 'train' | 'evaluate' | 'transform' | 'acquire' | 'observe' | undefined
}

type Sources = { readonly files: RunFiles; readonly python: PythonEvents; readonly root: string }

export const nothingLearned: Learned = {
  parameters: new Map(),
  unset: [],
  metrics: [],
  algorithms: [],
  features: undefined,
  modelFeatures: new Map(),
  modelFits: new Map(),
  descents: [],
  kind: undefined,
}

/** `train.py:21`, where it is known. */
type Where = (place: { readonly file?: string; readonly line?: number }) => string | undefined

export const placeBelow =
  (root: string): Where =>
  ({ file, line }) =>
    file === undefined ? undefined : `${nameBelow(root, file)}:${line ?? '?'}`

export function learnedFrom({ files, python: told, root }: Sources): Learned {
  const where = placeBelow(root)
  const python = { ...told, dumps: standingDumps(told) }
  // What a library fits or computes inside (trees of a forest, scores of a search) is not what the user asked for.
  const fits = python.fits.filter(({ by }) => by === undefined)
  const calls = python.arguments.filter(({ by }) => by === undefined)
  const metrics = learnedMetrics({ files, python, where })
  // A table can come from what the run itself wrote before.
  const sources = { fits, frames: python.frames, reads: [...files.reads, ...files.writes], where }
  return {
    parameters: parametersOf({ files, calls, variables: python.variables, fits, where }),
    unset: unsetVariables(python.variables, where),
    metrics,
    algorithms: fits.map((fit) => ({
      class: fit.class,
      method: fit.method,
      at: where(fit),
      shape: fit.shape,
      features: fit.features ?? fit.columns,
      nested: fit.nested,
      uncounted: fit.workers ? 'further fits in worker processes' : undefined,
    })),
    features: featureMapOf(sources),
    modelFeatures: featuresOfModels(sources, python.dumps, files.writes),
    modelFits: fitsOfModels(files, python),
    descents: descentsOf(files, python.dumps),
    kind: kindOf(files, fits, metrics),
  }
}

function fitsOfModels({ writes }: RunFiles, { dumps }: PythonEvents): Map<ArtifactId, string[]> {
  const models = writes.filter(({ role }) => role === 'model')
  const found = new Map<ArtifactId, string[]>()
  for (const { path, digest } of models) {
    const fits = dumps.flatMap((dump) => (dump.path === path ? (dump.fits ?? []) : []))
    if (digest !== undefined && fits.length > 0) found.set(digest, [...(found.get(digest) ?? []), ...fits])
  }
  return found
}

function kindOf(
  { reads, writes }: RunFiles,
  fits: readonly PythonFit[],
  metrics: readonly LearnedMetric[],
): Learned['kind'] {
  const makesModel = writes.some(({ role }) => role === 'model')
  if (makesModel && fits.length > 0) return 'train'
  if (makesModel) return 'transform'
  const isCalled = ({ role, path }: RunFile) => role === 'data' && isCalledModel(path)
  const readsModel = reads.some(({ role }) => role === 'model') || (reads.some(isCalled) && !writes.some(isCalled))
  if (metrics.length > 0 && readsModel) return 'evaluate'
  // `rm`, and a `make` that found nothing to do or whose steps are on record by themselves.
  if (reads.length === 0) return writes.length > 0 ? 'acquire' : undefined
  return writes.length > 0 ? 'transform' : 'observe'
}

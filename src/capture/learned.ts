import type { FeatureMap } from '../domain/feature-map.ts'
import type { ArtifactId } from '../domain/id.ts'
import { featureMapOf, featuresOfModels } from './features/feature-map.ts'
import { nameBelow, type RunFile, type RunFiles } from './files/run-files.ts'
import { betterOf, readMetricFile } from './metrics/metric-file.ts'
import { type LearnedParameter, parametersOf } from './parameters/learned-parameters.ts'
import type { PythonEvents, PythonFit } from './python/python-event.ts'

export type LearnedMetric = {
  readonly key: string
  /** The last value, where it was measured at several steps. */
  readonly value: number
  readonly better: 'lower' | 'higher' | undefined
  /** `metrics.json`, or the call: `evaluate.py:24`. */
  readonly from: string
  readonly at: number
  readonly samples: number | undefined
  /** All values in columns of equal length: one at step 0 where there is but a number. Times are ms since 1970. */
  readonly points: {
    readonly steps: readonly number[]
    readonly values: readonly number[]
    readonly times: readonly number[]
  }
}
/** A class that was fitted, with what it was given. */
export type Algorithm = {
  readonly class: string
  readonly method: string
  readonly at: string | undefined
  readonly shape: readonly number[] | undefined
  readonly features: readonly string[] | undefined
  readonly nested: Readonly<Record<string, number>> | undefined
}

/** What the run learned from: parameters, metrics and algorithms, each with where it stands. */
export type Learned = {
  readonly parameters: ReadonlyMap<string, LearnedParameter>
  readonly metrics: readonly LearnedMetric[]
  readonly algorithms: readonly Algorithm[]
  /** Which columns became which features: of all that was fitted, and of each model that was written. */
  readonly features: FeatureMap | undefined
  readonly modelFeatures: ReadonlyMap<ArtifactId, FeatureMap>
  /** What kind of run this looks like, from what it read, fitted and wrote. */
  readonly kind: 'train' | 'evaluate' | 'transform' | 'acquire' | 'observe'
  /** The data that metrics were measured on, where it can be told, and how. */
  readonly measuredOn: { readonly file: RunFile; readonly method: string } | undefined
}

type Sources = { readonly files: RunFiles; readonly python: PythonEvents; readonly root: string }

export const nothingLearned: Learned = {
  parameters: new Map(),
  metrics: [],
  algorithms: [],
  features: undefined,
  modelFeatures: new Map(),
  kind: 'observe',
  measuredOn: undefined,
}

/** `train.py:21`, where it is known. */
type Where = (place: { readonly file?: string; readonly line?: number }) => string | undefined

export function learnedFrom({ files, python, root }: Sources): Learned {
  const where: Where = ({ file, line }) => (file === undefined ? undefined : `${nameBelow(root, file)}:${line ?? '?'}`)
  // What a library fits or computes inside (trees of a forest, scores of a search) is not what the user asked for.
  const fits = python.fits.filter(({ by }) => by === undefined)
  const calls = python.arguments.filter(({ by }) => by === undefined)
  const measured = python.metrics.filter(({ by }) => by === undefined)
  const byCall = Map.groupBy(measured, (metric) => `${metric.pid} ${metric.name} ${where(metric)}`)
  const metrics = [
    ...files.writes.filter(({ role }) => role === 'metrics').flatMap(metricsOfFile),
    ...[...byCall.values()].flatMap((calls) => metricOfCalls(calls, where)),
  ]
  const told = { fits, frames: python.frames, reads: files.reads, where }
  return {
    parameters: parametersOf({ reads: files.reads, calls, fits, where }),
    metrics,
    algorithms: fits.map((fit) => ({
      class: fit.class,
      method: fit.method,
      at: where(fit),
      shape: fit.shape,
      features: fit.features ?? fit.columns,
      nested: fit.nested,
    })),
    features: featureMapOf(told),
    modelFeatures: featuresOfModels(told, python.dumps, files.writes),
    kind: kindOf(files, fits, metrics),
    measuredOn: metrics.length === 0 ? undefined : measuredOn(files, python, metrics),
  }
}

function metricsOfFile({ path, name, at, digest }: RunFile): LearnedMetric[] {
  if (digest === undefined) return []
  return readMetricFile(path).map(({ points, ...metric }) => {
    const times = points.steps.map(() => at)
    return { ...metric, from: name, at, samples: undefined, points: { ...points, times } }
  })
}

/** One call in the source, made once or in a loop: then its values are a curve, with the calls counted from 0. */
function metricOfCalls(calls: PythonEvents['metrics'], where: Where): LearnedMetric[] {
  const last = calls.at(-1)
  if (last === undefined) return []
  const { name, value, at, samples } = last
  const points = {
    steps: calls.map(({ count }) => (calls.length === 1 ? 0 : count - 1)),
    values: calls.map((call) => call.value),
    times: calls.map((call) => call.at),
  }
  return [{ key: name, value, better: betterOf(name), from: where(last) ?? 'a call', at, samples, points }]
}

function kindOf(
  { reads, writes }: RunFiles,
  fits: readonly PythonFit[],
  metrics: readonly LearnedMetric[],
): Learned['kind'] {
  const makesModel = writes.some(({ role }) => role === 'model')
  if (makesModel && fits.length > 0) return 'train'
  if (makesModel) return 'transform'
  if (metrics.length > 0 && reads.some(({ role }) => role === 'model')) return 'evaluate'
  if (reads.length === 0) return writes.length > 0 ? 'acquire' : 'observe'
  return writes.length > 0 ? 'transform' : 'observe'
}

/**
 * The data behind the metrics: the only data set read, else the one with as many rows as the metric had samples; of
 * several the one with the fewest columns, which is nearest to being the answers alone.
 */
function measuredOn(
  { reads }: RunFiles,
  { frames }: PythonEvents,
  metrics: readonly LearnedMetric[],
): Learned['measuredOn'] {
  const data = reads.filter(({ role, digest }) => role === 'data' && digest !== undefined)
  const [first] = data
  if (first !== undefined && data.length === 1) return { file: first, method: 'the only data that the run read' }
  const samples = new Set(metrics.flatMap(({ samples: count }) => count ?? []))
  const matching = data
    .flatMap((file) => {
      const shape = frames.find(({ operation, path }) => operation === 'read' && path === file.path)?.shape
      return shape?.[0] !== undefined && samples.has(shape[0]) ? [{ file, columns: shape[1] ?? 1 }] : []
    })
    .sort((a, b) => a.columns - b.columns || (a.file.name < b.file.name ? -1 : 1))
  const [nearest] = matching
  return nearest === undefined
    ? undefined
    : { file: nearest.file, method: 'as many rows as the metric had samples, fewest columns' }
}

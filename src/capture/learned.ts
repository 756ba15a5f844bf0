import { readFileSync } from 'node:fs'
import { readConfiguration } from './configuration.ts'
import { betterOf, readMetricFile } from './metric-file.ts'
import { pathBytes } from './path-text.ts'
import type { PythonEvents, PythonFit } from './python-event.ts'
import { nameBelow, type RunFile, type RunFiles } from './run-files.ts'
import { redactValue } from './secrets.ts'

export type LearnedParameter = { readonly value: unknown; readonly from: string; readonly isDefault: boolean }
export type LearnedMetric = {
  readonly key: string
  readonly value: number
  readonly better: 'lower' | 'higher' | undefined
  /** `metrics.json`, or the call: `evaluate.py:24`. */
  readonly from: string
  readonly at: number
  readonly samples: number | undefined
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
  /** What kind of run this looks like, from what it read, fitted and wrote. */
  readonly kind: 'train' | 'evaluate' | 'transform' | 'acquire' | 'observe'
  /** The data that metrics were measured on, where it can be told, and how. */
  readonly measuredOn: { readonly file: RunFile; readonly method: string } | undefined
}

type Sources = {
  readonly files: RunFiles
  readonly python: PythonEvents
  readonly root: string
  readonly command: readonly string[]
}

export function learnedFrom({ files, python, root }: Sources): Learned {
  const where = ({ file, line }: { file?: string; line?: number }) =>
    file === undefined ? undefined : `${nameBelow(root, file)}:${line ?? '?'}`
  // What a library fits or computes inside (trees of a forest, scores of a search) is not what the user asked for.
  const fits = python.fits.filter(({ by }) => by === undefined)
  const metrics = [
    ...files.writes.filter(({ role }) => role === 'metrics').flatMap(metricsOfFile),
    ...python.metrics
      .filter(({ by }) => by === undefined)
      .map(({ name, value, at, samples, ...place }) => ({
        key: name,
        value,
        better: betterOf(name),
        from: where(place) ?? 'a call',
        at,
        samples,
      })),
  ]
  return {
    parameters: parametersOf(files, python, fits, where),
    metrics,
    algorithms: fits.map((fit) => ({
      class: fit.class,
      method: fit.method,
      at: where(fit),
      shape: fit.shape,
      features: fit.features ?? fit.columns,
      nested: fit.nested,
    })),
    kind: kindOf(files, fits, metrics),
    measuredOn: metrics.length === 0 ? undefined : measuredOn(files, python, metrics),
  }
}

function metricsOfFile({ path, name, at }: RunFile): LearnedMetric[] {
  return readMetricFile(path).map(({ key, value, better }) => ({
    key,
    value,
    better,
    from: name,
    at,
    samples: undefined,
  }))
}

type Where = (place: { file?: string; line?: number }) => string | undefined

/**
 * Parameters by name: configuration under its dotted keys, the command line under its own, an estimator's under the
 * estimator's class. A name that two configuration files use differently gets the file's name before it.
 */
function parametersOf(
  files: RunFiles,
  python: PythonEvents,
  fits: readonly PythonFit[],
  where: Where,
): Map<string, LearnedParameter> {
  const parameters = new Map<string, LearnedParameter>()
  const add = (name: string, value: unknown, from: string, isDefault: boolean, file: string) => {
    const before = parameters.get(name)
    const clashes = before !== undefined && JSON.stringify(before.value) !== JSON.stringify(value)
    parameters.set(clashes ? `${file}:${name}` : name, { value: redactValue(name, value).value, from, isDefault })
  }
  for (const { path, name, digest } of files.reads.filter(({ role }) => role === 'configuration')) {
    if (digest === undefined) continue
    for (const [key, { value, from }] of Object.entries(readConfiguration(readFileSync(pathBytes(path)), name).values))
      add(key, value, from, false, name)
  }
  for (const call of python.arguments.filter(({ by }) => by === undefined)) {
    for (const { name, value, from } of call.values) {
      const isDefault = from === 'default'
      add(name, value, isDefault ? `default of ${call.prog}` : from, isDefault, call.prog)
    }
  }
  for (const fit of fits) {
    const short = fit.class.slice(fit.class.lastIndexOf('.') + 1)
    for (const { name, value, from } of fit.parameters) {
      if (isEstimator(value)) continue
      const isDefault = from !== 'code'
      add(
        `${short}.${name}`,
        value,
        isDefault ? from : `call at ${where(fit) ?? 'the code'}`,
        isDefault,
        where(fit) ?? short,
      )
    }
  }
  return parameters
}

/** An estimator inside another: its own parameters are there under `<name>__<parameter>`. */
function isEstimator(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '$python' in value && !('text' in value) && !('shape' in value)
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

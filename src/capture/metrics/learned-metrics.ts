import type { RunFile, RunFiles } from '../files/run-file.ts'
import type { PythonEvents, PythonHistory, PythonMeasured, PythonMetric } from '../python/python-event.ts'
import { shortClass } from '../python/python-value.ts'
import type { LearnedMetric, MetricData } from './learned-metric.ts'
import { type Behind, callsByModel, type MetricModel, modelOf } from './measured-model.ts'
import { betterOf, readMetricFile } from './metric-file.ts'
import { aboutOfWritten, type Computed } from './written-value.ts'

/** `train.py:21`, where it is known. */
type Where = (place: { readonly file?: string; readonly line?: number }) => string | undefined
type Sources = { readonly files: RunFiles; readonly python: PythonEvents; readonly where: Where }
type Unplaced = Omit<LearnedMetric, 'on' | 'of'> & {
  readonly model?: Behind | undefined
  readonly data?: PythonMeasured | 'several' | undefined
  /** Each call by itself, where several are one metric. */
  readonly calls?: readonly PythonMetric[]
  /** Of calls: what all those of one line have in common, also where they are several metrics. */
  readonly line?: string
}

/**
 * The metrics of a run: those in the files that it wrote, those that it computed by a call, and how they went while a model
 * was trained. A second call of a metric in another line, as for training and test data, is `accuracy_score 2`.
 * A value in a file that is that of a call is the same metric, written down.
 */
export function learnedMetrics({ files: touched, python, where }: Sources): LearnedMetric[] {
  const files = withOwn(touched, python)
  const measured = python.metrics.filter(({ by }) => by === undefined)
  const of = (model: Behind | undefined): MetricModel => modelOf(files, python, model)
  const byCall = Map.groupBy(measured, (metric) => `${metric.pid} ${metric.name} ${where(metric)}`)
  const fromFiles = files.writes.filter(({ role }) => role === 'metrics').flatMap(metricsOfFile)
  const fromCalls = [
    ...[...byCall].flatMap(([line, calls]) =>
      callsByModel(calls, of).flatMap((each) => metricOfCalls(each, where).map((metric) => ({ ...metric, line }))),
    ),
    ...python.histories.flatMap((history) => metricsOfHistory(history, where)),
  ]
  const on = (data: Unplaced['data']) =>
    data === undefined ? undefined : data === 'several' ? 'none' : (measuredOn(files, data) ?? 'none')
  const placed = ({ data, model, calls: _, line: __, ...metric }: Unplaced): LearnedMetric => ({
    ...metric,
    of: of(model),
    on: on(data),
  })
  const computedAs = ({ key, from, value, data, model, points, calls, line }: Unplaced): Computed[] =>
    calls === undefined
      ? [value, ...points.values].map((value) => ({ key, from, value, of: of(model), on: on(data) }))
      : calls.map((call) => ({ key, from, line, value: call.value, of: of(call), on: on(call.data) }))
  const calls = numbered(fromCalls)
  const computed = calls.flatMap(computedAs)
  return [
    ...fromFiles.map(placed).map((metric) => ({ ...metric, ...aboutOfWritten(metric, computed) })),
    ...calls.map(placed),
  ]
}

/**
 * Files with those among the reads that the run wrote itself before it last measured: one run of several scripts measures on
 * what one of them made.
 */
function withOwn(files: RunFiles, { metrics, histories }: PythonEvents): RunFiles {
  const last = [...metrics, ...histories].reduce((latest, { at }) => Math.max(latest, at), Number.NEGATIVE_INFINITY)
  const read = new Set(files.reads.map(({ path }) => path))
  const own = files.writes.filter(({ path, at }) => at <= last && !read.has(path))
  return { ...files, reads: [...files.reads, ...own] }
}

function numbered(metrics: readonly Unplaced[]): Unplaced[] {
  const counts = new Map<string, number>()
  return metrics.map((metric) => {
    const count = (counts.get(metric.key) ?? 0) + 1
    counts.set(metric.key, count)
    return count === 1 ? metric : { ...metric, key: `${metric.key} ${count}` }
  })
}

function metricsOfFile({ path, name, at, digest }: RunFile): Unplaced[] {
  if (digest === undefined) return []
  return readMetricFile(path).map(({ points, ...metric }) => {
    const times = points.steps.map(() => at)
    return { ...metric, from: name, at, points: { ...points, times } }
  })
}

/** One call in the source, made once or in a loop: then its values are a curve, with the calls counted from 0. */
function metricOfCalls(calls: readonly PythonMetric[], where: Where): Unplaced[] {
  const last = calls.at(-1)
  if (last === undefined) return []
  const { name, value, at } = last
  // Calls on several data, as by workers that share the work, are about none of them alone.
  const isOne = new Set(calls.map((call) => JSON.stringify(call.data?.[1]))).size === 1
  const data = isOne ? last.data : 'several'
  const points = {
    steps: calls.map(({ count }) => (calls.length === 1 ? 0 : count - 1)),
    values: calls.map((call) => call.value),
    times: calls.map((call) => call.at),
  }
  const from = where(last) ?? 'a call'
  return [{ key: name, value, better: betterOf(name), from, at, data, model: last, points, calls }]
}

/** The curves of a training, `valid.logloss`, and where early stopping found the best round. */
function metricsOfHistory({ of, models, curves, best = {}, at, ...place }: PythonHistory, where: Where): Unplaced[] {
  const from = where(place) ?? shortClass(of)
  const told = curves.flatMap(({ data, metric, steps, values, on }) => {
    const value = values.at(-1)
    if (value === undefined) return []
    const points = { steps, values, times: steps.map(() => at) }
    return [
      {
        key: `${data}.${metric}`,
        value,
        better: betterOf(metric),
        from,
        at,
        data: on,
        model: models && { models },
        points,
      },
    ]
  })
  const chosen = Object.entries(Object.keys(best).length > 0 ? best : bestOfFolds(curves)).flatMap(([key, value]) => {
    const points = { steps: [0], values: [value], times: [at] }
    // Early stopping watches the last set that it is given.
    return [{ key, value, better: undefined, from, at, data: curves.at(-1)?.on, model: models && { models }, points }]
  })
  return [...told, ...chosen]
}

/** The best round of a cross-validation, by the last mean over its folds of which it is known which direction is better. */
function bestOfFolds(curves: PythonHistory['curves']): NonNullable<PythonHistory['best']> {
  const means = curves.filter(({ data, metric }) => metric.endsWith('-mean') && data !== 'train')
  const last = means.findLast(({ metric }) => betterOf(metric) !== undefined)
  if (last === undefined) return {}
  const score = last.values.reduce((a, b) => (betterOf(last.metric) === 'lower' ? Math.min(a, b) : Math.max(a, b)))
  return { best_iteration: last.steps[last.values.indexOf(score)] ?? 0, best_score: score }
}

/** What is known of the answers and the data of an evaluation. More rows than the file has are not those of the file. */
function measuredOn({ reads }: RunFiles, [how, paths, count, of]: PythonMeasured): MetricData | undefined {
  const files = paths.map((path) => reads.find((read) => read.path === path && read.digest !== undefined))
  const names = files.flatMap((file) => file?.name ?? [])
  if (names.length < paths.length || (of !== null && count > of)) return undefined
  const [file, ...others] = files
  if (others.length > 0) return { file: undefined, method: `its answers came from ${names.join(' and ')} (${how})` }
  const method = `its answers came from there (${how})`
  if (count === of) return { file, method }
  return { file, method, rows: of === null ? { count } : { count, of } }
}

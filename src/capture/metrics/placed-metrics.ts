import type { Captured } from '../captured.ts'
import type { LearnedMetric, MetricData } from './learned-metric.ts'
import type { KnownModel } from './measured-model.ts'
import { onlyData, onlyModel } from './only-candidate.ts'

/** A metric with the model and the data that it is about, as far as that is known. */
export type PlacedMetric = Omit<LearnedMetric, 'of' | 'on'> & {
  readonly of: KnownModel | undefined
  readonly on: MetricData | undefined
  /** Why it names no model, where that is known: it is of one that went to no file, or of several. */
  readonly unnamed?: 'none' | 'several'
  /** That it is known to be on data of no one file. */
  readonly isOnNone: boolean
}

/** What a run learned by measuring; what a metric does not say itself is the only candidate, if there is one. */
export function placedMetrics(run: Pick<Captured, 'contents' | 'remote' | 'learned'>): PlacedMetric[] {
  const [model, data] = [onlyModel(run), onlyData(run)]
  const folds = model && {
    ...model,
    method: `it is the mean over models that went to no file, and this is ${model.method}`,
  }
  // What is known not to be any model or data of the run's is not its only one, either.
  return run.learned.metrics.map(({ of = model, on = data, ...metric }) => ({
    ...metric,
    of: of === 'folds' ? folds : typeof of === 'string' ? undefined : of,
    ...(of === 'none' || of === 'several' ? { unnamed: of } : {}),
    on: on === 'none' ? undefined : on,
    isOnNone: on === 'none',
  }))
}

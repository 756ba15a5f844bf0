import type { MeasuredRows } from '../../domain/measured-rows.ts'
import type { RunFile } from '../files/run-file.ts'
import type { MetricModel } from './measured-model.ts'

/**
 * The data that a metric was measured on, and how that is known: by descent or values, never by a count of rows alone. No
 * file where there are several; `rows` where it was a part of the file, or may have been.
 */
export type MetricData = {
  readonly file: RunFile | undefined
  readonly method: string
  readonly rows?: MeasuredRows
}

export type LearnedMetric = {
  readonly key: string
  /** The last value, where it was measured at several steps. */
  readonly value: number
  readonly better: 'lower' | 'higher' | undefined
  /** `metrics.json`, or the call: `evaluate.py:24`. */
  readonly from: string
  readonly at: number
  /** `none` is data of several files, or of none: only undefined is unknown. */
  readonly on: MetricData | 'none' | undefined
  /** The model that it is about, where it is known which object made what was measured. */
  readonly of: MetricModel
  /** All values in columns of equal length: one at step 0 where there is but a number. Times are ms since 1970. */
  readonly points: {
    readonly steps: readonly number[]
    readonly values: readonly number[]
    readonly times: readonly number[]
  }
}

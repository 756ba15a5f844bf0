import { betterOf } from './better.ts'
import type { LearnedMetric } from './learned-metric.ts'

/** One value that was computed: what a file has of it is about the same. */
export type Computed = Pick<LearnedMetric, 'key' | 'from' | 'value' | 'on' | 'of'> & {
  /** What the calls of one line have in common. */
  readonly line?: string | undefined
}
type Written = Pick<LearnedMetric, 'key' | 'value'>

/**
 * What a metric in a file was measured on, and of which model: the same as the call whose value it is, or the calls whose mean.
 * Of several calls that it may be, what they share.
 */
export function aboutOfWritten(metric: Written, computed: readonly Computed[]): Pick<LearnedMetric, 'on' | 'of'> {
  const averaged = averagedIn(metric, computed)
  const same = averaged ?? computed.filter((call) => isWrittenAs(metric, call.value, call.key))
  const [first] = same
  // One that was computed on several data, or on a part of them, may be the same, rounded further.
  if (first === undefined) return { of: undefined, on: computed.every(({ on }) => isWhole(on)) ? undefined : 'none' }
  const { key, from } = first
  const because = <Found extends { readonly method: string }>(found: Found): Found => ({
    ...found,
    method: `its value is ${averaged === undefined ? 'that' : 'the mean'} of ${key} at ${from}, and ${found.method}`,
  })
  const models = shared(
    same.map(({ of }) => of),
    'several' as const,
  )
  // A mean over folds whose models went to no file says how good the model is that was made the same way.
  const of = averaged !== undefined && models === 'none' ? 'folds' : models
  const ons = same.map(({ on }) => on)
  const on = shared(averaged === undefined ? ons : togetherOn(ons), 'none' as const)
  return { of: typeof of === 'object' ? because(of) : of, on: typeof on === 'object' ? because(on) : on }
}

/** Decimals by which a value that was rounded is known again among those that were computed. */
const decimalsMin = 3

/**
 * Whether a value in a file is one that was computed, rounded as it was written down. One of few decimals is where it is that
 * very number and both are known as metrics of one direction: many a setting is 0.5, and a perfect score is everybody's.
 */
function isWrittenAs({ key, value }: Written, computed: number, name: string): boolean {
  const decimals = /\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0
  if (decimals >= decimalsMin) return Number(computed.toFixed(decimals)) === value
  const better = betterOf(key)
  const isEqual = Math.abs(computed - value) <= Math.abs(value) * Number.EPSILON * 8
  return isEqual && !Number.isInteger(value) && better !== undefined && better === betterOf(name)
}

/** The calls of one line whose mean a value is, as over the folds of a cross-validation: it can be that of one of them as well. */
function averagedIn(metric: Written, computed: readonly Computed[]): readonly Computed[] | undefined {
  const lines = Map.groupBy(computed, ({ line }) => line)
  return [...lines].find(([line, calls]) => {
    const mean = calls.reduce((sum, { value }) => sum + value, 0) / calls.length
    return line !== undefined && calls.length > 2 && isWrittenAs(metric, mean, calls[0]?.key ?? '')
  })?.[1]
}

/** What the calls of a mean were on, those on parts of one file on the rows of all of them together. */
function togetherOn(ons: readonly LearnedMetric['on'][]): readonly LearnedMetric['on'][] {
  const rows = ons.flatMap((on) => (typeof on === 'object' ? (on.rows ?? []) : []))
  const sizes = new Set(rows.map(({ of }) => of))
  if (rows.length < ons.length || sizes.size > 1) return ons
  const count = rows.reduce((sum, each) => sum + each.count, 0)
  const [of] = sizes
  const together = { count, ...(of === undefined ? {} : { of }), parts: ons.length }
  return ons.map((on) => (typeof on === 'object' ? { ...on, rows: together } : on))
}

/** What all of them are, or else `differing`. */
function shared<About>([first, ...others]: readonly About[], differing: About): About | undefined {
  return others.some((other) => JSON.stringify(other) !== JSON.stringify(first)) ? differing : first
}

const isWhole = (on: LearnedMetric['on']) => on === undefined || (on !== 'none' && on.rows === undefined)

import type { MeasuredRows } from './measured-rows.ts'
import { bareName, type NamedMetric } from './metric-name.ts'

/** How it is known what a metric was measured on, as the facet `evaluation` of its run has it. */
export type MeasuredHow = { readonly isConcluded: boolean; readonly rows: MeasuredRows | undefined }

/** By what a facet `evaluation` has what it says of a metric: its name, with its place before it where another place has that name, too. */
export const keyInEvaluation = (name: string, from: string | undefined, isAlone: boolean): string =>
  isAlone || from === undefined ? name : `${from}:${name}`

const keysOf = (metric: NamedMetric): readonly string[] => [
  keyInEvaluation(bareName(metric), metric.from, false),
  bareName(metric),
]

/** What a facet `evaluation` says of one metric. The body is whatever a client sent: what has another shape is left out. */
export function measuredHow(body: unknown, metric: NamedMetric): MeasuredHow {
  const { rows } = membersOf(body)
  const { count, of, parts } = membersOf(memberFor(rows, metric))
  const known = { ...(typeof of === 'number' ? { of } : {}), ...(typeof parts === 'number' ? { parts } : {}) }
  const told = typeof count === 'number' ? { count, ...known } : undefined
  return { isConcluded: measuredBy(body, metric) !== undefined, rows: told }
}

/** How it is known what one metric was measured on, as a sentence without its full stop. */
export function measuredBy(body: unknown, metric: NamedMetric): string | undefined {
  const { on } = membersOf(body)
  const method = typeof on === 'string' ? on : memberFor(on, metric)
  return typeof method === 'string' ? method : undefined
}

/** What is known of a metric that names no model: that it is of one that no file holds, or of several. */
export type UnnamedHow = { readonly isUnsaved: boolean; readonly isOfSeveral: boolean }

/** What a facet `evaluation` says of one metric that names no model. */
export function unnamedHow(body: unknown, metric: NamedMetric): UnnamedHow {
  const { notOf, ofSeveral } = membersOf(body)
  const isOfSeveral = includes(ofSeveral, metric)
  return { isUnsaved: includes(notOf, metric) && !isOfSeveral, isOfSeveral }
}

/** Whether a facet `evaluation` says that one metric is on no one file of its run. */
export const notOnData = (body: unknown, metric: NamedMetric): boolean => includes(membersOf(body).notOn, metric)

const includes = (names: unknown, metric: NamedMetric) =>
  Array.isArray(names) && keysOf(metric).some((key) => names.includes(key))

function memberFor(values: unknown, metric: NamedMetric): unknown {
  const members = membersOf(values)
  return keysOf(metric)
    .map((key) => members[key])
    .find((member) => member !== undefined)
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

import type { MeasuredRows } from './measured-rows.ts'

/** How it is known what a metric was measured on, as the facet `evaluation` of its run has it. */
export type MeasuredHow = { readonly isConcluded: boolean; readonly rows: MeasuredRows | undefined }

/** What a facet `evaluation` says of one metric. The body is whatever a client sent: what has another shape is left out. */
export function measuredHow(body: unknown, metric: string): MeasuredHow {
  const { on, rows } = membersOf(body)
  const method = typeof on === 'string' ? on : membersOf(on)[metric]
  const { count, of, parts } = membersOf(membersOf(rows)[metric])
  const known = { ...(typeof of === 'number' ? { of } : {}), ...(typeof parts === 'number' ? { parts } : {}) }
  return { isConcluded: typeof method === 'string', rows: typeof count === 'number' ? { count, ...known } : undefined }
}

/** What is known of a metric that names no model: that it is of one that no file holds, or of several. */
export type UnnamedHow = { readonly isUnsaved: boolean; readonly isOfSeveral: boolean }

/** What a facet `evaluation` says of one metric that names no model. */
export function unnamedHow(body: unknown, metric: string): UnnamedHow {
  const { notOf, ofSeveral } = membersOf(body)
  const isOfSeveral = includes(ofSeveral, metric)
  return { isUnsaved: includes(notOf, metric) && !isOfSeveral, isOfSeveral }
}

/** Whether a facet `evaluation` says that one metric is on no one file of its run. */
export const notOnData = (body: unknown, metric: string): boolean => includes(membersOf(body).notOn, metric)

const includes = (names: unknown, name: string) => Array.isArray(names) && names.includes(name)

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

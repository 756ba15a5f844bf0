import { countText } from '../../domain/quantities.ts'
import type { LineageMetric } from '../../lineage/lineage.ts'
import { marked } from './marked.ts'

/** `on data/test.csv, rows 1,000 of 2,000 (inferred)`: what a metric was measured on, by the name of that. */
export function measuredOnText(name: string, { rows, onOrigin }: Pick<LineageMetric, 'rows' | 'onOrigin'>): string {
  return marked(`on ${name}${rowsText(rows)}`, onOrigin)
}

/** `, rows 500 of 500 in 5 parts`: on how much of its data a metric was measured; nothing where that is all of it. */
export function rowsText(rows: LineageMetric['rows']): string {
  if (rows === undefined) return ''
  const { count, of, parts } = rows
  const whole = of === undefined ? '' : ` of ${countText(of)}`
  return `, rows ${countText(count)}${whole}${parts === undefined ? '' : ` in ${countText(parts)} parts`}`
}

type Unnamed = { readonly oneOf?: number | undefined; readonly unsaved?: boolean | undefined }

/** Of which model a metric is, where nobody knows it, or no file holds that: what a name would say. */
export function ofUnnamedText({ oneOf, unsaved }: Unnamed): string | undefined {
  // A number can be the mean over all of them, and an array what several predicted together.
  if (oneOf !== undefined) return `of one or more of ${countText(oneOf)} models`
  return unsaved ? 'of a model that went to no file' : undefined
}

import { countText } from '../../domain/quantities.ts'
import type { LineageMetric } from '../../lineage/lineage.ts'
import { marked } from './marked.ts'

/** `on data/test.csv, rows 1,000 of 2,000 (inferred)`: what a metric was measured on, by the name of that. */
export function measuredOnText(name: string, { rows, onOrigin }: Pick<LineageMetric, 'rows' | 'onOrigin'>): string {
  const part =
    rows === undefined
      ? ''
      : `, rows ${countText(rows.count)}${rows.of === undefined ? '' : ` of ${countText(rows.of)}`}`
  return marked(`on ${name}${part}`, onOrigin)
}

type Unnamed = { readonly oneOf?: number | undefined; readonly unsaved?: boolean | undefined }

/** Of which model a metric is, where nobody knows it, or no file holds that: what a name would say. */
export function ofUnnamedText({ oneOf, unsaved }: Unnamed): string | undefined {
  // A number can be the mean over all of them, and an array what several predicted together.
  if (oneOf !== undefined) return `of one or more of ${countText(oneOf)} models`
  return unsaved ? 'of a model that went to no file' : undefined
}

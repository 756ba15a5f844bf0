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

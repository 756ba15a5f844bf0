import type { LineageMetric } from './lineage.ts'

type Measured = Pick<LineageMetric, 'name' | 'better' | 'on'>

/**
 * The one metric that stands for several where there is room for one: of which it is known what is better before others,
 * then of which it is known what they were measured on, then the first by name. Nobody said that it is the one that counts.
 */
export function mainMetric<Metric extends Measured>(metrics: readonly Metric[]): Metric | undefined {
  const rank = ({ better, on }: Measured) => Number(better === undefined) * 2 + Number(on === undefined)
  return metrics.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))[0]
}

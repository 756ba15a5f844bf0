import type { LineageMetric } from './lineage.ts'

type Measured = Pick<LineageMetric, 'name' | 'better' | 'on' | 'order' | 'at'>

/**
 * The one metric that stands for several where there is room for one, the newest of its name: the first of `byWeight`.
 * Nobody said that it is the one that counts, but who evaluates a model names first what they look at first.
 */
export function mainMetric<Metric extends Measured>(metrics: readonly Metric[]): Metric | undefined {
  const isLater = (a: Metric, b: Metric) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1)
  const newest = [...Map.groupBy(metrics, ({ name }) => name).values()].flatMap(
    (of) => of.toSorted((a, b) => knownOf(a) - knownOf(b) || isLater(a, b))[0] ?? [],
  )
  return newest.toSorted(byWeight)[0]
}

/**
 * The order of metrics in every list: those of which it is known what is better before others, then those of which it is
 * known what they were measured on, then as their program has them, by name where it measured each by itself.
 */
export function byWeight(a: Measured, b: Measured): number {
  return knownOf(a) - knownOf(b) || (a.order ?? 0) - (b.order ?? 0) || (a.name < b.name ? -1 : Number(a.name > b.name))
}

const knownOf = ({ better, on }: Measured) => Number(better === undefined) * 2 + Number(on === undefined)

import { bareName, fileOfMetric, type NamedMetric } from '../domain/metric-name.ts'
import type { LineageMetric } from './lineage.ts'

type Measured = Pick<LineageMetric, 'name' | 'better' | 'on' | 'order' | 'at'> & NamedMetric & Of
/** The run that measured it, by its id or by the store's number. */
type Of = { readonly subject?: string; readonly run?: number }

/**
 * The one metric that stands for several where there is room for one, the newest of its name: the first of `byWeight`.
 * Nobody said that it is the one that counts, but who evaluates a model names first what they look at first. Of one name in several files
 * of a run it is the first by the files' names, since which was written last can be chance.
 */
export function mainMetric<Metric extends Measured>(metrics: readonly Metric[]): Metric | undefined {
  const isLater = (a: Metric, b: Metric) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1)
  const newest = [...Map.groupBy(metrics, bareName).values()].flatMap((of) => {
    const [latest] = of.toSorted((a, b) => knownOf(a) - knownOf(b) || isLater(a, b))
    const isBeside = (metric: Metric) =>
      latest !== undefined && runOf(metric) === runOf(latest) && knownOf(metric) === knownOf(latest)
    const inFiles = of.filter((metric) => isBeside(metric) && fileOfMetric(metric) !== undefined)
    const isInFile = latest !== undefined && fileOfMetric(latest) !== undefined
    return (isInFile ? inFiles.sort(byFile)[0] : latest) ?? []
  })
  return newest.toSorted(byWeight)[0]
}

const runOf = ({ subject, run }: Of) => subject ?? run
const byFile = (a: Measured, b: Measured) =>
  (a.from ?? '') < (b.from ?? '') ? -1 : Number((a.from ?? '') > (b.from ?? ''))

/**
 * The order of metrics in every list: those of which it is known what is better before others, then those of which it is
 * known what they were measured on, then as their program has them, by name where it measured each by itself.
 */
export function byWeight(a: Measured, b: Measured): number {
  return knownOf(a) - knownOf(b) || (a.order ?? 0) - (b.order ?? 0) || (a.name < b.name ? -1 : Number(a.name > b.name))
}

const knownOf = ({ better, on }: Measured) => Number(better === undefined) * 2 + Number(on === undefined)

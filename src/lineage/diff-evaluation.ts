import { keysOf } from './diff-steps.ts'
import type { Measurement } from './difference.ts'
import type { Lineage, LineageMetric } from './lineage.ts'

/** Every metric of both models side by side, equal ones too. Data that differs makes a comparison not like for like. */
export function measurementsOf(a: Lineage, b: Lineage): Measurement[] {
  const [before, after] = [metricsOf(a), metricsOf(b)]
  return keysOf(before, after).map((metric) => {
    const [one, other] = [before.get(metric), after.get(metric)]
    const better = other?.better ?? one?.better
    const both = [one, other].filter((side) => side?.on !== undefined)
    const data = both.flatMap((side) => side?.on ?? [])
    const rows = both.map((side) => side?.rows?.count ?? null)
    const isConcluded = both.some((side) => side?.onOrigin !== undefined)
    const isSame = data[0] === data[1] && rows[0] === rows[1]
    return {
      metric,
      ...(one === undefined ? {} : { before: one.value }),
      ...(other === undefined ? {} : { after: other.value }),
      ...(better === undefined ? {} : { better }),
      ...(data.length === 2 ? { likeForLike: isSame, on: data } : {}),
      ...(data.length === 2 && isConcluded ? { onOrigin: 'inferred' as const } : {}),
      ...(data.length === 2 && rows.some((count) => count !== null) ? { rows } : {}),
    }
  })
}

/** The metrics of a lineage's root: those measured of it, else those of the run that made it. */
function metricsOf(lineage: Lineage): Map<string, LineageMetric> {
  const { root, facts } = lineage
  const metrics = facts.filter((fact) => fact.type === 'metric')
  const makers = makersOfRoot(lineage)
  const own = metrics.filter(({ of, subject }) => of === root || (of === undefined && makers.has(subject)))
  return new Map(own.map((metric) => [metric.name, metric]))
}

/** The runs that made what was asked for. */
export function makersOfRoot({ root, edges }: Lineage): ReadonlySet<string> {
  return new Set(
    edges.filter(({ edge, target }) => edge === 'generated' && target === root).map(({ source }) => source),
  )
}

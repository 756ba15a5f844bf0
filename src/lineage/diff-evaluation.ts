import { parseFeatureMap } from '../domain/feature-map.ts'
import { isData, keysOf } from './diff-steps.ts'
import type { Measurement } from './difference.ts'
import type { Lineage, LineageMetric } from './lineage.ts'

/** Every metric of both models side by side, equal ones too. Data that differs makes a comparison not like for like. */
export function measurementsOf(a: Lineage, b: Lineage): Measurement[] {
  const [before, after] = [metricsOf(a), metricsOf(b)]
  const learned = learnedFrom(a).union(learnedFrom(b))
  return keysOf(before, after).map((metric) => {
    const [one, other] = mostAlike(before.get(metric) ?? [], after.get(metric) ?? [])
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
      ...(data.length === 2 && data.some((on) => learned.has(on)) ? { learned: true as const } : {}),
    }
  })
}

/** The latest two of one metric that were measured on the same data; where there are none, the latest of each. */
function mostAlike(
  ones: readonly LineageMetric[],
  others: readonly LineageMetric[],
): readonly [LineageMetric | undefined, LineageMetric | undefined] {
  const alike = ones.flatMap((one, age) =>
    others.flatMap((other, otherAge) =>
      one.on !== undefined && one.on === other.on && one.rows?.count === other.rows?.count
        ? { one, other, age: age + otherAge, on: one.on }
        : [],
    ),
  )
  const [first] = alike.sort((x, y) => x.age - y.age || (x.on < y.on ? -1 : Number(x.on > y.on)))
  return first === undefined ? [ones[0], others[0]] : [first.one, first.other]
}

/** The metrics of a lineage's root by name, the latest first: of a run its own, of content those measured of it, else those of its maker. */
function metricsOf(lineage: Lineage): Map<string, LineageMetric[]> {
  const { root, facts } = lineage
  const metrics = facts.filter((fact) => fact.type === 'metric')
  const makers = makersOfRoot(lineage)
  const own = metrics.filter(
    ({ of, subject }) => subject === root || of === root || (of === undefined && makers.has(subject)),
  )
  return Map.groupBy(
    own.toReversed().sort((x, y) => (x.at === y.at ? 0 : x.at < y.at ? 1 : -1)),
    ({ name }) => name,
  )
}

/** Data that a model was fitted on, as far as is on record; what its run read, where that is all the data it read. */
function learnedFrom(lineage: Lineage): ReadonlySet<string> {
  const { root, facts, edges } = lineage
  const makers = makersOfRoot(lineage)
  const maps = facts.flatMap((fact) =>
    fact.type === 'facet' && fact.name === 'features' && (fact.subject === root || makers.has(fact.subject))
      ? (parseFeatureMap(fact.body)?.files ?? [])
      : [],
  )
  const only = [...makers].flatMap((maker) => {
    const read = new Set(
      edges.flatMap((edge) => (edge.source === maker && edge.edge === 'used' && isData(edge) ? [edge.target] : [])),
    )
    return read.size === 1 ? [...read] : []
  })
  return new Set([...maps.flatMap(({ digest }) => digest ?? []), ...only])
}

/** The runs that made what was asked for. */
export function makersOfRoot({ root, edges }: Lineage): ReadonlySet<string> {
  return new Set(
    edges.filter(({ edge, target }) => edge === 'generated' && target === root).map(({ source }) => source),
  )
}

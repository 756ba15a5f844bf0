import { measuredBy } from '../../domain/evaluation.ts'
import { parseFeatureMap } from '../../domain/feature-map.ts'
import { bareName, fileOfMetric, namesApart } from '../../domain/metric-name.ts'
import type { Lineage, LineageMetric } from '../lineage.ts'
import { byWeight } from '../main-metric.ts'
import type { Measurement } from './difference.ts'
import { isData, keysOf, pathOf } from './steps.ts'

/** The runs that made each side's version, of all that made the same bytes. */
export type MakersOfVersions = { readonly a: readonly string[] | undefined; readonly b: readonly string[] | undefined }

/**
 * Every metric of both models side by side, equal ones too, a row for each data that it was measured on. Data that differs
 * makes a comparison not like for like.
 */
export function measurementsOf(a: Lineage, b: Lineage, makers?: MakersOfVersions): Measurement[] {
  const [before, after] = [metricsOf(a, makers?.a), metricsOf(b, makers?.b)]
  const context = { learned: learnedFrom(a).union(learnedFrom(b)), pathOf: pathsOfData(a, b), callOf: callsOf(a, b) }
  return namesByWeight(before, after).flatMap((metric) =>
    filesApart(
      coupled(before.get(metric) ?? [], after.get(metric) ?? [], context).map((couple) => ({
        file: couple.flatMap((side) => (side === undefined ? [] : (fileOfMetric(side) ?? []))).at(-1),
        measurement: measurementOf(couple, context),
      })),
    ).sort((x, y) => (placeOf(x) < placeOf(y) ? -1 : 1)),
  )
}

type FromFile = { readonly measurement: Measurement; readonly file: string | undefined }

/** Of several of one name of which nobody knows the data, as of two evaluations, only the files tell which is which. */
function filesApart(rows: readonly FromFile[]): Measurement[] {
  const named = ({ measurement: { metric }, file }: FromFile) => ({ name: metric, from: file })
  const isBare = (row: FromFile) => row.measurement.on === undefined && bareName(named(row)) === row.measurement.metric
  const nameOf = namesApart(rows.filter(isBare).map(named))
  return rows.map((row) => (isBare(row) ? { ...row.measurement, metric: nameOf(named(row)) } : row.measurement))
}

type ByName = ReadonlyMap<string, readonly LineageMetric[]>

/** The bare names of metrics, those first that lead a list of either side. */
function namesByWeight(before: ByName, after: ByName): string[] {
  const weighed = keysOf(before, after).flatMap((name) => {
    const latest = [before, after].flatMap((side) => side.get(name)?.[0] ?? [])
    return latest.sort(byWeight)[0] ?? []
  })
  return weighed.sort(byWeight).map(bareName)
}

/** Data that a model learned from comes last; else nothing depends on which side is which. */
const placeOf = ({ learned, on = [], rows = [], metric }: Measurement) =>
  JSON.stringify([Number(learned ?? false), on.toSorted(), rows.toSorted(), metric])

type Context = {
  readonly learned: ReadonlySet<string>
  readonly pathOf: ReadonlyMap<string, string>
  readonly callOf: (metric: LineageMetric) => string | undefined
}
type Couple = readonly [LineageMetric | undefined, LineageMetric | undefined]

function measurementOf(couple: Couple, { learned, pathOf, callOf }: Context): Measurement {
  const [one, other] = couple
  const known = couple.filter((side) => side !== undefined)
  const metric = known.map(({ name }) => name).reduce((one, other) => (other.length > one.length ? other : one))
  const better = other?.better ?? one?.better
  const on = couple.map((side) => side?.on ?? null)
  const data = on.filter((each) => each !== null)
  const rows = couple.filter((side) => side?.on !== undefined).map((side) => side?.rows?.count ?? null)
  const [path, ...otherPaths] = new Set(data.flatMap((each) => pathOf.get(each) ?? []))
  const likeForLike = one && other && likenessOf(one, other)
  const calls = known.flatMap((side) => callOf(side) ?? [])
  const isByOther = calls.length === 2 && calls[0] !== calls[1]
  const oneOf = couple.map((side) => side?.oneOf ?? null)
  const unsaved = couple.map((side) => side?.unsaved ?? false)
  const [isOfSeveral, isUnsaved] = [oneOf.some((count) => count !== null), unsaved.includes(true)]
  return {
    metric,
    ...(one === undefined ? {} : { before: one.value }),
    ...(other === undefined ? {} : { after: other.value }),
    // Which of two measures is better nobody can say.
    ...(better === undefined || isByOther || isOfSeveral || isUnsaved ? {} : { better }),
    ...(isByOther ? { calls } : {}),
    ...(isOfSeveral ? { oneOf } : {}),
    ...(isUnsaved ? { unsaved } : {}),
    ...(likeForLike === undefined ? {} : { likeForLike }),
    ...(data.length === 0 ? {} : { on }),
    ...(path === undefined || otherPaths.length > 0 ? {} : { path }),
    ...(known.some((side) => side.onOrigin !== undefined) ? { onOrigin: 'inferred' as const } : {}),
    ...(rows.some((count) => count !== null) ? { rows } : {}),
    ...(data.some((each) => learned.has(each)) ? { learned: true as const } : {}),
  }
}

/** Whether two are on the same data, as far as that is known: of so many rows each nobody knows whether they are the same. */
function likenessOf(one: LineageMetric, other: LineageMetric): boolean | undefined {
  if (one.on === undefined || other.on === undefined) return undefined
  if (one.on !== other.on || one.rows?.count !== other.rows?.count) return false
  const isOne = one.subject === other.subject && one.step === other.step
  return one.rows === undefined || isOne ? true : undefined
}

/**
 * The latest two of one metric on each data that both sides have; then, of what is left, those on data of one path, and
 * the latest of each, data that a model learned from apart from other data. What is on nobody knows which data may be on any.
 * Those of one file go before others, and where both sides have the metric in several files only those of one do.
 */
function coupled(ones: readonly LineageMetric[], others: readonly LineageMetric[], context: Context): Couple[] {
  const { learned, pathOf } = context
  const [left, right] = [latestOf(ones), latestOf(others)]
  const couples: Couple[] = []
  const couple = (
    keyOf: (metric: LineageMetric) => string | undefined,
    mayMeet: (one: LineageMetric, other: LineageMetric) => boolean,
  ) => {
    for (const one of [...left]) {
      const key = keyOf(one)
      const other = key === undefined ? undefined : right.find((each) => keyOf(each) === key && mayMeet(one, each))
      if (other === undefined) continue
      left.splice(left.indexOf(one), 1)
      right.splice(right.indexOf(other), 1)
      couples.push([one, other])
    }
  }
  const coupleBy = (keyOf: (metric: LineageMetric) => string | undefined) => {
    couple(keyOf, (one, other) => fileOfMetric(one) === fileOfMetric(other))
    couple(keyOf, mayBeOne)
  }
  coupleBy(({ on, rows }) => JSON.stringify([on, rows?.count]))
  coupleBy(({ on }) => on)
  coupleBy(({ on }) => (on === undefined ? undefined : pathOf.get(on)))
  coupleBy(({ on }) => String(on !== undefined && learned.has(on)))
  const isUnknown = (side: readonly LineageMetric[]) => side.length > 0 && side.every(({ on }) => on === undefined)
  if (isUnknown(left) || isUnknown(right)) coupleBy(() => '')
  return [
    ...couples,
    ...left.map((one): Couple => [one, undefined]),
    ...right.map((other): Couple => [undefined, other]),
  ]
}

/** Whether two metrics of other files, or of none, can be one: a file that is one of several is not any other, but by the data. */
function mayBeOne(one: LineageMetric, other: LineageMetric): boolean {
  const [isOne, isOther] = [one, other].map((metric) => metric.name !== bareName(metric))
  return !isOne && !isOther ? true : one.on !== undefined && one.on === other.on && !(isOne && isOther)
}

/** The latest of one metric on each data, or in each file where the data are not known, with what its run has of it in other files. */
function latestOf(metrics: readonly LineageMetric[]): LineageMetric[] {
  const byData = Map.groupBy(metrics, (metric) =>
    JSON.stringify([metric.on, metric.rows?.count, metric.on === undefined ? fileOfMetric(metric) : undefined]),
  )
  return [...byData.values()].flatMap(([latest, ...before]) =>
    latest === undefined ? [] : [latest, ...before.filter((one) => isInOtherFile(one, latest))],
  )
}

const isInOtherFile = (one: LineageMetric, latest: LineageMetric) =>
  one.subject === latest.subject && one.name !== latest.name && fileOfMetric(one) !== undefined

/** Where runs met data, by its digest: the first such path in order. */
function pathsOfData(a: Lineage, b: Lineage): Map<string, string> {
  const met = [...a.edges, ...b.edges].filter((edge) => edge.edge === 'used' && typeof edge.selector?.path === 'string')
  const paths = met.map((edge) => [edge.target, pathOf(edge)] as const)
  return new Map(paths.sort(([, x], [, y]) => (x < y ? 1 : -1)))
}

/** By which call a number of a file was measured, as its run's record of the evaluation says; a call's own by itself. */
function callsOf(a: Lineage, b: Lineage): Context['callOf'] {
  const bodies = [...a.facts, ...b.facts].flatMap((fact) =>
    fact.type === 'facet' && fact.name === 'evaluation' ? [[fact.subject, fact.body] as const] : [],
  )
  const bySubject = new Map<string, unknown>(bodies)
  return (metric) =>
    /^its value is (?:that|the mean) of (\S+) at /.exec(measuredBy(bySubject.get(metric.subject), metric) ?? '')?.[1]
}

/**
 * The metrics of a lineage's root by name, the latest first: of a run its own, of content those measured of it, else those of its
 * maker. Where it has none of a name, those of its maker that are of a model in no file, such as that of a validation before the
 * last fit, and those of which nobody knows whether they are its own.
 */
function metricsOf(lineage: Lineage, ofVersion: readonly string[] | undefined): Map<string, LineageMetric[]> {
  const { root, facts, nodes } = lineage
  const makers = makersOfRoot(lineage)
  // Another run that made the same bytes measured what it did, and not what was made of this version.
  const isOfOther = ({ subject }: LineageMetric) =>
    ofVersion !== undefined && makers.has(subject) && !ofVersion.includes(subject)
  const metrics = facts.filter((fact) => fact.type === 'metric').filter((metric) => !isOfOther(metric))
  const isOwn = ({ subject, of, oneOf, unsaved }: LineageMetric) =>
    subject === root || of === root || (of === undefined && oneOf === undefined && !unsaved && makers.has(subject))
  const beside = new Set(nodes.flatMap(({ id, beside }) => (beside ? [id] : [])))
  const isPerhapsOwn = ({ subject, oneOf, unsaved }: LineageMetric) =>
    (oneOf !== undefined && (makers.has(subject) || beside.has(subject))) || (unsaved === true && makers.has(subject))
  const own = byName(metrics.filter(isOwn))
  return new Map([...byName(metrics.filter(isPerhapsOwn)), ...own])
}

/** By bare name, the latest first. Of a run of which only some count, these alone are told apart. */
function byName(metrics: readonly LineageMetric[]): Map<string, LineageMetric[]> {
  const namesOf = new Map(
    [...Map.groupBy(metrics, ({ subject }) => subject)].map(([run, own]) => [run, namesApart(own)]),
  )
  const named = metrics.map((metric) => ({ ...metric, name: namesOf.get(metric.subject)?.(metric) ?? metric.name }))
  return Map.groupBy(
    named.toReversed().sort((x, y) => (x.at === y.at ? 0 : x.at < y.at ? 1 : -1)),
    bareName,
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

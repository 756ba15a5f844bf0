import { flows } from '../../domain/flow.ts'
import type { ArtifactId, NodeId } from '../../domain/id.ts'
import type { LineageFact, LineageMetric } from '../../lineage/lineage.ts'
import { isTrueAt, type StandingEdge, standingEdges } from '../../lineage/standing.ts'
import { readEdgesAbove, readEdgesBelow, readMetrics } from '../../store/describing.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { describeNodes, namesOf } from './describe.ts'

/**
 * What a run measured without naming it, as what else is on record tells: the model, or that it is one of several. `on`
 * where it read one thing more.
 */
export type Measured = ({ readonly of: ArtifactId } | { readonly oneOf: number }) & {
  readonly on: ArtifactId | undefined
}

/**
 * Of a model, by the store's numbers: the runs that read it among several models and whose metrics name none; and of content
 * that was registered as a model those that read it as their only one, since nobody knew yet that it was one.
 */
export async function measuredLater(snapshot: Snapshot, moment: Moment, root: number): Promise<Map<number, Measured>> {
  const isNamed = (await modelsAmong(snapshot, moment, [root])).has(root)
  const all = standing(await readEdgesBelow(snapshot, [root], [flows.used]), moment)
  const read = all.filter(({ role }) => isNamed || role === 'model')
  if (read.length === 0) return new Map()
  const metrics = await readMetrics(snapshot, [...new Set(read.map(({ source }) => source))])
  const unnamed = metrics.filter(
    ({ of, statement, time }) => of === undefined && time <= moment.asOf && moment.stands(statement),
  )
  const runs = [...new Set(unnamed.map(({ run }) => run))]
  if (runs.length === 0) return new Map()
  const used = Map.groupBy(standing(await readEdgesAbove(snapshot, runs, [flows.used]), moment), ({ source }) => source)
  const made = Map.groupBy(
    standing(await readEdgesBelow(snapshot, runs, [flows.generated]), moment),
    ({ source }) => source,
  )
  const touched = [...used.values(), ...made.values()].flat()
  const models = await modelsAmong(snapshot, moment, [...new Set(touched.map(({ target }) => target))])
  const isModel = ({ target, role }: StandingEdge) => role === 'model' || models.has(target)
  const names = await namesOf(snapshot, [root, ...touched.map(({ target }) => target)])
  const nameOf = (node: number) => names.get(node) as ArtifactId
  const found = new Map<number, Measured>()
  for (const run of runs) {
    const reads = used.get(run) ?? []
    const candidates = new Set([...reads, ...(made.get(run) ?? [])].filter(isModel).map(({ target }) => target))
    const isOnly = candidates.size === 1
    if ((made.get(run) ?? []).some(isModel) || (isOnly && !isNamed)) continue
    const [data, ...others] = new Set(
      reads.filter((edge) => edge.role === 'data' && !isModel(edge)).map(({ target }) => target),
    )
    found.set(run, {
      ...(isOnly ? { of: nameOf(root) } : { oneOf: candidates.size }),
      on: data === undefined || others.length > 0 ? undefined : nameOf(data),
    })
  }
  return found
}

/** Those of some artifacts that bear the name of a model. */
async function modelsAmong(snapshot: Snapshot, moment: Moment, artifacts: readonly number[]): Promise<Set<number>> {
  const versions = standing(await readEdgesBelow(snapshot, artifacts, [flows.version]), moment)
  const assets = [...new Set(versions.map(({ target }) => target))]
  const described = await describeNodes(
    snapshot,
    moment,
    assets.map((node) => ({ node, depth: 0 })),
  )
  const models = new Set(assets.filter((_, index) => described[index]?.kind === 'model'))
  // A file of a hub's repository need not be the model.
  return new Set(
    versions.flatMap(({ source, target, selector }) =>
      models.has(target) && selector?.path === undefined ? source : [],
    ),
  )
}

const standing = (stated: Parameters<typeof standingEdges>[0], moment: Moment) =>
  standingEdges(stated, moment.stands).filter((edge) => isTrueAt(edge, moment.asOf))

/** Facts with what was concluded of metrics that name neither model nor data, unless it is known that they have none. */
export function withMeasured(
  facts: readonly LineageFact[],
  measured: ReadonlyMap<NodeId, Measured>,
): readonly LineageFact[] {
  if (measured.size === 0) return facts
  const unknowable = new Map(
    facts.flatMap((fact) =>
      fact.type === 'facet' && fact.name === 'evaluation' ? [[fact.subject, fact.body as Unknowable]] : [],
    ),
  )
  return facts.map((fact): LineageFact => {
    const found = fact.type === 'metric' ? measured.get(fact.subject) : undefined
    if (fact.type !== 'metric' || found === undefined || fact.of !== undefined) return fact
    const { notOf, notOn, ofSeveral } = unknowable.get(fact.subject) ?? {}
    const data = dataOf(fact, found, notOn)
    if ('oneOf' in found) {
      const isOfAnother = has(notOf, fact) && !has(ofSeveral, fact)
      return isOfAnother ? fact : { ...fact, oneOf: found.oneOf, ...data }
    }
    return has(notOf, fact) ? fact : { ...fact, of: found.of, ofOrigin: 'inferred', ...data }
  })
}

type Unknowable = { readonly notOf?: unknown; readonly notOn?: unknown; readonly ofSeveral?: unknown }
const has = (names: unknown, { name }: LineageMetric) => Array.isArray(names) && names.includes(name)

function dataOf(metric: LineageMetric, { on }: Measured, notOn: unknown): Partial<LineageMetric> {
  if (metric.on !== undefined || on === undefined || has(notOn, metric)) return {}
  return { on, onOrigin: 'inferred' }
}

import { notOnData, unnamedHow } from '../../domain/evaluation.ts'
import { flows } from '../../domain/flow.ts'
import type { ArtifactId, NodeId } from '../../domain/id.ts'
import type { LineageFact, LineageMetric } from '../../lineage/lineage.ts'
import { readEdgesBelow, readMetrics } from '../../store/describing.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { namesOf } from './describe.ts'
import { modelsAmong, standing, touchedBy } from './models-among.ts'

/**
 * What a run measured without naming it, as what else is on record tells: the model, where it read no other, and the data,
 * where it read one thing more.
 */
export type Measured = { readonly of: ArtifactId | undefined; readonly on: ArtifactId | undefined }

/**
 * Of a model, by the store's numbers: the runs that read it among several models and whose metrics name none; and of content
 * that was registered as a model those that read it as their only one, since nobody knew yet that it was one.
 */
export async function measuredLater(snapshot: Snapshot, moment: Moment, root: number): Promise<Map<number, Measured>> {
  const isNamed = (await modelsAmong(snapshot, moment, [root])).has(root)
  const all = standing(await readEdgesBelow(snapshot, [root], [flows.used]), moment)
  const readRoot = all.filter(({ role }) => isNamed || role === 'model')
  if (readRoot.length === 0) return new Map()
  const metrics = await readMetrics(snapshot, [...new Set(readRoot.map(({ source }) => source))])
  const unnamed = metrics.filter(
    ({ of, statement, time }) => of === undefined && time <= moment.asOf && moment.stands(statement),
  )
  const found = new Map<number, { readonly isOnly: boolean; readonly on: number | undefined }>()
  const touched = await touchedBy(snapshot, moment, [...new Set(unnamed.map(({ run }) => run))])
  for (const [run, { reads, read, made, isModel }] of touched) {
    const isOnly = read.size === 1
    if (made.size > 0 || (isOnly && !isNamed)) continue
    const data = new Set(reads.filter((edge) => edge.role === 'data' && !isModel(edge)).map(({ target }) => target))
    found.set(run, { isOnly, on: data.size === 1 ? [...data][0] : undefined })
  }
  const names = await namesOf(snapshot, [root, ...[...found.values()].flatMap(({ on }) => on ?? [])])
  const nameOf = (node: number) => names.get(node) as ArtifactId
  return new Map(
    [...found].map(([run, { isOnly, on }]) => [
      run,
      { of: isOnly ? nameOf(root) : undefined, on: on === undefined ? undefined : nameOf(on) },
    ]),
  )
}

/** Facts with what was concluded of metrics that name neither model nor data, unless it is known that they have none. */
export function withMeasured(
  facts: readonly LineageFact[],
  measured: ReadonlyMap<NodeId, Measured>,
): readonly LineageFact[] {
  if (measured.size === 0) return facts
  const evaluations = new Map<NodeId, unknown>(
    facts.flatMap((fact) => (fact.type === 'facet' && fact.name === 'evaluation' ? [[fact.subject, fact.body]] : [])),
  )
  return facts.map((fact): LineageFact => {
    const found = fact.type === 'metric' ? measured.get(fact.subject) : undefined
    if (fact.type !== 'metric' || found === undefined || fact.of !== undefined || fact.unsaved) return fact
    const evaluation = evaluations.get(fact.subject)
    const isOf = fact.oneOf === undefined && !unnamedHow(evaluation, fact).isOfSeveral && found.of !== undefined
    return {
      ...fact,
      ...(isOf ? { of: found.of, ofOrigin: 'inferred' } : {}),
      ...dataOf(fact, found, evaluation),
    }
  })
}

function dataOf(metric: LineageMetric, { on }: Measured, evaluation: unknown): Partial<LineageMetric> {
  if (metric.on !== undefined || on === undefined || notOnData(evaluation, metric)) return {}
  return { on, onOrigin: 'inferred' }
}

import { unnamedHow } from '../../domain/evaluation.ts'
import type { NodeId } from '../../domain/id.ts'
import type { LineageFact, LineageMetric } from '../../lineage/lineage.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { namesOf } from './describe.ts'
import { type Touched, touchedBy } from './models-among.ts'

/**
 * Facts in which a metric that names no model says what is known all the same: that it is of one of the models that its run
 * made, or read where it made none; or that it is of a model that went to no file.
 * @param nodes those that the facts are about, by the store's numbers
 */
export async function withWhose(
  snapshot: Snapshot,
  moment: Moment,
  nodes: readonly number[],
  facts: readonly LineageFact[],
): Promise<readonly LineageFact[]> {
  const isUnnamed = (fact: LineageFact): fact is LineageMetric =>
    fact.type === 'metric' && fact.of === undefined && fact.oneOf === undefined
  const unnamed = new Set(facts.filter(isUnnamed).map(({ subject }) => subject))
  if (unnamed.size === 0) return facts
  const names = await namesOf(snapshot, nodes)
  const runs = nodes.filter((node) => unnamed.has(names.get(node) ?? ''))
  const touched = new Map<NodeId, Touched>(
    [...(await touchedBy(snapshot, moment, runs))].map(([run, found]) => [names.get(run) ?? '', found]),
  )
  const evaluations = new Map<NodeId, unknown>(
    facts.flatMap((fact) => (fact.type === 'facet' && fact.name === 'evaluation' ? [[fact.subject, fact.body]] : [])),
  )
  return facts.map((fact) => {
    if (!isUnnamed(fact)) return fact
    const { isUnsaved, isOfSeveral } = unnamedHow(evaluations.get(fact.subject), fact)
    if (isUnsaved) return { ...fact, unsaved: true }
    const count = candidatesOf(touched.get(fact.subject), isOfSeveral)
    return count > 1 ? { ...fact, oneOf: count } : fact
  })
}

/** A model that a run only read is not what its training measured, as far as anybody knows, but where several were measured. */
function candidatesOf({ read, made }: Pick<Touched, 'read' | 'made'> = nothing, isOfSeveral: boolean): number {
  return isOfSeveral ? read.union(made).size : made.size > 0 ? made.size : read.size
}

const nothing = { read: new Set<number>(), made: new Set<number>() }

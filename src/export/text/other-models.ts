import { estimatorFacts } from '../../domain/facet-bodies.ts'
import type { NodeId } from '../../domain/id.ts'
import type { LineageMetric, LineageParameter } from '../../lineage/lineage.ts'
import type { LineageIndex } from '../../lineage/lineage-index.ts'

/** What a run learned that is about models that it made beside those that this lineage is about. */
export type OtherModels = {
  readonly count: number
  /** Of the models that the run made, those that this lineage is about; none where that is all of them. */
  readonly meant: readonly NodeId[]
  readonly hasParameter: (parameter: LineageParameter) => boolean
  readonly hasMetric: (metric: LineageMetric) => boolean
}

/** What an evaluation measured of so many others is named; of more it is counted. */
const namedMax = 3

/** Where the run itself was asked for, or nobody knows what its models were given, nothing is another's. */
export function otherModelsOf(index: LineageIndex, run: NodeId): OtherModels {
  const { lineage, factsOf, bySource, nameOf } = index
  const facet = factsOf(run).find((fact) => fact.type === 'facet' && fact.name === 'estimators')
  const models = estimatorFacts(facet?.type === 'facet' ? facet.body : undefined)
  if (models.size === 0 && index.nodes.get(run)?.beside) return othersMeasured(index, run)
  const made = bySource(run).flatMap(({ edge, target }) => (edge === 'generated' ? nameOf(target) : []))
  const meant = [...models.keys()].filter((model) => made.includes(nameOf(model)))
  const others =
    meant.length === 0 || lineage.root === run ? [] : [...models.keys()].filter((model) => !meant.includes(model))
  const own = new Set(meant.flatMap((model) => models.get(model) ?? []))
  const theirs = new Set(others.flatMap((model) => models.get(model) ?? []))
  return {
    count: others.length,
    meant: others.length === 0 ? [] : meant,
    hasParameter: ({ name }) => theirs.has(name) && !own.has(name),
    hasMetric: ({ of }) => of !== undefined && others.includes(of),
  }
}

/** The models that a run measured beside the one that was asked for, where there are many. */
function othersMeasured({ lineage, factsOf, nameOf }: LineageIndex, run: NodeId): OtherModels {
  const root = nameOf(lineage.root)
  const isOther = ({ of }: LineageMetric) => of !== undefined && nameOf(of) !== root
  const theirs = factsOf(run).flatMap((fact) => (fact.type === 'metric' && isOther(fact) ? (fact.of ?? []) : []))
  const models = new Set(theirs.map(nameOf))
  const isMany = models.size > namedMax
  return { count: models.size, meant: [], hasParameter: () => false, hasMetric: (metric) => isMany && isOther(metric) }
}

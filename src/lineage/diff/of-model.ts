import { estimatorFacts } from '../../domain/facet-bodies.ts'
import type { Lineage, LineageFact, LineageMetric } from '../lineage.ts'
import type { Change } from './difference.ts'
import { makersOfRoot } from './evaluation.ts'
import type { Whole } from './pairs.ts'
import { changesOfParameters } from './parameters.ts'
import { stepsOf } from './steps.ts'

/**
 * A lineage in which a run that made several models tells of the root's alone: its estimators' parameters and its metrics,
 * under the names that they would have if the run had made no other. Within the run they are told apart by place and number
 * (`train.py:6 2:Ridge.alpha`, `accuracy_score 3`), and which number is whose is chance.
 */
export function ofModel(lineage: Lineage): Lineage {
  const { root, facts } = lineage
  const makers = makersOfRoot(lineage)
  const renamed = renamedMetrics(facts.filter((fact) => fact.type === 'metric' && fact.of === root) as LineageMetric[])
  const given = new Map([...makers].map((run) => [run, namesOfEstimators(facts, run, root)]))
  return {
    ...lineage,
    facts: facts.flatMap((fact): LineageFact[] => {
      if (fact.type === 'metric') return [{ ...fact, name: renamed.get(fact) ?? fact.name }]
      const names = fact.type === 'parameter' ? given.get(fact.subject) : undefined
      if (fact.type !== 'parameter' || names === undefined || !names.has(fact.name)) return [fact]
      const name = names.get(fact.name)
      return name === undefined ? [] : [{ ...fact, name }]
    }),
  }
}

/** What each parameter of an estimator of a run's models is called for one of them; undefined for those of others alone. */
function namesOfEstimators(facts: readonly LineageFact[], run: string, model: string) {
  const facet = facts.find((fact) => fact.type === 'facet' && fact.subject === run && fact.name === 'estimators')
  const models = estimatorFacts(facet?.type === 'facet' ? facet.body : undefined)
  const own = models.get(model)
  if (own === undefined) return new Map<string, string | undefined>()
  const bare = (name: string) => name.slice(name.lastIndexOf(':') + 1)
  const nameOf = (name: string) => (own.filter((other) => bare(other) === bare(name)).length > 1 ? name : bare(name))
  const theirs = [...models.values()].flat().map((name) => [name, undefined] as const)
  return new Map<string, string | undefined>([...theirs, ...own.map((name) => [name, nameOf(name)] as const)])
}

/** The metrics of one model that calls computed, numbered anew; what a file calls a metric is its name. */
function renamedMetrics(metrics: readonly LineageMetric[]): Map<LineageMetric, string> {
  const called = metrics.filter(({ from = '' }) => /:\d+$/.test(from))
  const numbered = called.map((metric) => {
    const [, base = metric.name, number = '1'] = /^(.*) (\d+)$/s.exec(metric.name) ?? []
    return { metric, base, number: Number(number) }
  })
  const groups = Map.groupBy(numbered, ({ metric, base }) => JSON.stringify([metric.subject, base]))
  return new Map(
    [...groups.values()].flatMap((group) =>
      group
        .sort((one, other) => one.number - other.number)
        .map(({ metric, base }, index) => [metric, index === 0 ? base : `${base} ${index + 1}`] as const),
    ),
  )
}

/** What one run gave two models that it made together: all else about it is the same for both. */
export function changesApart(a: Lineage, b: Lineage, run: string, whole: Whole): Change[] {
  const [one, other] = [a, b].map((lineage) => stepsOf(lineage).find((step) => step.run.id === run))
  if (one === undefined || other === undefined) return []
  return changesOfParameters([{ names: one.names, a: one, b: other, whole }], [])
}

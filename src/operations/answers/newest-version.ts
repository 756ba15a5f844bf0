import { flows } from '../../domain/flow.ts'
import { instantOf } from '../../domain/time.ts'
import { origins } from '../../domain/vocabulary.ts'
import type { NewestVersion } from '../../lineage/answers/listed-model.ts'
import { mainMetric } from '../../lineage/main-metric.ts'
import { isTrueAt, type StandingEdge, standingEdges } from '../../lineage/standing.ts'
import { isMeant, versionMeant } from '../../lineage/version-meant.ts'
import { readEdgesAbove, readMetricsOf } from '../../store/describing.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { defined } from './defined.ts'
import { namesOf } from './describe.ts'
import { toldApart } from './metrics-apart.ts'

/** By name, its newest version, from two reads for all of them together. @param versions the standing edges by their name */
export async function newestOf(
  snapshot: Snapshot,
  moment: Moment,
  versions: ReadonlyMap<number, readonly StandingEdge[]>,
): Promise<Map<number, NewestVersion>> {
  const edges = [...versions.values()].flatMap(highest)
  const artifacts = edges.map(({ source }) => source)
  const measured = (await readMetricsOf(snapshot, artifacts)).filter(
    ({ statement, time }) => moment.stands(statement) && time <= moment.asOf,
  )
  const metrics = Map.groupBy(measured, ({ artifact }) => artifact)
  const acted = standingEdges(await readEdgesAbove(snapshot, artifacts, [flows.acted]), moment.stands).filter(
    (edge) => edge.role === 'approver' && isTrueAt(edge, moment.asOf),
  )
  const names = await namesOf(snapshot, [...versions.keys(), ...artifacts, ...acted.map(({ source }) => source)])
  const nameOf = (node: number) => names.get(node) ?? ''
  return new Map(
    edges.map(({ source, target, number = 0 }): [number, NewestVersion] => {
      // Approval may be of another version of the same bytes.
      const isOf = ({ target: of, selector }: StandingEdge) =>
        of === source && isMeant(versionMeant({ selector }), { asset: nameOf(target), version: number })
      const told = toldApart(metrics.get(source) ?? [])
      const metric = mainMetric(told.map((row) => ({ ...row, from: row.source, at: instantOf(row.time) })))
      return [
        target,
        defined({
          version: number,
          artifact: nameOf(source),
          metric: metric && {
            name: metric.name,
            value: JSON.parse(metric.value),
            ...(metric.better === undefined ? {} : { better: metric.better }),
            origin: origins[metric.origin] ?? 'declared',
          },
          approvedBy: acted.filter(isOf).map((edge) => ({ agent: nameOf(edge.source), origin: edge.origin })),
        }) as NewestVersion,
      ]
    }),
  )
}

function highest(versions: readonly StandingEdge[]): StandingEdge[] {
  const numbered = versions.filter(({ number }) => number !== undefined)
  const last = numbered.toSorted((a, b) => (b.number ?? 0) - (a.number ?? 0))[0]
  return last === undefined ? [] : [last]
}

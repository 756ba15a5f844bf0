import { instantOf } from '../../domain/time.ts'
import { origins } from '../../domain/vocabulary.ts'
import type { NewestVersion } from '../../lineage/answers/listed-model.ts'
import { mainMetric } from '../../lineage/main-metric.ts'
import type { StandingEdge } from '../../lineage/standing.ts'
import { readMetricsOf } from '../../store/describing.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { approvalsOf } from './approvals.ts'
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
  const approvedBy = await approvalsOf(snapshot, moment, artifacts)
  const names = await namesOf(snapshot, [...versions.keys(), ...artifacts])
  const nameOf = (node: number) => names.get(node) ?? ''
  return new Map(
    edges.map(({ source, target, number = 0 }): [number, NewestVersion] => {
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
          approvedBy: approvedBy(nameOf(source), { asset: nameOf(target), version: number }),
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

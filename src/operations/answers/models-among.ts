import { flows } from '../../domain/flow.ts'
import { isTrueAt, type StandingEdge, standingEdges } from '../../lineage/standing.ts'
import { readEdgesAbove, readEdgesBelow } from '../../store/describing.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { describeNodes } from './describe.ts'

/** What a run read and made, by the store's numbers, and which of that is a model: by its role, or by the name that it bears. */
export type Touched = {
  readonly reads: readonly StandingEdge[]
  readonly read: ReadonlySet<number>
  readonly made: ReadonlySet<number>
  readonly isModel: (edge: StandingEdge) => boolean
}

export async function touchedBy(
  snapshot: Snapshot,
  moment: Moment,
  runs: readonly number[],
): Promise<Map<number, Touched>> {
  if (runs.length === 0) return new Map()
  const used = standing(await readEdgesAbove(snapshot, runs, [flows.used]), moment)
  const generated = standing(await readEdgesBelow(snapshot, runs, [flows.generated]), moment)
  const named = await modelsAmong(snapshot, moment, [...new Set([...used, ...generated].map(({ target }) => target))])
  const isModel = ({ target, role }: StandingEdge) => role === 'model' || named.has(target)
  const [reads, writes] = [used, generated].map((edges) => Map.groupBy(edges, ({ source }) => source))
  const modelsIn = (edges: readonly StandingEdge[] = []) => new Set(edges.filter(isModel).map(({ target }) => target))
  return new Map(
    runs.map((run) => [
      run,
      { reads: reads?.get(run) ?? [], read: modelsIn(reads?.get(run)), made: modelsIn(writes?.get(run)), isModel },
    ]),
  )
}

/** Those of some artifacts that bear the name of a model. */
export async function modelsAmong(
  snapshot: Snapshot,
  moment: Moment,
  artifacts: readonly number[],
): Promise<Set<number>> {
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

export const standing = (stated: Parameters<typeof standingEdges>[0], moment: Moment) =>
  standingEdges(stated, moment.stands).filter((edge) => isTrueAt(edge, moment.asOf))

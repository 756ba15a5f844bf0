import { flows } from '../domain/flow.ts'
import type { ListedRun } from '../lineage/answers/listed-run.ts'
import { standingEdges } from '../lineage/standing.ts'
import { readEdgesAbove } from '../store/describing.ts'
import type { Snapshot } from '../store/port.ts'
import { describeNodes, namesOf } from './answers/describe.ts'
import { newestPage, pageOfMoment } from './answers/newest.ts'
import type { Moment } from './moment.ts'
import type { Page, Paged } from './page.ts'

/** A part of all runs, the last to be recorded first. */
export const runsPage = pageOfMoment(runsIn)

export async function runsIn(snapshot: Snapshot, moment: Moment, page: Page): Promise<Paged<ListedRun>> {
  const { items, next } = await newestPage(snapshot, 'run', moment, page)
  const nodes = items.map(({ node }) => node)
  const described = await describeNodes(
    snapshot,
    moment,
    nodes.map((node) => ({ node, depth: 0 })),
  )
  const acted = Map.groupBy(
    standingEdges(await readEdgesAbove(snapshot, nodes, [flows.acted]), moment.stands),
    ({ target }) => target,
  )
  const agents = await namesOf(
    snapshot,
    [...acted.values()].flat().map(({ source }) => source),
  )
  const agentsOf = (run: number) => (acted.get(run) ?? []).flatMap(({ source }) => agents.get(source) ?? [])
  return { items: described.map((run, index) => ({ ...run, agents: agentsOf(nodes[index] ?? 0) })), next }
}

import { flows } from '../domain/flow.ts'
import { instantOf } from '../domain/time.ts'
import type { ListedRun } from '../lineage/answers.ts'
import { standingEdges } from '../lineage/standing.ts'
import { readEdgesAbove } from '../store/describing.ts'
import type { Snapshot } from '../store/port.ts'
import { describeNodes, namesOf } from './describe.ts'
import { type Moment, momentOf, type Times } from './moment.ts'
import { newestPage } from './newest.ts'
import type { Page, Paged } from './page.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

/** A part of all runs, the last to be recorded first. */
export function runsPage(
  store: ReadableStore,
  { page, ...times }: Times & { page: Page },
  surroundings: Surroundings,
): Promise<Paged<ListedRun> & { readonly asOf: string; readonly knownAt: number }> {
  return store.port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, times, surroundings.nowMs())
    const { asOf, knownAt } = moment
    return { ...(await runsIn(snapshot, moment, page)), asOf: instantOf(asOf), knownAt }
  })
}

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

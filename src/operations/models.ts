import { flows } from '../domain/flow.ts'
import { assetName } from '../domain/id.ts'
import type { ListedModel } from '../lineage/answers/listed-model.ts'
import { assignmentsOf, liveAt } from '../lineage/live.ts'
import { isTrueAt, standingEdges } from '../lineage/standing.ts'
import { readEdgesAbove } from '../store/describing.ts'
import { readSlots } from '../store/looking-up.ts'
import type { Snapshot } from '../store/port.ts'
import { approvalsOf } from './answers/approvals.ts'
import { defined } from './answers/defined.ts'
import { describeNodes } from './answers/describe.ts'
import { newestPage, pageOfMoment } from './answers/newest.ts'
import { newestOf } from './answers/newest-version.ts'
import { describeAssignments } from './live.ts'
import type { Moment } from './moment.ts'
import type { Page, Paged } from './page.ts'

/** A part of all models and other names, the last to be recorded first. */
export const modelsPage = pageOfMoment(modelsIn)

export async function modelsIn(snapshot: Snapshot, moment: Moment, page: Page): Promise<Paged<ListedModel>> {
  const { items, next } = await newestPage(snapshot, 'asset', moment, page)
  const nodes = items.map(({ node }) => node)
  const described = await describeNodes(
    snapshot,
    moment,
    nodes.map((node) => ({ node, depth: 0 })),
  )
  const versions = Map.groupBy(
    standingEdges(await readEdgesAbove(snapshot, nodes, [flows.version]), moment.stands).filter((edge) =>
      isTrueAt(edge, moment.asOf),
    ),
    ({ target }) => target,
  )
  const assets = new Set(nodes)
  const slots = (await readSlots(snapshot)).filter(({ downstream }) => assets.has(downstream))
  const assignments = liveAt(assignmentsOf(standingEdges(slots, moment.stands)), moment.asOf)
  const live = Map.groupBy(await describeAssignments(snapshot, moment, assignments), ({ asset }) => asset)
  const contents = assignments.flatMap(({ targets }) => targets.map(({ target }) => target))
  const approvedBy = await approvalsOf(snapshot, moment, contents)
  const newest = await newestOf(snapshot, moment, versions)
  const models = described.map(({ id, name, kind }, index) =>
    defined({
      asset: id,
      name: name ?? assetName(id),
      kind,
      versions: versions.get(nodes[index] ?? 0)?.length ?? 0,
      newest: newest.get(nodes[index] ?? 0),
      live: (live.get(id) ?? []).map((each) => ({ ...each, approvedBy: approvedBy(each.artifact, each) })),
    }),
  )
  return { items: models, next }
}

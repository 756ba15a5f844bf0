import { flows } from '../domain/flow.ts'
import { assetName } from '../domain/id.ts'
import { instantOf } from '../domain/time.ts'
import type { Home } from '../lineage/answers.ts'
import { assignmentsOf, liveAt } from '../lineage/live.ts'
import { standingEdges } from '../lineage/standing.ts'
import { readEdgesAbove } from '../store/describing.ts'
import { readCounts, readNewest, readSlots } from '../store/looking-up.ts'
import { readHead } from '../store/recording.ts'
import { readCopies } from './checkpoint-copies.ts'
import { contradictionOf } from './contradiction.ts'
import { describeNodes, namesOf } from './describe.ts'
import { describeAssignments } from './live.ts'
import { momentOf } from './moment.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

/** Latest runs, models and where they are live, the state of the record. */
export async function home(store: ReadableStore, surroundings: Surroundings): Promise<Home> {
  const name = await store.port.read(async (snapshot) => (await readHead(snapshot))?.logName ?? '')
  const copies = readCopies(store.folder, name, surroundings)
  const contradiction = await contradictionOf(store, surroundings)
  return store.port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, {}, surroundings.nowMs())
    const counts = await readCounts(snapshot)
    const runs = await readNewest(snapshot, 'run', 8)
    const assets = await readNewest(snapshot, 'asset', 50)
    const described = await describeNodes(
      snapshot,
      moment,
      assets.map(({ node }) => ({ node, depth: 0 })),
    )
    const versions = standingEdges(
      await readEdgesAbove(
        snapshot,
        assets.map(({ node }) => node),
        [flows.version],
      ),
      moment.stands,
    )
    const runNodes = runs.map(({ node }) => node)
    const latest = await describeNodes(
      snapshot,
      moment,
      runNodes.map((node) => ({ node, depth: 0 })),
    )
    const acted = standingEdges(await readEdgesAbove(snapshot, runNodes, [flows.acted]), moment.stands)
    const agents = await namesOf(
      snapshot,
      acted.map(({ source }) => source),
    )
    const live = await describeAssignments(
      snapshot,
      liveAt(assignmentsOf(standingEdges(await readSlots(snapshot), moment.stands)), moment.asOf),
    )
    return {
      folder: store.folder.path,
      namespace: store.namespace,
      log: name,
      ...counts,
      lastRecorded: counts.lastTime === undefined ? undefined : instantOf(counts.lastTime),
      copies: copies.map(({ path, note }) => ({ path, isThere: note !== undefined && note !== '' })),
      contradiction,
      latestRuns: latest.map((run, index) => ({
        ...run,
        agents: acted.flatMap(({ source, target }) => (target === runNodes[index] ? (agents.get(source) ?? []) : [])),
      })),
      models: described.map(({ id, name: given, kind }, index) => ({
        name: given ?? assetName(id),
        kind,
        versions: versions.filter(({ target }) => target === assets[index]?.node).length,
        live: live.filter(({ asset }) => asset === id),
      })),
    }
  })
}

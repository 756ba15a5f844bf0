import { flows } from '../domain/flow.ts'
import { instantOf } from '../domain/time.ts'
import type { ListedRun } from '../lineage/answers/listed-run.ts'
import type { LineageNode } from '../lineage/lineage.ts'
import { standingEdges } from '../lineage/standing.ts'
import { readEdgesAbove } from '../store/describing.ts'
import type { Snapshot } from '../store/port.ts'
import { type BegunRun, readRunsByBeginning, readRunsWithoutBeginning } from '../store/run-order.ts'
import { describeNodes, namesOf } from './answers/describe.ts'
import { newestPage, pageOfMoment } from './answers/newest.ts'
import type { Moment } from './moment.ts'
import { noSuchPlace, numberIn, type Page, type Paged, pageFrom } from './page.ts'

/**
 * A part of all runs, the last to begin first, whenever they came on record: a record that was pushed brings old ones.
 * Behind them come those of which nobody says when they began, the last to be recorded first.
 */
export const runsPage = pageOfMoment(runsIn)

export async function runsIn(snapshot: Snapshot, moment: Moment, page: Page): Promise<Paged<ListedRun>> {
  const { items, next } = pageFrom(await runsAfter(snapshot, moment, page), keyOf, page.limit)
  const nodes = items.map(({ node }) => node)
  const acted = Map.groupBy(
    standingEdges(await readEdgesAbove(snapshot, nodes, [flows.acted]), moment.stands),
    ({ target }) => target,
  )
  const agents = await namesOf(
    snapshot,
    [...acted.values()].flat().map(({ source }) => source),
  )
  const agentsOf = (run: number) => (acted.get(run) ?? []).flatMap(({ source }) => agents.get(source) ?? [])
  return { items: items.map(({ node, run }) => ({ ...run, agents: agentsOf(node) })), next }
}

type Listed = { readonly node: number; readonly run: LineageNode }

const never = '-'
const keyOf = ({ node, run }: Listed): string => `${run.from ?? never} ${node}`

/** One more than the page takes, where there are so many. */
async function runsAfter(snapshot: Snapshot, moment: Moment, { limit, after }: Page): Promise<Listed[]> {
  const [, from = '', number = ''] = after === undefined ? [] : (/^(\S+) (\d+)$/.exec(after) ?? [])
  if (after !== undefined && number === '') throw noSuchPlace()
  const isDated = after === undefined || from !== never
  const start = after === undefined ? { from: latestIn(moment), node: Number.MAX_SAFE_INTEGER } : undefined
  const dated = isDated ? await datedRuns(snapshot, moment, start ?? { from, node: numberIn(number) }, limit + 1) : []
  if (dated.length > limit) return dated
  const rest = { limit: limit + 1 - dated.length, after: isDated ? undefined : number }
  const { items } = await newestPage(snapshot, 'run', moment, rest, (before, most) =>
    readRunsWithoutBeginning(snapshot, moment, before, most),
  )
  const nodes = items.map(({ node }) => node)
  return [...dated, ...(await described(snapshot, moment, nodes))]
}

/** No text of an instant is greater. */
const latest = '~'
const latestIn = ({ asked, asOf }: Moment) => (asked.asOf ? instantOf(asOf) : latest)

async function datedRuns(snapshot: Snapshot, moment: Moment, start: BegunRun, most: number): Promise<Listed[]> {
  const found: Listed[] = []
  for (let before = start; ; ) {
    const hits = await readRunsByBeginning(snapshot, moment, before, most)
    const runs = await described(
      snapshot,
      moment,
      hits.map(({ node }) => node),
    )
    // Where several times are said of a run, it stands at the one that shows.
    found.push(...runs.filter(({ run }, index) => run.from === hits[index]?.from))
    const last = hits.at(-1)
    if (found.length >= most || hits.length < most || last === undefined) return found.slice(0, most)
    before = last
  }
}

async function described(snapshot: Snapshot, moment: Moment, nodes: readonly number[]): Promise<Listed[]> {
  const runs = await describeNodes(
    snapshot,
    moment,
    nodes.map((node) => ({ node, depth: 0 })),
  )
  return runs.map((run, index) => ({ node: nodes[index] ?? 0, run }))
}

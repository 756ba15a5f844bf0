import { type Flow, flows } from '../domain/flow.ts'
import type { NodeId } from '../domain/id.ts'
import { instantOf } from '../domain/time.ts'
import type { Lineage } from '../lineage/lineage.ts'
import { assignmentsOf, liveAt } from '../lineage/live.ts'
import { isTrueAt, type StandingEdge, standingEdges } from '../lineage/standing.ts'
import { type Walk, walkDown, walkUp } from '../lineage/walk.ts'
import { type Closure, readClosure } from '../store/closure.ts'
import { readEdgesAbove, readEdgesBelow, readMeasuring } from '../store/describing.ts'
import type { Snapshot } from '../store/port.ts'
import { describeEdges, describeFacts, describeNodes } from './describe.ts'
import { type Moment, momentOf, type Times } from './moment.ts'
import { resolve } from './reference.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

export type Question = Times & { readonly reference: string; readonly nodesMax?: number | undefined }

/** What one answer shows, and what a store's recursion may reach before it is cut. */
const nodesShown = 5_000
const nodesReached = 2_000_000

/** Where something comes from: every artifact and run upstream of it, with what was recorded about each. */
export function trace(store: ReadableStore, question: Question, surroundings: Surroundings): Promise<Lineage> {
  return ask('trace', store, question, surroundings)
}

/** What depends on something: every run and artifact downstream of it, ending at the slots that are live. */
export function impact(store: ReadableStore, question: Question, surroundings: Surroundings): Promise<Lineage> {
  return ask('impact', store, question, surroundings)
}

function ask(
  which: Lineage['question'],
  store: ReadableStore,
  question: Question,
  surroundings: Surroundings,
): Promise<Lineage> {
  return store.port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, question, surroundings.nowMs())
    const { id, node, note } = await resolve(snapshot, question.reference, { moment, store, surroundings })
    if (note !== undefined) surroundings.warn(note)
    return lineageOf(snapshot, {
      which,
      root: node,
      id,
      asked: question.reference,
      moment,
      nodesMax: question.nodesMax ?? nodesShown,
    })
  })
}

type Asked = {
  readonly which: Lineage['question']
  readonly root: number
  readonly id: NodeId
  readonly asked: string
  readonly moment: Moment
  readonly nodesMax: number
  /** Whether to say who made what the runs beside the root were given: a comparison calls that a consequence. */
  readonly tellsMakers?: true
}

/** One answer, in one snapshot: the walk over what the store's recursion gave, cut to `nodesMax`, then described. */
export async function lineageOf(snapshot: Snapshot, asked: Asked): Promise<Lineage> {
  const { which, root, moment, nodesMax } = asked
  const closure = await readClosure(snapshot, [root], which === 'trace' ? 'upstream' : 'downstream', nodesReached)
  const walk = (which === 'trace' ? walkUp : walkDown)(closure.graph, [closure.numberOf.get(root) ?? 0], moment)
  const reached = walk.nodes
    .slice(0, nodesMax)
    .map((node, index) => ({ node: closure.ids[node] ?? 0, depth: walk.depths[index] ?? 0 }))
  const shown = reached.map(({ node }) => node)
  const beside = which === 'trace' ? await besides(snapshot, moment, root, shown) : []
  const all = [...reached, ...beside.map((node) => ({ node, depth: 1, beside: true as const }))]
  const numbers = all.map(({ node }) => node)
  const taken = await edgesTaken(snapshot, closure, walk, moment, shown)
  const around = await edgesAround(snapshot, moment, numbers, beside, asked.tellsMakers === true)
  const isSameBytes = ({ flow, statements }: StandingEdge) =>
    flow === flows.generated && statements.some((statement) => taken.sameBytes.has(statement))
  return {
    question: which,
    root: asked.id,
    asked: asked.asked,
    asOf: instantOf(moment.asOf),
    knownAt: moment.knownAt,
    complete: !closure.cut && walk.nodes.length <= nodesMax,
    withheld: { nodes: Math.max(0, walk.nodes.length - nodesMax), edges: taken.withheld },
    nodes: await describeNodes(snapshot, moment, [...all, ...endsBeyond(all, around)]),
    edges: await describeEdges(snapshot, [...taken.edges, ...around], isSameBytes),
    facts: await describeFacts(snapshot, moment, numbers),
  }
}

/** The runs that measured the root, shown beside its lineage: they are downstream of it, and say what it is worth. */
async function besides(snapshot: Snapshot, moment: Moment, root: number, shown: readonly number[]): Promise<number[]> {
  const measuring = await readMeasuring(snapshot, [root])
  const runs = new Set(measuring.filter(({ statement }) => moment.stands(statement)).map(({ run }) => run))
  for (const run of shown) runs.delete(run)
  return [...runs]
}

/** The edges that the walk took, between nodes that are shown. */
async function edgesTaken(
  snapshot: Snapshot,
  { graph, ids }: Closure,
  walk: Walk,
  moment: Moment,
  shown: readonly number[],
) {
  const isShown = new Set(shown)
  const key = (statement: number, upstream: number, downstream: number) => `${statement} ${upstream} ${downstream}`
  const taken = new Set<string>()
  const sameBytes = new Set<number>()
  const kinds = new Set<Flow>()
  let withheld = 0
  for (const edge of walk.edges) {
    const [upstream, downstream] = [ids[graph.upstream[edge] ?? 0] ?? 0, ids[graph.downstream[edge] ?? 0] ?? 0]
    if (!isShown.has(upstream) || !isShown.has(downstream)) withheld++
    const flow = (graph.flow[edge] ?? 0) as Flow
    kinds.add(flow === flows.folder ? flows.member : flow)
    const statement = graph.statement[edge] ?? 0
    // A mirror shows as the edge that it mirrors.
    taken.add(key(statement, upstream, downstream)).add(key(statement, downstream, upstream))
    if (walk.sameBytes.has(edge)) sameBytes.add(statement)
  }
  const rows = await readEdgesAbove(snapshot, shown, [...kinds])
  const among = rows.filter(
    ({ statement, upstream, downstream }) => isShown.has(upstream) && taken.has(key(statement, upstream, downstream)),
  )
  return { edges: standingEdges(among, moment.stands), sameBytes, withheld }
}

/** What names, approves and deploys what is shown; for what stands beside, what it used. */
async function edgesAround(
  snapshot: Snapshot,
  moment: Moment,
  shown: readonly number[],
  beside: readonly number[],
  tellsMakers: boolean,
): Promise<StandingEdge[]> {
  const isShown = new Set(shown)
  const named = await readEdgesBelow(snapshot, shown, [flows.version])
  const agents = await readEdgesAbove(snapshot, shown, [flows.acted])
  const uses = await readEdgesAbove(snapshot, beside, [flows.used])
  const given = tellsMakers ? uses.map(({ upstream }) => upstream) : []
  const makers = await readEdgesAbove(snapshot, given, [flows.generated])
  const standing = standingEdges([...named, ...agents, ...uses, ...makers], moment.stands).filter((edge) =>
    isTrueAt(edge, moment.asOf),
  )
  const live = await livePoints(snapshot, moment, shown)
  return [...standing, ...live.filter(({ target }) => isShown.has(target))]
}

/** The slots in force at the moment, of every asset that has ever pointed to one of the artifacts. */
export async function livePoints(
  snapshot: Snapshot,
  moment: Moment,
  artifacts: readonly number[],
): Promise<StandingEdge[]> {
  const pointing = await readEdgesBelow(snapshot, artifacts, [flows.points])
  const assets = [...new Set(pointing.map(({ downstream }) => downstream))]
  const points = standingEdges(await readEdgesAbove(snapshot, assets, [flows.points]), moment.stands)
  return liveAt(assignmentsOf(points), moment.asOf).flatMap(({ targets }) => targets)
}

/** Ends of edges that are not among the nodes yet: assets, slots' owners, people. */
function endsBeyond(
  nodes: readonly { readonly node: number; readonly depth: number }[],
  edges: readonly StandingEdge[],
) {
  const depths = new Map(nodes.map(({ node, depth }) => [node, depth]))
  const ends = new Map<number, { node: number; depth: number }>()
  for (const { source, target } of edges) {
    for (const [end, other] of [
      [source, target],
      [target, source],
    ] as const) {
      if (!depths.has(end) && !ends.has(end)) ends.set(end, { node: end, depth: (depths.get(other) ?? 0) + 1 })
    }
  }
  return [...ends.values()]
}

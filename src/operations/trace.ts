import { erasedIn } from '../domain/completeness.ts'
import { type Flow, flows } from '../domain/flow.ts'
import type { NodeId } from '../domain/id.ts'
import { instantOf } from '../domain/time.ts'
import type { Lineage, LineageEdge, LineageNode } from '../lineage/lineage.ts'
import { nearest, type Reached } from '../lineage/nearest.ts'
import { withKind } from '../lineage/node-names.ts'
import { standingEdges } from '../lineage/standing.ts'
import { type Walk, walkDown, walkUp } from '../lineage/walk.ts'
import { type Closure, type Reach, readClosure } from '../store/closure.ts'
import { readEdgesBetween } from '../store/describing.ts'
import { findPlace } from '../store/looking-up.ts'
import type { Snapshot } from '../store/port.ts'
import { besides, edgesAround, fitting } from './around.ts'
import { describeEdges, describeFacts, describeNodes, namesOf } from './describe.ts'
import { withLastWriters } from './last-writers.ts'
import { type Measured, measuredLater, withMeasured } from './measured-later.ts'
import { type Moment, momentOf, type Times } from './moment.ts'
import { resolve } from './reference.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'
import { unfollowedReads } from './unfollowed-reads.ts'

export type Question = Times & {
  readonly reference: string
  /** The most artifacts and runs to show. Names and people come with them. */
  readonly nodesMax?: number | undefined
}

/** How many artifacts and runs one answer shows, and what a store's recursion may reach before it is cut. */
const nodesShown = 5_000
export const nodesReached = 2_000_000

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
    const { id, node, note, place } = await resolve(snapshot, question.reference, {
      ...{ moment, store, surroundings },
      question: which,
    })
    if (note !== undefined) surroundings.warn(note)
    return lineageOf(snapshot, {
      which,
      root: node,
      id,
      asked: question.reference,
      place,
      moment,
      nodesMax: question.nodesMax ?? nodesShown,
      reach: store.reach,
    })
  })
}

type Asked = {
  readonly which: Lineage['question']
  readonly root: number
  readonly id: NodeId
  readonly asked: string
  /** Where it was found, for a question by path. */
  readonly place?: string | undefined
  readonly moment: Moment
  readonly nodesMax: number
  /** Where the edges come from: the store's recursion, where no graph is kept in memory. */
  readonly reach?: Reach | undefined
  /** Whether to say who made what the runs beside the root were given: a comparison calls that a consequence. */
  readonly tellsMakers?: true
}

/** One answer, in one snapshot: the walk over what the store's recursion gave, cut to `nodesMax`, then described. */
export async function lineageOf(snapshot: Snapshot, asked: Asked): Promise<Lineage> {
  const { which, root, moment, nodesMax } = asked
  const reach = asked.reach ?? readClosure
  const closure = await reach(snapshot, [root], which === 'trace' ? 'upstream' : 'downstream', nodesReached)
  const place = asked.place === undefined ? undefined : await numberOfPlace(snapshot, closure, asked.place)
  const walk = (which === 'trace' ? walkUp : walkDown)(closure.graph, [closure.numberOf.get(root) ?? 0], moment, place)
  const later = which === 'trace' ? await measuredLater(snapshot, moment, root) : new Map<number, Measured>()
  const { nodes, left } = await nodesOf(snapshot, asked, closure, walk, [...later.keys()])
  const numbers = nodes.map(({ node }) => node)
  const beside = nodes.filter((node) => node.beside === true).map(({ node }) => node)
  const around = await edgesAround(snapshot, moment, numbers, beside, asked.tellsMakers === true)
  const further = await fitting(snapshot, nodes, around, nodesMax - nodes.length)
  const all = [...nodes, ...further.ends]
  const shown = new Set(all.map(({ node }) => node))
  const taken = await edgesTaken(snapshot, closure, walk, moment, shown)
  const withheld = new Set([...left, ...further.withheld.nodes].filter((node) => !shown.has(node)))
  const described = await describeEdges(snapshot, [...taken.edges, ...further.edges], taken)
  const unfollowed = which === 'impact' ? await unfollowedReads(snapshot, moment, { root, shown: numbers }) : []
  return {
    question: which,
    root: asked.id,
    asked: asked.asked,
    ...(asked.place === undefined ? {} : { place: asked.place }),
    asOf: instantOf(moment.asOf),
    knownAt: moment.knownAt,
    complete: !closure.cut && withheld.size === 0 && unfollowed.length === 0 && moment.erased === 0,
    withheld: { nodes: withheld.size, edges: taken.withheld + further.withheld.edges },
    ...(unfollowed.length === 0 ? {} : { unfollowed }),
    ...erasedIn(moment),
    nodes: withKindsBy(described, await describeNodes(snapshot, moment, all)),
    edges: await withLastWriters(snapshot, moment, described),
    facts: [...withMeasured(await describeFacts(snapshot, moment, numbers), await byName(snapshot, later))],
  }
}

/** Nodes with the kinds that the names have which they bear. */
function withKindsBy(edges: readonly LineageEdge[], nodes: readonly LineageNode[]): LineageNode[] {
  const bySource = Map.groupBy(edges, ({ source }) => source)
  const index = {
    nodes: new Map(nodes.map((node) => [node.id, node])),
    bySource: (id: NodeId) => bySource.get(id) ?? [],
  }
  return nodes.map((node) => withKind(index, node))
}

async function byName(snapshot: Snapshot, later: ReadonlyMap<number, Measured>): Promise<Map<NodeId, Measured>> {
  const names = await namesOf(snapshot, [...later.keys()])
  return new Map([...later].map(([run, measured]) => [names.get(run) ?? '', measured]))
}

/** A place where nothing was read or written has no number in the store. */
const unnumbered = -1

export async function numberOfPlace(snapshot: Snapshot, { graph }: Closure, place: string): Promise<number> {
  const number = (await findPlace(snapshot, place)) ?? unnumbered
  graph.places.set(number, place)
  return number
}

type Shown = Reached & { readonly beside?: true }

/** What the walk reached and what measured the root, which lies one step away from it: the nearest `nodesMax` of them. */
async function nodesOf(
  snapshot: Snapshot,
  { which, root, moment, nodesMax }: Asked,
  closure: Closure,
  walk: Walk,
  later: readonly number[],
) {
  const idOf = (node: number) => closure.ids[node] ?? 0
  const reached = nearest(closure.graph, walk, nodesMax).map(({ node, depth }): Shown => ({ node: idOf(node), depth }))
  const walked = Array.from(walk.nodes, idOf)
  const measuring = which === 'trace' ? await besides(snapshot, moment, { root, later, reached: new Set(walked) }) : []
  const beside = measuring.map((node): Shown => ({ node, depth: 1, beside: true }))
  const [near, far] = [reached.filter(({ depth }) => depth <= 1), reached.filter(({ depth }) => depth > 1)]
  const nodes = [...near, ...beside, ...far].slice(0, nodesMax)
  const chosen = new Set(nodes.map(({ node }) => node))
  return { nodes, left: [...walked, ...measuring].filter((node) => !chosen.has(node)) }
}

/** The edges that the walk took between nodes that are shown, each with all that is said of it by then. */
export async function edgesTaken(
  snapshot: Snapshot,
  { graph, ids }: Closure,
  walk: Pick<Walk, 'edges' | 'sameBytes'> & Partial<Pick<Walk, 'makers'>>,
  moment: Moment,
  shown: ReadonlySet<number>,
) {
  const taken = new Set<string>()
  const sameBytes = new Set<number>()
  const makers = new Map<number, ReadonlySet<number>>()
  const kinds = new Set<Flow>()
  const withheld = new Set<string>()
  for (const edge of walk.edges) {
    const stated = (graph.flow[edge] ?? 0) as Flow
    // A mirror shows as the edge that it mirrors.
    const flow = stated === flows.folder ? flows.member : stated
    const ends = [ids[graph.upstream[edge] ?? 0] ?? 0, ids[graph.downstream[edge] ?? 0] ?? 0]
    const statement = graph.statement[edge] ?? 0
    kinds.add(flow)
    taken.add(keyOf(statement, ends))
    if (!ends.every((end) => shown.has(end))) withheld.add(keyOf(flow, ends))
    if (walk.sameBytes.has(edge)) sameBytes.add(statement)
    const runs = walk.makers?.get(edge)
    if (runs !== undefined) makers.set(statement, new Set([...runs].map((run) => ids[run] ?? 0)))
  }
  const isTrueBy = (at: number | undefined) => (at ?? Number.NEGATIVE_INFINITY) <= moment.asOf
  const rows = await readEdgesBetween(snapshot, [...shown], [...kinds])
  const among = rows.filter(({ at }) => isTrueBy(at))
  // Folded before it is asked what was taken: a better known statement of an edge counts, whichever the walk went along.
  const edges = standingEdges(among, moment.stands).filter(({ statements, source, target }) =>
    statements.some((statement) => taken.has(keyOf(statement, [source, target]))),
  )
  return { edges, sameBytes, makers, withheld: withheld.size }
}

/** Both ends in one order: an edge is stored by which end lies upstream, and shown by which is its source. */
const keyOf = (what: number, [a = 0, b = 0]: readonly number[]) => `${what} ${Math.min(a, b)} ${Math.max(a, b)}`

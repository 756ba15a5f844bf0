import { type Flow, flows, followedMax } from '../domain/flow.ts'
import { emptyGraph, type Graph, type GraphEdge } from '../domain/graph.ts'
import { appendEdge, markSmall, retract } from '../domain/graph-growth.ts'
import { smallBytes } from '../domain/small-content.ts'
import { statementNumber } from '../domain/statement-number.ts'
import { hasListings, type Listed, memberOf, mirrorOf, readFoldersOf, readJoiningFilesOf } from './listed.ts'
import type { Snapshot } from './port.ts'
import { type Sql, sql } from './sql.ts'

/** Part of the store's graph, numbered densely: `ids[n]` is the store's number of the graph's node n. */
export type Closure = {
  readonly graph: Graph
  readonly ids: readonly number[]
  readonly numberOf: Pick<ReadonlyMap<number, number>, 'get'>
  /** Whether the recursion ran into its bound, so that the answer is a part. */
  readonly cut: boolean
}

/** An edge as a walk needs it, with what tells edges between the same nodes apart where one of them ends. */
export type StoredEdge = {
  readonly downstream: number
  readonly flow: Flow
  readonly upstream: number
  readonly statement: number
  readonly place?: number
  readonly at?: number
  readonly since?: number
  readonly until?: number
  readonly role?: string
  readonly slot?: string
  readonly selector?: string
  readonly number?: number
}

/** What gives a question the edges that its walk may need, at a snapshot. */
export type Reach = typeof readClosure

type Direction = 'upstream' | 'downstream'

const columns = sql`edge.downstream, edge.flow, edge.upstream, edge.statement, edge.place, edge.at, edge.since, edge.until`

/**
 * All that a walk from `starts` may reach, and what decides its way there: a superset by ids alone, whatever the time
 * and place, so that the walk itself is one piece of code for a store and for the graph in memory.
 */
export async function readClosure(
  snapshot: Snapshot,
  starts: readonly number[],
  direction: Direction,
  stepsMax: number,
): Promise<Closure> {
  const reached = (await hasListings(snapshot))
    ? await readThroughListings(snapshot, starts, direction, stepsMax)
    : { ...(await readSteps(snapshot, { whole: starts, around: [] }, direction, stepsMax)), listed: [] }
  const rivals = direction === 'upstream' ? nothing : await readRivals(snapshot, reached)
  const edges = [...reached.edges, ...rivals.edges]
  const listed = [...reached.listed, ...rivals.listed]
  return { ...(await numbered(snapshot, starts, await withKeys(snapshot, edges), listed)), cut: reached.cut }
}

type Found = { readonly edges: readonly StoredEdge[]; readonly listed: readonly Listed[] }
const nothing: Found = { edges: [], listed: [] }

/** Where a recursion starts: nodes themselves, and folders that were reached from a file, whose other files do not matter. */
type Starts = { readonly whole: readonly number[]; readonly around: readonly number[] }

async function readSteps(snapshot: Snapshot, starts: Starts, direction: Direction, stepsMax: number) {
  const edges = await snapshot.all<StoredEdge & { readonly steps: number }>(
    direction === 'upstream' ? upstreamOf(starts, stepsMax) : downstreamOf(starts, stepsMax),
  )
  return { edges, cut: (edges[0]?.steps ?? 0) >= stepsMax }
}

const startsOf = ({ whole, around }: Starts): Sql => sql`
  select id, 0 from node where id in ${whole} union all select id, 1 from node where id in ${around}`

/**
 * Ids recurse, with a bit for a folder that was reached from what is in it, whose other files are nobody's business.
 * `union` drops repeats, so a circle ends; the bound is outside of the recursion, where both engines heed it.
 */
const upstreamOf = (starts: Starts, stepsMax: number): Sql => sql`
  with recursive
    start (id, around) as (${startsOf(starts)}),
    step (id, around) as (
      select id, around from start
      union
      select edge.upstream, case edge.flow when ${flows.folder} then 1 when ${flows.same} then step.around else 0 end
      from step join edge on edge.downstream = step.id
      where edge.flow <= ${followedMax} and (step.around = 0 or edge.flow <> ${flows.member})
    ),
    taken as (select id, around from step limit ${stepsMax}),
    reached as (select id, min(around) as around from taken group by id)
  select ${columns}, (select count(*) from taken) as steps
  from reached join edge on edge.downstream = reached.id
  where edge.flow <= ${followedMax} and (reached.around = 0 or edge.flow <> ${flows.member})`

const downstreamOf = (starts: Starts, stepsMax: number): Sql => sql`
  with recursive
    start (id, around) as (${startsOf(starts)}),
    step (id, around) as (
      select id, around from start
      union
      select edge.downstream, case edge.flow when ${flows.member} then 1 when ${flows.same} then step.around else 0 end
      from step join edge on edge.upstream = step.id
      where edge.flow <= ${followedMax} and (step.around = 0 or edge.flow <> ${flows.folder})
    ),
    taken as (select id, around from step limit ${stepsMax}),
    reached as (select id, min(around) as around from taken group by id)
  select ${columns}, (select count(*) from taken) as steps
  from reached join edge on edge.upstream = reached.id
  where edge.flow <= ${followedMax} and (reached.around = 0 or edge.flow <> ${flows.folder})`

/**
 * The same, where folders may be joined by files that only listings name. A recursion knows nothing of those: where it
 * ends, files lead from folder to folder, and from there the next one goes on.
 */
async function readThroughListings(
  snapshot: Snapshot,
  starts: readonly number[],
  direction: Direction,
  stepsMax: number,
): Promise<Found & { readonly cut: boolean }> {
  const edges: StoredEdge[] = []
  const known = new Set<string>()
  const listed: Listed[] = []
  const [whole, around] = [new Set<number>(), new Set<number>()]
  let cut = false
  let next: Starts = { whole: starts, around: [] }
  while (next.whole.length + next.around.length > 0) {
    const found = await readSteps(snapshot, next, direction, stepsMax)
    cut ||= found.cut
    // The parts of a record that two recursions reach are read twice.
    // Files of a folder are too many to be the arguments of one call.
    for (const edge of found.edges) if (!known.has(edgeKey(edge))) edges.push(edge)
    for (const edge of found.edges) known.add(edgeKey(edge))
    const reached = reachedBy(found.edges, direction)
    const fresh = {
      whole: unseen([...next.whole, ...reached.whole], whole),
      around: unseen([...next.around, ...reached.around], around),
    }
    const files = await readJoiningFilesOf(snapshot, fresh.whole)
    const folders = await readFoldersOf(snapshot, [...fresh.whole, ...fresh.around])
    for (const each of files) listed.push(each)
    for (const each of folders) listed.push(each)
    next = {
      whole: files.map(({ file }) => file).filter((file) => !whole.has(file)),
      around: folders.map(({ folder }) => folder).filter((folder) => !whole.has(folder) && !around.has(folder)),
    }
  }
  return { edges, listed, cut }
}

/** The far ends of edges; a name of a folder that was reached from a file counts as reached by itself, which is more. */
function reachedBy(edges: readonly StoredEdge[], direction: Direction): Starts {
  const [whole, around] = [[] as number[], [] as number[]]
  const toFolder = direction === 'upstream' ? flows.folder : flows.member
  for (const edge of edges) (edge.flow === toFolder ? around : whole).push(edge[direction])
  return { whole, around }
}

/** Those that were not seen yet, each once. Now they were. */
function unseen(nodes: readonly number[], seen: Set<number>): number[] {
  return nodes.filter((node) => {
    const isNew = !seen.has(node)
    seen.add(node)
    return isNew
  })
}

const listedKey = ({ file, folder, statement, path }: Listed) => `${statement} ${file} ${folder} ${path}`

/**
 * Downstream, whether a read found what a write made depends on every other write of the same content: on those of its
 * other names and of the folders around it, too.
 */
async function readRivals(snapshot: Snapshot, reached: Found): Promise<Found> {
  const known = new Set(reached.edges.map(edgeKey))
  const edges: StoredEdge[] = []
  const listed: Listed[] = []
  const asked = new Set<number>()
  const ends = reached.listed.flatMap(({ file, folder }) => [file, folder])
  const mayBeListed = ends.length > 0 || (await hasListings(snapshot))
  let contents = unseen([...reached.edges.flatMap(contentsOf), ...ends], asked)
  while (contents.length > 0) {
    const found = await snapshot.all<StoredEdge>(sql`
      select ${columns} from edge
      where edge.downstream in ${contents} and edge.flow in ${[flows.generated, flows.same, flows.folder]}`)
    for (const edge of found) {
      if (known.has(edgeKey(edge))) continue
      known.add(edgeKey(edge))
      edges.push(edge)
    }
    const folders = mayBeListed ? await readFoldersOf(snapshot, contents) : []
    for (const each of folders) listed.push(each)
    const others = found.filter(({ flow }) => flow !== flows.generated).map(({ upstream }) => upstream)
    contents = unseen([...others, ...folders.map(({ folder }) => folder)], asked)
  }
  return { edges, listed }
}

function contentsOf({ flow, upstream, downstream }: StoredEdge): number[] {
  if (flow === flows.generated) return [downstream]
  return flow === flows.used ? [upstream] : [upstream, downstream]
}

const edgeKey = ({ statement, flow, upstream, downstream }: StoredEdge) =>
  `${statement} ${flow} ${upstream} ${downstream}`

/** Edges that lead to nodes from upstream, with what tells those between the same nodes apart. */
export const readKeyedEdges = (snapshot: Snapshot, downstream: readonly number[]) =>
  snapshot.all<StoredEdge>(sql`
    select ${columns}, edge.role, edge.slot, edge.selector, edge.number from edge
    where edge.downstream in ${downstream} and edge.flow <= ${followedMax}`)

/** An edge can end by a second statement that says it: where one ends, its key must be known. Few edges end. */
async function withKeys(snapshot: Snapshot, edges: readonly StoredEdge[]): Promise<readonly StoredEdge[]> {
  const ending = new Set(edges.flatMap(({ until, downstream }) => (until === undefined ? [] : [downstream])))
  if (ending.size === 0) return edges
  const keys = await readKeyedEdges(snapshot, [...ending])
  const byKey = new Map(keys.map((edge) => [edgeKey(edge), edge]))
  return edges.map((edge) => byKey.get(edgeKey(edge)) ?? edge)
}

async function numbered(
  snapshot: Snapshot,
  starts: readonly number[],
  edges: readonly StoredEdge[],
  listed: readonly Listed[],
) {
  const ids: number[] = []
  const numberOf = new Map<number, number>()
  const number = (id: number) => {
    const known = numberOf.get(id)
    if (known !== undefined) return known
    numberOf.set(id, ids.length)
    return ids.push(id) - 1
  }
  for (const start of starts) number(start)
  const edgeCount = edges.length + 2 * listed.length
  const graph = emptyGraph(edgeCount + starts.length, Math.max(1, edgeCount))
  for (const edge of edges) appendEdge(graph, graphEdge(edge, number(edge.upstream), number(edge.downstream)))
  for (const each of new Map(listed.map((each) => [listedKey(each), each])).values()) {
    appendListed(graph, each, number(each.file), number(each.folder))
  }
  // A start without edges is a node of the graph, too.
  graph.nodeCount = Math.max(graph.nodeCount, ids.length)
  await addMarks(snapshot, graph, ids, numberOf)
  return { graph, ids, numberOf }
}

/** A stored edge as the graph's arrays take it, under the graph's own numbers of its ends. */
export function graphEdge(edge: StoredEdge, upstream: number, downstream: number): GraphEdge {
  const { flow, statement, place, at, since, until, role, slot, selector, number } = edge
  // Each field by name: spreading rows, whose absent columns were deleted, takes three times as long as reading them.
  return {
    flow,
    upstream,
    downstream,
    statement,
    place,
    at,
    from: since,
    until,
    key: keyOf([role, slot, selector, number]),
  }
}

/** A listed file as the two steps that a statement of a member stands for, and whether its content says nothing. */
export function appendListed(graph: Graph, listed: Listed, file: number, folder: number): void {
  appendEdge(graph, graphEdge(memberOf(listed), file, folder))
  appendEdge(graph, graphEdge(mirrorOf(listed), folder, file))
  if (listed.bytes < smallBytes) markSmall(graph, file, listed.statement)
}

const keyOf = (parts: readonly unknown[]) =>
  parts.every((part) => part === undefined) ? undefined : JSON.stringify(parts)

async function addMarks(
  snapshot: Snapshot,
  graph: Graph,
  ids: readonly number[],
  numberOf: ReadonlyMap<number, number>,
) {
  const small = await snapshot.all<{ node: number; statement: number }>(
    sql`select node, statement from claim where node in ${ids} and bytes < ${smallBytes}`,
  )
  for (const { node, statement } of small) markSmall(graph, numberOf.get(node) ?? -1, statement)
  if (graph.flow.includes(flows.folder)) {
    const places = [...new Set(graph.place.subarray(0, graph.edgeCount))]
    for (const { id, name } of await snapshot.all<{ id: number; name: string }>(
      sql`select id, name from place where id in ${places}`,
    )) {
      graph.places.set(id, name)
    }
  }
  for (const { statement, by } of await readRetractions(snapshot)) retract(graph, statement, by)
}

/** Every retraction whose statement is on record. They are few; each is looked up by its producer and sequence. */
export async function readRetractions(snapshot: Snapshot): Promise<{ statement: number; by: number }[]> {
  const rows = await snapshot.all<{ entry: number; position: number; by: number }>(sql`
    select entry.number as entry, retraction.position as position, retraction.statement as "by"
    from retraction join entry on entry.producer = retraction.producer and entry.sequence = retraction.sequence`)
  return rows.map(({ entry, position, by }) => ({ statement: statementNumber(entry, position), by }))
}

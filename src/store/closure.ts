import { type Flow, flows, followedMax } from '../domain/flow.ts'
import { appendEdge, emptyGraph, type Graph, retract, smallBytes } from '../domain/graph.ts'
import { statementNumber } from '../domain/statement-number.ts'
import type { Snapshot } from './port.ts'
import { type Sql, sql } from './sql.ts'

/** Part of the store's graph, numbered densely: `ids[n]` is the store's number of the graph's node n. */
export type Closure = {
  readonly graph: Graph
  readonly ids: readonly number[]
  readonly numberOf: ReadonlyMap<number, number>
  /** Whether the recursion ran into its bound, so that the answer is a part. */
  readonly cut: boolean
}

type StoredEdge = {
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
  readonly number?: number
}

const columns = sql`edge.downstream, edge.flow, edge.upstream, edge.statement, edge.place, edge.at, edge.since, edge.until, edge.role, edge.slot, edge.number`

/**
 * All that a walk from `starts` may reach, and what decides its way there: a superset by ids alone, whatever the time
 * and place, so that the walk itself is one piece of code for a store and for the graph in memory. Ids recurse, with a
 * bit for what may only be entered by a write (a folder that holds the content) or a read; `union` drops repeats.
 */
export async function readClosure(
  snapshot: Snapshot,
  starts: readonly number[],
  direction: 'upstream' | 'downstream',
  nodesMax: number,
): Promise<Closure> {
  const reached = direction === 'upstream' ? upstreamOf(starts, nodesMax) : downstreamOf(starts, nodesMax)
  const [count] = await snapshot.all<{ n: number }>(sql`${reached} select count(*) as n from reached`)
  const along =
    direction === 'upstream'
      ? sql`${reached} select ${columns} from (select distinct id from reached) as here join edge on edge.downstream = here.id where edge.flow <= ${followedMax}`
      : sql`${reached} select ${columns} from (select distinct id from reached) as here join edge on edge.upstream = here.id where edge.flow <= ${followedMax}`
  const edges = await snapshot.all<StoredEdge>(along)
  if (direction === 'downstream') edges.push(...(await readRivals(snapshot, edges)))
  return { ...(await numbered(snapshot, starts, edges)), cut: (count?.n ?? 0) >= nodesMax }
}

const upstreamOf = (starts: readonly number[], nodesMax: number): Sql => sql`
  with recursive reached (id, bounded) as (
    select id, 0 from node where id in ${starts}
    union
    select edge.upstream, case when edge.flow = ${flows.folder} then 1 else 0 end
    from reached join edge on edge.downstream = reached.id
    where edge.flow <= ${followedMax} and (reached.bounded = 0 or edge.flow = ${flows.generated})
    limit ${nodesMax}
  )`

const downstreamOf = (starts: readonly number[], nodesMax: number): Sql => sql`
  with recursive reached (id, bounded) as (
    select id, 0 from node where id in ${starts}
    union
    select edge.downstream, case when edge.flow = ${flows.folder} then 1 else 0 end
    from reached join edge on edge.upstream = reached.id
    where edge.flow <= ${followedMax} and (reached.bounded = 0 or edge.flow = ${flows.used})
    limit ${nodesMax}
  )`

/** Downstream, whether a read found what a write made depends on every other write of the same content. */
async function readRivals(snapshot: Snapshot, edges: readonly StoredEdge[]): Promise<StoredEdge[]> {
  const known = new Set(edges.map(edgeKey))
  const rivals: StoredEdge[] = []
  let contents = [...new Set(edges.filter(({ flow }) => flow === flows.used).map(({ upstream }) => upstream))]
  const asked = new Set<number>()
  while (contents.length > 0) {
    for (const content of contents) asked.add(content)
    const found = await snapshot.all<StoredEdge>(sql`
      select ${columns} from edge
      where edge.downstream in ${contents} and edge.flow in ${[flows.generated, flows.same, flows.folder]}`)
    const fresh = found.filter((edge) => !known.has(edgeKey(edge)))
    for (const edge of fresh) known.add(edgeKey(edge))
    rivals.push(...fresh)
    const others = found.filter(({ flow }) => flow !== flows.generated).map(({ upstream }) => upstream)
    contents = [...new Set(others)].filter((id) => !asked.has(id))
  }
  return rivals
}

const edgeKey = ({ statement, flow, upstream, downstream }: StoredEdge) =>
  `${statement} ${flow} ${upstream} ${downstream}`

async function numbered(snapshot: Snapshot, starts: readonly number[], edges: readonly StoredEdge[]) {
  const ids: number[] = []
  const numberOf = new Map<number, number>()
  const number = (id: number) => {
    const known = numberOf.get(id)
    if (known !== undefined) return known
    numberOf.set(id, ids.length)
    return ids.push(id) - 1
  }
  for (const start of starts) number(start)
  const graph = emptyGraph(edges.length + starts.length, Math.max(1, edges.length))
  for (const edge of edges)
    appendEdge(graph, { ...graphEdge(edge), upstream: number(edge.upstream), downstream: number(edge.downstream) })
  // A start without edges is a node of the graph, too.
  graph.nodeCount = Math.max(graph.nodeCount, ids.length)
  await addMarks(snapshot, graph, ids, numberOf)
  return { graph, ids, numberOf }
}

/** An edge as the walk needs it. What tells edges between the same nodes apart is kept only where one can be closed. */
export function graphEdge({ since, role, slot, number, ...edge }: StoredEdge) {
  const key = edge.flow > flows.generated ? [role, slot, number].join('\0') : undefined
  return { ...edge, from: since, key }
}

async function addMarks(
  snapshot: Snapshot,
  graph: Graph,
  ids: readonly number[],
  numberOf: ReadonlyMap<number, number>,
) {
  const small = await snapshot.all<{ node: number }>(
    sql`select distinct node from claim where node in ${ids} and bytes < ${smallBytes}`,
  )
  for (const { node } of small) graph.small.add(numberOf.get(node) ?? -1)
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

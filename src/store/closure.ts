import { type Flow, flows, followedMax } from '../domain/flow.ts'
import { appendEdge, emptyGraph, type Graph, type GraphEdge, markSmall, retract, smallBytes } from '../domain/graph.ts'
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

const columns = sql`edge.downstream, edge.flow, edge.upstream, edge.statement, edge.place, edge.at, edge.since, edge.until`

/**
 * All that a walk from `starts` may reach, and what decides its way there: a superset by ids alone, whatever the time
 * and place, so that the walk itself is one piece of code for a store and for the graph in memory.
 */
export async function readClosure(
  snapshot: Snapshot,
  starts: readonly number[],
  direction: 'upstream' | 'downstream',
  stepsMax: number,
): Promise<Closure> {
  const found = await snapshot.all<StoredEdge & { readonly steps: number }>(
    direction === 'upstream' ? upstreamOf(starts, stepsMax) : downstreamOf(starts, stepsMax),
  )
  const edges = direction === 'upstream' ? found : [...found, ...(await readRivals(snapshot, found))]
  const cut = (found[0]?.steps ?? 0) >= stepsMax
  return { ...(await numbered(snapshot, starts, await withKeys(snapshot, edges))), cut }
}

/**
 * Ids recurse, with a bit for a folder that was reached from what is in it, whose other files are nobody's business.
 * `union` drops repeats, so a circle ends; the bound is outside of the recursion, where both engines heed it.
 */
const upstreamOf = (starts: readonly number[], stepsMax: number): Sql => sql`
  with recursive
    step (id, around) as (
      select id, 0 from node where id in ${starts}
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

const downstreamOf = (starts: readonly number[], stepsMax: number): Sql => sql`
  with recursive
    step (id, around) as (
      select id, 0 from node where id in ${starts}
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
 * Downstream, whether a read found what a write made depends on every other write of the same content: on those of its
 * other names and of the folders around it, too.
 */
async function readRivals(snapshot: Snapshot, edges: readonly StoredEdge[]): Promise<StoredEdge[]> {
  const known = new Set(edges.map(edgeKey))
  const rivals: StoredEdge[] = []
  const asked = new Set<number>()
  let contents = [...new Set(edges.flatMap(contentsOf))]
  while (contents.length > 0) {
    for (const content of contents) asked.add(content)
    const found = await snapshot.all<StoredEdge>(sql`
      select ${columns} from edge
      where edge.downstream in ${contents} and edge.flow in ${[flows.generated, flows.same, flows.folder]}`)
    for (const edge of found) {
      if (known.has(edgeKey(edge))) continue
      known.add(edgeKey(edge))
      rivals.push(edge)
    }
    const others = found.filter(({ flow }) => flow !== flows.generated).map(({ upstream }) => upstream)
    contents = [...new Set(others)].filter((id) => !asked.has(id))
  }
  return rivals
}

function contentsOf({ flow, upstream, downstream }: StoredEdge): number[] {
  if (flow === flows.generated) return [downstream]
  return flow === flows.used ? [upstream] : [upstream, downstream]
}

const edgeKey = ({ statement, flow, upstream, downstream }: StoredEdge) =>
  `${statement} ${flow} ${upstream} ${downstream}`

/** An edge can end by a second statement that says it: where one ends, its key must be known. Few edges end. */
async function withKeys(snapshot: Snapshot, edges: readonly StoredEdge[]): Promise<readonly StoredEdge[]> {
  const ending = new Set(edges.flatMap(({ until, downstream }) => (until === undefined ? [] : [downstream])))
  if (ending.size === 0) return edges
  const keys = await snapshot.all<StoredEdge>(sql`
    select ${columns}, edge.role, edge.slot, edge.selector, edge.number from edge
    where edge.downstream in ${[...ending]} and edge.flow <= ${followedMax}`)
  const byKey = new Map(keys.map((edge) => [edgeKey(edge), edge]))
  return edges.map((edge) => byKey.get(edgeKey(edge)) ?? edge)
}

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
  for (const edge of edges) appendEdge(graph, graphEdge(edge, number(edge.upstream), number(edge.downstream)))
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

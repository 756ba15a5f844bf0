import { type Flow, flows } from '../domain/flow.ts'
import { hasListings, memberOf, mirrorOf, readFilesOf, readFoldersOf, readUnnamedIds } from './listed.ts'
import type { Snapshot } from './port.ts'
import { type Sql, sql } from './sql.ts'

// What an answer shows of the nodes and edges that a walk reached. Every row carries its statement's number, so that
// the caller drops what is retracted or was not known yet; times are ms since 1970.

export type ClaimRow = {
  readonly statement: number
  readonly node: number
  readonly at?: number
  readonly origin: number
  readonly body: string
}
export const readClaims = (snapshot: Snapshot, nodes: readonly number[]) =>
  snapshot.all<ClaimRow>(
    sql`select statement, node, at, origin, body from claim where node in ${nodes} order by statement`,
  )

export type NameRow = { readonly id: number; readonly name: string }
export async function readNames(snapshot: Snapshot, nodes: readonly number[]): Promise<NameRow[]> {
  const names = await snapshot.all<NameRow>(sql`select id, name from node where id in ${nodes}`)
  const unnamed = nodes.filter((node) => node < 0)
  return unnamed.length === 0 ? names : [...names, ...(await readUnnamedIds(snapshot, unnamed))]
}

export type EdgeRow = {
  readonly statement: number
  readonly mirror: number
  readonly flow: Flow
  readonly upstream: number
  readonly downstream: number
  readonly role?: string
  readonly slot?: string
  readonly selector?: string
  readonly number?: number
  readonly share?: number
  readonly place?: string
  readonly witnesses?: string
  readonly at?: number
  readonly since?: number
  readonly until?: number
  readonly origin: number
}
export const edgeColumns = sql`edge.statement, edge.mirror, edge.flow, edge.upstream, edge.downstream, edge.role, edge.slot,
  edge.selector, edge.number, edge.share, place.name as place, edge.witnesses, edge.at, edge.since, edge.until, edge.origin`

type Kinds = readonly Flow[]

/** Edges that lead to the given nodes from upstream. */
export async function readEdgesAbove(snapshot: Snapshot, nodes: readonly number[], kinds: Kinds): Promise<EdgeRow[]> {
  const edges = await readEdges(snapshot, sql`edge.downstream in ${nodes} and edge.flow in ${kinds}`)
  if (!(await mayBeListed(snapshot, kinds))) return edges
  const files = kinds.includes(flows.member) ? await readFilesOf(snapshot, nodes) : []
  const folders = kinds.includes(flows.folder) ? await readFoldersOf(snapshot, nodes) : []
  return [...edges, ...files.map(memberOf), ...folders.map(mirrorOf)]
}

/** Edges that lead from the given nodes downstream. */
export async function readEdgesBelow(snapshot: Snapshot, nodes: readonly number[], kinds: Kinds): Promise<EdgeRow[]> {
  const edges = await readEdges(snapshot, sql`edge.upstream in ${nodes} and edge.flow in ${kinds}`)
  if (!(await mayBeListed(snapshot, kinds))) return edges
  const folders = kinds.includes(flows.member) ? await readFoldersOf(snapshot, nodes) : []
  const files = kinds.includes(flows.folder) ? await readFilesOf(snapshot, nodes) : []
  return [...edges, ...folders.map(memberOf), ...files.map(mirrorOf)]
}

/** Edges with both ends among the given nodes. Of a folder with many files, few may be. */
export async function readEdgesBetween(snapshot: Snapshot, nodes: readonly number[], kinds: Kinds): Promise<EdgeRow[]> {
  const among = sql`edge.downstream in ${nodes} and edge.flow in ${kinds} and +edge.upstream in ${nodes}`
  const edges = await readEdges(snapshot, among)
  if (!(await mayBeListed(snapshot, kinds))) return edges
  const isAmong = new Set(nodes)
  const folders = (await readFoldersOf(snapshot, nodes)).filter(({ folder }) => isAmong.has(folder))
  const members = kinds.includes(flows.member) ? folders.map(memberOf) : []
  const mirrors = kinds.includes(flows.folder) ? folders.map(mirrorOf) : []
  return [...edges, ...members, ...mirrors]
}

const readEdges = (snapshot: Snapshot, which: Sql) =>
  snapshot.all<EdgeRow>(sql`
    select ${edgeColumns} from edge left join place on place.id = edge.place
    where ${which} order by edge.statement, edge.mirror`)

const mayBeListed = async (snapshot: Snapshot, kinds: Kinds) =>
  kinds.some((kind) => kind === flows.member || kind === flows.folder) && (await hasListings(snapshot))

export type ParameterRow = {
  readonly run: number
  readonly name: string
  readonly statement: number
  readonly value: string
  readonly source?: string
  readonly origin: number
}
export const readParameters = (snapshot: Snapshot, runs: readonly number[]) =>
  snapshot.all<ParameterRow>(
    sql`select run, name, statement, value, source, origin from parameter where run in ${runs} order by run, name, statement`,
  )

export type MetricRow = {
  readonly run: number
  readonly name: string
  readonly statement: number
  readonly better?: string
  readonly on?: string
  readonly of?: string
  readonly source?: string
  readonly points: number
  readonly step: number
  readonly order: number
  readonly time: number
  readonly value: string
  readonly origin: number
}
export const readMetrics = (snapshot: Snapshot, runs: readonly number[]) =>
  snapshot.all<MetricRow>(sql`
    select run, metric_latest.name, statement, better, measured_on.name as "on", measured_of.name as "of", source, points, step, series as "order", time, value, origin
    from metric_latest
      left join node as measured_on on measured_on.id = metric_latest.measured_on
      left join node as measured_of on measured_of.id = metric_latest.measured_of
    where run in ${runs} order by run, metric_latest.name, statement, series`)

/** The runs that measured one of the given artifacts by a time. */
export const readMeasuring = (snapshot: Snapshot, artifacts: readonly number[], asOf: number) =>
  snapshot.all<{ run: number; statement: number }>(sql`
    select distinct run, statement from metric_latest
    where measured_of in ${artifacts} and time <= ${asOf} order by run, statement`)

/** What was measured of artifacts, by whichever run. */
export const readMetricsOf = (snapshot: Snapshot, artifacts: readonly number[]) =>
  snapshot.all<Omit<MetricRow, 'better'> & { artifact: number; better?: 'lower' | 'higher' }>(sql`
    select measured_of as artifact, run, metric_latest.name, statement, better, node.name as "on", source, points, step, series as "order", time, value, origin
    from metric_latest left join node on node.id = metric_latest.measured_on
    where measured_of in ${artifacts} order by statement, metric_latest.name, series`)

export type FacetRow = {
  readonly node: number
  readonly name: string
  readonly statement: number
  readonly selector?: string
  readonly revision?: number
  readonly at?: number
  readonly origin: number
  readonly body?: string
}
export const readFacets = (snapshot: Snapshot, nodes: readonly number[]) =>
  snapshot.all<FacetRow>(
    sql`select node, name, statement, selector, revision, at, origin, body from facet where node in ${nodes} order by node, name, statement`,
  )

export type EntryRow = {
  readonly number: number
  readonly producer: string
  readonly sequence: number
  readonly time: number
  readonly agent?: string
  readonly via: string
}
export const readEntries = (snapshot: Snapshot, numbers: readonly number[]) =>
  snapshot.all<EntryRow>(sql`
    select entry.number as number, producer, sequence, time, node.name as agent, via
    from entry join speaker on speaker.entry = entry.number left join node on node.id = speaker.agent
    where entry.number in ${numbers} order by entry.number`)

/** The last entry recorded by a time: what `--known-at` means when it is given one. */
export async function readEntryAt(snapshot: Snapshot, timeMs: number): Promise<number> {
  const [row] = await snapshot.all<{ n: number }>(
    sql`select coalesce(max(number), 0) as n from entry where time <= ${timeMs}`,
  )
  return row?.n ?? 0
}

/** How many statements before a number were erased. */
export async function countErased(snapshot: Snapshot, before: number): Promise<number> {
  const [row] = await snapshot.all<{ n: number }>(sql`select count(*) as n from erased where statement < ${before}`)
  return row?.n ?? 0
}

/** Retractions of the given entries' statements, with what they say. */
export const readRetractionReasons = (snapshot: Snapshot, entries: readonly number[]) =>
  snapshot.all<{ by: number; entry: number; position: number; reason: string }>(sql`
    select retraction.statement as "by", entry.number as entry, retraction.position as position, retraction.reason as reason
    from retraction join entry on entry.producer = retraction.producer and entry.sequence = retraction.sequence
    where entry.number in ${entries}`)

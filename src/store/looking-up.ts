import { type Flow, flows } from '../domain/flow.ts'
import { inId } from '../domain/id.ts'
import { searchable } from '../domain/searchable.ts'
import { type EdgeRow, edgeColumns } from './describing.ts'
import { findListed, type Sought } from './listed.ts'
import type { Snapshot } from './port.ts'
import { sql } from './sql.ts'

// What a reference may mean. Every look-up is bounded by an index and a limit.

export type Hit = { readonly node: number; readonly id: string }

/** A node by its whole id, or a file that only listings name. */
export async function findById(snapshot: Snapshot, id: string): Promise<Hit | undefined> {
  const [row] = await snapshot.all<Hit>(sql`select id as node, name as id from node where name = ${id}`)
  const [, digits] = /^sha256:([0-9a-f]{64})$/.exec(id) ?? []
  return row ?? (digits === undefined ? undefined : (await findListed(snapshot, digits))[0])
}

/** Nodes of a type that were ever given this name, once for each statement that gave it, the newest first. */
export function findByName(snapshot: Snapshot, type: string, name: string): Promise<(Hit & { statement: number })[]> {
  return snapshot.all(sql`
    select node.id as node, node.name as id, claim.statement as statement
    from claim join node on node.id = claim.node
    where claim.folded = ${searchable(name)} and claim.name = ${name} and node.type = ${type}
    order by claim.statement desc limit 1000`)
}

/** The last part of an asset's id, its name where nobody gave it another. SQLite has an index of it. */
const lastPart = sql`substr(name, length(rtrim(name, replace(name, '/', ''))) + 1)`

/** Assets that bear one of some names: by a statement, or, where they have a name by none, by the end of their id. */
export async function readBearersOf(
  snapshot: Snapshot,
  names: readonly string[],
): Promise<(Hit & { name?: string; statement?: number })[]> {
  const named = await snapshot.all<Hit & { name: string; statement: number }>(sql`
    select node.id as node, node.name as id, claim.name as name, claim.statement as statement
    from claim join node on node.id = claim.node
    where claim.folded in ${[...new Set(names.map(searchable))]} and claim.name in ${names} and node.type = 'asset'`)
  const unnamed = await snapshot.all<Hit>(sql`
    select id as node, name as id from node
    where type = 'asset' and ${lastPart} in ${names.map(inId)}
      and not exists (select 1 from claim where claim.node = node.id and claim.name is not null)`)
  return [...named, ...unnamed]
}

/** Whether content of a type of digest is on record at all. */
export async function hasDigestOf(snapshot: Snapshot, type: string): Promise<boolean> {
  return (await findByDigest(snapshot, '', [type])).length > 0
}

const digestTypes = ['sha256', 'sha256-tree', 'git-tree', 'md5', 'sha512', 'oci']

/** Nodes whose digest begins with these hex digits, of the given type or of any; of each type at most so many. */
export async function findByDigest(
  snapshot: Snapshot,
  digits: string,
  types: readonly string[] = digestTypes,
  limit = 10,
): Promise<Hit[]> {
  const hits: Hit[] = []
  for (const type of types) {
    // A range instead of `like`, whose case rules differ: every digest sorts before `:g`.
    const start = `${type}:${digits}`
    hits.push(
      ...(await snapshot.all<Hit>(
        sql`select id as node, name as id from node where name >= ${start} and name < ${`${start}g`} order by name limit ${limit}`,
      )),
    )
    if (type === 'sha256') hits.push(...(await findListed(snapshot, digits, limit)))
  }
  return hits
}

/** The store's number of a place where anything was ever read or written. */
export async function findPlace(snapshot: Snapshot, place: string): Promise<number | undefined> {
  const [row] = await snapshot.all<{ id: number }>(sql`select id from place where name = ${place}`)
  return row?.id
}

/** What was last read or written at a place, by a time, as statements say it, newest first. Of what was written on that is the write. */
export function findAtPlace(
  snapshot: Snapshot,
  { place, asOf, knownBefore }: Sought,
): Promise<(Hit & { at: number; statement: number })[]> {
  return snapshot.all(sql`
    select node.id as node, node.name as id, edge.at as at, edge.statement as statement
    from place join edge on edge.place = place.id join node on node.id = edge.upstream or node.id = edge.downstream
    where place.name = ${place} and edge.at <= ${asOf} and edge.statement < ${knownBefore}
      and node.type = 'artifact' and edge.flow <> ${flows.derived}
    order by edge.at desc, edge.statement desc limit 20`)
}

/** Places between two, where anything was read or written by a time as it was known. */
export async function findPlacesIn(
  snapshot: Snapshot,
  { start, end }: { readonly start: string; readonly end: string },
  { asOf, knownBefore, limit }: { readonly asOf: number; readonly knownBefore: number; readonly limit: number },
): Promise<string[]> {
  const rows = await snapshot.all<{ name: string }>(sql`
    select name from place
    where name > ${start} and name < ${end} and exists (
      select 1 from edge where edge.place = place.id and edge.at <= ${asOf} and edge.statement < ${knownBefore})
    order by name limit ${limit}`)
  return rows.map(({ name }) => name)
}

const literally = (text: string) => text.replace(/[\\%_]/g, '\\$&')

/** What was registered, tagged or approved as the file at a place, the last first. */
export const findNamedAtPlace = (snapshot: Snapshot, place: string) =>
  snapshot.all<Hit & { statement: number }>(sql`
    select node.id as node, node.name as id, facet.statement as statement
    from facet join node on node.id = facet.node
    where facet.name = 'seen' and facet.body like ${`%"place":${literally(JSON.stringify(place))}%`} escape '\\'
    order by facet.statement desc limit 20`)

/** Runs that read a code file whose sha256 begins with these hex digits, the last first. */
export const findRunsWithCode = (snapshot: Snapshot, digits: string) =>
  snapshot.all<Hit & { statement: number }>(sql`
    select node.id as node, node.name as id, code_file.statement as statement
    from code_file join node on node.id = code_file.run
    where code_file.digest >= ${Buffer.from(digits.padEnd(64, '0'), 'hex')}
      and code_file.digest <= ${Buffer.from(digits.padEnd(64, 'f'), 'hex')}
    order by code_file.statement desc limit 1000`)

/** Runs that wrote at a place before a time, the last first. */
export const findWritersAt = (snapshot: Snapshot, place: string, before: number) =>
  snapshot.all<Hit & { statement: number }>(sql`
    select node.id as node, node.name as id, edge.statement as statement
    from place join edge on edge.place = place.id join node on node.id = edge.upstream
    where place.name = ${place} and edge.at < ${before} and edge.flow = ${flows.generated}
    order by edge.at desc, edge.statement desc limit 20`)

export type Write = {
  readonly run: number
  readonly content: string
  readonly at: number
  readonly statement: number
}

/** The writes at a place that are nearest to a time: those before it, the last first, and then those after it. */
export async function findWritesAround(snapshot: Snapshot, place: number, at: number): Promise<Write[]> {
  const columns = sql`edge.upstream as run, content.name as content, edge.at as at, edge.statement as statement`
  const written = sql`
    select ${columns} from edge join node content on content.id = edge.downstream
    where edge.place = ${place} and edge.flow = ${flows.generated}`
  return [
    ...(await snapshot.all<Write>(
      sql`${written} and edge.at <= ${at} order by edge.at desc, edge.statement desc limit 20`,
    )),
    ...(await snapshot.all<Write>(sql`${written} and edge.at > ${at} order by edge.at, edge.statement limit 20`)),
  ]
}

/** Where these runs wrote what. */
export const findWritesOf = (snapshot: Snapshot, runs: readonly number[]) =>
  snapshot.all<{ run: number; content: number; place: number; at?: number; statement: number }>(sql`
    select upstream as run, downstream as content, place, at, statement from edge
    where upstream in ${runs} and flow = ${flows.generated} and place is not null`)

/** That content was read, or became a version, at a place and time; `by` is the run or the name. */
export type Found = {
  readonly flow: Flow
  readonly content: number
  readonly place: number
  readonly placeName: string
  readonly at: number
  readonly by: number
  readonly byId: string
  readonly number?: number
  readonly statement: number
}

const found = sql`
  select edge.flow as flow, edge.upstream as content, edge.place as place, place.name as "placeName", edge.at as at,
    edge.downstream as "by", finder.name as "byId", edge.number as number, edge.statement as statement
  from edge join place on place.id = edge.place join node content on content.id = edge.upstream
    join node finder on finder.id = edge.downstream
  where edge.flow in ${[flows.used, flows.version]} and edge.at is not null`
const unmade = sql`not exists (
    select 1 from edge wrote
    where wrote.downstream = edge.upstream and wrote.flow = ${flows.generated} and wrote.at <= edge.at)`

/** What was found at these places by a time and nobody had made on record by then, the first of it first. */
export const findUnmadeAt = (snapshot: Snapshot, places: readonly number[], asOf: number, limit: number) =>
  snapshot.all<Found>(sql`
    ${found} and edge.place in ${places} and edge.at <= ${asOf} and ${unmade}
      and not (content.name >= 'unpinned:' and content.name < 'unpinned;')
    order by edge.at, edge.statement limit ${limit}`)

/** Where and when content was found that nobody had made by then. */
export const findUnmade = (snapshot: Snapshot, content: number, asOf: number) =>
  snapshot.all<Found>(sql`
    ${found} and edge.upstream = ${content} and edge.at <= ${asOf} and ${unmade}
    order by edge.at, edge.statement limit 20`)

/** When content was found for the first time. */
export const findFirstFound = (snapshot: Snapshot, contents: readonly number[]) =>
  snapshot.all<{ content: number; at: number }>(sql`
    select upstream as content, min(at) as at from edge
    where upstream in ${contents} and flow in ${[flows.used, flows.version]} and at is not null group by upstream`)

/** Which of these runs read content. */
export const findReadersAmong = (snapshot: Snapshot, content: number, runs: readonly number[]) =>
  snapshot.all<{ run: number }>(sql`
    select distinct downstream as run from edge
    where upstream = ${content} and flow = ${flows.used} and downstream in ${runs}`)

/** Those of some places at which any run wrote. */
export async function findPlacesWritten(snapshot: Snapshot, places: readonly string[]): Promise<string[]> {
  const rows = await snapshot.all<{ name: string }>(sql`
    select name from place
    where name in ${places} and exists (
      select 1 from edge where edge.place = place.id and edge.flow = ${flows.generated})`)
  return rows.map(({ name }) => name)
}

/** Places where any of these artifacts were read or written. */
export const findPlacesOf = (snapshot: Snapshot, artifacts: readonly number[]) =>
  snapshot.all<{ place: number }>(sql`
    select place from edge where downstream in ${artifacts} and flow = ${flows.generated} and place is not null
    union
    select place from edge
    where upstream in ${artifacts} and flow in ${[flows.used, flows.derived]} and place is not null`)

export type ReadOfUnknown = {
  readonly place: number
  readonly name: string
  readonly at: number
  readonly run: number
  readonly id: string
  readonly statement: number
}

/**
 * Reads of unpinned content at these places, by a time, the first of them first; also what a run wrote on there, which
 * stands between two contents: the run is that which wrote the newer at that time.
 */
export const findReadsOfUnknown = (snapshot: Snapshot, places: readonly number[], asOf: number, limit: number) =>
  snapshot.all<ReadOfUnknown>(sql`
    select edge.place as place, place.name as name, edge.at as at, edge.statement as statement, run.id as run, run.name as id
    from edge join place on place.id = edge.place join node content on content.id = edge.upstream
      left join edge written on edge.flow = ${flows.derived} and written.downstream = edge.downstream
        and written.flow = ${flows.generated} and written.at = edge.at
      join node run on run.id = case edge.flow when ${flows.derived} then written.upstream else edge.downstream end
    where edge.place in ${places} and edge.at <= ${asOf} and edge.flow in ${[flows.used, flows.derived]}
      and content.name >= 'unpinned:' and content.name < 'unpinned;'
    order by edge.at, edge.statement limit ${limit}`)

export type Sighting = {
  readonly flow: Flow
  readonly upstream: number
  readonly downstream: number
  readonly statement: number
}

/** What was read and written at a place before a time, the last first. */
export const findSightingsAt = (snapshot: Snapshot, place: number, before: number) =>
  snapshot.all<Sighting>(sql`
    select flow, upstream, downstream, statement from edge
    where place = ${place} and at < ${before} and flow in ${[flows.used, flows.generated]}
    order by at desc, statement desc limit 100`)

/** The last names that anything was given, or that listings have of files, for saying which is nearest to an unknown one. */
export async function readLastNames(snapshot: Snapshot, limit: number): Promise<{ name: string; statement: number }[]> {
  const named = await snapshot.all<{ name: string; statement: number }>(sql`
    select name, min(statement) as statement from claim where name is not null
    group by node, name order by max(statement) desc limit ${limit}`)
  const listed = sql`select path as name, statement from listed order by id desc limit ${limit}`
  return [...named, ...(await snapshot.all<{ name: string; statement: number }>(listed))]
}

/** Names of assets, for saying which is nearest to one that is unknown. */
export const readAssetNames = (snapshot: Snapshot, limit: number) =>
  snapshot.all<{ name: string }>(sql`
    select distinct claim.name as name from claim join node on node.id = claim.node
    where node.type = 'asset' and claim.name is not null limit ${limit}`)

/** The latest nodes of a type with a number below one, newest first. */
export const readNewest = (snapshot: Snapshot, type: string, limit: number, before: number) =>
  snapshot.all<Hit>(sql`
    select node.id as node, node.name as id from node
    where type = ${type} and node.id < ${before} order by node.id desc limit ${limit}`)

/** Every statement that points a slot to something. Slots are few, and have an index of their own. */
export const readSlots = (snapshot: Snapshot) =>
  snapshot.all<EdgeRow>(sql`
    select ${edgeColumns} from edge left join place on place.id = edge.place
    where edge.slot is not null and edge.flow = ${flows.points} order by edge.statement`)

/** How large the record is. */
export async function readCounts(snapshot: Snapshot) {
  const [row] = await snapshot.all<{
    entries: number
    runs: number
    artifacts: number
    names: number
    lastTime?: number
  }>(sql`
    select (select count(*) from entry) as entries,
      (select count(*) from node where type = 'run') as runs,
      (select count(*) from node where type = 'artifact') as artifacts,
      (select count(*) from node where type = 'asset') as names,
      (select time from entry where number = (select max(number) from entry)) as "lastTime"`)
  return row ?? { entries: 0, runs: 0, artifacts: 0, names: 0 }
}

import { flows } from '../domain/flow.ts'
import { positionsOfEntry } from '../domain/statement-number.ts'
import { canonicalJson } from '../log/canonical.ts'
import type { Snapshot } from './port.ts'
import { type Sql, sql } from './sql.ts'

// Files that a folder's listing names. Each is an edge from the file to the folder. Most of the files are spoken of by
// nothing else and are no rows of `node`: where an answer has one, its number is below zero, minus the number of the first
// row that lists its digest. Numbers are of one snapshot.

/** A file in a folder, with what the listing says of it. */
export type Listed = {
  readonly file: number
  readonly folder: number
  readonly statement: number
  readonly origin: number
  readonly bytes: number
  readonly path: string
}

const columns = sql`listing.folder as folder, listing.statement as statement, listing.origin as origin,
  listed.bytes as bytes, listed.path as path`
const firstOf = sql`-(select min(first.id) from listed as first where first.digest = listed.digest)`
export const idOfDigest = sql`'sha256:' || lower(hex(listed.digest))`
/** Of a listed file's row, joined with the node of its digest where that has one. */
export const fileNode = sql`coalesce(node.id, ${firstOf})`
/** Of `node.name`, where it is a sha256; the range leaves out `sha256-tree:`. */
const digestOfNode = sql`unhex(substr(node.name, 8))`
const isFile = sql`node.name >= 'sha256:' and node.name < 'sha256;'`

/** Whether the record has any. Without one, no question need ask about them. */
export async function hasListings(snapshot: Snapshot): Promise<boolean> {
  return (await snapshot.all(sql`select 1 as one from listing limit 1`)).length > 0
}

/** Those of the given folders (by id) whose files are all on record, by listings that nobody took back. */
export async function readListedFolders(snapshot: Snapshot, ids: readonly string[]): Promise<string[]> {
  const rows = await snapshot.all<{ id: string }>(sql`
    select node.name as id from node join listing on listing.folder = node.id
    where node.name in ${ids} and not exists (
      select 1 from retraction join entry on entry.producer = retraction.producer and entry.sequence = retraction.sequence
      where listing.statement = entry.number * ${positionsOfEntry} + retraction.position)
    group by node.name, listing.parts having count(distinct listing.part) = listing.parts`)
  return rows.map(({ id }) => id)
}

/** The statements that list the files of folders (by id), each one of so many parts of its folder's. */
export const readListingsOf = (snapshot: Snapshot, ids: readonly string[]) =>
  snapshot.all<{ id: string; statement: number; part: number; parts: number }>(sql`
    select node.name as id, listing.statement as statement, listing.part as part, listing.parts as parts
    from node join listing on listing.folder = node.id where node.name in ${ids} order by listing.statement`)

/** The files that statements list. */
export const readLinesOf = (snapshot: Snapshot, statements: readonly number[]) =>
  snapshot.all<{ statement: number; id: string; bytes: number; path: string }>(sql`
    select statement, ${idOfDigest} as id, bytes, path from listed where statement in ${statements}`)

/** All files of folders. */
export const readFilesOf = (snapshot: Snapshot, folders: readonly number[]): Promise<Listed[]> =>
  snapshot.all(filesOf(folders))

/** Those files of folders that something else on record knows: by a statement of their own, or in another listing. */
export const readJoiningFilesOf = (snapshot: Snapshot, folders: readonly number[]): Promise<Listed[]> =>
  snapshot.all(sql`${filesOf(folders)} and (node.id is not null or exists (
    select 1 from listed as other where other.digest = listed.digest and other.statement <> listed.statement))`)

const filesOf = (folders: readonly number[]): Sql => sql`
  select ${fileNode} as file, ${columns}
  from listing join listed on listed.statement = listing.statement left join node on node.name = ${idOfDigest}
  where listing.folder in ${folders}`

/** The folders of files. */
export async function readFoldersOf(snapshot: Snapshot, files: readonly number[]): Promise<Listed[]> {
  if (files.length === 0 || !(await hasListings(snapshot))) return []
  const [nodes, unnamed] = [files.filter((file) => file >= 0), files.filter((file) => file < 0)]
  const ofNodes = await snapshot.all<Listed>(sql`
    select node.id as file, ${columns}
    from node join listed on listed.digest = ${digestOfNode} join listing on listing.statement = listed.statement
    where node.id in ${nodes} and ${isFile}`)
  if (unnamed.length === 0) return ofNodes
  const ofUnnamed = await snapshot.all<Listed>(sql`
    select -asked.id as file, ${columns}
    from listed as asked join listed on listed.digest = asked.digest join listing on listing.statement = listed.statement
    where asked.id in ${unnamed.map((file) => -file)}`)
  return [...ofNodes, ...ofUnnamed]
}

/** What files were called while only listings named them, for nodes that listings name. */
export const readUnnamedNumbers = (snapshot: Snapshot, nodes: readonly number[]) =>
  snapshot.all<{ node: number; unnamed: number }>(sql`
    select node.id as node, -min(listed.id) as unnamed from node join listed on listed.digest = ${digestOfNode}
    where node.id in ${nodes} and ${isFile} group by node.id`)

/** The ids of files below zero. */
export const readUnnamedIds = (snapshot: Snapshot, files: readonly number[]) =>
  snapshot.all<{ id: number; name: string }>(
    sql`select -listed.id as id, ${idOfDigest} as name from listed where id in ${files.map((file) => -file)}`,
  )

/** Files that nothing but listings names, whose sha256 begins with these hex digits, in their order. */
export const findListed = (snapshot: Snapshot, digits: string, limit = 10) =>
  snapshot.all<{ node: number; id: string }>(sql`
    select -min(listed.id) as node, ${idOfDigest} as id from listed
    where digest >= ${Buffer.from(digits.padEnd(64, '0'), 'hex')} and digest <= ${Buffer.from(digits.padEnd(64, 'f'), 'hex')}
      and not exists (select 1 from node where node.name = ${idOfDigest})
    group by listed.digest order by listed.digest limit ${limit}`)

/** What a folder's listing has under a path. */
export const findInFolder = (snapshot: Snapshot, folder: number, path: string) =>
  snapshot.all<{ node: number; id: string; statement: number }>(sql`
    select ${fileNode} as node, ${idOfDigest} as id, listed.statement as statement
    from listing join listed on listed.statement = listing.statement left join node on node.name = ${idOfDigest}
    where listing.folder = ${folder} and listed.path = ${path}`)

/** Where and by when something was seen, as it was known. */
export type Sought = { readonly place: string; readonly asOf: number; readonly knownBefore: number }

/**
 * What folders that were read or written at a place had under a path, the last first: from each of them it may be gone by
 * the next. `seen` is the statement that the folder was there. One look into an index for each time.
 */
export const findInFoldersAt = (snapshot: Snapshot, { place, asOf, knownBefore }: Sought, path: string) =>
  snapshot.all<{ node: number; id: string; statement: number; seen: number }>(sql`
    select ${fileNode} as node, ${idOfDigest} as id, listed.statement as statement, edge.statement as seen
    from place join edge on edge.place = place.id
      join listing on listing.folder = case edge.flow when ${flows.generated} then edge.downstream else edge.upstream end
      join listed on listed.statement = listing.statement and listed.path = ${path}
      left join node on node.name = ${idOfDigest}
    where place.name = ${place} and edge.at <= ${asOf} and edge.statement < ${knownBefore}
      and edge.flow in ${[flows.used, flows.generated]}
    order by edge.at desc, edge.statement desc limit 20`)

/** As a statement `part-of` with the role `member` would say it. */
export const memberOf = ({ file, folder, statement, origin, path }: Listed) => ({
  statement,
  mirror: 0,
  flow: flows.member,
  upstream: file,
  downstream: folder,
  role: 'member',
  selector: canonicalJson({ path }),
  origin,
})

/** The same, as it is walked from whoever wrote the folder whole. */
export const mirrorOf = (listed: Listed) => ({
  ...memberOf(listed),
  mirror: 1,
  flow: flows.folder,
  upstream: listed.folder,
  downstream: listed.file,
})

import { searchable } from '../domain/searchable.ts'
import { fileNode, idOfDigest } from './listed.ts'
import type { Snapshot } from './port.ts'
import { type Sql, sql } from './sql.ts'

// Names that hold a text: those that statements gave, and paths of files that folders' listings have. Both are found the
// newest first, from a place on; what was found is then looked at once more, for what stood at the time that is asked of.

/** A statement that gave a node a name. */
export type NameHit = { readonly statement: number; readonly node: number }
/** A line of a folder's listing. */
export type PathHit = { readonly line: number }

/** What finds names and paths that hold a text, newest first: `before` a statement, or a line of a listing. */
export type Names = {
  readonly named: (snapshot: Snapshot, text: string, before: number, limit: number) => Promise<readonly NameHit[]>
  readonly listed: (snapshot: Snapshot, text: string, before: number, limit: number) => Promise<readonly PathHit[]>
}

/** Reads the tables from their ends: for one question, when nobody keeps the names in memory. */
export const scannedNames: Names = {
  named: (snapshot, text, before, limit) =>
    snapshot.all(sql`
      select statement, node from claim
      where statement < ${before} and folded like ${patternOf(text)} escape '\\' order by statement desc limit ${limit}`),
  listed: (snapshot, text, before, limit) =>
    snapshot.all(sql`
      select id as line from listed
      where id < ${before} and lower(path) like ${patternOf(text)} escape '\\' order by id desc limit ${limit}`),
}

const patternOf = (text: string) => `%${searchable(text).replace(/[\\%_]/g, '\\$&')}%`

/** Statements that were known by then and that nobody had taken back. */
export type Standing = { readonly knownBefore: number; readonly retracted: ReadonlySet<number> }

const stands = (column: Sql, { knownBefore, retracted }: Standing): Sql => {
  const known = sql`${column} < ${knownBefore}`
  return retracted.size === 0 ? known : sql`${known} and ${column} not in ${[...retracted]}`
}

/** The names of nodes that hold a text, each with the last statement that gave it. */
export const readNamesHolding = (snapshot: Snapshot, nodes: readonly number[], text: string, standing: Standing) =>
  snapshot.all<NameHit & { name: string }>(sql`
    select node, name, max(statement) as statement from claim
    where node in ${nodes} and folded like ${patternOf(text)} escape '\\' and ${stands(sql`statement`, standing)}
    group by node, name order by max(statement) desc`)

/** Those lines of listings that are the last ones to hold a text for their file, where no name that it was given does. */
export const readPathsHolding = (snapshot: Snapshot, lines: readonly number[], text: string, standing: Standing) =>
  snapshot.all<{ line: number; node: number; path: string }>(sql`
    select listed.id as line, ${fileNode} as node, listed.path as path
    from listed left join node on node.name = ${idOfDigest}
    where listed.id in ${lines} and ${stands(sql`listed.statement`, standing)}
      and not exists (
        select 1 from listed as newer
        where newer.digest = listed.digest and newer.id > listed.id and ${stands(sql`newer.statement`, standing)}
          and lower(newer.path) like ${patternOf(text)} escape '\\')
      and not exists (
        select 1 from claim
        where claim.node = node.id and claim.folded like ${patternOf(text)} escape '\\' and ${stands(sql`claim.statement`, standing)})
    order by listed.id desc`)

/** A name as it is compared, with what it is found by: the statement that gave it, or its line in a listing. */
export type NameRow = { readonly key: number; readonly node: number; readonly name: string }

/** How far the names of a store go. */
export async function readLastKeys(snapshot: Snapshot): Promise<{ statement: number; line: number }> {
  const [row] = await snapshot.all<{ statement: number; line: number }>(sql`
    select (select coalesce(max(statement), 0) from claim) as statement, (select coalesce(max(id), 0) from listed) as line`)
  return row ?? { statement: 0, line: 0 }
}

export const readNamesFrom = (snapshot: Snapshot, after: number, last: number, limit: number) =>
  snapshot.all<NameRow>(sql`
    select statement as key, node, folded as name from claim
    where statement > ${after} and statement <= ${last} and folded is not null order by statement limit ${limit}`)

/** Paths as a search compares them. Of which node they are is asked where one is found. */
export const readPathsFrom = (snapshot: Snapshot, after: number, last: number, limit: number) =>
  snapshot.all<NameRow>(sql`
    select id as key, 0 as node, lower(path) as name from listed where id > ${after} and id <= ${last} order by id limit ${limit}`)

import { searchable } from '../domain/searchable.ts'
import { shortId } from '../domain/short-id.ts'
import { fileNode, idOfDigest } from './listed.ts'
import type { Snapshot } from './port.ts'
import { type Sql, sql } from './sql.ts'

// Names that hold a text: those that statements gave, and paths of files that folders' listings have. Both are found the
// newest first, from a place on; what was found is then looked at once more, for what stood at the time that is asked of.

/** A statement that gave a node a name. */
export type NameHit = { readonly statement: number; readonly node: number }
/** A line of a folder's listing. */
export type PathHit = { readonly line: number }

/** A person, a name or content without digest, by the end of its id. */
export type EndHit = { readonly node: number; readonly id: string }

/** What finds names, ends of ids and paths that hold a text, newest first: `before` a statement, a node, or a line of a listing. */
export type Names = {
  readonly named: (snapshot: Snapshot, text: string, before: number, limit: number) => Promise<readonly NameHit[]>
  readonly listed: (snapshot: Snapshot, text: string, before: number, limit: number) => Promise<readonly PathHit[]>
  readonly ended: (snapshot: Snapshot, text: string, before: number, limit: number) => Promise<readonly EndHit[]>
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
  ended: async (snapshot, text, before, limit) => {
    const wanted = searchable(text)
    const rows = await snapshot.all<EndHit>(sql`
      select node.id as node, name as id from node where ${isEnded} and node.id < ${before} order by node.id desc`)
    return rows.filter(({ id }) => searchable(shortId(id)).includes(wanted)).slice(0, limit)
  },
}

/** What people know by the end of its id: a digest, or the id of a run, is found otherwise. */
const isEnded = sql`(type in ('agent', 'asset') or (name >= 'unpinned:' and name < 'unpinned;'))`

const patternOf = (text: string) => `%${searchable(text).replace(/[\\%_]/g, '\\$&')}%`

/** Statements that were known by then and that nobody had taken back. */
export type Standing = { readonly knownBefore: number; readonly retracted: ReadonlySet<number> }

/** Of the number of a statement in a query. */
export const stands = (column: Sql, { knownBefore, retracted }: Standing): Sql => {
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

type LastKeys = { readonly statement: number; readonly line: number; readonly node: number }

/** How far the names of a store go. */
export async function readLastKeys(snapshot: Snapshot): Promise<LastKeys> {
  const [row] = await snapshot.all<LastKeys>(sql`
    select (select coalesce(max(statement), 0) from claim) as statement, (select coalesce(max(id), 0) from listed) as line,
      (select coalesce(max(id), 0) from node) as node`)
  return row ?? { statement: 0, line: 0, node: 0 }
}

export const readNamesFrom = (snapshot: Snapshot, after: number, last: number, limit: number) =>
  snapshot.all<NameRow>(sql`
    select statement as key, node, folded as name from claim
    where statement > ${after} and statement <= ${last} and folded is not null order by statement limit ${limit}`)

/** Paths as a search compares them. Of which node they are is asked where one is found. */
export const readPathsFrom = (snapshot: Snapshot, after: number, last: number, limit: number) =>
  snapshot.all<NameRow>(sql`
    select id as key, 0 as node, lower(path) as name from listed where id > ${after} and id <= ${last} order by id limit ${limit}`)

/** Ids of people, names and content without digest. */
export const readEndedFrom = (snapshot: Snapshot, after: number, last: number, limit: number) =>
  snapshot.all<NameRow>(sql`
    select id as key, id as node, name from node
    where id > ${after} and id <= ${last} and ${isEnded} order by id limit ${limit}`)

const wordTables = {
  parameter: { from: sql`parameter`, name: sql`parameter.name` },
  metric: { from: sql`metric_latest`, name: sql`metric_latest.name` },
} as const
export type WordKind = keyof typeof wordTables
export const wordKinds: readonly WordKind[] = ['parameter', 'metric']

/**
 * Names of parameters or metrics that hold a text; nothing where they are more than `wordsMax`. From one name to the next is
 * one look into an index: they are few, and their runs many.
 */
export async function readWordsHolding(
  snapshot: Snapshot,
  kind: WordKind,
  text: string,
): Promise<readonly string[] | undefined> {
  const { from, name } = wordTables[kind]
  const rows = await snapshot.all<{ name: string }>(sql`
    with recursive word (name) as (
      select min(${name}) from ${from}
      union all
      select (select min(${name}) from ${from} where ${name} > word.name) from word where word.name is not null
    )
    select name from word where lower(name) like ${patternOf(text)} escape '\\' order by name limit ${wordsMax + 1}`)
  return rows.length > wordsMax ? undefined : rows.map(({ name: word }) => word)
}

/** Each costs a look into an index, so that beyond these the runs are gone over instead: then many of them have one. */
const wordsMax = 200

type Sought = { readonly kind: WordKind; readonly words: readonly string[] | undefined; readonly text: string }

/** The newest runs before one that were given a parameter, or a metric, whose name holds the text: `words`, where they are few. */
export async function readRunsSaying(
  snapshot: Snapshot,
  { kind, words, text }: Sought,
  before: number,
  limit: number,
): Promise<number[]> {
  const { from, name } = wordTables[kind]
  const newest = async (isWord: Sql) => {
    const rows = await snapshot.all<{ run: number }>(
      sql`select distinct run from ${from} where ${isWord} and run < ${before} order by run desc limit ${limit}`,
    )
    return rows.map(({ run }) => run)
  }
  if (words === undefined) return newest(sql`lower(${name}) like ${patternOf(text)} escape '\\'`)
  const runs = new Set<number>()
  for (const word of words) for (const run of await newest(sql`${name} = ${word}`)) runs.add(run)
  return [...runs].sort((a, b) => b - a).slice(0, limit)
}

/** What some runs were given of that: every statement of it. */
export function readWordsOf(snapshot: Snapshot, kind: WordKind, runs: readonly number[], text: string) {
  const { from, name } = wordTables[kind]
  return snapshot.all<{ run: number; statement: number; name: string }>(sql`
    select run, statement, ${name} as name from ${from}
    where run in ${runs} and lower(${name}) like ${patternOf(text)} escape '\\' order by run, ${name}`)
}

const commitOf = sql`json_extract(body, '$.commit')`
const beginsWith = (digits: string) => sql`name = 'code' and ${commitOf} >= ${digits} and ${commitOf} < ${`${digits}g`}`

/** The newest runs before one of commits that begin with some digits. */
export async function readRunsOfCommits(snapshot: Snapshot, digits: string, before: number, limit: number) {
  const rows = await snapshot.all<{ run: number }>(sql`
    select distinct node as run from facet where ${beginsWith(digits)} and node < ${before} order by node desc limit ${limit}`)
  return rows.map(({ run }) => run)
}

/** The commits of some runs that begin so: every statement of one. */
export const readCommitsOf = (snapshot: Snapshot, runs: readonly number[], digits: string) =>
  snapshot.all<{ run: number; statement: number; commit: string }>(sql`
    select node as run, statement, ${commitOf} as "commit" from facet
    where ${beginsWith(digits)} and node in ${runs} order by node`)

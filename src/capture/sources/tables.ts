import type { PythonEvents } from '../python/python-event.ts'
import type { PythonQuery } from '../python/source-event.ts'
import { redactText } from '../secrets/secrets.ts'
import { type Database, databaseOf, isCatalog, tableName } from './databases.ts'
import { type QueryTables, tablesOf } from './query-tables.ts'
import { tokensOf, withoutLiterals } from './query-tokens.ts'
import { connectionKey, nothingRemote, type Remote, type RemoteContent } from './remote-content.ts'

const queriesMax = 200

/** All that a run did to one table. Times are ms since 1970. */
type TableUse = {
  readonly database: Database
  readonly name: string
  readAt: number | undefined
  firstWriteAt: number | undefined
  lastWriteAt: number | undefined
  /** Its first write kept what was in it. */
  keeps: boolean
}
type Understood = QueryTables & { readonly query: PythonQuery; readonly text: string }

/**
 * The tables of databases that programs read and wrote, by their names in the queries that went there. Nobody sees the rows
 * as bytes, so a table has no digest: it is the same unpinned content for every run, and time tells whose write a read found.
 * A write that keeps what was in the table uses it, too. A database in a file is that file.
 * @param host this machine.
 * @param named the files of the run by path, as people know them.
 */
export function tablesOfRun(python: PythonEvents, host: string, named: ReadonlyMap<string, string>): Remote {
  const uses = new Map<string, TableUse>()
  const told = new Set<string>()
  const untold = new Set<string>()
  const sent = new Map<string, Record<string, unknown>>()
  const temporary = new Set<string>()
  const queried = new Map<string, string>()
  for (const query of python.queries.toSorted((left, right) => left.at - right.at)) {
    const understood = understand(query)
    for (const name of understood.temporary) temporary.add(name.join('.'))
    const database = databaseOf(query, host)
    const own = withoutCatalogs(understood, temporary)
    if (database !== undefined) {
      for (const name of own.reads) useOf(uses, database, name).readAt ??= query.at
      for (const { name, keeps } of own.writes) write(useOf(uses, database, name), query.at, keeps)
    }
    const file = named.get(query.database ?? '')
    const isOfAny = own.reads.length + own.writes.length > 0 || (own.isUnclear && own.text !== '')
    if (isOfAny && !(file === undefined && isInFile(query))) {
      sent.set(keyOf(query), { ...queryFacts(own, database), file })
    }
    if (query.id !== undefined) queried.set(query.id, readBy(own, database))
    if (query.peer === undefined) continue
    const key = connectionKey({ pid: query.pid, address: query.peer[0], port: query.peer[1] })
    if (own.isUnclear || database === undefined) untold.add(key)
    else told.add(key)
  }
  const queries = [...sent.values()]
  return {
    ...nothingRemote,
    contents: [...uses.values()].flatMap(contentsOf),
    told: told.difference(untold),
    queries: queries.slice(0, queriesMax),
    queriesLeftOut: Math.max(0, queries.length - queriesMax),
    queried,
  }
}

/** What went to a file that is no data of the run (a library's cache, a notebook's history) is none, either. */
const isInFile = ({ system, database }: PythonQuery): boolean =>
  system === 'sqlite' && database?.startsWith('/') === true

/** The tables that a query read; else the file that its database is, or only the system. */
function readBy({ query, reads }: Understood, database: Database | undefined): string {
  if (database === undefined) return query.database ?? `a query of ${query.system ?? 'a database'}`
  const address = `${database.system}://${database.hostNamed}`
  const tables = reads.map((name) => `${address}/${tableName(name, database)}`)
  return tables.length === 0 ? `a query of ${address}/${database.name}` : tables.join(' and ')
}

/** Of a query that is sent again and again, the last event counts all times. */
function keyOf({ pid, system, host, database, text, table, operation }: PythonQuery): string {
  return JSON.stringify([pid, system, host, database, text, table, operation])
}

function understand(query: PythonQuery): Understood {
  const { text = '', system = '', table, schema, operation, keeps = false } = query
  if (table !== undefined) {
    const name = schema === undefined ? [table] : [schema, table]
    const isRead = operation === 'read'
    return {
      query,
      text: '',
      reads: isRead ? [name] : [],
      writes: isRead ? [] : [{ name, keeps }],
      temporary: [],
      isUnclear: false,
    }
  }
  const tokens = tokensOf(text, system)
  return { query, text: redactText(withoutLiterals(tokens)).value, ...tablesOf(tokens) }
}

function withoutCatalogs(understood: Understood, temporary: ReadonlySet<string>): Understood {
  const isOwn = (name: readonly string[]) => !isCatalog(name) && !temporary.has(name.join('.'))
  return {
    ...understood,
    reads: understood.reads.filter(isOwn),
    writes: understood.writes.filter(({ name }) => isOwn(name)),
  }
}

function useOf(uses: Map<string, TableUse>, database: Database, parts: readonly string[]): TableUse {
  const name = tableName(parts, database)
  const key = `${database.system} ${database.host} ${name}`
  const found = uses.get(key) ?? {
    database,
    name,
    readAt: undefined,
    firstWriteAt: undefined,
    lastWriteAt: undefined,
    keeps: false,
  }
  uses.set(key, found)
  return found
}

function write(use: TableUse, at: number, keeps: boolean): void {
  if (use.firstWriteAt === undefined) {
    use.firstWriteAt = at
    use.keeps = keeps
  }
  use.lastWriteAt = at
}

const problem = 'what is in a table can change at any time'

function contentsOf({ database, name, readAt, firstWriteAt, lastWriteAt, keeps }: TableUse): RemoteContent[] {
  const { system, host, hostNamed } = database
  const content = {
    kind: 'table' as const,
    name: `${system}://${hostNamed}/${name}`,
    place: `${system}://${host}/${name}`,
    id: `unpinned:${system}/${host}/${name}`,
    role: 'data' as const,
    // As SQL writes a table's whole name.
    asset: { id: `asset:${system}/${host}/${name}`, kind: 'table', name: name.replace('/', '.') },
    problem,
    facts: {},
  }
  const isOwn = readAt !== undefined && firstWriteAt !== undefined && readAt >= firstWriteAt && !keeps
  const usedAt = isOwn ? undefined : (readAt ?? (keeps ? firstWriteAt : undefined))
  return [
    ...(usedAt === undefined
      ? []
      : [{ ...content, edge: 'used' as const, at: Math.min(usedAt, firstWriteAt ?? usedAt) }]),
    ...(lastWriteAt === undefined
      ? []
      : // Later than what it used, though both may be of one query.
        [{ ...content, edge: 'generated' as const, at: Math.max(lastWriteAt, (usedAt ?? 0) + 1) }]),
  ]
}

function queryFacts(
  { query, text, reads, writes }: Understood,
  database: Database | undefined,
): Record<string, unknown> {
  const named = (name: readonly string[]) => (database === undefined ? name.join('.') : tableName(name, database))
  const { system, rows, columns, count, layer } = query
  return {
    system,
    host: database?.host,
    text: text === '' ? undefined : text,
    reads: reads.length === 0 ? undefined : reads.map(named),
    writes: writes.length === 0 ? undefined : writes.map(({ name }) => named(name)),
    rows,
    columns,
    count: count === 1 ? undefined : count,
    by: layer,
  }
}

import type { PythonQuery } from '../python/source-event.ts'

/** A database that outlives a run and is reached by name, as ids name it. */
export type Database = {
  readonly system: string
  /** With the port, where it is not the usual one. `localhost` is this machine's name. */
  readonly host: string
  /** As the program named it. */
  readonly hostNamed: string
  readonly name: string
  /** Where a name without a schema lies as a rule. */
  readonly schema: string | undefined
}

/** Those that are files of this machine, or its memory: the files are on record, and what is in them changes with them. */
const inFiles = /^(?:sqlite|duckdb|access|shelve)/
const aliases: Readonly<Record<string, string>> = {
  postgres: 'postgresql',
  mariadb: 'mysql',
  cockroachdb: 'postgresql',
}
const usualPorts: Readonly<Record<string, number>> = {
  postgresql: 5432,
  mysql: 3306,
  mssql: 1433,
  oracle: 1521,
  redshift: 5439,
}
const usualSchemas: Readonly<Record<string, string>> = {
  postgresql: 'public',
  redshift: 'public',
  mssql: 'dbo',
  snowflake: 'PUBLIC',
}

/** The database that a query went to; undefined for one in a file or in memory, or of which too little was seen. */
export function databaseOf(query: PythonQuery, thisHost: string): Database | undefined {
  const { system = '', host = '', port, database = '' } = query
  if (system === '' || inFiles.test(system) || database === '') return undefined
  const called = aliases[system] ?? system
  const suffix = port === undefined || port === usualPorts[called] ? '' : `:${port}`
  // A path is that of a socket file.
  const isHere = host === '' || host.startsWith('/') || /^(?:localhost|127(?:\.\d+){3}|::1)$/i.test(host)
  return {
    system: called,
    host: `${(isHere ? thisHost : host).toLowerCase()}${suffix}`,
    hostNamed: `${host === '' || host.startsWith('/') ? 'localhost' : host}${suffix}`,
    name: database,
    schema: usualSchemas[called],
  }
}

const catalogs =
  /^(?:information_schema|pg_catalog|pg_toast|sys|mysql|performance_schema|sqlite_master|sqlite_schema)$/i
const catalogTables = /^(?:pg_(?!dump)\w+|sqlite_\w+|duckdb_\w+|dual)$/i

/** Where a database keeps its own books, which are no data of anybody's. */
export function isCatalog(parts: readonly string[]): boolean {
  return parts.slice(0, -1).some((part) => catalogs.test(part)) || catalogTables.test(parts.at(-1) ?? '')
}

/** `<database>/<schema>.<table>`, of which a query may have left out all but the last. */
export function tableName(parts: readonly string[], { system, name, schema }: Database): string {
  // In MySQL what stands before the table is the database.
  const [table = '', before, further] = parts.toReversed()
  if (system === 'mysql') return `${before ?? name}/${table}`
  const inSchema = before ?? schema
  return `${further ?? name}/${inSchema === undefined ? '' : `${inSchema}.`}${table}`
}

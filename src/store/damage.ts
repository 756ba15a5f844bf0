import type { Snapshot } from './port.ts'
import { sql } from './sql.ts'

/** What is wrong with the files themselves, and the table that it is about, where that can be said. */
export type Damage = {
  readonly what: string
  readonly table: string | undefined
  /** The row's number, where its table numbers rows itself. */
  readonly row: number | undefined
  /** Whether pages, the order of keys or types are damaged, so that rows cannot be read as what they should be. */
  readonly isUnreadable: boolean
}

/**
 * What SQLite finds when it checks its own file: pages, the order of keys, and whether the indexes have just what the
 * tables have. It has no checksums, so that a changed value is not found here.
 */
export async function readDamage(snapshot: Snapshot): Promise<Damage[]> {
  const rows = await snapshot.all<{ integrity_check: string }>(sql`pragma integrity_check(100)`)
  if (rows.length === 1 && rows[0]?.integrity_check === 'ok') return []
  const schema = await snapshot.all<SchemaRow>(
    sql`select name, tbl_name as "table", rootpage as root from sqlite_schema`,
  )
  return rows.map(({ integrity_check: what }) => ({
    what,
    table: tableIn(what, schema),
    row: Number(/^row (\d+) /.exec(what)?.[1] ?? Number.NaN) || undefined,
    isUnreadable: !isOfAnIndex.test(what),
  }))
}

type SchemaRow = { readonly name: string; readonly table: string; readonly root: number }

/** An index that lacks a row, or has it otherwise: the table by itself is whole. */
const isOfAnIndex = /\bindex \S+$/

function tableIn(what: string, schema: readonly SchemaRow[]): string | undefined {
  const [, root] = /^Tree (\d+) /.exec(what) ?? []
  const [, index] = /\bindex (\S+)$/.exec(what) ?? []
  const [, table] = / value in ([^.]+)\./.exec(what) ?? []
  return table ?? schema.find((row) => row.name === index || row.root === Number(root))?.table
}

/**
 * The first table, index, view or trigger that is not as in a store made anew; undefined when all are. Tables of somebody
 * else's, with their indexes, are left out: nothing reads them, and they make nothing happen in ours, as a trigger does.
 */
export async function schemaDifference(snapshot: Snapshot, made: Snapshot): Promise<string | undefined> {
  const [here, there] = [await readSchema(snapshot), await readSchema(made)]
  const ours = tablesIn(there)
  const differs = (part: string) => here.get(part)?.sql !== there.get(part)?.sql
  const isForeign = (part: string) => {
    const { type, table = '' } = here.get(part) ?? {}
    return (type === 'table' || type === 'index') && !ours.has(table)
  }
  return [...here.keys(), ...there.keys()].find((part) => differs(part) && !isForeign(part))
}

/** Tables that are not in a store made anew, without those in which SQLite keeps its own figures (`analyze`). */
export async function foreignTables(snapshot: Snapshot, made: Snapshot): Promise<string[]> {
  const ours = tablesIn(await readSchema(made))
  return [...tablesIn(await readSchema(snapshot))].filter((name) => !ours.has(name) && !name.startsWith('sqlite_'))
}

type Part = { readonly type: string; readonly table: string; readonly sql: string }

const tablesIn = (schema: ReadonlyMap<string, Part>): Set<string> =>
  new Set([...schema.values()].flatMap(({ type, table }) => (type === 'table' ? [table] : [])))

/** By type and name. SQLite makes no statement for the indexes that it needs itself. */
async function readSchema(snapshot: Snapshot): Promise<Map<string, Part>> {
  const rows = await snapshot.all<{ type: string; name: string; table: string; sql?: string }>(
    sql`select type, name, tbl_name as "table", sql from sqlite_schema order by type, name`,
  )
  return new Map(rows.map(({ type, name, table, sql: text }) => [`${type} ${name}`, { type, table, sql: text ?? '' }]))
}

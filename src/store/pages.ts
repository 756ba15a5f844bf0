import type { Row, Snapshot } from './port.ts'
import { type Sql, sql } from './sql.ts'
import type { Table } from './tables.ts'

/** The rows of a table in the order of its key, a page at a time, so that memory stays flat whatever its size. */
export async function* readTable(snapshot: Snapshot, table: Table, pageRows = 2_000): AsyncGenerator<Row> {
  let after: Row | undefined
  for (;;) {
    const page: Row[] = await snapshot.all(pageOf(table, after, pageRows))
    yield* page
    if (page.length < pageRows) return
    after = page.at(-1)
  }
}

function pageOf({ name, columns, key }: Table, after: Row | undefined, limit: number): Sql {
  const [start, order] = [`select ${columns.join(', ')} from ${name}`, `order by ${key.join(', ')} limit`]
  if (after === undefined) return sql([`${start} ${order} `, ''], limit)
  const commas = key.slice(1).map(() => ', ')
  return sql(
    [`${start} where (${key.join(', ')}) > (`, ...commas, `) ${order} `, ''],
    ...key.map((column) => after[column]),
    limit,
  )
}

/** An entry as the log keeps it, with what stands beside its leaf for look-ups. */
export type LoggedEntry = {
  readonly number: number
  readonly log: number
  readonly index: number
  readonly producer: string
  readonly sequence: number
  readonly timeMs: number
  readonly leaf: Uint8Array
  readonly body: Uint8Array | undefined
}

/**
 * Entries in the order of their numbers, a page at a time. A body may unpack to megabytes, so a page ends with the body
 * that reaches `pageBytes`.
 */
export async function* readLoggedEntries(
  snapshot: Snapshot,
  { after: begin = 0, pageRows = 256, pageBytes = 1024 * 1024 } = {},
): AsyncGenerator<LoggedEntry[]> {
  let after = begin
  for (;;) {
    const sizes: { number: number; bytes?: number }[] = await snapshot.all(sql`
      select number, length(body.bytes) as bytes from entry left join body on body.entry = entry.number
      where number > ${after} order by number limit ${pageRows}`)
    if (sizes.length === 0) return
    let bytes = 0
    let last = after
    for (const size of sizes) {
      last = size.number
      bytes += size.bytes ?? 0
      if (bytes >= pageBytes) break
    }
    yield await snapshot.all<LoggedEntry>(sql`
      select number, log, leaf_index as "index", producer, sequence, time as "timeMs", leaf, body.bytes as body
      from entry left join body on body.entry = entry.number
      where number > ${after} and number <= ${last} order by number`)
    after = last
  }
}

export async function countEntries(snapshot: Snapshot): Promise<number> {
  const [row] = await snapshot.all<{ count: number }>(sql`select count(*) as count from entry`)
  return row?.count ?? 0
}

/** The leaves of one log from a place on, for a bundle of a log that is served or checked. */
export function readLeaves(snapshot: Snapshot, log: number, from: number, count: number) {
  return snapshot.all<{ leaf: Uint8Array }>(sql`
    select leaf from entry where log = ${log} and leaf_index >= ${from} and leaf_index < ${from + count} order by leaf_index`)
}

/** The first entry of a log. Absent is a body that was taken away. */
export type FirstEntry = { readonly log: number; readonly number: number; readonly body: Uint8Array | undefined }
export const readFirstEntries = (snapshot: Snapshot, logs: readonly number[]) =>
  snapshot.all<FirstEntry>(sql`
    select entry.log as log, entry.number as number, body.bytes as body
    from entry left join body on body.entry = entry.number
    where entry.log in ${logs} and entry.leaf_index = 0 order by entry.log`)

/** The store's number of one entry of a log. */
export async function readEntryNumber(snapshot: Snapshot, log: number, index: number): Promise<number | undefined> {
  const [row] = await snapshot.all<{ number: number }>(
    sql`select number from entry where log = ${log} and leaf_index = ${index}`,
  )
  return row?.number
}

/** Whether an entry has this number, whichever log it is of. */
export const hasEntry = async (snapshot: Snapshot, number: number): Promise<boolean> =>
  (await snapshot.all(sql`select 1 as one from entry where number = ${number}`)).length > 0

/** One entry of a log as it was sealed. */
export async function readSealed(snapshot: Snapshot, log: number, index: number) {
  const [row] = await snapshot.all<{ leaf: Uint8Array; body?: Uint8Array }>(sql`
    select leaf, body.bytes as body from entry left join body on body.entry = entry.number
    where log = ${log} and leaf_index = ${index}`)
  return row
}

/** The number of the first body that has no entry, which there should not be. */
export async function readEntryOfBodyAlone(snapshot: Snapshot): Promise<number | undefined> {
  const [row] = await snapshot.all<{ entry: number }>(
    sql`select entry from body where entry not in (select number from entry) order by entry limit 1`,
  )
  return row?.entry
}

export type LogRow = {
  readonly id: number
  readonly name: string
  readonly verifierKey: string
  readonly size: number
  readonly note: string
}
/** Every log of the store, the oldest first. */
export const readLogs = (snapshot: Snapshot) =>
  snapshot.all<LogRow>(sql`
    select log.id as id, log.name as name, log.verifier_key as "verifierKey", checkpoint.size as size, checkpoint.note as note
    from log join checkpoint on checkpoint.log = log.id order by log.id`)

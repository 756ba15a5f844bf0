import { AsyncLocalStorage } from 'node:async_hooks'
import { existsSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { PedigreeError } from '../domain/error.ts'
import { version } from '../domain/version.ts'
import type { Port, Snapshot, Transaction } from './port.ts'
import type { Sql, Value } from './sql.ts'
import { sqliteSteps } from './sqlite-schema.ts'
import type { Table } from './tables.ts'

const lockWaitMs = 30_000
/** Rows of one page between SQLite's own checkpoints: 40 MB of log beside the file, for short pauses (p99 16 → 10 ms). */
const walPages = 10_000

/**
 * Opens a SQLite file (or `:memory:`), and makes its tables when they are missing or older. Reads have a read-only
 * handle of their own, so that they never wait for a writer; the writing one is opened by the first write.
 * @throws PedigreeError `unavailable` when the file cannot be opened, is no database, or is of a newer version.
 */
export async function openSqlite(path: string): Promise<Port> {
  const shared = path === ':memory:'
  let writer = shared || !existsSync(path) || isOlder(path) ? await openWriter(path) : undefined
  const reader = shared && writer ? writer : new Handle(path, true)
  const writes = queue()
  const reads = shared ? writes : queue()
  const inside = new AsyncLocalStorage<true>()
  return {
    write: (body) => {
      if (inside.getStore()) throw new Error('a write inside a write would wait for itself')
      return writes(async () => {
        writer ??= await openWriter(path)
        const handle = writer
        return inside.run(true, () => transact(handle, 'begin immediate', body))
      })
    },
    read: (body) => reads(() => transact(reader, 'begin', body)),
    close: async () => {
      await Promise.all([writes(async () => {}), reads(async () => {})])
      if (!shared) reader.database.close()
      writer?.database.close()
    },
  }
}

/** @throws PedigreeError `unavailable` when the store is newer than this Pedigree, naming both. */
function isOlder(path: string): boolean {
  const { database } = new Handle(path, true)
  try {
    const format = formatOf(database)
    if (format <= sqliteSteps.length) return format < sqliteSteps.length
    const row = database.prepare('select pedigree from upgrade order by format desc limit 1').get()
    throw new PedigreeError(
      'unavailable',
      `${path} has store format ${format}, written by Pedigree ${row?.pedigree}; this is Pedigree ${version}, which knows formats up to ${sqliteSteps.length}. Install Pedigree ${row?.pedigree} or newer.`,
    )
  } catch (error) {
    throw translated(path, error)
  } finally {
    database.close()
  }
}

function formatOf(database: DatabaseSync): number {
  return Number(database.prepare('pragma user_version').get()?.user_version ?? 0)
}

async function openWriter(path: string): Promise<Handle> {
  const writer = new Handle(path, false)
  try {
    await writer.retried(() => writer.database.exec('pragma journal_mode = wal'))
    writer.database.exec(`pragma synchronous = full; pragma wal_autocheckpoint = ${walPages}`)
    await migrate(writer)
    return writer
  } catch (error) {
    writer.database.close()
    throw translated(path, error)
  }
}

async function migrate(handle: Handle): Promise<void> {
  await transact(handle, 'begin immediate', async () => {
    for (let format = formatOf(handle.database); format < sqliteSteps.length; format++) {
      handle.database.exec(sqliteSteps[format] ?? '')
      handle.prepare('insert into upgrade (format, pedigree) values (?, ?)').run(format + 1, version)
    }
    handle.database.exec(`pragma user_version = ${sqliteSteps.length}`)
  })
}

/** One connection with the statements prepared on it, by text. */
class Handle {
  readonly database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  constructor(path: string, readOnly: boolean) {
    try {
      this.database = new DatabaseSync(path, { readOnly, timeout: 0 })
    } catch (error) {
      throw translated(path, error)
    }
  }
  prepare(text: string): StatementSync {
    let statement = this.#statements.get(text)
    if (statement === undefined) {
      statement = this.database.prepare(text)
      this.#statements.set(text, statement)
    }
    return statement
  }
  /** Waits for the lock without blocking the event loop: SQLite's own waiting would block it for up to half a second. */
  async retried(step: () => void): Promise<void> {
    const end = performance.now() + lockWaitMs
    for (;;) {
      try {
        return step()
      } catch (error) {
        if (!isBusy(error)) throw translate(error)
        if (performance.now() > end) {
          throw new PedigreeError(
            'unavailable',
            `another process has held the store for ${lockWaitMs / 1000} s; try again`,
          )
        }
      }
      await sleep(1 + Math.random() * 4)
    }
  }
}

async function transact<T>(handle: Handle, begin: string, body: (transaction: Transaction) => Promise<T>): Promise<T> {
  await handle.retried(() => handle.database.exec(begin))
  const { snapshot, end } = snapshotOf(handle)
  try {
    const result = await body(snapshot)
    end()
    // A full disk may have rolled back the whole transaction: what follows would then commit alone.
    if (!handle.database.isTransaction) throw new PedigreeError('unavailable', 'the store rolled the write back')
    await handle.retried(() => handle.database.exec('commit'))
    return result
  } catch (error) {
    end()
    if (handle.database.isTransaction) handle.database.exec('rollback')
    throw translate(error)
  }
}

function snapshotOf(handle: Handle): { snapshot: Transaction; end: () => void } {
  let open = true
  const check = () => {
    if (!open) throw new Error('a transaction was used after its end')
    if (!handle.database.isTransaction) throw new PedigreeError('unavailable', 'the store rolled the write back')
  }
  const all: Snapshot['all'] = async <T extends object>(query: Sql) => {
    check()
    const rows = handle.prepare(textOf(query)).all(...query.values.map(bindable))
    return rows.map(withoutNulls) as T[]
  }
  const put: Transaction['put'] = async (table, rows) => {
    check()
    const statement = handle.prepare(insertText(table))
    for (const row of rows) statement.run(...table.columns.map((column) => bindable(row[column])))
  }
  const clear: Transaction['clear'] = async ({ name }) => {
    check()
    handle.prepare(`delete from ${name}`).run()
  }
  return {
    snapshot: { all, put, clear },
    end: () => {
      open = false
    },
  }
}

/** `in ${array}` becomes one bound text, whatever the array's length, so that statements stay prepared. */
function textOf({ texts, values }: Sql): string {
  let text = texts[0] ?? ''
  for (const [index, value] of values.entries()) {
    text += `${Array.isArray(value) ? '(select value from json_each(?))' : '?'}${texts[index + 1] ?? ''}`
  }
  return text
}

function bindable(value: Value): SQLInputValue {
  if (value === undefined) return null
  return Array.isArray(value) ? JSON.stringify(value) : (value as SQLInputValue)
}

function withoutNulls(row: Record<string, unknown>): object {
  for (const key in row) if (row[key] === null) delete row[key]
  return row
}

function insertText({ name, columns, key, current }: Table): string {
  const insert = `insert into ${name} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`
  if (current === undefined) return insert
  const changed = columns.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`)
  return `${insert} on conflict (${key.join(', ')}) do update set ${changed.join(', ')} where excluded.${current} > ${name}.${current}`
}

/** Runs one body after another. A body that fails does not stop the next. */
function queue(): <T>(body: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (body) => {
    const next = last.then(body, body)
    last = next.catch(() => {})
    return next
  }
}

type SqliteError = Error & { errcode: number }
const isSqliteError = (error: unknown): error is SqliteError => error instanceof Error && 'errcode' in error
// Primary result codes, https://sqlite.org/rescode.html: the low byte of an extended one.
const isBusy = (error: unknown) => isSqliteError(error) && [5, 6].includes(error.errcode & 0xff)
const meanings: Record<number, string> = {
  8: 'the store can only be read (file or folder without write permission)',
  10: 'the disk failed while the store was read or written',
  11: 'the store is damaged; restore a backup, or look at what `pedigree verify` says',
  13: 'the disk is full; nothing of this request was stored',
  14: 'the store cannot be opened',
  26: 'the file is not a Pedigree store',
}

function translate(error: unknown): unknown {
  if (!isSqliteError(error)) return error
  const meaning = meanings[error.errcode & 0xff]
  return meaning === undefined ? error : new PedigreeError('unavailable', meaning, { cause: error })
}

function translated(path: string, error: unknown): unknown {
  const known = translate(error)
  if (!(known instanceof PedigreeError) || known === error) return known
  return new PedigreeError(known.code, `${path}: ${known.message}`, { cause: error })
}

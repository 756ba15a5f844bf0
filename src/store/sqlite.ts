import { AsyncLocalStorage } from 'node:async_hooks'
import type { SQLOutputValue } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { PedigreeError } from '../domain/error.ts'
import { version } from '../domain/version.ts'
import { checkpointsBeside } from './checkpoints-beside.ts'
import type { Port, Snapshot, Transaction } from './port.ts'
import type { Sql } from './sql.ts'
import { damaged, noStore, translated } from './sqlite-errors.ts'
import { type Handle, readingHandle, takeSnapshot, writingHandle } from './sqlite-handle.ts'
import { sqliteSteps } from './sqlite-schema.ts'
import { bindable, insertText, textOf, withoutNulls } from './sqlite-text.ts'

/** Rows of one page between SQLite's own checkpoints: 40 MB of log beside the file, for short pauses (p99 16 → 10 ms). */
const walPages = 10_000
/** What a writer keeps of the file in memory, where it needs it: with SQLite's 2 MiB, 100,000 digests take half as long again. */
const cacheKiB = 16 * 1024

/** Makes a store in a SQLite file, or opens the one that another process has just made there. */
export async function makeSqlite(path: string): Promise<Port> {
  const maker = await openWriter(path, { mayMake: true })
  maker.database.close()
  return openSqlite(path)
}

/**
 * Opens a store in a SQLite file, and adds what a newer version has; `:memory:` is a new one. It never makes one: where
 * tables are missing something has emptied the file, and an answer from new ones would be that nothing is on record.
 * Reads have a read-only handle of their own, so that they never wait for a writer; the writing one is opened by the
 * first write.
 * @param lockWaitMs how long a write waits for those of others.
 * @throws PedigreeError `unavailable` when the file cannot be opened, or is of a newer version; `tampered` when it is
 * damaged, empty, or no store.
 */
export async function openSqlite(path: string, lockWaitMs?: number): Promise<Port> {
  const shared = path === ':memory:'
  let writer = shared ? await openWriter(path, { mayMake: true }) : undefined
  const reader = writer ?? (await openReader(path))
  if (reader !== writer && formatOf(reader) < sqliteSteps.length) writer = await openWriter(path, { lockWaitMs })
  const pauses = pausesBetweenWrites()
  const checkpoints = shared ? undefined : checkpointsBeside(path)
  const writes = queue('a write inside a write would wait for itself')
  const reads = shared ? writes : queue('a read inside a read would wait for itself')
  return {
    write: (body) =>
      writes(async () => {
        writer ??= await openWriter(path, { lockWaitMs })
        await pauses()
        const result = await transact(writer, 'begin immediate', body)
        checkpoints?.committed()
        return result
      }),
    read: (body) => reads(() => transact(reader, 'begin', body)),
    close: async () => {
      await Promise.all([writes(async () => {}), reads(async () => {})])
      await checkpoints?.stop()
      if (!shared) reader.database.close()
      writer?.database.close()
    },
  }
}

async function openReader(path: string): Promise<Handle> {
  const reader = await readingHandle(path)
  try {
    const format = await reader.retried(() => formatOf(reader))
    if (format === 0) throw noStore(path, 'the file is empty')
    if (format <= sqliteSteps.length) return reader
    const writtenBy = reader.prepare('select pedigree from upgrade order by format desc limit 1').get()?.pedigree
    throw new PedigreeError(
      'unavailable',
      `${path} has store format ${format}, written by Pedigree ${writtenBy}; this is Pedigree ${version}, which knows formats up to ${sqliteSteps.length}. Install Pedigree ${writtenBy} or newer.`,
    )
  } catch (error) {
    reader.database.close()
    throw translated(error, path)
  }
}

/**
 * Which step of the schema the store is at; 0 for an empty file. It stands twice, so that a turned bit is no upgrade.
 * @throws PedigreeError `tampered` for a database that is no store, and where the two differ.
 */
function formatOf({ database, path }: Handle): number {
  const format = Number(database.prepare('pragma user_version').get()?.user_version ?? 0)
  const tables = database.prepare("select name from sqlite_schema where type = 'table'").all()
  if (tables.length === 0 && format === 0) return 0
  if (!tables.some(({ name }) => name === 'upgrade')) {
    throw noStore(path, 'the file is not a Pedigree store')
  }
  const steps = database.prepare('select max(format) as format from upgrade').get()
  if (steps?.format !== format)
    throw damaged(path, `its header says format ${format}, its table upgrade ${steps?.format}`)
  return format
}

type Opening = { readonly lockWaitMs?: number | undefined; readonly mayMake?: true }

async function openWriter(path: string, { lockWaitMs, mayMake }: Opening): Promise<Handle> {
  const writer = writingHandle(path, lockWaitMs)
  try {
    await writer.retried(() => writer.database.exec('pragma journal_mode = wal'))
    writer.database.exec(
      `pragma synchronous = full; pragma wal_autocheckpoint = ${walPages}; pragma cache_size = -${cacheKiB}`,
    )
    await migrate(writer, mayMake)
    return writer
  } catch (error) {
    writer.database.close()
    throw translated(error, path)
  }
}

async function migrate(handle: Handle, mayMake = false): Promise<void> {
  await transact(handle, 'begin immediate', async () => {
    const before = formatOf(handle)
    if (before === 0 && !mayMake) throw noStore(handle.path, 'the file is empty')
    // Setting the format, even to what it is, would be a commit of its own with each opening.
    if (before === sqliteSteps.length) return
    for (let format = before; format < sqliteSteps.length; format++) {
      handle.database.exec(sqliteSteps[format] ?? '')
      handle.prepare('insert into upgrade (format, pedigree) values (?, ?)').run(format + 1, version)
    }
    handle.database.exec(`pragma user_version = ${sqliteSteps.length}`)
  })
}

/**
 * Lets other processes come in: they ask for the lock every few milliseconds, and one that writes without pauses would
 * rarely be found without it. 2 ms after each 50 ms of writing cost 4 %.
 */
function pausesBetweenWrites(): () => Promise<void> {
  let since = performance.now()
  let last = since
  return async () => {
    const now = performance.now()
    // Whoever did nothing for as long has paused already.
    if (now - last > pauseMs) since = now
    if (now - since > writingMs) {
      await sleep(pauseMs)
      since = performance.now()
    }
    last = performance.now()
  }
}
const writingMs = 50
const pauseMs = 2

async function transact<T>(handle: Handle, begin: string, body: (transaction: Transaction) => Promise<T>): Promise<T> {
  const { snapshot, end } = snapshotOf(handle)
  try {
    await handle.retried(() => handle.database.exec(begin))
    // Here a busy store is waited for, and not by the first question: `begin` alone takes no snapshot.
    await handle.retried(() => takeSnapshot(handle))
    const result = await body(snapshot)
    end()
    // A full disk may have rolled back the whole transaction: what follows would then commit alone.
    if (!handle.database.isTransaction) throw rolledBack(handle)
    await handle.retried(() => handle.database.exec('commit'))
    return result
  } catch (error) {
    end()
    rollBack(handle)
    throw translated(error, handle.path)
  }
}

const rolledBack = ({ path }: Handle) =>
  new PedigreeError('unavailable', `${path}: the store rolled the write back; nothing of this request was stored`)

function rollBack({ database }: Handle): void {
  try {
    if (database.isTransaction) database.exec('rollback')
  } catch {
    // A disk that fails fails here, too; the error before this one says what is wrong, and nothing was committed.
  }
}

function snapshotOf(handle: Handle): { snapshot: Transaction; end: () => void } {
  let open = true
  const check = () => {
    if (!open) throw new Error('a transaction was used after its end')
    if (!handle.database.isTransaction) throw rolledBack(handle)
  }
  const all: Snapshot['all'] = async <T extends object>(query: Sql) => {
    check()
    const { statement, columns } = handle.prepareReading(textOf(query))
    const rows = statement.all(...query.values.map(bindable)) as unknown as SQLOutputValue[][]
    return rows.map((row) => withoutNulls(columns, row)) as T[]
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

/** Runs one body after another. A body that fails does not stop the next; one inside another would wait for ever. */
function queue(refusal: string): <T>(body: () => Promise<T>) => Promise<T> {
  const inside = new AsyncLocalStorage<true>()
  let last: Promise<unknown> = Promise.resolve()
  return (body) => {
    if (inside.getStore()) throw new Error(refusal)
    const next = last.then(() => inside.run(true, body))
    last = next.catch(() => {})
    return next
  }
}

import { existsSync, statSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { PedigreeError } from '../domain/error.ts'
import { isBusy, isWithoutIndex, translated } from './sqlite-errors.ts'

/** How long a command waits for others that write. PEDIGREE_LOCK_WAIT_MS says otherwise. */
const usualLockWaitMs = Number(process.env.PEDIGREE_LOCK_WAIT_MS || 30_000)

/** A statement that gives its rows as arrays, with the names of their columns. */
export type Reading = { readonly statement: StatementSync; readonly columns: readonly string[] }

/** One connection with the statements prepared on it, by text. */
export class Handle {
  readonly path: string
  readonly database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #readings = new Map<string, Reading>()
  readonly #lockWaitMs: number

  /** @throws PedigreeError `unavailable` when the file cannot be opened. */
  constructor(path: string, database: () => DatabaseSync, lockWaitMs = usualLockWaitMs) {
    this.path = path
    this.#lockWaitMs = Math.min(lockWaitMs, usualLockWaitMs)
    try {
      this.database = database()
    } catch (error) {
      throw translated(error, path)
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

  /** For rows in numbers: as arrays they take half the time that they take as objects. */
  prepareReading(text: string): Reading {
    let reading = this.#readings.get(text)
    if (reading === undefined) {
      const statement = this.database.prepare(text)
      statement.setReturnArrays(true)
      reading = { statement, columns: statement.columns().map(({ name }) => name) }
      this.#readings.set(text, reading)
    }
    return reading
  }

  /**
   * Waits for a lock without blocking the event loop: SQLite's own waiting would block it for up to half a second.
   * @throws PedigreeError `unavailable` when it was not to be had in time.
   */
  async retried<T>(step: () => T): Promise<T> {
    const end = performance.now() + this.#lockWaitMs
    for (;;) {
      try {
        return step()
      } catch (error) {
        if (!isBusy(error)) throw translated(error, this.path)
        if (performance.now() > end) {
          throw new PedigreeError(
            'unavailable',
            `${this.path}: another process has held the store for ${this.#lockWaitMs / 1000} s; try again`,
            { cause: error },
          )
        }
      }
      await sleep(1 + Math.random() * 4)
    }
  }
}

export const writingHandle = (path: string, lockWaitMs?: number): Handle =>
  new Handle(path, () => new DatabaseSync(path, { timeout: 0 }), lockWaitMs)

/**
 * A handle that can only read. Where nothing can be written beside the file (an archive, a medium for an auditor, a full
 * disk), it is read as a file that nobody changes: SQLite otherwise wants to make an index of the write-ahead log there.
 * It is not mapped into memory (`mmap_size`), which would save 13 %: a file that is cut, or a disk that fails, while it is
 * read would then kill the process by a signal, where now it is an error that we can say.
 */
export async function readingHandle(path: string): Promise<Handle> {
  const reader = new Handle(path, () => new DatabaseSync(path, { readOnly: true, timeout: 0 }))
  try {
    await reader.retried(() => takeSnapshot(reader))
    return reader
  } catch (error) {
    reader.database.close()
    const cause = error instanceof PedigreeError ? error.cause : error
    if (!isWithoutIndex(cause)) throw error
    if (hasUnmergedWrites(path)) {
      throw new PedigreeError(
        'unavailable',
        `${path}: what was recorded last lies in ${path}-wal, and can only be read where a file can be made beside it (no space, or no permission)`,
        { cause },
      )
    }
  }
  const url = pathToFileURL(path)
  url.searchParams.set('immutable', '1')
  return new Handle(path, () => new DatabaseSync(url, { readOnly: true, timeout: 0 }))
}

/** Takes the snapshot of a reader's transaction, or looks whether one can be had. */
export function takeSnapshot(handle: Handle): void {
  handle.prepare('select 1 from sqlite_schema limit 1').get()
}

/** Whether commits lie in the write-ahead log alone, so that the file by itself would be an older store. */
function hasUnmergedWrites(path: string): boolean {
  const wal = `${path}-wal`
  return existsSync(wal) && statSync(wal).size > 0
}

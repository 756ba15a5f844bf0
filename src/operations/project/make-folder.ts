import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { PedigreeError } from '../../domain/error.ts'
import { formatCheckpoint } from '../../log/checkpoint.ts'
import { emptyTree, rootOf } from '../../log/merkle.ts'
import { signNote } from '../../log/note.ts'
import { generateKey, type NoteKey, verifierKey } from '../../log/note-key.ts'
import { makePort } from '../../store/open.ts'
import type { Transaction } from '../../store/port.ts'
import * as tables from '../../store/tables.ts'
import { flushFolder, makeFolders, writeDurably } from './durable-file.ts'
import { type Folder, folderAt, whatIsThere } from './folder.ts'
import { logName, writeKeys } from './log-key.ts'
import { namespaceOf } from './namespace.ts'

/**
 * Makes `.pedigree` under a temporary name and renames it, so that of several first openers one makes it and the others
 * find it whole, and all share one key. Its own `.gitignore` keeps it out of the user's commits.
 * @throws PedigreeError `unavailable` when it cannot be made, or stands there without a store.
 */
export async function makeFolder(folder: Folder, nowMs: number): Promise<void> {
  if (existsSync(folder.store)) return
  checkVacant(folder)
  const temporary = folderAt(`${folder.path}-${randomBytes(8).toString('hex')}`)
  try {
    const namespace = await namespaceOf(basename(folder.path) === '.pedigree' ? dirname(folder.path) : folder.path)
    makeFolders(dirname(folder.path))
    mkdirSync(temporary.path, { mode: 0o700 })
    // First, so that git does not see what a killed process leaves.
    writeDurably(join(temporary.path, '.gitignore'), '*\n')
    const key = generateKey(logName(namespace), randomBytes(32))
    writeKeys(temporary.key, [key])
    writeDurably(temporary.config, `${JSON.stringify({ namespace }, undefined, 2)}\n`)
    const port = await makePort(temporary.store)
    const note = await port.write((transaction) => beginLog(transaction, 1, key, nowMs))
    await port.close()
    writeDurably(temporary.checkpoint, note)
    renameSync(temporary.path, folder.path)
    flushFolder(dirname(folder.path))
  } catch (error) {
    if (existsSync(temporary.path)) rmSync(temporary.path, { recursive: true, force: true })
    if (existsSync(folder.store)) return
    if (error instanceof PedigreeError) throw error
    throw new PedigreeError('unavailable', `${folder.path} cannot be made (${(error as Error).message})`, {
      cause: error,
    })
  }
}

/** What is left of a record is not built over: a new key would make the old checkpoints those of a stranger. */
function checkVacant({ path, store }: Folder): void {
  const problem = whatIsThere(path)
  // Another process may have put its own there just now.
  if (problem === undefined || existsSync(store)) return
  throw new PedigreeError('unavailable', problem)
}

/** Begins a log in a store: its row, and the signed checkpoint of no entries. @returns the checkpoint's note. */
export async function beginLog(transaction: Transaction, id: number, key: NoteKey, nowMs: number): Promise<string> {
  const note = signNote(formatCheckpoint({ logName: key.verifier.name, size: 0, root: rootOf(emptyTree) }), key)
  await transaction.put(tables.logs, [logRow(id, key, nowMs)])
  await transaction.put(tables.checkpoints, [{ log: id, size: 0, note }])
  return note
}

export const logRow = (id: number, key: NoteKey, nowMs: number) => ({
  id,
  name: key.verifier.name,
  verifier_key: verifierKey(key.verifier),
  since: nowMs,
})

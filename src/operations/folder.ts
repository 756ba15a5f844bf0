import { randomBytes } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { PedigreeError } from '../domain/error.ts'
import { formatCheckpoint } from '../log/checkpoint.ts'
import { emptyTree, rootOf } from '../log/merkle.ts'
import { signNote } from '../log/note.ts'
import { generateKey, type NoteKey, verifierKey } from '../log/note-key.ts'
import { openPort } from '../store/open.ts'
import type { Transaction } from '../store/port.ts'
import * as tables from '../store/tables.ts'
import { flushFolder, makeFolders, writeDurably } from './durable-file.ts'
import { logName, writeKeys } from './log-key.ts'
import { namespaceOf } from './namespace.ts'
import type { Surroundings } from './surroundings.ts'

/** The `.pedigree` of a project: its store, the log's key, the newest checkpoint's copy and the configuration. */
export type Folder = {
  readonly path: string
  readonly store: string
  readonly key: string
  readonly checkpoint: string
  readonly config: string
}

export const folderAt = (path: string): Folder => ({
  path,
  store: join(path, 'store.db'),
  key: join(path, 'key'),
  checkpoint: join(path, 'checkpoint'),
  config: join(path, 'config'),
})

/** The root of the project around `from`: the nearest folder with `.pedigree` or `.git`, else undefined. */
export function projectRoot(from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.pedigree')) || existsSync(join(folder, '.git'))) return folder
    if (dirname(folder) === folder) return undefined
  }
}

/**
 * Which `.pedigree` is meant: `--store` or PEDIGREE_STORE, else the one of the project around the current folder.
 * Whether it is there is not asked.
 */
export function chooseFolder({ cwd, env }: Surroundings, option: string | undefined): Folder {
  const named = option ?? env.PEDIGREE_STORE
  if (named === undefined || named === '') return folderAt(join(projectRoot(cwd) ?? cwd, '.pedigree'))
  const path = resolve(cwd, named)
  if (existsSync(path) && statSync(path).isFile()) return folderAt(dirname(path))
  return folderAt(path)
}

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
    const port = await openPort(temporary.store)
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

/** What stands in the place of a record that is none, and what to do; undefined where nothing does. */
export function whatIsThere(path: string): string | undefined {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (stat === undefined || (stat.isDirectory() && readdirSync(path).length === 0)) return undefined
    const isLink = stat.isSymbolicLink()
    const what = isLink ? 'a link to no record' : stat.isDirectory() ? 'there, but store.db is not in it' : 'no folder'
    const todo = isLink ? 'name the folder itself' : 'put the record back, or name another folder'
    return `${path} is ${what}: ${todo} with --store.`
  } catch (error) {
    return `${path} cannot be looked into (${(error as Error).message})`
  }
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

/** @throws PedigreeError `invalid-input` naming the file and the field. */
export function readNamespace({ config }: Folder): string {
  let namespace: unknown
  try {
    namespace = (JSON.parse(readFileSync(config, 'utf8')) as { namespace?: unknown } | null)?.namespace
  } catch (error) {
    throw new PedigreeError('invalid-input', `${config} cannot be read (${(error as Error).message}). ${example}`, {
      cause: error,
    })
  }
  if (typeof namespace !== 'string' || !/^[^/\p{Cc}][^\p{Cc}]{0,999}$/u.test(namespace)) {
    throw new PedigreeError(
      'invalid-input',
      `${config}: "namespace" must be a text of one line that does not begin with a slash. ${example}`,
    )
  }
  return namespace
}
const example = 'It should read {"namespace": "github.com/acme/flights"}.'

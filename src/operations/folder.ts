import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { PedigreeError } from '../domain/error.ts'
import { formatCheckpoint } from '../log/checkpoint.ts'
import { emptyTree, rootOf } from '../log/merkle.ts'
import { signNote } from '../log/note.ts'
import { generateKey, type NoteKey, parsePrivateKey, verifierKey } from '../log/note-key.ts'
import { openPort } from '../store/open.ts'
import * as tables from '../store/tables.ts'
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

/** The root of the project around `from`: the nearest folder with `.git`, else with `.pedigree`, else undefined. */
export function projectRoot(from: string): string | undefined {
  return nearest(from, '.git') ?? nearest(from, '.pedigree')
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

function nearest(from: string, name: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return folder
    if (dirname(folder) === folder) return undefined
  }
}

/**
 * Makes `.pedigree` under a temporary name and renames it, so that of several first openers one makes it and the others
 * find it whole, and all share one key. Its own `.gitignore` keeps it out of the user's commits.
 */
export async function makeFolder(folder: Folder, nowMs: number): Promise<void> {
  if (existsSync(folder.path)) return
  const temporary = folderAt(`${folder.path}-${randomBytes(8).toString('hex')}`)
  const project = dirname(folder.path)
  const namespace = (await gitRemote(project)) ?? (basename(realpathOf(project)) || 'root')
  try {
    mkdirSync(temporary.path, { mode: 0o700 })
    const key = generateKey(logName(namespace), randomBytes(32))
    writeKeys(temporary, [key])
    writeFileSync(join(temporary.path, '.gitignore'), '*\n')
    writeFileSync(temporary.config, `${JSON.stringify({ namespace }, undefined, 2)}\n`)
    const note = signNote(formatCheckpoint({ logName: key.verifier.name, size: 0, root: rootOf(emptyTree) }), key)
    const port = await openPort(temporary.store)
    await port.write(async (transaction) => {
      await transaction.put(tables.logs, [logRow(1, key, nowMs)])
      await transaction.put(tables.checkpoints, [{ log: 1, size: 0, note }])
    })
    await port.close()
    writeFileSync(temporary.checkpoint, note)
    renameSync(temporary.path, folder.path)
  } catch (error) {
    rmSync(temporary.path, { recursive: true, force: true })
    if (existsSync(folder.path)) return
    throw unavailable(folder.path, error)
  }
}

export const logRow = (id: number, key: NoteKey, nowMs: number) => ({
  id,
  name: key.verifier.name,
  verifier_key: verifierKey(key.verifier),
  since: nowMs,
})

/** A new log's name: no owner has to give out names where 128 random bits make each one unique. */
export function logName(namespace: string): string {
  const slug =
    namespace
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'project'
  return `pedigree.local/${slug}-${randomBytes(16).toString('hex')}`
}

/** The key of the log with this name. @throws PedigreeError `unavailable` naming the file when it is not there. */
export function readKey(folder: Folder, log: string): NoteKey {
  const keys = readKeys(folder)
  const key = keys.find(({ verifier }) => verifier.name === log)
  if (key === undefined)
    throw new PedigreeError(
      'unavailable',
      `${folder.key} has no key of the log ${log}; only who holds it can add to the log`,
    )
  return key
}

export function readKeys(folder: Folder): NoteKey[] {
  let text: string
  try {
    text = readFileSync(folder.key, 'utf8')
  } catch (error) {
    throw unavailable(folder.key, error)
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(parsePrivateKey)
}

/** One key a line, the newest log's last; whole or not at all. */
export function writeKeys(folder: Folder, keys: readonly NoteKey[]): void {
  const temporary = `${folder.key}-${randomBytes(8).toString('hex')}`
  writeFileSync(temporary, keys.map(({ text }) => `${text}\n`).join(''), { mode: 0o600, flush: true })
  chmodSync(temporary, 0o600)
  renameSync(temporary, folder.key)
}

/** @throws PedigreeError `invalid-input` naming the file and the field. */
export function readNamespace(folder: Folder): string {
  let namespace: unknown
  try {
    namespace = (JSON.parse(readFileSync(folder.config, 'utf8')) as { namespace?: unknown })?.namespace
  } catch (error) {
    throw new PedigreeError('invalid-input', `${folder.config} cannot be read: ${(error as Error).message}`, {
      cause: error,
    })
  }
  if (typeof namespace !== 'string' || namespace === '') {
    throw new PedigreeError(
      'invalid-input',
      `${folder.config}: "namespace" must be a text, for example github.com/acme/flights`,
    )
  }
  return namespace
}

/** `host/path` of the remote `origin`, without credentials, port and `.git`; undefined where there is none. */
async function gitRemote(project: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', project, 'config', '--get', 'remote.origin.url'])
    return normalRemote(stdout.trim())
  } catch {
    return undefined
  }
}

export function normalRemote(url: string): string | undefined {
  const match = /^(?:[a-z+]+:\/\/)?(?:[^@/]+@)?([^:/]+)(?::\d+(?=\/))?[:/]+(.+?)(?:\.git)?\/*$/i.exec(url)
  const [, host, path] = match ?? []
  return host === undefined || path === undefined || /^(\/|\.|file:)/.test(url)
    ? undefined
    : `${host.toLowerCase()}/${path}`
}

function realpathOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : path
}

function unavailable(path: string, error: unknown): unknown {
  if (error instanceof PedigreeError) return error
  return new PedigreeError('unavailable', `${path}: ${(error as Error).message}`, { cause: error })
}

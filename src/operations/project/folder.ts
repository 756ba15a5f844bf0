import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { PedigreeError } from '../../domain/error.ts'
import type { Surroundings } from '../surroundings.ts'

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

/** What stands in the place of a record that is none, and what to do; undefined where nothing does. */
export function whatIsThere(path: string): string | undefined {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (stat === undefined || (stat.isDirectory() && readdirSync(path).length === 0)) return undefined
    const within = join(path, '.pedigree')
    if (existsSync(folderAt(within).store))
      return `${path} is the project, and its record is ${within}: name that with --store.`
    const isLink = stat.isSymbolicLink()
    const what = isLink ? 'a link to no record' : stat.isDirectory() ? 'there, but store.db is not in it' : 'no folder'
    const todo = isLink ? 'name the folder itself' : 'put the record back, or name another folder'
    return `${path} is ${what}: ${todo} with --store.`
  } catch (error) {
    return `${path} cannot be looked into (${(error as Error).message})`
  }
}

/** @throws PedigreeError `invalid-input` naming the file and the field. */
export function readNamespace({ config }: Folder): string {
  let namespace: unknown
  try {
    namespace = (JSON.parse(readFileSync(config, 'utf8')) as { namespace?: unknown } | null)?.namespace
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const problem = code === 'ENOENT' ? missing : `cannot be read (${message}). ${example}`
    throw new PedigreeError('invalid-input', `${config} ${problem}`, { cause: error })
  }
  if (typeof namespace !== 'string' || !/^[^/\p{Cc}][^\p{Cc}]{0,999}$/u.test(namespace)) {
    throw new PedigreeError(
      'invalid-input',
      `${config}: "namespace" must be a text of one line that does not begin with a slash. ${example}`,
    )
  }
  return namespace
}
const missing =
  'is not there. It has the namespace under which runs and names of this record stand, as in run:github.com/acme/flights/1: put it back, or write {"namespace": "github.com/acme/flights"} there with your own.'
const example = 'It should read {"namespace": "github.com/acme/flights"}.'

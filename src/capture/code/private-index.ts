import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type GitCall, git } from './git.ts'
import type { Repository } from './git-repository.ts'

/** A copy of a repository's index, in a git folder of our own, to compare with the work tree and to write trees from. */
export type PrivateIndex = {
  readonly root: string
  readonly objectFormat: 'sha1' | 'sha256'
  readonly convertsLineEnds: boolean
  /** Sees the user's objects and may not write any: git refreshes the time of an object that it would write again. */
  readonly read: Ask
  /** Writes objects into our folder alone, and does not see the user's, but what is held. */
  readonly write: Ask
  /** Writes objects that are there for `read` and `write` as long as the index is, and are kept nowhere. */
  readonly hold: Ask
  /** Writes objects into our folder that may be there for the others already. */
  readonly copy: Ask
  /** Where it is. Remove it when the run is recorded. */
  readonly folder: string
}

type Ask = (args: readonly string[], call?: Pick<GitCall, 'input' | 'outputBytesMax'>) => Promise<Buffer>

/**
 * Copies what git has to know into `folder` (made here, for one run): the index and the settings of `repository`. What
 * the user configured to be run (filters, hooks, a file system monitor, a pager) is unknown there, and nothing of the
 * user's is ever written. New objects go to `objects`.
 */
export function makePrivateIndex(
  repository: Repository,
  folder: string,
  objects: string,
  env: Readonly<Record<string, string | undefined>>,
): PrivateIndex {
  const { root, commonFolder, settings } = repository
  const objectFormat = settings.get('extensions.objectformat') === 'sha256' ? 'sha256' : 'sha1'
  mkdirSync(join(folder, 'refs'), { recursive: true })
  mkdirSync(join(folder, 'info'))
  const held = join(folder, 'held')
  mkdirSync(held)
  mkdirSync(objects, { recursive: true })
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/none\n')
  writeFileSync(join(folder, 'config'), configOf(repository, attributesFile(settings, env)))
  copyIndex(repository, folder)

  const copying = {
    ...(env.PATH !== undefined && { PATH: env.PATH }),
    HOME: folder,
    XDG_CONFIG_HOME: folder,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_DIR: folder,
    GIT_WORK_TREE: root,
    GIT_INDEX_FILE: join(folder, 'index'),
    GIT_OBJECT_DIRECTORY: objects,
  }
  const writing = { ...copying, GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(held) }
  const reading = {
    ...copying,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: [join(commonFolder, 'objects'), held].map(quoted).join(':'),
  }
  const askWith =
    (environment: typeof copying): Ask =>
    (args, call) =>
      git({ args, cwd: root, env: environment, ...call })
  // Of a sparse index git cannot write without reading what stands for the folders that are left out.
  const writingOf = isSparse(join(folder, 'index')) ? reading : writing
  return {
    root,
    objectFormat,
    convertsLineEnds: ['true', 'input'].includes(settings.get('core.autocrlf') ?? ''),
    folder,
    read: askWith(reading),
    write: askWith(writingOf),
    hold: askWith({ ...writingOf, GIT_OBJECT_DIRECTORY: held }),
    copy: askWith(copying),
  }
}

const copied = [
  'core.autocrlf',
  'core.eol',
  'core.filemode',
  'core.symlinks',
  'core.ignorecase',
  'core.trustctime',
  'core.checkstat',
  'core.precomposeunicode',
  'core.sparsecheckout',
  'core.sparsecheckoutcone',
  'extensions.objectformat',
]

function configOf({ settings }: Repository, attributes: string | undefined): string {
  const lines = [
    // Git takes `extensions` for granted from version 1 on only.
    ['core.repositoryformatversion', settings.has('extensions.objectformat') ? '1' : '0'],
    ['core.bare', 'false'],
    ['core.fsmonitor', 'false'],
    ['core.hookspath', '/dev/null'],
    ['core.safecrlf', 'false'],
    // All objects of one call become durable together.
    ['core.fsync', 'loose-object'],
    ['core.fsyncmethod', 'batch'],
    ...(attributes === undefined ? [] : [['core.attributesfile', attributes]]),
    ...copied.flatMap((name) => (settings.has(name) ? [[name, settings.get(name)]] : [])),
  ]
  return lines
    .map(([name = '', value]) => {
      const [section, key] = name.split('.')
      return `[${section}]\n\t${key} = ${JSON.stringify(value)}\n`
    })
    .join('')
}

function attributesFile(
  settings: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const home = env.HOME ?? ''
  const byDefault = join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'git', 'attributes')
  const file = settings.get('core.attributesfile')?.replace(/^~(?=\/)/, home) ?? byDefault
  return existsSync(file) ? file : undefined
}

function copyIndex({ gitFolder, commonFolder }: Repository, folder: string): void {
  const index = join(gitFolder, 'index')
  if (existsSync(index)) {
    const { mtimeMs } = statSync(index)
    writeFileSync(join(folder, 'index'), readFileSync(index))
    // Git compares content where a file is not older than the index, since it may have changed in the same tick: a copy
    // that looked newer would hide such a change.
    utimesSync(join(folder, 'index'), mtimeMs / 1000, Math.floor(mtimeMs) / 1000)
  }
  for (const name of readdirSync(gitFolder)) {
    if (name.startsWith('sharedindex.')) copyFileSync(join(gitFolder, name), join(folder, name))
  }
  for (const [from, name] of [
    [commonFolder, 'attributes'],
    [gitFolder, 'sparse-checkout'],
  ] as const) {
    const file = join(from, 'info', name)
    if (existsSync(file)) copyFileSync(file, join(folder, 'info', name))
  }
}

// By the name of the extension that says so (gitformat-index(5)), which comes after the entries.
function isSparse(index: string): boolean {
  return existsSync(index) && readFileSync(index).includes('sdir')
}

// A list parted by colons, in which one that holds a colon stands in quotes (git(1)).
function quoted(path: string): string {
  return /[:"\\]/.test(path) ? JSON.stringify(path) : path
}

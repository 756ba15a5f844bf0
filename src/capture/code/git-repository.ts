import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { GitError, git } from './git.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** A git repository with a work tree, and what of it says where code stands. All paths are absolute. */
export type Repository = {
  /** The folder of the work tree. */
  readonly root: string
  /** Of this work tree: HEAD and the index. */
  readonly gitFolder: string
  /** Shared by all work trees of the repository: objects, references, settings. */
  readonly commonFolder: string
  /** Absent before the first commit. `tree` is the commit's. */
  readonly head?: { readonly commit: string; readonly tree: string }
  readonly branch?: string
  /** The address of the branch's remote, else of `origin`, else of the only one, without user and password. */
  readonly remote?: string
  /** Settings that say how git compares and converts files, by lower-case name, as git prints them. */
  readonly settings: ReadonlyMap<string, string>
}

/** The nearest folder above `folder` that git would take for the root of a work tree. No git is needed to tell. */
export function findWorkTree(folder: string): Pick<Repository, 'root' | 'gitFolder' | 'commonFolder'> | undefined {
  for (let root = resolve(folder); ; root = dirname(root)) {
    const gitFolder = gitFolderOf(root)
    if (gitFolder !== undefined) return { root, gitFolder, commonFolder: commonFolderOf(gitFolder) }
    if (dirname(root) === root) return undefined
  }
}

// In a submodule and in a further work tree `.git` is a file that says where (gitrepository-layout(5)).
function gitFolderOf(root: string): string | undefined {
  const entry = join(root, '.git')
  const stats = statSync(entry, { throwIfNoEntry: false })
  if (stats === undefined) return undefined
  const named = stats.isFile() ? /^gitdir: (.+?)\s*$/m.exec(readFileSync(entry, 'utf8'))?.[1] : '.git'
  if (named === undefined) return undefined
  const folder = resolve(root, named)
  return existsSync(join(folder, 'HEAD')) ? folder : undefined
}

function commonFolderOf(gitFolder: string): string {
  const file = join(gitFolder, 'commondir')
  return existsSync(file) ? resolve(gitFolder, readFileSync(file, 'utf8').trim()) : gitFolder
}

const wanted = [
  'core\\.(autocrlf|eol|filemode|symlinks|ignorecase|trustctime|checkstat|precomposeunicode|attributesfile)',
  'core\\.(sparsecheckout|sparsecheckoutcone)',
  'extensions\\.objectformat',
  'remote\\..*\\.url',
  'branch\\..*\\.remote',
].join('|')

/**
 * The repository around `folder`, undefined where there is none. Named explicitly, git runs nothing that is configured
 * there and does not ask who owns it; nothing is written.
 * @throws GitError when git is not installed.
 */
export async function readRepository(folder: string, env: Environment): Promise<Repository | undefined> {
  const workTree = findWorkTree(folder)
  if (workTree === undefined) return undefined
  const ask = (...args: string[]) =>
    git({ args: [`--git-dir=${workTree.gitFolder}`, ...args], cwd: workTree.root, env: readingEnvironment(env) })

  const [head, printed] = await Promise.all([
    readHead(ask),
    // It fails where nothing matches, too.
    ask('config', '-z', '--get-regexp', `^(${wanted})$`).catch(unlessMissing),
  ])
  const settings = settingsOf(printed?.toString() ?? '')
  const remote = remoteOf(settings, head.branch)
  return { ...workTree, ...head, ...(remote !== undefined && { remote }), settings }
}

async function readHead(ask: (...args: string[]) => Promise<Buffer>): Promise<Pick<Repository, 'head' | 'branch'>> {
  const answer = await ask('rev-parse', 'HEAD', 'HEAD^{tree}', '--symbolic-full-name', 'HEAD').catch(unlessMissing)
  const [commit, tree, reference] = answer?.toString().split('\n') ?? []
  if (commit === undefined || tree === undefined) {
    const unborn = await ask('symbolic-ref', '-q', 'HEAD').catch(unlessMissing)
    return branchOf(unborn?.toString().trim())
  }
  return { head: { commit, tree }, ...branchOf(reference) }
}

function branchOf(reference: string | undefined): { branch?: string } {
  const branch = /^refs\/heads\/(.+)$/.exec(reference ?? '')?.[1]
  return branch === undefined ? {} : { branch }
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof GitError && !error.message.includes('ENOENT')) return undefined
  throw error
}

function settingsOf(printed: string): Map<string, string> {
  return new Map(
    printed.split('\0').flatMap((entry) => {
      const end = entry.indexOf('\n')
      // A name without a value means true.
      return entry === '' ? [] : [[end < 0 ? entry : entry.slice(0, end), end < 0 ? 'true' : entry.slice(end + 1)]]
    }),
  )
}

function remoteOf(settings: ReadonlyMap<string, string>, branch: string | undefined): string | undefined {
  const named = settings.get(`branch.${branch}.remote`) ?? 'origin'
  const all = [...settings.keys()].filter((key) => key.startsWith('remote.'))
  const address = settings.get(`remote.${named}.url`) ?? (all.length === 1 ? settings.get(all[0] ?? '') : undefined)
  return address === undefined ? undefined : withoutCredentials(address)
}

/** An address as it may be shown: `https://ann:secret@host/x?token=1` becomes `https://host/x`; `git@host:x` stays. */
export function withoutCredentials(address: string): string {
  const [, scheme, credentials, place] = /^([a-z][a-z0-9+.-]*:\/\/)(?:([^/]*)@)?([^?#]*)/is.exec(address) ?? []
  if (scheme === undefined || place === undefined) return address
  // A name by which everybody logs in (git@) is part of the address; no password comes with it over SSH.
  const user = /ssh/i.test(scheme) && credentials !== undefined ? `${credentials.replace(/:.*/s, '')}@` : ''
  return scheme + user + place
}

// Only what says where the user's settings are. What a hook of git's that started us put into ours would mislead it.
function readingEnvironment(env: Environment): Record<string, string> {
  const names = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM']
  const kept = names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]))
  return { ...Object.fromEntries(kept), LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_NO_REPLACE_OBJECTS: '1' }
}

import { execFile } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { basename } from 'node:path'
import { promisify } from 'node:util'

/** The namespace of a project that has none yet: its git remote, else the name of its folder. */
export async function namespaceOf(project: string): Promise<string> {
  const remote = await gitRemote(project)
  if (remote !== undefined) return remote
  const name = basename(existsSync(project) ? realpathSync(project) : project)
  return name.replace(/\p{Cc}/gu, '-') || 'root'
}

/** The remote `origin` as git understands it (`insteadOf` and all); undefined where there is none, or no git. */
async function gitRemote(project: string): Promise<string | undefined> {
  // A hook's variables name the repository that it runs in, which need not be this one.
  const { GIT_DIR: _, GIT_WORK_TREE: __, GIT_COMMON_DIR: ___, ...env } = process.env
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', project, 'remote', 'get-url', 'origin'], { env })
    return normalRemote(stdout.trim())
  } catch {
    return undefined
  }
}

/**
 * `host/path` of a remote, the same for every way to reach it: without scheme, user, credentials, port, query and
 * `.git`. Undefined for what is on this machine, and for what may hide credentials where none belong.
 * See git-fetch(1), "Git URLs".
 */
export function normalRemote(url: string): string | undefined {
  const { authority, path } = partsOf(url) ?? {}
  if (authority === undefined || path === undefined) return undefined
  const host = authority
    .slice(authority.lastIndexOf('@') + 1)
    .replace(/:\d*$/, '')
    .toLowerCase()
  const name = path
    .replace(/[?#].*$/s, '')
    .replace(/^\/+|\/+$/g, '')
    .replace(/\.git$/, '')
    .replace(/\/+$/, '')
  // Without brackets a colon is part of a password that holds a slash, and so is the rest of it in the path.
  if (!/^(?:\[[0-9a-f:.]+\]|[^:\s[\]]+)$/.test(host) || /[\p{Cc}\s]/u.test(name) || name === '') return undefined
  return name.includes('@') && !authority.includes('@') ? undefined : `${host}/${name}`
}

function partsOf(url: string): { authority: string; path: string } | undefined {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(url) ?? []
  if (scheme !== undefined) {
    const slash = rest.indexOf('/')
    if (scheme.toLowerCase() === 'file' || slash < 0) return undefined
    return { authority: rest.slice(0, slash), path: rest.slice(slash) }
  }
  // `user@host:path`, as scp writes it: no slash before the colon. A single letter is a drive.
  const [, plain, bracketed, path] = /^(?:([^/:[\]]{2,})|((?:[^/:[\]]+@)?\[[^/[\]]+\])):(.*)$/s.exec(url) ?? []
  const authority = plain ?? withPort(bracketed)
  return authority === undefined || path === undefined ? undefined : { authority, path }
}

/** `[user@host:22]` of scp's form, without its brackets; those of an IPv6 address stay. */
function withPort(bracketed: string | undefined): string | undefined {
  const inner = /^\[(.*)\]$/.exec(bracketed ?? '')?.[1]
  return inner === undefined || /^[0-9a-f:.]*:[0-9a-f:.]*:/i.test(inner) ? bracketed : inner
}

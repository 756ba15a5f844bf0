import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { PedigreeError } from '../domain/error.ts'
import { canonicalJson, parseStrict } from '../log/canonical.ts'
import type { Recorder } from './recorder.ts'
import { type Request, stating } from './request.ts'
import { type Surroundings, stateFolder } from './surroundings.ts'

/** A request that waits to be recorded. `owner` is the process that may still complete it. */
export type Spooled = {
  readonly target: string
  readonly producer: string
  readonly sequence: number
  readonly agent: string | undefined
  readonly via: string
  readonly statements: readonly unknown[]
  readonly owner?: Owner
}
/** A process, told from a later one with the same number by when it started (clock ticks since boot, on Linux). */
export type Owner = { readonly pid: number; readonly started: string }

/** Where requests to one record wait: in the user's state folder, so that a full or locked store loses nothing. */
export function spoolFolder(target: string, surroundings: Surroundings): string {
  return join(stateFolder(surroundings), 'spool', createHash('sha256').update(target).digest('hex').slice(0, 16))
}

/** Puts one request into the spool, whole and durable: temporary file, fsync, rename. Said again, it replaces itself. */
export function spool(request: Spooled, surroundings: Surroundings): string {
  const folder = spoolFolder(request.target, surroundings)
  const path = join(folder, `${request.producer}-${request.sequence}.json`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const temporary = `${path}-${randomBytes(6).toString('hex')}`
    const file = openSync(temporary, 'wx', 0o600)
    try {
      writeSync(file, canonicalJson(request))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
    return path
  } catch (error) {
    throw new PedigreeError(
      'unavailable',
      `${path}: what waits to be recorded cannot be kept (${(error as Error).message})`,
      { cause: error },
    )
  }
}

/** Takes a request out, once it is recorded. */
export function unspool(
  { target, producer, sequence }: Pick<Spooled, 'target' | 'producer' | 'sequence'>,
  surroundings: Surroundings,
): void {
  rmSync(join(spoolFolder(target, surroundings), `${producer}-${sequence}.json`), { force: true })
}

/** Requests that nobody is working on any more, in the order in which their producers said them. */
function waitingIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => /^[0-9a-f]{32}-\d+\.json$/.test(name))
  const sequence = (name: string) => Number(name.slice(33, -'.json'.length))
  return names
    .sort((a, b) => (a.slice(0, 32) === b.slice(0, 32) ? sequence(a) - sequence(b) : a < b ? -1 : 1))
    .map((name) => join(folder, name))
}

export const hasWaiting = (target: string, surroundings: Surroundings): boolean =>
  waitingIn(spoolFolder(target, surroundings)).length > 0

/**
 * Records what waits, each once: a request that got through before is only found again. What is refused for good moves
 * to `refused/` with the reason and blocks nothing; what still has a living owner is left to it.
 */
export async function recordWaiting(target: string, record: Recorder, surroundings: Surroundings): Promise<void> {
  for (const path of waitingIn(spoolFolder(target, surroundings))) {
    try {
      const { owner, ...request } = read(path)
      if (owner !== undefined && isAlive(owner)) continue
      await record(requestOf(request))
      rmSync(path, { force: true })
    } catch (error) {
      if (!(error instanceof PedigreeError) || error.code === 'unavailable' || error.code === 'tampered') throw error
      refuse(path, error, surroundings)
    }
  }
}

export function requestOf({ producer, sequence, agent, via, statements }: Omit<Spooled, 'owner'>): Request {
  return { producer, sequence, agent, via, ...stating(statements) }
}

function read(path: string): Spooled {
  const value = parseStrict(readFileSync(path)) as Partial<Spooled>
  if (
    !/^[0-9a-f]{32}$/.test(value.producer ?? '') ||
    !Array.isArray(value.statements) ||
    typeof value.sequence !== 'number'
  ) {
    throw new PedigreeError('invalid-input', `${path} is not a request that waits`)
  }
  return value as Spooled
}

function refuse(path: string, { code, message }: PedigreeError, { warn }: Surroundings): void {
  const folder = join(dirname(path), 'refused')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, `${basename(path, '.json')}.reason`), `${code}: ${message}\n`)
  renameSync(path, join(folder, basename(path)))
  warn(`a request that waited was refused (${message}); it is kept in ${folder}`)
}

/** This process, as an owner. */
export const thisProcess = (): Owner => ({ pid: process.pid, started: startOf(process.pid) ?? '' })

function isAlive({ pid, started }: Owner): boolean {
  if (existsSync('/proc/self/stat')) return startOf(pid) === started
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Field 22 of /proc/<pid>/stat (proc(5)); the command before it may hold blanks and brackets. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}

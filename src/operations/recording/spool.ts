import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isAlive, type Owner } from '../../capture/files/owner.ts'
import { PedigreeError } from '../../domain/error.ts'
import { countText } from '../../domain/quantities.ts'
import { canonicalJson, parseStrict } from '../../log/canonical.ts'
import { discard, makeFolders, writeDurably } from '../project/durable-file.ts'
import { type Surroundings, stateFolder } from '../surroundings.ts'
import type { Recorder } from './recorder.ts'
import { type Request, stating } from './request.ts'

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
/** What a request names its record by: the real path of the store's folder, also before that is made. */
export function targetOf(folder: string): string {
  try {
    return existsSync(folder) ? realpathSync(folder) : join(realpathSync(dirname(folder)), basename(folder))
  } catch {
    return folder
  }
}

/** Where requests to one record wait: in the user's state folder, so that a full or locked store loses nothing. */
export function spoolFolder(target: string, surroundings: Surroundings): string {
  return join(stateFolder(surroundings), 'spool', createHash('sha256').update(target).digest('hex').slice(0, 16))
}

const fileOf = ({ target, producer, sequence }: Named, surroundings: Surroundings): string =>
  join(spoolFolder(target, surroundings), `${producer}-${sequence}.json`)

type Named = Pick<Spooled, 'target' | 'producer' | 'sequence'>

/**
 * Puts one request into the spool, whole and durable. Said again, it replaces itself.
 * @throws PedigreeError `unavailable` where the user's state folder cannot take it.
 */
export function spool(request: Spooled, surroundings: Surroundings): void {
  const path = fileOf(request, surroundings)
  try {
    makeFolders(dirname(path), 0o700)
    writeDurably(path, canonicalJson(request), 0o600)
  } catch (error) {
    throw new PedigreeError(
      'unavailable',
      `what waits to be recorded cannot be kept in ${dirname(path)} (${(error as Error).message}); XDG_STATE_HOME names another state folder`,
      { cause: error },
    )
  }
}

/** Takes a request out of the spool that is on record by other ways. */
export function unspool(request: Named, surroundings: Surroundings): void {
  discard(fileOf(request, surroundings))
}

/** What has become of a request that was put into the spool. */
export function stateOf(request: Named, surroundings: Surroundings): 'waiting' | 'refused' | 'gone' {
  const path = fileOf(request, surroundings)
  if (existsSync(path)) return 'waiting'
  return existsSync(join(refusedFolder(path), basename(path))) ? 'refused' : 'gone'
}

/** Files of requests, in the order in which their producers said them. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => /^[0-9a-f]{32}-\d+\.json$/.test(name))
  const sequence = (name: string) => Number(name.slice(33, -'.json'.length))
  return names
    .sort((a, b) => (a.slice(0, 32) === b.slice(0, 32) ? sequence(a) - sequence(b) : a < b ? -1 : 1))
    .map((name) => join(folder, name))
}

/** How many requests to one record wait, those of runs that still go on among them, and how many were refused. */
export function countSpooled(target: string, surroundings: Surroundings): { waiting: number; refused: number } {
  const folder = spoolFolder(target, surroundings)
  return { waiting: filesIn(folder).length, refused: filesIn(join(folder, 'refused')).length }
}

/** Whether something waits that no living process is still working on. */
export function hasWaiting(target: string, surroundings: Surroundings): boolean {
  return filesIn(spoolFolder(target, surroundings)).some(isWaiting)
}

/** How many runs wait so: each has a producer of its own. Reads all of them. */
export function runsWaiting(target: string, surroundings: Surroundings): number {
  const waiting = filesIn(spoolFolder(target, surroundings)).filter(isWaiting)
  return new Set(waiting.map((path) => basename(path).slice(0, 32))).size
}

function isWaiting(path: string): boolean {
  try {
    return read(path) !== undefined
  } catch {
    // Whoever records says what is wrong with it.
    return true
  }
}

/** How long a question waits for what waits to be recorded. */
export const patienceMs = 500

/**
 * Records what waits, each once: a request that got through before is only found again. What is refused for good moves
 * to `refused/` with the reason and blocks nothing; what still has a living owner is left to it.
 * @param waitMs after that, what is left waits on.
 * @throws PedigreeError `unavailable` when it does, or where the store cannot take it; `tampered`.
 */
export async function recordWaiting(
  target: string,
  record: Recorder,
  surroundings: Surroundings,
  waitMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  const end = performance.now() + waitMs
  for (const paths of together(filesIn(spoolFolder(target, surroundings)))) {
    if (performance.now() > end) throw new PedigreeError('unavailable', 'that takes longer than now is time for')
    // In one turn, so that they share a commit. What failed is thrown once none of them is under way any more.
    const outcomes = await Promise.allSettled(paths.map((path) => recordFile(path, record, surroundings)))
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  }
}

/**
 * Lets a question go on where what waits cannot be recorded now, and says what the answer then lacks.
 * @param step records it.
 */
export async function orSayWhatWaits(
  targets: readonly string[],
  surroundings: Surroundings,
  step: () => Promise<void>,
): Promise<void> {
  try {
    await step()
  } catch (error) {
    if (!(error instanceof PedigreeError)) throw error
    const left = allWaiting(targets, surroundings)
    const lacks = left === 1 ? 'run waits to be recorded and is' : 'runs wait to be recorded and are'
    if (left > 0) surroundings.warn(`${countText(left)} ${lacks} not in this answer: ${error.message}`)
  }
}

/** How many runs wait for any of several records. */
export function allWaiting(targets: readonly string[], surroundings: Surroundings): number {
  return targets.reduce((sum, target) => sum + runsWaiting(target, surroundings), 0)
}

async function recordFile(path: string, record: Recorder, surroundings: Surroundings): Promise<void> {
  try {
    const request = read(path)
    if (request === undefined) return
    await record(requestOf(request))
    discard(path)
  } catch (error) {
    if (!(error instanceof PedigreeError) || error.code === 'unavailable' || error.code === 'tampered') throw error
    refuse(path, error, surroundings)
  }
}

/** Files in groups that are small enough to be held at once: a few megabytes, a file at least. */
function* together(paths: readonly string[]): Generator<string[]> {
  let group: string[] = []
  let bytes = 0
  for (const path of paths) {
    const { size = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {}
    if (group.length > 0 && (bytes + size > groupBytesMax || group.length === groupMax)) {
      yield group
      group = []
      bytes = 0
    }
    group.push(path)
    bytes += size
  }
  if (group.length > 0) yield group
}
const groupMax = 64
const groupBytesMax = 4 * 1024 * 1024

export function requestOf({ producer, sequence, agent, via, statements }: Omit<Spooled, 'owner'>): Request {
  return { producer, sequence, agent, via, ...stating(statements) }
}

/**
 * A request that is free to be recorded; undefined where its owner lives, or has recorded it meanwhile.
 * @throws PedigreeError `invalid-input` for what is no request.
 */
function read(path: string): Omit<Spooled, 'owner'> | undefined {
  const before = parse(path)
  if (before === undefined || (before.owner !== undefined && isAlive(before.owner))) return undefined
  // The owner may have said more and ended since it was read. Now that it is dead, nobody changes the file any more.
  const { owner: _, ...request } = parse(path) ?? {}
  return 'producer' in request ? request : undefined
}

function parse(path: string): Spooled | undefined {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new PedigreeError('unavailable', `${path} waits to be recorded and cannot be read`, { cause: error })
  }
  const value = parseStrict(bytes) as Partial<Spooled>
  const { producer, sequence, statements } = value
  if (!/^[0-9a-f]{32}$/.test(producer ?? '') || !Array.isArray(statements) || typeof sequence !== 'number') {
    throw new PedigreeError('invalid-input', `${path} is not a request that waits`)
  }
  return value as Spooled
}

const refusedFolder = (path: string): string => join(dirname(path), 'refused')

function refuse(path: string, { code, message }: PedigreeError, { warn }: Surroundings): void {
  // Another process recorded or refused it at the same time.
  if (!existsSync(path)) return
  const folder = refusedFolder(path)
  try {
    makeFolders(folder, 0o700)
    writeFileSync(join(folder, `${basename(path, '.json')}.reason`), `${code}: ${message}\n`, { mode: 0o600 })
    renameSync(path, join(folder, basename(path)))
    warn(`a request that waited was refused (${message}); it is kept in ${folder}`)
  } catch (error) {
    if (existsSync(path)) warn(`${path} was refused (${message}) and cannot be put aside: ${(error as Error).message}`)
  }
}

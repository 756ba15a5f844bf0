import { lstatSync, readdirSync, type Stats } from 'node:fs'
import type { FileEvent } from './file-event.ts'
import { pathBytes, pathText } from './path-text.ts'

/** What the files of a folder were at one moment, for when no system calls are seen. */
export type Snapshot = {
  readonly folder: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** What tells each from others and from itself once it was written to, by path. */
  readonly identities: ReadonlyMap<string, string>
  /** Whether there were more files than are looked at. */
  readonly isCut: boolean
}

/** Some 5 microseconds a file, twice a run. Those nearest to the folder itself come first. */
export const snapshotFilesMax = 50_000

// What is in them is never data of a run, and most of a project's files are.
const passedOver = new Set('.git .pedigree node_modules __pycache__ site-packages .mypy_cache .pytest_cache'.split(' '))

export function takeSnapshot(folder: string, filesMax = snapshotFilesMax): Snapshot {
  const at = Date.now()
  const identities = new Map<string, string>()
  const isCut = walk(folder, filesMax, (path, state) => identities.set(path, identityOf(state)))
  return { folder, at, identities, isCut }
}

const identityOf = ({ ino, size, mtimeMs }: Stats): string => `${ino} ${size} ${mtimeMs}`

/**
 * The files that were made or written since, as writes, and those that were moved or linked. Of one that was given other
 * permissions nothing is said. Who did it nobody knows; the run is the most likely.
 */
export function changesSince(before: Snapshot, until: number, filesMax = snapshotFilesMax): FileEvent[] {
  const known = new Map([...before.identities].map(([path, identity]) => [identity, path]))
  const moves: FileEvent[] = []
  const writes: FileEvent[] = []
  const said = { pid: process.pid, witness: 'snapshot' as const }
  walk(before.folder, filesMax, (path, state) => {
    const identity = identityOf(state)
    if (before.identities.get(path) === identity) return
    const from = state.isFile() ? known.get(identity) : undefined
    if (from !== undefined) {
      const operation = isStill(from, identity) ? 'link' : 'rename'
      moves.push({ ...said, at: Math.min(state.ctimeMs, until), operation, path: from, to: path })
    } else {
      const link = state.isSymbolicLink()
      const change = link ? { operation: 'symlink' as const, to: '' } : { operation: 'write' as const, truncates: true }
      // What is copied or unpacked can bring its time with it.
      const at = Math.min(Math.max(state.mtimeMs, before.at), until)
      writes.push({ ...said, at, path, ...change })
    }
  })
  // What made room for another file went before that one came, though both may bear the same time.
  const at = [...moves, ...writes].reduce((first, event) => Math.min(first, event.at), until)
  return [...inTurn(moves).map((move) => ({ ...move, at })), ...writes]
}

function isStill(path: string, identity: string): boolean {
  const state = stateOf(path)
  return state !== undefined && identityOf(state) === identity
}

/** Each move after the one that took away what stood where it leads; files that went round in a circle change places. */
function inTurn(moves: readonly FileEvent[]): FileEvent[] {
  const awayFrom = new Map(moves.map((move) => [move.path, move]))
  const turn: FileEvent[] = []
  const met = new Set<FileEvent>()
  const visit = (move: FileEvent): void => {
    const way: FileEvent[] = []
    for (
      let next: FileEvent | undefined = move;
      next !== undefined && !met.has(next);
      next = awayFrom.get(next.to ?? '')
    ) {
      met.add(next)
      way.push(next)
    }
    const isCircle = way.at(-1)?.to === move.path
    if (!isCircle) turn.push(...way.reverse())
    else for (const { path } of way.slice(1)) turn.push({ ...move, operation: 'rename', to: path, exchanges: true })
  }
  for (const move of moves) visit(move)
  return turn
}

/** Calls for each file and link below a folder, level by level, on its own file system. @returns whether there are more. */
export function walk(folder: string, filesMax: number, found: (path: string, state: Stats) => void): boolean {
  const folders = [folder]
  let device: number | undefined
  let left = filesMax
  // The list grows while it is gone through.
  for (const each of folders) {
    for (const path of pathsIn(each)) {
      const state = stateOf(path)
      if (state === undefined) continue
      device ??= state.dev
      if (state.isDirectory() && state.dev === device) folders.push(path)
      if (!(state.isFile() || state.isSymbolicLink())) continue
      if (left === 0) return true
      left -= 1
      found(path, state)
    }
  }
  return false
}

function pathsIn(folder: string): string[] {
  const inside = folder === '/' ? '' : folder
  return namesIn(folder).flatMap((name) => (passedOver.has(name) ? [] : [`${inside}/${name}`]))
}

/** Reading the names as bytes takes four times as long, and is needed for those alone that are not UTF-8. */
function namesIn(folder: string): string[] {
  try {
    const names = readdirSync(pathBytes(folder))
    if (!names.some((name) => name.includes('\ufffd'))) return names
    return readdirSync(pathBytes(folder), { encoding: 'buffer' }).map(pathText)
  } catch {
    return []
  }
}

function stateOf(path: string) {
  try {
    return lstatSync(pathBytes(path), { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

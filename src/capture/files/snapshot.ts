import { lstatSync, readdirSync } from 'node:fs'
import type { FileEvent } from './file-event.ts'
import { pathBytes, pathText } from './path-text.ts'

/** What the files of a folder were at one moment, for when no system calls are seen. */
export type Snapshot = {
  readonly folder: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** What tells a file from another and from itself once it was written to. */
  readonly identities: ReadonlySet<string>
  /** Whether there were more files than are looked at. */
  readonly isCut: boolean
}

/** Some 5 microseconds a file, twice a run. Those nearest to the folder itself come first. */
export const snapshotFilesMax = 50_000

// What is in them is never data of a run, and most of a project's files are.
const passedOver = new Set('.git .pedigree node_modules __pycache__ site-packages .mypy_cache .pytest_cache'.split(' '))

export function takeSnapshot(folder: string, filesMax = snapshotFilesMax): Snapshot {
  const at = Date.now()
  const identities = new Set<string>()
  const isCut = walk(folder, filesMax, (_, identity) => identities.add(identity))
  return { folder, at, identities, isCut }
}

/**
 * The files that were made or written since, as writes: of a file that was only moved, linked or given other permissions
 * nothing is said. Who wrote them nobody knows; the run is the most likely.
 */
export function changesSince(before: Snapshot, until: number, filesMax = snapshotFilesMax): FileEvent[] {
  const events: FileEvent[] = []
  walk(before.folder, filesMax, (path, identity, mtimeMs) => {
    if (before.identities.has(identity)) return
    // What is copied or unpacked can bring its time with it.
    const at = Math.min(Math.max(mtimeMs, before.at), until)
    events.push({ at, pid: process.pid, operation: 'write', path, truncates: true, witness: 'snapshot' })
  })
  return events
}

/** Calls for each file below a folder, level by level, on its own file system. @returns whether there are more. */
function walk(
  folder: string,
  filesMax: number,
  found: (path: string, identity: string, mtimeMs: number) => void,
): boolean {
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
      if (!state.isFile()) continue
      if (left === 0) return true
      left -= 1
      found(path, `${state.ino} ${state.size} ${state.mtimeMs}`, state.mtimeMs)
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

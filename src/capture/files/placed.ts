import { lstatSync } from 'node:fs'
import type { FileUse } from './file-use.ts'
import { pathBytes } from './path-text.ts'
import { realPath } from './real-path.ts'
import { walk } from './snapshot.ts'

/** What became of a file that a run did not write. Times are ms since 1970. */
export type Placing = {
  /** Where its content is now. */
  readonly now: string
  /** When it got its first new name. */
  readonly at: number
  /** By a rename or a hard link, which change the file's own times; a symbolic link leaves it alone. */
  readonly isMoved: boolean
}

/** Whether the run put a file here that it did not write: by a rename, a hard or a symbolic link. */
export const isPlaced = ({ renamedFrom, written }: FileUse): boolean => renamedFrom !== undefined && !written

/** What the run placed, by where that was before. */
export function placings(uses: readonly FileUse[]): Map<string, Placing> {
  const written = new Set(uses.flatMap(({ path, written }) => (written ? [path] : [])))
  const found = new Map<string, Placing>()
  for (const use of uses.filter(isPlaced)) {
    const { path, renamedFrom: from = path, movedAt: at = Number.NaN, isLink } = use
    // A link to what the run itself wrote is one more name for an output.
    if (isLink && written.has(from)) continue
    const known = found.get(from)
    const now = isLink ? (known?.now ?? from) : path
    found.set(from, { now, at: Math.min(at, known?.at ?? at), isMoved: !isLink || known?.isMoved === true })
  }
  return found
}

/**
 * Adds what no call named: the files of a folder that was moved, what a new symbolic link leads to, and where either was
 * before. A link to a folder has no content of its own and is left out.
 */
export function withPlaced(uses: readonly FileUse[]): readonly FileUse[] {
  if (!uses.some((use) => isPlaced(use) || use.isLink)) return uses
  const known = new Set(uses.map(({ path }) => path))
  // The inner of two folders first: what is in it did not come with the outer one.
  const folders = uses.filter((use) => !use.isLink && isPlaced(use) && kindOf(use.path) === 'folder')
  const inside = new Map(
    folders
      .toSorted((left, right) => right.path.length - left.path.length)
      .map((folder) => [folder.path, filesIn(folder, known)]),
  )
  const all = uses.flatMap((use) => (use.isLink ? linked(use) : (inside.get(use.path) ?? [use])))
  const origins = new Map(all.flatMap((use) => (isPlaced(use) ? [[use.renamedFrom ?? '', use] as const] : [])))
  for (const { path } of all) origins.delete(path)
  return [...all, ...[...origins].map(([path, { witnesses, pids }]) => ({ ...unused, path, witnesses, pids }))]
}

const unused = {
  read: false,
  written: false,
  readBeforeWrite: false,
  deleted: false,
  temporary: false,
}

function linked(use: FileUse): FileUse[] {
  const target = realPath(use.path)
  return target !== use.path && kindOf(target) === 'file' ? [{ ...use, renamedFrom: target }] : []
}

function filesIn(folder: FileUse, known: Set<string>): FileUse[] {
  const { path: to, renamedFrom: from = to, movedAt, witnesses, pids } = folder
  const found: FileUse[] = []
  walk(to, Number.POSITIVE_INFINITY, (path, state) => {
    if (known.has(path) || !state.isFile()) return
    known.add(path)
    const renamedFrom = from + path.slice(to.length)
    found.push({ ...unused, path, renamedFrom, ...(movedAt !== undefined && { movedAt }), witnesses, pids })
  })
  return found
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  const state = lstatSync(pathBytes(path), { throwIfNoEntry: false })
  if (state?.isDirectory()) return 'folder'
  return state?.isFile() ? 'file' : undefined
}

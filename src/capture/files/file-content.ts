import { posix } from 'node:path'

/** One file as the file system keeps it, apart from its names. */
export type Content = {
  names: readonly string[]
  /** This run opened it for writing. */
  written: boolean
  /** Whether this run made it; undefined when the calls do not tell. */
  createdHere: boolean | undefined
  /** Where what its first write kept stood when the run began, and when that was. See `FileUse.kept`. */
  kept: { readonly path: string; readonly at: number } | undefined
  /** Where it stood before this run moved it. */
  origin: string | undefined
  readonly isLink: boolean
}

/** The part of the file system that a run touched: which path holds which file, as far as events tell. */
export type Disk = {
  readonly files: Map<string, Content>
  /** Paths that surely held nothing after the last event about them. */
  readonly vacated: Set<string>
  /** Every folder above a file, which tells a renamed folder from a renamed file. */
  readonly folders: Set<string>
}

export function emptyDisk(): Disk {
  return { files: new Map(), vacated: new Set(), folders: new Set() }
}

/** A file of which nothing is known but that it was there before. */
export function preexisting(): Content {
  return { names: [], written: false, createdHere: false, kept: undefined, origin: undefined, isLink: false }
}

/** Puts a file at a path, in the place of whatever was there. */
export function occupy(disk: Disk, path: string, content: Content): Content {
  forgetName(disk, path)
  disk.files.set(path, content)
  disk.vacated.delete(path)
  content.names = [...content.names, path]
  for (let parent = posix.dirname(path); !disk.folders.has(parent); parent = posix.dirname(parent)) {
    disk.folders.add(parent)
  }
  return content
}

// Names are few: a set for each of a hundred thousand files, or room for more in an array, costs more than a new array.
function forgetName(disk: Disk, path: string): void {
  const content = disk.files.get(path)
  if (content !== undefined) content.names = content.names.filter((name) => name !== path)
}

/** Takes the name away; the file lives on under its others. */
export function leave(disk: Disk, path: string): void {
  forgetName(disk, path)
  disk.files.delete(path)
  disk.vacated.add(path)
}

/** Renames a file, or a folder with all that is known below it. Returns the old and new path of that and of each file. */
export function move(disk: Disk, path: string, to: string): (readonly [string, string])[] {
  const below = disk.folders.has(path) ? [...disk.files.keys()].filter((name) => name.startsWith(`${path}/`)) : []
  if (below.length > 0) {
    const folders = [...disk.folders].filter((name) => name === path || name.startsWith(`${path}/`))
    for (const folder of folders) disk.folders.delete(folder)
  }
  const moved = [path, ...below].map((from) => [from, to + from.slice(path.length)] as const)
  for (const [from, target] of moved) {
    const content = disk.files.get(from) ?? preexisting()
    leave(disk, from)
    occupy(disk, target, content)
  }
  return moved
}

/** Gives a file a further name. */
export function join(disk: Disk, path: string, to: string): void {
  const content = disk.files.get(path) ?? occupy(disk, path, preexisting())
  occupy(disk, to, content)
}

/** Lets two files or folders change places. Returns each file's old and new path. */
export function exchange(disk: Disk, left: string, right: string): (readonly [string, string])[] {
  // No path holds a NUL.
  const aside = `${left}\0`
  move(disk, left, aside)
  const first = move(disk, right, left)
  const second = move(disk, aside, right).map(([from, to]) => [left + from.slice(aside.length), to] as const)
  return [...first, ...second]
}

import { smallBytes } from '../../domain/small-content.ts'
import { type Listing, prefixOf } from './listings.ts'

/** A folder at a path, with one of the contents that it had there. */
export type FolderState = { readonly path: string; readonly listing: Listing }

/** Files that were met, or are spoken of, by themselves. */
export type Alone = { readonly ids: ReadonlySet<string>; readonly paths: ReadonlySet<string> }

/** The files of a folder that stand for all of it, by path below it, with those that each is alike, itself among them. */
export type Chosen = ReadonlyMap<string, () => readonly string[]>

/** Of so many that are alike as many stand for all: of one alone it is another thing to be gone than of several. */
const chosenMax = 2

/**
 * Of 100,000 files that one run made anew each tells the same. Files are alike that changed, came and went in the same of these
 * folders, that nobody met by themselves, and that say something, or do not. Linear in the files of all the folders.
 */
export function alikeIn(states: readonly FolderState[], alone: Alone): (state: FolderState) => Chosen {
  const nameIn = namesBelow(states.map(({ path }) => path))
  const files = filesIn(states, alone, nameIn)
  const moved = movedAmong(files, states.length)
  const groups = Map.groupBy(files.keys(), (name) => {
    const pattern = files.get(name)?.pattern ?? 0
    const others = moved.get(name)
    if (others === undefined) return pattern
    return [pattern, ...[...others].map((other) => files.get(other)?.pattern ?? 0).sort()].join()
  })
  const chosen = new Map<string, readonly string[]>()
  for (const names of groups.values()) for (const name of firstOf(names, files)) chosen.set(name, names)
  return (state) => chosenIn(state, nameIn(state.path), chosen)
}

/** What a file is told by, all that it held, and in how many folders it is. */
type File = { pattern: number; states: number; readonly contents: string[] }

/** By name. Patterns are the same of files to which the same happened; of one that was met by itself it is its own. */
function filesIn(states: readonly FolderState[], alone: Alone, nameIn: NameIn): Map<string, File> {
  const files = new Map<string, File>()
  const known = new Map<number, number>()
  const steps = 2 * states.length * states.length
  let last = 0
  for (const [index, { path, listing }] of states.entries()) {
    const nameOf = nameIn(path)
    for (const [below, { id, bytes }] of listing) {
      const name = nameOf(below)
      const file = files.get(name) ?? { pattern: 0, states: 0, contents: [] }
      if (file.pattern === 0) files.set(name, file)
      const place = file.contents.indexOf(id)
      const number = place === -1 ? file.contents.push(id) - 1 : place
      const step = 2 * (index * states.length + number) + Number(bytes < smallBytes)
      const key = file.pattern * steps + step
      const pattern = (alone.ids.has(id) ? undefined : known.get(key)) ?? ++last
      if (!alone.ids.has(id)) known.set(key, pattern)
      file.pattern = pattern
      file.states++
    }
  }
  for (const path of alone.paths) {
    for (const { path: folder } of states) {
      const file = path.startsWith(prefixOf(folder))
        ? files.get(nameIn(folder)(path.slice(prefixOf(folder).length)))
        : undefined
      if (file !== undefined) file.pattern = ++last
    }
  }
  return files
}

/**
 * Of files whose bytes another one had, too, which those are: what was moved there must stand together with what it was. Of
 * those that are everywhere the same it matters only where others have their bytes, and they are nearly all.
 */
function movedAmong(files: ReadonlyMap<string, File>, count: number): Map<string, Set<string>> {
  const owners = new Map<string, string>()
  const moved = new Map<string, Set<string>>()
  const isConstant = ({ contents, states }: File) => contents.length === 1 && states === count
  const link = (name: string, { contents }: File) => {
    for (const id of contents) {
      const owner = owners.get(id)
      if (owner === undefined || owner === name) owners.set(id, name)
      else {
        moved.set(owner, (moved.get(owner) ?? new Set()).add(name))
        moved.set(name, (moved.get(name) ?? new Set()).add(owner))
      }
    }
  }
  for (const [name, file] of files) if (!isConstant(file)) link(name, file)
  for (const [name, file] of files) if (isConstant(file) && owners.has(file.contents[0] ?? '')) link(name, file)
  return moved
}

/** The first few in the order of what they held. */
function firstOf(names: readonly string[], files: ReadonlyMap<string, File>): string[] {
  if (names.length <= chosenMax) return [...names]
  const idOf = (name: string) => files.get(name)?.contents.reduce((one, other) => (one < other ? one : other)) ?? ''
  const first: { readonly name: string; readonly id: string }[] = []
  for (const name of names) {
    const id = idOf(name)
    const place = first.findIndex((other) => id < other.id || (id === other.id && name < other.name))
    if (place === -1 && first.length === chosenMax) continue
    first.splice(place === -1 ? first.length : place, 0, { name, id })
    first.length = Math.min(first.length, chosenMax)
  }
  return first.map(({ name }) => name)
}

function chosenIn(
  { listing }: FolderState,
  nameOf: (below: string) => string,
  chosen: ReadonlyMap<string, readonly string[]>,
): Chosen {
  const found = new Map<string, () => readonly string[]>()
  for (const below of listing.keys()) {
    const name = nameOf(below)
    const alike = chosen.get(name)
    if (alike === undefined) continue
    const folder = below.slice(0, below.length - name.length)
    const names = () => alike.map((other) => `${folder}${other}`).filter((other) => listing.has(other))
    found.set(below, folder === '' ? () => alike : names)
  }
  return found
}

/** By folder, how a file below it is called. */
type NameIn = (folder: string) => (below: string) => string

/** As seen from the innermost folder that was met: the same in `days_a/` and `days_b/`, and in a folder around them. */
function namesBelow(paths: readonly string[]): NameIn {
  const inner = new Map(
    paths.map((path) => {
      const within = paths.map(prefixOf).filter((other) => other !== prefixOf(path) && other.startsWith(prefixOf(path)))
      return [path, within.map((other) => other.slice(prefixOf(path).length)).sort((x, y) => y.length - x.length)]
    }),
  )
  return (folder) => {
    const around = inner.get(folder) ?? []
    if (around.length === 0) return (below) => below
    return (below) => below.slice(around.find((prefix) => below.startsWith(prefix))?.length ?? 0)
  }
}

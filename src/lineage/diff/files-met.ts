import { treeDigest } from '../../domain/digest.ts'
import type { Lineage, LineageEdge, LineageNode } from '../lineage.ts'
import { isMember } from '../made-in-folder.ts'
import { type Alone, alikeIn, type Chosen } from './alike-files.ts'
import type { FileMet, FolderMet } from './folder-met.ts'
import { type FoldersApart, foldersApart } from './folders-apart.ts'
import { isFileMet, isFolderMet, type Listing, type Listings, prefixOf } from './listings.ts'
import { withRootsTaken } from './root-in-parts.ts'
import { pathOf } from './steps.ts'

/**
 * Two lineages in which runs met the files of their folders one by one, as they do where there are few of them: where each comes
 * from elsewhere, what differs in a folder must be told by where its files come from. Of files that are alike in all this a few
 * stand for the others.
 */
export function withFilesMet(before: Lineage, after: Lineage, listings: Listings): readonly [Lineage, Lineage] {
  const [a, b] = withRootsTaken(before, after)
  const { paths, listed } = foldersApart(a, b)
  if (paths.size === 0) return [a, b]
  const folders = foldersOf([a, b], paths, { listed, listings })
  const states = [...folders.values()]
  const chosenIn = alikeIn(states, metAlone([a, b]))
  const chosen = new Map(states.map((folder) => [folder, chosenIn(folder)]))
  return [expandedIn(a, folders, chosen), expandedIn(b, folders, chosen)]
}

/** The folders of which `withFilesMet` must have the files. */
export const foldersToList = (before: Lineage, after: Lineage): ReadonlySet<string> =>
  foldersApart(...withRootsTaken(before, after)).listed

type Folders = ReadonlyMap<string, FolderMet>

function foldersOf(
  lineages: readonly Lineage[],
  paths: FoldersApart['paths'],
  { listed, listings }: { readonly listed: ReadonlySet<string>; readonly listings: Listings },
): Folders {
  const contents = new Set([...paths.values()].flatMap((each) => [...each]))
  const leading = leadingFiles(lineages, contents.difference(new Set(listings.keys())))
  const told = lineages.flatMap(({ nodes }) => nodes.filter(({ id }) => contents.has(id)))
  const bytes = new Map(told.map(({ id, bytes: size }) => [id, size]))
  const folders = new Map<string, FolderMet>()
  for (const [path, ids] of paths) {
    // A folder of which nobody knows the files stays what it is, with all that was at its place.
    if (ids.values().some((id) => listed.has(id) && !listings.has(id))) continue
    for (const id of ids) {
      const whole = listings.get(id)
      const listing = whole ?? leading.get(id) ?? new Map()
      const known = { listing, isWhole: whole !== undefined, isOne: true }
      folders.set(key(path, id), { path, id, bytes: bytes.get(id), ...known })
    }
  }
  return folders
}

const key = (path: string, id: string) => `${id} ${path}`

/** Of folders the files that lead on, as the lineages tell them. */
function leadingFiles(
  lineages: readonly Lineage[],
  folders: ReadonlySet<string>,
): Map<string, Map<string, { id: string; bytes: number }>> {
  const found = new Map<string, Map<string, { id: string; bytes: number }>>()
  for (const { nodes, edges } of lineages) {
    const bytes = new Map(nodes.map(({ id, bytes: size }) => [id, size]))
    for (const edge of edges) {
      const path = edge.selector?.path
      if (!isMember(edge) || !folders.has(edge.target) || typeof path !== 'string') continue
      const files = found.get(edge.target) ?? new Map()
      found.set(edge.target, files.set(path, { id: edge.source, bytes: bytes.get(edge.source) ?? 0 }))
    }
  }
  return found
}

/** Files that were met, or are spoken of, otherwise than as one of a folder. */
function metAlone(lineages: readonly Lineage[]): Alone {
  const [ids, paths] = [new Set<string>(), new Set<string>()]
  for (const { edges } of lineages) {
    for (const edge of edges) {
      if (isMember(edge) || isFolderMet(edge)) continue
      ids.add(edge.source).add(edge.target)
      if (isFileMet(edge)) paths.add(pathOf(edge))
    }
  }
  return { ids, paths }
}

function expandedIn(lineage: Lineage, folders: Folders, chosen: ReadonlyMap<FolderMet, Chosen>): Lineage {
  const contents = new Set([...folders.values()].map(({ id }) => id))
  const left = new Set(
    lineage.edges.flatMap((edge) =>
      isFolderMet(edge) && !folders.has(key(pathOf(edge), edge.target)) ? [edge.target] : [],
    ),
  )
  const files = new Map<string, number>()
  const edges = lineage.edges.flatMap((edge): LineageEdge[] => {
    // Who met each file needs nobody to say that it is one of the folder.
    if (isMember(edge) && contents.has(edge.target) && !left.has(edge.target)) return []
    const folder = isFolderMet(edge) ? folders.get(key(pathOf(edge), edge.target)) : undefined
    if (folder === undefined) return [edge]
    return Array.from(chosen.get(folder) ?? [], ([below, names]) => {
      const { id, bytes } = folder.listing.get(below) ?? { id: '', bytes: 0 }
      files.set(id, bytes)
      return fileIn(edge, folder, { id, below, names })
    })
  })
  const nodes = nodesMet(lineage, edges, files)
  return { ...lineage, nodes, edges: withFewFiles({ nodes, edges }, folders) }
}

/** Without the files that others stand for, and with those that no trace shows, as nothing leads on from them. */
function nodesMet({ root, nodes }: Lineage, edges: readonly LineageEdge[], files: ReadonlyMap<string, number>) {
  const met = new Set(edges.flatMap(({ source, target }) => [source, target])).add(root)
  const kept = nodes.filter(({ id, type }) => type !== 'artifact' || met.has(id))
  const known = new Set(kept.map(({ id }) => id))
  const more = [...files].filter(([id]) => !known.has(id))
  return [...kept, ...more.map(([id, bytes]): LineageNode => ({ id, type: 'artifact', bytes, depth: 1 }))]
}

function fileIn(
  edge: LineageEdge,
  folder: FolderMet,
  { id, below, names }: { readonly id: string; readonly below: string; readonly names: () => readonly string[] },
): FileMet {
  const place = edge.place === undefined ? {} : { place: `${edge.place}/${below}` }
  return { ...edge, target: id, selector: { path: `${prefixOf(folder.path)}${below}` }, ...place, folder, names }
}

/** What a run met of a folder in so few files that they are on record one by one is told as the folder, too. */
function withFewFiles({ nodes, edges }: Pick<Lineage, 'nodes' | 'edges'>, folders: Folders): LineageEdge[] {
  const bytes = new Map(nodes.map(({ id, bytes: size }) => [id, size]))
  const dirs = directoriesOf(folders)
  const folderAt = (path: string) =>
    [...dirs.keys()]
      .filter((folder) => path.startsWith(prefixOf(folder)))
      .sort((one, other) => other.length - one.length)
      .find((folder) => dirs.get(folder)?.has(directoryOf(path.slice(prefixOf(folder).length))))
  const inFolders = edges.map((edge) => {
    const isFew = isFileMet(edge) && !('folder' in edge) && bytes.get(edge.target) !== undefined
    const folder = isFew && edge.target.startsWith('sha256:') ? folderAt(pathOf(edge)) : undefined
    return { edge, folder, met: folder === undefined ? '' : JSON.stringify([edge.edge, edge.source, folder]) }
  })
  const few = new Map<string, FolderMet>()
  for (const [met, group] of Map.groupBy(inFolders, (each) => each.met)) {
    const path = group[0]?.folder
    if (path === undefined) continue
    const files = group.map(({ edge }) => {
      const below = pathOf(edge).slice(prefixOf(path).length)
      return [below, { id: edge.target, bytes: bytes.get(edge.target) ?? 0 }] as const
    })
    few.set(met, fewFiles(path, new Map(files)))
  }
  return inFolders.map(({ edge, folder: path, met }) => {
    const folder = path === undefined ? undefined : few.get(met)
    return folder === undefined
      ? edge
      : { ...edge, folder, names: () => [pathOf(edge).slice(prefixOf(folder.path).length)] }
  })
}

function fewFiles(path: string, listing: Listing): FolderMet {
  const files = Array.from(listing, ([below, { id, bytes }]) => ({ path: below, sha256: id.slice(7), bytes }))
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  return { path, id: treeDigest(files), bytes, listing, isWhole: true, isOne: false }
}

const directoryOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)

/** The folders in each folder that hold files of it. */
function directoriesOf(folders: Folders): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const { path, listing } of folders.values()) {
    const dirs = found.get(path) ?? new Set()
    for (const below of listing.keys()) dirs.add(directoryOf(below))
    found.set(path, dirs)
  }
  return found
}

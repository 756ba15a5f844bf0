import type { Lineage } from '../lineage.ts'
import { isMember } from '../made-in-folder.ts'
import { foldersByPath, isFileMet, isFolderMet, prefixOf } from './listings.ts'
import { pathOf } from './steps.ts'

/** The folders of two lineages, by path, whose files must be told apart. */
export type FoldersApart = {
  /** With every content that they had there. */
  readonly paths: ReadonlyMap<string, ReadonlySet<string>>
  /** Those of the contents that are not the same for all who read there: all their files must be known. */
  readonly listed: ReadonlySet<string>
}

/**
 * A folder that one run wrote whole, or nobody, is one content. Where several runs each made a part of it, or somebody did so
 * by hand, each of its files comes from elsewhere, and so it is with any other that may have taken its place.
 */
export function foldersApart(a: Lineage, b: Lineage): FoldersApart {
  const roots = new Set([a.root, b.root])
  const edges = [...a.edges, ...b.edges]
  const met = foldersByPath(edges.filter(({ target }) => !roots.has(target)))
  const inParts = pathsInParts(edges, met)
  const readers = [a, b].map(readersByPath)
  const isReadAlike = (path: string) => {
    const [before, after] = readers.map((each) => each.get(path) ?? new Set<string>())
    return before !== undefined && after !== undefined && before.symmetricDifference(after).size === 0
  }
  if (inParts.size === 0) return { paths: new Map(), listed: new Set() }
  const apart = [...met].filter(([path]) => inParts.has(path) || !isReadAlike(path))
  const listed = apart.filter(([path]) => !isReadAlike(path)).flatMap(([, contents]) => [...contents])
  return { paths: new Map(apart), listed: new Set(listed) }
}

/** Where files were met by themselves, too, or lead on from a folder. */
function pathsInParts(edges: Lineage['edges'], met: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const leading = new Set(edges.flatMap((edge) => (isMember(edge) ? [edge.target] : [])))
  const files = edges.filter(isFileMet).map(pathOf)
  const isIn = (folder: string) => (file: string) =>
    folder === './' ? !file.includes('/') : file.startsWith(prefixOf(folder))
  const inParts = [...met].filter(
    ([path, contents]) => contents.values().some((content) => leading.has(content)) || files.some(isIn(path)),
  )
  return new Set(inParts.map(([path]) => path))
}

/** Which steps read which content at a path. */
function readersByPath({ nodes, edges }: Lineage): Map<string, Set<string>> {
  const runs = nodes.filter(({ type }) => type === 'run')
  const names = new Map(runs.map(({ id, name, kind }) => [id, name ?? kind ?? id]))
  const readers = new Map<string, Set<string>>()
  for (const edge of edges) {
    if (edge.edge !== 'used' || !isFolderMet(edge)) continue
    const reader = JSON.stringify([names.get(edge.source), edge.target])
    readers.set(pathOf(edge), (readers.get(pathOf(edge)) ?? new Set()).add(reader))
  }
  return readers
}

import type { LineageEdge } from '../lineage.ts'
import { isData, pathOf } from './steps.ts'

/** The files of a folder, by path below it. */
export type Listing = ReadonlyMap<string, { readonly id: string; readonly bytes: number }>

/** Those of folders, by id, as far as they are on record. */
export type Listings = ReadonlyMap<string, Listing>

export const isFolder = (id: unknown): id is string => typeof id === 'string' && id.startsWith('sha256-tree:')

/** Whether a run read, or wrote, a folder as one content at a path that is known. */
export const isFolderMet = (edge: LineageEdge): boolean =>
  isMet(edge) && isFolder(edge.target) && typeof edge.selector?.path === 'string'

/** Whether a run read, or wrote, a file at a path that is known. */
export const isFileMet = (edge: LineageEdge): boolean =>
  isMet(edge) && !isFolder(edge.target) && typeof edge.selector?.path === 'string'

const isMet = (edge: LineageEdge) => (edge.edge === 'used' || edge.edge === 'generated') && isData(edge)

/** What the path of each file of a folder begins with: `days/`, and nothing in the project itself. */
export function prefixOf(folder: string): string {
  if (folder === './') return ''
  return folder.endsWith('/') ? folder : `${folder}/`
}

/** Folders that runs met, by path: each content once. */
export function foldersByPath(edges: readonly LineageEdge[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const edge of edges) {
    if (isFolderMet(edge)) found.set(pathOf(edge), (found.get(pathOf(edge)) ?? new Set()).add(edge.target))
  }
  return found
}

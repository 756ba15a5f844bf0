import type { LineageEdge } from '../lineage.ts'
import type { Listing } from './listings.ts'

/** A folder as a run met it. */
export type FolderMet = {
  readonly path: string
  readonly id: string
  readonly bytes: number | undefined
  readonly listing: Listing
  /** Whether all files of the content are in the listing. */
  readonly isWhole: boolean
  /** Whether it is on record as one content, and not as so many files that the run met one by one. */
  readonly isOne: boolean
}

/** A file that a run met in a folder. */
export type FileMet = LineageEdge & {
  readonly folder: FolderMet
  /** The paths, below the folder, of all the files that it stands for: what is said of it is true of each. */
  readonly names: () => readonly string[]
}

export const folderOf = (edge: LineageEdge | undefined): FolderMet | undefined =>
  (edge as Partial<FileMet> | undefined)?.folder

export const namesOf = (edge: LineageEdge | undefined): readonly string[] =>
  (edge as Partial<FileMet> | undefined)?.names?.() ?? []

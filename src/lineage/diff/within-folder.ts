import type { LineageEdge } from '../lineage.ts'
import type { Change } from './difference.ts'
import { type FolderMet, folderOf, namesOf } from './folder-met.ts'
import type { Step } from './steps.ts'

/** A change of a file in a folder, and of which. */
export type ChangeInFolder = Change & { readonly within: Within }

export type Within = {
  readonly before: FolderMet | undefined
  readonly after: FolderMet | undefined
  /** The paths, below the folder, of the files of which it is true. */
  readonly names: () => readonly (readonly string[])[]
}

/**
 * The folders in which two steps met what moved. Of a file that one of them did not meet: the folder that it met there
 * instead. Nothing where neither met the folder as one content.
 */
export function withinOf(
  { before, after }: { readonly before: LineageEdge | undefined; readonly after: LineageEdge | undefined },
  steps: { readonly a: Step | undefined; readonly b: Step | undefined },
): { readonly within?: Within } {
  const [one, other] = [folderOf(before), folderOf(after)]
  const found = {
    before: one ?? (before === undefined && other ? folderAt(steps.a, other.path) : undefined),
    after: other ?? (after === undefined && one ? folderAt(steps.b, one.path) : undefined),
  }
  if (found.before?.isOne !== true && found.after?.isOne !== true) return {}
  return { within: { ...found, names: () => [namesOf(before), namesOf(after)] } }
}

const folderAt = (step: Step | undefined, path: string) =>
  [...(step?.used ?? []), ...(step?.generated ?? [])].map(folderOf).find((folder) => folder?.path === path)

export const withinIn = (change: Change): Within | undefined => (change as Partial<ChangeInFolder>).within

import type { NodeId } from '../domain/id.ts'
import type { LineageEdge } from './lineage.ts'
import type { LineageIndex } from './lineage-index.ts'
import { labelOf, pathOf } from './node-names.ts'

// A copy is the same node as what it was copied from. What made the one, and who read it, is parted here by place and
// time, so that a tree has neither a circle nor a source that is said to be made.

/** Whether a write only copied: its run had read the same content elsewhere by then. */
export function isCopy(index: LineageIndex, write: LineageEdge): boolean {
  return (
    write.edge === 'generated' &&
    index
      .meetings(write.target)
      .some(
        (read) =>
          read.edge === 'used' && read.source === write.source && read.place !== write.place && !isLater(read, write),
      )
  )
}

/**
 * What content is called that was only copied, where it was copied from. Empty where some run made it, or nobody copied it.
 * @param name what it goes by: what lies where it was copied from is called by that itself, and no copy.
 */
export function copiedFrom(index: LineageIndex, id: NodeId, name: string | undefined): string[] {
  const met = index.meetings(id)
  const writes = met.filter(({ edge }) => edge === 'generated')
  if (!writes.every((write) => isCopy(index, write))) return []
  const places = new Set(writes.map(({ place }) => place))
  const copiers = new Set(writes.map(({ source }) => source))
  const reads = met.filter(({ edge, source, place }) => edge === 'used' && copiers.has(source) && !places.has(place))
  const origins = [...new Set(reads.map(pathOf).filter((path) => path !== undefined))]
  return origins.some((origin) => origin === name) ? [] : origins
}

/** `copied from raw/customers.csv`, where content goes by the name of a copy. */
export function copyText(index: LineageIndex, id: NodeId, name = labelOf(index, id)): string | undefined {
  const origins = copiedFrom(index, id, name)
  return origins.length === 0 ? undefined : `copied from ${origins.join(', ')}`
}

export const hasCopies = (index: LineageIndex, id: NodeId): boolean =>
  index.meetings(id).some((write) => isCopy(index, write))

/** Whether a write made what a read found, of content that was copied: at its place, else wherever it was not copied. */
export function isMakerFor(index: LineageIndex, write: LineageEdge, found: Pick<LineageEdge, 'place' | 'at'>): boolean {
  if (isLater(write, found)) return false
  const isAtPlace = (other: LineageEdge) => other.place !== undefined && other.place === found.place
  if (isAtPlace(write)) return true
  const writes = index.meetings(write.target).filter(({ edge }) => edge === 'generated')
  return !isCopy(index, write) && !writes.some((other) => isAtPlace(other) && !isLater(other, found))
}

/** Whether a read found a copy, and not what lies at `place`. */
export function isOfCopyElsewhere(index: LineageIndex, read: LineageEdge, place: string | undefined): boolean {
  if (read.place === undefined || read.place === place) return false
  return index
    .meetings(read.target)
    .some((write) => write.place === read.place && !isLater(write, read) && isCopy(index, write))
}

const isLater = (one: Pick<LineageEdge, 'at'>, other: Pick<LineageEdge, 'at'>) =>
  one.at !== undefined && other.at !== undefined && one.at > other.at

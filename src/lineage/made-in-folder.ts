import type { NodeId } from '../domain/id.ts'
import type { LineageEdge } from './lineage.ts'
import type { LineageIndex } from './lineage-index.ts'

export const isMember = ({ edge, role }: LineageEdge): boolean => edge === 'part-of' && role === 'member'

/** The writes of folders that hold content, and of those around them: whoever wrote a folder whole wrote what is in it. */
export function writesAround(index: LineageIndex, id: NodeId): LineageEdge[] {
  const around = new Set([id])
  const writes: LineageEdge[] = []
  // Folders are added while this goes over them; a circle of folders comes back to those that are known.
  for (const node of around) {
    for (const edge of index.bySource(node)) {
      const folder = index.nameOf(edge.target)
      if (!isMember(edge) || around.has(folder)) continue
      around.add(folder)
      writes.push(...index.byTarget(folder).filter(({ edge: kind }) => kind === 'generated'))
    }
  }
  return writes
}

export const isMadeInFolder = (index: LineageIndex, id: NodeId): boolean => writesAround(index, id).length > 0

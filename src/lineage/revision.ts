import type { LineageEdge } from './lineage.ts'

type Edge = Pick<LineageEdge, 'edge' | 'place' | 'at'>

/** Whether content goes on from what a run wrote on at a place, without reading it: the same as on the graph's arrays. */
export const isRevision = ({ edge, place }: Edge): boolean => edge === 'derived' && place !== undefined

/** Whether a write is the one of its content that a revision is of, as its time tells. */
export const isRevisedBy = (revision: Edge, write: Edge): boolean =>
  write.edge === 'generated' && write.at !== undefined && write.at === revision.at

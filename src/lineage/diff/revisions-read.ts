import type { Lineage, LineageEdge } from '../lineage.ts'
import { isRevisedBy, isRevision } from '../revision.ts'

/**
 * A lineage in which runs read what they wrote on. A comparison asks what each step was given to make what the trace has of
 * it, and what an append kept is that: a trace has it only where it is a part of what was asked for.
 */
export function withRevisionsRead(lineage: Lineage): Lineage {
  const revisions = lineage.edges.filter(isRevision)
  if (revisions.length === 0) return lineage
  const writes = Map.groupBy(lineage.edges, ({ target }) => target)
  const reads = revisions.flatMap((revision): LineageEdge[] =>
    (writes.get(revision.source) ?? [])
      .filter((write) => isRevisedBy(revision, write))
      .map(({ source }) => ({ ...revision, edge: 'used', source, role: 'data' })),
  )
  return { ...lineage, edges: [...lineage.edges.filter((edge) => !isRevision(edge)), ...reads] }
}

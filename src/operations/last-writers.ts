import { isUnpinned } from '../domain/id.ts'
import type { LineageEdge } from '../lineage/lineage.ts'
import { findWritersAt } from '../store/looking-up.ts'
import type { Snapshot } from '../store/port.ts'
import { describeNodes } from './describe.ts'
import type { Moment } from './moment.ts'

/**
 * Reads of content that nobody hashed before it was overwritten, each with the run that wrote last at its place: no bytes
 * say that this made it, so no walk goes there, but whoever asks must not take it for a source.
 */
export function withLastWriters(
  snapshot: Snapshot,
  moment: Moment,
  edges: readonly LineageEdge[],
): Promise<LineageEdge[]> {
  return Promise.all(
    edges.map(async (edge) => {
      const { source, target, place, at } = edge
      if (edge.edge !== 'used' || !isUnpinned(target) || place === undefined || at === undefined) return edge
      const writers = await findWritersAt(snapshot, place, Date.parse(at))
      const last = writers.find(({ id, statement }) => id !== source && moment.stands(statement))
      if (last === undefined) return edge
      const [run] = await describeNodes(snapshot, moment, [{ node: last.node, depth: 0 }])
      return { ...edge, wroteLast: { run: last.id, name: run?.name ?? last.id } }
    }),
  )
}

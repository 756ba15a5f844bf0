import { isUnpinned } from '../../domain/id.ts'
import type { LineageEdge } from '../../lineage/lineage.ts'
import { isMember } from '../../lineage/made-in-folder.ts'
import { isRevision } from '../../lineage/revision.ts'
import { findPlacesWritten, findWritersAt } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { describeNodes } from './describe.ts'

/**
 * Reads of what no recorded run made, each with the run that wrote last at its place: of content that nobody hashed
 * before it was overwritten it may have made that, of other bytes than those that it wrote somebody changed them since. No
 * bytes say so, so no walk goes there, but whoever asks must not take it for a source like any other.
 */
export async function withLastWriters(
  snapshot: Snapshot,
  moment: Moment,
  edges: readonly LineageEdge[],
): Promise<LineageEdge[]> {
  const made = new Set(edges.flatMap(({ edge, target }) => (edge === 'generated' ? [target] : [])))
  const folders = Map.groupBy(edges.filter(isMember), ({ target }) => target)
  // What is in a folder that was written whole was written with it. Folders in it are added while this goes over them.
  for (const folder of made) for (const { source } of folders.get(folder) ?? []) made.add(source)
  const isUnmade = (edge: LineageEdge) =>
    (edge.edge === 'used' || isRevision(edge)) &&
    (isUnpinned(edge.target) || ((edge.role === 'data' || isRevision(edge)) && !made.has(edge.target))) &&
    edge.place !== undefined &&
    edge.at !== undefined
  const places = edges.filter(isUnmade).flatMap(({ place }) => place ?? [])
  // Most sources lie where nobody ever wrote: these cost no question of their own.
  const written = new Set(places.length === 0 ? [] : await findPlacesWritten(snapshot, [...new Set(places)]))
  return Promise.all(
    edges.map(async (edge) => {
      const { source, place, at } = edge
      if (!isUnmade(edge) || place === undefined || at === undefined || !written.has(place)) return edge
      const writers = await findWritersAt(snapshot, place, Date.parse(at))
      const last = writers.find(({ id, statement }) => id !== source && moment.stands(statement))
      if (last === undefined) return edge
      const [run] = await describeNodes(snapshot, moment, [{ node: last.node, depth: 0 }])
      return { ...edge, wroteLast: { run: last.id, name: run?.name ?? last.id } }
    }),
  )
}

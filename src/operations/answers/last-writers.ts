import { flows } from '../../domain/flow.ts'
import { type ArtifactId, isUnpinned, type NodeId, nodeTypeOf } from '../../domain/id.ts'
import { instantOf } from '../../domain/time.ts'
import type { LineageEdge, UnfollowedRead, WroteLast } from '../../lineage/lineage.ts'
import { isMember } from '../../lineage/made-in-folder.ts'
import { isRevision } from '../../lineage/revision.ts'
import type { EdgeRow } from '../../store/describing.ts'
import { findById, findPlace, findPlacesWritten, findUnmade, findWritersAt } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { describeNodes, namesOf } from './describe.ts'
import { possibleMaker } from './possible-makers.ts'

/**
 * Reads of what no recorded run made, each with the run that wrote last at its place: of content that nobody hashed
 * before it was overwritten it may have made that, of other bytes than those that it wrote somebody changed them since, unless the
 * run may have made them all the same. No bytes say so, so no walk goes there, but whoever asks must not take it for a source
 * like any other.
 * @param beside runs that are told beside the lineage.
 */
export async function withLastWriters(
  snapshot: Snapshot,
  moment: Moment,
  edges: readonly LineageEdge[],
  beside: ReadonlySet<NodeId>,
): Promise<LineageEdge[]> {
  const made = madeIn(edges)
  const isUnmade = (edge: LineageEdge) =>
    (edge.edge === 'used' || isRevision(edge)) &&
    !made.has(edge.target) &&
    edge.place !== undefined &&
    edge.at !== undefined
  const places = edges.filter(isUnmade).flatMap(({ place }) => place ?? [])
  // Most sources lie where nobody ever wrote: these cost no question of their own.
  const written = new Set(places.length === 0 ? [] : await findPlacesWritten(snapshot, [...new Set(places)]))
  return Promise.all(
    edges.map(async (edge) => {
      const { source, target, role, place, at } = edge
      if (!isUnmade(edge) || place === undefined || at === undefined || !written.has(place)) return edge
      const isKnown = !isUnpinned(target)
      const maker = isKnown ? await makerOf(snapshot, moment, edge, finderOf(edge, edges)) : undefined
      if (maker !== undefined) return { ...edge, wroteLast: maker }
      // Of what was read beside the lineage the answer does not have who made it.
      const isOpen = !isKnown || (dataRoles.includes(role ?? '') && !beside.has(source))
      const last = isOpen ? await lastWriter(snapshot, moment, place, at, source) : undefined
      return last === undefined ? edge : { ...edge, wroteLast: last }
    }),
  )
}

/** Code and configuration are edited between runs, whoever wrote them first. */
const dataRoles: readonly string[] = ['data', 'model']

function madeIn(edges: readonly LineageEdge[]): ReadonlySet<NodeId> {
  const made = new Set<NodeId>(edges.flatMap(({ edge, target }) => (edge === 'generated' ? [target] : [])))
  const folders = Map.groupBy(edges.filter(isMember), ({ target }) => target)
  // What is in a folder that was written whole was written with it. Folders in it are added while this goes over them.
  for (const folder of made) for (const { source } of folders.get(folder) ?? []) made.add(source)
  return made
}

/** The run that read content; of what was written on, the run that did so: it found that before it wrote. */
function finderOf(found: LineageEdge, edges: readonly LineageEdge[]): NodeId {
  const { source, at } = found
  if (!isRevision(found)) return source
  const write = edges.find((each) => each.edge === 'generated' && each.target === source && each.at === at)
  return write?.source ?? source
}

async function makerOf(
  snapshot: Snapshot,
  moment: Moment,
  { target, place = '', at = '' }: LineageEdge,
  finder: NodeId,
): Promise<WroteLast | undefined> {
  const [content, by, number] = await Promise.all([
    findById(snapshot, target),
    findById(snapshot, finder),
    findPlace(snapshot, place),
  ])
  if (content === undefined || number === undefined) return undefined
  const finding = { content: content.node, place: number, at: Date.parse(at), by: by?.node }
  const maker = await possibleMaker(snapshot, moment, finding)
  return maker && { run: maker.run, name: maker.name, mayHaveMade: true }
}

/** The same of what a trace begins with, wherever it was found, and its reads that may lead to a run which is not followed. */
export async function rootWriter(
  snapshot: Snapshot,
  moment: Moment,
  { root, id, place, at }: { readonly root: number; readonly id: NodeId; readonly place?: string; readonly at: number },
  edges: readonly LineageEdge[],
): Promise<{ readonly wroteLast?: WroteLast; readonly unfollowed: readonly UnfollowedRead[] }> {
  if (nodeTypeOf(id) !== 'artifact' || isUnpinned(id) || madeIn(edges).has(id)) return { unfollowed: [] }
  const all = await findUnmade(snapshot, root, moment.asOf)
  const findings = all.filter(
    ({ placeName, statement }) => moment.stands(statement) && (place === undefined || placeName === place),
  )
  const places = new Set([...findings.map(({ placeName }) => placeName), ...(place === undefined ? [] : [place])])
  const written = new Set(places.size === 0 ? [] : await findPlacesWritten(snapshot, [...places]))
  for (const { placeName, ...finding } of findings) {
    if (!written.has(placeName)) continue
    const maker = await possibleMaker(snapshot, moment, finding)
    if (maker === undefined) continue
    const { run, name } = maker
    const read: UnfollowedRead = {
      ...{ artifact: id as ArtifactId, run, name, place: placeName, at: instantOf(finding.at) },
      maker: 'unknown',
    }
    return { wroteLast: { run, name, mayHaveMade: true }, unfollowed: [read] }
  }
  const there = place === undefined ? findings : [{ placeName: place, at, byId: undefined }]
  for (const { placeName, at: found, byId } of there) {
    if (!written.has(placeName)) continue
    const last = await lastWriter(snapshot, moment, placeName, instantOf(found), byId)
    if (last !== undefined) return { wroteLast: last, unfollowed: [] }
  }
  return { unfollowed: [] }
}

/**
 * Of statements that content was read those where a run had written other bytes before, with the name of that run. What is
 * in a folder may have been written with that, and of unknown bytes nobody knows whether they are other ones.
 */
export async function readsOfChanged(
  snapshot: Snapshot,
  moment: Moment,
  { id, node }: { readonly id: NodeId; readonly node: number },
  edges: readonly EdgeRow[],
): Promise<ReadonlyMap<number, string>> {
  const changed = new Map<number, string>()
  if (nodeTypeOf(id) !== 'artifact' || isUnpinned(id) || edges.some(({ flow }) => flow === flows.folder)) return changed
  const writes = edges.filter(({ flow, downstream }) => flow === flows.generated && downstream === node)
  const reads = edges.filter(
    ({ flow, role = '', at = Number.NaN }) =>
      flow === flows.used && dataRoles.includes(role) && !writes.some((write) => !((write.at ?? Number.NaN) > at)),
  )
  const places = new Set(reads.flatMap(({ place }) => place ?? []))
  const written = new Set(places.size === 0 ? [] : await findPlacesWritten(snapshot, [...places]))
  for (const { statement, downstream, place = '', at } of reads) {
    if (at === undefined || !written.has(place)) continue
    const [reader] = (await namesOf(snapshot, [downstream])).values()
    const last = await lastWriter(snapshot, moment, place, instantOf(at), reader as NodeId)
    if (last !== undefined) changed.set(statement, last.name)
  }
  return changed
}

/** The reads of an answer whose bytes a run may have made to which no walk goes. */
export function unfollowedIn(edges: readonly LineageEdge[]): UnfollowedRead[] {
  return edges.flatMap(({ target, place, at, wroteLast }) => {
    if (wroteLast?.mayHaveMade !== true || place === undefined || at === undefined) return []
    const { run, name } = wroteLast
    return [{ artifact: target as ArtifactId, run, name, place, at, maker: 'unknown' as const }]
  })
}

async function lastWriter(
  snapshot: Snapshot,
  moment: Moment,
  place: string,
  at: string,
  reader: NodeId | undefined,
): Promise<WroteLast | undefined> {
  const writers = await findWritersAt(snapshot, place, Date.parse(at))
  const last = writers.find(({ id, statement }) => id !== reader && moment.stands(statement))
  if (last === undefined) return undefined
  const [run] = await describeNodes(snapshot, moment, [{ node: last.node, depth: 0 }])
  return { run: last.id as WroteLast['run'], name: run?.name ?? last.id }
}

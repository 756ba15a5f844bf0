import { flows } from '../../domain/flow.ts'
import type { LineageNode } from '../../lineage/lineage.ts'
import { withKind } from '../../lineage/node-names.ts'
import { isTrueAt, standingEdges } from '../../lineage/standing.ts'
import { readEdgesBelow } from '../../store/describing.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { describeEdges, describeNodes } from './describe.ts'

/** Described nodes (`numbers` are the store's, in the same order) with the kinds that the names have which they bear. */
export async function withKinds(
  snapshot: Snapshot,
  moment: Moment,
  numbers: readonly number[],
  nodes: readonly LineageNode[],
): Promise<LineageNode[]> {
  const stated = await readEdgesBelow(snapshot, numbers, [flows.version])
  const versions = standingEdges(stated, moment.stands).filter((edge) => isTrueAt(edge, moment.asOf))
  const names = [...new Set(versions.map(({ target }) => target))].map((node) => ({ node, depth: 0 }))
  const described = [...nodes, ...(await describeNodes(snapshot, moment, names))]
  const edges = Map.groupBy(await describeEdges(snapshot, versions), ({ source }) => source)
  const index = {
    nodes: new Map(described.map((node) => [node.id, node])),
    bySource: (id: string) => edges.get(id) ?? [],
  }
  return nodes.map((node) => withKind(index, node))
}

import { assetInFull, assetName, nodeTypeOf } from '../../domain/id.ts'
import type { LineageNode } from '../../lineage/lineage.ts'
import { readBearersOf } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { lateRecord } from '../references/presence.ts'

/**
 * Described nodes, with the namespace in the names of assets that bear one with others: two projects that send their
 * records to one server can each have a model `risk`, which then are `credit/risk` and `fraud/risk`.
 */
export async function withNamesApart(
  snapshot: Snapshot,
  moment: Moment,
  nodes: readonly LineageNode[],
): Promise<LineageNode[]> {
  const assets = nodes.filter(({ id }) => nodeTypeOf(id) === 'asset')
  if (assets.length === 0) return [...nodes]
  const names = [...new Set(assets.map(nameOf))]
  const rows = await readBearersOf(snapshot, names)
  const isKnown = await Promise.all(
    rows.map(async (row) =>
      row.statement === undefined
        ? (await lateRecord(snapshot, row, moment)) === undefined
        : moment.stands(row.statement),
    ),
  )
  const bearers = Map.groupBy(
    rows.filter((_, place) => isKnown[place]),
    ({ id, name }) => name ?? assetName(id),
  )
  const isShared = (name: string) => new Set(bearers.get(name)?.map(({ id }) => id)).size > 1
  return nodes.map((node) =>
    nodeTypeOf(node.id) === 'asset' && isShared(nameOf(node)) ? { ...node, name: assetInFull(node.id) } : node,
  )
}

const nameOf = ({ id, name }: LineageNode): string => name ?? assetName(id)

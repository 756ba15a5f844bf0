import type { NodeId } from '../domain/id.ts'
import { isUnpinned, nodeTypeOf } from '../domain/id.ts'
import { bytesText, durationText, msBetween, shareText } from '../domain/quantities.ts'
import { shortId } from '../domain/short-id.ts'
import { harmless } from '../domain/visible-text.ts'
import { gapsOf } from '../lineage/gaps.ts'
import type { Lineage, LineageEdge } from '../lineage/lineage.ts'
import { endsOf, indexLineage, type LineageIndex } from '../lineage/lineage-index.ts'
import { kindOf, labelOf } from '../lineage/node-names.ts'
import { otherMeantIn } from '../lineage/version-meant.ts'

/** A node of a drawn graph: a key that is safe in any language, its lines of text, harmless and short. */
export type DrawnNode = {
  readonly key: string
  readonly id: NodeId
  readonly type: 'run' | 'artifact' | 'agent' | 'asset'
  readonly lines: readonly string[]
}
/** An edge in the direction in which data flows. One that nobody followed for its data is `aside`. */
export type DrawnEdge = {
  readonly from: string
  readonly to: string
  readonly label: string
  readonly isAside: boolean
  readonly isDoubtful: boolean
}
export type DrawnGraph = { readonly nodes: readonly DrawnNode[]; readonly edges: readonly DrawnEdge[] }

const nameMax = 60
const asides: readonly string[] = ['version-of', 'points', 'acted-for', 'related']

/** What Graphviz and Mermaid draw of a lineage: every node, also ends of edges that the answer does not describe. */
export function drawnGraph(lineage: Lineage): DrawnGraph {
  const index = indexLineage(lineage)
  const ids = new Set(lineage.nodes.map(({ id }) => id))
  for (const { source, target } of lineage.edges) ids.add(source).add(target)
  const keys = new Map([...ids].map((id, place) => [id, `n${place}`]))
  return {
    nodes: [...keys].map(([id, key]) => ({ key, id, type: nodeTypeOf(id), lines: linesOf(index, id) })),
    edges: lineage.edges.map((edge) => drawnEdge(index, keys, edge)),
  }
}

function drawnEdge(index: LineageIndex, keys: ReadonlyMap<NodeId, string>, edge: LineageEdge): DrawnEdge {
  const { upstream, downstream } = endsOf(edge)
  return {
    from: keys.get(upstream) ?? '',
    to: keys.get(downstream) ?? '',
    label: edgeLabel(index, edge),
    isAside: asides.includes(edge.edge),
    isDoubtful: edge.sameBytes === true || edge.origin === 'inferred',
  }
}

function edgeLabel(index: LineageIndex, stated: LineageEdge): string {
  const { edge, role, slot, share, number, origin, sameBytes, target } = stated
  const other = otherMeantIn(index, target, stated)
  const words = [
    edge === 'used' || edge === 'generated' ? (role ?? edge) : edge,
    ...(edge === 'used' || edge === 'generated' || role === undefined ? [] : [role]),
    ...(slot === undefined ? [] : [slot]),
    ...(other === undefined ? [] : [`of ${other}`]),
    ...(share === undefined ? [] : [shareText(share)]),
    ...(number === undefined ? [] : [String(number)]),
    ...(origin === 'observed' ? [] : [`(${origin})`]),
    ...(sameBytes === true ? ['(same bytes)'] : []),
  ]
  return harmless(words.join(' '), nameMax)
}

function linesOf(index: LineageIndex, id: NodeId): string[] {
  const node = index.nodes.get(id)
  const name = labelOf(index, id)
  const kind = kindOf(index, id)
  const ms = msBetween(node?.from, node?.until)
  const details = [
    ...(kind === undefined || kind === name ? [] : [kind]),
    ...(node?.bytes === undefined ? [] : [bytesText(node.bytes)]),
    ...(node?.state === undefined ? [] : [node.state]),
    ...(ms === undefined ? [] : [durationText(ms)]),
  ]
  const digest = nodeTypeOf(id) === 'artifact' ? [shortId(id)] : []
  const gap = [...(isUnpinned(id) ? ['no digest'] : []), ...gapsOf(index, id)]
  const lines = [name, details.join(' · '), ...digest.filter((text) => text !== name), ...gap]
  return lines.filter((text) => text !== '').map((text) => harmless(text, nameMax))
}

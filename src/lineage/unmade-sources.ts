import type { NodeId } from '../domain/id.ts'
import type { Lineage, LineageEdge, LineageNode } from './lineage.ts'

/**
 * A trace without single sources of which it tells no maker: they are code of the runs that read them, which the code trees
 * have. Such a source is on record where nobody could say whether a run had written it.
 */
export function withoutUnmadeSources(
  { which, id: root }: { readonly which: Lineage['question']; readonly id: NodeId },
  nodes: readonly LineageNode[],
  edges: LineageEdge[],
): { readonly nodes: readonly LineageNode[]; readonly edges: LineageEdge[] } {
  if (which !== 'trace' || !edges.some(isSource)) return { nodes, edges }
  const leading = new Set<NodeId>([root])
  for (const { edge, source, target } of edges) {
    if (edge === 'generated') leading.add(target)
    else if (edge === 'derived' || edge === 'same-as' || edge === 'part-of') leading.add(source).add(target)
  }
  const kept = edges.filter((edge) => !isSource(edge) || leading.has(edge.target))
  const met = new Set(kept.flatMap(({ source, target }) => [source, target]))
  const left = new Set(edges.flatMap((edge) => (isSource(edge) && !met.has(edge.target) ? [edge.target] : [])))
  return { nodes: nodes.filter(({ id }) => !left.has(id)), edges: kept }
}

/** One source alone: of a code tree the selector has the files. */
const isSource = ({ edge, role, selector }: LineageEdge): boolean =>
  edge === 'used' && role === 'code' && selector?.path !== undefined

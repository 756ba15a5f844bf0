import { flows } from '../../domain/flow.ts'
import type { Graph } from '../../domain/graph.ts'
import { depthsOf, type Walk } from './walk.ts'

/** Something that a walk reached, by its number in the graph, and how far away it lies. */
export type Reached = { readonly node: number; readonly depth: number }

/**
 * The `most` of what a walk reached that tell most, in the order of reaching: the nearest, but before all others those
 * that do not repeat what a file before them tells. Of 25,000 files that lie in one folder and come from another, one is
 * enough to show the way; all of them would push out where the second folder comes from. Linear in the walk.
 */
export function nearest(graph: Graph, walk: Walk, most: number): Reached[] {
  const depths = depthsOf(walk)
  const reached = Array.from(walk.nodes, (node, index) => ({ node, depth: depths[index] ?? 0 }))
  if (reached.length <= most) return reached
  const repeats = repeatingFiles(graph, walk)
  let room = Math.max(0, most - (reached.length - repeats.size))
  return reached.filter(({ node }) => !repeats.has(node) || room-- > 0).slice(0, most)
}

/** Files whose edges lead to the same nodes in the same way as those of a file that was reached before. */
function repeatingFiles({ flow, upstream, downstream }: Graph, { nodes, edges }: Walk): ReadonlySet<number> {
  const ways = new Map<number, Set<string>>()
  for (const edge of edges) {
    if (flow[edge] === flows.member) ways.set(upstream[edge] ?? 0, new Set())
    if (flow[edge] === flows.folder) ways.set(downstream[edge] ?? 0, new Set())
  }
  for (const edge of edges) {
    const [above, below] = [upstream[edge] ?? 0, downstream[edge] ?? 0]
    ways.get(above)?.add(`${flow[edge]} down ${below}`)
    ways.get(below)?.add(`${flow[edge]} up ${above}`)
  }
  const seen = new Set<string>()
  const repeating = new Set<number>()
  for (const node of nodes.slice(1)) {
    const way = ways.get(node)
    if (way === undefined) continue
    const key = [...way].sort().join()
    if (seen.has(key)) repeating.add(node)
    else seen.add(key)
  }
  return repeating
}

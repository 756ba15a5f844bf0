import { flows } from '../../domain/flow.ts'
import type { Graph } from '../../domain/graph.ts'
import { type Numbered, newestFirst } from './record-order.ts'
import type { Walk } from './walk.ts'

/** Something that a walk reached, by its number in the graph, and how far away it lies. */
export type Reached = { readonly node: number; readonly depth: number }

/**
 * The `most` of what a walk reached that tell most, in the order of distance: the nearest, but before all others those
 * that do not repeat what a file before them tells. Of 25,000 files that lie in one folder and come from another, one is
 * enough to show the way; all of them would push out where the second folder comes from.
 */
export function nearest(numbered: Numbered, walk: Walk, most: number): Reached[] {
  const reached = inOrder(numbered, walk)
  if (reached.length <= most) return reached
  const repeats = repeatingFiles(numbered.graph, walk, reached)
  let room = Math.max(0, most - (reached.length - repeats.size))
  return reached.filter(({ node }) => !repeats.has(node) || room-- > 0).slice(0, most)
}

/** All that was reached, what lies equally far in the order of the record. */
function inOrder({ ids }: Numbered, { nodes, levels }: Walk): Reached[] {
  return levels.flatMap((from, depth) =>
    Array.from(nodes.subarray(from, levels[depth + 1]))
      .sort((a, b) => newestFirst(ids[a] ?? 0, ids[b] ?? 0))
      .map((node) => ({ node, depth })),
  )
}

/** Files whose edges lead to the same nodes in the same way as those of a file before them. */
function repeatingFiles(
  { flow, upstream, downstream }: Graph,
  { edges }: Walk,
  reached: readonly Reached[],
): ReadonlySet<number> {
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
  for (const { node } of reached.slice(1)) {
    const way = ways.get(node)
    if (way === undefined) continue
    const key = [...way].sort().join()
    if (seen.has(key)) repeating.add(node)
    else seen.add(key)
  }
  return repeating
}

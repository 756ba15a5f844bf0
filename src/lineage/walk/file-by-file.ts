import { flows } from '../../domain/flow.ts'
import type { Graph, View } from '../../domain/graph.ts'
import { edgesAbove, edgesBelow, isCopy, type Sight, sightOf } from './sight.ts'

/** By run, the contents that it copied: read somewhere, and written elsewhere as they were. */
export type Copiers = ReadonlyMap<number, ReadonlySet<number>>

const none: Copiers = new Map()

/**
 * The runs that copied more than one of the contents that a walk reached. Content that was copied is never settled (it was
 * read elsewhere than it was written), so that a walk over settled nodes is looked over once and nothing more.
 */
export function copiersAmong(graph: Graph, nodes: Int32Array, view: View): Copiers {
  let sight: Sight | undefined
  const copied = new Map<number, Set<number>>()
  for (const node of nodes) {
    if (graph.settled[node] === 1) continue
    sight ??= sightOf(graph, view)
    for (const write of edgesAbove(sight, node).writes) {
      if (!isCopy(sight, write)) continue
      const run = graph.upstream[write] ?? 0
      copied.set(run, (copied.get(run) ?? new Set()).add(node))
    }
  }
  const several = [...copied].filter(([, contents]) => contents.size > 1)
  return several.length === 0 ? none : new Map(several)
}

type Taken = { readonly edges: Int32Array; readonly starts: ReadonlySet<number> }

/**
 * Edges that a walk must not take: who copies a folder read many files and wrote many, and each copy comes from its own
 * alone. Up, reads of what was copied, where all that the run is asked for are copies of something else; down, copies of
 * something else, where all that it was found to read it copied.
 */
export function unpaired(
  graph: Graph,
  view: View,
  copiers: Copiers,
  { edges, starts }: Taken,
  isUp: boolean,
): Set<number> {
  const sight = sightOf(graph, view)
  const hidden = new Set<number>()
  const [asking, asked] = isUp ? [flows.generated, graph.upstream] : [flows.used, graph.downstream]
  const content = isUp ? graph.downstream : graph.upstream
  const takenAt = Map.groupBy(
    edges.filter((edge) => graph.flow[edge] === asking),
    (edge) => asked[edge] ?? 0,
  )
  for (const [run, copied] of copiers) {
    const taken = takenAt.get(run)
    if (taken === undefined || starts.has(run)) continue
    const isCopied = (edge: number) => copied.has(content[edge] ?? -1) && (!isUp || isCopy(sight, edge))
    if (!taken.every(isCopied)) continue
    const theirs = new Set(taken.map((edge) => content[edge]))
    const others = isUp ? edgesAbove(sight, run).sources : edgesBelow(sight, run)
    for (const edge of others) {
      const other = (isUp ? graph.upstream : graph.downstream)[edge] ?? -1
      const isPaired = copied.has(other) && (isUp || (graph.flow[edge] === flows.generated && isCopy(sight, edge)))
      if (isPaired && !theirs.has(other)) hidden.add(edge)
    }
  }
  return hidden
}

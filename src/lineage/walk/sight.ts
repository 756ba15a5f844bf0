import { flows } from '../../domain/flow.ts'
import { type Graph, isVisible, type View } from '../../domain/graph.ts'

/**
 * A graph as one question sees it. The edges at nodes that are looked at closely are kept, sorted: a folder with 25,000
 * files is asked for its writes by each of them, and going over its files each time would be quadratic.
 */
export type Sight = {
  readonly graph: Graph
  readonly view: View
  readonly above: Map<number, Above>
  readonly below: Map<number, readonly number[]>
  readonly copies: Map<number, boolean>
}

/** The visible edges that lead to a node from upstream, by what they say. */
export type Above = {
  /** What it is derived from, and what it is said to have used. */
  readonly sources: readonly number[]
  readonly writes: readonly number[]
  /** Its other names. */
  readonly same: readonly number[]
  /** Of a folder: its files. */
  readonly members: readonly number[]
  /** The folders that hold it. */
  readonly folders: readonly number[]
}

export const sightOf = (graph: Graph, view: View): Sight => ({
  graph,
  view,
  above: new Map(),
  below: new Map(),
  copies: new Map(),
})

/** Linear in the edges above the node the first time, and free from then on. */
export function edgesAbove({ graph, view, above }: Sight, node: number): Above {
  const known = above.get(node)
  if (known !== undefined) return known
  const found = {
    sources: [] as number[],
    writes: [] as number[],
    same: [] as number[],
    members: [] as number[],
    folders: [] as number[],
  }
  for (let edge = graph.firstUp[node] ?? -1; edge >= 0; edge = graph.nextUp[edge] ?? -1) {
    if (!isVisible(graph, edge, view)) continue
    switch (graph.flow[edge]) {
      case flows.used:
      case flows.derived:
        found.sources.push(edge)
        break
      case flows.generated:
        found.writes.push(edge)
        break
      case flows.same:
        found.same.push(edge)
        break
      case flows.member:
        found.members.push(edge)
        break
      case flows.folder:
        found.folders.push(edge)
    }
  }
  above.set(node, found)
  return found
}

/** The visible edges by which something downstream used, is derived from or was written by a node. Kept like those above. */
export function edgesBelow({ graph, view, below }: Sight, node: number): readonly number[] {
  const known = below.get(node)
  if (known !== undefined) return known
  const found: number[] = []
  for (let edge = graph.firstDown[node] ?? -1; edge >= 0; edge = graph.nextDown[edge] ?? -1) {
    if ((graph.flow[edge] ?? 0) <= flows.derived && isVisible(graph, edge, view)) found.push(edge)
  }
  below.set(node, found)
  return found
}

/**
 * Whether a write only copied: the run had read the same content elsewhere by then. Whoever finds the bytes elsewhere does not have
 * them from there. Linear in who read the content the first time, and free from then on.
 */
export function isCopy(sight: Sight, write: number): boolean {
  const known = sight.copies.get(write)
  if (known !== undefined) return known
  const { graph } = sight
  const { at, flow, downstream, place } = graph
  const run = graph.upstream[write] ?? 0
  const isRead = edgesBelow(sight, downstream[write] ?? 0).some(
    // An absent time is NaN, which no comparison finds too late.
    (edge) =>
      flow[edge] === flows.used &&
      downstream[edge] === run &&
      place[edge] !== place[write] &&
      !((at[edge] ?? Number.NaN) > (at[write] ?? Number.NaN)),
  )
  sight.copies.set(write, isRead)
  return isRead
}

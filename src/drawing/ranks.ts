import type { GraphEdge } from './cycles.ts'

/** The layer of each node, and the lane in which that is. */
export type Ranks = { readonly layer: readonly number[]; readonly lane: readonly number[] }

/**
 * Layers of a graph without cycles, so that every edge leads to a later one. A lane is a lower bound: what comes from a
 * later lane stands there, too, and each lane begins where the one before it ends. Nodes are as early as they may be,
 * but those from which more flows than into them move up to their first reader, within their lane: that shortens edges.
 */
export function rankNodes(lanesAtLeast: readonly number[], edges: readonly GraphEdge[]): Ranks {
  const order = topological(lanesAtLeast.length, edges)
  const above = Map.groupBy(edges, ({ to }) => to)
  const below = Map.groupBy(edges, ({ from }) => from)
  const lane = [...lanesAtLeast]
  for (const node of order)
    lane[node] = Math.max(lane[node] ?? 0, ...(above.get(node) ?? []).map(({ from }) => lane[from] ?? 0))
  const layer = new Array<number>(lane.length).fill(0)
  let start = 0
  for (const [, members] of lanesInOrder(lane, order)) {
    for (const node of members)
      layer[node] = Math.max(start, ...(above.get(node) ?? []).map(({ from }) => (layer[from] ?? 0) + 1))
    const end = Math.max(...members.map((node) => layer[node] ?? 0))
    for (const node of members.toReversed()) {
      const readers = below.get(node) ?? []
      if (readers.length <= (above.get(node)?.length ?? 0)) continue
      const first = Math.min(...readers.map(({ to }) => (lane[to] === lane[node] ? (layer[to] ?? 0) - 1 : end)))
      layer[node] = Math.max(layer[node] ?? 0, first)
    }
    start = end + 1
  }
  return { layer, lane }
}

function lanesInOrder(lane: readonly number[], order: readonly number[]): [number, number[]][] {
  return [...Map.groupBy(order, (node) => lane[node] ?? 0)].sort(([a], [b]) => a - b)
}

/** The nodes in an order in which every edge leads forward. */
function topological(count: number, edges: readonly GraphEdge[]): number[] {
  const out = Map.groupBy(edges, ({ from }) => from)
  const waiting = new Array<number>(count).fill(0)
  for (const { to } of edges) waiting[to] = (waiting[to] ?? 0) + 1
  const order = [...waiting.keys()].filter((node) => waiting[node] === 0)
  // An array is iterated up to its end as it grows.
  for (const node of order) {
    for (const { to } of out.get(node) ?? []) {
      waiting[to] = (waiting[to] ?? 0) - 1
      if (waiting[to] === 0) order.push(to)
    }
  }
  return order
}

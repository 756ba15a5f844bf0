/** An edge of a graph whose nodes are numbered from 0. Those that are `isAside` are the first to be turned. */
export type GraphEdge = { readonly from: number; readonly to: number; readonly isAside: boolean }

/**
 * Which edges run backwards when the nodes are put into one order: some of each cycle, and none outside of cycles. Edges
 * along which nothing flows are given up first, then those into the node where a cycle begins: that of the earliest lane,
 * of several the one that most comes into from outside, then that with most outputs for its inputs (as Eades, Lin and
 * Smyth choose, 1993). The order of nodes decides where nothing else does.
 */
export function backEdges(lanes: readonly number[], edges: readonly GraphEdge[]): ReadonlySet<GraphEdge> {
  const place = new Map(ordered([...lanes.keys()], edges, lanes).map((node, index) => [node, index]))
  return new Set(edges.filter(({ from, to }) => (place.get(from) ?? 0) > (place.get(to) ?? 0)))
}

function ordered(nodes: readonly number[], edges: readonly GraphEdge[], lanes: readonly number[]): number[] {
  return components(nodes, edges).flatMap((component) => {
    if (component.length === 1) return component
    const members = new Set(component)
    const within = edges.filter(({ from, to }) => members.has(from) && members.has(to))
    const main = within.filter(({ isAside }) => !isAside)
    if (main.length < within.length) return ordered(component, main, lanes)
    const beginning = beginningOf(component, edges, lanes)
    return ordered(
      component,
      within.filter(({ to }) => to !== beginning),
      lanes,
    )
  })
}

function beginningOf(
  component: readonly number[],
  edges: readonly GraphEdge[],
  lanes: readonly number[],
): number | undefined {
  const ranked = new Map(component.map((node) => [node, { node, lane: lanes[node] ?? 0, outside: 0, surplus: 0 }]))
  for (const { from, to } of edges) {
    const [source, target] = [ranked.get(from), ranked.get(to)]
    if (source !== undefined) source.surplus += 1
    if (target !== undefined && source !== undefined) target.surplus -= 1
    if (target !== undefined && source === undefined) target.outside += 1
  }
  const [first] = [...ranked.values()].sort(
    (a, b) => a.lane - b.lane || b.outside - a.outside || b.surplus - a.surplus || a.node - b.node,
  )
  return first?.node
}

/** The strongly connected components, those upstream first (Tarjan, 1972). */
function components(nodes: readonly number[], edges: readonly GraphEdge[]): number[][] {
  const out = Map.groupBy(edges, ({ from }) => from)
  const index = new Map<number, number>()
  const low = new Map<number, number>()
  const stack: number[] = []
  const isOnStack = new Set<number>()
  const found: number[][] = []
  const visit = (node: number): number => {
    index.set(node, index.size)
    low.set(node, index.get(node) ?? 0)
    stack.push(node)
    isOnStack.add(node)
    for (const { to } of out.get(node) ?? []) {
      if (!index.has(to)) low.set(node, Math.min(low.get(node) ?? 0, visit(to)))
      else if (isOnStack.has(to)) low.set(node, Math.min(low.get(node) ?? 0, index.get(to) ?? 0))
    }
    const lowest = low.get(node) ?? 0
    if (lowest === index.get(node)) {
      const component = stack.splice(stack.indexOf(node))
      for (const member of component) isOnStack.delete(member)
      found.push(component.sort((a, b) => a - b))
    }
    return lowest
  }
  for (const node of nodes) if (!index.has(node)) visit(node)
  return found.reverse()
}

import type { GraphEdge } from './cycles.ts'

/**
 * A graph in which every edge leads from one layer to the next: long edges run through dummy nodes. Nodes up to
 * `realCount` are those of the drawing. The order within a layer is that of the array.
 */
export type Layering = {
  readonly realCount: number
  readonly layers: readonly (readonly number[])[]
  /** For each node its neighbours in the layer before and in the one after. */
  readonly before: readonly (readonly number[])[]
  readonly after: readonly (readonly number[])[]
  readonly layerOf: readonly number[]
  /** For each edge the nodes through which it runs, from its source to its target. Edges of one trunk share dummies. */
  readonly chains: readonly (readonly number[])[]
}

/** Edges of one source that look alike have one `trunk`. */
export type TrunkEdge = GraphEdge & { readonly trunk: string }

/**
 * Splits the edges of a graph, each of which leads to a later layer. Those of one trunk run through the same dummies, and
 * each branches off before its target: fewer lines to follow, and no more dummies for a node than there are layers.
 */
export function layeringOf(layerOfNodes: readonly number[], edges: readonly TrunkEdge[]): Layering {
  const layerOf = [...layerOfNodes]
  const layers: number[][] = Array.from({ length: Math.max(0, ...layerOf.map((layer) => layer + 1)) }, () => [])
  for (const [node, layer] of layerOf.entries()) layers[layer]?.push(node)
  const before = layerOf.map(() => new Set<number>())
  const after = layerOf.map(() => new Set<number>())
  const dummies = new Map<string, number>()
  const dummyOf = (key: string, layer: number): number => {
    const known = dummies.get(key)
    if (known !== undefined) return known
    const dummy = layerOf.push(layer) - 1
    dummies.set(key, dummy)
    layers[layer]?.push(dummy)
    before.push(new Set())
    after.push(new Set())
    return dummy
  }
  const chains = edges.map(({ from, to, trunk }) => {
    const chain = [from]
    for (let layer = (layerOf[from] ?? 0) + 1; layer < (layerOf[to] ?? 0); layer += 1)
      chain.push(dummyOf(`${from} ${layer} ${trunk}`, layer))
    chain.push(to)
    for (const [index, node] of chain.slice(1).entries()) {
      const previous = chain[index] ?? from
      after[previous]?.add(node)
      before[node]?.add(previous)
    }
    return chain
  })
  const lists = (sets: readonly ReadonlySet<number>[]) => sets.map((set) => [...set])
  return { realCount: layerOfNodes.length, layers, before: lists(before), after: lists(after), layerOf, chains }
}

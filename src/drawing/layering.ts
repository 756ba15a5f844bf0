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
  /** For each edge the nodes through which it runs, from its source to its target. */
  readonly chains: readonly (readonly number[])[]
}

/** Splits the edges of a graph, each of which leads to a later layer. */
export function layeringOf(layerOfNodes: readonly number[], edges: readonly GraphEdge[]): Layering {
  const layerOf = [...layerOfNodes]
  const layers: number[][] = Array.from({ length: Math.max(0, ...layerOf.map((layer) => layer + 1)) }, () => [])
  for (const [node, layer] of layerOf.entries()) layers[layer]?.push(node)
  const before: number[][] = layerOf.map(() => [])
  const after: number[][] = layerOf.map(() => [])
  const chains = edges.map(({ from, to }) => {
    const chain = [from]
    for (let layer = (layerOf[from] ?? 0) + 1; layer < (layerOf[to] ?? 0); layer += 1) {
      const dummy = layerOf.push(layer) - 1
      layers[layer]?.push(dummy)
      before.push([])
      after.push([])
      chain.push(dummy)
    }
    chain.push(to)
    for (const [index, node] of chain.slice(1).entries()) {
      const previous = chain[index] ?? from
      after[previous]?.push(node)
      before[node]?.push(previous)
    }
    return chain
  })
  return { realCount: layerOfNodes.length, layers, before, after, layerOf, chains }
}

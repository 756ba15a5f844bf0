import { crossingsOf, crossingsSaved } from './crossings.ts'
import type { Layering } from './layering.ts'

const sweepsMax = 60
// Of a graph with more pieces of edges than anybody can follow, fewer sweeps have to do.
const pieceSweepsMax = 200_000
// So many sweeps that improve nothing end the search. In a small graph one crossing weighs more, and a sweep costs little.
const patience = { small: 16, large: 8 } as const
const smallMax = 250
const transposeRoundsMax = 4

/** `wanted` is room for where a sweep wants each node. */
type Order = { readonly layers: number[][]; readonly place: Int32Array; readonly wanted: Float64Array }
type Found = { readonly layers: readonly (readonly number[])[]; readonly crossings: number }
type Measure = (neighbours: readonly number[], place: Int32Array) => number

/**
 * The order of the nodes in each layer with few crossings (Sugiyama's method as Gansner et al. refined it, 1993): sweeps
 * back and forth put each node where its neighbours are, then neighbours change places wherever that saves a crossing.
 * From each of several starts by medians, and from where that ends by means; the best order on the way is kept.
 */
export function orderedLayers(layering: Layering): readonly (readonly number[])[] {
  const { layers, before, after, layerOf } = layering
  const starts = [walked(layering, after, layers), walked(layering, before, layers.toReversed())]
  const isSmall = layerOf.length <= smallMax
  if (isSmall) starts.push(...starts.map((start) => start.map((layer) => layer.toReversed())))
  let best: Found | undefined
  for (const measure of [median, mean]) {
    for (const start of starts) {
      const found = improved(layering, orderOf(layering, start), measure, isSmall ? patience.small : patience.large)
      if (best === undefined || found.crossings < best.crossings) best = found
      if (best.crossings === 0) return best.layers
    }
  }
  return best?.layers ?? layers
}

/** The layers, as arrays of their own, in the order in which a depth-first walk from the first layer meets their nodes. */
function walked({ layers, layerOf }: Layering, next: Layering['after'], from: Layering['layers']): number[][] {
  const seen = new Set<number>()
  const found: number[][] = layers.map(() => [])
  const visit = (node: number) => {
    if (seen.has(node)) return
    seen.add(node)
    found[layerOf[node] ?? 0]?.push(node)
    for (const neighbour of next[node] ?? []) visit(neighbour)
  }
  for (const layer of from) for (const node of layer) visit(node)
  return found
}

function orderOf({ layerOf }: Layering, layers: number[][]): Order {
  const order = { layers, place: new Int32Array(layerOf.length), wanted: new Float64Array(layerOf.length) }
  for (const layer of layers) renumber(order, layer)
  return order
}

function renumber({ place }: Order, layer: readonly number[]): void {
  for (const [index, node] of layer.entries()) place[node] = index
}

/** The best order that sweeps find. They go on from `order`, and leave it where they ended. */
function improved(layering: Layering, order: Order, measure: Measure, idleMax: number): Found {
  const { layers, place } = order
  let best: Found = { layers: layers.map((layer) => [...layer]), crossings: crossingsOf(layering, layers, place) }
  let idle = 0
  const pieces = layering.after.reduce((sum, next) => sum + next.length, 1)
  const sweeps = Math.min(sweepsMax, Math.ceil(pieceSweepsMax / pieces))
  for (let sweep = 0; sweep < sweeps && idle < idleMax && best.crossings > 0; sweep += 1) {
    const isForth = sweep % 2 === 0
    for (const layer of isForth ? layers : layers.toReversed())
      sortLayer(order, layer, isForth ? layering.before : layering.after, measure, sweep % 4 > 1)
    transpose(layering, order, sweep % 4 > 1)
    const crossings = crossingsOf(layering, layers, place)
    idle = crossings < best.crossings ? 0 : idle + 1
    if (crossings < best.crossings) best = { layers: layers.map((layer) => [...layer]), crossings }
  }
  return best
}

/** Puts the nodes of a layer where their neighbours are. Those without neighbours keep their place, equal ones change it on some sweeps. */
function sortLayer(
  order: Order,
  layer: number[],
  neighbours: Layering['before'],
  measure: Measure,
  turnsTies: boolean,
): void {
  const { place, wanted } = order
  const movable = layer.filter((node) => (neighbours[node]?.length ?? 0) > 0)
  for (const node of movable) wanted[node] = measure(neighbours[node] ?? [], place)
  const tie = turnsTies ? -1 : 1
  movable.sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || tie * ((place[a] ?? 0) - (place[b] ?? 0)))
  let next = 0
  for (const [index, node] of layer.entries())
    if ((neighbours[node]?.length ?? 0) > 0) layer[index] = movable[next++] ?? node
  renumber(order, layer)
}

/** The median, of an even number weighed to the side where the neighbours stand closer (Gansner et al.). */
function median(neighbours: readonly number[], place: Int32Array): number {
  const places = neighbours.map((node) => place[node] ?? 0).sort((a, b) => a - b)
  const middle = places.length >> 1
  const [first = 0, low = 0, high = 0, last = 0] = [places[0], places[middle - 1], places[middle], places.at(-1)]
  if (places.length % 2 === 1) return high
  if (places.length === 2 || low - first + (last - high) === 0) return (low + high) / 2
  return (low * (last - high) + high * (low - first)) / (low - first + (last - high))
}

function mean(neighbours: readonly number[], place: Int32Array): number {
  let sum = 0
  for (const node of neighbours) sum += place[node] ?? 0
  return sum / neighbours.length
}

/** Changes neighbours in a layer wherever that saves crossings, until it saves none. */
function transpose({ before, after }: Layering, { layers, place }: Order, turnsTies: boolean): void {
  // A layer can only save more where it, or one beside it, has changed.
  let stirred: ReadonlySet<number> = new Set(layers.keys())
  for (let round = 0; round < transposeRoundsMax && stirred.size > 0; round += 1) {
    const next = new Set<number>()
    for (const at of stirred) {
      const layer = layers[at] ?? []
      for (let index = 1; index < layer.length; index += 1) {
        const [a = 0, b = 0] = [layer[index - 1], layer[index]]
        const saved =
          crossingsSaved(before[a] ?? [], before[b] ?? [], place) +
          crossingsSaved(after[a] ?? [], after[b] ?? [], place)
        if (saved < 0 || (saved === 0 && !(turnsTies && round === 0))) continue
        layer[index - 1] = b
        layer[index] = a
        place[b] = index - 1
        place[a] = index
        for (const beside of [at - 1, at, at + 1]) if (beside in layers) next.add(beside)
      }
    }
    stirred = next
  }
}

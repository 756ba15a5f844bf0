import type { Layering } from './layering.ts'

/** How far a node reaches from the height at which its edges meet it, in pixels. */
export type Extent = { readonly above: number; readonly below: number; readonly gap: number }

/**
 * First each layer follows the one before it, then the one after it, so that the picture unfolds; then both. At last short
 * climbs pull more than long ones, so that an edge climbs once and is level elsewhere (iteratively reweighted squares).
 */
const phases = [
  { rounds: 12, isOneSided: true, isLevelling: false },
  { rounds: 12, isOneSided: false, isLevelling: false },
  { rounds: 60, isOneSided: false, isLevelling: true },
] as const
// Long edges are straight first of all, as Graphviz weighs them: between two nodes, a node and a dummy, two dummies.
const weights = [1, 2, 8] as const
// A node that nothing pulls stays where it is.
const inertia = 1e-3

/** What a node wants: a height, and how much. */
type Wish = { readonly weight: number; readonly height: number }

/**
 * Heights at which nodes stand, without overlaps and in the given order, so that edges are short, and long ones straight:
 * the least weighted squares of their climbs. Each layer in turn is solved exactly for its neighbours' heights.
 */
export function heightsOf(
  layering: Layering,
  layers: readonly (readonly number[])[],
  extents: readonly Extent[],
): Float64Array {
  const { before, after } = layering
  const heights = new Float64Array(layering.layerOf.length)
  const spaced = layers.map((layer) => ({ layer, offsets: offsetsOf(layer, extents) }))
  for (const { layer, offsets } of spaced) {
    const middle = (offsets.at(-1) ?? 0) / 2
    for (const [index, node] of layer.entries()) heights[node] = (offsets[index] ?? 0) - middle
  }
  for (const { rounds, isOneSided, isLevelling } of phases) {
    for (let round = 0; round < rounds; round += 1) {
      const isForth = round % 2 === 0
      const sides = isOneSided ? [isForth ? before : after] : [before, after]
      for (const { layer, offsets } of isForth ? spaced : spaced.toReversed()) {
        const wishes = layer.map((node) => wishOf(node, sides, layering.realCount, heights, isLevelling))
        for (const [index, height] of spread(wishes, offsets).entries()) heights[layer[index] ?? 0] = height
      }
    }
  }
  return heights
}

/** The least distance of each node of a layer from the first. */
function offsetsOf(layer: readonly number[], extents: readonly Extent[]): number[] {
  let offset = 0
  return layer.map((node, index) => {
    const [previous, own] = [extents[layer[index - 1] ?? -1], extents[node]]
    if (previous !== undefined && own !== undefined)
      offset += previous.below + own.above + Math.max(previous.gap, own.gap)
    return offset
  })
}

/** The height that a node's neighbours pull it to. */
function wishOf(
  node: number,
  sides: readonly Layering['before'][],
  realCount: number,
  heights: Float64Array,
  isLevelling: boolean,
): Wish {
  const own = heights[node] ?? 0
  let [weight, sum] = [inertia, inertia * own]
  for (const side of sides) {
    for (const other of side[node] ?? []) {
      const height = heights[other] ?? 0
      const straight = weights[Number(node >= realCount) + Number(other >= realCount)] ?? 1
      const pull = isLevelling ? straight / (1 + Math.abs(height - own)) : straight
      weight += pull
      sum += pull * height
    }
  }
  return { weight, height: sum / weight }
}

/**
 * The heights closest to what nodes want that keep their least distances. With the distances taken off, what remains is a
 * rising sequence, for which pooling adjacent violators is exact (isotonic regression; Ayer et al., 1955).
 */
function spread(wishes: readonly Wish[], offsets: readonly number[]): number[] {
  const pools: { weight: number; height: number; size: number }[] = []
  for (const [index, { weight, height }] of wishes.entries()) {
    let pool = { weight, height: height - (offsets[index] ?? 0), size: 1 }
    for (let last = pools.at(-1); last !== undefined && last.height > pool.height; last = pools.at(-1)) {
      pools.pop()
      const both = last.weight + pool.weight
      const between = (last.weight * last.height + pool.weight * pool.height) / both
      pool = { weight: both, height: between, size: last.size + pool.size }
    }
    pools.push(pool)
  }
  const pooled = pools.flatMap(({ height, size }) => new Array<number>(size).fill(height))
  return pooled.map((height, index) => height + (offsets[index] ?? 0))
}

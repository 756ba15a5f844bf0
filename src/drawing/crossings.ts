import type { Layering } from './layering.ts'

/** How many pairs of edges cross between neighbouring layers, in the given orders. O(edges × log nodes). */
export function crossingsOf({ after }: Layering, layers: readonly (readonly number[])[], place: Int32Array): number {
  let crossings = 0
  for (const [index, layer] of layers.entries()) {
    const width = layers[index + 1]?.length ?? 0
    const ends: number[] = []
    for (const node of layer) ends.push(...(after[node] ?? []).map((next) => place[next] ?? 0).sort((a, b) => a - b))
    if (ends.length > 1) crossings += inversions(ends, width)
  }
  return crossings
}

/** Pairs that stand in falling order, counted by a tree of sums (Barth, Mutzel and Jünger, 2004). */
function inversions(ends: readonly number[], width: number): number {
  let first = 1
  while (first < width) first *= 2
  const sums = new Int32Array(2 * first)
  let count = 0
  for (const end of ends) {
    let at = end + first
    sums[at] = (sums[at] ?? 0) + 1
    while (at > 1) {
      if (at % 2 === 0) count += sums[at + 1] ?? 0
      at >>= 1
      sums[at] = (sums[at] ?? 0) + 1
    }
  }
  return count
}

/** How many crossings fewer the edges of two neighbours in a layer make on one side when they change places. */
export function crossingsSaved(first: readonly number[], second: readonly number[], place: Int32Array): number {
  let saved = 0
  for (const one of first) for (const other of second) saved += Math.sign((place[one] ?? 0) - (place[other] ?? 0))
  return saved
}

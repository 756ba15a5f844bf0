/** A graph of groups: what is drawn as one, with whom it is joined. */
export type Groups = { readonly keys: readonly string[]; readonly near: ReadonlyMap<string, ReadonlySet<string>> }

/**
 * The groups that are drawn where there are more than `most`: the nearest to the root, of equally near ones those with
 * most neighbours. What nothing joins with the root comes last.
 */
export function withinBudget({ keys, near }: Groups, root: string, most: number): ReadonlySet<string> {
  if (keys.length <= most) return new Set(keys)
  const distances = distancesFrom(near, root)
  const distance = (key: string) => distances.get(key) ?? keys.length
  const degree = (key: string) => near.get(key)?.size ?? 0
  const ordered = keys.toSorted((a, b) => distance(a) - distance(b) || degree(b) - degree(a) || (a < b ? -1 : 1))
  return new Set(ordered.slice(0, most))
}

function distancesFrom(near: Groups['near'], root: string): Map<string, number> {
  const distances = new Map([[root, 0]])
  // A map is iterated in the order in which it grows, so this is breadth first.
  for (const [key, distance] of distances) {
    for (const next of near.get(key) ?? []) if (!distances.has(next)) distances.set(next, distance + 1)
  }
  return distances
}

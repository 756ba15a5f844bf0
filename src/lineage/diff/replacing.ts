/**
 * Which of what one side has alone took the place of which of the other side: what a key names alike goes together, in order,
 * as long as there are as many of both; then the only one that is left on each side. Keys come in the order in which they count.
 */
export function replacing<Item>(
  gone: readonly Item[],
  came: readonly Item[],
  keys: readonly ((item: Item) => string)[],
): (readonly [Item, Item])[] {
  const couples: (readonly [Item, Item])[] = []
  const done = new Set<Item>()
  const left = (items: readonly Item[]) => items.filter((item) => !done.has(item))
  const couple = (those: readonly Item[], others: readonly Item[]) => {
    if (those.length !== others.length) return
    for (const [index, one] of those.entries()) {
      const other = others[index] as Item
      done.add(one).add(other)
      couples.push([one, other])
    }
  }
  for (const key of keys) {
    const others = Map.groupBy(left(came), key)
    for (const [name, those] of Map.groupBy(left(gone), key)) couple(those, others.get(name) ?? [])
  }
  if (left(gone).length === 1) couple(left(gone), left(came))
  return couples
}

/** What a file is called, wherever it lies. */
export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

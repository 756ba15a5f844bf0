import { type Hash, type HashReader, joinSubtrees, nodeHash, subtreesOf } from './merkle.ts'

/** The leaves from `start` up to `end`, without the last. */
type Range = { readonly start: number; readonly end: number }

/**
 * The hashes that lead from leaf `index` to the root of the tree of `size` leaves, the leaf's sibling first
 * (RFC 6962, section 2.1.1).
 * @throws RangeError unless 0 ≤ index < size.
 */
export function inclusionProof(index: number, size: number, read: HashReader): Hash[] {
  return inclusionRanges(index, size).map((range) => rangeHash(range, read))
}

/** Says whether `leaf` (a leaf hash) is number `index` in the tree of `size` leaves and this root. */
export function verifyInclusion(
  tree: { readonly size: number; readonly root: Hash },
  index: number,
  leaf: Hash,
  proof: readonly Hash[],
): boolean {
  if (!isWithin(index, tree.size)) return false
  const ranges = inclusionRanges(index, tree.size)
  if (proof.length !== ranges.length) return false

  const root = proof.reduce((below, sibling, step) => {
    const onTheRight = (ranges[step]?.start ?? 0) > index
    return onTheRight ? nodeHash(below, sibling) : nodeHash(sibling, below)
  }, leaf)
  return root.equals(tree.root)
}

/**
 * The hashes that show that the tree of `size` leaves begins with the tree of `oldSize` leaves (RFC 6962, section
 * 2.1.2). Empty for an old tree of no leaves and for two of equal size.
 * @throws RangeError unless 0 ≤ oldSize ≤ size.
 */
export function consistencyProof(oldSize: number, size: number, read: HashReader): Hash[] {
  return consistencyRanges(oldSize, size).map((range) => rangeHash(range, read))
}

/** Says whether the new tree only appends to the old one. */
export function verifyConsistency(
  old: { readonly size: number; readonly root: Hash },
  tree: { readonly size: number; readonly root: Hash },
  proof: readonly Hash[],
): boolean {
  if (!isWithin(old.size, tree.size + 1)) return false
  const ranges = consistencyRanges(old.size, tree.size)
  if (proof.length !== ranges.length) return false
  if (old.size === 0) return old.root.equals(joinSubtrees([]))

  // The proof begins with the last complete subtree of the old tree, unless that is the whole old tree.
  const givesSeed = ranges[0]?.end === old.size
  const seed = (givesSeed ? proof[0] : undefined) ?? old.root
  let oldRoot = seed
  let root = seed
  proof.forEach((sibling, step) => {
    if (givesSeed && step === 0) return
    if ((ranges[step]?.start ?? 0) >= old.size) {
      root = nodeHash(root, sibling)
    } else {
      oldRoot = nodeHash(sibling, oldRoot)
      root = nodeHash(sibling, root)
    }
  })
  return oldRoot.equals(old.root) && root.equals(tree.root)
}

/** The ranges whose hashes are the inclusion proof, in its order. */
export function inclusionRanges(index: number, size: number): Range[] {
  if (!isWithin(index, size)) throw new RangeError(`leaf ${index} is not in a tree of ${size} leaves`)
  const ranges: Range[] = []
  let start = 0
  let end = size
  while (end - start > 1) {
    const middle = start + leftWidth(end - start)
    if (index < middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
    }
  }
  return ranges.reverse()
}

/** The ranges whose hashes are the consistency proof, in its order. */
export function consistencyRanges(oldSize: number, size: number): Range[] {
  if (!isWithin(oldSize, size + 1)) throw new RangeError(`a tree of ${size} leaves has no older one of ${oldSize}`)
  if (oldSize === 0) return []
  const ranges: Range[] = []
  let start = 0
  let end = size
  while (end !== oldSize) {
    const middle = start + leftWidth(end - start)
    if (oldSize <= middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
    }
  }
  if (start > 0) ranges.push({ start, end })
  return ranges.reverse()
}

function rangeHash({ start, end }: Range, read: HashReader): Hash {
  return joinSubtrees(subtreesOf(start, end).map(({ level, index }) => read(level, index)))
}

/** The largest power of two that is less than `count`, which is at least 2. */
function leftWidth(count: number): number {
  let width = 1
  while (width * 2 < count) width *= 2
  return width
}

function isWithin(index: number, end: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(end) && index >= 0 && index < end
}

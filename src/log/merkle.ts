import assert from 'node:assert'
import { createHash, hash } from 'node:crypto'

/** 32 bytes: a SHA-256 as RFC 6962, section 2.1, makes it of a leaf or of two nodes. */
export type Hash = Buffer

/**
 * All that a log must remember to grow: `frontier` has the root of each complete subtree, the widest first, one for
 * each set bit of `size`.
 */
export type Tree = { readonly size: number; readonly frontier: readonly Hash[] }

/** The complete subtree over the leaves from `index * 2 ** level` up to `(index + 1) * 2 ** level`, without the last. */
export type Subtree = { readonly level: number; readonly index: number }

/** Gives the root of a complete subtree. It throws what it likes where it has none. */
export type HashReader = (level: number, index: number) => Hash

export const hashBytes = 32

// One call of `crypto.hash` into these costs 0.3 µs; a Hash object, or a fresh buffer for each input, four times that.
const leafInput = Buffer.alloc(1 + 65_535)
const nodeInput = Buffer.alloc(1 + 2 * hashBytes)
nodeInput[0] = 1

/** SHA-256(0x00 ‖ data). */
export function leafHash(data: Uint8Array): Hash {
  if (data.length >= leafInput.length) {
    return createHash('sha256').update(leafInput.subarray(0, 1)).update(data).digest()
  }
  leafInput.set(data, 1)
  return writeDigest(Buffer.allocUnsafe(hashBytes), 0, leafInput.subarray(0, 1 + data.length))
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Hash, right: Hash): Hash {
  assert(left.length === hashBytes && right.length === hashBytes, 'a hash has 32 bytes')
  nodeInput.set(left, 1)
  nodeInput.set(right, 1 + hashBytes)
  return writeDigest(Buffer.allocUnsafe(hashBytes), 0, nodeInput)
}

function writeDigest(target: Buffer, offset: number, input: Uint8Array): Buffer {
  target.write(hash('sha256', input, 'binary'), offset, hashBytes, 'binary')
  return target
}

export const emptyTree: Tree = { size: 0, frontier: [] }

/**
 * The tree after one more leaf (its hash), in O(log size). Complete subtrees of equal width merge, as a binary counter
 * carries. See RFC 6962, section 2.1.
 * @throws AssertionError when `tree.frontier` has not one hash for each set bit of `tree.size`.
 */
export function appendLeaf(tree: Tree, leaf: Hash): Tree {
  return appendEach(tree, [leaf])
}

/** As `appendLeaf` for many. `completed` hears of every subtree that they complete, the leaves among them. */
export function appendEach(tree: Tree, leaves: readonly Hash[], completed?: (root: Hash, level: number) => void): Tree {
  const frontier = [...tree.frontier]
  let size = tree.size
  for (const leaf of leaves) {
    let root = leaf
    let level = 0
    completed?.(root, level)
    for (let width = size; width % 2 === 1; width = Math.floor(width / 2)) {
      const left = frontier.pop()
      assert(left, 'frontier is shorter than the size says')
      root = nodeHash(left, root)
      level += 1
      completed?.(root, level)
    }
    frontier.push(root)
    size += 1
  }
  return { size, frontier }
}

/** The root hash; that of the empty tree is SHA-256 of nothing. See RFC 6962, section 2.1. */
export function rootOf(tree: Tree): Hash {
  return joinSubtrees(tree.frontier)
}

/** The root over neighbouring subtrees of falling width, as the ragged right edge of a tree has them. */
export function joinSubtrees(roots: readonly Hash[]): Hash {
  const last = roots.at(-1)
  if (!last) return writeDigest(Buffer.allocUnsafe(hashBytes), 0, new Uint8Array())
  return roots.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last)
}

/**
 * The complete subtrees that part the leaves from `start` to `end`, the widest first.
 * `start` must be a multiple of a power of two that is no less than `end - start`, as it is in every range of RFC 6962.
 */
export function subtreesOf(start: number, end: number): Subtree[] {
  const subtrees: Subtree[] = []
  for (let at = start; at < end; ) {
    let level = 0
    let width = 1
    while (width * 2 <= end - at) {
      width *= 2
      level += 1
    }
    assert(at % width === 0, 'the range does not start where a subtree does')
    subtrees.push({ level, index: at / width })
    at += width
  }
  return subtrees
}

/** The tree as it was at `size`, read from any tree that has at least so many leaves. */
export function treeAt(size: number, read: HashReader): Tree {
  return { size, frontier: subtreesOf(0, size).map(({ level, index }) => read(level, index)) }
}

/** The root of the tree as it was at `size`, to be held against a checkpoint of that size. */
export function rootAt(size: number, read: HashReader): Hash {
  return rootOf(treeAt(size, read))
}

/**
 * The roots of all complete subtrees over `hashes` (32 bytes each, one after another): item `level` has those of
 * `2 ** level` leaves. One node hash for each leaf in all.
 */
export function subtreeLayers(hashes: Buffer): Buffer[] {
  const layers: Buffer[] = []
  for (let layer = hashes; layer.length > 0; layer = parentsOf(layer)) layers.push(layer)
  return layers
}

function parentsOf(layer: Buffer): Buffer {
  const parents = Buffer.allocUnsafe(Math.floor(layer.length / 2 / hashBytes) * hashBytes)
  for (let offset = 0; offset < parents.length; offset += hashBytes) {
    layer.copy(nodeInput, 1, 2 * offset, 2 * offset + 2 * hashBytes)
    writeDigest(parents, offset, nodeInput)
  }
  return parents
}

/** Reads complete subtrees out of what `subtreeLayers` gave. */
export function layerReader(layers: readonly Buffer[]): HashReader {
  return (level, index) => {
    const layer = layers[level]
    assert(layer && (index + 1) * hashBytes <= layer.length, 'the subtree is not complete')
    return layer.subarray(index * hashBytes, (index + 1) * hashBytes)
  }
}

import { createHash, hash } from 'node:crypto'
import { encodeLeaf } from '../src/log/leaf.ts'
import { emptyTree, type Hash, leafHash, rootOf } from '../src/log/merkle.ts'
import { appendLeaves, rightmostOf, type TileRow } from '../src/log/tiles.ts'
import { type Measure, printMeasures } from './measure.ts'

const leafCount = 70_000
const groupSize = 64
const rounds = 9
const ratioMax = 2.5

/** T9: what one more entry costs in the log (leaf hash, tree, tiles, and the root of each commit group) ÷ two hashes. */
export async function merkleBench(): Promise<readonly Measure[]> {
  const leaves = Array.from({ length: leafCount }, (_, index) => distinctLeaf(index))
  const expected = rootByRecursion(
    leaves.map((leaf) => createHash('sha256').update(Buffer.of(0)).update(leaf).digest()),
  )

  const ours: number[] = []
  const theirs: number[] = []
  // Round about, so that whatever else the machine does falls on both sides.
  for (let round = 0; round < rounds; round += 1) {
    theirs.push(microsecondsALeaf(() => hashTwice(leaves)))
    ours.push(
      microsecondsALeaf(() => {
        const root = append(leaves)
        if (!root.equals(expected)) throw new Error('the appended tree has not the root of RFC 6962')
      }),
    )
  }
  const oursBest = Math.min(...ours)
  const theirsBest = Math.min(...theirs)
  const ratio = oursBest / theirsBest
  return [
    {
      name: `T9 Merkle append of ${leafCount} leaves in groups of ${groupSize}, a leaf`,
      ours: `${oursBest.toFixed(2)} µs`,
      theirs: `one leaf hash and one node hash ${theirsBest.toFixed(2)} µs`,
      ratio,
      target: `≤ ${ratioMax}`,
      holds: ratio <= ratioMax,
    },
  ]
}

function append(leaves: readonly Buffer[]): Hash {
  let tree = emptyTree
  let rightmost: TileRow[] = []
  let root = rootOf(tree)
  for (let start = 0; start < leaves.length; start += groupSize) {
    const grown = appendLeaves(tree, leaves.slice(start, start + groupSize).map(leafHash), rightmost)
    tree = grown.tree
    rightmost = rightmostOf(tree.size, [...rightmost, ...grown.changed])
    root = rootOf(tree)
  }
  return root
}

/** The other side: the hashes alone, into buffers that are there already. */
function hashTwice(leaves: readonly Buffer[]): void {
  const leafInput = Buffer.alloc(2048)
  const nodeInput = Buffer.alloc(65, 1)
  const digest = Buffer.alloc(32)
  for (const leaf of leaves) {
    leafInput.set(leaf, 1)
    digest.write(hash('sha256', leafInput.subarray(0, 1 + leaf.length), 'binary'), 0, 32, 'binary')
    nodeInput.set(digest, 1)
    digest.write(hash('sha256', nodeInput, 'binary'), 0, 32, 'binary')
  }
}

function rootByRecursion(hashes: readonly Buffer[]): Buffer {
  const [only] = hashes
  if (hashes.length === 1 && only) return only
  const middle = 2 ** (Math.ceil(Math.log2(hashes.length)) - 1)
  const halves = [rootByRecursion(hashes.slice(0, middle)), rootByRecursion(hashes.slice(middle))]
  return createHash('sha256')
    .update(Buffer.concat([Buffer.of(1), ...halves]))
    .digest()
}

function distinctLeaf(index: number): Buffer {
  const producer = hash('md5', `producer ${index % 7}`)
  const root = hash('sha256', `statements ${index}`, 'buffer')
  const counts = { node: 3, edge: 5 }
  const time = '2026-01-01T00:00:00.000Z'
  return encodeLeaf({ version: 1, id: `${producer}/${index}`, time, producer, sequence: index, counts, root })
}

function microsecondsALeaf(work: () => void): number {
  const start = process.hrtime.bigint()
  work()
  return Number(process.hrtime.bigint() - start) / 1000 / leafCount
}

if (import.meta.main) printMeasures(await merkleBench())

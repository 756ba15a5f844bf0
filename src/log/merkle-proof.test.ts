import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Hash, layerReader, leafHash, nodeHash, rootAt, subtreeLayers } from './merkle.ts'
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from './merkle-proof.ts'

const all = Array.from({ length: 600 }, (_, index) => leafHash(Buffer.from(String(index))))
const read = layerReader(subtreeLayers(Buffer.concat(all)))
const tree = (size: number) => ({ size, root: rootAt(size, read) })

// RFC 6962, sections 2.1 to 2.1.2, word for word, to hold ours against.
function split(count: number): number {
  return 2 ** (Math.ceil(Math.log2(count)) - 1)
}
function treeHash(leaves: readonly Hash[]): Hash {
  const [only] = leaves
  if (leaves.length === 1 && only) return only
  const k = split(leaves.length)
  return nodeHash(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)))
}
function path(m: number, leaves: readonly Hash[]): Hash[] {
  if (leaves.length === 1) return []
  const k = split(leaves.length)
  if (m < k) return [...path(m, leaves.slice(0, k)), treeHash(leaves.slice(k))]
  return [...path(m - k, leaves.slice(k)), treeHash(leaves.slice(0, k))]
}
function subproof(m: number, leaves: readonly Hash[], whole: boolean): Hash[] {
  if (m === leaves.length) return whole ? [] : [treeHash(leaves)]
  const k = split(leaves.length)
  if (m <= k) return [...subproof(m, leaves.slice(0, k), whole), treeHash(leaves.slice(k))]
  return [...subproof(m - k, leaves.slice(k), false), treeHash(leaves.slice(0, k))]
}

const places = fc.integer({ min: 1, max: all.length }).chain((size) => fc.tuple(fc.nat(size - 1), fc.constant(size)))

test('an inclusion proof is that of RFC 6962, and verifies', () => {
  fc.assert(
    fc.property(places, ([index, size]) => {
      const proof = inclusionProof(index, size, read)

      expect(proof).toEqual(path(index, all.slice(0, size)))
      expect(verifyInclusion(tree(size), index, all[index] as Hash, proof)).toBe(true)
    }),
  )
})

test('a consistency proof is that of RFC 6962, and verifies', () => {
  fc.assert(
    fc.property(places, ([smaller, size]) => {
      const oldSize = smaller + 1
      const proof = consistencyProof(oldSize, size, read)

      expect(proof).toEqual(subproof(oldSize, all.slice(0, size), true))
      expect(verifyConsistency(tree(oldSize), tree(size), proof)).toBe(true)
    }),
  )
})

test('an inclusion proof shows no other place, leaf, root or length', () => {
  fc.assert(
    fc.property(places, fc.nat(all.length), ([index, size], other) => {
      const leaf = all[index] as Hash
      const proof = inclusionProof(index, size, read)
      const elsewhere = other === index ? index + 1 : other

      expect(verifyInclusion(tree(size), elsewhere, leaf, proof)).toBe(false)
      expect(verifyInclusion(tree(size), index, leafHash(Buffer.from('forged')), proof)).toBe(false)
      expect(verifyInclusion({ size, root: leafHash(Buffer.from('forged')) }, index, leaf, proof)).toBe(false)
      expect(verifyInclusion(tree(size), index, leaf, [...proof, leaf])).toBe(false)
      expect(verifyInclusion(tree(size), index, leaf, proof.slice(1))).toBe(size === 1)
    }),
  )
})

test('56: each hash of a proof counts, also those in its middle', () => {
  fc.assert(
    fc.property(places, fc.nat(), fc.nat(255), ([index, size], place, bit) => {
      const changed = (proof: readonly Hash[]) => {
        const at = place % Math.max(1, proof.length)
        return proof.map((hash, each) => (each === at ? flipped(hash, bit) : hash))
      }
      const inclusion = inclusionProof(index, size, read)
      const consistency = consistencyProof(index + 1, size, read)

      if (inclusion.length > 0)
        expect(verifyInclusion(tree(size), index, all[index] as Hash, changed(inclusion))).toBe(false)
      if (consistency.length > 0)
        expect(verifyConsistency(tree(index + 1), tree(size), changed(consistency))).toBe(false)
    }),
  )
})

function flipped(hash: Hash, bit: number): Hash {
  const bytes = Buffer.from(hash)
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return bytes as Hash
}

test('a consistency proof does not join trees of which one was rewritten', () => {
  fc.assert(
    fc.property(places, fc.nat(), ([smaller, size], place) => {
      const oldSize = smaller + 1
      const rewritten = [...all]
      rewritten[place % oldSize] = leafHash(Buffer.from('forged'))
      const readRewritten = layerReader(subtreeLayers(Buffer.concat(rewritten)))
      const forged = { size, root: rootAt(size, readRewritten) }

      expect(verifyConsistency(tree(oldSize), forged, consistencyProof(oldSize, size, readRewritten))).toBe(false)
      expect(verifyConsistency(tree(oldSize), forged, consistencyProof(oldSize, size, read))).toBe(false)
    }),
  )
})

test('every tree extends the empty one, if that one has the root of an empty tree', () => {
  expect(verifyConsistency(tree(0), tree(5), [])).toBe(true)
  expect(verifyConsistency({ size: 0, root: all[0] as Hash }, tree(5), [])).toBe(false)
})

test('what is not in a tree has no proof', () => {
  expect(() => inclusionProof(5, 5, read)).toThrow(RangeError)
  expect(() => inclusionProof(-1, 5, read)).toThrow(RangeError)
  expect(() => consistencyProof(6, 5, read)).toThrow(RangeError)
  expect(verifyInclusion(tree(5), 5, all[0] as Hash, [])).toBe(false)
  expect(verifyInclusion(tree(5), 0.5, all[0] as Hash, [])).toBe(false)
  expect(verifyConsistency(tree(6), tree(5), [])).toBe(false)
})

test('places past 32 bits are proven alike', () => {
  const size = 2 ** 50 + 1
  const leaf = leafHash(Buffer.from('last'))
  const left = leafHash(Buffer.from('the 2^50 others'))
  const reader = (level: number) => (level === 50 ? left : leaf)

  const proof = inclusionProof(size - 1, size, reader)

  expect(proof).toEqual([left])
  expect(verifyInclusion({ size, root: rootAt(size, reader) }, size - 1, leaf, proof)).toBe(true)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  appendLeaf,
  emptyTree,
  type Hash,
  layerReader,
  leafHash,
  nodeHash,
  rootAt,
  rootOf,
  subtreeLayers,
} from './merkle.ts'

// The eight leaves and the roots of their first 0 to 8 that the implementers of Certificate Transparency share.
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

test('the roots are those that Certificate Transparency computes', () => {
  const hashes = leaves.map((hex) => leafHash(Buffer.from(hex, 'hex')))

  const found = roots.map((_, size) => rootOf(hashes.slice(0, size).reduce(appendLeaf, emptyTree)).toString('hex'))

  expect(found).toEqual(roots)
})

test('a leaf longer than an entry can be is hashed alike', () => {
  const atTheLimit = Buffer.alloc(65_535, 7)
  const above = Buffer.alloc(65_536, 7)

  expect(leafHash(atTheLimit).toString('hex')).toBe('271b08875ec928fe0df82864fbcd31a621580182887a750c08eee2358d01097d')
  expect(leafHash(above).toString('hex')).toBe('3b0bad495fb7dd324560a7f09bab530d120083ac6f76c1dacbfa27c584aa0df0')
})

test('a hash that is not 32 bytes long is refused', () => {
  expect(() => nodeHash(Buffer.alloc(32), Buffer.alloc(31))).toThrow('32 bytes')
})

test('a frontier that does not fit the size is refused', () => {
  expect(() => appendLeaf({ size: 3, frontier: [] }, Buffer.alloc(32))).toThrow('frontier')
})

test('a tree that grew has the root of its layers at every size', () => {
  const sizes = fc.tuple(fc.nat(600), fc.nat(600)).map(([one, other]) => [Math.min(one, other), Math.max(one, other)])
  fc.assert(
    fc.property(sizes, ([older = 0, size = 0]) => {
      const hashes = Array.from({ length: size }, (_, index) => leafHash(Buffer.from(String(index))))
      const read = layerReader(subtreeLayers(Buffer.concat(hashes)))

      expect(rootAt(older, read)).toEqual(rootOf(hashes.slice(0, older).reduce(appendLeaf, emptyTree)))
    }),
    { numRuns: 30 },
  )
})

test('appending leaves the tree before as it was', () => {
  const hashes: Hash[] = [1, 2, 3].map((byte) => leafHash(Buffer.of(byte)))
  const three = hashes.reduce(appendLeaf, emptyTree)
  const before = rootOf(three)

  appendLeaf(three, leafHash(Buffer.of(4)))

  expect(rootOf(three)).toEqual(before)
})

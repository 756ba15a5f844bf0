import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  appendLeaf,
  emptyTree,
  type Hash,
  layerReader,
  leafHash,
  rootAt,
  rootOf,
  subtreeLayers,
  treeAt,
} from './merkle.ts'
import { consistencyProof, inclusionProof } from './merkle-proof.ts'
import {
  appendLeaves,
  appendToTiles,
  consistencyTiles,
  inclusionTiles,
  rightmostOf,
  rightmostTiles,
  rootTiles,
  type TilePlace,
  type TileRow,
  tileHashReader,
  tilesOf,
} from './tiles.ts'

const size = 70_000
const leaves = Array.from({ length: size }, (_, index) => leafHash(Buffer.from(String(index))))
const whole = appendToTiles(0, leaves, [])
const keyOf = ({ level, index }: { level: number; index: number }) => `${level}/${index}`
const rows = new Map(whole.map((row) => [keyOf(row), row]))
const read = layerReader(subtreeLayers(Buffer.concat(leaves)))

function rowAt(level: number, index: number): TileRow {
  const row = rows.get(keyOf({ level, index }))
  if (!row) throw new Error(`nobody stored tile ${index} of level ${level}`)
  return row
}

/** Only the tiles at these places, each as wide as a smaller tree has it. */
function only(places: readonly TilePlace[]) {
  const cut = new Map(places.map((place) => [keyOf(place), place.width]))
  return tileHashReader((level, index) => {
    const width = cut.get(keyOf({ level, index }))
    if (width === undefined) throw new Error(`tile ${index} of level ${level} was not announced`)
    return { level, index, hashes: rowAt(level, index).hashes.subarray(0, width * 32) }
  })
}

test('a tree of 70,000 leaves has the tiles of the example in the specification', () => {
  const widths = [...tilesOf(size)].map(({ level, width }) => `${level}:${width}`)

  expect(widths.filter((width) => width === '0:256')).toHaveLength(273)
  expect(widths.filter((width) => width !== '0:256')).toEqual(['0:112', '1:256', '1:17', '2:1'])
  expect(rightmostTiles(size)).toEqual([
    { level: 0, index: 273, width: 112 },
    { level: 1, index: 1, width: 17 },
    { level: 2, index: 0, width: 1 },
  ])
})

test('a tree of 256 leaves has one full tile and the one above it', () => {
  expect([...tilesOf(256)]).toEqual([
    { level: 0, index: 0, width: 256 },
    { level: 1, index: 0, width: 1 },
  ])
  expect(rightmostTiles(256)).toEqual([{ level: 1, index: 0, width: 1 }])
})

test('what is stored are exactly the tiles of the tree', () => {
  const stored = whole.map(({ level, index, hashes }) => ({ level, index, width: hashes.length / 32 }))

  expect(stored).toEqual([...tilesOf(size)])
})

test('appending in any batches stores what one batch stores, and comes to the same root', () => {
  const batches = fc.array(fc.oneof(fc.nat(5), fc.nat(300), fc.nat(70_000)), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(batches, (counts) => {
      const stored = new Map<string, TileRow>()
      let rightmost: TileRow[] = []
      let tree = emptyTree
      for (const count of counts) {
        const next = appendLeaves(tree, leaves.slice(tree.size, tree.size + count), rightmost)
        tree = next.tree
        rightmost = rightmostOf(tree.size, [...rightmost, ...next.changed])
        for (const row of next.changed) stored.set(keyOf(row), row)
      }

      const atOnce = appendToTiles(0, leaves.slice(0, tree.size), [])
      expect([...stored.keys()].sort()).toEqual(atOnce.map(keyOf).sort())
      expect(atOnce.filter((row) => !stored.get(keyOf(row))?.hashes.equals(row.hashes))).toEqual([])
      expect(rootOf(tree)).toEqual(rootAt(tree.size, read))
    }),
    { numRuns: 10 },
  )
})

test('where only the size is at hand, the same rows are stored', () => {
  const sizes = fc.tuple(fc.nat(600), fc.nat(70_000)).filter(([older, size]) => older <= size)
  fc.assert(
    fc.property(sizes, ([older, end]) => {
      const rightmost = rightmostOf(older, appendToTiles(0, leaves.slice(0, older), []))
      const tree = treeAt(
        older,
        tileHashReader((level) => rightmost.find((row) => row.level === level) as TileRow),
      )
      const added = leaves.slice(older, end)

      const changed = appendToTiles(older, added, rightmost)

      expect(changed.map(keyOf)).toEqual(appendLeaves(tree, added, rightmost).changed.map(keyOf))
      const hashes = (rows: TileRow[]) => Buffer.concat(rows.map((row) => row.hashes))
      expect(hashes(changed).equals(hashes(appendLeaves(tree, added, rightmost).changed))).toBe(true)
    }),
    { numRuns: 10 },
  )
})

test('appending does not write into the rows that it was given', () => {
  const before = appendToTiles(0, leaves.slice(0, 3), [])
  const copy = Buffer.from(rightmostOf(3, before)[0]?.hashes ?? [])

  appendToTiles(3, leaves.slice(3, 9), before)

  expect(rightmostOf(3, before)[0]?.hashes).toEqual(copy)
})

test('an append to other rows than those of its size is refused', () => {
  const rowsOfThree = appendToTiles(0, leaves.slice(0, 3), [])

  expect(() => appendToTiles(4, leaves.slice(4, 5), rowsOfThree)).toThrow('level 0')
  expect(() => appendToTiles(3, leaves.slice(3, 4), [])).toThrow('level 0')
  expect(() => appendToTiles(259, leaves.slice(3, 4), rowsOfThree)).toThrow('level 0')
  expect(() => appendLeaves(emptyTree, leaves.slice(0, 1), rowsOfThree)).toThrow('level 0')
})

test('the root is read from the announced tiles alone, at every size', () => {
  fc.assert(
    fc.property(fc.oneof(fc.nat(size), fc.nat(600)), (older) => {
      const root = rootAt(older, only(rootTiles(older)))

      expect(root).toEqual(rootAt(older, read))
    }),
    { numRuns: 60 },
  )
  expect(rootAt(300, only(rootTiles(300)))).toEqual(rootOf(leaves.slice(0, 300).reduce(appendLeaf, emptyTree)))
})

test('proofs are read from the announced tiles alone', () => {
  const places = fc.integer({ min: 1, max: size }).chain((end) => fc.tuple(fc.nat(end - 1), fc.constant(end)))
  fc.assert(
    fc.property(places, ([index, end]) => {
      const inclusion = inclusionProof(index, end, only(inclusionTiles(index, end)))
      const consistency = consistencyProof(index, end, only(consistencyTiles(index, end)))

      expect(inclusion).toEqual(inclusionProof(index, end, read))
      expect(consistency).toEqual(consistencyProof(index, end, read))
    }),
    { numRuns: 60 },
  )
})

test('a row that is too narrow for the tree is found out', () => {
  const narrow = tileHashReader((level, index) => ({ level, index, hashes: leaves[0] as Hash }))

  expect(() => rootAt(2, narrow)).toThrow('tile 0 of level 0 holds 1 hashes where the tree needs 2')
})

test('a hash of another length is refused', () => {
  expect(() => appendToTiles(0, [Buffer.alloc(31)], [])).toThrow('32 bytes')
})

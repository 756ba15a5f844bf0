import assert from 'node:assert'
import { PedigreeError } from '../domain/error.ts'
import {
  appendEach,
  type Hash,
  type HashReader,
  hashBytes,
  layerReader,
  type Subtree,
  subtreeLayers,
  subtreesOf,
  type Tree,
} from './merkle.ts'
import { consistencyRanges, inclusionRanges } from './merkle-proof.ts'
import { tileWidth } from './tile-path.ts'

/**
 * Up to 256 neighbouring hashes of C2SP tlog-tiles, 32 bytes each: at level 0 leaf hashes, at level L the roots of full
 * tiles of level L - 1. Hashes are only ever appended, so that a narrower tile is a prefix of a wider one.
 */
export type TileRow = { readonly level: number; readonly index: number; readonly hashes: Buffer }

/** A tile and how many of its hashes a tree of some size has. */
export type TilePlace = { readonly level: number; readonly index: number; readonly width: number }

// A tile spans eight levels of the binary tree.
const tileHeight = 8

/**
 * The narrower rows at the right edge, lowest level first: those which an append to a tree of `size` leaves must load,
 * and the partial tiles that must be served for a checkpoint of that size. Full tiles are never touched again.
 */
export function rightmostTiles(size: number): TilePlace[] {
  const places: TilePlace[] = []
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / tileWidth)) {
    const width = count % tileWidth
    if (width > 0) places.push({ level, index: Math.floor(count / tileWidth), width })
  }
  return places
}

/** Every tile of a tree of `size` leaves, level by level from 0, each level from the left. */
export function* tilesOf(size: number): Generator<TilePlace> {
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / tileWidth)) {
    for (let index = 0; index * tileWidth < count; index += 1) yield placeOf(level, index, size)
  }
}

/**
 * The tree after more leaves (leaf hashes), and the rows that change with them at every level. Two hashes a leaf with
 * that of the leaf itself: what completes a tile is among the subtrees that merge anyway.
 * @param rightmost the rows at `rightmostTiles(tree.size)`, exactly as wide.
 * @throws AssertionError when one of them is missing or has another width: then the size is not that of the rows.
 */
export function appendLeaves(
  tree: Tree,
  leaves: readonly Hash[],
  rightmost: readonly TileRow[],
): { readonly tree: Tree; readonly changed: TileRow[] } {
  const levels: Hash[][] = []
  const keep = (hash: Hash, level: number) => {
    if (level % tileHeight !== 0) return
    const hashes = levels[level / tileHeight]
    if (hashes) hashes.push(hash)
    else levels.push([hash])
  }
  const grown = appendEach(tree, leaves, keep)
  return { tree: grown, changed: levels.flatMap((hashes, level) => rowsOf(level, tree.size, hashes, rightmost)) }
}

/** As `appendLeaves`, where only the size of the tree is at hand: a third hash a leaf goes into the roots of tiles. */
export function appendToTiles(size: number, leaves: readonly Hash[], rightmost: readonly TileRow[]): TileRow[] {
  const changed: TileRow[] = []
  let hashes = leaves
  for (let level = 0; hashes.length > 0; level += 1) {
    const rows = rowsOf(level, size, hashes, rightmost)
    for (const row of rows) changed.push(row)
    hashes = rows.filter((row) => row.hashes.length === tileWidth * hashBytes).map((row) => tileRoot(row.hashes))
  }
  return changed
}

/** The rows of one level that change when `hashes` follow those of a tree of `size` leaves. */
function rowsOf(level: number, size: number, hashes: readonly Hash[], rightmost: readonly TileRow[]): TileRow[] {
  const count = Math.floor(size / tileWidth ** level)
  const first = Math.floor(count / tileWidth)
  const partial = rightmost.find((row) => row.level === level && row.index === first)
  assert((partial?.hashes.length ?? 0) === (count % tileWidth) * hashBytes, `level ${level} is not ${count} wide`)
  return [...fillTiles(level, first, partial?.hashes, hashes)]
}

function* fillTiles(
  level: number,
  first: number,
  begun: Buffer = Buffer.alloc(0),
  hashes: readonly Hash[],
): Generator<TileRow> {
  let taken = 0
  for (let index = first; taken < hashes.length; index += 1) {
    const before = index === first ? begun : Buffer.alloc(0)
    const count = Math.min(tileWidth - before.length / hashBytes, hashes.length - taken)
    const row = Buffer.allocUnsafe(before.length + count * hashBytes)
    row.set(before)
    for (let place = 0; place < count; place += 1) {
      const hash = hashes[taken + place]
      assert(hash?.length === hashBytes, 'a hash has 32 bytes')
      row.set(hash, before.length + place * hashBytes)
    }
    taken += count
    yield { level, index, hashes: row }
  }
}

/** Of `rows`, in which a later one replaces an earlier one at its place, those at the right edge of a tree of `size`. */
export function rightmostOf(size: number, rows: readonly TileRow[]): TileRow[] {
  return rightmostTiles(size).map(({ level, index }) => {
    const row = rows.findLast((candidate) => candidate.level === level && candidate.index === index)
    assert(row, `tile ${index} of level ${level} is missing`)
    return row
  })
}

/** The root of a full tile, which the level above holds. */
export function tileRoot(hashes: Buffer): Hash {
  return layerReader(subtreeLayers(hashes))(tileHeight, 0)
}

/**
 * Reads any complete subtree out of tiles. A tile is asked for once and its inner nodes are kept (8 KB more and 0.1 ms
 * for each tile), so make one reader for each answer. `readTile` may give a wider row than the tree has.
 * @throws PedigreeError `tampered` when a row is narrower than the tree needs, and whatever `readTile` throws.
 */
export function tileHashReader(readTile: (level: number, index: number) => TileRow): HashReader {
  const readers = new Map<string, { width: number; read: HashReader }>()
  return (level, index) => {
    const { tileLevel, tileIndex, height, offset } = withinTile({ level, index })
    const key = `${tileLevel}/${tileIndex}`
    let tile = readers.get(key)
    if (!tile) {
      const { hashes } = readTile(tileLevel, tileIndex)
      tile = { width: Math.floor(hashes.length / hashBytes), read: layerReader(subtreeLayers(hashes)) }
      readers.set(key, tile)
    }
    const needed = (offset + 1) * 2 ** height
    if (tile.width < needed) {
      const place = `tile ${tileIndex} of level ${tileLevel}`
      throw new PedigreeError('tampered', `${place} holds ${tile.width} hashes where the tree needs ${needed}`)
    }
    return tile.read(height, offset)
  }
}

/** The tiles that `rootAt(size)` or `treeAt(size)` reads. Widths here and below are those of a tree of `size` leaves. */
export function rootTiles(size: number): TilePlace[] {
  return tilesHolding(subtreesOf(0, size), size)
}

/** The tiles that `inclusionProof(index, size)` reads: load them at once, then prove without waiting. */
export function inclusionTiles(index: number, size: number): TilePlace[] {
  const subtrees = inclusionRanges(index, size).flatMap(({ start, end }) => subtreesOf(start, end))
  return tilesHolding(subtrees, size)
}

/** The tiles that `consistencyProof(oldSize, size)` reads. */
export function consistencyTiles(oldSize: number, size: number): TilePlace[] {
  const subtrees = consistencyRanges(oldSize, size).flatMap(({ start, end }) => subtreesOf(start, end))
  return tilesHolding(subtrees, size)
}

function tilesHolding(subtrees: readonly Subtree[], size: number): TilePlace[] {
  const places = new Map<string, TilePlace>()
  for (const subtree of subtrees) {
    const { tileLevel, tileIndex } = withinTile(subtree)
    places.set(`${tileLevel}/${tileIndex}`, placeOf(tileLevel, tileIndex, size))
  }
  return [...places.values()]
}

function placeOf(level: number, index: number, size: number): TilePlace {
  const count = Math.floor(size / tileWidth ** level)
  return { level, index, width: Math.min(tileWidth, count - index * tileWidth) }
}

function withinTile({ level, index }: Subtree) {
  const height = level % tileHeight
  const subtreesInTile = tileWidth / 2 ** height
  const tileIndex = Math.floor(index / subtreesInTile)
  return { tileLevel: (level - height) / tileHeight, tileIndex, height, offset: index - tileIndex * subtreesInTile }
}

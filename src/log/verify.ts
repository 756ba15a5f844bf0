import { PedigreeError } from '../domain/error.ts'
import { type Checkpoint, openCheckpoint } from './checkpoint.ts'
import { decodeEntries } from './entry-bundle.ts'
import { appendEach, emptyTree, type Hash, hashBytes, leafHash, rootOf } from './merkle.ts'
import type { VerifierKey } from './note-key.ts'
import { entriesPath, tilePath, tileWidth } from './tile-path.ts'
import { appendLeaves, rightmostOf, type TilePlace, type TileRow } from './tiles.ts'

type Maybe<Value> = Value | undefined | Promise<Value | undefined>

/**
 * A log to be checked, in a folder or in a database. What is not there is undefined. `width` says how many hashes or
 * entries the tree has in that place; a reader may cut a wider row down to it.
 */
export type LogReader = {
  readonly checkpointNote: string | Uint8Array
  tile(level: number, index: number, width: number): Maybe<Uint8Array>
  /** Entries `index * 256` up to `index * 256 + width`, without the last, as `encodeEntries` writes them. */
  entries(index: number, width: number): Maybe<Uint8Array>
}

/** `entry` is the first whose bytes do not match, where that can be said. */
export type Verdict =
  | { readonly intact: true; readonly logName: string; readonly size: number; readonly root: Hash }
  | { readonly intact: false; readonly reason: string; readonly entry?: number }

type Fault = Extract<Verdict, { intact: false }>

/**
 * Builds the log anew from its entries and holds it against its tiles, its signed checkpoint and older ones that were
 * kept elsewhere, each signed by one of `keys`. Two hashes an entry; one bundle and one tile are held at a time.
 * @throws only what the reader throws.
 */
export async function verifyLog(
  reader: LogReader,
  keys: readonly VerifierKey[],
  olderNotes: readonly (string | Uint8Array)[] = [],
): Promise<Verdict> {
  const checkpoints = openCheckpoints(reader.checkpointNote, olderNotes, keys)
  if ('intact' in checkpoints) return checkpoints
  const [newest] = checkpoints
  const inOrder = checkpoints.toSorted((one, other) => one.size - other.size)
  const fault = await replay(reader, newest.size, inOrder)
  return fault ?? { intact: true, logName: newest.logName, size: newest.size, root: newest.root }
}

function openCheckpoints(
  note: string | Uint8Array,
  olderNotes: readonly (string | Uint8Array)[],
  keys: readonly VerifierKey[],
): [Checkpoint, ...Checkpoint[]] | Fault {
  const opened = openCheckpoint(note, keys)
  if ('problem' in opened) return { intact: false, reason: `the checkpoint is not to be believed: ${opened.problem}` }
  const newest = opened.checkpoint
  const older: Checkpoint[] = []
  for (const [place, olderNote] of olderNotes.entries()) {
    const olderOne = openCheckpoint(olderNote, keys)
    const which = olderNotes.length === 1 ? 'the older checkpoint given' : `older checkpoint ${place + 1}`
    if ('problem' in olderOne) return { intact: false, reason: `${which} is not to be believed: ${olderOne.problem}` }
    const { logName, size } = olderOne.checkpoint
    if (logName !== newest.logName) {
      return { intact: false, reason: `${which} is of the log ${logName}, and this one is ${newest.logName}` }
    }
    if (size > newest.size) {
      const reason = `the log has ${newest.size} entries where ${which} has ${size}: its end was cut off`
      return { intact: false, reason, entry: newest.size }
    }
    older.push(olderOne.checkpoint)
  }
  return [newest, ...older]
}

/** Appends bundle after bundle, as the writer did, and compares whatever comes of it. */
async function replay(reader: LogReader, size: number, checkpoints: readonly Checkpoint[]): Promise<Fault | undefined> {
  let tree = emptyTree
  let rightmost: readonly TileRow[] = []
  let agreed = 0
  for (let start = 0; start < size; start += tileWidth) {
    const end = Math.min(start + tileWidth, size)
    const leaves = await checkedLeaves(reader, start, end - start)
    if ('intact' in leaves) return leaves

    const grown = appendLeaves(tree, leaves, rightmost)
    rightmost = rightmostOf(end, [...rightmost, ...grown.changed])
    const settled = grown.changed.filter(({ hashes }) => hashes.length === tileWidth * hashBytes)
    const fault = await faultOfTiles(reader, end === size ? [...settled, ...rightmost] : settled)
    if (fault) return fault

    for (const checkpoint of checkpoints.filter((candidate) => candidate.size > start && candidate.size <= end)) {
      const root = rootOf(appendEach(tree, leaves.slice(0, checkpoint.size - start)))
      if (!root.equals(checkpoint.root)) return rewritten(agreed, checkpoint.size)
      agreed = checkpoint.size
    }
    tree = grown.tree
  }
  if (checkpoints.some((checkpoint) => checkpoint.size === 0 && !checkpoint.root.equals(rootOf(emptyTree)))) {
    return { intact: false, reason: 'a checkpoint of no entries has not the root of an empty log' }
  }
  return undefined
}

/** The leaf hashes of a bundle, each the same in the tile and made from the entry. */
async function checkedLeaves(reader: LogReader, start: number, width: number): Promise<Hash[] | Fault> {
  const index = start / tileWidth
  const tile = await storedTile(reader, { level: 0, index, width })
  if ('intact' in tile) return tile
  const bundle = await reader.entries(index, width)
  if (!bundle) return { intact: false, reason: `${entriesPath(index, width)} is missing`, entry: start }

  const leaves: Hash[] = []
  try {
    for (const bytes of decodeEntries(bundle)) {
      const leaf = leafHash(bytes)
      const offset = leaves.length * hashBytes
      if (!leaf.equals(tile.subarray(offset, offset + hashBytes))) {
        const entry = start + leaves.length
        return {
          intact: false,
          reason: `entry ${entry} does not match its hash in ${tilePath(0, index, width)}`,
          entry,
        }
      }
      leaves.push(leaf)
    }
  } catch (error) {
    if (!(error instanceof PedigreeError)) throw error
    const reason = `${entriesPath(index, width)}: ${error.message}`
    return { intact: false, reason, entry: start + leaves.length }
  }
  if (leaves.length === width) return leaves
  const entry = start + leaves.length
  return { intact: false, reason: `${entriesPath(index, width)} ends before entry ${entry}`, entry }
}

/** The first of the rows above level 0 that is stored otherwise than it follows from the entries. */
async function faultOfTiles(reader: LogReader, rows: readonly TileRow[]): Promise<Fault | undefined> {
  for (const { level, index, hashes } of rows) {
    if (level === 0) continue
    const width = hashes.length / hashBytes
    const stored = await storedTile(reader, { level, index, width })
    if ('intact' in stored) return stored
    if (hashes.equals(stored)) continue
    const place = Math.floor(hashes.findIndex((byte, offset) => byte !== stored[offset]) / hashBytes)
    const reason = `hash ${place} in ${tilePath(level, index, width)} does not follow from the entries below it`
    return { intact: false, reason, entry: (index * tileWidth + place) * tileWidth ** level }
  }
  return undefined
}

async function storedTile(reader: LogReader, { level, index, width }: TilePlace): Promise<Uint8Array | Fault> {
  const stored = await reader.tile(level, index, width)
  if (stored?.length === width * hashBytes) return stored
  const path = tilePath(level, index, width)
  const reason = stored ? `${path} has ${stored.length} bytes rather than ${width * hashBytes}` : `${path} is missing`
  return { intact: false, reason, entry: index * tileWidth ** (level + 1) }
}

function rewritten(from: number, end: number): Fault {
  const range = end - from === 1 ? `entry ${from} is` : `among entries ${from} to ${end - 1} is one that is`
  return { intact: false, reason: `${range} not what the checkpoint of ${end} entries signed: history was rewritten` }
}

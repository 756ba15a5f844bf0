import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { formatCheckpoint } from '../../src/log/checkpoint.ts'
import { encodeEntries } from '../../src/log/entry-bundle.ts'
import { leafHash, rootAt } from '../../src/log/merkle.ts'
import { signNote } from '../../src/log/note.ts'
import { type NoteKey, verifierKey } from '../../src/log/note-key.ts'
import { entriesPath, tilePath, tileWidth } from '../../src/log/tile-path.ts'
import { appendToTiles, rightmostOf, type TileRow, tileHashReader } from '../../src/log/tiles.ts'
import type { LogReader } from '../../src/log/verify.ts'

/** A log that was written into a folder: the notes of its checkpoints by size, and its tiles. */
export type WrittenLog = {
  readonly folder: string
  readonly keyFile: string
  readonly notes: ReadonlyMap<number, string>
  readonly rowAt: (level: number, index: number) => TileRow
}

/** Writes a log that grew to each of `sizes` in turn, published a checkpoint there, and kept all partial tiles. */
export function writeLog(
  folder: string,
  entries: readonly Buffer[],
  sizes: readonly number[],
  key: NoteKey,
): WrittenLog {
  const rows = new Map<string, TileRow>()
  const rowAt = (level: number, index: number) => {
    const row = rows.get(`${level}/${index}`)
    if (!row) throw new Error(`tile ${index} of level ${level} was not written`)
    return row
  }
  const notes = new Map<number, string>()
  let rightmost: TileRow[] = []
  let size = 0
  for (const next of sizes) {
    const changed = appendToTiles(size, entries.slice(size, next).map(leafHash), rightmost)
    for (const row of changed) rows.set(`${row.level}/${row.index}`, row)
    for (const row of changed) writeTile(folder, row, entries)
    rightmost = rightmostOf(next, [...rightmost, ...changed])
    size = next
    const root = rootAt(size, tileHashReader(rowAt))
    const note = signNote(formatCheckpoint({ logName: key.verifier.name, size, root }), key)
    notes.set(size, note)
    write(folder, `checkpoint-${size}`, note)
    write(folder, 'checkpoint', note)
  }
  write(folder, 'vkey', `${verifierKey(key.verifier)}\n`)
  return { folder, keyFile: join(folder, 'vkey'), notes, rowAt }
}

function writeTile(folder: string, { level, index, hashes }: TileRow, entries: readonly Buffer[]): void {
  const width = hashes.length / 32
  write(folder, tilePath(level, index, width), hashes)
  if (level > 0) return
  const start = index * tileWidth
  write(folder, entriesPath(index, width), encodeEntries(entries.slice(start, start + width)))
}

function write(folder: string, path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}

/** Reads the files of a log for `verifyLog`. */
export function folderReader(folder: string): LogReader {
  const read = (path: string) => {
    try {
      return readFileSync(join(folder, path))
    } catch {
      return undefined
    }
  }
  return {
    checkpointNote: readFileSync(join(folder, 'checkpoint')),
    tile: (level, index, width) => read(tilePath(level, index, width)),
    entries: (index, width) => read(entriesPath(index, width)),
  }
}

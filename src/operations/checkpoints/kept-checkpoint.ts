import { existsSync, lstatSync } from 'node:fs'
import { PedigreeError } from '../../domain/error.ts'
import { rootAt } from '../../log/merkle.ts'
import { tileWidth } from '../../log/tile-path.ts'
import { rootTiles, tileHashReader } from '../../log/tiles.ts'
import type { ReadableLog } from '../log.ts'
import { checkpointIn } from './checkpoint-copies.ts'
import { keptText } from './kept-text.ts'

/**
 * Refuses to replace a file by a log's newest checkpoint where that would lose something: a checkpoint that the log does
 * not extend, which may be the only proof of what it covers, or what is no checkpoint at all.
 * @throws PedigreeError `conflict`
 */
export async function requireReplaceable(path: string, log: ReadableLog): Promise<void> {
  // A link or a device is written to, as the user means it.
  if (!existsSync(path) || !lstatSync(path).isFile()) return
  const { text, problem } = keptText(path)
  if (text === '') return
  const why = text === undefined ? `it cannot be read (${problem})` : await whyKept(text, log)
  if (why !== undefined) throw new PedigreeError('conflict', `${path} is left as it is: ${why}. Name another file.`)
}

async function whyKept(text: string, log: ReadableLog): Promise<string | undefined> {
  const kept = checkpointIn(text.replaceAll('\r\n', '\n'))
  if (kept === undefined) return 'it holds something else than a checkpoint'
  const { name, size } = log.head
  if (kept.logName !== name) return `it holds a checkpoint of another log, ${kept.logName}, which may be its only proof`
  if (kept.size > size)
    return `its checkpoint covers ${kept.size} entries, and the log ${name} has ${size}: it is the proof of what the log lost`
  if ((await rootOf(log, kept.size)).equals(kept.root)) return undefined
  return `the log ${name} does not extend the checkpoint of ${kept.size} entries in it: it is the proof of what was rewritten`
}

/** The root over the first entries of a log, from a few of its tiles, as wide as they are by now. */
async function rootOf({ head, reader }: ReadableLog, size: number) {
  const tiles = await Promise.all(
    rootTiles(size).map(async ({ level, index }) => {
      const width = Math.min(tileWidth, Math.floor(head.size / tileWidth ** level) - index * tileWidth)
      return { level, index, hashes: await reader.tile(level, index, width) }
    }),
  )
  return rootAt(
    size,
    tileHashReader((level, index) => {
      const hashes = tiles.find((tile) => tile.level === level && tile.index === index)?.hashes
      if (hashes === undefined)
        throw new PedigreeError('tampered', `tile ${index} of level ${level} of the log is missing`)
      return { level, index, hashes: Buffer.from(hashes) }
    }),
  )
}

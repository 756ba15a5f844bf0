import { PedigreeError } from '../domain/error.ts'
import type { LogHead } from '../lineage/answers/log-head.ts'
import { decodeEntries } from '../log/entry-bundle.ts'
import { parseVerifierKey } from '../log/note-key.ts'
import { verifyLog } from '../log/verify.ts'
import { checkpointIn } from '../operations/checkpoints/checkpoint-copies.ts'
import type { Progress } from '../operations/progress.ts'
import type { Surroundings } from '../operations/surroundings.ts'
import { citationFault, citationShown, type SoundLog } from '../operations/verification/citation.ts'
import { type Fault, fault } from '../operations/verification/fault.ts'
import type { Connection } from './connection.ts'
import { headsAt, logAt } from './logs.ts'
import { type Pin, pinsFile, readPins, writePins } from './pins.ts'

/** What was recomputed here. Bodies of statements and the graph's tables are the store's, and are verified there. */
export type LogVerdict =
  | {
      readonly intact: true
      readonly entries: number
      readonly logs: readonly { readonly name: string; readonly size: number; readonly root: string }[]
      readonly warnings: readonly string[]
    }
  | Fault

/**
 * Recomputes each log of a record at a server on this machine, from its entries: against its tiles, its signed checkpoint,
 * the key that was seen first, the checkpoint that was seen last, and older ones given; then against what the next log
 * cites of it. An expected answer is a value.
 */
export async function verifyAt(
  connection: Connection,
  older: readonly string[],
  surroundings: Surroundings,
  progress: Progress,
): Promise<LogVerdict> {
  const { origin } = connection
  const pins = readPins(origin, surroundings)
  const heads = await headsAt(connection)
  const strange = strangeAt(heads, pins, older, origin)
  if (strange !== undefined) return fault(strange)
  const logs: SoundLog[] = []
  for (const head of heads) {
    const pin = pins.find(({ name }) => name === head.name)
    const { verdict, first } = await verifyOne(
      connection,
      head,
      [...(pin === undefined ? [] : [pin.checkpoint]), ...older],
      progress,
    )
    if (!verdict.intact) return { ...verdict, reason: `the log ${head.name}: ${verdict.reason}` }
    if (verdict.logName !== head.name) return fault(`the log ${head.name} is signed as ${verdict.logName}`)
    const before = logs.at(-1)
    const misquoted = before && citationFault(head.name, citationShown(head.cites, first), before)
    if (misquoted !== undefined) return misquoted
    logs.push({ checkpoint: verdict, key: keyOf(head) })
  }
  writePins(origin, heads, surroundings)
  const entries = logs.reduce((sum, { checkpoint }) => sum + checkpoint.size, 0)
  return {
    intact: true,
    entries,
    logs: logs.map(({ checkpoint: { logName: name, size, root } }) => ({ name, size, root: root.toString('base64') })),
    warnings: firstSeen(heads, pins, pinsFile(origin, surroundings)),
  }
}

/** What speaks against a server before anything is recomputed. */
function strangeAt(heads: readonly LogHead[], pins: readonly Pin[], older: readonly string[], origin: string) {
  for (const { name, key } of pins) {
    const head = heads.find((each) => each.name === name)
    if (head === undefined) return `${origin} had the log ${name}, and has it no more: its record was exchanged`
    if (head.key !== key) return `the log ${name} has another key than when ${origin} was first verified from here`
  }
  for (const note of older) {
    const name = checkpointIn(note)?.logName
    if (!heads.some((head) => head.name === name))
      return `the older checkpoint given is of the log ${name}, which is not there`
  }
  return undefined
}

/** `first` is the log's first entry as it was verified. */
async function verifyOne(connection: Connection, head: LogHead, notes: readonly string[], progress: Progress) {
  const { reader } = logAt(connection, head)
  let first: Uint8Array | undefined
  const verdict = await verifyLog(
    {
      checkpointNote: head.checkpoint,
      tile: reader.tile,
      entries: async (index, width) => {
        progress('verified', index * 256, head.size)
        const bundle = await reader.entries(index, width)
        // The very bytes that are verified: asked for again, they might be others.
        if (index === 0) first = bundle
        return bundle
      },
    },
    [keyOf(head)],
    notes.filter((note) => checkpointIn(note)?.logName === head.name),
  )
  return { verdict, first: verdict.intact && first ? decodeEntries(first).next().value : undefined }
}

function keyOf({ name, key }: LogHead) {
  try {
    return parseVerifierKey(key)
  } catch (error) {
    throw new PedigreeError('tampered', `the key of the log ${name}: ${(error as Error).message}`, { cause: error })
  }
}

function firstSeen(heads: readonly LogHead[], pins: readonly Pin[], file: string): string[] {
  return heads
    .filter(({ name }) => !pins.some((pin) => pin.name === name))
    .map(
      ({ name, key }) =>
        `the log ${name} was not seen from here before. Compare its key with what \`pedigree key\` prints on the server's machine: ${key}. It is kept in ${file}.`,
    )
}

import { PedigreeError } from '../../domain/error.ts'
import { decodeBody } from '../../log/body.ts'
import { parseLeaf, statementCount, statementsRoot } from '../../log/leaf.ts'
import { type LoggedEntry, type LogRow, readEntryOfBodyAlone, readLoggedEntries } from '../../store/pages.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Progress } from '../progress.ts'
import { digestOf } from '../recording/seal.ts'
import type { Fault } from './fault.ts'

/** How much is in the entries. */
export type Found = { readonly entries: number; readonly statements: number }

/**
 * Whether the entries are just those of the logs, one log after the other in dense numbers, each with the statements
 * and the columns that its leaf says. The leaves themselves were held against the log before.
 */
export async function verifyEntries(
  snapshot: Snapshot,
  logs: readonly LogRow[],
  progress: Progress,
): Promise<Found | Fault> {
  const places = placesOf(logs)
  const size = logs.reduce((sum, log) => sum + log.size, 0)
  const found = { entries: 0, statements: 0 }
  for await (const page of readLoggedEntries(snapshot)) {
    for (const entry of page) {
      const place = places.next().value
      const problem =
        place?.log === entry.log && place.index === entry.index && found.entries + 1 === entry.number
          ? checkEntry(entry, found)
          : 'it is not the next of its log; another was put in, taken out or moved'
      if (problem !== undefined) {
        return { intact: false, reason: `entry ${entry.number}: ${problem}`, entry: entry.number }
      }
    }
    progress('verified', found.entries, size)
  }
  const alone = await readEntryOfBodyAlone(snapshot)
  if (alone === undefined) return found
  return { intact: false, reason: `the table body has statements of entry ${alone}, which there is not`, entry: alone }
}

function* placesOf(logs: readonly LogRow[]): Generator<{ log: number; index: number }, undefined> {
  for (const { id, size } of logs) for (let index = 0; index < size; index++) yield { log: id, index }
}

function checkEntry(
  { leaf: bytes, body, producer, sequence, timeMs }: LoggedEntry,
  found: { entries: number; statements: number },
): string | undefined {
  if (body === undefined) return 'its statements are gone'
  try {
    const leaf = parseLeaf(bytes)
    if (leaf.producer !== producer || leaf.sequence !== sequence || leaf.id !== `${producer}/${sequence}`)
      return 'its producer and sequence are not those that were sealed'
    if (Date.parse(leaf.time) !== timeMs) return 'its time is not the one that was sealed'
    const items = decodeBody(body)
    const count = statementCount(leaf)
    if (items.length !== count) return `it has ${items.length} items where its leaf counts ${count}`
    if (!statementsRoot(items.map(digestOf)).equals(leaf.root)) return 'its statements are not those that were sealed'
    const erased = items.findIndex((item) => 'erased' in item)
    if (erased >= 0) return unsaid(`${leaf.id}/${erased}`, erased === items.length - 1)
    found.entries++
    found.statements += items.length - 1
    return undefined
  } catch (error) {
    if (error instanceof PedigreeError) return error.message
    throw error
  }
}

/** An erasure is an entry itself, which names what it erased. No command erases yet, so that no entry can say it. */
const unsaid = (id: string, isSender: boolean) =>
  `${isSender ? 'who sent it' : 'a statement of it'} was erased (${id}), and no entry says so`

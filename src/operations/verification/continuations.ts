import { PedigreeError } from '../../domain/error.ts'
import { counted, countText } from '../../domain/quantities.ts'
import { citationFacet } from '../../domain/vocabulary.ts'
import { type Checkpoint, openCheckpoint } from '../../log/checkpoint.ts'
import { parseVerifierKey } from '../../log/note-key.ts'
import { type FirstEntry, type LogRow, readFirstEntries } from '../../store/pages.ts'
import type { Snapshot } from '../../store/port.ts'
import { unseal } from '../recording/seal.ts'

/** How one log of a store goes on from the one before it, as its first entry says and everybody can read. */
export type Continuation = {
  readonly log: string
  readonly from: string
  /** How many entries of the log before are here. */
  readonly size: number
  /** The number of the entry that says so. */
  readonly entry: number
  /** Checkpoints of earlier logs that cover more than is left of them: the proof of what was lost. */
  readonly lost: readonly Checkpoint[]
}

/**
 * What the first entries of all logs but the oldest say. Only a first entry counts, which is written with its log: any
 * other statement of that name is somebody's word. A loss counts where the key of the log that it is of signed it.
 */
export async function readContinuations(snapshot: Snapshot, logs: readonly LogRow[]): Promise<Continuation[]> {
  if (logs.length < 2) return []
  const entries = await readFirstEntries(
    snapshot,
    logs.slice(1).map(({ id }) => id),
  )
  return logs.slice(1).map((log, index) => {
    const before = logs[index] as LogRow
    const first = entries.find((entry) => entry.log === log.id)
    const lost = lostIn(first).flatMap((note) => opened(note, logs) ?? [])
    return { log: log.name, from: before.name, size: before.size, entry: first?.number ?? 0, lost }
  })
}

/** What was erased, or is damaged, says nothing: then a loss is not known from here. */
function lostIn(first: FirstEntry | undefined): string[] {
  if (first?.body === undefined) return []
  try {
    const [cites] = unseal(first.body).statements
    if (cites?.type !== 'facet' || cites.name !== citationFacet) return []
    const { lost } = (cites.body ?? {}) as { lost?: unknown }
    return Array.isArray(lost) ? lost.filter((note) => typeof note === 'string') : []
  } catch (error) {
    if (error instanceof PedigreeError || error instanceof SyntaxError) return []
    throw error
  }
}

function opened(note: string, logs: readonly LogRow[]): Checkpoint | undefined {
  const log = logs.find(({ name }) => note.startsWith(`${name}\n`))
  if (log === undefined) return undefined
  const found = openCheckpoint(note, [parseVerifierKey(log.verifierKey)])
  return 'checkpoint' in found && found.checkpoint.size > log.size ? found.checkpoint : undefined
}

/**
 * Whether the record itself says that a log was once as long as a checkpoint of it, which is longer than what is here.
 * Of a shorter one than was sealed nobody can say whether it was of the same history: the entries are gone.
 */
export function isSealedLoss({ logName, size, root }: Checkpoint, continuations: readonly Continuation[]): boolean {
  return continuations.some(({ lost }) =>
    lost.some((sealed) => {
      if (sealed.logName !== logName) return false
      return sealed.size > size || (sealed.size === size && sealed.root.equals(root))
    }),
  )
}

/** A sentence for each log of which entries were lost, from the record alone. */
export function lossText(logs: readonly LogRow[], continuations: readonly Continuation[]): string[] {
  return logs.flatMap(({ name, size }) => {
    const sealing = continuations.filter(({ lost }) => lost.some(({ logName }) => logName === name))
    const [first] = sealing
    if (first === undefined) return []
    const sizes = sealing.flatMap(({ lost }) => lost.filter(({ logName }) => logName === name).map((each) => each.size))
    const most = Math.max(...sizes)
    const where = sealing.map(({ log, entry }) => `${log} (entry ${entry})`).join(' and ')
    return [
      `the log ${name} had ${counted(most, 'entry', 'entries')}, and ${size} ${size === 1 ? 'is' : 'are'} here: ${lostText(most - size)}, as the first entry of ${where} says, by which the record went on`,
    ]
  })
}

/** `1 was lost`, `3 were lost`. */
const lostText = (count: number) => `${countText(count)} ${count === 1 ? 'was' : 'were'} lost`

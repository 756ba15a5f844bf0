import { PedigreeError } from '../../domain/error.ts'
import { type Checkpoint, openCheckpoint } from '../../log/checkpoint.ts'
import { type NoteKey, verifierKey } from '../../log/note-key.ts'
import { readEntryNumber } from '../../store/pages.ts'
import type { Snapshot } from '../../store/port.ts'
import { type Head, readHead } from '../../store/recording.ts'
import { checkpointIn, rootOfLog } from './checkpoint-copies.ts'

/**
 * What a writer asks of a store before each group, under the lock: that its newest log is the one it has the key of,
 * that the newest checkpoint is signed and is that of the entries and tiles that are there, and that the log extends
 * what this writer has seen of it. A store that was put back or altered beneath a running process is refused so, and
 * no checkpoint is ever signed over a damaged tree. A look-up of one row where nobody else has written meanwhile.
 */
export function appendGuard(key: NoteKey) {
  let seen: (Checkpoint & { readonly note: string }) | undefined
  return {
    /** @throws PedigreeError `tampered`, or `conflict` where the log was continued by another. */
    check: async (snapshot: Snapshot): Promise<void> => {
      const head = await readHead(snapshot)
      if (head === undefined) throw refusal('it has no log')
      if (head.logName !== key.verifier.name) {
        throw new PedigreeError('conflict', `the record goes on as the log ${head.logName} by now; try again`)
      }
      if (head.checkpoint === seen?.note) return
      const checkpoint = await checkedHead(snapshot, head, key)
      if (seen !== undefined) await checkExtends(snapshot, head, seen)
      seen = { ...checkpoint, note: head.checkpoint }
    },
    /** Says which checkpoint this writer has just made, so that it need not be looked into. */
    wrote: (note: string): void => {
      const checkpoint = checkpointIn(note)
      if (checkpoint !== undefined) seen = { ...checkpoint, note }
    },
  }
}

async function checkedHead(snapshot: Snapshot, head: Head, key: NoteKey): Promise<Checkpoint> {
  if (head.verifierKey !== verifierKey(key.verifier))
    throw refusal(`its log ${head.logName} has another key than yours`)
  const opened = openCheckpoint(head.checkpoint, [key.verifier])
  if ('problem' in opened) throw refusal(`its checkpoint is not to be believed: ${opened.problem}`)
  const { checkpoint } = opened
  const last = await readEntryNumber(snapshot, head.log, head.size - 1)
  const isWhole =
    checkpoint.logName === head.logName && checkpoint.size === head.size && (head.size === 0 || last === head.lastEntry)
  if (!isWhole || (await readEntryNumber(snapshot, head.log, head.size)) !== undefined) {
    throw refusal(`its checkpoint covers ${checkpoint.size} entries of ${checkpoint.logName}, and others are there`)
  }
  if (!(await rootOfLog(snapshot, head.log, head.size)).equals(checkpoint.root)) {
    throw refusal('the tiles of its log are not those that its checkpoint covers')
  }
  return checkpoint
}

async function checkExtends(snapshot: Snapshot, head: Head, { size, root }: Checkpoint): Promise<void> {
  if (size <= head.size && (await rootOfLog(snapshot, head.log, size)).equals(root)) return
  throw refusal(`its log ${head.logName} does not extend the ${size} entries that it had a moment ago`)
}

const refusal = (what: string) =>
  new PedigreeError('tampered', `the store was altered: ${what}. Nothing was written; \`pedigree verify\` says more.`)

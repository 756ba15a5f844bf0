import { renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Port } from '../../store/port.ts'
import { readHead } from '../../store/recording.ts'
import { discard, makeFolders } from '../project/durable-file.ts'
import type { Folder } from '../project/folder.ts'
import type { Surroundings } from '../surroundings.ts'
import { checkpointIn, userCopy } from './checkpoint-copies.ts'
import { keptText } from './kept-text.ts'

/** Copies lag behind a process that goes on writing by at most this. */
const copyDelayMs = 1_000

/**
 * Brings the copies up to date after commits, several at a time. They are not flushed: a log that is longer than its
 * copies is the ordinary case after a crash. What cannot be copied is a warning, the record itself stands.
 */
export function copier(store: Port, folder: Folder, surroundings: Surroundings) {
  let newest: string | undefined
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  const copy = () => {
    clearTimeout(timer)
    timer = undefined
    running = running.then(() => writeCopies(store, folder, surroundings, newest))
    return running
  }
  return {
    /** Says that something was committed, and under which checkpoint. */
    noted: (checkpoint: string) => {
      newest = checkpoint
      timer ??= setTimeout(copy, copyDelayMs).unref()
    },
    /** Resolves when the copies have all that was noted. */
    settled: () => (timer === undefined ? running : copy()),
  }
}

/**
 * Writes the copies under the writer's lock, so that they never move backwards. Never throws.
 * @param committed what this process has committed: where the store has less by now, it was put back, and this shows it.
 */
export async function writeCopies(
  store: Port,
  folder: Folder,
  surroundings: Surroundings,
  committed?: string,
): Promise<void> {
  try {
    await store.write(async (transaction) => {
      const head = await readHead(transaction)
      const ours = committed === undefined ? undefined : checkpointIn(committed)
      const isLater =
        ours !== undefined && (head === undefined || (ours.logName === head.logName && ours.size > head.size))
      const note = isLater ? committed : head?.checkpoint
      const name = isLater ? ours.logName : head?.logName
      if (note === undefined || name === undefined) return
      for (const path of [folder.checkpoint, userCopy(name, surroundings)]) replace(path, note, surroundings)
    })
  } catch (error) {
    surroundings.warn(`the checkpoint could not be copied (${(error as Error).message}); the record itself is safe`)
  }
}

/** What cannot be read may cover more than the log has by now: it is never replaced. */
function replace(path: string, note: string, { warn }: Surroundings): void {
  const { text: before, problem } = keptText(path)
  if (before === note) return
  if (problem !== undefined) {
    warn(`the checkpoint at ${path} cannot be read (${problem}) and is kept as it is; the record itself is safe`)
    return
  }
  const [covered, covering] = [checkpointIn(before ?? ''), checkpointIn(note)]
  if (covered !== undefined && covered.logName === covering?.logName && covered.size > covering.size) {
    warn(`the checkpoint at ${path} covers ${covered.size} entries and is kept: the log ends at ${covering.size}`)
    return
  }
  const temporary = `${path}.new`
  try {
    makeFolders(dirname(path), 0o700)
    writeFileSync(temporary, note)
    renameSync(temporary, path)
  } catch (error) {
    discard(temporary)
    warn(`the checkpoint could not be copied to ${path} (${(error as Error).message}); the record itself is safe`)
  }
}

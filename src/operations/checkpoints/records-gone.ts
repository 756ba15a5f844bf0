import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { counted, timeText } from '../../domain/quantities.ts'
import { instantOf } from '../../domain/time.ts'
import type { LogRow } from '../../store/pages.ts'
import type { Folder } from '../project/folder.ts'
import { logsFolder, type Surroundings } from '../surroundings.ts'
import { checkpointIn } from './checkpoint-copies.ts'
import { keptText } from './kept-text.ts'

/**
 * A sentence for each log with entries that this user wrote at this very place, and that the store here does not have:
 * `.pedigree` was deleted or exchanged, and another was begun in its place. That may be right; it is never silent.
 */
export function recordsGone({ path }: Folder, logs: readonly LogRow[], surroundings: Surroundings): string[] {
  const here = realpathSync(path)
  const folder = logsFolder(surroundings)
  return namesIn(folder).flatMap((name) => {
    if (keptText(join(folder, name, 'place')).text?.trim() !== here) return []
    const copy = join(folder, name, 'checkpoint')
    const checkpoint = checkpointIn(keptText(copy).text ?? '')
    if (checkpoint === undefined || checkpoint.size === 0) return []
    if (logs.some((log) => log.name === checkpoint.logName)) return []
    const until = timeText(instantOf(statSync(copy).mtimeMs))
    return [
      `there was a log ${checkpoint.logName} with ${counted(checkpoint.size, 'entry', 'entries')} at this place until ${until}, which this record does not have; its checkpoint is at ${copy}`,
    ]
  })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted()
  } catch {
    return []
  }
}

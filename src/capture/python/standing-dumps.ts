import type { FileEvent } from '../files/file-event.ts'
import type { PythonDump, PythonEvents } from './python-event.ts'

/**
 * What was dumped and stands in its file to the end, under the name that the file got: a loop writes one model after another
 * over the one before, and who writes carefully writes another file first and renames it.
 */
export function standingDumps({ dumps, files }: Pick<PythonEvents, 'dumps' | 'files'>): PythonDump[] {
  const changes = changesOf(dumps, files)
  return dumps.flatMap((dump, index) => {
    let path = dump.path
    for (const event of changes) {
      if (event.at <= dump.at) continue
      if (event.operation === 'rename' && event.path === path && event.to !== undefined) path = event.to
      else if (replaces(event, path)) return []
    }
    const isReplaced = dumps.slice(index + 1).some((later) => later.path === path && !isStream(later))
    return isReplaced ? [] : [{ ...dump, path }]
  })
}

/** What happened to the files of dumps, also under the names that they got. */
function changesOf(dumps: readonly PythonDump[], files: readonly FileEvent[]): FileEvent[] {
  const paths = new Set(dumps.map(({ path }) => path))
  return files.filter(({ operation, path, to }) => {
    const isOurs = operation !== 'read' && (paths.has(path) || (to !== undefined && paths.has(to)))
    if (isOurs && operation === 'rename' && to !== undefined && paths.has(path)) paths.add(to)
    return isOurs
  })
}

function replaces({ operation, path: changed, to, truncates }: FileEvent, path: string): boolean {
  if (operation === 'rename') return to === path
  return changed === path && (operation === 'delete' || truncates === true)
}

/** Into an open file several objects go, one after another; what a library writes itself is a file of one. */
const isStream = ({ function: name }: PythonDump) => name.endsWith('.dump')

import { posix } from 'node:path'
import type { FileEvent, Process } from '../files/file-event.ts'

/**
 * The processes that are Pedigree's own. A command may call Pedigree in its turn (a Makefile whose steps are recorded one
 * by one): what that Pedigree reads and writes for its own purposes, and the git that it asks, are none of the run; the
 * command that it was given is.
 * @param main the module that a Pedigree starts with, absolute, without symbolic links.
 */
export function pedigreeProcesses(
  events: readonly FileEvent[],
  processes: readonly Process[],
  main: string,
): ReadonlySet<number> {
  const started = new Set(
    events.flatMap(({ path, pid, operation }) => (operation === 'read' && path === main ? pid : [])),
  )
  const own = new Map<number, readonly string[]>()
  for (const { pid, parent, argv } of processes) {
    const above = parent === undefined ? undefined : own.get(parent)
    const isMain = started.has(pid) && argv.includes('run')
    if (isMain || (above !== undefined && posix.basename(argv[0] ?? '') === 'git' && !endsWith(above, argv))) {
      own.set(pid, argv)
    }
  }
  return new Set(own.keys())
}

function endsWith(words: readonly string[], end: readonly string[]): boolean {
  const rest = words.slice(-end.length)
  return rest.length === end.length && rest.every((word, index) => word === end[index])
}

import { existsSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process, told from a later one with the same number by when it started (clock ticks since boot, on Linux). */
export type Owner = { readonly host: string; readonly pid: number; readonly started: string }

export const thisProcess = (): Owner => ({
  host: hostname(),
  pid: process.pid,
  started: startOf(process.pid) ?? '',
})

/** Whether it still runs, or may: of a process on another machine that shares this home, nobody here can tell. */
export function isAlive({ host, pid, started }: Owner): boolean {
  if (host !== hostname()) return true
  if (existsSync('/proc/self/stat')) return startOf(pid) === started
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Fields 3 (state) and 22 (start) of /proc/<pid>/stat, see proc_pid_stat(5); the command before them may hold blanks and
 * brackets. A process that is dead and only waits for its parent to hear of it (Z, X) has no start.
 */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'

const forwarded = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const
// These two a terminal sends to everybody in its foreground, the command included.
const fromTerminal: readonly string[] = ['SIGINT', 'SIGQUIT']

/** Starts a command, and hands it the signals that mean it until `release` is called. */
export type Forwarding = { readonly child: ChildProcess; release(): void }

/**
 * Starts a command with its signals forwarded from the first moment: it may tell somebody that it is there before we hear
 * that it is. This process survives them. Pressing Ctrl-C reaches the command without us, and twice would cut short how it
 * cleans up, so in the foreground of a terminal it is only survived.
 */
export function startWithSignals(start: () => ChildProcess): Forwarding {
  let child: ChildProcess | undefined
  const handOn = (signal: NodeJS.Signals): void => {
    if (!fromTerminal.includes(signal) || !inForeground()) child?.kill(signal)
  }
  const release = (): void => {
    for (const signal of forwarded) process.off(signal, handOn)
  }
  for (const signal of forwarded) process.on(signal, handOn)
  try {
    child = start()
    return { child, release }
  } catch (error) {
    release()
    throw error
  }
}

/**
 * Whether whoever called us meant the command to go on when its terminal is gone. Node forgets at its start that it was
 * told to ignore SIGHUP, so this is told by `nohup`, which shells name in `_`, and by a parent that ignores it.
 */
export function ignoresHangup(env: Readonly<Record<string, string | undefined>>): boolean {
  if (posix.basename(env._ ?? '') === 'nohup') return true
  try {
    const mask = /^SigIgn:\s*([0-9a-f]+)/m.exec(readFileSync(`/proc/${process.ppid}/status`, 'latin1'))?.[1]
    return mask !== undefined && (Number.parseInt(mask.slice(-1), 16) & 1) === 1
  } catch {
    return false
  }
}

/** A command that ignores SIGHUP, as one that `nohup` starts: Node gives its children every signal's default back. */
export function ignoringHangup(command: readonly string[]): string[] {
  return ['/bin/sh', '-c', 'trap "" HUP; exec "$@"', 'sh', ...command]
}

// See proc_pid_stat(5): fields 5 and 8 are our process group and the one in the foreground of our terminal. The name in
// field 2 can hold anything, so fields are counted from its closing parenthesis.
function inForeground(): boolean {
  try {
    const fields = readFileSync('/proc/self/stat', 'latin1').split(') ').at(-1)?.split(' ')
    return fields?.[2] === fields?.[5]
  } catch {
    return process.stdin.isTTY
  }
}

import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'

const forwarded = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const
// These two a terminal sends to everybody in its foreground, the command included.
const fromTerminal: readonly string[] = ['SIGINT', 'SIGQUIT']

/**
 * Until the returned function is called, this process survives the signals that mean its command, and hands them on.
 * Pressing Ctrl-C reaches the command without us, and twice would cut short how it cleans up, so in the foreground of a
 * terminal it is only survived.
 */
export function forwardSignals(child: Pick<ChildProcess, 'kill'>): () => void {
  const handOn = (signal: NodeJS.Signals): void => {
    if (!fromTerminal.includes(signal) || !inForeground()) child.kill(signal)
  }
  for (const signal of forwarded) process.on(signal, handOn)
  return () => {
    for (const signal of forwarded) process.off(signal, handOn)
  }
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

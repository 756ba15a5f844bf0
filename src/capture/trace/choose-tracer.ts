import { statSync } from 'node:fs'
import { posix } from 'node:path'
import { findCommand } from '../files/command-file.ts'
import { sharedTraceVariable } from './shared-trace.ts'
import { isTraced, type NoTracer, type OuterTracer, probeTracer, type Tracer } from './tracer.ts'

const tracers = new Set('gdb lldb rr strace ltrace perf valgrind sysdig'.split(' '))

/**
 * The tracer for a command, or why it goes without one: a debugger needs for itself what a tracer takes, and a program that
 * changes its user (sudo, su) keeps ours while it is traced. Nothing is ever run twice, so this is decided before.
 */
export async function chooseTracer(
  command: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Tracer | OuterTracer | NoTracer> {
  const name = posix.basename(command[0] ?? '')
  if (tracers.has(name)) return { kind: 'none', reason: `${name} cannot trace what is traced already` }
  const found = await findCommand(command, cwd, env)
  if (found.kind === 'found' && changesUser(found.file)) {
    return { kind: 'none', reason: `${name} would lose its privileges under a tracer` }
  }
  const address = env[sharedTraceVariable]
  return address !== undefined && (await isTraced()) ? { kind: 'outer', address } : probeTracer()
}

function changesUser(file: string): boolean {
  const state = statSync(file, { throwIfNoEntry: false })
  return state !== undefined && (state.mode & 0o4000) !== 0 && state.uid !== process.getuid?.()
}

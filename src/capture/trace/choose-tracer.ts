import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import { findCommand } from '../files/command-file.ts'
import { isTraced, type NoTracer, type OuterTracer, probeTracer, sharedTraceVariable, type Tracer } from './tracer.ts'

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
  // Begun at once: what is awaited here has its turn only when this process has loaded the rest of itself.
  const probed = probeTracer()
  const found = await findCommand(command, cwd, env)
  if (found.kind === 'found' && changesUser(found.file)) {
    return { kind: 'none', reason: `${name} would lose its privileges under a tracer` }
  }
  if (found.kind === 'found' && (sanitizer.test(env.LD_PRELOAD ?? '') || checksLeaks(found.file))) {
    return { kind: 'none', reason: `${name} looks for leaks, which it cannot under a tracer` }
  }
  const address = env[sharedTraceVariable]
  return address !== undefined && isTraced() ? { kind: 'outer', address } : probed
}

// Libraries that a program needs, and symbols of them that it exports where they are part of it.
const sanitizer = /lib(?:clang_rt\.)?[al]san[\w-]*\.so|__lsan_init|__asan_init/
const lookedAtBytes = 1024 * 1024

/** Whether a program has LeakSanitizer in it, by itself or as a part of AddressSanitizer, as its first megabyte tells. */
function checksLeaks(file: string): boolean {
  try {
    const descriptor = openSync(file, 'r')
    try {
      const start = Buffer.alloc(lookedAtBytes)
      return sanitizer.test(start.toString('latin1', 0, readSync(descriptor, start, 0, lookedAtBytes, 0)))
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return false
  }
}

function changesUser(file: string): boolean {
  const state = statSync(file, { throwIfNoEntry: false })
  return state !== undefined && (state.mode & 0o4000) !== 0 && state.uid !== process.getuid?.()
}

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pluginEnvironment } from '../plug-in.ts'
import { readPythonEvents } from './events.ts'

export type ProbedPython =
  | { readonly kind: 'speaks'; readonly version: string; readonly executable: string }
  | { readonly kind: 'silent'; readonly executable: string }
  | { readonly kind: 'none' }

const execute = promisify(execFile)
const probeTimeoutMs = 20_000

/** Whether the plug-in works in the Python that `python3` (else `python`) starts, found out by starting it. */
export async function probePlugIn(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ProbedPython> {
  const scratch = await mkdtemp(join(tmpdir(), 'pedigree-probe-'))
  try {
    const events = join(scratch, 'events')
    for (const name of ['python3', 'python']) {
      const options = { cwd, env: { ...env, ...pluginEnvironment(env, events) }, timeout: probeTimeoutMs }
      const ran = await execute(name, ['-c', 'import sys; print(sys.executable)'], options).catch(() => undefined)
      if (ran === undefined) continue
      const [end] = readPythonEvents(events).ends
      const executable = ran.stdout.trim() || name
      return end === undefined ? { kind: 'silent', executable } : { kind: 'speaks', version: end.version, executable }
    }
    return { kind: 'none' }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

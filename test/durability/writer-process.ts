import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Project } from './project.ts'

/** A request that the writer said was durable. */
export type Acknowledged = {
  readonly producer: string
  readonly sequence: number
  readonly entry: number
  readonly waitedMs: number
}
export type WriterEnd = {
  readonly acknowledged: readonly Acknowledged[]
  /** Lines that begin with `refused`, `failed` or `warning`. */
  readonly said: readonly string[]
  readonly signal: string | null
  readonly code: number | null
  readonly error: string
}

const program = fileURLToPath(new URL('writer.ts', import.meta.url))

/** Starts writer.ts in a project. `limit` is put before it in a shell, for example `ulimit -f 100; exec`. */
export function startWriter(
  { cwd, state }: Project,
  {
    count = 1e9,
    together = 1,
    padding = 0,
    limit = '',
  }: { count?: number; together?: number; padding?: number; limit?: string } = {},
) {
  const line = [process.execPath, program, count, together, padding]
  const [command = '', ...args] = limit === '' ? line.map(String) : ['/bin/sh', '-c', `${limit} ${line.join(' ')}`]
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: state, XDG_STATE_HOME: state, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  let error = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    error += chunk
  })
  const ended = new Promise<WriterEnd>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ ...read(text), signal, code, error }))
  })
  const saying = (what: RegExp) =>
    Promise.race([
      ended.then(() => {}),
      new Promise<void>((resolve) => child.stdout.on('data', () => what.test(text) && resolve())),
    ])
  return {
    ended,
    kill: () => child.kill('SIGKILL'),
    /** Resolves when it has opened the store, or has ended. */
    opened: () => saying(/^open$/m),
    /** Resolves when its first request is durable, or it has ended. */
    writing: () => saying(/^[0-9a-f]{32} .*\n/m),
  }
}

/** A last line without its end was cut by the kill: what it was to say was not said. */
function read(text: string): Pick<WriterEnd, 'acknowledged' | 'said'> {
  const lines = text.split('\n').slice(0, -1)
  const acknowledged = lines.flatMap((line) => {
    const [, producer, sequence, entry, waited] = /^([0-9a-f]{32}) (\d+) (\d+) ([\d.]+)$/.exec(line) ?? []
    if (producer === undefined) return []
    return [{ producer, sequence: Number(sequence), entry: Number(entry), waitedMs: Number(waited) }]
  })
  return { acknowledged, said: lines.filter((line) => /^(?:refused|failed|warning) /.test(line)) }
}

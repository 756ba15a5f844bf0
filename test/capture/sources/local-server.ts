import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A server that a test started and ends. */
export type LocalServer = { readonly port: number; stop(): void }

/** Starts a program that says its port in its first line, and ends with its input or by a signal. */
export async function startServer(program: string, words: readonly string[]): Promise<LocalServer> {
  const child: ChildProcess = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  if (child.stdout === null) throw new Error('a server has an output')
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return {
    port: Number(line),
    stop() {
      child.stdin?.end()
      child.kill()
    },
  }
}

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Project } from './project.ts'

type Place = Pick<Project, 'cwd' | 'state'>

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** Runs `pedigree …` as a person does, in the project's folder. */
export function pedigree(
  { cwd, state }: Place,
  args: readonly string[],
  env: Record<string, string> = {},
  uid = process.getuid?.(),
): Promise<{ readonly code: number; readonly out: string; readonly said: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { cwd, env: environment(state, env), ...(uid !== undefined && { uid }) },
      (error, out, said) => {
        resolve({ code: Number(error?.code ?? 0), out, said })
      },
    )
  })
}

/** Starts it without waiting. `ended` is its exit code or signal. */
export function start(
  { cwd, state }: Place,
  args: readonly string[],
  env: Record<string, string> = {},
): { readonly child: ChildProcess; readonly ended: Promise<number | NodeJS.Signals | null> } {
  const child = spawn(process.execPath, [program, ...args], { cwd, env: environment(state, env), stdio: 'ignore' })
  return { child, ended: new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal))) }
}

const environment = (state: string, env: Record<string, string>) => ({
  PATH: process.env.PATH ?? '',
  HOME: state,
  XDG_STATE_HOME: state,
  PEDIGREE_AGENT: 'ann',
  ...env,
})

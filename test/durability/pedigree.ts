import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Project } from './project.ts'

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** Runs `pedigree …` as a person does, in the project's folder. */
export function pedigree(
  { cwd, state }: Project,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ readonly code: number; readonly out: string; readonly said: string }> {
  const own = { PATH: process.env.PATH ?? '', HOME: state, XDG_STATE_HOME: state, PEDIGREE_AGENT: 'ann' }
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { cwd, env: { ...own, ...env } }, (error, out, said) => {
      resolve({ code: Number(error?.code ?? 0), out, said })
    })
  })
}

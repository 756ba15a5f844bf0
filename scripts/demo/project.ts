import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PedigreeError } from '../../src/domain/error.ts'
import { output } from './command.ts'
import { example, project, state, tampered } from './places.ts'
import { deliverTables } from './tables.ts'

/** The changes that make version 2, in their order; `message` is absent for the edit that is never committed. */
export const versionTwo = [
  { patch: '1-recent-delay.patch', message: 'Let the model know how late the airport runs' },
  { patch: '2-more-leaves.patch', message: 'Let the trees tell more flights apart' },
  { patch: '3-clip-delays.patch' },
] as const

/** @throws PedigreeError `not-found`, with what to install, where there is no git */
export function requireGit(environment: NodeJS.ProcessEnv): void {
  if (spawnSync('git', ['--version'], { env: environment }).status === 0) return
  throw new PedigreeError(
    'not-found',
    "The demo's project is a git repository and git is missing: install it (Debian and Ubuntu: apt-get install git; macOS: brew install git) and start the demo again.",
  )
}

/** Starts the story afresh: a copy of the example with one commit, and January to June as its raw data. */
export async function startProject(environment: NodeJS.ProcessEnv): Promise<void> {
  for (const folder of [project, state, tampered]) rmSync(folder, { recursive: true, force: true })
  cpSync(example, project, { recursive: true, filter: (path) => path !== join(example, 'version-2') })
  const git = gitIn(environment)
  await git('-c', 'init.defaultBranch=main', 'init', '--quiet')
  await git('config', 'user.name', 'Ann Example')
  await git('config', 'user.email', 'ann@example.org')
  await git('add', '--all')
  await git('commit', '--quiet', '--message', 'Predict how late a flight leaves New York')
  deliverTables(join(project, 'data', 'raw'), 6)
}

/** Makes the four changes of version 2: July's flights, a feature, a parameter, and an edit left uncommitted. */
export async function changeProject(environment: NodeJS.ProcessEnv): Promise<void> {
  const git = gitIn(environment)
  deliverTables(join(project, 'data', 'raw'), 7)
  for (const change of versionTwo) {
    await git('apply', join(example, 'version-2', change.patch))
    if ('message' in change) await git('commit', '--quiet', '--all', '--message', change.message)
  }
}

type Git = (...words: string[]) => Promise<string>

const gitIn =
  (environment: NodeJS.ProcessEnv): Git =>
  (...words) =>
    output({ program: 'git', arguments: words, folder: project, environment })

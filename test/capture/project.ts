import { type ChildProcess, execFileSync, type SpawnSyncOptions, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll } from 'vitest'
import type { Summary } from '../../src/capture/summary.ts'
import type { Statement } from '../../src/domain/statement.ts'
import { unseal } from '../../src/operations/recording/seal.ts'
import { python } from './programs.ts'

/** How a command ended, with what it wrote, byte for byte. */
export type Outcome = {
  readonly exit: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: Buffer
  readonly stderr: Buffer
}
export type Recorded = Outcome & { readonly summary: Summary }

type RunOptions = {
  /** Options of `pedigree run` itself. */
  readonly options?: readonly string[]
  /** Where to run, below the project's folder. */
  readonly below?: string
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string | Buffer
  readonly uid?: number
}

/** A project of its own with a home and a state folder of its own, so that a test touches nothing of anybody's. */
export type Project = {
  /** Real, absolute. */
  readonly folder: string
  readonly home: string
  readonly state: string
  readonly env: NodeJS.ProcessEnv
  write(path: string, content: string | Buffer): string
  read(path: string): string
  has(path: string): boolean
  /** `pedigree run --summary … -- command`, to its end. */
  run(command: readonly string[], options?: RunOptions): Recorded
  /** The same shell script, run by `sh`. */
  shell(script: string, options?: RunOptions): Recorded
  /** The same Python program, run as `name`. */
  python(
    script: string,
    options?: RunOptions & { readonly name?: string; readonly words?: readonly string[] },
  ): Recorded
  /** Any Pedigree command, to its end. */
  pedigree(words: readonly string[], options?: Omit<RunOptions, 'options'>): Outcome
  /** The same without waiting for it. */
  start(words: readonly string[], options?: { readonly env?: NodeJS.ProcessEnv }): ChildProcess
  git(...words: string[]): string
  /** Every statement on record, in order, as it was sealed. */
  statements(): Statement[]
}

/** What the CLI starts with. */
export const main = join(import.meta.dirname, '../../src/cli/main.ts')
// Compiled once for all of them: half of what a short command costs is reading our own code.
const compiled = join(import.meta.dirname, '../../node_modules/.cache/pedigree-test-compiled')
const made: string[] = []
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Makes a project under the temporary folder, by default a git repository. It goes when the test file is done. */
export function makeProject({ isRepository = true, name = 'project' } = {}): Project {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'capture-')))
  made.push(base)
  const [folder, home, state] = [join(base, name), join(base, 'home'), join(base, 'state')]
  for (const each of [folder, home, state]) mkdirSync(each)
  const env = environment(home, state)
  let count = 0
  const options = ({ below = '.', env: more, input, uid }: RunOptions): SpawnSyncOptions => ({
    cwd: join(folder, below),
    env: { ...env, ...more },
    ...(input !== undefined && { input }),
    ...(uid !== undefined && { uid, gid: uid }),
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
  })
  const project: Project = {
    folder,
    home,
    state,
    env,
    write(path, content) {
      const file = join(folder, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
      return file
    },
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    has: (path) => existsSync(join(folder, path)),
    run(command, run = {}) {
      count += 1
      const file = join(base, `summary-${count}.json`)
      const outcome = project.pedigree(['run', '--summary', file, ...(run.options ?? []), '--', ...command], run)
      const summary = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Summary) : undefined
      if (summary === undefined) throw new Error(`no summary: ${outcome.stderr}`)
      return { ...outcome, summary }
    },
    shell: (script, run) => project.run(['sh', '-c', script], run),
    python(script, { name: file = 'main.py', words = [], ...run } = {}) {
      project.write(file, script)
      return project.run([python?.path ?? 'python3', file, ...words], run)
    },
    pedigree: (words, run = {}) => outcomeOf(process.execPath, [main, ...words], options(run)),
    start: (words, { env: more } = {}) =>
      spawn(process.execPath, [main, ...words], { cwd: folder, env: { ...env, ...more } }),
    git: (...words) => execFileSync('git', words, { cwd: folder, env, encoding: 'utf8' }),
    statements: () => statementsIn(join(folder, '.pedigree/store.db')),
  }
  if (isRepository) startRepository(project)
  return project
}

function startRepository({ git }: Project): void {
  git('-c', 'init.defaultBranch=main', 'init', '--quiet')
  git('config', 'user.name', 'Ann Example')
  git('config', 'user.email', 'ann@example.org')
}

function environment(home: string, state: string): NodeJS.ProcessEnv {
  const { PATH, LANG, TMPDIR } = process.env
  return {
    PATH: [...(python === undefined ? [] : [dirname(python.path)]), PATH].join(':'),
    ...(LANG !== undefined && { LANG }),
    ...(TMPDIR !== undefined && { TMPDIR }),
    HOME: home,
    XDG_STATE_HOME: state,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    NODE_COMPILE_CACHE: compiled,
  }
}

function statementsIn(store: string): Statement[] {
  const database = new DatabaseSync(store, { readOnly: true })
  const rows = database.prepare('select bytes from body order by entry').all() as { bytes: Uint8Array }[]
  database.close()
  return rows.flatMap(({ bytes }) => unseal(bytes).statements.filter((said) => said !== undefined))
}

/** Any program to its end, as a bare run to compare with. */
export function outcomeOf(program: string, words: readonly string[], options: SpawnSyncOptions): Outcome {
  const { status, signal, stdout, stderr, error } = spawnSync(program, words, options)
  if (error !== undefined) throw error
  return { exit: status, signal, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) }
}

/** The names of files, sorted: what most tests ask of a summary. */
export const names = (files: readonly { readonly path: string }[]): string[] => files.map(({ path }) => path).sort()

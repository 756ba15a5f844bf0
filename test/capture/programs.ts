import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** What these tests start besides Node, where the machine has it. Each that is missing is said once, aloud. */
export const hasGit = has('git', ['--version'], 'git')
export const hasStrace = has(
  'strace',
  ['-f', '--seccomp-bpf', '-o', '/dev/null', 'true'],
  'strace, and the right to trace',
)
/** The interpreter itself, not a version manager's shim, which needs the user's home. 311 stands for 3.11. */
export const python = findPython()

function has(name: string, words: readonly string[], what: string): boolean {
  const found = spawnSync(name, words, { stdio: 'ignore' }).status === 0
  if (!found) console.warn(`Skipped: tests of capture that need ${what}.`)
  return found
}

function findPython(): { readonly path: string; readonly version: number } | undefined {
  const ask = 'import sys; print(sys.executable); print(sys.version_info[0] * 100 + sys.version_info[1])'
  const { status, stdout } = spawnSync('python3', ['-c', ask], { encoding: 'utf8' })
  const [path, version] = status === 0 ? stdout.trim().split('\n') : []
  if (path !== undefined && Number(version) >= 308) return { path, version: Number(version) }
  console.warn('Skipped: tests of capture that run Python 3.8 or newer.')
  return undefined
}

/** An interpreter with what the example's requirements pin, or undefined where it cannot be had. */
export const examplePython = (): string | undefined => pythonWith('examples/flight-delays/requirements.txt', 'train')

/**
 * An interpreter with the packages that a file of requirements pins, made once for each Python and each version of the
 * file, or undefined (said aloud) where they cannot be had.
 * @param path below the root.
 * @param what the tests do that go without.
 */
export function pythonWith(path: string, what: string): string | undefined {
  if (python === undefined) return undefined
  const requirements = join(root, path)
  const key = createHash('sha256').update(python.path).update(String(python.version)).update(readFileSync(requirements))
  const venv = join(root, 'node_modules/.cache', `pedigree-test-venv-${key.digest('hex').slice(0, 12)}`)
  const interpreter = join(venv, 'bin/python')
  if (existsSync(join(venv, 'complete'))) return interpreter

  const { PYTHONPATH: _, ...env } = process.env
  const quietly = ['--quiet', '--disable-pip-version-check', '--only-binary', ':all:']
  const install = ['-m', 'pip', 'install', ...quietly, '-r', requirements]
  const isMade =
    spawnSync(python.path, ['-m', 'venv', '--clear', venv], { env }).status === 0 &&
    spawnSync(interpreter, install, { env }).status === 0
  if (isMade) writeFileSync(join(venv, 'complete'), '')
  else console.warn(`Skipped: tests of capture that ${what}. What ${path} names cannot be installed here.`)
  return isMade ? interpreter : undefined
}

/** For what reads addresses, objects and tables. */
export const sourcesPython = (): string | undefined =>
  pythonWith('test/capture/sources/requirements.txt', 'read what is no file')

import { spawnSync } from 'node:child_process'
import { PedigreeError } from '../../src/domain/error.ts'

/** The minor versions of Python 3 that the example's requirements are pinned for, newest first. */
export const pythonMinors = [14, 13, 12, 11, 10, 9] as const

/** An interpreter that answered. `hasVenv` is false where a distribution ships Python without `venv` or its pip. */
export type Python = {
  readonly path: string
  readonly version: string
  readonly minor: number
  readonly hasVenv: boolean
}

/** The newest Python 3.9 to 3.14 on the path that can make an environment. @throws PedigreeError `not-found` with what to install */
export function findPython(environment: NodeJS.ProcessEnv): Python {
  const names = [...pythonMinors.map((minor) => `python3.${minor}`), 'python3', 'python']
  const found: Python[] = []
  for (const name of names) {
    const python = ask(name, environment)
    if (python === undefined || !isPinned(python)) continue
    if (python.hasVenv) return python
    found.push(python)
  }
  throw new PedigreeError('not-found', whatToInstall(found))
}

/** One sentence for somebody whose Pythons, newest first, all lack `venv`, or who has none that is pinned. */
export function whatToInstall(withoutVenv: readonly Python[]): string {
  const [newest] = withoutVenv
  if (newest === undefined) {
    return 'The demo trains a real model and needs Python 3.9 to 3.14: install it (Debian and Ubuntu: apt-get install python3-venv; macOS: brew install python@3.14) and start the demo again.'
  }
  return `Python ${newest.version} (${newest.path}) is here without its venv module: install it (Debian and Ubuntu: apt-get install python3.${newest.minor}-venv) and start the demo again.`
}

const isPinned = ({ minor }: Python) => pythonMinors.some((pinned) => pinned === minor)

// Debian's venv imports without the package python3-venv, but not ensurepip, which puts pip into the environment. Within
// an activated environment the interpreter under it is meant, so that the answer is the same inside and outside of it.
const question = `
import sys
try:
    import ensurepip, venv
    has_venv = 1
except ImportError:
    has_venv = 0
print(getattr(sys, "_base_executable", sys.executable), "%d.%d.%d" % sys.version_info[:3], has_venv, sep="\\n")`

function ask(name: string, environment: NodeJS.ProcessEnv): Python | undefined {
  const { stdout, status } = spawnSync(name, ['-c', question], { env: environment, encoding: 'utf8' })
  const [path, version, hasVenv] = status === 0 ? stdout.trim().split('\n') : []
  const [major, minor] = version?.split('.').map(Number) ?? []
  if (path === undefined || version === undefined || major !== 3 || minor === undefined) return undefined
  return { path, version, minor, hasVenv: hasVenv === '1' }
}

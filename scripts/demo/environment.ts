import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { output } from './command.ts'
import type { Python } from './find-python.ts'
import { demo, example, venv } from './places.ts'
import { step } from './progress.ts'

/** The interpreter of the demo's environment; pip and the example's requirements come with it. */
export const venvPython = join(venv, 'bin', 'python')

/**
 * Makes the environment that the example's requirements ask for, once: later calls need no network. One that was left
 * half made, or made for another Python or other requirements, is made anew.
 * @throws PedigreeError `unavailable` when pip cannot get what is pinned
 */
export async function provideEnvironment(python: Python, environment: NodeJS.ProcessEnv): Promise<void> {
  const requirements = join(example, 'requirements.txt')
  const stamp = join(venv, 'complete')
  const wanted = createHash('sha256')
    .update(`${python.path} ${python.version}\n`)
    .update(readFileSync(requirements))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  const command = { folder: demo, environment }
  await step(
    `making a Python ${python.version} environment`,
    output({ ...command, program: python.path, arguments: ['-m', 'venv', '--clear', venv] }),
  )
  const install = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--only-binary', ':all:']
  await step(
    'installing pandas and scikit-learn (once, about 80 MB)',
    output({ ...command, program: venvPython, arguments: [...install, '--requirement', requirements] }),
  )
  writeFileSync(stamp, wanted)
}

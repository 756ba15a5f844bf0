import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { python } from './programs.ts'

const cache = join(import.meta.dirname, '../../node_modules/.cache')

/**
 * An interpreter with packages of given versions, made once for each Python and each list, or undefined, said aloud as
 * "Skipped: …", where pip cannot install them here.
 * @param below libraries that it has besides, in their own environment, so that nothing large is installed twice.
 */
export function environmentWith(what: string, requirements: readonly string[], below?: Libraries): string | undefined {
  if (python === undefined) return undefined
  const others = below && environmentWith(what, below.requirements)
  if (below !== undefined && others === undefined) return undefined
  const key = createHash('sha256')
    .update(JSON.stringify([python, requirements, ...(below === undefined ? [] : [below.requirements])]))
    .digest('hex')
    .slice(0, 12)
  const venv = join(cache, `pedigree-test-venv-${key}`)
  const path = join(venv, 'bin/python')
  if (existsSync(join(venv, 'complete'))) return path

  const isMade = make(python.path, venv, others) && install(path, requirements)
  if (isMade) writeFileSync(join(venv, 'complete'), '')
  else console.warn(`Skipped: ${what}, which cannot be installed for this Python.`)
  return isMade ? path : undefined
}

function make(interpreter: string, venv: string, others: string | undefined): boolean {
  if (spawnSync(interpreter, ['-m', 'venv', '--clear', venv], { env: withoutPath() }).status !== 0) return false
  if (others === undefined) return true
  const [own] = globSync(join(venv, 'lib/python*/site-packages'))
  const [below] = globSync(join(dirname(others), '../lib/python*/site-packages'))
  if (own === undefined || below === undefined) return false
  writeFileSync(join(own, 'below.pth'), `${below}\n`)
  return true
}

function install(interpreter: string, requirements: readonly string[]): boolean {
  const words = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary=:all:']
  return spawnSync(interpreter, [...words, ...requirements], { env: withoutPath() }).status === 0
}

function withoutPath(): NodeJS.ProcessEnv {
  const { PYTHONPATH: _, ...env } = process.env
  return env
}

export type Libraries = { readonly name: string; readonly requirements: readonly string[] }

/** Versions of the libraries that the plug-in learns from. A clone's tests take the newest, the torture takes all. */
export const newest: Libraries = {
  name: 'pandas 3.0, scikit-learn 1.8, XGBoost 3.2, LightGBM 4.6',
  requirements: ['pandas==3.0.6', 'scikit-learn==1.8.0', 'xgboost-cpu==3.2.0', 'lightgbm==4.6.0', 'pyarrow==21.0.0'],
}
export const older: readonly Libraries[] = [
  {
    name: 'pandas 2.2, scikit-learn 1.5, XGBoost 2.1, LightGBM 4.5',
    requirements: ['pandas==2.2.3', 'scikit-learn==1.5.2', 'xgboost-cpu==2.1.4', 'lightgbm==4.5.0', 'pyarrow==18.1.0'],
  },
  {
    name: 'pandas 1.5, scikit-learn 1.2, XGBoost 1.7, LightGBM 3.3',
    requirements: [
      ...['pandas==1.5.3', 'numpy==1.26.4', 'scikit-learn==1.2.2', 'xgboost==1.7.6', 'lightgbm==3.3.5'],
      ...['pyarrow==14.0.2', 'joblib==1.3.2'],
    ],
  },
]

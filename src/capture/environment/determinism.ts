import type { PythonEvents, PythonFit } from '../python/python-event.ts'
import { shortClass } from '../python/python-value.ts'
import type { Environment } from './environment.ts'

/** Why a run may come out otherwise when it is done again. `text` is a sentence. */
export type DeterminismRisk = {
  readonly risk: 'unseeded' | 'threads' | 'hash-seed' | 'gpu'
  readonly text: string
}

type Sources = {
  readonly python: Pick<PythonEvents, 'fits' | 'seeds' | 'ends'>
  readonly environment: Environment | undefined
  /** `train.py:21`, where it is known. */
  readonly where: (place: { file?: string; line?: number }) => string | undefined
}

// They have a seed of their own where none is given.
const boosters = /^(?:xgboost|lightgbm|catboost)\./
const threadVariables = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS']

/**
 * What of a Python run depends on chance, on the number of cores, on the order of sets or on a GPU, one sentence each. A
 * generator without a seed counts where something was drawn from it, as far as the process lived to tell.
 */
export function determinismRisks({ python, environment, where }: Sources): DeterminismRisk[] {
  const { ends } = python
  if (ends.length === 0) return []
  const fits = python.fits.filter(({ by }) => by === undefined)
  const at = (place: { file?: string; line?: number }) => where(place) ?? 'an unknown place'
  const unique = (risk: DeterminismRisk['risk'], texts: readonly string[]) =>
    [...new Set(texts)].map((text) => ({ risk, text }))
  return [
    ...unique('unseeded', [
      ...callsWithoutSeed(python, at),
      ...generatorsWithoutSeed(python),
      ...estimatorsWithoutSeed(python, at),
      ...networksWithoutSeed(python, fits),
    ]),
    ...unique('threads', [...threadsOf(fits, at), ...threadsUnset(ends, fits)]),
    ...unique('hash-seed', hashSeed(ends)),
    ...unique('gpu', gpuFlags(ends, environment)),
  ]
}

type Place = (place: { file?: string; line?: number }) => string

function callsWithoutSeed({ seeds }: Sources['python'], at: Place): string[] {
  const calls = seeds.filter(
    ({ parameter, value, by }) => parameter === undefined && value === undefined && by === undefined,
  )
  return calls.map((seed) => `${seed.function} at ${at(seed)} was called without a seed.`)
}

function generatorsWithoutSeed({ ends }: Sources['python']): string[] {
  const names = new Set(ends.flatMap(({ unseeded = [] }) => unseeded))
  return [...names].sort().map((name) => `Numbers were drawn from ${name}, which nobody had seeded.`)
}

/** scikit-learn draws from NumPy's generator then: of one that nothing was drawn from, the estimator had no need. */
function estimatorsWithoutSeed({ seeds, ends }: Sources['python'], at: Place): string[] {
  const left = seeds.filter(
    ({ parameter, value, by, function: name }) =>
      parameter !== undefined && value === undefined && by === undefined && !boosters.test(name),
  )
  return left.flatMap((seed) => {
    const end = ends.find(({ pid }) => pid === seed.pid)
    if (end !== undefined && end.unseeded?.includes('numpy.random') !== true) return []
    const may = end === undefined ? 'may have drawn' : 'can have drawn'
    return [`${shortClass(seed.function)} at ${at(seed)} has no ${seed.parameter} and ${may} from NumPy's generator.`]
  })
}

function networksWithoutSeed({ ends }: Sources['python'], fits: readonly PythonFit[]): string[] {
  const seeded = new Set(ends.flatMap((end) => end.seeded ?? []))
  const uses = (root: string) => fits.some(({ class: name }) => name.startsWith(`${root}.`))
  return [
    ...(uses('torch') && !seeded.has('torch.random') ? ['PyTorch was not seeded.'] : []),
    ...(uses('keras') && !seeded.has('keras.src.utils.rng_utils') ? ['Keras was not seeded.'] : []),
  ]
}

function threadsOf(fits: readonly PythonFit[], at: Place): string[] {
  return fits.flatMap((fit) =>
    fit.parameters.flatMap(({ name, value }) => {
      if (!/(?:^|__)n_jobs$/.test(name) || value === 1) return []
      const usesAll = value === null && boosters.test(fit.class)
      if (value === null && !usesAll) return []
      const jobs = usesAll ? 'no n_jobs, which means every core' : `${name}=${JSON.stringify(value)}`
      return [`${shortClass(fit.class)} at ${at(fit)} has ${jobs}: sums may be added in another order.`]
    }),
  )
}

function threadsUnset(ends: PythonEvents['ends'], fits: readonly PythonFit[]): string[] {
  const computes = ends.some(({ packages }) => packages.some(({ name }) => name === 'numpy')) && fits.length > 0
  const isSet = ends.some(({ variables }) => threadVariables.some((name) => name in variables))
  return computes && !isSet ? ['OMP_NUM_THREADS is not set: how many threads compute is up to the machine.'] : []
}

function hashSeed(ends: PythonEvents['ends']): string[] {
  const isFixed = ends.every(({ variables: { PYTHONHASHSEED: seed = 'random' } }) => seed !== 'random')
  return isFixed ? [] : ['PYTHONHASHSEED is not set: the order of sets of texts changes from run to run.']
}

function gpuFlags(ends: PythonEvents['ends'], environment: Environment | undefined): string[] {
  if (environment?.gpu === undefined) return []
  const has = (name: string) => ends.some(({ packages }) => packages.some((each) => each.name === name))
  const isSet = (name: string) => ends.some(({ variables }) => name in variables)
  const flag = (name: string) => ends.some(({ flags = {} }) => flags[name] === true)
  return [
    ...(has('torch') && !flag('deterministicAlgorithms')
      ? ['A GPU is there, and PyTorch was not told to use deterministic algorithms alone.']
      : []),
    ...(has('torch') && flag('cudnnBenchmark') ? ['cuDNN chooses its algorithms by measuring.'] : []),
    ...(has('torch') && !isSet('CUBLAS_WORKSPACE_CONFIG')
      ? ['A GPU is there, and CUBLAS_WORKSPACE_CONFIG is not set.']
      : []),
    ...(has('tensorflow') && !isSet('TF_DETERMINISTIC_OPS')
      ? ['A GPU is there, and TF_DETERMINISTIC_OPS is not set.']
      : []),
  ]
}

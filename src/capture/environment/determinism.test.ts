import { expect, test } from 'vitest'
import type { PythonEnd, PythonFit, PythonSeed } from '../python/python-event.ts'
import { determinismRisks } from './determinism.ts'
import type { Environment } from './environment.ts'

const where = ({ line }: { line?: number }) => `train.py:${line}`
const fixed = { PYTHONHASHSEED: '0', OMP_NUM_THREADS: '1' }
const forest = 'sklearn.ensemble._forest.RandomForestClassifier'

function ending(more: Partial<PythonEnd> = {}): PythonEnd {
  const places = { executable: '/usr/bin/python3', prefix: '/usr', basePrefix: '/usr', platform: 'Linux' }
  const told = { at: 9, pid: 1, implementation: 'cpython', version: '3.11.7', modules: [], ...places }
  return { ...told, packages: [{ name: 'numpy', version: '2.0.0' }], variables: fixed, ...more }
}

function training(name: string, parameters: Record<string, number | null>): PythonFit {
  const given = Object.entries(parameters).map(([key, value]) => ({ name: key, value, from: 'code' }))
  return { at: 1, pid: 1, class: name, method: 'fit', line: 3, count: 1, seconds: 1, parameters: given }
}

function risks(
  ends: PythonEnd[],
  { fits = [], seeds = [], environment }: { fits?: PythonFit[]; seeds?: PythonSeed[]; environment?: Environment } = {},
): string[] {
  return determinismRisks({ python: { fits, seeds, ends }, environment, where }).map(({ text }) => text)
}

const unseeded: PythonSeed = { at: 1, pid: 1, line: 3, function: forest, parameter: 'random_state' }

test('a run with every seed and one thread has none, and neither has one without Python', () => {
  expect(risks([ending()], { fits: [training(forest, { random_state: 1, n_jobs: 1 })] })).toEqual([])
  expect(risks([])).toEqual([])
})

test('an estimator without a seed is one where something was drawn from the generator it would take', () => {
  expect(risks([ending({ unseeded: ['numpy.random'] })], { seeds: [unseeded] })).toEqual([
    'Numbers were drawn from numpy.random, which nobody had seeded.',
    "RandomForestClassifier at train.py:3 has no random_state and can have drawn from NumPy's generator.",
  ])
  expect(risks([ending()], { seeds: [unseeded] })).toEqual([])
})

test('an estimator without a seed may be one where its process did not live to tell', () => {
  expect(risks([ending({ pid: 2 })], { seeds: [unseeded] })).toEqual([
    "RandomForestClassifier at train.py:3 has no random_state and may have drawn from NumPy's generator.",
  ])
})

test('a generator that is made without a seed is one, however often', () => {
  const seed: PythonSeed = { at: 1, pid: 1, line: 5, function: 'numpy.random.default_rng' }

  expect(risks([ending()], { seeds: [seed, seed] })).toEqual([
    'numpy.random.default_rng at train.py:5 was called without a seed.',
  ])
})

test('several cores are one, given or by default', () => {
  const fits = [training(forest, { n_jobs: -1 }), training('xgboost.sklearn.XGBClassifier', { n_jobs: null })]

  expect(risks([ending({ variables: { PYTHONHASHSEED: '0' } })], { fits })).toEqual([
    'RandomForestClassifier at train.py:3 has n_jobs=-1: sums may be added in another order.',
    'XGBClassifier at train.py:3 has no n_jobs, which means every core: sums may be added in another order.',
    'OMP_NUM_THREADS is not set: how many threads compute is up to the machine.',
  ])
})

test('the order of sets is one where nothing fixes it', () => {
  const sentence = 'PYTHONHASHSEED is not set: the order of sets of texts changes from run to run.'

  expect(risks([ending({ variables: {} })])).toEqual([sentence])
  expect(risks([ending({ variables: { PYTHONHASHSEED: 'random' } })])).toEqual([sentence])
})

test('networks without a seed are one, unless a library seeded them', () => {
  const fits = [training('torch.optim.adam.Adam', {})]

  expect(risks([ending()], { fits })).toEqual(['PyTorch was not seeded.'])
  expect(risks([ending({ seeded: ['torch.random'] })], { fits })).toEqual([])
})

test('a GPU is one, unless the flags are set', () => {
  const gpu = { driver: '550', models: ['A100'] }
  const environment: Environment = { gpu, system: {}, cpu: { model: 'x', count: 1, memoryGiB: 1 } }
  const packages = [{ name: 'torch', version: '2.4.0' }]
  const set = { ...fixed, CUBLAS_WORKSPACE_CONFIG: ':4096:8' }

  expect(risks([ending({ packages, flags: { cudnnBenchmark: true } })], { environment })).toEqual([
    'A GPU is there, and PyTorch was not told to use deterministic algorithms alone.',
    'cuDNN chooses its algorithms by measuring.',
    'A GPU is there, and CUBLAS_WORKSPACE_CONFIG is not set.',
  ])
  expect(
    risks([ending({ packages, variables: set, flags: { deterministicAlgorithms: true } })], { environment }),
  ).toEqual([])
})

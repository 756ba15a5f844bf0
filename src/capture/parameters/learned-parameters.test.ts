import { expect, test } from 'vitest'
import type { RunFile } from '../files/run-file.ts'
import type { PythonEvents, PythonFit, PythonVariable } from '../python/python-event.ts'
import { parametersOf } from './learned-parameters.ts'
import { unsetVariables } from './variables.ts'

const ridge = (alpha: number): PythonFit => ({
  at: 1,
  pid: 1,
  class: 'sklearn.linear_model.Ridge',
  method: 'fit',
  count: 1,
  seconds: 0,
  line: 7,
  parameters: [{ name: 'alpha', value: alpha, from: 'code' }],
})

test('a sweep within one run keeps each value of a parameter, and one that comes back once', () => {
  const fits = [0.1, 1, 10, 1, 0.1].map(ridge)

  const found = parametersOf({
    files: { reads: [], writes: [] },
    calls: [],
    variables: [],
    fits,
    where: () => 'train.py:7',
  })

  expect([...found].map(([name, { value }]) => [name, value])).toEqual([
    ['Ridge.alpha', 0.1],
    ['train.py:7:Ridge.alpha', 1],
    ['train.py:7 2:Ridge.alpha', 10],
  ])
})

test('classes of two libraries with one name have the library before it, and only then', () => {
  const booster = (library: string, name: string): PythonFit => ({
    ...ridge(1),
    class: `${library}.core.Booster`,
    parameters: [{ name, value: 3, from: 'code' }],
  })
  const namesOf = (...fits: PythonFit[]) => [
    ...parametersOf({
      files: { reads: [], writes: [] },
      calls: [],
      variables: [],
      fits,
      where: () => 'train.py:7',
    }).keys(),
  ]

  expect(namesOf(booster('xgboost', 'eta'), booster('lightgbm', 'num_leaves'))).toEqual([
    'xgboost.Booster.eta',
    'lightgbm.Booster.num_leaves',
  ])
  expect(namesOf(booster('xgboost', 'eta'), booster('xgboost', 'gamma'))).toEqual(['Booster.eta', 'Booster.gamma'])
})

const asked = (name: string, value: string | undefined, line: number): PythonVariable => ({
  ...{ at: 1, pid: 1, name, line },
  ...(value === undefined ? {} : { value }),
})

test('a variable that a line asks for in vain is known by its name and first line, and is no parameter', () => {
  const listed = Array.from({ length: 21 }, (_, index) => asked(`V${index}`, undefined, 9))
  const told = [asked('WIDTH', undefined, 3), asked('WIDTH', undefined, 4), asked('DEPTH', '2', 4), ...listed]
  const where = ({ line }: { line?: number }) => `train.py:${line}`

  expect(unsetVariables(told, where)).toEqual([{ name: 'WIDTH', at: 'train.py:3' }])
  const found = parametersOf({ files: { reads: [], writes: [] }, calls: [], variables: told, fits: [], where })
  expect([...found.keys()]).toEqual(['env.DEPTH'])
})

test('a variable that a line asks for by name is a parameter, without its secret, and not what all are listed for', () => {
  const listed = Array.from({ length: 21 }, (_, index) => asked(`V${index}`, 'x', 9))
  const told = [
    asked('WIDTH', '90', 2),
    asked('WIDTH', '120', 3),
    asked('API_TOKEN', 'hunter', 4),
    asked('BACKEND', 'kirschbaum-7', 5),
    ...listed,
  ]

  const found = parametersOf({
    ...{ files: { reads: [], writes: [] }, calls: [], variables: told, fits: [] },
    where: ({ line }) => `train.py:${line}`,
  })

  expect([...found]).toEqual([
    ['env.WIDTH', { value: 90, from: 'environment variable at train.py:2', isDefault: false }],
    ['train.py:3:env.WIDTH', { value: 120, from: 'environment variable at train.py:3', isDefault: false }],
    ['env.API_TOKEN', { value: '[redacted]', from: 'environment variable at train.py:4', isDefault: false }],
    ['env.BACKEND', { value: '[redacted]', from: 'environment variable at train.py:5', isDefault: false }],
  ])
})

test('a name that several sources use belongs to the first, and to each other one under its own name, whatever they say', () => {
  const file = (name: string, seed: number): RunFile => ({
    ...{ path: `/${name}`, name, role: 'configuration', bytes: 9, digest: undefined, at: 1, witnesses: [] },
    configuration: { values: { seed: { value: seed, from: `${name}:1` } }, isData: false, redacted: 0 },
  })
  const call = (prog: string, seed: number, from: string): PythonEvents['arguments'][number] => ({
    ...{ at: 1, pid: 1, prog, values: [{ name: 'seed', value: seed, from }] },
  })
  const namesOf = (...seeds: readonly number[]) => {
    const [high = 42, data = 42, model = 42, one = 42, other = 42] = seeds
    const reads = [file('conf/model.yaml', model), file('params.yaml', high), file('conf/data.yaml', data)]
    const calls = [call('one.py', one, 'default'), call('other.py', other, 'command line')]
    const found = parametersOf({ files: { reads, writes: [] }, calls, variables: [], fits: [], where: () => undefined })
    return [...found].map(([name, { from }]) => [name, from])
  }

  expect(namesOf()).toEqual([
    ['seed', 'params.yaml:1'],
    ['conf/data.yaml:seed', 'conf/data.yaml:1'],
    ['conf/model.yaml:seed', 'conf/model.yaml:1'],
    ['one.py:seed', 'default of one.py'],
    ['other.py:seed', 'command line'],
  ])
  expect(namesOf(1, 2, 3, 4, 5)).toEqual(namesOf())
  expect(namesOf(7, 42, 42, 7, 42)).toEqual(namesOf())
})

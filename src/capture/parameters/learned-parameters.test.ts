import { expect, test } from 'vitest'
import type { PythonFit } from '../python/python-event.ts'
import { parametersOf } from './learned-parameters.ts'

const fit = (alpha: number): PythonFit => ({
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
  const fits = [0.1, 1, 10, 1, 0.1].map(fit)

  const found = parametersOf({ files: { reads: [], writes: [] }, calls: [], fits, where: () => 'train.py:7' })

  expect([...found].map(([name, { value }]) => [name, value])).toEqual([
    ['Ridge.alpha', 0.1],
    ['train.py:7:Ridge.alpha', 1],
    ['train.py:7 2:Ridge.alpha', 10],
  ])
})

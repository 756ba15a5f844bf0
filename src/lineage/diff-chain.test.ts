import { expect, test } from 'vitest'
import { chainOf } from './chain.test-lineage.ts'
import { diffLineages } from './diff.ts'

const told = (changes: ReturnType<typeof diffLineages>['causes']) =>
  changes.map(({ side, subject, steps }) => `${side} ${subject} in ${steps.join()}`)

/** `cp raw/wine.csv work/wine.csv` at one hour, training at the next. */
const copied = (raw: string, model: string, hour: number) => [
  { name: 'cp', hour, reads: { 'raw/wine.csv': raw }, writes: { 'work/wine.csv': raw } },
  { name: 'train.py', hour: hour + 2, reads: { 'work/wine.csv': raw }, writes: { 'm.bin': model } },
]

test('a raw file that a step copies is a cause: no run made what it was given', () => {
  const { causes, consequences } = diffLineages(chainOf(copied('raw1', 'm1', 1)), chainOf(copied('raw2', 'm2', 5)))

  expect(told(causes)).toEqual(['data raw/wine.csv in cp'])
  expect(told(consequences)).toEqual(['data work/wine.csv in cp,train.py', 'data m.bin in train.py'])
})

test('a raw file is a cause also where it was copied before', () => {
  const twice = chainOf([...copied('raw2', 'm2', 5), ...copied('raw2', 'm2', 9)])

  const { causes } = diffLineages(chainOf(copied('raw1', 'm1', 1)), twice)

  expect(told(causes)).toContain('data raw/wine.csv in cp')
  expect(told(diffLineages(twice, chainOf(copied('raw1', 'm1', 1))).causes)).toContain('data raw/wine.csv in cp')
})

test('what a run copied to another place by hand is made by that run all the same', () => {
  const carried = (raw: string, model: string) =>
    chainOf([
      { name: 'prepare.py', hour: 1, reads: { 'raw/wine.csv': raw }, writes: { 'work/wine.csv': `${raw}, prepared` } },
      { name: 'train.py', hour: 3, reads: { 'elsewhere/wine.csv': `${raw}, prepared` }, writes: { 'm.bin': model } },
    ])

  expect(told(diffLineages(carried('raw1', 'm1'), carried('raw2', 'm2')).causes)).toEqual([
    'data raw/wine.csv in prepare.py',
  ])
})

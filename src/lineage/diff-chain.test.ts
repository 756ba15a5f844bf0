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

test('a raw file that a step copies is a cause also where nobody said when', () => {
  const untimed = (raw: string, model: string) => {
    const chain = chainOf(copied(raw, model, 1))
    return { ...chain, edges: chain.edges.map(({ at: _, ...edge }) => edge) }
  }

  expect(told(diffLineages(untimed('raw1', 'm1'), untimed('raw2', 'm2')).causes)).toEqual(['data raw/wine.csv in cp'])
})

test('a raw file is a cause also where a run before had copied it elsewhere', () => {
  const backup = { name: 'backup.py', hour: 3, reads: { 'raw/wine.csv': 'raw2' }, writes: { 'old/wine.csv': 'raw2' } }
  const [before, after] = [chainOf(copied('raw1', 'm1', 1)), chainOf([backup, ...copied('raw2', 'm2', 5)])]

  expect(told(diffLineages(before, after).causes)).toEqual(['data raw/wine.csv in backup.py,cp'])
  expect(told(diffLineages(after, before).causes)).toEqual(['data raw/wine.csv in backup.py,cp'])
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

test('a run more with the same bytes changes nothing, of one step or of all', () => {
  const runs = (depth: number, model: string, hour: number) => [
    { name: 'split.py', hour, reads: { 'wine.csv': 'wine' }, writes: { 'train.csv': 'train', 'test.csv': 'test' } },
    {
      name: 'train.py',
      hour: hour + 2,
      reads: { 'train.csv': 'train', 'test.csv': 'test' },
      writes: { 'm.bin': model },
      parameters: { depth },
    },
  ]
  const first = chainOf(runs(2, 'm1', 1))
  const [split, train] = [runs(3, 'm2', 9).slice(0, 1), runs(3, 'm2', 9).slice(1)]

  for (const again of [split, train, [...split, ...train]]) {
    const { causes, consequences } = diffLineages(first, chainOf([...runs(3, 'm2', 5), ...again]))

    expect(told(causes)).toEqual(['parameters depth in train.py'])
    expect(told(consequences)).toEqual(['data m.bin in train.py'])
  }
})

test('what one more step reads is no cause where both sides have it, and its own code is one', () => {
  const train = { name: 'train.py', hour: 5, reads: { 'wine.csv': 'wine' }, code: { 'train.py': 't1' } }
  const report = { name: 'report.py', hour: 1, reads: { 'wine.csv': 'wine' }, code: { 'report.py': 'r1' } }
  const a = chainOf([{ ...train, writes: { 'm.bin': 'm1' } }])
  const b = chainOf([
    { ...report, writes: { 'report.csv': 'report' } },
    { ...train, reads: { 'wine.csv': 'wine', 'report.csv': 'report' }, writes: { 'm.bin': 'm2' } },
  ])

  const { causes, consequences } = diffLineages(a, b)

  expect(told(causes)).toEqual(['code report.py in report.py'])
  expect(told(consequences)).toEqual(['data report.csv in report.py,train.py', 'data m.bin in train.py'])
})

/** `featurize.py`, once for each half of the data, then training. */
const featurized = (scale: number, hours: { train: number; test: number; model: number }) => {
  const half = (split: 'train' | 'test', by: number) => ({
    name: 'featurize.py',
    hour: hours[split],
    reads: { 'wine.csv': 'wine' },
    writes: { [`${split}.csv`]: `${split} by ${by}` },
    parameters: { split, scale: by },
  })
  const model = { 'm.bin': `model by ${scale}` }
  const reads = { 'train.csv': `train by ${scale}`, 'test.csv': 'test by 1' }
  return chainOf([half('train', scale), half('test', 1), { name: 'train.py', hour: hours.model, reads, writes: model }])
}

test('runs of one script are told apart by what they read and wrote, not by when they ran', () => {
  const before = featurized(1, { train: 1, test: 2, model: 4 })
  const rest = ['data train.csv in featurize.py,train.py', 'data m.bin in train.py']

  for (const test of [2, 6]) {
    const { causes, consequences } = diffLineages(before, featurized(2, { train: 8, test, model: 10 }))

    expect(told(causes)).toEqual(['parameters scale in featurize.py'])
    expect(told(consequences)).toEqual(rest)
  }
})

test('of runs that only their parameters tell apart the most alike go together', () => {
  const seeded = (depth: number, seeds: readonly number[], hour: number) =>
    chainOf(
      seeds.map((seed, index) => ({
        name: 'train.py',
        hour: hour + index,
        writes: { [`models/${hour}-${index}.bin`]: `model ${seed} of ${depth}` },
        parameters: { seed, depth, rate: 0.1 },
      })),
    )

  const { causes } = diffLineages(seeded(2, [1, 2, 3], 1), seeded(3, [3, 1, 2], 10))

  expect(told(causes)).toEqual(['parameters depth in train.py'])
})

test('a step that ran once more with something else is compared with what it wrote over', () => {
  const split = (seed: number, hour: number) => ({
    name: 'split.py',
    hour,
    parameters: { seed },
    reads: { 'wine.csv': 'wine' },
    writes: { 'train.csv': `train by ${seed}`, 'test.csv': `test by ${seed}` },
  })
  const train = (hour: number, seed: number) => ({
    name: 'train.py',
    hour,
    reads: { 'train.csv': `train by ${seed}`, 'kept/test.csv': 'test by 1' },
    writes: { 'm.bin': `model by ${seed}` },
  })

  const { causes } = diffLineages(chainOf([split(1, 1), train(3, 1)]), chainOf([split(1, 1), split(2, 5), train(7, 2)]))

  expect(told(causes)).toEqual(['parameters seed in split.py'])
})

test('a step that ran once more to the same bytes, in another environment, names that as a cause, each way round', () => {
  const prepare = (hour: number, numpy: string) => ({
    name: 'prepare.py',
    hour,
    packages: { numpy, pandas: '2.3.3' },
    reads: { 'raw.csv': 'raw' },
    writes: { 'wine.csv': 'wine' },
  })
  const train = (hour: number, model: string) => ({
    name: 'train.py',
    hour,
    reads: { 'wine.csv': 'wine' },
    writes: { 'm.bin': model },
  })
  const before = chainOf([prepare(1, '1.26'), train(3, 'm1')])
  const moved = ['environment imported.numpy in prepare.py']

  // Beside the run that both have, and beside one of its own.
  for (const first of [prepare(1, '1.26'), prepare(4, '1.26')]) {
    const after = chainOf([first, prepare(6, '2.3'), prepare(7, '2.3'), train(8, 'm2')])
    const forth = diffLineages(before, after).causes.filter(({ side }) => side === 'environment')
    const back = diffLineages(after, before).causes.filter(({ side }) => side === 'environment')

    expect([told(forth), told(back)]).toEqual([moved, moved])
    expect(forth).toMatchObject([{ before: { value: '1.26' }, after: { value: '2.3' } }])
    expect(back).toMatchObject([{ before: { value: '2.3' }, after: { value: '1.26' } }])
  }
  const same = chainOf([prepare(1, '1.26'), prepare(6, '1.26'), train(8, 'm2')])
  expect(told(diffLineages(before, same).causes.filter(({ side }) => side === 'environment'))).toEqual([])
  const both = chainOf([prepare(1, '1.26'), prepare(6, '2.3'), train(8, 'm2')])
  expect(told(diffLineages(both, both).causes)).toEqual([])
})

test('a run more that wrote other files is a new step, and no change of the one before', () => {
  const train = (seed: number) => ({
    name: 'train.py',
    hour: seed,
    parameters: { seed },
    reads: { 'wine.csv': 'wine' },
    writes: { [`m${seed}.bin`]: `model by ${seed}` },
  })
  const join = {
    name: 'join.py',
    hour: 5,
    code: { 'join.py': 'j1' },
    reads: { 'm1.bin': 'model by 1', 'm2.bin': 'model by 2' },
    writes: { 'm.bin': 'both' },
  }

  const { causes } = diffLineages(chainOf([train(1)]), chainOf([train(1), train(2), join]))

  expect(told(causes)).toEqual(['code join.py in join.py'])
})

test('two files that one run made differ by nothing that anybody changed: they lie side by side', () => {
  const split = { name: 'split.py', hour: 1, reads: { 'wine.csv': 'wine' } }
  const runs = [{ ...split, writes: { 'train.csv': 'train', 'test.csv': 'test' } }]

  const difference = diffLineages(chainOf(runs, 'train'), chainOf(runs, 'test'))

  expect(difference).toMatchObject({ causes: [], consequences: [], sideBySide: { name: 'split.py' } })
  expect(diffLineages(chainOf(runs, 'train'), chainOf(runs, 'train')).sideBySide).toBeUndefined()
})

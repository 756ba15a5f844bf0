import { expect, test } from 'vitest'
import type { Lineage } from '../lineage.ts'
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

  expect(told(diffLineages(before, after).causes)).toEqual(['data raw/wine.csv in cp'])
  expect(told(diffLineages(after, before).causes)).toEqual(['data raw/wine.csv in cp'])
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
  const train = { name: 'train.py', hour: 8, reads: { 'wine.csv': 'wine' }, code: { 'train.py': 't1' } }
  const report = { name: 'report.py', hour: 5, reads: { 'wine.csv': 'wine' }, code: { 'report.py': 'r1' } }
  const a = chainOf([{ ...train, hour: 1, writes: { 'm.bin': 'm1' } }])
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

  expect(told(causes)).toEqual(['code join.py in join.py', 'code train.py in train.py'])
  expect(causes).toMatchObject([{ step: true }, { step: true, why: 'it ran 1 time before, 2 after' }])
})

test('two files that one run made differ by nothing that anybody changed: they lie side by side', () => {
  const split = { name: 'split.py', hour: 1, reads: { 'wine.csv': 'wine' } }
  const runs = [{ ...split, writes: { 'train.csv': 'train', 'test.csv': 'test' } }]

  const difference = diffLineages(chainOf(runs, 'train'), chainOf(runs, 'test'))

  expect(difference).toMatchObject({ causes: [], consequences: [], sideBySide: { name: 'split.py' } })
  expect(diffLineages(chainOf(runs, 'train'), chainOf(runs, 'train')).sideBySide).toBeUndefined()
})

/** `prep` makes mid.txt of in.txt, `train` reads that at the end; what it then found there is `mid`. */
const trained = (mid: string, model: string, reads: Readonly<Record<string, string>> = {}) =>
  chainOf([
    ...(mid.startsWith('made')
      ? [{ name: 'prep', hour: 1, reads: { 'in.txt': 'in' }, code: { 'prep.py': 'p1' }, writes: { 'mid.txt': mid } }]
      : []),
    { name: 'train', hour: 5, reads: { 'mid.txt': mid, ...reads }, writes: { 'm.bin': model } },
  ])

test('what a run made and somebody changed by hand is the cause, and what no longer leads there is not told', () => {
  for (const reads of [{}, { 'in.txt': 'in' }]) {
    const [before, after] = [trained('made', 'm1', reads), trained('by hand', 'm2', reads)]
    const [forth, back] = [diffLineages(before, after), diffLineages(after, before)]

    expect([told(forth.causes), told(back.causes)]).toEqual([['data mid.txt in train'], ['data mid.txt in train']])
    expect(forth.causes[0]?.why).toBe('prep made it before; no recorded run made it after')
    expect(back.causes[0]?.why).toBe('no recorded run made it before; prep made it after')
    expect(told(forth.consequences)).toEqual(['data m.bin in train'])
  }
})

test('a step that leads on elsewhere, too, is compared although one thing that it made was changed by hand', () => {
  const split = (seed: number) => ({
    name: 'split.py',
    hour: 1,
    parameters: { seed },
    reads: { 'wine.csv': 'wine' },
    writes: { 'train.csv': `train by ${seed}`, 'test.csv': `test by ${seed}` },
  })
  const train = (half: string, seed: number) => ({
    name: 'train.py',
    hour: 3,
    reads: { 'train.csv': half, 'test.csv': `test by ${seed}` },
    writes: { 'm.bin': `model by ${half}` },
  })

  const { causes } = diffLineages(chainOf([split(1), train('train by 1', 1)]), chainOf([split(2), train('by hand', 2)]))

  expect(told(causes)).toEqual(['data train.csv in train.py', 'parameters seed in split.py'])
})

test('steps of other names are compared by their part in the chain: what they made, ran and read', () => {
  const run = (name: string, depth: number, lib: string) => ({
    name,
    hour: depth,
    parameters: { depth },
    reads: { 'wine.csv': `wine ${depth}` },
    code: { [name]: `script ${depth}`, 'lib.py': lib },
  })
  const [before, after] = [run('a.py', 2, 'l1'), run('b.py', 3, 'l2')]
  const expected = [
    'data wine.csv in a.py,b.py',
    'code a.py and b.py in a.py,b.py',
    'code lib.py in a.py,b.py',
    'parameters depth in a.py,b.py',
  ]

  // Both made the roots; and the same, one step before them.
  const roots = [
    { ...before, writes: { 'm1.bin': 'm1' } },
    { ...after, writes: { 'm2.bin': 'm2' } },
  ] as const
  const use = { name: 'train.py', hour: 8 }
  const middle = [
    [
      { ...before, writes: { 'x.csv': 'x1' } },
      { ...use, reads: { 'x.csv': 'x1' }, writes: { 'm.bin': 'm1' } },
    ],
    [
      { ...after, writes: { 'x.csv': 'x2' } },
      { ...use, reads: { 'x.csv': 'x2' }, writes: { 'm.bin': 'm2' } },
    ],
  ] as const
  for (const [a, b] of [[[roots[0]], [roots[1]]], middle] as const) {
    expect(told(diffLineages(chainOf(a), chainOf(b)).causes)).toEqual(expected)
    expect(told(diffLineages(chainOf(b), chainOf(a)).causes)).toEqual(expected)
  }
})

test('a step that only has another name, or a script that was only renamed, is no cause', () => {
  const run = (name: string, depth: number, code: Readonly<Record<string, string>>) =>
    chainOf([{ name, hour: depth, parameters: { depth }, code, writes: { 'm.bin': `m${depth}` } }])

  expect(told(diffLineages(run('v1', 2, { 't.py': 't' }), run('v2', 3, { 't.py': 't' })).causes)).toEqual([
    'parameters depth in v1,v2',
  ])
  expect(told(diffLineages(run('a.py', 2, { 'a.py': 't' }), run('b.py', 3, { 'b.py': 't' })).causes)).toEqual([
    'parameters depth in a.py,b.py',
  ])
})

test('of several runs that made one version the latest counts', () => {
  const train = (raw: string, hour: number, model: string) => [
    { name: 'prep.py', hour, reads: { 'raw.csv': raw }, writes: { 'mid.csv': `mid of ${raw}` } },
    { name: 'train.py', hour: hour + 2, reads: { 'mid.csv': `mid of ${raw}` }, writes: { 'm.bin': model } },
  ]
  const [a, b] = [chainOf([...train('raw1', 1, 'm1'), ...train('raw2', 5, 'm1')]), chainOf(train('raw3', 9, 'm2'))]

  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const { causes, consequences } = diffLineages(one, other)

    expect(told(causes)).toEqual(['data raw.csv in prep.py'])
    expect(told(consequences)).toEqual(['data mid.csv in prep.py,train.py', 'data m.bin in train.py'])
    expect([causes[0]?.before?.value, causes[0]?.after?.value].sort()).toEqual(['raw2', 'raw3'])
  }
})

test('a step that was given other raw data and came to the same bytes leads to one of both', () => {
  const train = (raw: string, hour: number, mid: string) => [
    { name: 'prep.py', hour, reads: { 'raw.csv': raw }, writes: { 'mid.csv': mid } },
    { name: 'train.py', hour: hour + 2, reads: { 'mid.csv': mid }, writes: { 'm.bin': `model of ${mid}` } },
  ]
  const [a, b] = [
    chainOf([...train('raw1', 1, 'mid1'), ...train('raw2', 5, 'mid1')]),
    chainOf(train('raw3', 9, 'mid2')),
  ]

  expect(told(diffLineages(a, b).causes)).toEqual(['data raw.csv in prep.py'])
  expect(told(diffLineages(b, a).causes)).toEqual(['data raw.csv in prep.py'])
})

const trainedAt = (depth: number) => ({
  name: 'train.py',
  hour: depth,
  parameters: { depth },
  writes: { 'm.bin': `m${depth}` },
})
const evaluation = (model: string, hour: number, test: string) => ({
  name: 'evaluate.py',
  hour,
  reads: { 'm.bin': model, 'test.csv': test },
  writes: { 'report.txt': `report on ${test}` },
})
/** The chain of a model with its evaluations beside it. */
const evaluated = (steps: Parameters<typeof chainOf>[0], model: string) => {
  const chain = chainOf(steps, model)
  const isBeside = (name?: string) => (name === 'evaluate.py' ? { beside: true as const } : {})
  return { ...chain, nodes: chain.nodes.map((node) => ({ ...node, ...isBeside(node.name) })) }
}

test('of an evaluation that was repeated beside a model the one on the same data is compared, else the last', () => {
  const once = evaluated([trainedAt(2), evaluation('m2', 4, 'test1')], 'm2')
  const twice = evaluated([trainedAt(3), evaluation('m3', 5, 'test1'), evaluation('m3', 7, 'test2')], 'm3')

  expect(told(diffLineages(once, twice).causes)).toEqual(['parameters depth in train.py'])
  expect(told(diffLineages(twice, once).causes)).toEqual(['parameters depth in train.py'])
  const elsewhere = evaluated([trainedAt(2), evaluation('m2', 4, 'test0')], 'm2')
  expect(diffLineages(elsewhere, twice).causes).toMatchObject([
    { subject: 'test.csv', before: { value: 'test0' }, after: { value: 'test2' } },
    { subject: 'depth', before: { value: 2 }, after: { value: 3 } },
  ])
})

test('that one of two was not evaluated yet is no cause', () => {
  const [before, after] = [evaluated([trainedAt(2), evaluation('m2', 4, 'test1')], 'm2'), chainOf([trainedAt(3)])]

  expect(told(diffLineages(before, after).causes)).toEqual(['parameters depth in train.py'])
  expect(told(diffLineages(after, before).causes)).toEqual(['parameters depth in train.py'])
})

test('a run after the version that was asked for made nothing of it', () => {
  const train = (raw: string, hour: number, model: string) => ({
    name: 'train.py',
    hour,
    reads: { 'raw.csv': raw },
    writes: { 'm.bin': model },
  })
  const chain = chainOf([train('raw1', 1, 'm1'), train('raw2', 5, 'm1')])
  const version = (number: number, hour: number) => ({
    edge: 'version-of' as const,
    source: 'm1',
    target: 'asset:test/m',
    number,
    at: `2026-11-24T0${hour}:00:00.000Z`,
    origin: 'declared' as const,
    statements: [],
  })
  const registered = { ...chain, asked: 'm@1', edges: [...chain.edges, version(1, 3), version(2, 8)] }

  expect(diffLineages(registered, chainOf([train('raw3', 9, 'm2')])).causes).toMatchObject([
    { subject: 'raw.csv', before: { value: 'raw1' }, after: { value: 'raw3' } },
  ])
})

test('what the other side reads in another step or at another place is a cause where nothing else explains what was made', () => {
  const prep = { name: 'prep.py', hour: 1, writes: { 'mid.csv': 'mid' } }
  const train = { name: 'train.py', hour: 3, parameters: { depth: 2 } }
  const a = chainOf([
    { ...prep, reads: { 'in.csv': 'in', 'names.csv': 'names' } },
    { ...train, reads: { 'mid.csv': 'mid' }, writes: { 'm.bin': 'm1' } },
  ])
  const b = chainOf([
    { ...prep, reads: { 'in.csv': 'in' } },
    { ...train, reads: { 'mid.csv': 'mid', 'names.csv': 'names', 'kept/in.csv': 'in' }, writes: { 'm.bin': 'm2' } },
  ])

  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const { causes, consequences } = diffLineages(one, other)
    expect(told(causes)).toEqual(['data kept/in.csv in train.py', 'data names.csv in train.py'])
    expect(causes[0]?.why).toBe('both versions come from it, and nothing else differs in what this step was given')
    expect(told(consequences)).toEqual(['data m.bin in train.py'])
  }
  const deeper = chainOf([
    { ...prep, reads: { 'in.csv': 'in' } },
    {
      ...train,
      parameters: { depth: 3 },
      reads: { 'mid.csv': 'mid', 'names.csv': 'names', 'kept/in.csv': 'in' },
      writes: { 'm.bin': 'm2' },
    },
  ])
  expect(told(diffLineages(a, deeper).causes)).toEqual(['parameters depth in train.py'])
})

test('a raw file that was only renamed is a cause where nothing else explains what was made', () => {
  const split = (names: readonly string[], halves: string): Lineage =>
    chainOf([
      {
        name: 'prepare.py',
        hour: 1,
        reads: Object.fromEntries(names.map((name, index) => [name, `table ${index}`])),
        writes: { 'train.csv': `train ${halves}`, 'test.csv': `test ${halves}` },
      },
      {
        name: 'train.py',
        hour: 3,
        reads: { 'train.csv': `train ${halves}`, 'test.csv': `test ${halves}` },
        writes: { 'm.bin': `model ${halves}` },
      },
    ])
  const [before, after] = [split(['a.csv', 'b.csv'], '1'), split(['z.csv', 'b.csv'], '2')]

  for (const [one, other, from, to] of [
    [before, after, 'a.csv', 'z.csv'],
    [after, before, 'z.csv', 'a.csv'],
  ] as const) {
    const { causes } = diffLineages(one, other)
    expect(causes).toMatchObject([{ subject: 'a.csv and z.csv', before: { path: from }, after: { path: to } }])
  }
})

test('a step that ran once more on what it had made is told, in place, at another path, and on a model', () => {
  const clean = (hour: number, before: string, after: string) => ({
    name: 'clean.py',
    hour,
    reads: { 'data.csv': before },
    writes: { 'data.csv': after },
  })
  const train = { name: 'train.py', hour: 8 }
  const once = chainOf([
    clean(1, 'raw', 'clean 1'),
    { ...train, reads: { 'data.csv': 'clean 1' }, writes: { m: 'm1' } },
  ])
  const twice = chainOf([
    clean(1, 'raw', 'clean 1'),
    clean(3, 'clean 1', 'clean 2'),
    { ...train, reads: { 'data.csv': 'clean 2' }, writes: { m: 'm2' } },
  ])
  const tune = (hour: number, from: string, to: string) => ({
    name: 'tune.py',
    hour,
    reads: { 'wine.csv': 'wine', [from]: `model ${from}` },
    writes: { [to]: `model ${to}` },
  })
  const tuned = [1, 2].map((times) => chainOf([tune(1, 'm.pkl', 't.pkl'), tune(3, 't.pkl', 'u.pkl')].slice(0, times)))

  for (const [one, other] of [
    [once, twice],
    [twice, once],
  ] as const) {
    const { causes } = diffLineages(one, other)
    expect(told(causes)).toEqual(['code clean.py in clean.py'])
    expect(causes[0]?.why).toMatch(/^it ran (1 time before, 2|2 times before, 1) after$/)
  }
  expect(told(diffLineages(tuned[0] as Lineage, tuned[1] as Lineage).causes)).toEqual(['code tune.py in tune.py'])
})

test('a module that was only moved is no cause, and one that was moved and edited is one', () => {
  const trained = (hour: number, code: Readonly<Record<string, string>>) => {
    return { name: 'train.py', hour, reads: { 'raw.csv': 'raw' }, writes: { 'm.bin': `m${hour}` }, code }
  }
  const version = (hour: number, code: Readonly<Record<string, string>>) => chainOf([trained(hour, code)])
  const old = { 'train.py': 't1', 'lib.py': 'l1', 'pkg/__init__.py': 'empty', 'pkg/io.py': 'io' }
  const a = version(1, old)
  const pkg = { 'src/__init__.py': 'empty', 'src/io.py': 'io' }
  const moved = version(3, { 'train.py': 't2', 'flib.py': 'l1', ...pkg })
  const edited = version(5, { 'train.py': 't2', 'flib.py': 'l2', ...pkg })
  const places = ['flib.py and lib.py', 'pkg/__init__.py and src/__init__.py', 'pkg/io.py and src/io.py']

  for (const { causes, consequences } of [diffLineages(a, moved), diffLineages(moved, a)]) {
    expect(told(causes)).toEqual(['code train.py in train.py'])
    expect(consequences.filter(({ side }) => side === 'code').map(({ subject }) => subject)).toEqual(places)
  }
  for (const { causes } of [diffLineages(a, edited), diffLineages(edited, a)])
    expect(told(causes)).toEqual(['code flib.py and lib.py in train.py', 'code train.py in train.py'])
  // An evaluation of the old one that ran since says nothing of what it was trained with.
  const code = { 'evaluate.py': 'e', 'flib.py': 'l1' }
  const again = { name: 'evaluate.py', hour: 9, reads: { 'm.bin': 'm1' }, code }
  const measured = chainOf([trained(1, old), again], 'm1')
  const nodes = measured.nodes.map((node) => (node.name === again.name ? { ...node, beside: true as const } : node))
  for (const other of [diffLineages({ ...measured, nodes }, moved), diffLineages(moved, { ...measured, nodes })]) {
    expect(told(other.causes)).toEqual(['code train.py in train.py'])
    expect(other.consequences.map(({ subject }) => subject)).toContain('flib.py and lib.py')
  }
  // What a pattern found under another name may have come in another order.
  const found = version(7, { 'train.py': 't1', 'flib.py': 'l1', 'pkg/__init__.py': 'empty', 'pkg/io.py': 'io' })
  expect(told(diffLineages(a, found).causes)).toEqual(['data m.bin in train.py'])
})

test('what somebody evaluated once more, beside a run of several scripts that had evaluated it, is no part of that run', () => {
  const version = (hour: number, sweep: string, isAudited: boolean) => {
    const code = { 'all.sh': 'all', 'sweep.py': sweep, 'evaluate.py': 'evaluate' }
    const model = `model of ${sweep}`
    const lineage = chainOf(
      [
        { name: 'all.sh', hour, reads: { 'train.csv': 'train', 'test.csv': 'test' }, writes: { 'm.bin': model }, code },
        ...(isAudited
          ? [
              {
                ...{ name: 'evaluate.py', hour: hour + 2, reads: { 'm.bin': model, 'audit.csv': 'audit' } },
                code: { 'evaluate.py': 'evaluate' },
              },
            ]
          : []),
      ],
      model,
    )
    const nodes = lineage.nodes.map((node) => (node.name === 'evaluate.py' ? { ...node, beside: true as const } : node))
    return { ...lineage, nodes }
  }

  const { causes } = diffLineages(version(1, 'one', true), version(8, 'two', false))

  expect(causes.map(({ subject }) => subject)).toEqual(['sweep.py'])
})

test('nor is a later run of several scripts that made the same bytes again and evaluated them', () => {
  const run = (hour: number, all: string, sweep: string, more: object = {}) => ({
    ...{ name: 'all.sh', hour, reads: { 'train.csv': 'train' }, writes: { 'm.bin': `model of ${sweep}` } },
    ...{ code: { 'all.sh': all, 'sweep.py': sweep, 'evaluate.py': 'evaluate' }, ...more },
  })
  const again = run(4, 'two', 'one', { reads: { 'm.bin': 'model of one', 'test.csv': 'test' }, writes: {} })
  const lineage = chainOf([run(1, 'one', 'one'), again], 'model of one')
  const nodes = lineage.nodes.map((node) => (node.from?.includes('T04') ? { ...node, beside: true as const } : node))

  const { causes } = diffLineages({ ...lineage, nodes }, chainOf([run(8, 'two', 'two')]))

  expect(causes.map(({ subject }) => subject)).toEqual(['all.sh', 'sweep.py'])
})

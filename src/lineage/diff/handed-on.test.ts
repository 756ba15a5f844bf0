import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Lineage, LineageFact } from '../lineage.ts'
import { chainOf } from './chain.test-lineage.ts'
import { diffLineages } from './diff.ts'
import { recorded, trueCauses, versions } from './settings.test-history.ts'

const told = (changes: ReturnType<typeof diffLineages>['causes']) =>
  changes.map(({ side, subject }) => `${side} ${subject}`).sort()

test('of made-up settings the causes are those that whoever made them up knows', () => {
  fc.assert(
    fc.property(versions, ([one, other]) => {
      const { causes } = diffLineages(recorded(one, 1), recorded(other, 5))

      expect(told(causes)).toEqual(trueCauses(one, other))
    }),
    { numRuns: 1_000 },
  )
})

type Value = readonly [name: string, value: unknown, from: string]
type Version = { readonly code?: string; readonly reads?: readonly string[]; readonly facts?: readonly object[] }

/** A training with these parameters, and the configuration files that it read. */
function training(
  hour: number,
  values: readonly Value[],
  { code = 'same', reads = [], facts = [] }: Version = {},
): Lineage {
  const run = {
    ...{ name: 'train.py', hour, writes: { 'm.bin': `m ${hour}` }, code: { 'train.py': code } },
    reads: { 'raw.csv': 'raw', ...Object.fromEntries(reads.map((path) => [path, `${path} ${hour}`])) },
  }
  const lineage = chainOf([run])
  const subject = lineage.nodes.find(({ type }) => type === 'run')?.id ?? ''
  const parameters = values.map(([name, value, from]) => ({ type: 'parameter', name, value, from }))
  const more = [...parameters, ...facts].map((fact) => ({ subject, origin: 'observed', ...fact }) as LineageFact)
  const role = (path: unknown) => (reads.includes(String(path)) ? { role: 'configuration' } : {})
  const edges = lineage.edges.map((edge) => ({ ...edge, ...role(edge.selector?.path) }))
  return { ...lineage, edges, facts: [...lineage.facts, ...more] }
}
const bothWays = (a: Lineage, b: Lineage) => [diffLineages(a, b), diffLineages(b, a)]
const call = (name: string, value: unknown): Value => [name, value, 'call at train.py:9']

test('what was set in an edited script is handed on, and not told with the edit', () => {
  const unset = { type: 'facet', name: 'unset', body: [{ name: 'C', at: 'train.py:3' }] }
  const a = training(1, [call('Ridge.C', 1)], { code: 'one', facts: [unset] })
  const b = training(5, [['env.C', 0.01, 'environment variable at train.py:3'], call('Ridge.C', 0.01)], { code: 'two' })
  const asking = training(1, [call('Ridge.C', 1)], { code: 'one' })

  for (const { causes } of bothWays(a, b)) {
    expect(told(causes)).toEqual(['code train.py', 'parameters env.C'])
    expect(causes[0]?.why).toBeUndefined()
  }
  // What an older script did not even ask for came with the edit.
  for (const { causes } of bothWays(asking, b)) expect(told(causes)).toEqual(['code train.py'])
})

test('an estimator that a setting chose follows from that, with what it was given', () => {
  const model = (name: string, hour: number) =>
    training(hour, [
      ['model', name, 'command line'],
      [`${name}.tol`, 0.1, 'default of scikit-learn 1.9.1'],
      call(`${name}.alpha`, 1),
    ])

  for (const { causes } of bothWays(model('Ridge', 1), model('Lasso', 5)))
    expect(told(causes)).toEqual(['parameters model'])
})

test('a value of a call that moved though nothing else did is a cause', () => {
  const at = (hour: number, seed: number) => training(hour, [call('Forest.random_state', seed)])

  for (const { causes } of bothWays(at(1, 7), at(5, 8)))
    expect(told(causes)).toEqual(['parameters Forest.random_state'])
})

test('a new value of a configuration file that got another name is a cause, one of a further file follows from who reads it', () => {
  const lr = (value: number, file: string): Value => ['lr', value, `${file}:1`]
  const old = training(1, [lr(0.1, 'params.yaml')], { code: 'one', reads: ['params.yaml'] })
  const renamed = training(5, [lr(0.3, 'config.yaml'), ['k', 1, 'config.yaml:2']], {
    code: 'two',
    reads: ['config.yaml'],
  })
  const further = training(5, [lr(0.1, 'params.yaml'), ['k', 1, 'more.yaml:1']], {
    ...{ code: 'two', reads: ['params.yaml', 'more.yaml'] },
  })

  for (const { causes } of bothWays(old, renamed))
    expect(told(causes)).toEqual(['code train.py', 'parameters k', 'parameters lr'])
  for (const { causes } of bothWays(old, further)) expect(told(causes)).toEqual(['code train.py'])
})

test('of a file that took the place of another over the same base only what has another value is a cause', () => {
  const base = [['epochs', 10, 'base.yaml:2'] as const, ['layers', 3, 'base.yaml:3'] as const]
  const over = (hour: number, file: string, values: Readonly<Record<string, number>>, more: readonly Value[] = []) => {
    const own = Object.entries(values).map(([name, value]): Value => [`${file}:${name}`, value, `${file}:1`])
    return training(hour, [...base, ...own, ...more], { reads: ['base.yaml', file] })
  }
  const one = over(1, 'conf/one.yaml', { epochs: 20, layers: 4 })
  const two = over(5, 'conf/two.yaml', { epochs: 30, layers: 4 })
  const wide = over(5, 'conf/two.yaml', { epochs: 20, layers: 4, width: 8 })
  const named = (file: string): Value => ['env.CONF', file, 'environment variable at train.py:3']
  const byVariable = [
    over(1, 'conf/one.yaml', { epochs: 20, layers: 4 }, [named('conf/one.yaml')]),
    over(5, 'conf/two.yaml', { epochs: 30, layers: 4 }, [named('conf/two.yaml')]),
  ] as const

  for (const { causes } of bothWays(one, two)) expect(told(causes)).toEqual(['parameters epochs'])
  for (const { causes } of bothWays(one, wide)) expect(told(causes)).toEqual(['parameters conf/two.yaml:width'])
  for (const { causes } of bothWays(...byVariable)) expect(told(causes)).toEqual(['parameters env.CONF'])
})

const seeds = (hour: number, ...values: readonly Value[]) =>
  training(hour, values, { reads: values.flatMap(([, , from]) => /^(.*\.yaml):/.exec(from)?.[1] ?? []) })
const inFile = (name: string, value: number): Value => [
  name,
  value,
  `${name.includes(':') ? name.split(':')[0] : 'a.yaml'}:1`,
]

test('a key that two files have is that of each, whatever the other says', () => {
  const both = (hour: number, one: number, other: number) =>
    seeds(hour, inFile('seed', one), inFile('b.yaml:seed', other))

  for (const { causes } of bothWays(both(1, 42, 42), both(5, 42, 7)))
    expect(told(causes)).toEqual(['parameters b.yaml:seed'])
  for (const { causes } of bothWays(both(1, 42, 7), both(5, 7, 7))) expect(told(causes)).toEqual(['parameters seed'])
  for (const { causes } of bothWays(both(1, 42, 42), both(5, 7, 7)))
    expect(told(causes)).toEqual(['parameters b.yaml:seed', 'parameters seed'])
})

test('a source that came takes the bare name from another, which is not told as another value', () => {
  const alone = seeds(1, ['seed', 42, 'b.yaml:1'])
  const further = seeds(5, inFile('seed', 7), inFile('b.yaml:seed', 42))
  const over = seeds(5, ['seed', 7, 'command line'], inFile('b.yaml:seed', 42))
  const option = training(1, [['seed', 42, 'default of train.py']])
  const beside = seeds(5, inFile('seed', 7), ['train.py:seed', 42, 'default of train.py'])

  for (const { causes } of bothWays(alone, further)) expect(told(causes)).toEqual(['parameters seed'])
  expect(diffLineages(alone, further).causes[0]?.before).toBeUndefined()
  for (const { causes } of bothWays(alone, over)) expect(told(causes)).toEqual(['parameters seed'])
  expect(diffLineages(alone, over).causes[0]).toMatchObject({ before: { value: 42 }, after: { value: 7 } })
  for (const { causes } of bothWays(option, beside)) expect(told(causes)).toEqual(['parameters seed'])
})

test('what a program was given and says again is handed on, and a default of its own stands', () => {
  const yaml = (hour: number, value: number, again: number) =>
    seeds(hour, inFile('seed', value), ['train.py:seed', again, 'default of train.py'])
  const wrapped = (hour: number, value: number) =>
    training(hour, [
      ['seed', value, 'command line'],
      ['two.py:seed', value, 'command line'],
    ])
  const composed = (hour: number, value: number) =>
    training(hour, [['seed', value, 'out/config.yaml:1'], inFile('b.yaml:seed', value)], { reads: ['b.yaml'] })

  for (const { causes, consequences } of bothWays(yaml(1, 42, 42), yaml(5, 7, 7))) {
    expect(told(causes)).toEqual(['parameters seed'])
    expect(told(consequences.filter(({ side }) => side === 'parameters'))).toEqual(['parameters train.py:seed'])
  }
  for (const { causes } of bothWays(yaml(1, 42, 42), yaml(5, 7, 42))) expect(told(causes)).toEqual(['parameters seed'])
  for (const { causes } of bothWays(wrapped(1, 42), wrapped(5, 7))) expect(told(causes)).toEqual(['parameters seed'])
  for (const { causes } of bothWays(composed(1, 42), composed(5, 7)))
    expect(told(causes)).toEqual(['parameters b.yaml:seed'])
})

import { expect, test } from 'vitest'
import { chainOf, type WrittenRun } from './chain.test-lineage.ts'
import { diffLineages } from './diff.ts'
import type { Change } from './difference.ts'

const told = ({ side, subject, steps, before, after }: Change) =>
  side === 'data' ? `${subject} in ${steps.join()}` : [subject, before?.value, after?.value]

/** raw.csv is changed by a program at one hour, and trained with by a script two hours later. */
const chain = (command: readonly string[], data: string, hour: number, more: Partial<WrittenRun> = {}) =>
  chainOf([
    { name: 'step', hour, reads: { 'raw.csv': 'raw' }, writes: { 'work/d.csv': data }, command, ...more },
    { name: 'train.sh', hour: hour + 2, reads: { 'work/d.csv': data }, writes: { 'm.bin': `${data} model` } },
  ])

function causesOf(before: readonly string[], after: readonly string[], more: Partial<WrittenRun> = {}): unknown[] {
  const [a, b] = [chain(before, 'one', 1, more), chain(after, 'two', 5, more)]
  return diffLineages(a, b).causes.map(told)
}

test('another command line of a program is the cause of all that follows, each way round', () => {
  const [a, b] = [chain(['sed', '-i', 's/a/b/', 'd.csv'], 'one', 1), chain(['sed', '-i', 's/a/c/', 'd.csv'], 'two', 5)]

  const [{ causes, consequences }, back] = [diffLineages(a, b), diffLineages(b, a)]

  expect(causes.map(told)).toEqual([['command line', 's/a/b/', 's/a/c/']])
  expect(causes).toMatchObject([{ side: 'parameters', steps: ['step'], cause: true }])
  expect(consequences.map(told)).toEqual(['work/d.csv in step,train.sh', 'm.bin in train.sh'])
  expect(back.causes.map(told)).toEqual([['command line', 's/a/c/', 's/a/b/']])
})

test.each([
  ['words within a line for a shell', ['sh', '-c', 'tr a b < raw.csv'], ['sh', '-c', 'tr a c <\n raw.csv'], ['b', 'c']],
  ['from the first word to the last', ['sort', '-k', '1', '-r'], ['sort', '-n', '1', '-u'], ['-k 1 -r', '-n 1 -u']],
  ['a word more', ['sort', '-r'], ['sort', '-r', '-u'], [undefined, '-u']],
  ['a word less', ['sort', 'a', 'a'], ['sort', 'a'], ['a', undefined]],
  ['another program', ['/usr/bin/sed', '-i'], ['/opt/gsed', '-i'], ['sed', 'gsed']],
  ['a number', ['head', '-n', '100'], ['head', '-n', '2.5e3'], [100, 2500]],
])('of two command lines stands what differs: %s', (_, before, after, [one, other]) => {
  expect(causesOf(before, after)).toEqual([['command line', one, other]])
})

test.each([
  ['where the program lies', ['/usr/bin/sed', '-i'], ['/bin/sed', '-i']],
  ['which Python it is', ['/env/bin/python3.11', '-m', 'step'], ['python', '-m', 'step']],
  ['how its files are called', ['sort', 'raw.csv', './work/d.csv', '/p'], ['sort', '/x/raw.csv', 'work', '/p']],
  ['blanks', ['sh', '-c', 'sort  raw.csv\n'], ['sh', '-c', ' sort raw.csv']],
])('it is no cause %s', (_, before, after) => {
  const found = causesOf(before, after)

  expect(found).toEqual(['work/d.csv in step,train.sh'])
})

test('where parameters tell the arguments, or one command line is not on record, none is a cause by itself', () => {
  const [a, b] = [
    ['python', 'step.py', '--rate=1'],
    ['python', 'step.py', '--rate=2'],
  ] as const
  const given = (rate: number) => ({ parameters: { rate } })

  const parsed = diffLineages(chain(a, 'one', 1, given(1)), chain(b, 'two', 5, given(2)))
  const unknown = diffLineages(chain(a, 'one', 1), chain([], 'two', 5))

  expect(parsed.causes.map(told)).toEqual([['rate', 1, 2]])
  expect(unknown.causes.map(told)).toEqual(['work/d.csv in step,train.sh'])
  expect(causesOf(a, b)).toEqual([['command line', '--rate=1', '--rate=2']])
})

test('a number on the command line that an estimator was given is handed on', () => {
  const withCall = (lineage: ReturnType<typeof chain>, value: number) => ({
    ...lineage,
    facts: [
      ...lineage.facts,
      {
        ...{ type: 'parameter' as const, subject: lineage.facts[0]?.subject as `run:${string}`, name: 'Ridge.alpha' },
        ...{ value, from: 'call at step.py:3', origin: 'observed' as const },
      },
    ],
  })
  const [a, b] = [chain(['python', 'step.py', '1'], 'one', 1), chain(['python', 'step.py', '2'], 'two', 5)]

  const { causes, consequences } = diffLineages(withCall(a, 1), withCall(b, 2))

  expect(causes.map(told)).toEqual([['command line', 1, 2]])
  expect(consequences.map(told)).toContainEqual(['Ridge.alpha', 1, 2])
})

test('a program that came or went is a cause, unless what it made is there all the same', () => {
  const prepare = { name: 'prepare.sh', reads: { source: 'source' }, writes: { 'd.csv': 'raw' } }
  const train = { name: 'train.sh', reads: { 'd.csv': 'changed' }, writes: { 'm.bin': 'model' } }
  const change = { name: 'sed', reads: { 'd.csv': 'raw' }, writes: { 'd.csv': 'changed' }, command: ['sed', '-i', 'x'] }
  const copy = { ...change, writes: { 'copy.csv': 'raw' }, command: ['cp', 'd.csv', 'copy.csv'] }
  const ofCopy = { ...train, reads: { 'copy.csv': 'raw' }, writes: { 'm.bin': 'other model' } }
  const chainWith = (...steps: readonly Omit<WrittenRun, 'hour'>[]) =>
    chainOf([prepare, ...steps].map((step, index) => ({ ...step, hour: steps.length * 8 + index * 2 })))
  const without = chainWith({ ...train, reads: { 'd.csv': 'raw' }, writes: { 'm.bin': 'raw model' } })
  const withIt = chainWith(change, train)
  const withCopy = chainWith(copy, ofCopy)
  const withScript = chainWith({ ...change, name: 'fix.sh', code: { 'fix.sh': 'code' } }, train)

  const [came, went] = [diffLineages(without, withIt), diffLineages(withIt, without)]

  expect(came.causes.map(told)).toEqual([['sed', undefined, 'sed -i x']])
  expect(went.causes.map(told)).toEqual([['sed', 'sed -i x', undefined]])
  expect(diffLineages(without, withCopy).causes.map(told)).toEqual(['copy.csv and d.csv in train.sh'])
  expect(diffLineages(without, withScript).causes.map(told)).toEqual([['fix.sh', undefined, 'sed -i x']])
})

test('two steps of one name and the same input are two where their commands differ, also of one script', () => {
  const twice = (script: string | undefined, second: string, hour: number) => {
    const code = script === undefined ? {} : { code: { [script]: 'code' } }
    return chainOf([
      { name: 'sh', hour, reads: { raw: 'raw' }, writes: { a: 'a' }, command: ['sh', '-c', 'one'], ...code },
      {
        name: 'sh',
        hour: hour + 1,
        reads: { raw: 'raw' },
        writes: { b: second },
        command: ['sh', '-c', second],
        ...code,
      },
      { name: 'train.sh', hour: hour + 4, reads: { a: 'a', b: second }, writes: { m: `${second} model` } },
    ])
  }
  const causesWith = (script?: string) =>
    diffLineages(twice(script, 'two', 1), twice(script, 'three', 9)).causes.map(told)

  expect(causesWith()).toEqual([['command line', 'two', 'three']])
  expect(causesWith('step.sh')).toEqual([['command line', 'two', 'three']])
})

test('where an evaluation wrote its metrics is no cause, which part of them it took is one', () => {
  const evaluated = (hour: number, ...words: string[]) => {
    const lineage = chainOf(
      [
        { name: 'train.sh', hour, reads: { 'd.csv': `data ${hour}` }, writes: { 'm.bin': `model ${hour}` } },
        {
          name: 'evaluate.sh',
          hour: hour + 2,
          reads: { 'm.bin': `model ${hour}` },
          command: ['sh', 'evaluate.sh', ...words],
        },
      ],
      `model ${hour}`,
    )
    const nodes = lineage.nodes.map((node) => (node.name === 'evaluate.sh' ? { ...node, beside: true as const } : node))
    return { ...lineage, nodes }
  }

  const moved = diffLineages(evaluated(1, 'm1.json'), evaluated(8, 'out/m2'))
  const other = diffLineages(evaluated(1, 'm1.json', '0.5'), evaluated(8, 'm2.json', '0.7'))

  expect(moved.causes.map(told)).toEqual(['d.csv in train.sh'])
  expect(other.causes.map(told)).toEqual(['d.csv in train.sh', ['command line', 0.5, 0.7]])
})

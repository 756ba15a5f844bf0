import { expect, test } from 'vitest'
import type { LineageParameter } from '../../lineage/lineage.ts'
import { flightLineage } from '../example.test-lineage.ts'
import { parametersBlock } from './parameter-block.ts'
import { rendered } from './span.ts'
import { beginTelling } from './telling.ts'

const run = 'run:here/1'
const parameter = (
  name: string,
  value: unknown,
  from: string,
  origin: 'observed' | 'declared' = 'observed',
): LineageParameter => ({
  type: 'parameter',
  subject: run,
  name,
  value,
  from,
  origin,
})

/** What two runs with these parameters show, one after the other. */
function shown(...facts: LineageParameter[]): readonly [string, string] {
  const telling = beginTelling({ ...flightLineage(1), facts }, undefined)
  const text = () =>
    rendered(
      parametersBlock(telling, run).flatMap((block) => block(80)),
      { colour: false },
    )
  return [text(), text()]
}

test('what a person set stands before what the code gives, each with its place', () => {
  const [text] = shown(
    parameter('Tree.depth', 3, 'call at train.py:9'),
    parameter('seed', 7, 'command line', 'declared'),
    parameter('rate', 0.1, 'params.yaml:2'),
  )

  expect(text).toBe(`\
  parameters     rate        0.1  ← params.yaml:2
                 seed        7    ← command line (declared)
                 Tree.depth  3    ← call at train.py:9
`)
})

test('arguments that hand on a set value, and defaults, are counted', () => {
  const [text] = shown(
    parameter('train.rate', 0.1, 'params.yaml:2'),
    parameter('Tree.rate', 0.1, 'call at train.py:9'),
    parameter('Pipeline.tree__rate', 0.1, 'code'),
    parameter('Tree.tol', 0, 'default of scikit-learn 1.8.1'),
  )

  expect(text).toBe('  parameters     train.rate  0.1  ← params.yaml:2\n                 + 2 handed on, 1 default\n')
})

test('a run that repeats parameters says so in one line', () => {
  const [, second] = shown(parameter('rate', 0.1, 'params.yaml:2'), parameter('tol', 0, 'default of x 1'))

  expect(second).toBe('  parameters     1 as above, 1 default\n')
})

test('what the code gives is counted where there is too much of it', () => {
  const given = Array.from({ length: 12 }, (_, place) => parameter(`Tree.p${place}`, place, 'call at train.py:9'))

  const [text] = shown(parameter('rate', 0.1, 'params.yaml:2'), ...given)

  expect(text).toBe('  parameters     rate  0.1  ← params.yaml:2\n                 + 12 given in the code\n')
})

test('many that were set run on in lines', () => {
  const set = Array.from({ length: 13 }, (_, place) => parameter(`p${place + 10}`, place, 'a.yaml:1'))

  const [text] = shown(...set)

  expect(text.split('\n')[0]).toBe('  parameters     p10 0 ← a.yaml:1 · p11 1 ← a.yaml:1 · p12 2 ← a.yaml:1')
  expect(text.split('\n')).toHaveLength(6)
})

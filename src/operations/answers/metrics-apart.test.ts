import { expect, test } from 'vitest'
import { origins } from '../../domain/vocabulary.ts'
import { toldApart } from './metrics-apart.ts'

type Row = Parameters<typeof toldApart>[0][number]
const [declared, observed] = [origins.indexOf('declared'), origins.indexOf('observed')]
const row = (value: number, source: string, more: Partial<Row> = {}): Row => ({
  ...{ run: 1, name: 'accuracy', value: JSON.stringify(value), source, origin: observed },
  ...more,
})
const told = (...rows: readonly Row[]) => toldApart(rows).map(({ name, value }) => `${name} ${value}`)

test('a metric that a run has in several files is one of each, also where they say the same', () => {
  const files = [row(0.99, 'train.json'), row(0.8, 'test.json'), row(0.1, 'train.json', { name: 'loss' })]

  expect(told(...files)).toEqual(['train.json:accuracy 0.99', 'test.json:accuracy 0.8', 'loss 0.1'])
  expect(told(row(1, 'a.json'), row(1, 'b.json'))).toEqual(['a.json:accuracy 1', 'b.json:accuracy 1'])
  expect(told(row(1, 'a.json'), row(0.5, 'a.json', { run: 2 }))).toEqual(['accuracy 1', 'accuracy 0.5'])
})

test('what a call computed and a file has under its name is one metric, and another value is not', () => {
  const call = row(0.93652, 'evaluate.py:4')

  expect(told(row(0.937, 'm.json'), call)).toEqual(['accuracy 0.937'])
  expect(told(row(0.8, 'm.json'), call)).toEqual(['m.json:accuracy 0.8', 'accuracy 0.93652'])
  expect(told(row(0.937, 'm.json'), row(0.2, 'command line', { origin: declared }))).toEqual(['accuracy 0.937'])
})

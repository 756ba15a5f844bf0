import { expect, test } from 'vitest'
import { diffText } from '../../export/text/diff-text.ts'
import type { Lineage } from '../lineage.ts'
import { chainOf, type WrittenRun } from './chain.test-lineage.ts'
import { diffLineages } from './diff.ts'

const told = (changes: ReturnType<typeof diffLineages>['causes']) =>
  changes.map(({ side, subject }) => `${side} ${subject}`)
const bothWays = (a: Lineage, b: Lineage) => [diffLineages(a, b), diffLineages(b, a)]
const text = (a: Lineage, b: Lineage) => diffText(diffLineages(a, b), { colour: false, width: 100 })

type Named = Readonly<Record<string, string>>
const train = (hour: number, reads: Named, model: string, code = 't1'): WrittenRun => ({
  name: 'train.py',
  hour,
  reads,
  writes: { 'm.bin': model },
  code: { 'train.py': code },
})
const extra = {
  name: 'extra.py',
  hour: 1,
  reads: { 'other.csv': 'other' },
  writes: { 'extra.csv': 'extra' },
  code: { 'extra.py': 'e1' },
}

test('all that a step made and somebody deleted is the cause, and not the step, which is still there', () => {
  const a = chainOf([extra, train(3, { 'raw.csv': 'raw', 'extra.csv': 'extra' }, 'm1')])
  const b = chainOf([train(5, { 'raw.csv': 'raw' }, 'm2')])

  for (const { causes, consequences } of bothWays(a, b)) {
    expect(told(causes)).toEqual(['data extra.csv'])
    expect(told(consequences)).toEqual(['data other.csv', 'data m.bin', 'code extra.py'])
  }
})

test('where an edited script no longer reads what a step made, the edit is the cause', () => {
  const a = chainOf([extra, train(3, { 'raw.csv': 'raw', 'extra.csv': 'extra' }, 'm1')])
  const b = chainOf([train(5, { 'raw.csv': 'raw' }, 'm2', 't2')])

  for (const { causes } of bothWays(a, b)) expect(told(causes)).toEqual(['code train.py'])
  // A step that ran only after the other version was made came with the edit.
  const added = chainOf([{ ...extra, hour: 7 }, train(9, { 'raw.csv': 'raw', 'extra.csv': 'extra' }, 'm2', 't2')])
  for (const { causes } of bothWays(b, added)) expect(told(causes)).toEqual(['code extra.py'])
})

test('a step that came in between is the one cause, also in place, on what nobody had made', () => {
  const append = { name: 'app.py', hour: 5, reads: { 'log.csv': 'log' }, writes: { 'log.csv': 'longer' } }
  const a = chainOf([train(1, { 'log.csv': 'log' }, 'm1')])
  const b = chainOf([{ ...append, command: ['python', 'app.py'] }, train(8, { 'log.csv': 'longer' }, 'm2')])

  for (const { causes } of bothWays(a, b)) expect(causes).toMatchObject([{ subject: 'app.py', step: true }])
  expect(text(a, b)).toMatch(/1 cause\n {2}Code\n {4}\+ {2}app\.py {2}newly run: python app\.py\n/)
  expect(text(b, a)).toContain('−  app.py  no longer run: python app.py')
})

test('a command in place of a script is one cause that names both, also of a module with files of its own', () => {
  const made = { reads: { 'raw.csv': 'raw' }, writes: { 'm.bin': 'm1' } }
  const code = { 'pkg/train.py': 't', 'pkg/util.py': 'u' }
  const a = chainOf([{ name: 'pkg.train', hour: 1, ...made, code, command: ['python', '-m', 'pkg.train'] }])
  const b = chainOf([
    { ...made, name: 'python', hour: 5, writes: { 'm.bin': 'm2' }, command: ['python', '-c', 'print(1)'] },
  ])

  for (const { causes } of bothWays(a, b))
    expect(causes).toMatchObject([{ subject: 'pkg.train and python', step: true }])
  expect(text(a, b)).toContain('~  pkg.train → python  python -m pkg.train → python -c print(1)')
})

test('what one more run of a script reads came with it', () => {
  const tune = (hour: number, reads: Named, to: string, command: readonly string[]) => ({
    ...{ name: 'train.py', hour, reads, writes: { [to]: `model ${to}` }, code: { 'train.py': 't1' }, command },
  })
  const first = tune(1, { 'raw.csv': 'raw' }, 'v1.pkl', ['python', 'train.py', 'raw.csv'])
  const second = tune(5, { 'more.csv': 'more', 'v1.pkl': 'model v1.pkl' }, 'v2.pkl', ['python', 'train.py', 'more.csv'])

  const { causes, consequences } = diffLineages(chainOf([first]), chainOf([first, second]))

  expect(causes).toMatchObject([
    { subject: 'train.py', after: { value: 'python train.py more.csv' }, why: 'it ran 1 time before, 2 after' },
  ])
  expect(told(consequences)).toEqual(['data more.csv', 'data v2.pkl'])
  expect(text(chainOf([first]), chainOf([first, second]))).toContain(
    '+  train.py  run more often: python train.py more.csv',
  )
  expect(text(chainOf([first, second]), chainOf([first]))).toContain(
    '−  train.py  run less often: python train.py more.csv',
  )
})

import { expect, test } from 'vitest'
import { foremostOutput } from './foremost-output.ts'

const foremost = (sizes: Readonly<Record<string, number>>, reads: readonly string[] = []) =>
  foremostOutput(
    Object.entries(sizes).map(([path, bytes]) => ({ path, bytes })),
    new Set(reads),
  )

test('the largest data comes before reports and programs', () => {
  expect(foremost({ 'metrics.json': 900, 'small.csv': 10, 'large.parquet': 20, 'target/debug/x': 5_000 })).toBe(
    'large.parquet',
  )
  expect(foremost({ 'target/debug/x': 5_000, 'report.html': 10 })).toBe('report.html')
  expect(foremost({ main: 70 })).toBe('main')
})

test('what lies in the project comes before what lies elsewhere', () => {
  expect(foremost({ '/tmp/job/stdout': 900, '/data/all.csv': 800, 'notes.md': 10 })).toBe('notes.md')
  expect(foremost({ '/tmp/job/stdout': 900, '/data/all.csv': 8 })).toBe('/data/all.csv')
})

test('nothing is foremost among logs, locks, objects, programs of an environment, hidden and empty files', () => {
  const byproducts = ['train.log', 'data/x.lock', 'util.o', 'venv/bin/pip', '.hydra/config.yaml', '.gitignore']

  expect(foremost(Object.fromEntries(byproducts.map((path) => [path, 100])))).toBeUndefined()
  expect(foremost({ 'empty.csv': 0, 'outputs/logs/a.csv': 3 })).toBeUndefined()
})

test('what the run had read, as with touch, is not what it made', () => {
  expect(foremost({ 'in.csv': 10 }, ['in.csv'])).toBeUndefined()
})

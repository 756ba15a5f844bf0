import { expect, test } from 'vitest'
import { byWeight, mainMetric } from './main-metric.ts'

type Metric = Parameters<typeof byWeight>[0] & { readonly value: number }

const metric = (name: string, order: number, more: Partial<Metric> = {}): Metric => ({
  ...{ name, order, at: '2026-01-01T00:00:00.000Z', better: 'lower', on: 'sha256:a1', value: 1 },
  ...more,
})

test('what a program names first stands for all, and leads a list', () => {
  const metrics = [metric('late_precision', 3), metric('mean_absolute_error', 0), metric('r2', 1)]

  expect(mainMetric(metrics)?.name).toBe('mean_absolute_error')
  expect(metrics.toSorted(byWeight).map(({ name }) => name)).toEqual(['mean_absolute_error', 'r2', 'late_precision'])
})

test('of which it is known what is better, and what it was measured on, comes before', () => {
  const { better: _, ...vague } = metric('seconds', 0)
  const { on: __, ...nowhere } = metric('loss', 0)

  expect([vague, nowhere, metric('mae', 5)].toSorted(byWeight).map(({ name }) => name)).toEqual([
    'mae',
    'loss',
    'seconds',
  ])
})

test('of one name the newest counts, whatever else the older evaluation measured', () => {
  const later = { at: '2026-02-01T00:00:00.000Z' }
  const metrics = [metric('mae', 0, { value: 12 }), metric('mae', 1, { ...later, value: 11 }), metric('r2', 2, later)]

  expect(mainMetric(metrics)).toMatchObject({ name: 'mae', value: 11 })
  expect(mainMetric(metrics.toReversed())).toMatchObject({ name: 'mae', value: 11 })
})

test('metrics that were sent one by one come by name', () => {
  expect(mainMetric([metric('rmse', 0), metric('mae', 0)])?.name).toBe('mae')
  expect(mainMetric([])).toBeUndefined()
})

test('of one name in several files of a run it is that of the first file by name, whichever was written last', () => {
  const of = (from: string, more: Partial<Metric>) => ({ ...metric(`${from}:mae`, 0), from, subject: 'run:x', ...more })
  const old = { ...metric('mae', 0, { at: '2025-12-31T00:00:00.000Z' }), from: 'a.json', subject: 'run:old' }
  const [train, test] = [of('train.json', { at: '2026-01-01T00:00:00.001Z' }), of('test.json', {})]

  expect(mainMetric([old, train, test])?.name).toBe('test.json:mae')
  expect(mainMetric([test, { ...train, at: test.at }, old])?.name).toBe('test.json:mae')
})

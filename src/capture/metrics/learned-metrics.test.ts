import { expect, test } from 'vitest'
import { noFiles, type RunFile, type RunFiles } from '../files/run-files.ts'
import { nothingFromPython } from '../python/no-python.ts'
import type { PythonHistory, PythonMetric } from '../python/python-event.ts'
import { learnedMetrics } from './learned-metrics.ts'

const where = ({ line }: { line?: number }) => `train.py:${line}`

function data(name: string): RunFile {
  const digest = `sha256:${name.padEnd(64, '0')}` as const
  return { path: `/work/${name}`, name, role: 'data', digest, bytes: 1, at: 0, witnesses: ['python'] }
}

function metric(more: Partial<PythonMetric> = {}): PythonMetric {
  return { at: 5, pid: 1, name: 'accuracy_score', value: 0.5, count: 1, line: 3, samples: 10, ...more }
}

function learned(metrics: PythonMetric[], files: Partial<RunFiles> = {}, histories: PythonHistory[] = []) {
  return learnedMetrics({
    files: { ...noFiles, ...files },
    python: { ...nothingFromPython, metrics, histories },
    where,
  })
}

test('a second call of a metric in another line is a metric of its own', () => {
  const found = learned([metric(), metric({ line: 4, value: 0.7 })])

  expect(found.map(({ key, value, from }) => [key, value, from])).toEqual([
    ['accuracy_score', 0.5, 'train.py:3'],
    ['accuracy_score 2', 0.7, 'train.py:4'],
  ])
})

test('a metric is on the data that its answers came from, however many others were read', () => {
  const reads = [data('a'), data('b')]

  const found = learned([metric({ data: ['same frame', ['/work/b']] })], { reads })

  expect(found[0]?.on).toEqual({ file: reads[1], method: 'its answers came from there (same frame)' })
})

test('a metric whose answers came from several files is on none of them', () => {
  const found = learned([metric({ data: ['same frame', ['/work/a', '/work/b']] })], { reads: [data('a'), data('b')] })

  expect(found[0]?.on).toBeUndefined()
})

test('a call that measures one file after another is on none of them', () => {
  const reads = [data('a'), data('b')]
  const calls = ['/work/a', '/work/b'].map((path, index) => metric({ count: index + 1, data: ['same frame', [path]] }))

  expect(learned(calls, { reads }).map(({ on }) => on)).toEqual([undefined])
})

test('a metric that does not say is on the only data there is', () => {
  expect(learned([metric()], { reads: [data('a')] })[0]?.on?.method).toBe('the only data that the run read')
})

test('a training gives a curve for each data and metric, and the best round', () => {
  const history: PythonHistory = {
    at: 9,
    pid: 1,
    line: 7,
    of: 'xgboost.core.Booster',
    curves: [{ data: 'valid', metric: 'logloss', steps: [0, 1], values: [0.7, 0.6], on: ['name match', ['/work/a']] }],
    best: { best_iteration: 1 },
  }

  const found = learned([], { reads: [data('a'), data('b')] }, [history])

  expect(found).toMatchObject([
    { key: 'valid.logloss', value: 0.6, better: 'lower', from: 'train.py:7', points: { steps: [0, 1], times: [9, 9] } },
    { key: 'best_iteration', value: 1, better: undefined, on: { file: { name: 'a' } } },
  ])
  expect(found[0]?.on?.file.name).toBe('a')
})

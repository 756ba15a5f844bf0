import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { noFiles, type RunFile, type RunFiles } from '../files/run-file.ts'
import { nothingFromPython } from '../python/no-python.ts'
import type { PythonHistory, PythonMeasured, PythonMetric } from '../python/python-event.ts'
import type { LearnedMetric } from './learned-metric.ts'
import { learnedMetrics } from './learned-metrics.ts'

const where = ({ line }: { line?: number }) => `train.py:${line}`

function data(name: string): RunFile {
  const digest = `sha256:${name.padEnd(64, '0')}` as const
  return { path: `/work/${name}`, name, role: 'data', digest, bytes: 1, at: 0, witnesses: ['python'] }
}

function metric(more: Partial<PythonMetric> = {}): PythonMetric {
  return { at: 5, pid: 1, name: 'accuracy_score', value: 0.5, count: 1, line: 3, ...more }
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

  const found = learned([metric({ data: ['same frame', ['/work/b'], 10, 10] })], { reads })

  expect(found[0]?.on).toEqual({ file: reads[1], method: 'its answers came from there (same frame)' })
})

test('a metric is on what the run had written itself by then, as one script of several does for the next', () => {
  const test_ = { ...data('test.csv'), at: 4 }
  const call = [metric({ data: ['same frame', ['/work/test.csv'], 10, 10], loaded: ['/work/m'] })]
  const model = { ...data('m'), role: 'model' as const }

  expect(learned(call, { writes: [test_, model] })).toMatchObject([
    { on: { file: test_ }, of: { model: model.digest } },
  ])
  // What was written later is not what was measured on.
  expect(learned(call, { writes: [{ ...test_, at: 6 }] })[0]?.on).toBe('none')
})

test('a metric of a part of a file says which', () => {
  const on = (count: number, of: number | null) =>
    learned([metric({ data: ['value match', ['/work/a'], count, of] })], { reads: [data('a')] }).flatMap(
      ({ on = 'none' }) => (on === 'none' ? [] : on),
    )[0]

  expect(on(4, 10)?.rows).toEqual({ count: 4, of: 10 })
  expect(on(10, 10)?.rows).toBeUndefined()
  expect(on(4, null)?.rows).toEqual({ count: 4 })
})

test('a metric of more rows than the file has is not on that file', () => {
  const found = learned([metric({ data: ['value match', ['/work/a'], 11, 10] })], { reads: [data('a')] })

  expect(found[0]?.on).toBe('none')
})

test('a metric whose answers came from several files is on none of them, and says from which', () => {
  const reads = [data('a'), data('b')]

  const found = learned([metric({ data: ['same frame', ['/work/a', '/work/b'], 10, null] })], { reads })

  expect(found[0]?.on).toEqual({ file: undefined, method: 'its answers came from a and b (same frame)' })
})

test('a call that measures one file after another is on none of them', () => {
  const reads = [data('a'), data('b')]
  const calls = ['/work/a', '/work/b'].map((path, index) =>
    metric({ count: index + 1, data: ['same frame', [path], 10, 10] }),
  )

  expect(learned(calls, { reads }).map(({ on }) => on)).toEqual(['none'])
})

test('a metric in a file is on the data of the call whose value it is, rounded, where only one is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'metrics-'))
  const path = join(folder, 'metrics.json')
  writeFileSync(path, '{"auc": 0.8123, "half": 0.5}')
  const file = { ...data('metrics.json'), path, role: 'metrics' as const }
  const on = ['value match', ['/work/a'], 10, 10] satisfies PythonMeasured
  const calls = [metric({ name: 'roc_auc_score', value: 0.81234, data: on }), metric({ value: 0.5, data: on, line: 4 })]

  const found = learned(calls, { reads: [data('a')], writes: [file] })
  rmSync(folder, { recursive: true })

  const method = 'its value is that of roc_auc_score at train.py:3, and its answers came from there (value match)'
  expect(found.slice(0, 2).map(({ key, on }) => [key, on])).toEqual([
    ['auc', { file: data('a'), method }],
    ['half', undefined],
  ])
})

/** What is known of the metrics in a file that a run wrote, beside what it computed. */
function written(json: string, calls: PythonMetric[], files: Partial<RunFiles> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'metrics-'))
  const path = join(folder, 'metrics.json')
  writeFileSync(path, json)
  const file = { ...data('metrics.json'), path, role: 'metrics' as const }
  const found = learned(calls, { ...files, writes: [file] })
  rmSync(folder, { recursive: true })
  return found.filter(({ from }) => from === 'metrics.json')
}

test('two values in a file that one line computed are each on the rows of their own call', () => {
  const call = (count: number, value: number, rows: number) =>
    metric({ count, value, data: ['value match', ['/work/a'], rows, 200] })

  const found = written('{"test": 0.1512, "train": 0.1719}', [call(1, 0.15123, 40), call(2, 0.17188, 160)], {
    reads: [data('a')],
  })

  expect(found.map(({ key, on }) => [key, on !== 'none' && on?.rows])).toEqual([
    ['test', { count: 40, of: 200 }],
    ['train', { count: 160, of: 200 }],
  ])
})

test('a value in a file that several calls on other rows gave is on none of them', () => {
  const call = (count: number, value: number, rows: number) =>
    metric({ count, value, data: ['value match', ['/work/a'], rows, 200] })

  const found = written('{"test": 0.151}', [call(1, 0.1511, 40), call(2, 0.1512, 160)], { reads: [data('a')] })

  expect(found.map(({ on }) => on)).toEqual(['none'])
})

test('values in a file that a loop over models computed are each of the model of their own call', () => {
  const models = ['ridge', 'tree'].map((name) => ({ ...data(name), role: 'model' as const }))
  const calls = [0.06116, 0.48896].map((value, index) =>
    metric({ count: index + 1, value, loaded: [models[index]?.path ?? ''] }),
  )

  const found = written('{"ridge_mae": 0.0612, "tree_mae": 0.489, "other": 0.7771}', calls, { reads: models })

  expect(found.map((metric) => [metric.key, modelOf(metric)])).toEqual([
    ['ridge_mae', models[0]?.digest],
    ['tree_mae', models[1]?.digest],
    ['other', undefined],
  ])
})

const modelOf = ({ of }: LearnedMetric) => (typeof of === 'object' ? of.model : of)

test('a loop over models measures each by itself', () => {
  const models = ['ridge', 'tree'].map((name) => ({ ...data(name), role: 'model' as const }))
  const calls = [0.6, 0.1].map((value, index) =>
    metric({ name: 'mae', count: index + 1, value, models: [`1.${index}`] }),
  )
  const dumps = ['/work/ridge', '/work/tree'].map((path, index) => ({
    ...{ at: 6, pid: 1, function: 'joblib.numpy_pickle.dump', path, class: 'Model', fits: [`1.${index}`] },
  }))

  const found = learnedMetrics({
    files: { ...noFiles, writes: models },
    python: { ...nothingFromPython, metrics: calls, dumps },
    where,
  })

  expect(found.map((metric) => [metric.key, metric.value, modelOf(metric), metric.points.steps])).toEqual([
    ['mae', 0.6, models[0]?.digest, [0]],
    ['mae 2', 0.1, models[1]?.digest, [0]],
  ])
})

test('a metric of a model that went to two files of other bytes is of both', () => {
  const files = ['m.json', 'm.ubj'].map((name) => ({ ...data(name), role: 'model' as const }))
  const dumps = files.map(({ path }) => ({
    at: 6,
    pid: 1,
    function: 'save_model',
    path,
    class: 'Booster',
    fits: ['1.1'],
  }))
  const python = { ...nothingFromPython, metrics: [metric({ models: ['1.1'] })], dumps }

  const [found] = learnedMetrics({ files: { ...noFiles, writes: files }, python, where })

  expect(found?.of).toMatchObject({ model: files[0]?.digest, also: [files[1]?.digest] })
})

test('a value of few decimals in a file is that of a call where it is that very number, of a metric of its direction', () => {
  const on = ['same frame', ['/work/a'], 10, 10] satisfies PythonMeasured
  const calls = [metric({ value: 0.9, data: on }), metric({ name: 'r2_score', value: 1, data: on, line: 4 })]

  const found = written('{"acc": 0.9, "loss": 0.9, "half": 0.9, "r2": 1.0, "f1": 0.8}', calls, { reads: [data('a')] })

  expect(found.map(({ key, on }) => [key, on !== 'none' && on?.file?.name])).toEqual([
    ['acc', 'a'],
    ['loss', undefined],
    ['half', undefined],
    ['r2', undefined],
    ['f1', undefined],
  ])
})

test('the mean of what a line computed of several models is of none of them, also where it is what one of them has', () => {
  const models = ['a', 'b', 'c'].map((name) => ({ ...data(name), role: 'model' as const }))
  const calls = [0.82, 0.86, 0.9].map((value, index) =>
    metric({ count: index + 1, value, loaded: [models[index]?.path ?? ''] }),
  )

  const found = written('{"cv_accuracy": 0.86, "best_accuracy": 0.9}', calls, { reads: models })

  expect(found.map((metric) => [metric.key, modelOf(metric)])).toEqual([
    ['cv_accuracy', 'several'],
    ['best_accuracy', models[2]?.digest],
  ])
  // Over folds whose models went to no file it may be about the one that did.
  const folds = written('{"cv_accuracy": 0.86, "best_accuracy": 0.9}', calls)
  expect(folds.map(({ of }) => of)).toEqual(['folds', 'none'])
})

test('the mean over folds is on the rows of all of them together, and on no data where one was of another file', () => {
  const fold = (value: number, rows: number, file = 'a') =>
    metric({ value, models: ['1.1'], data: ['same frame', [`/work/${file}`], rows, 31] })
  const about = (calls: PythonMetric[]) =>
    written('{"cv_accuracy": 0.85, "best_accuracy": 0.9}', calls, { reads: [data('a'), data('b')] }).map(({ on }) => on)
  const folds = [fold(0.82, 11), fold(0.83, 10), fold(0.9, 10)]

  expect(about(folds)).toMatchObject([
    { file: { name: 'a' }, rows: { count: 31, of: 31, parts: 3 } },
    { file: { name: 'a' }, rows: { count: 10, of: 31 } },
  ])
  expect(about([...folds.slice(0, 2), fold(0.9, 10, 'b')])[0]).toBe('none')
})

test('a metric in a file that is no computed one is of unknown data, and of none where a part was measured', () => {
  const folder = mkdtempSync(join(tmpdir(), 'metrics-'))
  const path = join(folder, 'metrics.json')
  writeFileSync(path, '{"auc": 0.8}')
  const file = { ...data('metrics.json'), path, role: 'metrics' as const }
  const beside = (count: number) =>
    learned([metric({ data: ['value match', ['/work/a'], count, 10] })], { reads: [data('a')], writes: [file] })[0]?.on

  expect([beside(10), beside(4)]).toEqual([undefined, 'none'])
  rmSync(folder, { recursive: true })
})

test('a metric of which neither descent nor values tell is on no data, though only one was read', () => {
  expect(learned([metric()], { reads: [data('a')] })[0]?.on).toBeUndefined()
})

test('a training gives a curve for each data and metric, and the best round', () => {
  const history: PythonHistory = {
    at: 9,
    pid: 1,
    line: 7,
    of: 'xgboost.core.Booster',
    curves: [
      { data: 'valid', metric: 'logloss', steps: [0, 1], values: [0.7, 0.6], on: ['value match', ['/work/a'], 9, 9] },
    ],
    best: { best_iteration: 1 },
  }

  const found = learned([], { reads: [data('a'), data('b')] }, [history])

  expect(found).toMatchObject([
    { key: 'valid.logloss', value: 0.6, better: 'lower', from: 'train.py:7', points: { steps: [0, 1], times: [9, 9] } },
    { key: 'best_iteration', value: 1, better: undefined, on: { file: { name: 'a' } } },
  ])
  expect(found[0]?.on).toMatchObject({ file: { name: 'a' } })
})

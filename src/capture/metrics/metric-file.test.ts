import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { betterOf } from './better.ts'
import { holdsMetrics, isMetricFile, readMetricFile } from './metric-file.ts'

const numbersFor = (count: number) => Array.from({ length: count }, (_, row) => [`u${row}`, row / 7] as const)
const rowsOf = (count: number, row: (at: number) => string, header: string) =>
  `${[header, ...Array.from({ length: count }, (_, at) => row(at))].join('\n')}\n`

const folder = mkdtempSync(join(tmpdir(), 'metric-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

const read = (name: string, content: string) => {
  writeFileSync(join(folder, name), content)
  return readMetricFile(join(folder, name))
}
const keyed = (name: string, content: string) => read(name, content).map(({ key, value }) => [key, value])

test('numbers of a JSON or YAML file are metrics under dotted keys', () => {
  const metrics = { model: 'trees', test: { mae: 12.31, r2: 0.4, 'f1-score': 0.5 }, n: 100, tuned: true }

  const json = read('metrics.json', JSON.stringify(metrics))

  expect(json).toEqual(read('metrics.yaml', JSON.stringify(metrics)))
  expect(json).toEqual([
    { key: 'test.mae', value: 12.31, better: 'lower', points: { steps: [0], values: [12.31] } },
    { key: 'test.r2', value: 0.4, better: 'higher', points: { steps: [0], values: [0.4] } },
    { key: 'test.f1-score', value: 0.5, better: 'higher', points: { steps: [0], values: [0.5] } },
    { key: 'n', value: 100, better: undefined, points: { steps: [0], values: [100] } },
  ])
  expect(keyed('score.json', '0.5')).toEqual([['value', 0.5]])
})

test('a table without a header names no metric', () => {
  expect(keyed('results.csv', '1,564,0.25\n2,572,0.125\n')).toEqual([])
  expect(keyed('results.csv', ',0\nmae,0.25\nr2,0.5\n')).toEqual([
    ['mae', 0.25],
    ['r2', 0.5],
  ])
})

test('what Python writes beyond JSON are numbers, too', () => {
  expect(keyed('metrics.json', '{"loss": NaN, "ppl": Infinity}')).toEqual([
    ['loss', Number.NaN],
    ['ppl', Number.POSITIVE_INFINITY],
  ])
})

test('a history is a curve for each metric, and a diagram or a matrix is none', () => {
  const content = {
    history: { loss: [0.9, 0.5], names: [1, 2] },
    confusion: [
      [1, 2],
      [3, 4],
    ],
    curve: { precision: [0.1, 0.2], recall: [0.3, 0.4], thresholds: [1, 2], auc: 0.7 },
  }

  expect(read('metrics.json', JSON.stringify(content))).toEqual([
    { key: 'history.loss', value: 0.5, better: 'lower', points: { steps: [0, 1], values: [0.9, 0.5] } },
    { key: 'curve.auc', value: 0.7, better: 'higher', points: { steps: [0], values: [0.7] } },
  ])
})

test('a table with steps has a curve for each column', () => {
  const found = read('results.csv', 'epoch, train/loss, metrics/mAP50(B)\r\n1, 0.9, 0.1\r\n2, , 0.2\r\n3, 0.7, 0.3\r\n')

  expect(found).toEqual([
    { key: 'train/loss', value: 0.7, better: 'lower', points: { steps: [1, 3], values: [0.9, 0.7] } },
    { key: 'metrics/mAP50(B)', value: 0.3, better: 'higher', points: { steps: [1, 2, 3], values: [0.1, 0.2, 0.3] } },
  ])
})

test('a table without steps has a metric a column, a row, or a cell', () => {
  expect(keyed('scores.csv', 'model,mae,rmse\ntrees,1.5,2\n')).toEqual([
    ['mae', 1.5],
    ['rmse', 2],
  ])
  expect(keyed('metrics.tsv', 'metric\tvalue\nmae\t1.5\n"r2, adjusted"\t.4\n')).toEqual([
    ['mae', 1.5],
    ['r2, adjusted', 0.4],
  ])
  expect(keyed('results.tsv', 'name\tvalue\nf1\t.3\n')).toEqual([['f1', 0.3]])
  expect(keyed('results.csv', ',0\nf1,0.3\n')).toEqual([['f1', 0.3]])
  expect(keyed('results.csv', 'model,accuracy\nrf,0.9\n')).toEqual([['accuracy', 0.9]])
  expect(keyed('results.csv', ',precision,recall\ncat,0.5,0.6\ndog,0.7,0.8')).toEqual([
    ['cat.precision', 0.5],
    ['cat.recall', 0.6],
    ['dog.precision', 0.7],
    ['dog.recall', 0.8],
  ])
})

test.each([
  ['rows of data', 'scores.csv', 'id,score\n1,0.5\n2,0.6\n'],
  ['a ragged table', 'scores.csv', 'a,b\n1\n'],
  ['records', 'results.json', '[{"a": 1}, {"a": 2}]'],
  ['broken JSON', 'metrics.json', '{"a": 1'],
  ['a large file', 'metrics.json', `{"a": 1}${' '.repeat(100_000)}`],
  ['nothing', 'metrics.csv', ''],
  ['predictions by name', 'eval_predictions.csv', rowsOf(60, (row) => `u${row},0.${row}`, 'user,prediction')],
  ['predictions by key', 'metrics_predictions.json', JSON.stringify(Object.fromEntries(numbersFor(60)))],
])('%s holds no metrics', (_, name, content) => {
  expect(read(name, content)).toEqual([])
  expect(holdsMetrics(join(folder, name))).toBe(false)
})

test('many metrics are not taken for a list of other numbers', () => {
  const report = Object.fromEntries(numbersFor(60).map(([key, value]) => [key, { precision: value, recall: value }]))

  expect(read('metrics.json', JSON.stringify(report))).toHaveLength(120)
  expect(holdsMetrics(join(folder, 'metrics.json'))).toBe(true)
  expect(holdsMetrics(join(folder, 'missing.json'))).toBe(false)
})

test('metric files are known by their names', () => {
  const metrics = ['metrics.json', 'out/test_results.json', 'eval-scores.json', 'scores.yaml', 'results.csv']
  const more = ['val_metrics.csv', 'dvclive/plots/metrics/loss.tsv', 'Metrics_v2.JSON']
  const others = [
    'credit_scores_2024.csv',
    'eval.yaml',
    'eval_config.json',
    'asymmetric.json',
    'metrics.txt',
    'metrics.pkl',
  ]

  expect([...metrics, ...more, ...others].filter(isMetricFile)).toEqual([...metrics, ...more])
})

test.each([
  ...[
    'accuracy',
    'ROC_AUC',
    'f1',
    'test.f1-score',
    'r2_score',
    'precision@10',
    'mAP50-95',
    'eval_accuracy',
    'mean_test_score',
  ],
  ...['neg_mean_squared_error', 'd2_absolute_error_score', 'explained_variance', 'balanced_accuracy_score', 'rougeL'],
  ...['true_positive_rate', 'acc@1', 'hits@10', 'late_recall', 'log_likelihood', 'rocAuc'],
])('of %s more is better', (key) => {
  expect(betterOf(key)).toBe('higher')
})

test.each([
  ...[
    'mae',
    'RMSE',
    'val_loss',
    'meanAbsoluteError',
    'log_loss',
    'brier_score_loss',
    'brier_score',
    'perplexity',
    'WER',
  ],
  ...[
    'false_positive_rate',
    'max_error',
    'binary_crossentropy',
    'cross_entropy',
    'negative_log_likelihood',
    'error_rate',
  ],
  ...['mean_absolute_percentage_error', 'accuracy_loss', 'wape'],
])('of %s less is better', (key) => {
  expect(betterOf(key)).toBe('lower')
})

test.each([
  'n',
  'support',
  'accuracy_std',
  'train_samples',
  'threshold',
  'lr',
  'epoch',
  'error_count',
  'feature_map_size',
  'age',
  '',
])('of %s nobody can tell', (key) => {
  expect(betterOf(key)).toBeUndefined()
})

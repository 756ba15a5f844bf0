import { expect, test } from 'vitest'
import { nothingLearned } from '../learned.ts'
import { nothingRemote } from '../sources/remote-content.ts'
import type { LearnedMetric } from './learned-metric.ts'
import { placedMetrics } from './placed-metrics.ts'

const model = `sha256:${'a'.repeat(64)}` as const
const written = {
  path: '/work/m.pt',
  name: 'm.pt',
  role: 'model' as const,
  digest: model,
  bytes: 1,
  at: 0,
  witnesses: [],
}
const none = { alone: [], folders: [] }

function placed(of: LearnedMetric['of'], writes = { alone: [written], folders: [] as never[] }) {
  const points = { steps: [0], values: [1], times: [0] }
  const metric = { key: 'acc', value: 1, better: undefined, from: 'metrics.json', at: 0, on: undefined, of, points }
  const learned = { ...nothingLearned, metrics: [metric] }
  return placedMetrics({ learned, contents: { reads: none, writes }, remote: nothingRemote })[0]
}

test('a metric of which nothing is known is of the only model, one of none or of several is not', () => {
  expect(placed(undefined)?.of).toEqual({ model, method: 'the only model that the run read or wrote' })
  expect([placed('none'), placed('several')].map((metric) => [metric?.of, metric?.unnamed])).toEqual([
    [undefined, 'none'],
    [undefined, 'several'],
  ])
})

test('a mean over folds stands for the only model, and says that it was not of that', () => {
  expect(placed('folds')?.of).toEqual({
    model,
    method: 'it is the mean over models that went to no file, and this is the only model that the run read or wrote',
  })
  expect(placed('folds', { alone: [], folders: [] })).toMatchObject({ of: undefined })
})

import { expect, test } from 'vitest'
import type { FeatureMap } from '../../domain/feature-map.ts'
import { featureLines, featurePieces } from './feature-lines.ts'

const map: FeatureMap = {
  files: [{ path: 'data.csv' }],
  models: [
    {
      class: 'Pipeline → SVC',
      at: 'train.py:3',
      inputs: [{ how: 'value match', files: [0], columns: ['age', 'work'], from: ['age', 'job'] }],
      unknown: ['ratio'],
      target: [{ how: 'same frame', files: [0], columns: ['y'] }],
      branches: [{ columns: ['work'], through: ['OneHotEncoder'], count: 2, features: ['work_a', 'work_b'] }],
    },
  ],
  unused: [{ file: 0, columns: ['id'] }],
}

const textOf = (lines: ReturnType<typeof featureLines>) =>
  lines.map((line) =>
    line
      .map(({ text }) => text)
      .join('')
      .trimEnd()
      .replace(/ {2,}/g, ' | '),
  )

test('draws each link with how it is known', () => {
  expect(textOf(featureLines(map, 100))).toEqual([
    'Pipeline → SVC | fitted at train.py:3',
    ' | data.csv | value match | age, job as work',
    ' | ? | unknown | ratio',
    ' | data.csv | target, same frame | y',
    ' | work → | exact (pipeline) | OneHotEncoder → work_a, work_b',
    ' | data.csv | found in no model | id',
  ])
})

test('shortens long lists of names, and says how many more there are', () => {
  const columns = Array.from({ length: 15 }, (_, index) => `c${index}`)
  const long = {
    files: map.files,
    models: [{ class: 'SVC', inputs: [{ how: 'name match' as const, files: [0], columns }] }],
  }

  expect(textOf(featureLines(long, 100))[1]).toBe(
    ' | data.csv | name match | c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, and 3 more',
  )
})

test('counts in few words', () => {
  expect(featurePieces(map).map(({ text }) => text)).toEqual([
    'SVC from 2 columns and 1 of unknown origin → 2 features',
    'found in no model: data.csv id',
  ])
})

test('gives the name of a table of a database whole, above what came from it', () => {
  const path = 'postgresql://db.example.org/shop/public.people'
  const lines = textOf(featureLines({ ...map, files: [{ path }], unused: [] }, 80))

  expect(lines).toContain(` | ${path}`)
  expect(lines.join('\n')).toMatch(/people\n \| value match \| age, job as work\n/)
})

import { expect, test } from 'vitest'
import type { RunFile } from '../files/run-file.ts'
import type { PythonDump, PythonFit, PythonFrame, PythonLinks } from '../python/python-event.ts'
import { featureMapOf, featuresOfModels } from './feature-map.ts'

const digest = `sha256:${'a'.repeat(64)}` as const
const where = ({ line }: { line?: number }) => `train.py:${line}`
const reads = [file('/work/data.csv', 'data')]
const frames = [frame('/work/data.csv', ['id', 'age', 'job', 'target']), frame('/work/test.csv', ['id', 'age'])]
const links: PythonLinks = [
  ['same frame', ['/work/data.csv'], ['age'], null],
  ['value match', ['/work/data.csv'], ['work'], ['job']],
]

function file(path: string, role: RunFile['role']): RunFile {
  return { path, name: path.replace('/work/', ''), role, digest, bytes: 1, at: 0, witnesses: ['python'] }
}

function frame(path: string, columns: string[]): PythonFrame {
  return { at: 0, pid: 1, operation: 'read', function: 'read_csv', path, columns }
}

function fitted(more: Partial<PythonFit> = {}): PythonFit {
  const told = { at: 0, pid: 1, class: 'sklearn.svm._classes.SVC', method: 'fit', line: 3, count: 1, seconds: 1 }
  return { ...told, parameters: [], shape: [9, 3], columns: ['age', 'work', 'ratio'], links, ...more }
}

test('says of each column of a model where it comes from and how that is known, and of which nobody knows', () => {
  const map = featureMapOf({ fits: [fitted()], frames, reads, where })

  expect(map?.files).toEqual([{ path: 'data.csv', digest }])
  expect(map?.models).toEqual([
    {
      class: 'SVC',
      at: 'train.py:3',
      inputs: [
        { how: 'same frame', files: [0], columns: ['age'] },
        { how: 'value match', files: [0], columns: ['work'], from: ['job'] },
      ],
      unknown: ['ratio'],
    },
  ])
})

test('lists what was read for nothing, of files alone that a model got something from', () => {
  const targetLinks: PythonLinks = [['same frame', ['/work/data.csv'], ['target'], null]]

  const map = featureMapOf({ fits: [fitted({ targetLinks })], frames, reads, where })

  expect(map?.unused).toEqual([{ file: 0, columns: ['id'] }])
})

test('says of a model only that a column is in no model at all, not that another got it', () => {
  const other = fitted({ class: 'sklearn.linear_model._ridge.Ridge', id: '1.2', columns: ['id'], links: [] })
  const written = [{ ...file('/work/svc.joblib', 'model') }]
  const dump: PythonDump = {
    at: 1,
    pid: 1,
    function: 'joblib.dump',
    path: '/work/svc.joblib',
    class: 'SVC',
    fits: ['1.1'],
  }

  const maps = featuresOfModels({ fits: [fitted({ id: '1.1' }), other], frames, reads, where }, [dump], written)

  expect(maps.get(digest)?.unused).toEqual([{ file: 0, columns: ['target'] }])
})

test('counts the columns without names of which nobody knows where they come from', () => {
  const { columns: _, links: __, ...nameless } = fitted()

  const map = featureMapOf({ fits: [nameless], frames, reads, where })

  expect(map?.models).toEqual([{ class: 'SVC', at: 'train.py:3', inputs: [], unknown: 3 }])
})

test('keeps what a pipeline says of its branches', () => {
  const branch = { name: 'n', columns: ['age'], chain: ['sklearn.a.Scaler'], featureCount: 1, features: ['n__age'] }

  const map = featureMapOf({ fits: [fitted({ branches: [branch], chain: ['x.Y', 'z.Last'] })], frames, reads, where })

  expect(map?.models[0]).toMatchObject({
    class: 'SVC → Last',
    branches: [{ columns: ['age'], through: ['Scaler'], count: 1, features: ['n__age'] }],
  })
})

test('tells a fit in a loop once, and nothing where none was on a table', () => {
  const { columns: _, links: __, shape: ___, ...without } = fitted()

  expect(featureMapOf({ fits: [fitted(), fitted({ at: 9 })], frames, reads, where })?.models).toHaveLength(1)
  expect(featureMapOf({ fits: [without], frames, reads, where })).toBeUndefined()
})

test('gives a model that was written the map of its own fit', () => {
  const fits = [fitted({ id: '1.1' }), fitted({ id: '1.2', class: 'sklearn.Other' })]
  const dump: PythonDump = {
    at: 0,
    pid: 1,
    function: 'joblib.dump',
    path: '/work/m',
    class: 'sklearn.Other',
    fits: ['1.2'],
  }

  const found = featuresOfModels({ fits, frames, reads, where }, [dump], [file('/work/m', 'model')])

  expect(found.get(digest)?.models.map((model) => model.class)).toEqual(['Other'])
})

test('gives a model that was written by unknown means the only map there is, or none', () => {
  const of = (...fits: PythonFit[]) =>
    featuresOfModels({ fits, frames, reads, where }, [], [file('/work/m', 'model')]).get(digest)?.models.length

  expect(of(fitted())).toBe(1)
  expect(of(fitted(), fitted({ class: 'sklearn.Other' }))).toBeUndefined()
})

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cachedFile } from './hub-cache.ts'

const [first, second] = ['a'.repeat(40), 'b'.repeat(40)]

let home: string
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'pedigree-cache-')))
})
afterEach(() => rmSync(home, { recursive: true }))

test.each([
  [`/c/hub/models--org--tiny/snapshots/${first}/sub/model.bin`, 'huggingface.co/org/tiny', first, 'sub/model.bin'],
  [`/c/hub/datasets--squad/snapshots/${first}/a.parquet`, 'huggingface.co/datasets/squad', first, 'a.parquet'],
  [
    `/c/huggingface/datasets/org___name/default/0.0.0/${first}/name-train.arrow`,
    'huggingface.co/datasets/org/name',
    first,
    'name-train.arrow',
  ],
  [
    '/c/huggingface/datasets/csv/default-12/0.0.0/ab12/csv-train.arrow',
    'huggingface.co/datasets/csv',
    undefined,
    'csv-train.arrow',
  ],
  ['/c/kagglehub/datasets/ann/flights/versions/3/data/a.csv', 'kaggle.com/datasets/ann/flights', '3', 'data/a.csv'],
  ['/h/scikit_learn_data/cal_housing_py3.pkz', 'scikit-learn.org/cal_housing', undefined, undefined],
  ['/h/scikit_learn_data/covertype/samples', 'scikit-learn.org/covertype', undefined, 'samples'],
  ['/h/.cache/torch/hub/checkpoints/resnet18-f37072fd.pth', 'download.pytorch.org/resnet18', 'f37072fd', undefined],
])('%s is of %s', (path, asset, revision, file) => {
  expect(cachedFile(path)).toMatchObject({
    asset: `asset:${asset}`,
    ...(revision && { revision }),
    ...(file && { file }),
  })
  expect(cachedFile(path)?.revision).toBe(revision)
})

test('a blob of the hub is of the one revision that links to it, under the name that it has there', () => {
  const blob = make('blobs/aa', 'weights')
  make('blobs/bb', 'other')
  link(first, 'model.safetensors', 'aa')
  link(second, 'model.safetensors', 'bb')

  expect(cachedFile(blob)).toEqual({
    asset: 'asset:huggingface.co/org/tiny',
    kind: 'model',
    name: 'org/tiny',
    revision: first,
    file: 'model.safetensors',
  })
})

test('a data set that scikit-learn brings with it is known by the call that reads it, and by the version', () => {
  const packages = join(home, 'lib/python3.12/site-packages')
  mkdirSync(join(packages, 'scikit_learn-1.8.0.dist-info'), { recursive: true })
  const of = (name: string) => cachedFile(join(packages, 'sklearn/datasets/data', name))

  expect(of('iris.csv')).toEqual({
    asset: 'asset:scikit-learn.org/sklearn.datasets.load_iris',
    kind: 'dataset',
    name: 'sklearn.datasets.load_iris',
    revision: '1.8.0',
  })
  expect(
    ['breast_cancer.csv', 'wine_data.csv', 'diabetes_data_raw.csv.gz', 'linnerud_physiological.csv'].map(
      (name) => of(name)?.name,
    ),
  ).toEqual(['breast_cancer', 'wine', 'diabetes', 'linnerud'].map((name) => `sklearn.datasets.load_${name}`))
})

test('a blob that several revisions share is of none of them for sure', () => {
  const blob = make('blobs/aa', 'weights')
  link(first, 'config.json', 'aa')
  link(second, 'config.json', 'aa')

  expect(cachedFile(blob)).toMatchObject({ file: 'config.json' })
  expect(cachedFile(blob)).not.toHaveProperty('revision')
})

test('any other file is of no cache', () => {
  expect(cachedFile('/home/ann/project/data/a.csv')).toBeUndefined()
  expect(cachedFile('/home/ann/models--mine.csv')).toBeUndefined()
})

function make(name: string, content: string): string {
  const path = join(home, 'hub/models--org--tiny', name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

function link(revision: string, name: string, blob: string): void {
  const path = join(home, 'hub/models--org--tiny/snapshots', revision, name)
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(`../../blobs/${blob}`, path)
}

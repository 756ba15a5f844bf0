import { expect, test } from 'vitest'
import type { FileRole } from '../files/file-role.ts'
import { noContents } from '../files/folders.ts'
import type { RunFile } from '../files/run-file.ts'
import { nothingRemote, type RemoteContent } from '../sources/remote-content.ts'
import { onlyData, onlyModel } from './only-candidate.ts'

function file(name: string, role: FileRole = 'data'): RunFile {
  const digest = `sha256:${name.padEnd(64, '0')}` as const
  return { path: `/work/${name}`, name, role, digest, bytes: 1, at: 0, witnesses: ['python'] }
}
const run = (reads: readonly RunFile[], writes: readonly RunFile[] = []) => ({
  contents: { reads: { ...noContents, alone: reads }, writes: { ...noContents, alone: writes } },
  remote: nothingRemote,
})
const [test1, test2, model] = [file('test.csv'), file('more.csv'), file('m.joblib', 'model')]

test('metrics are about the only model of a run, else about the only file that is called one', () => {
  expect(onlyModel(run([model, test1]))?.model).toBe(model.digest)
  expect(onlyModel(run([file('weights.json'), test1]))).toEqual({
    model: file('weights.json').digest,
    method: 'the only model that the run read or wrote, by its name',
  })
  expect(onlyModel(run([test1], [file('weights.json')]))?.model).toBe(file('weights.json').digest)
})

test('of several models, or none, no metric is', () => {
  expect(onlyModel(run([model, file('n.joblib', 'model'), file('weights.json')]))).toBeUndefined()
  expect(onlyModel(run([file('weights.json'), file('model.npz')]))).toBeUndefined()
  expect(onlyModel(run([test1, file('weights.json', 'configuration')]))).toBeUndefined()
})

test('an evaluation measured on all the data that it read beside the model, where that is one file', () => {
  const settings = file('settings.json', 'configuration')

  expect(onlyData(run([model, test1, settings], [file('predictions.csv')]))?.file).toBe(test1)
  expect(onlyData(run([file('weights.json'), test1]))?.file).toBe(test1)
})

test('what is not known to be all that it measured on is not said', () => {
  const folder = { ...file('images'), files: [], lines: '' }
  const alone = run([model, test1])
  const reads = { ...alone.contents.reads, folders: [folder] }
  const fetched = { edge: 'used', role: 'data' } as RemoteContent

  expect(onlyData(run([model, test1, test2]))).toBeUndefined()
  expect(onlyData(run([test1]))).toBeUndefined()
  expect(onlyData(run([test1], [model]))).toBeUndefined()
  expect(onlyData(run([model, { ...test1, digest: undefined }]))).toBeUndefined()
  expect(onlyData({ ...alone, contents: { ...alone.contents, reads } })).toBeUndefined()
  expect(onlyData({ ...alone, remote: { ...nothingRemote, contents: [fetched] } })).toBeUndefined()
})

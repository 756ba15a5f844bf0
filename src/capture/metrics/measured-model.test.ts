import { expect, test } from 'vitest'
import type { FileRole } from '../files/file-role.ts'
import { noFiles, type RunFile } from '../files/run-file.ts'
import type { PythonDump, PythonMetric } from '../python/python-event.ts'
import { callsByModel, modelOf } from './measured-model.ts'

function written(name: string, role: FileRole = 'model'): RunFile {
  const digest = `sha256:${name.padEnd(64, '0')}` as const
  return { path: `/work/${name}`, name, role, digest, bytes: 1, at: 0, witnesses: ['python'] }
}
const dump = (name: string, ...fits: string[]): PythonDump => ({
  ...{ at: 9, pid: 1, function: 'joblib.numpy_pickle.dump', path: `/work/${name}`, class: 'Model' },
  ...(fits.length === 0 ? {} : { fits }),
})
const call = (value: number, ...models: string[]): PythonMetric => ({
  ...{ at: 5, pid: 1, name: 'mae', value, count: value, line: 3 },
  ...(models.length === 0 ? {} : { models }),
})
/** The values of the calls that are about one model. */
const grouped = (calls: readonly PythonMetric[], writes: RunFile[], dumps: PythonDump[]) =>
  callsByModel(calls, (each) => modelOf({ ...noFiles, writes }, { dumps }, each)).map((group) =>
    group.map(({ value }) => value),
  )

test('calls in a loop over models are apart, those of models that went to no file and of unknown ones together', () => {
  const calls = [call(1, '1.1'), call(2, '1.2'), call(3, '1.3'), call(4), call(5, '1.4'), call(6, '1.1')]

  expect(grouped(calls, [written('a'), written('b')], [dump('a', '1.1'), dump('b', '1.2')])).toEqual([
    [1, 6],
    [2],
    [3, 5],
    [4],
  ])
})

test('calls in a training that goes on are one curve where the last of them is of what was saved', () => {
  const epochs = [call(1, '1.1'), call(2, '1.1+1'), call(3, '1.1+2')]

  expect(grouped(epochs, [written('a')], [dump('a', '1.1+2')])).toEqual([[1, 2, 3]])
  // What was saved on the way is the model, and not what it became afterwards.
  expect(grouped(epochs, [written('a')], [dump('a', '1.1+1')])).toEqual([[1, 3], [2]])
})

test('what was measured went to no file only where it is known of each model that was written what is in it', () => {
  const about = (writes: RunFile[], ...dumps: PythonDump[]) =>
    modelOf({ ...noFiles, writes }, { dumps }, call(1, '1.1'))

  expect(about([], dump('a', '1.2'))).toBe('none')
  expect(about([written('a')], dump('a', '1.2'))).toBe('none')
  expect(about([written('a.onnx')])).toBeUndefined()
  expect(about([written('a'), written('weights.json', 'data')], dump('a', '1.2'))).toBeUndefined()
  expect(about([written('a')], dump('a'))).toBeUndefined()
})

import { expect, test } from 'vitest'
import type { FileEvent } from '../files/file-event.ts'
import type { PythonDump } from './python-event.ts'
import { standingDumps } from './standing-dumps.ts'

const dump = (at: number, path: string, by = 'joblib.numpy_pickle.dump'): PythonDump => ({
  ...{ at, pid: 1, function: by, path, class: 'Model', fits: [`1.${at}`] },
})
const event = (at: number, operation: FileEvent['operation'], path: string, more: Partial<FileEvent> = {}) =>
  ({ at, pid: 1, operation, path, witness: 'python', ...more }) satisfies FileEvent
const open = (at: number, path: string) => event(at, 'write', path, { truncates: true })
const standing = (dumps: PythonDump[], ...files: FileEvent[]) =>
  standingDumps({ dumps, files }).map(({ at, path }) => [at, path])

test('of dumps over each other the last stands, and of those into one open file all', () => {
  expect(standing([dump(2, 'm'), dump(4, 'm')], open(1, 'm'), open(3, 'm'))).toEqual([[4, 'm']])
  expect(standing([dump(2, 'm'), dump(3, 'm')], open(1, 'm'))).toEqual([
    [2, 'm'],
    [3, 'm'],
  ])
  // Nobody sees how a library of C++ opens its file.
  const saved = [dump(2, 'm', 'xgboost.core.Booster.save_model'), dump(4, 'm', 'xgboost.core.Booster.save_model')]
  expect(standing(saved)).toEqual([[4, 'm']])
})

test('a dump stands under the name that its file got, unless that was written over or removed', () => {
  const renamed = event(3, 'rename', 'tmp', { to: 'm' })

  expect(standing([dump(2, 'tmp')], open(1, 'tmp'), renamed)).toEqual([[2, 'm']])
  expect(standing([dump(2, 'tmp')], open(1, 'tmp'), renamed, open(4, 'm'))).toEqual([])
  expect(standing([dump(2, 'm')], open(1, 'm'), event(3, 'rename', 'other', { to: 'm' }))).toEqual([])
  expect(standing([dump(2, 'm')], open(1, 'm'), event(3, 'delete', 'm'))).toEqual([])
  expect(standing([dump(2, 'm')], open(1, 'm'), event(3, 'read', 'm'))).toEqual([[2, 'm']])
})

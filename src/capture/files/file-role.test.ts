import { expect, test } from 'vitest'
import { nothingFromPython } from '../python/no-python.ts'
import type { PythonDump } from '../python/python-event.ts'
import { isCalledModel, isSourceFile, roleOfRead, roleOfWrite } from './file-role.ts'

const dump = (path: string, kind: string): PythonDump => ({ at: 0, pid: 1, function: 'joblib.dump', path, class: kind })
const forest = 'sklearn.ensemble._forest.RandomForestClassifier'
const scaler = 'sklearn.preprocessing._data.StandardScaler'
const roleAfter = (dumps: readonly PythonDump[]) => (path: string) =>
  roleOfWrite(path, { ...nothingFromPython, dumps }, false)

test.each([
  'a.py',
  'b.ipynb',
  'Makefile',
  'lib/fast.cpython-311-x86_64-linux-gnu.so',
  'native.so.1.2',
  'x.jar',
  'q.SQL',
])('%s is code', (path) => {
  expect(isSourceFile(path)).toBe(true)
})
test.each(['a.csv', 'b.parquet', 'makefile.csv', 'model.joblib', 'py', 'notes.md', 'a.solution'])(
  '%s is no code',
  (path) => {
    expect(isSourceFile(path)).toBe(false)
  },
)

test('without a word from Python an output is a model by its name', () => {
  const roles = ['m.joblib', 'm.PT', 'm.onnx', 'metrics.json', 'out.csv'].map(roleAfter([]))

  expect(roles).toEqual(['model', 'model', 'model', 'metrics', 'data'])
})

test('what Python dumped decides, whatever it is called', () => {
  const role = roleAfter([dump('m.bin', forest), dump('table.pkl', 'pandas.core.frame.DataFrame')])

  expect([role('m.bin'), role('table.pkl')]).toEqual(['model', 'data'])
})

test('an encoder is a model where it was dumped alone, and an accessory beside a model', () => {
  expect(roleAfter([dump('s.joblib', scaler)])('s.joblib')).toBe('model')
  expect(roleAfter([dump('s.joblib', scaler), dump('m.joblib', forest)])('s.joblib')).toBe('data')
})

test.each(['weights.json', 'best_model.npz', 'models/classifier-3.bin', 'model.pkl'])(
  '%s is called a model',
  (path) => {
    expect(isCalledModel(path)).toBe(true)
  },
)
test.each([
  'model_config.json',
  'model_predictions.npy',
  'sample_weights.npy',
  'model.csv',
  'test.json',
  'remodel.json',
])('%s is not called a model', (path) => {
  expect(isCalledModel(path)).toBe(false)
})

test('a dictionary of plain values is a model where it is called one, and one that holds a model always', () => {
  const pickled = (path: string) => dump(path, 'builtins.dict')
  const holding = { ...pickled('all.pkl'), members: { model: '__main__.Mean' } }
  const role = roleAfter([pickled('model.pkl'), pickled('table.pkl'), holding, dump('scaler.pkl', scaler)])

  expect(['model.pkl', 'table.pkl', 'all.pkl', 'scaler.pkl'].map(role)).toEqual(['model', 'data', 'model', 'data'])
})

test('what a training keeps beside its weights is no model', () => {
  const role = (path: string) => roleOfWrite(path, nothingFromPython, false)

  expect(['optimizer.pt', 'scheduler.pt', 'rng_state.pth', 'epoch_3.pt', 'random_forest.pkl'].map(role)).toEqual([
    ...['data', 'data', 'data'],
    ...['model', 'model'],
  ])
})

test('where the user named the model, no other output is one', () => {
  expect(roleOfWrite('m.joblib', nothingFromPython, true)).toBe('data')
})

test('a table that was pickled is data for who reads it', () => {
  const frames = [{ at: 0, pid: 1, operation: 'read' as const, function: 'read_pickle', path: 'table.pkl' }]

  expect(roleOfRead('table.pkl', { ...nothingFromPython, frames })).toBe('data')
  expect(roleOfRead('other.pkl', { ...nothingFromPython, frames })).toBe('model')
})

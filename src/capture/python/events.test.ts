import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pathText } from '../files/path-text.ts'
import { readPythonEvents } from './events.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pedigree-events-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const head = { pid: 7, time: 1.5 }
const fit = {
  ...head,
  kind: 'fit',
  class: 'sklearn.svm._classes.SVC',
  method: 'fit',
  file: '/work/train.py',
  line: 22,
  count: 1,
  seconds: 0.5,
  libraries: ['scikit-learn 1.5.2'],
  parameters: [
    ['C', 10, 0],
    ['random_state', null, 1],
  ],
}

function read(...lines: readonly unknown[]) {
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
  return readText(`${texts.join('\n')}\n`)
}

function readText(text: string | Buffer) {
  writeFileSync(join(folder, 'events.jsonl'), text)
  return readPythonEvents(join(folder, 'events.jsonl'))
}

test('gives what happened to files as the tracer does, in milliseconds', async () => {
  const before = 'a'.repeat(64)

  const { files } = await read(
    { ...head, kind: 'file', operation: 'write', path: '/work/a', truncates: true, existed: true, before },
    { ...head, kind: 'file', operation: 'rename', path: '/work/a', to: '/work/b' },
  )

  expect(files).toEqual([
    {
      at: 1500,
      pid: 7,
      operation: 'write',
      path: '/work/a',
      truncates: true,
      existed: true,
      before,
      witness: 'python',
    },
    { at: 1500, pid: 7, operation: 'rename', path: '/work/a', to: '/work/b', witness: 'python' },
  ])
})

test('gives each of the files that were read one soon after another, with its time and the bytes of its name', async () => {
  const line = '{"kind":"reads","pid":7,"time":1.5,"after":[0,2500000],"paths":"/work/a\\u0000/work/\\udce9"}\n'

  const { files } = readText(line)

  const told = { pid: 7, operation: 'read', witness: 'python' }
  expect(files).toEqual([
    { ...told, at: 1500, path: '/work/a' },
    { ...told, at: 1502.5, path: pathText(Buffer.from('/work/\xe9', 'latin1')) },
  ])
})

test('says of each parameter whether the code gave it or a library', async () => {
  const { fits } = await read(fit)

  expect(fits).toHaveLength(1)
  expect(fits[0]).toMatchObject({ at: 1500, file: '/work/train.py', line: 22 })
  expect(fits[0]?.parameters).toEqual([
    { name: 'C', value: 10, from: 'code' },
    { name: 'random_state', value: null, from: 'default of scikit-learn 1.5.2' },
  ])
})

test('finds the seeds of estimators, also those left to chance', async () => {
  const parameters = [...fit.parameters, ['forest__random_state', 3, 0]]

  const { seeds } = await read({ ...fit, parameters })

  const where = { at: 1500, pid: 7, file: '/work/train.py', line: 22, function: fit.class }
  expect(seeds).toEqual([
    { ...where, parameter: 'random_state' },
    { ...where, parameter: 'forest__random_state', value: 3 },
  ])
})

test.each([
  ['sklearn.linear_model._ridge.Ridge', 'solver', 'auto', false],
  ['sklearn.linear_model._logistic.LogisticRegression', 'solver', 'lbfgs', false],
  ['sklearn.linear_model._logistic.LogisticRegression', 'solver', 'saga', true],
  ['sklearn.ensemble._forest.RandomForestClassifier', 'max_depth', null, true],
  ['acme.Ridge', 'solver', 'auto', true],
])('leaves no seed of %s to chance that is unused: %s %s', async (owner, name, value, draws) => {
  const parameters = [
    ['model', { $python: owner }, 0],
    ['model__random_state', null, 1],
    [`model__${name}`, value, 1],
  ]

  const { seeds } = await read({ ...fit, class: 'sklearn.pipeline.Pipeline', parameters })

  expect(seeds.map((seed) => [seed.function, seed.parameter])).toEqual(draws ? [[owner, 'random_state']] : [])
})

test('lets the last of the fits that a library made in a loop stand for all of them', async () => {
  const inner = { ...fit, by: 'sklearn.model_selection._validation' }

  const { fits } = await read({ ...inner, count: 1 }, { ...inner, count: 2 }, { ...inner, pid: 8 }, fit, fit)

  expect(fits.map(({ pid, by, count }) => [pid, by, count])).toEqual([
    [7, inner.by, 2],
    [8, inner.by, 1],
    [7, undefined, 1],
    [7, undefined, 1],
  ])
})

test('says where each value of the command line came from', async () => {
  const values = [
    ['trees', 60, true],
    ['rate', 0.1, false],
    ['seed', 3, 'environment variable SEED'],
  ]

  const { arguments: parsed } = await read({ ...head, kind: 'arguments', prog: 'train.py', values })

  expect(parsed[0]?.values).toEqual([
    { name: 'trees', value: 60, from: 'command line' },
    { name: 'rate', value: 0.1, from: 'default' },
    { name: 'seed', value: 3, from: 'environment variable SEED' },
  ])
})

test('reads metrics that JSON has no number for', async () => {
  const metric = { ...head, kind: 'metric', name: 'r2_score', count: 1 }
  const special = ['nan', 'inf', '-inf'].map((text) => ({ ...metric, value: { $python: 'float', text } }))

  const { metrics } = await read({ ...metric, value: 0.5 }, ...special)

  expect(metrics.map(({ value }) => value)).toEqual([
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ])
})

test('reads how metrics went, with numbers that JSON lacks and the data they are of', async () => {
  const nan = { $python: 'float', text: 'nan' }
  const curves = [
    ['valid', 'loss', [0, 1], [0.5, nan], ['same frame', ['/work/a.csv'], 5, 10]],
    ['train', 'loss', [0], [0.4], null],
  ]

  const { histories } = await read({ ...head, kind: 'history', of: 'x.Booster', curves, best: { best_iteration: 1 } })

  expect(histories).toEqual([
    {
      at: 1500,
      pid: 7,
      of: 'x.Booster',
      curves: [
        {
          data: 'valid',
          metric: 'loss',
          steps: [0, 1],
          values: [0.5, Number.NaN],
          on: ['same frame', ['/work/a.csv'], 5, 10],
        },
        { data: 'train', metric: 'loss', steps: [0], values: [0.4] },
      ],
      best: { best_iteration: 1 },
    },
  ])
})

test('has no version for a package of which none was found', async () => {
  const end = {
    ...head,
    kind: 'end',
    implementation: 'cpython',
    version: '3.11.7',
    executable: '/usr/bin/python3',
    prefix: '/usr',
    basePrefix: '/usr',
    platform: 'Linux',
    packages: [
      ['numpy', '2.0.0'],
      ['own', null],
    ],
    modules: [['features', '/work/features.py']],
    variables: { PYTHONHASHSEED: '0' },
  }

  const { ends } = await read(end)

  expect(ends[0]).toMatchObject({
    packages: [{ name: 'numpy', version: '2.0.0' }, { name: 'own' }],
    modules: [{ name: 'features', file: '/work/features.py' }],
  })
})

test('joins the parts of a long event, in any order and between those of others', async () => {
  const parts = (pid: number) => {
    const text = JSON.stringify({ ...fit, pid })
    const pieces = [text.slice(0, 90), text.slice(90, 140), text.slice(140)]
    return pieces.map((piece, part) => ({ kind: 'part', pid, time: 2, event: 1, part, parts: 3, text: piece }))
  }
  const [first, second] = [parts(7), parts(8)]

  const { fits, unreadable } = await read(first[2], second[0], first[0], second[1], second[2], first[1])

  expect(fits.map(({ pid }) => pid)).toEqual([8, 7])
  expect(unreadable).toBe(0)
})

test('counts what it cannot read, and reads the rest', async () => {
  const path = '/work/a'
  const lines = [
    'no JSON',
    'null',
    '{"kind":1}',
    { ...head, kind: 'file', operation: 'eat', path },
    { ...head, kind: 'file', operation: 'read' },
    { ...head, kind: 'part', event: 1, part: 0, parts: 2, text: '{' },
    { ...head, kind: 'telepathy' },
    { ...head, kind: 'toString' },
    { ...head, kind: 'file', operation: 'read', path },
  ]

  const events = await read(...lines)

  expect(events.files).toHaveLength(1)
  expect({ unreadable: events.unreadable, unknown: events.unknown }).toEqual({ unreadable: 6, unknown: 2 })
})

test('reads what comes before a line that was cut off', async () => {
  const line = JSON.stringify({ ...head, kind: 'file', operation: 'read', path: '/work/a' })

  const events = await readText(`${line}\n${line.slice(0, 30)}`)

  expect(events.files).toHaveLength(1)
  expect(events.unreadable).toBe(1)
})

test('makes text of names that are not UTF-8, wherever they stand', async () => {
  const command = '{"kind":"command","pid":7,"time":1,"call":"os.system","argv":["cat data-\\udcff"]}'
  const file = '{"kind":"file","pid":7,"time":1,"operation":"read","path":"/work/\\ud83d\\ude00-\\udcff"}'

  const { commands, files } = await read(command, file)

  expect(commands[0]?.argv).toEqual(['cat data-\uefff'])
  expect(files[0]?.path).toBe('/work/😀-\uefff')
})

test('is empty where no Python ran', async () => {
  const events = readPythonEvents(join(folder, 'missing.jsonl'))

  expect(events).toMatchObject({ files: [], fits: [], ends: [], unreadable: 0, unknown: 0 })
  expect(events).not.toHaveProperty('parts')
})

test('never fails, whatever the bytes', async () => {
  const kinds = [
    'file',
    'command',
    'arguments',
    'fit',
    'metric',
    'history',
    'dump',
    'frame',
    'seed',
    'end',
    'error',
    'part',
  ]
  const event = fc
    .record({ kind: fc.constantFrom(...kinds), pid: fc.nat(), time: fc.double() })
    .chain((known) => fc.object().map((rest) => JSON.stringify({ ...rest, ...known })))
  const line = fc.oneof(event, fc.json(), fc.string())

  await fc.assert(
    fc.asyncProperty(fc.array(line), async (lines) => {
      const events = await readText(lines.join('\n'))

      expect(events.unknown + events.unreadable).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 50 },
  )
})

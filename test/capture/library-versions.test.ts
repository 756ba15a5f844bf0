import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readPythonEvents } from '../../src/capture/python/events.ts'
import type { PythonEvents } from '../../src/capture/python/python-event.ts'
import { boosting, networks, tables } from './learning-programs.ts'
import { environmentWith, newest, older } from './python-environments.ts'

const plugIn = join(import.meta.dirname, '../../src/capture/python/path')
const isFull = process.env.PEDIGREE_TEST_LIBRARIES === 'all'
if (!isFull)
  console.warn(`Skipped: ${older.map(({ name }) => name).join('; ')}. PEDIGREE_TEST_LIBRARIES=all tests them.`)
const made: string[] = []
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true })
})

/** How a program ended, with the digest of each file that it left. */
type Outcome = { exit: number | null; stdout: string; stderr: string; files: Record<string, string> }

function run(python: string, program: string, env: NodeJS.ProcessEnv = {}): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'libraries-'))
  made.push(folder)
  writeFileSync(join(folder, 'main.py'), program)
  const { PYTHONPATH: _, ...inherited } = process.env
  const options = { cwd: folder, env: { ...inherited, OMP_NUM_THREADS: '1', ...env }, encoding: 'utf8' } as const
  const { status, stdout, stderr } = spawnSync(python, ['main.py'], options)
  const files = readdirSync(folder).map((name) => {
    return [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ] as const
  })
  return { exit: status, stdout, stderr, files: Object.fromEntries(files) }
}

async function watched(python: string, program: string, env: NodeJS.ProcessEnv = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'libraries-events-'))
  made.push(folder)
  const file = join(folder, 'events')
  const outcome = run(python, program, { PYTHONPATH: plugIn, PEDIGREE_EVENTS: file, ...env })
  return { outcome, events: readPythonEvents(file) }
}

/** What of a fit says where its data came from, without the folder it ran in. */
const linksOf = ({ fits }: PythonEvents, name: string) =>
  fits
    .find((fit) => fit.by === undefined && fit.class.endsWith(name))
    ?.links?.map(([how, paths, ...columns]) => [how, paths.map((path) => path.replace(/.*\//, '')), ...columns])

describe.each(isFull ? [newest, ...older] : [newest])('with $name', ({ name, requirements }) => {
  const python = environmentWith(`tests of learning with ${name}`, requirements)

  test.skipIf(python === undefined).each(['tables', 'boosting'] as const)(
    'a program of %s leaves the same bytes, whether it is watched, not watched, or every hook throws',
    async (which) => {
      const program = { tables, boosting }[which]
      const without = run(python ?? '', program)

      const { outcome, events } = await watched(python ?? '', program)
      const thrown = await watched(python ?? '', program, { PEDIGREE_TEST_THROW: '1' })

      expect(without).toMatchObject({ exit: 0, stderr: '' })
      expect(outcome).toEqual(without)
      expect(events.errors).toEqual([])
      expect(events.unreadable + events.unknown).toBe(0)
      expect(thrown.outcome).toEqual(without)
      expect(thrown.events.errors.length).toBeGreaterThan(5)
    },
  )

  test.skipIf(python === undefined)('columns are followed from their files into a pipeline and a matrix', async () => {
    const { events } = await watched(python ?? '', tables)

    expect(linksOf(events, 'Pipeline')).toEqual([
      ['same frame', ['people.csv'], ['age', 'job'], null],
      ['value match', ['people.csv'], ['money'], ['income']],
      ['same frame', ['pay.parquet'], ['job', 'pay'], null],
    ])
    expect(linksOf(events, 'LinearRegression')).toEqual([
      ['value match', ['people.csv'], ['0', '1'], ['income', 'height']],
    ])
    expect(linksOf(events, 'Ridge')).toEqual([['same frame', ['people.csv'], ['age'], null]])
    // Scaled, so that the values tell nothing: what a frame and a transformer hand on does.
    expect(linksOf(events, 'Lasso')).toEqual([['same frame', ['people.csv'], ['age'], null]])
    expect(linksOf(events, 'BayesianRidge')).toEqual([['value match', ['people.csv'], ['age', 'height'], null]])
    const pipeline = events.fits.find((fit) => fit.class.endsWith('Pipeline'))
    expect(pipeline?.branches?.map(({ columns, features }) => [columns, features])).toEqual([
      [
        ['age', 'money', 'pay'],
        ['numbers__age', 'numbers__money', 'numbers__pay'],
      ],
      [['job'], ['words__job_a', 'words__job_b', 'words__job_c']],
    ])
    expect(events.dumps.find(({ path }) => path.endsWith('model.joblib'))?.fits).toEqual([pipeline?.id])
    expect(events.metrics.map(({ name, data }) => [name, data?.[0], data?.[1].length])).toEqual([
      ['accuracy_score', 'same frame', 1],
      ['score', 'same frame', 1],
    ])
  })

  test.skipIf(python === undefined)('boosters tell parameters, curves, the best round and their columns', async () => {
    const { events } = await watched(python ?? '', boosting)

    const fits = events.fits.filter(({ by }) => by === undefined)
    expect(fits.map((fit) => fit.class.replace(/\..*\./, ' '))).toEqual([
      ...['xgboost Booster', 'xgboost XGBClassifier', 'lightgbm Booster', 'lightgbm LGBMClassifier'],
    ])
    expect(fits.every(({ nested }) => nested === undefined)).toBe(true)
    const given = (index: number) =>
      Object.fromEntries(
        fits[index]?.parameters.flatMap(({ name, value, from }) => (from === 'code' ? [[name, value]] : [])) ?? [],
      )
    expect(given(0)).toMatchObject({ max_depth: 2, num_boost_round: 30, early_stopping_rounds: 2 })
    expect(given(1)).toMatchObject({ n_estimators: 5, max_depth: 2 })
    expect(given(2)).toMatchObject({ num_leaves: 4, num_boost_round: 8, categorical_feature: ['job'] })
    expect(fits.map(({ shape, columns }) => [shape?.[1], columns])).toEqual([
      [2, ['age', 'income']],
      [2, ['age', 'income']],
      [3, ['age', 'income', 'job']],
      [3, ['age', 'income', 'job']],
    ])
    expect(fits.every(({ links, targetLinks }) => links !== undefined && targetLinks !== undefined)).toBe(true)
    const curves = events.histories.flatMap((history) => history.curves)
    expect(curves.map(({ data, metric, on }) => [data, metric, on?.[0]])).toEqual([
      ['train', 'logloss', 'same frame'],
      ['held_out', 'logloss', 'same frame'],
      ['validation_0', 'logloss', 'same frame'],
      ['held_out', 'binary_logloss', 'same frame'],
      ['valid_0', 'binary_logloss', 'same frame'],
    ])
    expect(events.histories[0]?.best).toEqual({ best_iteration: expect.any(Number), best_score: expect.any(Number) })
    const rounds = curves.map(({ steps }) => steps.length)
    expect(rounds.slice(2)).toEqual([5, 8, 6])
    expect(rounds[0]).toBe((events.histories[0]?.best?.best_iteration ?? 0) + 3)
    expect(events.dumps.map(({ path, fits: of }) => [path.replace(/.*\//, ''), of])).toEqual([
      ['booster.json', [fits[0]?.id]],
      ['booster.ubj', [fits[0]?.id]],
      ['classifier.json', [fits[1]?.id]],
      ['booster.txt', [fits[2]?.id]],
    ])
  })
})

const torch = '/usr/bin/python3'
const hasTorch = spawnSync(torch, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0
if (!hasTorch) console.warn('Skipped: tests of learning with PyTorch. `apt-get install python3-torch` brings it.')

test.skipIf(!hasTorch)(
  'PyTorch tells its optimizer, its seed and whose weights were saved, and saves the same bytes',
  async () => {
    const without = run(torch, networks)

    const { outcome, events } = await watched(torch, networks)
    const thrown = await watched(torch, networks, { PEDIGREE_TEST_THROW: '1' })

    expect(outcome).toEqual(without)
    expect(thrown.outcome).toEqual(without)
    expect(events.errors).toEqual([])
    expect(events.fits.map(({ class: name, line }) => [name, line])).toEqual([
      ['torch.optim.adam.Adam', 7],
      ['torch.optim.sgd.SGD', 14],
    ])
    expect(events.fits[1]?.parameters.filter(({ name }) => /lr|scale|groups/.test(name))).toEqual([
      { name: 'param_groups.0.lr', value: 0.1, from: 'code' },
      { name: 'param_groups.0.scale', value: 2, from: 'code' },
      { name: 'lr', value: 0.01, from: 'code' },
    ])
    expect(events.fits[0]?.parameters).toContainEqual({ name: 'lr', value: 0.01, from: 'code' })
    expect(events.fits[0]?.parameters).toContainEqual({
      name: 'eps',
      value: 1e-8,
      from: expect.stringMatching(/^default of torch/),
    })
    expect(events.seeds).toMatchObject([{ function: 'torch.random.manual_seed', value: 3 }])
    expect(events.dumps.map(({ path, class: name, members }) => [path.replace(/.*\//, ''), name, members])).toEqual([
      ['weights.pt', '__main__.Net', undefined],
      ['checkpoint.pt', 'builtins.dict', { model: '__main__.Net' }],
      ['whole.pt', '__main__.Net', undefined],
    ])
  },
)

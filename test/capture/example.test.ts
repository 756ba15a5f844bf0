import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Summary } from '../../src/capture/summary.ts'
import { examplePython, hasGit, hasStrace } from './programs.ts'
import { makeProject, names, type Project, type Recorded } from './project.ts'
import { smallTables } from './small-tables.ts'

const example = join(import.meta.dirname, '../../examples/flight-delays')
const python = hasGit && hasStrace ? examplePython() : undefined
const steps = ['prepare', 'features', 'train', 'evaluate'] as const
type Step = (typeof steps)[number]

/** What each script touches, written by hand from its source. */
const expected: Record<Step, { reads: string[]; writes: string[]; code: string[] }> = {
  prepare: {
    reads: [
      'data/raw/airports.csv',
      'data/raw/flights.csv',
      'data/raw/planes.csv',
      'data/raw/weather.csv',
      'params.yaml',
    ],
    writes: ['data/flights.csv', 'data/holdout.csv'],
    code: ['prepare.py'],
  },
  features: {
    reads: ['data/flights.csv', 'params.yaml'],
    writes: ['data/features/test.csv', 'data/features/train.csv'],
    code: ['features.py'],
  },
  train: { reads: ['data/features/train.csv', 'params.yaml'], writes: ['models/delay.joblib'], code: ['train.py'] },
  evaluate: {
    reads: ['data/features/test.csv', 'data/holdout.csv', 'models/delay.joblib', 'params.yaml'],
    writes: ['metrics.json'],
    code: ['evaluate.py'],
  },
}

describe.skipIf(python === undefined)('the four scripts of the example', () => {
  let project: Project
  let before: string
  const recorded = {} as Record<Step, Recorded>
  const summary = (step: Step): Summary => recorded[step].summary

  beforeAll(() => {
    project = startExample()
    before = repositoryOf(project)
    for (const step of steps) recorded[step] = project.run([python ?? '', `${step}.py`])
  })

  test.each(steps)('%s.py is recorded with every file of its own and none invented', (step) => {
    const { exit, stdout, stderr } = recorded[step]
    const { reads, writes, code, grade, blind } = summary(step)

    expect({ exit, stdout: stdout.length > 0, stderr: stderr.toString() }).toEqual({
      exit: 0,
      stdout: true,
      stderr: expect.stringMatching(/^pedigree: recorded .*\n$/),
    })
    expect({ reads: names(reads), writes: names(writes), code: names(code.files) }).toEqual(expected[step])
    expect({ grade, blind }).toEqual({ grade: 'A', blind: [] })
    expect(code).toMatchObject({ dirty: false, commit: project.git('rev-parse', 'HEAD').trim() })
  })

  test('every file has the digest of its bytes, seen by both witnesses', () => {
    for (const step of steps) {
      for (const { path, digest, bytes, witnesses } of [...summary(step).reads, ...summary(step).writes]) {
        const content = readFileSync(join(project.folder, path))
        expect({ path, digest, bytes, witnesses }).toEqual({
          path,
          digest: `sha256:${createHash('sha256').update(content).digest('hex')}`,
          bytes: content.length,
          witnesses: ['python', 'strace'],
        })
      }
    }
  })

  test('the model and the parameters of its training are learned, under names that people use', () => {
    const { model, parameters, packages } = summary('train')

    expect(model?.path).toBe('models/delay.joblib')
    expect(parameters).toMatchObject({
      'train.max_leaf_nodes': { value: 15, from: 'params.yaml:12' },
      'HistGradientBoostingRegressor.max_leaf_nodes': { value: 15, from: 'call at train.py:36' },
      'HistGradientBoostingRegressor.l2_regularization': { value: 0, from: /default of scikit-learn/ },
      'OrdinalEncoder.unknown_value': { value: { number: 'NaN' }, from: 'call at train.py:36' },
    })
    expect(Object.keys(parameters).filter((name) => name.includes('__'))).toEqual([])
    expect(packages).toHaveProperty('scikit-learn')
  })

  test('the metrics are learned from the file and from the calls', () => {
    const { metrics } = summary('evaluate')

    const found = metrics.map(({ key, from }) => `${key} ${from}`)
    expect(found.sort()).toEqual([
      'late_precision metrics.json',
      'late_recall metrics.json',
      'mean_absolute_error evaluate.py:20',
      'mean_absolute_error metrics.json',
      'precision_score evaluate.py:23',
      'r2 metrics.json',
      'r2_score evaluate.py:21',
      'recall_score evaluate.py:22',
    ])
  })

  test('the index, HEAD, the objects and the work tree are the same afterwards, to the byte and the time', () => {
    expect(repositoryOf(project)).toBe(before)
  })

  test('the model has the bytes that it has without capture', () => {
    const bare = startExample()

    for (const step of steps.slice(0, 3)) {
      const { status } = spawnSync(python ?? '', [`${step}.py`], { cwd: bare.folder, env: bare.env })
      expect(status).toBe(0)
    }

    const model = (folder: string) => readFileSync(join(folder, 'models/delay.joblib'))
    expect(model(bare.folder).equals(model(project.folder))).toBe(true)
  })
})

function startExample(): Project {
  const project = makeProject({ name: 'flight-delays' })
  cpSync(example, project.folder, { recursive: true, filter: (path) => !path.endsWith('/version-2') })
  project.git('add', '--all')
  project.git('commit', '--quiet', '--message', 'Start')
  for (const [name, content] of Object.entries(smallTables())) project.write(`data/raw/${name}`, content)
  return project
}

/** All that git keeps and all that it tracks: paths, times of change and bytes, but for what the scripts write. */
function repositoryOf({ folder }: Project): string {
  const { stdout } = spawnSync(
    'sh',
    [
      '-c',
      'find .git *.py *.yaml *.txt *.md data/raw | LC_ALL=C sort | while read -r name; do stat -c "%n %s %y %z %a" "$name"; [ -d "$name" ] || sha256sum "$name"; done',
    ],
    { cwd: folder, encoding: 'utf8' },
  )
  return `${stdout}${statSync(join(folder, '.git/index')).mtimeMs}`
}

import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { examplePython, python } from './programs.ts'
import { makeProject, names, type Project } from './project.ts'

const science = examplePython()

const training = `
import argparse, json
import joblib, numpy as np, pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
parser = argparse.ArgumentParser()
parser.add_argument('data'); parser.add_argument('--c', type=float, default=1.0); parser.add_argument('--seed', type=int, default=7)
arguments = parser.parse_args()
frame = pd.read_csv(arguments.data)
prepare = ColumnTransformer([('numbers', StandardScaler(), ['age']), ('words', OneHotEncoder(handle_unknown='ignore'), ['job'])])
model = Pipeline([('prepare', prepare), ('model', LogisticRegression(C=arguments.c, max_iter=50))])
model.fit(frame[['age', 'job']], frame['target'])
print(accuracy_score(frame['target'], model.predict(frame[['age', 'job']])))
joblib.dump(StandardScaler().fit(frame[['age']]), 'scaler.joblib')
joblib.dump(model, 'model.bin')
frame.to_pickle('frame.pkl')
json.dump({'accuracy': float('nan'), 'loss': [0.5, 0.25]}, open('metrics.json', 'w'))
`.slice(1)

const explicit = `
import json, numpy
from sklearn.base import BaseEstimator, clone
from sklearn.linear_model import Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler
from sklearn.tree import DecisionTreeRegressor
class Own(Ridge):
    def __init__(self, alpha=1.0, tol=0.0001):
        super().__init__(alpha=alpha, tol=tol)
x, y = numpy.arange(20.0).reshape(10, 2), numpy.arange(10.0)
make_pipeline(MinMaxScaler((0, 1)), Ridge(alpha=1.0)).fit(x, y)
DecisionTreeRegressor(**json.load(open('params.json'))).fit(x, y)
Own(alpha=1.0).fit(x, y)
clone(Lasso(alpha=2.0)).fit(x, y)
GridSearchCV(LinearRegression(fit_intercept=True), {'copy_X': [True]}, cv=2, refit=False).fit(x, y)
`.slice(1)

test.skipIf(science === undefined)('what was given counts as given, also where it is the default', () => {
  const project = makeProject({ isRepository: false })
  project.write('train.py', explicit)
  project.write('params.json', '{"min_samples_leaf": 1}')

  const { stderr, summary } = project.run([science ?? '', 'train.py'])
  const froms = (names: readonly string[]) =>
    names.map((name) => summary.parameters[name]?.from.replace(/^default of .*/, 'default'))

  expect(stderr.toString()).not.toMatch(/Error/)
  expect(froms(['MinMaxScaler.feature_range', 'Ridge.alpha', 'DecisionTreeRegressor.min_samples_leaf'])).toEqual([
    ...['call at train.py:12', 'call at train.py:12', 'call at train.py:13'],
  ])
  expect(froms(['Own.alpha', 'Lasso.alpha', 'LinearRegression.fit_intercept'])).toEqual([
    ...['call at train.py:14', 'call at train.py:15', 'call at train.py:16'],
  ])
  expect(froms(['MinMaxScaler.copy', 'Ridge.tol', 'DecisionTreeRegressor.max_depth', 'Own.tol', 'Lasso.tol'])).toEqual(
    Array.from({ length: 5 }, () => 'default'),
  )
})

describe.skipIf(science === undefined)('a training', () => {
  const project = makeProject({ isRepository: false })
  project.write('train.py', training)
  project.write('data.csv', rows())
  const run = (options: readonly string[] = []) =>
    project.run([science ?? '', 'train.py', 'data.csv', '--c', '3'], { options })
  const found = run()

  test('teaches what the command line said, and what it left as it was', () => {
    expect(found.stderr.toString()).not.toMatch(/Error/)
    expect(found.summary.parameters).toMatchObject({
      data: { value: 'data.csv', from: 'command line' },
      c: { value: 3, from: 'command line' },
      seed: { value: 7, from: 'default of train.py' },
    })
  })

  test('teaches what its estimators were given, by the class of each', () => {
    const { parameters } = found.summary

    expect(parameters).toMatchObject({
      'LogisticRegression.C': { value: 3, from: 'call at train.py:14' },
      'LogisticRegression.max_iter': { value: 50, from: 'call at train.py:14' },
      'LogisticRegression.tol': { value: 0.0001, from: expect.stringMatching(/^default of scikit-learn \d/) },
      'OneHotEncoder.handle_unknown': { value: 'ignore', from: 'call at train.py:14' },
      'ColumnTransformer.remainder': { value: 'drop', from: expect.stringMatching(/^default of/) },
    })
    expect(Object.keys(parameters).filter((name) => /__|steps|transformers$/.test(name))).toEqual([])
  })

  test('teaches its metrics, by call and by file, curves and numbers that JSON lacks included', () => {
    expect(found.summary.metrics).toMatchObject([
      { key: 'accuracy', value: { number: 'NaN' }, from: 'metrics.json' },
      { key: 'loss', value: 0.25, from: 'metrics.json' },
      { key: 'accuracy_score', value: expect.any(Number), from: 'train.py:15' },
    ])
  })

  test('teaches which columns became which features, and shows it of the model, too', () => {
    const { features, unused } = found.summary
    const shown = project.pedigree(['show', 'model.bin']).stdout.toString()
    const traced = project.pedigree(['trace', 'model.bin']).stdout.toString()

    expect(features).toEqual([
      { class: 'Pipeline → LogisticRegression', at: 'train.py:14', columns: { 'value match': 2 } },
      { class: 'StandardScaler', at: 'train.py:16', columns: { 'value match': 1 } },
    ])
    expect(unused).toEqual([{ path: 'data.csv', columns: ['spare'] }])
    expect(shown).toMatch(/data\.csv +value match +age, job/)
    expect(shown).toMatch(/job → +exact \(pipeline\) +OneHotEncoder → words__job_a, words__job_b, words__job_c/)
    expect(shown).not.toMatch(/StandardScaler +fitted at/)
    expect(traced).toMatch(/features +LogisticRegression from 2 columns → 4 features/)
  })

  test('says what may come out otherwise, and shows it of the run', () => {
    const shown = project.pedigree(['show', found.summary.run]).stdout.toString()

    expect(found.summary.determinism).toEqual([
      'OMP_NUM_THREADS is not set: how many threads compute is up to the machine.',
      'PYTHONHASHSEED is not set: the order of sets of texts changes from run to run.',
    ])
    expect(shown).toMatch(/\ndeterminism\n +OMP_NUM_THREADS is not set: [^\n]+\n +PYTHONHASHSEED is not set/)
  })

  test('has the model found by what was dumped, beside an encoder and a table', () => {
    expect(found.summary.model?.path).toBe('model.bin')
    expect(kindOf(project, 'model.bin')).toEqual({ kind: 'model', origin: 'inferred' })
    expect(kindOf(project, 'scaler.joblib')?.kind).toBe('dataset')
    expect(kindOf(project, 'frame.pkl')?.kind).toBe('dataset')
  })

  test('has the model that the user says, declared, and no other', () => {
    const { summary } = run(['--model', 'scaler.joblib'])

    expect(summary.model?.path).toBe('scaler.joblib')
    expect(kindOf(project, 'scaler.joblib')).toEqual({ kind: 'model', origin: 'declared' })
  })
})

describe.skipIf(science === undefined)('what depends on chance', () => {
  const project = makeProject({ isRepository: false })
  const library = 'vendor/site-packages/drawing'
  project.write(`${library}/__init__.py`, 'import random\nidentity = random.random()\nimport drawing.late, numpy\n')
  project.write(`${library}/late.py`, 'def number():\n    import random\n    return random.random()\n')
  for (const name of ['__init__', 'core/__init__', 'core/tips'])
    project.write(
      `vendor/site-packages/IPython/${name}.py`,
      'def pick_tip():\n    import random\n    random.random()\n',
    )
  const unseeded = (script: string): string[] => {
    project.write('chance.py', script)
    const env = { PYTHONPATH: join(project.folder, 'vendor/site-packages'), OMP_NUM_THREADS: '1', PYTHONHASHSEED: '0' }
    return project.run([science ?? '', 'chance.py'], { env, options: ['--quiet'] }).summary.determinism
  }

  test('is not what a library draws while it is imported, and is what it draws when it is called', () => {
    const sentence = 'Numbers were drawn from random, which nobody had seeded.'

    expect(unseeded('import drawing\nimport csv\n')).toEqual([])
    expect(unseeded('import drawing\ndrawing.late.number()\nimport csv\n')).toEqual([sentence])
    expect(unseeded('import random, drawing\nrandom.random()\n')).toEqual([sentence])
    // What a notebook's kernel shows when it starts.
    const tips = 'from IPython.core.tips import pick_tip\npick_tip(); pick_tip()\n'
    expect(unseeded(tips)).toEqual([])
    expect(unseeded(`${tips}import random\nrandom.random()\npick_tip()\n`)).toEqual([sentence])
  })

  test('is a split without a seed, and no estimator that draws nothing', () => {
    const found = unseeded(`
import numpy
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, cross_val_score, train_test_split
X = numpy.arange(120.0).reshape(60, 2)
train, test = train_test_split(X)
Ridge().fit(train, train[:, 0])
cross_val_score(Ridge(), X, X[:, 0], cv=KFold(3, shuffle=True))
train_test_split(X, shuffle=False), train_test_split(X, random_state=1), KFold(3)
`)

    expect(found).toEqual([
      'Numbers were drawn from numpy.random, which nobody had seeded.',
      "train_test_split at chance.py:6 has no random_state and can have drawn from NumPy's generator.",
      "KFold at chance.py:8 has no random_state and can have drawn from NumPy's generator.",
    ])
  })
})

// CatBoost as far as the plug-in goes: its name, its pools and where it keeps its curves. The real one is 100 MB.
const pools = `
class Pool:
    def __init__(self, data=None, label=None): self.data = data
class CatBoost:
    def get_params(self, deep=True): return {}
    def fit(self, X, y=None, eval_set=None): return self
    def get_evals_result(self): return {'learn': {'Logloss': [0.6, 0.5]}, 'validation': {'Logloss': [0.7, 0.65]}}
`

describe.skipIf(science === undefined)('a training that is evaluated on a pool', () => {
  const project = makeProject({ isRepository: false })
  project.write('vendor/site-packages/catboost/__init__.py', 'from .core import CatBoost, Pool\n')
  project.write('vendor/site-packages/catboost/core.py', pools)
  project.write('data.csv', rows())
  const trainedOn = (evaluation: string) => {
    const read =
      "import pandas\nfrom catboost import CatBoost, Pool\ndata = pandas.read_csv('data.csv')\nX, y = data[['age']], data.target\n"
    project.write('pool.py', `${read}CatBoost().fit(X, y, eval_set=${evaluation})\n`)
    const env = { PYTHONPATH: join(project.folder, 'vendor/site-packages') }
    return project.run([science ?? '', 'pool.py'], { env, options: ['--quiet'] }).summary
  }

  test.each(['Pool(X, y)', '[Pool(X, y)]', '(X, y)'])('has its curves, and the data they are of: %s', (evaluation) => {
    const { metrics, blind } = trainedOn(evaluation)
    const on = project.statements().flatMap((said) => (said.type === 'metrics' ? said.series.map((one) => one.on) : []))

    expect(blind).toEqual([])
    expect(metrics.map(({ key, value }) => [key, value])).toEqual([
      ['learn.Logloss', 0.5],
      ['validation.Logloss', 0.65],
    ])
    expect(on.slice(-2)).toEqual([undefined, expect.stringMatching(/^sha256:/)])
  })
})

describe.skipIf(python === undefined)('the model', () => {
  const project = makeProject({ isRepository: false })

  test('can be a folder, which is one artifact', () => {
    const write = "import os\nos.makedirs('saved/parts')\n"
    const files = "open('saved/parts/a', 'w').write('a' * 70)\nopen('saved/index', 'w').write('b' * 70)\n"

    const { summary } = project.python(write + files, { options: ['--model', 'saved/'] })

    expect(names(summary.writes)).toEqual(['saved/index', 'saved/parts/a'])
    expect(summary.model).toMatchObject({ path: 'saved/', digest: expect.stringMatching(/^sha256-tree:/), bytes: 140 })
    const { nodes } = JSON.parse(project.pedigree(['trace', summary.model?.digest ?? '', '--json']).stdout.toString())
    expect(nodes).toContainEqual(expect.objectContaining({ id: summary.run, type: 'run' }))
    expect(kindOf(project, 'saved/')).toEqual({ kind: 'model', origin: 'declared' })
  })

  test('that the run did not write is said to be missing', () => {
    const { summary } = project.python("open('other', 'w').write('x')\n", { options: ['--model', 'model.bin'] })

    expect(summary).not.toHaveProperty('model')
    expect(summary.blind).toEqual(['model.bin was called the model, but the run neither wrote nor read it.'])
  })

  test('values of any kind are recorded, and lose no run', () => {
    project.write(
      'conf/odd.json',
      '{"": 1, "__proto__": 2, "a\\u0000b": "c\\u0000", "half": "\\ud800", "deep": [[[[[[[[1]]]]]]]]}',
    )
    const parse =
      "parser.add_argument('--big', type=int, default=2**70)\nparser.add_argument('--none', type=float, default=float('inf'))\n"
    const program = `import argparse\nparser = argparse.ArgumentParser()\n${parse}parser.parse_args([])\nopen('conf/odd.json').read()\n`

    const { summary, stderr } = project.python(program)

    expect(stderr.toString()).toMatch(/^pedigree: recorded main\.py, [^\n]*\n$/)
    expect(summary.parameters).toMatchObject({
      big: { value: { number: String(2n ** 70n) } },
      none: { value: { number: 'Infinity' } },
    })
    expect(project.pedigree(['show', summary.run]).exit).toBe(0)
  })
})

test.skipIf(python === undefined)('PEDIGREE_ML=0 leaves learning out, and files in', () => {
  const project = makeProject({ isRepository: false })
  const program = "import argparse\nargparse.ArgumentParser().parse_args([])\nopen('out', 'w').write('x')\n"

  const { summary } = project.python(program, { env: { PEDIGREE_ML: '0' } })

  expect(names(summary.writes)).toEqual(['out'])
  expect(summary.packages).toEqual({})
})

/** The kind of an artifact by its name, as it was claimed last. */
function kindOf(project: Project, name: string): { kind: string; origin: string | undefined } | undefined {
  const nodes = project.statements().filter((said) => said.type === 'node' && said.node === 'artifact')
  const id = nodes.findLast((node) => node.name === name)?.id
  const claim = nodes.findLast((node) => node.id === id && node.kind !== undefined)
  return claim?.kind === undefined ? undefined : { kind: claim.kind, origin: claim.origin }
}

function rows(): string {
  const lines = Array.from(
    { length: 60 },
    (_, index) => `${18 + ((index * 37) % 60)},${'abc'[index % 3]},${index % 2},${index}`,
  )
  return `age,job,target,spare\n${lines.join('\n')}\n`
}

import { expect, test } from 'vitest'
import type { PythonFit, PythonValue } from '../python/python-event.ts'
import { estimatorParameters } from './estimator-parameters.ts'

const scaler = { $python: 'sklearn.preprocessing._data.StandardScaler' }
const model = { $python: 'sklearn.linear_model._logistic.LogisticRegression' }
const library = 'default of scikit-learn 1.8.0'

test('parameters of steps are named by the class of the step, and lists of steps are left out', () => {
  const found = namesAndValues(
    fitOf('sklearn.pipeline.Pipeline', [
      ['memory', null],
      [
        'steps',
        [
          ['scale', scaler],
          ['passthrough', 'passthrough'],
          ['regress', model],
        ],
      ],
      ['scale__with_mean', true],
      ['regress__C', 3],
      ['regress__fit_intercept', false],
    ]),
  )

  expect(found).toEqual({
    'Pipeline.memory': null,
    'StandardScaler.with_mean': true,
    'LogisticRegression.C': 3,
    'LogisticRegression.fit_intercept': false,
  })
})

test('two estimators of one class are told apart by the way to them', () => {
  const found = namesAndValues(
    fitOf('sklearn.pipeline.Pipeline', [
      ['steps', [['prepare', { $python: 'sklearn.compose.ColumnTransformer' }]]],
      [
        'prepare__transformers',
        [
          ['a', scaler, ['x']],
          ['b', scaler, ['y']],
        ],
      ],
      ['prepare__a__with_std', true],
      ['prepare__b__with_std', false],
    ]),
  )

  expect(found).toEqual({
    'StandardScaler[prepare.a].with_std': true,
    'StandardScaler[prepare.b].with_std': false,
  })
})

test('an estimator given as a parameter is structure, another object is a value', () => {
  const generator = { $python: 'numpy.random.mtrand.RandomState' }
  const found = namesAndValues(
    fitOf('sklearn.ensemble.AdaBoostClassifier', [
      ['estimator', model],
      ['estimator__C', 2],
      ['random_state', generator],
    ]),
  )

  expect(found).toEqual({ 'LogisticRegression.C': 2, 'AdaBoostClassifier.random_state': generator })
})

test('a search that fitted its best candidate again gives the values that it chose', () => {
  const parameters: [string, PythonValue][] = [
    ['estimator', { $python: 'sklearn.pipeline.Pipeline' }],
    ['estimator__steps', [['regress', model]]],
    ['estimator__regress__C', 1],
    ['refit', true],
  ]
  const best = { parameters: { regress__C: 10 } }

  const chosen = estimatorParameters({ ...fitOf('sklearn.model_selection.GridSearchCV', parameters), best })
  const unused = estimatorParameters({
    ...fitOf('sklearn.model_selection.GridSearchCV', [...parameters.slice(0, 3), ['refit', false]]),
    best,
  })

  expect(chosen).toContainEqual({ name: 'LogisticRegression.C', value: 10, from: 'chosen by GridSearchCV' })
  expect(unused).toContainEqual({ name: 'LogisticRegression.C', value: 1, from: library })
})

test('what JSON lacks is written as a record holds it', () => {
  const found = namesAndValues(
    fitOf('a.B', [
      ['fill', { $python: 'float', text: 'nan' }],
      ['low', { $python: 'float', text: '-inf' }],
      ['seed', { $python: 'int', text: '18446744073709551616' }],
      ['dtype', { $python: 'type', text: 'numpy.float64' }],
      ['scoring', { $python: 'function', text: 'sklearn.metrics.f1_score' }],
      ['weights', { $python: 'numpy.ndarray', shape: [3] }],
      ['pairs', [{ $python: 'float', text: 'inf' }, 2]],
    ]),
  )

  expect(found).toEqual({
    'B.fill': { number: 'NaN' },
    'B.low': { number: '-Infinity' },
    'B.seed': { number: '18446744073709551616' },
    'B.dtype': 'numpy.float64',
    'B.scoring': 'sklearn.metrics.f1_score',
    'B.weights': { $python: 'numpy.ndarray', shape: [3] },
    'B.pairs': [{ number: 'Infinity' }, 2],
  })
})

function fitOf(kind: string, parameters: readonly (readonly [string, PythonValue])[]): PythonFit {
  const named = parameters.map(([name, value]) => ({ name, value, from: library }))
  return { at: 0, pid: 1, class: kind, method: 'fit', count: 1, seconds: 0, parameters: named }
}

const namesAndValues = (one: PythonFit) =>
  Object.fromEntries(estimatorParameters(one).map(({ name, value }) => [name, value]))

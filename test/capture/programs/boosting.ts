import { between, type Program, science, table } from './program.ts'

const customers = (rows: number) =>
  table(rows, {
    customer: (_chance, _row, index) => index,
    tenure: between(0, 72),
    monthly_charges: between(20, 120),
    support_calls: (chance) => Math.floor(chance * 8),
    churn: (chance, { tenure = 0, support_calls = 0 }) => Number(support_calls * 8 - tenure + chance * 40 > 10),
  })

export const xgboost: Program = {
  name: 'xgboost',
  command: science === undefined ? undefined : [science, 'train.py', '--eta', '0.2'],
  data: { 'data/train.csv': customers(400), 'data/test.csv': customers(150) },
  expected: {
    reads: ['data/test.csv', 'data/train.csv'],
    writes: ['churn.json', 'scores.csv'],
    models: ['churn.json'],
    code: ['train.py'],
    parameters: {
      train: ['data/train.csv', 'default of train.py'],
      test: ['data/test.csv', 'default of train.py'],
      eta: [0.2, 'command line'],
      max_depth: [3, 'default of train.py'],
      'Booster.objective': ['binary:logistic', 'call at train.py:30'],
      'Booster.eval_metric': [['auc', 'logloss'], 'call at train.py:30'],
      'Booster.eta': [0.2, 'call at train.py:30'],
      'Booster.max_depth': [3, 'call at train.py:30'],
      'Booster.seed': [7, 'call at train.py:30'],
      'Booster.nthread': [1, 'call at train.py:30'],
      'Booster.num_boost_round': [60, 'call at train.py:30'],
      'Booster.early_stopping_rounds': [5, 'call at train.py:30'],
    },
    metrics: [
      ['roc_auc_score', 'train.py:42', 'data/test.csv'],
      ['train.auc', 'train.py:30', 'data/train.csv'],
      ['train.logloss', 'train.py:30', 'data/train.csv'],
      ['valid.auc', 'train.py:30', 'data/train.csv'],
      ['valid.logloss', 'train.py:30', 'data/train.csv'],
      ['best_iteration', 'train.py:30', 'data/train.csv'],
      ['best_score', 'train.py:30', 'data/train.csv'],
    ],
    algorithms: ['Booster at train.py:30'],
    features: [['Booster', ['tenure', 'monthly_charges', 'support_calls']]],
    packages: ['numpy', 'pandas', 'scikit-learn', 'xgboost-cpu'],
    grade: 'A',
  },
}

const towns = ['Aston', 'Brook', 'Camden', 'Dale']
const kinds = ['flat', 'house', 'loft']

/** The table's codes of town and kind, as words. */
const houses = (rows: number) =>
  table(rows, {
    city: (chance) => Math.floor(chance * 4),
    kind: (chance) => Math.floor(chance * 3),
    area: between(30, 200),
    rooms: (chance) => 1 + Math.floor(chance * 6),
    price: (chance, { city = 0, kind = 0, area = 0 }) => area * (3 + city) + kind * 50 + chance * 20,
  }).replace(/^(\d),(\d)/gm, (_, city, kind) => `${towns[city]},${kinds[kind]}`)

export const lightgbm: Program = {
  name: 'lightgbm',
  command: science === undefined ? undefined : [science, 'train.py'],
  data: { 'houses_train.csv': houses(500), 'houses_valid.csv': houses(200) },
  expected: {
    reads: ['houses_train.csv', 'houses_valid.csv', 'params.json'],
    writes: ['houses.txt'],
    models: ['houses.txt'],
    code: ['train.py'],
    parameters: {
      n_estimators: [80, 'params.json:2'],
      learning_rate: [0.1, 'params.json:3'],
      'LGBMRegressor.learning_rate': [0.1, 'call at train.py:28'],
      'LGBMRegressor.n_estimators': [80, 'call at train.py:28'],
      'LGBMRegressor.num_leaves': [15, 'call at train.py:28'],
      'LGBMRegressor.n_jobs': [1, 'call at train.py:28'],
      'LGBMRegressor.random_state': [1, 'call at train.py:28'],
      'LGBMRegressor.verbose': [-1, 'call at train.py:28'],
      'LGBMRegressor.categorical_feature': [['city', 'kind'], 'call at train.py:28'],
    },
    metrics: [
      ['mean_absolute_error', 'train.py:36', 'houses_valid.csv'],
      ['valid_0.l1', 'train.py:28', 'houses_valid.csv'],
      ['valid_0.l2', 'train.py:28', 'houses_valid.csv'],
      ['best_iteration', 'train.py:28', 'houses_valid.csv'],
    ],
    algorithms: ['LGBMRegressor at train.py:28'],
    features: [['LGBMRegressor', ['city', 'kind', 'area', 'rooms']]],
    packages: ['lightgbm', 'numpy', 'pandas', 'scikit-learn'],
    grade: 'A',
  },
}

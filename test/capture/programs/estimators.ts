import { between, type Program, science, table } from './program.ts'

export const gridSearch: Program = {
  name: 'grid-search',
  command: science === undefined ? undefined : [science, 'train.py'],
  data: {
    'data/wine.csv': table(160, {
      acidity: between(4, 12),
      sugar: between(1, 15),
      alcohol: between(8, 14),
      quality: (chance, { acidity = 0, alcohol = 0 }) => Number(alcohol - acidity / 2 + chance * 2 > 8),
    }),
  },
  expected: {
    reads: ['data/wine.csv'],
    writes: ['results/grid.csv', 'results/metrics.json', 'results/model.joblib'],
    models: ['results/model.joblib'],
    code: ['train.py'],
    parameters: {
      'GridSearchCV.cv': [3, 'call at train.py:21'],
      'GridSearchCV.scoring': ['accuracy', 'call at train.py:21'],
      'GridSearchCV.param_grid': [{ svc__C: [0.1, 1, 10], svc__kernel: ['linear', 'rbf'] }, 'call at train.py:21'],
      'SVC.C': [10, 'chosen by GridSearchCV'],
      'SVC.kernel': ['linear', 'chosen by GridSearchCV'],
      'SVC.random_state': [0, 'call at train.py:21'],
    },
    metrics: [
      ['accuracy', 'results/metrics.json', 'data/wine.csv'],
      ['f1', 'results/metrics.json', 'data/wine.csv'],
      ['cv_accuracy', 'results/metrics.json', ''],
      ['accuracy_score', 'train.py:25', 'data/wine.csv'],
      ['f1_score', 'train.py:26', 'data/wine.csv'],
    ],
    algorithms: ['GridSearchCV at train.py:21'],
    features: [['GridSearchCV', ['acidity', 'sugar', 'alcohol']]],
    packages: ['joblib', 'numpy', 'pandas', 'scikit-learn'],
    grade: 'A',
  },
}

const messages = (rows: number) =>
  table(rows, {
    words: between(1, 9),
    links: (chance) => Math.floor(chance * 5),
    spam: (chance, { links = 0 }) => Number(links + chance > 2.5),
  })

/** What a fine-tuning is in scikit-learn. */
export const warmStart: Program = {
  name: 'warm-start',
  before: [science ?? '', 'pretrain.py'],
  command: science === undefined ? undefined : [science, 'finetune.py'],
  data: { 'old.csv': messages(200), 'new.csv': messages(120) },
  expected: {
    reads: ['base.joblib', 'new.csv'],
    writes: ['tuned.joblib'],
    models: ['tuned.joblib'],
    code: ['finetune.py'],
    parameters: {
      'SGDClassifier.loss': ['log_loss', 'call at finetune.py:10'],
      'SGDClassifier.random_state': [0, 'call at finetune.py:10'],
    },
    metrics: [['log_loss', 'finetune.py:11', 'new.csv']],
    algorithms: ['SGDClassifier at finetune.py:10'],
    finetuned: { 'tuned.joblib': 'base.joblib' },
    features: [['SGDClassifier', ['words', 'links']]],
    packages: ['joblib', 'numpy', 'pandas', 'scikit-learn'],
    grade: 'A',
  },
}

const sales = (rows: number) =>
  table(rows, {
    week: (_chance, _row, index) => index,
    sales: (chance, _row, index) => 100 + 20 * Math.sin(index / 4) + chance * 10,
  }).replace(/^(\d+)(?=,)/gm, (index) => new Date(Date.UTC(2024, 0, 1 + 7 * Number(index))).toISOString().slice(0, 10))

export const timeSeries: Program = {
  name: 'time-series',
  command: science === undefined ? undefined : [science, 'forecast.py'],
  data: { 'sales/east.csv': sales(80), 'sales/north.csv': sales(90), 'sales/west.csv': sales(100) },
  expected: {
    reads: ['sales/east.csv', 'sales/north.csv', 'sales/west.csv'],
    writes: ['mape.csv', 'models/east.joblib', 'models/north.joblib', 'models/west.joblib'],
    models: ['models/east.joblib', 'models/north.joblib', 'models/west.joblib'],
    code: ['forecast.py'],
    parameters: {
      'GradientBoostingRegressor.n_estimators': [20, 'call at forecast.py:25'],
      'GradientBoostingRegressor.random_state': [0, 'call at forecast.py:25'],
    },
    metrics: [['mean_absolute_percentage_error', 'forecast.py:26', 'any']],
    algorithms: ['GradientBoostingRegressor at forecast.py:25', 'GradientBoostingRegressor at forecast.py:27'],
    features: [['GradientBoostingRegressor', ['lag_1', 'lag_2', 'lag_3', 'lag_4']]],
    packages: ['joblib', 'numpy', 'pandas', 'scikit-learn'],
    grade: 'A',
  },
}

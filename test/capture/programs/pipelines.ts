import { dirname, join } from 'node:path'
import { environmentWith, newest } from '../python-environments.ts'
import { between, type Program, science, table } from './program.ts'

// What Hydra parses its overrides with is only there as source.
const antlr = '--no-binary=antlr4-python3-runtime'
const tools = environmentWith(
  'programs with Hydra and notebooks',
  ['hydra-core==1.3.2', 'ipykernel==6.29.5', 'nbconvert==7.16.6', antlr],
  newest,
)

const writesOfJob = (job: string) =>
  ['.hydra/config.yaml', '.hydra/hydra.yaml', '.hydra/overrides.yaml', 'metrics.json', 'model.joblib', 'train.log'].map(
    (name) => `sweep/${job}/${name}`,
  )

export const hydraSweep: Program = {
  name: 'hydra-sweep',
  command: tools === undefined ? undefined : [tools, 'train.py', '--multirun', 'model.alpha=0.01,0.1,1'],
  data: {
    'data/energy.csv': table(300, {
      temperature: between(-5, 30),
      wind: between(0, 20),
      hour: (_chance, _row, index) => index % 24,
      load: (chance, { temperature = 0, hour = 0 }) => 50 - temperature + hour + chance * 5,
    }),
  },
  expected: {
    reads: ['conf/config.yaml', 'data/energy.csv'],
    writes: [...['0', '1', '2'].flatMap(writesOfJob), 'sweep/multirun.yaml'],
    models: ['sweep/0/model.joblib', 'sweep/1/model.joblib', 'sweep/2/model.joblib'],
    code: ['train.py'],
    parameters: {
      data: ['data/energy.csv', 'conf/config.yaml:1'],
      seed: [3, 'conf/config.yaml:2'],
      'model.alpha': [0.01, 'command line'],
      'model.l1_ratio': [0.5, 'conf/config.yaml:5'],
      'sweep/1/.hydra/config.yaml:model.alpha': [0.1, 'command line'],
      'sweep/2/.hydra/config.yaml:model.alpha': [1, 'command line'],
      'hydra.sweep.dir': ['sweep', 'conf/config.yaml:8'],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is Hydra's
      'hydra.sweep.subdir': ['${hydra.job.num}', 'conf/config.yaml:9'],
      'hydra.run.dir': ['single', 'conf/config.yaml:11'],
      'ElasticNet.alpha': [0.01, 'call at train.py:23'],
      'ElasticNet.l1_ratio': [0.5, 'call at train.py:23'],
      'train.py:23:ElasticNet.alpha': [0.1, 'call at train.py:23'],
      'train.py:23 2:ElasticNet.alpha': [1, 'call at train.py:23'],
    },
    metrics: [
      ['mse', 'sweep/0/metrics.json', 'data/energy.csv'],
      ['mse', 'sweep/1/metrics.json', 'data/energy.csv'],
      ['mse', 'sweep/2/metrics.json', 'data/energy.csv'],
      ['mean_squared_error', 'train.py:24', 'data/energy.csv'],
    ],
    algorithms: ['ElasticNet at train.py:23'],
    features: [['ElasticNet', ['temperature', 'wind', 'hour']]],
    packages: ['hydra-core', 'joblib', 'numpy', 'omegaconf', 'pandas', 'scikit-learn'],
    grade: 'A',
  },
}

export const notebook: Program = {
  name: 'notebook',
  command:
    tools === undefined
      ? undefined
      : [
          join(dirname(tools), 'jupyter'),
          ...['nbconvert', '--to', 'notebook', '--execute', 'train.ipynb', '--output', 'executed.ipynb'],
        ],
  data: {
    'iris.csv': table(150, {
      sepal_length: between(4, 8),
      sepal_width: between(2, 5),
      petal_length: between(1, 7),
      species: (chance, { petal_length = 0 }) => Math.floor((petal_length + chance - 1) / 2.4),
    }),
  },
  expected: {
    // A kernel that has not ended a second after it was asked to is killed by nbconvert.
    mayBeUnseen: /^Python could not tell all that it had imported/,
    reads: ['iris.csv'],
    writes: ['executed.ipynb', 'iris.joblib'],
    models: ['iris.joblib'],
    code: ['train.ipynb'],
    parameters: {
      'LogisticRegression.C': [0.5, 'call at cell 3:4'],
      'LogisticRegression.max_iter': [500, 'call at cell 3:4'],
    },
    metrics: [['accuracy_score', 'cell 4:1', 'iris.csv']],
    algorithms: ['LogisticRegression at cell 3:4'],
    features: [['LogisticRegression', ['sepal_length', 'sepal_width', 'petal_length']]],
    packages: ['ipykernel', 'joblib', 'nbconvert', 'pandas', 'scikit-learn'],
    grade: 'A',
  },
}

export const makefile: Program = {
  name: 'makefile',
  command: science === undefined ? undefined : ['make', `PYTHON=${science}`],
  data: {
    'raw/readings.csv': table(240, {
      pressure: between(980, 1040),
      humidity: between(20, 100),
      rain: (chance, { pressure = 0, humidity = 0 }) => (humidity / 10 + (1010 - pressure) / 5) * chance,
    }).replace(/^(1000\S*?),[^,]*/gm, '$1,'),
  },
  expected: {
    reads: ['raw/readings.csv'],
    writes: ['build/clean.csv', 'build/test.csv', 'build/train.csv', 'evaluation.json', 'model.pkl', 'report.md'],
    models: ['model.pkl'],
    code: ['Makefile', 'evaluate.py', 'report.sh', 'train.py'],
    parameters: {
      trees: [20, 'command line'],
      'RandomForestRegressor.n_estimators': [20, 'call at train.py:15'],
      'RandomForestRegressor.random_state': [0, 'call at train.py:15'],
      'RandomForestRegressor.n_jobs': [1, 'call at train.py:15'],
    },
    metrics: [
      ['mae', 'evaluation.json', ''],
      ['r2', 'evaluation.json', ''],
      ['mean_absolute_error', 'evaluate.py:14', ''],
      ['r2_score', 'evaluate.py:14', ''],
    ],
    algorithms: ['RandomForestRegressor at train.py:15'],
    features: [],
    packages: ['numpy', 'scikit-learn'],
    grade: 'A',
  },
}

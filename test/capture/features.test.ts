import { describe, expect, test } from 'vitest'
import type { Statement } from '../../src/domain/statement.ts'
import { makeProject, type Outcome, outcomeOf, type Project } from './project.ts'
import { environmentWith, newest } from './python-environments.ts'

const python = environmentWith('features of polars, parts of tables and folds', ['polars==1.39.3'], newest)

const prepare = `
import numpy, pandas
random = numpy.random.default_rng(0)
rows = 400
people = pandas.DataFrame({
    'id': range(rows), 'age': random.integers(18, 80, rows), 'income': random.normal(size=rows), 'height': random.normal(size=rows),
    'target': random.integers(0, 2, rows),
})
people.to_csv('people.csv', index=False)
people[['id', 'age']].assign(pay=random.normal(size=rows)).to_parquet('pay.parquet')
`

describe.skipIf(python === undefined)('features', () => {
  const project = makeProject({ isRepository: false })
  project.write('prepare.py', prepare)
  outcomeOf(python ?? 'true', ['prepare.py'], { cwd: project.folder, env: project.env })
  const watched = (script: string) => {
    project.write('train.py', script)
    const { summary, ...outcome } = project.run([python ?? '', 'train.py'], { options: ['--quiet'] })
    expect(summary.blind).toEqual([])
    return { summary, outcome: textOf(outcome) }
  }

  test('are followed through frames of polars', () => {
    const { summary, outcome } = watched(`
import polars
from sklearn.linear_model import BayesianRidge, Lasso, LinearRegression, Ridge
from sklearn.model_selection import train_test_split
people = polars.read_csv('people.csv')
pay = polars.read_parquet('pay.parquet')
joined = people.join(pay.select('id', 'pay'), on='id').with_columns(ratio=polars.col('income') * polars.col('height'))
LinearRegression().fit(joined.select('age', 'pay', 'ratio'), joined['target'])
Ridge().fit(people.select((polars.col('age') * 2), 'income').to_numpy(), people['target'].to_numpy())
Lasso().fit(people.rename({'height': 'size'}).to_pandas()[['age', 'size']], people['target'].to_pandas())
train, test = train_test_split(polars.concat([people, people.head(10)]), random_state=0)
BayesianRidge().fit(train.drop('id', 'target').with_columns(polars.all() * 2), train['target'])
print(joined.shape, polars.scan_csv('people.csv').select('age').collect().shape, train.columns)
`)

    expect(linksIn(project)).toEqual({
      LinearRegression: ['pay.parquet: value match age, pay', 'people.csv: value match age'],
      Ridge: ['people.csv: same frame age', 'people.csv: value match income'],
      Lasso: ['people.csv: value match age, size'],
      BayesianRidge: ['people.csv: same frame age, income, height'],
    })
    expect(summary.features).toHaveLength(4)
    const bare = outcomeOf(python ?? '', ['train.py'], { cwd: project.folder, env: project.env })
    expect(outcome).toEqual(textOf(bare))
    const thrown = project.run([python ?? '', 'train.py'], { options: ['--quiet'], env: { PEDIGREE_TEST_THROW: '1' } })
    expect(textOf(thrown)).toEqual(textOf(bare))
    expect(thrown.summary.blind.join()).toMatch(/The plug-in failed \d+ times/)
  })

  test('of a table that came by a query are those of its database', () => {
    watched(`
import pandas, sqlite3
from sklearn.linear_model import Ridge
connection = sqlite3.connect('people.db')
pandas.read_csv('people.csv').assign(weight=lambda people: people.income * 3).to_sql('people', connection, index=False)
people = pandas.read_sql('select weight, target from people', connection)
Ridge().fit(people[['weight']], people.target)
`)

    expect(linksIn(project)).toMatchObject({ Ridge: ['people.db: value match weight'] })
  })

  test('are followed through a table that is read in parts', () => {
    watched(`
import pandas
from sklearn.linear_model import LinearRegression, SGDRegressor
parts = [part[part.age > 20].assign(age=part.age * 2) for part in pandas.read_csv('people.csv', chunksize=64)]
people = pandas.concat(parts)
LinearRegression().fit(people[['age', 'income']], people.target)
model = SGDRegressor()
with pandas.read_csv('people.csv', iterator=True) as reader:
    for size in (100, 100): part = reader.get_chunk(size); model.partial_fit(part[['age', 'height']] * 2, part.target)
print(people.shape)
`)

    expect(linksIn(project)).toEqual({
      LinearRegression: ['people.csv: same frame age', 'people.csv: value match income'],
      SGDRegressor: ['people.csv: same frame age, height'],
    })
  })

  test('of a cross-validation without an estimator are on record, with its parameters and the folds\u2019 mean and deviation', () => {
    const { summary } = watched(`
import lightgbm, pandas, xgboost
people = pandas.read_csv('people.csv')
X, y = people[['age', 'income']], people.target
found = xgboost.cv({'objective': 'binary:logistic', 'max_depth': 2, 'eval_metric': 'logloss', 'nthread': 1}, xgboost.DMatrix(X, y), 6, nfold=3, early_stopping_rounds=2, seed=1)
options = {'objective': 'binary', 'metric': 'auc', 'num_leaves': 4, 'verbose': -1, 'num_threads': 1}
folds = lightgbm.cv(options, lightgbm.Dataset(X, y, free_raw_data=False), 4, nfold=3, seed=1)
print(found.shape, sorted(folds))
`)

    expect(linksIn(project)).toEqual({ cv: ['people.csv: value match age, income'] })
    expect(summary.parameters).toMatchObject({
      'xgboost.cv.max_depth': { value: 2, from: 'call at train.py:5' },
      'xgboost.cv.nfold': { value: 3 },
      'xgboost.cv.early_stopping_rounds': { value: 2 },
    })
    const series = seriesIn(project.statements(), summary.run)
    expect(series.map(({ key, from, better }) => [key, from, better])).toEqual([
      ['train.logloss-mean', 'train.py:5', 'lower'],
      ['train.logloss-std', 'train.py:5', undefined],
      ['test.logloss-mean', 'train.py:5', 'lower'],
      ['test.logloss-std', 'train.py:5', undefined],
      ['best_iteration', 'train.py:5', undefined],
      ['best_score', 'train.py:5', undefined],
      ['valid.auc-mean', 'train.py:7', 'higher'],
      ['valid.auc-stdv', 'train.py:7', undefined],
      ['best_iteration 2', 'train.py:7', undefined],
      ['best_score 2', 'train.py:7', undefined],
    ])
    const [aucs, best, score] = [6, 8, 9].map((index) => series[index]?.values as number[])
    expect(aucs).toHaveLength(4)
    expect(score).toEqual([Math.max(...(aucs ?? []))])
    expect(aucs?.[best?.[0] ?? -1]).toBe(score?.[0])
  })
})

/** Of each class that was fitted: files, how it is known, and columns. */
function linksIn(project: Project): Record<string, string[]> {
  type Body = {
    files: { path: string }[]
    models: { class: string; inputs: { how: string; files: number[]; columns: string[] }[] }[]
  }
  const facets = project.statements().filter((said: Statement) => said.type === 'facet')
  const body = facets.findLast(({ name }) => name === 'features')?.body as Body | undefined
  return Object.fromEntries(
    (body?.models ?? []).map((model) => [
      model.class,
      model.inputs.map(({ how, files, columns }) => {
        const paths = files.map((file) => body?.files[file]?.path).sort()
        return `${paths.join(', ')}: ${how} ${columns.join(', ')}`
      }),
    ]),
  )
}

const seriesIn = (said: readonly Statement[], run: string) =>
  said.flatMap((each) => (each.type === 'metrics' && each.run === run ? each.series : []))

const textOf = ({ exit, stdout, stderr }: Outcome) => [exit, stdout.toString(), stderr.toString()]

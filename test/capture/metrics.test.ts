import { describe, expect, test } from 'vitest'
import { python } from './programs.ts'
import { makeProject, type Project } from './project.ts'
import { environmentWith, newest } from './python-environments.ts'

const science = environmentWith(`metrics of several models with ${newest.name}`, newest.requirements)

const train = `
import json, joblib, numpy, pandas, xgboost
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss, roc_auc_score
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB; from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
random = numpy.random.default_rng(0)
X = random.normal(size=(300, 3)); y = (X[:, 0] + random.normal(size=300) > 0).astype(int)
linear = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y)
forest = RandomForestClassifier(5, random_state=0).fit(X, y)
search = GridSearchCV(LogisticRegression(), {'C': [0.1, 1]}, cv=2).fit(X, y)
booster = xgboost.train({'objective': 'binary:logistic', 'nthread': 1}, xgboost.DMatrix(X, y), 3, evals=[(xgboost.DMatrix(X, y), 'train')], verbose_eval=False)
accuracy_score(y, linear.predict(X))
roc_auc_score(y, forest.predict_proba(X)[:, 1])
log_loss(y, booster.predict(xgboost.DMatrix(X)))
forest.score(X, y)
accuracy_score(y, search.predict(X))
accuracy_score(y, DummyClassifier().fit(X, y).predict(X))
accuracy_score(y, (forest.predict_proba(X)[:, 1] > 0.5).astype(int))
for model in (linear, forest): accuracy_score(y, model.predict(X))
joblib.dump(linear, 'linear.joblib')
joblib.dump({'model': forest}, 'forest.joblib')
joblib.dump(search.best_estimator_, 'searched.joblib')
booster.save_model('booster.ubj')
pandas.DataFrame({'id': range(300), 'prediction': forest.predict(X)}).to_csv('eval_predictions.csv', index=False)
json.dump({'row-%d' % index: float(value) for index, value in enumerate(X[:, 0])}, open('metrics_predictions.json', 'w'))
json.dump({'f1': 0.5}, open('metrics.json', 'w'))
best = GridSearchCV(GaussianNB(), {'var_smoothing': [1e-9, 1e-3]}, cv=2).fit(X, y).best_estimator_
joblib.dump(best, 'best.joblib')
roc_auc_score(y, best.predict_proba(X)[:, 1])
classifier = xgboost.XGBClassifier(n_estimators=2, n_jobs=1).fit(X, y)
classifier.get_booster().save_model('classifier.ubj')
roc_auc_score(y, classifier.predict_proba(X)[:, 1])
class Echo(DummyClassifier):
    def predict(self, X): return X.ravel()
guesses = y[:, None].copy()
Echo().fit(X, y).predict(guesses); accuracy_score(y, guesses[:, 0])
`
const nesting = `
import pandas, pickle
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier
rows = pandas.read_csv('rows.csv')
tree, line = DecisionTreeClassifier(random_state=0).fit(rows[['a']], rows.b), LogisticRegression().fit(rows[['a']], rows.b)
pickle.dump((tree, line, [1.0] * 5000), open('pair.pkl', 'wb'))
pickle.dump({'folds': [[line], [tree]], 'note': 'x' * 99}, open('folds.pkl', 'wb'))
pickle.dump([[1.5] * 100, {'a': 1}], open('plain.pkl', 'wb'))
`
const evaluate = `
import joblib, numpy
from sklearn.metrics import accuracy_score
X = numpy.ones((4, 3))
for path in ('linear.joblib', 'forest.joblib'): joblib.load(path)
accuracy_score([1, 0, 1, 1], joblib.load('linear.joblib').predict(X))
accuracy_score([1, 0, 1, 1], joblib.load('forest.joblib')['model'].predict(X))
for path in ('linear.joblib', 'forest.joblib'):
    model = joblib.load(path)
    accuracy_score([1, 0, 1, 1], (model['model'] if isinstance(model, dict) else model).predict(X))
`
// Many fits of one line, each measured, some of them saved over each other; and one that goes on and is saved on the way.
const sweep = `
import joblib, numpy, os
from sklearn.linear_model import Ridge, SGDRegressor
from sklearn.metrics import mean_absolute_error, r2_score
random = numpy.random.default_rng(0)
X = random.normal(size=(300, 3)); y = X[:, 0] + random.normal(size=300); T = X[200:]; t = y[200:]
model, best = Ridge(), None
for alpha in range(1, 136):
    model.set_params(alpha=float(alpha)).fit(X[:200], y[:200])
    if alpha <= 7: continue
    score = mean_absolute_error(t, model.predict(T))
    if alpha in (10, 90):
        joblib.dump(model, 'best.tmp'); os.replace('best.tmp', 'best.joblib'); best = score
    joblib.dump(model, 'last.joblib')
grown = SGDRegressor(random_state=0)
for epoch in range(5):
    grown.partial_fit(X[:200], y[:200])
    r2_score(t, grown.predict(T))
    if epoch == 2: joblib.dump(grown, 'early.joblib')
joblib.dump(grown, 'grown.joblib')
print(repr(best), repr(score), repr(r2_score(t, grown.predict(T))))
`
const idiom = `
import joblib, numpy, sys
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error, r2_score
from sklearn.tree import DecisionTreeRegressor
random = numpy.random.default_rng(0)
X = random.normal(size=(300, 3)); y = X[:, 0] + 0.1 * random.normal(size=300); T = X[200:]; t = y[200:]
for name, model in {'ridge': Ridge(alpha=float(sys.argv[1])), 'tree': DecisionTreeRegressor(max_depth=int(sys.argv[2]))}.items():
    model.fit(X[:200], y[:200])
    predicted = model.predict(T)
    print(mean_absolute_error(t, predicted), r2_score(t, numpy.round(predicted, 1)))
    joblib.dump(model, name + '.joblib')
`

describe.skipIf(science === undefined)('of several models', () => {
  const project = makeProject({ isRepository: false })
  project.write('train.py', train)
  project.write('evaluate.py', evaluate)
  const trained = project.run([science ?? '', 'train.py'], { options: ['--quiet'] })
  const whole = metricsIn(project)
  const evaluated = project.run([science ?? '', 'evaluate.py'], { options: ['--quiet'] })

  test('each metric names the one whose predictions it measured, where that went to a file', () => {
    expect([trained.exit, trained.summary.blind]).toEqual([0, []])
    expect(whole).toEqual([
      ['f1', 'metrics.json', undefined],
      ['accuracy_score', 'train.py:16', 'linear.joblib'],
      ['roc_auc_score', 'train.py:17', 'forest.joblib'],
      ['log_loss', 'train.py:18', 'booster.ubj'],
      ['score', 'train.py:19', 'forest.joblib'],
      ['accuracy_score 2', 'train.py:20', 'searched.joblib'],
      ['accuracy_score 3', 'train.py:21', undefined],
      ['accuracy_score 4', 'train.py:22', undefined],
      ['accuracy_score 5', 'train.py:23', 'linear.joblib'],
      ['accuracy_score 6', 'train.py:23', 'forest.joblib'],
      ['roc_auc_score 2', 'train.py:33', 'best.joblib'],
      ['roc_auc_score 3', 'train.py:36', 'classifier.ubj'],
      ['accuracy_score 7', 'train.py:40', undefined],
      ['train.logloss', 'train.py:15', 'booster.ubj'],
    ])
    const series = project.statements().flatMap((said) => (said.type === 'metrics' ? said.series : []))
    expect(trained.summary.metrics.map(({ of }) => of)).toEqual(series.slice(0, whole.length).map(({ of }) => of))
    expect(trained.summary.metrics.flatMap(({ key, unsaved }) => (unsaved ? [key] : []))).toEqual(['accuracy_score 3'])
    const shown = project.pedigree(['show', trained.summary.run]).stdout.toString()
    expect(shown.replaceAll(/\s+/g, ' ')).toContain('its predictions were measured, and it was saved there')
  })

  test('each that was loaded is named by who measures it', () => {
    expect(evaluated.exit).toBe(0)
    expect(metricsIn(project).slice(whole.length)).toEqual([
      ['accuracy_score', 'evaluate.py:6', 'linear.joblib'],
      ['accuracy_score 2', 'evaluate.py:7', 'forest.joblib'],
      ['accuracy_score 3', 'evaluate.py:10', 'linear.joblib'],
      ['accuracy_score 4', 'evaluate.py:10', 'forest.joblib'],
    ])
  })

  test('in a loop that fits and saves each is the one of that fit, however many there are', () => {
    const swept = makeProject({ isRepository: false })
    swept.write('sweep.py', sweep)
    const { stdout, summary } = swept.run([science ?? '', 'sweep.py'], { options: ['--quiet'] })
    const [best, last, grown] = stdout.toString().trim().split(' ').map(Number)
    const names = new Map(summary.writes.map(({ path, digest }) => [digest, path]))
    const series = swept.statements().flatMap((said) => (said.type === 'metrics' ? said.series : []))
    const measured = series.map(({ of, values }) => [names.get(of), values.at(-1)])

    expect(measured).toContainEqual(['best.joblib', best])
    expect(measured).toContainEqual(['last.joblib', last])
    expect(measured.filter(([name]) => name === 'grown.joblib')).toEqual([
      ['grown.joblib', grown],
      ['grown.joblib', grown],
    ])
    expect(measured.filter(([name]) => name === 'early.joblib')).toHaveLength(1)
    // Of several the one that it ended with is what is looked at first.
    expect(summary.model?.path).toBe('grown.joblib')
  })

  test('of two versions that a loop over models made each has its own numbers, and none that may be of another', () => {
    const looped = makeProject({ isRepository: false })
    looped.write('train.py', idiom)
    const [before, after] = [
      ['1', '2'],
      ['5000', '8'],
    ].map((words) => {
      const { stdout } = looped.run([science ?? '', 'train.py', ...words], { options: ['--quiet'] })
      looped.pedigree(['register', 'ridge.joblib', 'ridge'])
      return Number(stdout.toString().split(' ')[0])
    })
    const { measurements } = JSON.parse(looped.pedigree(['diff', 'ridge@1', 'ridge@2', '--json']).stdout.toString())

    expect(after).toBeGreaterThan(5 * (before ?? 0))
    expect(measurements).toMatchObject([
      { metric: 'mean_absolute_error', before, after, better: 'lower' },
      { metric: 'r2_score', oneOf: [2, 2] },
    ])
    expect(measurements[1]).not.toHaveProperty('better')
  })

  test('a trace of one of them has its parameters and metrics, and counts those of the others', () => {
    const traceOf = (model: string) =>
      project
        .pedigree(['trace', model])
        .stdout.toString()
        .replaceAll(/[\s│]+/g, ' ')
    const traced = traceOf('linear.joblib')

    expect(traced).toMatch(/accuracy_score .*\+ \d+ metrics of 5 other models/)
    expect(traced).toMatch(/\d+ parameters of 5 other models/)
    expect(traced).toMatch(/features LogisticRegression from 0 columns and 3 of unknown origin environment/)
    expect(traceOf('best.joblib')).toMatch(
      /GaussianNB\.var_smoothing .* chosen.* parameters of 5 other models features Grid/,
    )
    expect(traced).not.toMatch(/RandomForestClassifier\.n_estimators|roc_auc_score|objective/)
    expect(project.pedigree(['show', trained.summary.run]).stdout.toString()).toMatch(
      /RandomForestClassifier\.n_estimators/,
    )
  })

  test('a container of any depth that holds one is a model, with the features and metrics of each', () => {
    const nested = makeProject({ isRepository: false })
    nested.write('nest.py', nesting)
    nested.write(
      'rows.csv',
      `a,b\n${Array.from({ length: 20 }, (_, index) => `${index * 1.5},${index % 2}\n`).join('')}`,
    )
    const { summary } = nested.run([science ?? '', 'nest.py'], { options: ['--quiet'] })
    const kinds = new Map(
      nested.statements().flatMap((s) => (s.type === 'node' && 'kind' in s && s.kind ? [[s.id, s.kind]] : [])),
    )

    expect(summary.writes.map(({ path, digest }) => [path, kinds.get(digest ?? '')]).sort()).toEqual([
      ['folds.pkl', 'model'],
      ['pair.pkl', 'model'],
      ['plain.pkl', 'dataset'],
    ])
    expect(kinds.get(summary.run)).toBe('train')
    expect(nested.pedigree(['show', 'pair.pkl']).stdout.toString()).toMatch(/rows\.csv +value match +a/)
  })

  test('predictions are data, whatever their file is called', () => {
    const roles = project
      .statements()
      .flatMap((said) => (said.type === 'edge' && said.edge === 'generated' ? [[said.selector?.path, said.role]] : []))

    expect(Object.fromEntries(roles)).toMatchObject({
      'eval_predictions.csv': 'data',
      'metrics_predictions.json': 'data',
      'metrics.json': 'metrics',
    })
  })
})

// Each line measures something else; the files hold nothing of the third and only part of the others.
const measuring = `
import numpy, pandas
from sklearn.metrics import accuracy_score, mean_absolute_error, r2_score
train, test, cities = pandas.read_csv('train.csv'), pandas.read_csv('test.csv'), pandas.read_csv('cities.csv')
mean_absolute_error(test.pay, test.pay + 1)
mean_absolute_error(train.pay.to_numpy()[::2], numpy.zeros(100))
accuracy_score(numpy.arange(100) % 2, numpy.ones(100))
both = pandas.concat([train[:100], test])
mean_absolute_error(both.pay, both.pay + 1)
r2_score(numpy.concatenate([train.pay.to_numpy()[:100], test.pay.to_numpy()]), numpy.arange(200))
mean_absolute_error(test.merge(cities, on='city').pay, numpy.zeros(100))
folds = [mean_absolute_error(train.pay[fold::4], numpy.zeros(50)) for fold in range(4)]
open('metrics.json', 'w').write('{"cv_mae": %r}' % float(numpy.mean(folds)))
`

const apart = `
import json, numpy, pandas
from sklearn.metrics import mean_absolute_error
train, test = pandas.read_csv('train.csv'), pandas.read_csv('test.csv')
def write(name, value): json.dump({'mae': value}, open(name, 'w'))
write('train_metrics.json', mean_absolute_error(train.pay.to_numpy()[::2], numpy.zeros(100)))
write('test_metrics.json', mean_absolute_error(test.pay, test.pay + 1.0625))
`

const partsMeasured: Readonly<Record<string, object>> = {
  cv_mae: { count: 200, of: 200, parts: 4 },
  'mean_absolute_error 2': { count: 100, of: 200 },
  'mean_absolute_error 5': { count: 50, of: 200 },
}

describe.skipIf(science === undefined)('the data of a metric', () => {
  const project = makeProject({ isRepository: false })
  const table = (first: number, count: number) =>
    Array.from({ length: count }, (_, index) => `${(first + index) * 1.37 + 0.5},${index % 3}\n`)
  project.write('train.csv', `pay,city\n${table(0, 200).join('')}`)
  project.write('test.csv', `pay,city\n${table(1000, 100).join('')}`)
  project.write('cities.csv', 'city,name\n0,a\n1,b\n2,c\n')
  project.write('measure.py', measuring)
  const measured = project.run([science ?? '', 'measure.py'], { options: ['--quiet'] })

  test('is named where descent or values tell, with the part of it, and never by how many rows there were', () => {
    const digests = new Map(measured.summary.reads.map(({ path, digest }) => [digest, path]))
    const statements = project.statements()
    const series = statements.flatMap((said) => (said.type === 'metrics' ? said.series : []))

    expect(series.map(({ from, on }) => [from, on && digests.get(on)])).toEqual([
      ['metrics.json', 'train.csv'],
      ['measure.py:5', 'test.csv'],
      ['measure.py:6', 'train.csv'],
      ['measure.py:7', undefined],
      ['measure.py:9', undefined],
      ['measure.py:10', undefined],
      ['measure.py:11', 'test.csv'],
      ['measure.py:12', 'train.csv'],
    ])
    expect(measured.summary.metrics.map(({ on, rows }) => [on, rows])).toEqual(
      series.map(({ on, key }) => [on, partsMeasured[key]]),
    )
    expect(statements).toContainEqual(
      expect.objectContaining({
        name: 'evaluation',
        origin: 'inferred',
        body: {
          on: {
            cv_mae:
              'its value is the mean of mean_absolute_error 5 at measure.py:12, and its answers came from there (same frame)',
            mean_absolute_error: 'its answers came from there (same frame)',
            'mean_absolute_error 2': 'its answers came from there (value match)',
            'mean_absolute_error 3': 'its answers came from test.csv and train.csv (same frame)',
            'mean_absolute_error 4': 'its answers came from there (same frame)',
            'mean_absolute_error 5': 'its answers came from there (same frame)',
          },
          rows: partsMeasured,
        },
      }),
    )
  })

  test('is that of the file which has the number, where several files have a metric of its name', () => {
    project.write('apart.py', apart)
    const { summary, stderr } = project.run([science ?? '', 'apart.py'])
    const shown = project.pedigree(['show', summary.run]).stdout.toString()

    expect(stderr.toString()).toContain('learned 4 metrics')
    expect(shown).toMatch(/test_metrics\.json:mae +1\.06\d* +on test\.csv \(inferred\)/)
    expect(shown).toMatch(/train_metrics\.json:mae +\S+ +on train\.csv, rows 100 of 200 \(inferred\)/)
  })

  test('is said to be a conclusion', () => {
    const shown = project.pedigree(['show', measured.summary.run]).stdout.toString()

    expect(shown).toMatch(/mean_absolute_error 2 .* on train\.csv, rows 100 of 200 \(inferred\)/)
    expect(shown).toMatch(/cv_mae .* on train\.csv, rows 200 of 200 in 4 parts\s+\(inferred\)/)
  })
})

const ownModel = `
import csv, json, pickle, sys
class Mean:
    def predict(self, rows): return [self.mean for _ in rows]
rows = [float(row['y']) for row in csv.DictReader(open(sys.argv[1]))]
if sys.argv[2] == 'train':
    model = Mean(); model.mean = sum(rows) / len(rows)
    pickle.dump({'model': model, 'features': ['x']}, open('own.pkl', 'wb'))
    pickle.dump({'mean': model.mean, 'note': 'n' * 80}, open('model.pkl', 'wb'))
    json.dump({'mean': model.mean, 'note': 'n' * 80}, open('weights.json', 'w'))
else:
    path = sys.argv[2]
    loaded = json.load(open(path)) if path.endswith('.json') else pickle.load(open(path, 'rb'))
    mean = loaded['model'].mean if 'model' in loaded else loaded['mean']
    json.dump({'mae': sum(abs(row - mean) for row in rows) / len(rows)}, open('metrics.json', 'w'))
`

describe.skipIf(python === undefined)('without a library', () => {
  const project = makeProject()
  const table = (first: number) => `x,y\n${Array.from({ length: 30 }, (_, row) => `${row},${row * first}\n`).join('')}`
  project.write('train.csv', table(2))
  project.write('test.csv', table(3))
  project.write('own.py', ownModel)
  const own = (...words: string[]) => project.run([python?.path ?? '', 'own.py', ...words], { options: ['--quiet'] })
  own('train.csv', 'train')

  test.each(['own.pkl', 'model.pkl', 'weights.json'])(
    'what evaluates %s is about it, on the one file of data',
    (path) => {
      const { summary } = own('test.csv', path)
      const said = project.statements()
      const [series] = said.flatMap((each) => (each.type === 'metrics' && each.run === summary.run ? each.series : []))
      const nameOf = (digest: string | undefined) => summary.reads.find((read) => read.digest === digest)?.path

      expect([series?.key, nameOf(series?.of), nameOf(series?.on)]).toEqual(['mae', path, 'test.csv'])
      expect(said).toContainEqual({ type: 'node', node: 'run', id: summary.run, kind: 'evaluate', origin: 'inferred' })
      expect(project.pedigree(['trace', path]).stdout.toString()).toMatch(
        /evaluated by own\.py.*mae .*on test\.csv \(inferred\)/s,
      )
    },
  )
})

/** Key, place and the name of the model that each metric on record is about. */
function metricsIn(project: Project): (readonly (string | undefined)[])[] {
  const said = project.statements()
  const names = new Map(said.flatMap((each) => (each.type === 'node' && each.name ? [[each.id, each.name]] : [])))
  const series = said.flatMap((each) => (each.type === 'metrics' ? each.series : []))
  return series.map(({ key, from, of }) => [key, from, of && names.get(of)])
}

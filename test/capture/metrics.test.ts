import { describe, expect, test } from 'vitest'
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
from sklearn.pipeline import make_pipeline
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
`
const evaluate = `
import joblib, numpy
from sklearn.metrics import accuracy_score
X = numpy.ones((4, 3))
for path in ('linear.joblib', 'forest.joblib'): joblib.load(path)
accuracy_score([1, 0, 1, 1], joblib.load('linear.joblib').predict(X))
accuracy_score([1, 0, 1, 1], joblib.load('forest.joblib')['model'].predict(X))
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
      ['accuracy_score 5', 'train.py:23', undefined],
      ['train.logloss', 'train.py:15', 'booster.ubj'],
    ])
    const shown = project.pedigree(['show', trained.summary.run]).stdout.toString()
    expect(shown.replaceAll(/\s+/g, ' ')).toContain('its predictions were measured, and it was saved there')
  })

  test('each that was loaded is named by who measures it', () => {
    expect(evaluated.exit).toBe(0)
    expect(metricsIn(project).slice(whole.length)).toEqual([
      ['accuracy_score', 'evaluate.py:6', 'linear.joblib'],
      ['accuracy_score 2', 'evaluate.py:7', 'forest.joblib'],
    ])
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

/** Key, place and the name of the model that each metric on record is about. */
function metricsIn(project: Project): (readonly (string | undefined)[])[] {
  const said = project.statements()
  const names = new Map(said.flatMap((each) => (each.type === 'node' && each.name ? [[each.id, each.name]] : [])))
  const series = said.flatMap((each) => (each.type === 'metrics' ? each.series : []))
  return series.map(({ key, from, of }) => [key, from, of && names.get(of)])
}

import { describe, expect, test } from 'vitest'
import { makeProject, type Project } from './project.ts'
import { environmentWith, newest } from './python-environments.ts'

const science = environmentWith(`models trained further with ${newest.name}`, newest.requirements)

const data = `
import joblib, lightgbm, numpy, xgboost
from sklearn.linear_model import LogisticRegression, SGDClassifier
random = numpy.random.default_rng(0)
X = random.normal(size=(200, 3)); y = (X[:, 0] > 0).astype(int)
settings = {'objective': 'binary:logistic', 'max_depth': 2, 'nthread': 1}
options = {'objective': 'binary', 'num_leaves': 4, 'verbose': -1, 'num_threads': 1}
`
const before = `${data}
joblib.dump(SGDClassifier(random_state=0).fit(X, y), 'old.joblib')
joblib.dump({'model': LogisticRegression(warm_start=True, max_iter=3).fit(X, y), 'rows': 200}, 'old-warm.joblib')
joblib.dump(SGDClassifier(random_state=1).fit(X, y), 'other.joblib')
xgboost.train(settings, xgboost.DMatrix(X, y), 3).save_model('old.json')
lightgbm.train(options, lightgbm.Dataset(X, y), 3).save_model('old.txt')
`
const after = `${data}
X = X[:150]; y = y[:150]
model = joblib.load('old.joblib')
joblib.dump(model, 'copied.joblib', compress=3)
model.partial_fit(X, y)
joblib.dump(model, 'new.joblib')
kept = joblib.load('old-warm.joblib')
kept['model'].fit(X, y)
joblib.dump(kept, 'new-warm.joblib')
joblib.dump(joblib.load('other.joblib').fit(X, y), 'anew.joblib')
matrix = xgboost.DMatrix(X, y)
xgboost.train(settings, matrix, 2, xgb_model='old.json').save_model('new.json')
loaded = xgboost.Booster(model_file='old.json')
xgboost.train(settings, matrix, 3, xgb_model=loaded).save_model('new.ubj')
further = xgboost.XGBClassifier(n_estimators=4, n_jobs=1).fit(X, y, xgb_model='old.json')
further.get_booster().save_model('classifier.ubj')
lightgbm.train(options, lightgbm.Dataset(X, y), 2, init_model='old.txt').save_model('new.txt')
lightgbm.train(options, lightgbm.Dataset(X, y), 4, init_model=lightgbm.Booster(model_file='old.txt')).save_model('newer.txt')
xgboost.train(settings, matrix, 5).save_model('fresh.ubj')
`

describe.skipIf(science === undefined)('a model that was trained further', () => {
  const project = makeProject({ isRepository: false })
  project.write('before.py', before)
  project.write('after.py', after)
  project.run([science ?? '', 'before.py'], { options: ['--quiet'] })
  const { exit, summary } = project.run([science ?? '', 'after.py'], { options: ['--quiet'] })

  test('is derived from the one that it was, whichever library did it, and none that was copied or began anew is', () => {
    expect({ exit, blind: summary.blind }).toEqual({ exit: 0, blind: [] })
    expect(descentsIn(project)).toEqual([
      ['classifier.ubj', 'old.json'],
      ['new-warm.joblib', 'old-warm.joblib'],
      ['new.joblib', 'old.joblib'],
      ['new.json', 'old.json'],
      ['new.txt', 'old.txt'],
      ['new.ubj', 'old.json'],
      ['newer.txt', 'old.txt'],
    ])
  })

  test('leads to what the older one was made of, and says how that is known', () => {
    const traced = project.pedigree(['trace', 'new.joblib']).stdout.toString()
    const shown = project.pedigree(['show', 'new.joblib']).stdout.toString()

    expect(traced).toMatch(/derived \(finetune\) from +old\.joblib/)
    expect(traced).toContain('before.py')
    expect(shown).toMatch(/finetune.*old\.joblib/s)
    expect(shown.replaceAll(/\s+/g, ' ')).toContain('trained further (partial_fit), and was saved')
  })

  test('was read as a model, also where it is text', () => {
    const roles = project.statements().flatMap((said) => (said.type === 'edge' && said.edge === 'used' ? [said] : []))
    const models = roles.filter(({ role }) => role === 'model').map(({ selector }) => selector?.path)

    expect(models.sort()).toEqual(['old-warm.joblib', 'old.joblib', 'old.json', 'old.txt', 'other.joblib'])
  })
})

/** [newer, older] by their names. */
function descentsIn(project: Project): (readonly string[])[] {
  const said = project.statements()
  const names = new Map(said.flatMap((each) => (each.type === 'node' && each.name ? [[each.id, each.name]] : [])))
  return said
    .flatMap((each) => (each.type === 'edge' && each.edge === 'derived' ? [each] : []))
    .map(({ source, target }) => [names.get(source) ?? source, names.get(target) ?? target])
    .sort()
}

/** Programs in the manner of tutorials, for every version of the libraries: each writes the files it reads first. */
const people = `
import warnings; warnings.simplefilter('ignore')
import numpy, pandas
random = numpy.random.default_rng(0)
rows = 400
people = pandas.DataFrame({
    'id': range(rows), 'age': random.integers(18, 80, rows), 'income': random.normal(size=rows), 'height': random.normal(size=rows),
    'job': random.choice(['a', 'b', 'c'], rows), 'target': random.integers(0, 2, rows),
})
people.to_csv('people.csv', index=False)
`.slice(1)

export const tables = `${people}
import pickle
import joblib
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import BayesianRidge, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
pandas.DataFrame({'job': ['a', 'b', 'c'], 'pay': [1.5, 2.5, 3.5]}).to_parquet('pay.parquet')
frame = pandas.read_csv('people.csv')
frame.attrs['mine'] = [1]
joined = frame.merge(pandas.read_parquet('pay.parquet'), on='job').rename(columns={'income': 'money'})
joined['ratio'] = joined.money / joined.age
X, X_test, y, y_test = train_test_split(joined[['age', 'money', 'job', 'pay', 'ratio']], joined.target, random_state=0)
numbers = ['age', 'money', 'pay']
prepare = ColumnTransformer([('numbers', StandardScaler(), numbers), ('words', OneHotEncoder(), ['job'])])
model = Pipeline([('prepare', prepare), ('model', LogisticRegression())]).fit(X, y)
LinearRegression().fit(frame[['income', 'height']].to_numpy()[:300], frame.target.to_numpy()[:300])
Ridge().fit(pandas.get_dummies(frame[['age', 'job']].assign(age=frame.age * 2)), frame.target)
parts = pandas.DataFrame({'age': frame.age, 'twice': frame.income * 2})
Lasso().fit(StandardScaler().fit_transform(parts), frame.target)
BayesianRidge().fit(frame[['age', 'height']].values, frame.target)
print(accuracy_score(y_test, model.predict(X_test)))
print(model.score(X_test, y_test))
print(frame.attrs, joined.shape, frame.equals(pandas.read_csv('people.csv')), sorted(vars(frame)), type(pandas.DataFrame.values), pandas.DataFrame.values.__doc__[:30])
print(pickle.loads(pickle.dumps(joined)).equals(joined), frame.copy().attrs)
warnings.simplefilter('always')
warnings.showwarning = lambda message, kind, file, line, *_: print(kind.__name__, file.rpartition('/')[2], line)
pandas.DataFrame({'when': ['May the 1st', 'or later', 'x']}).to_csv('dates.csv', index=False)
pandas.read_csv('dates.csv', parse_dates=['when'])
pandas.to_datetime(pandas.Series(['1 May 2020', 'x']), errors='coerce')
frame[frame.age > 30]['age'] = 1
pandas.get_dummies(frame).astype(float).fillna(method=None, value=0) if pandas.__version__ < '3' else None
joblib.dump(model, 'model.joblib')
with open('model.pickle', 'wb') as file: pickle.dump(model, file)
joined.to_parquet('joined.parquet'); joined.to_pickle('joined.pkl'); joined.to_feather('joined.feather')
X.to_pickle('X.pkl'); joined.to_csv('joined.csv'); joined.to_json('joined.json')
`

export const boosting = `${people}
import lightgbm, xgboost
from sklearn.model_selection import train_test_split
frame = pandas.read_csv('people.csv')
train, test = train_test_split(frame, random_state=0)
columns = ['age', 'income']
matrix = xgboost.DMatrix(train[columns], label=train.target)
held_out = xgboost.DMatrix(test[columns], label=test.target)
settings = {'max_depth': 2, 'objective': 'binary:logistic', 'eval_metric': 'logloss', 'nthread': 1}
booster = xgboost.train(settings, matrix, 30, evals=[(matrix, 'train'), (held_out, 'held_out')], early_stopping_rounds=2, verbose_eval=False)
classifier = xgboost.XGBClassifier(n_estimators=5, max_depth=2, n_jobs=1)
classifier.fit(train[columns], train.target, eval_set=[(test[columns], test.target)], verbose=False)
kinds = train[columns + ['job']].astype({'job': 'category'})
data = lightgbm.Dataset(kinds, label=train.target, categorical_feature=['job'])
test_kinds = test[columns + ['job']].astype({'job': 'category'})
valid = lightgbm.Dataset(test_kinds, label=test.target, reference=data)
options = {'objective': 'binary', 'num_leaves': 4, 'verbose': -1, 'num_threads': 1}
trees = lightgbm.train(options, data, 8, valid_sets=[valid], valid_names=['held_out'], callbacks=[lightgbm.log_evaluation(0)])
leaves = lightgbm.LGBMClassifier(n_estimators=6, num_leaves=4, verbose=-1, n_jobs=1)
leaves.fit(kinds, train.target, eval_set=[(test_kinds, test.target)], callbacks=[lightgbm.log_evaluation(0)])
print(booster.best_iteration, classifier.score(test[columns], test.target), trees.predict(test_kinds)[:2])
booster.save_model('booster.json'); booster.save_model('booster.ubj'); classifier.save_model('classifier.json')
trees.save_model('booster.txt')
`

export const networks = `
import torch
torch.manual_seed(3)
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__(); self.layer = torch.nn.Linear(3, 1)
    def forward(self, x): return self.layer(x)
net = Net(); optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(5):
    optimizer.zero_grad(); loss = net(torch.randn(8, 3)).pow(2).mean(); loss.backward(); optimizer.step()
print(loss.item())
torch.save(net.state_dict(), 'weights.pt')
torch.save({'model': net.state_dict(), 'optimizer': optimizer.state_dict()}, 'checkpoint.pt')
torch.save(net, 'whole.pt')
torch.optim.SGD([{'params': [net.layer.weight], 'lr': 0.1, 'scale': 2}, {'params': [net.layer.bias]}], lr=0.01)
`.slice(1)

import argparse
import csv
import pickle

from sklearn.ensemble import RandomForestRegressor

parser = argparse.ArgumentParser()
parser.add_argument("--trees", type=int, default=100)
args = parser.parse_args()

with open("build/train.csv") as file:
    rows = list(csv.DictReader(file))
X = [[float(row["pressure"]), float(row["humidity"])] for row in rows]
y = [float(row["rain"]) for row in rows]
forest = RandomForestRegressor(n_estimators=args.trees, random_state=0, n_jobs=1).fit(X, y)
with open("model.pkl", "wb") as file:
    pickle.dump(forest, file)

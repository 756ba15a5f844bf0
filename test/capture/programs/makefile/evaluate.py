import csv
import json
import pickle

from sklearn.metrics import mean_absolute_error, r2_score

with open("model.pkl", "rb") as file:
    forest = pickle.load(file)
with open("build/test.csv") as file:
    rows = list(csv.DictReader(file))
predicted = forest.predict([[float(row["pressure"]), float(row["humidity"])] for row in rows])
actual = [float(row["rain"]) for row in rows]
with open("evaluation.json", "w") as file:
    json.dump({"mae": mean_absolute_error(actual, predicted), "r2": r2_score(actual, predicted)}, file)

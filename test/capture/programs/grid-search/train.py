"""Tunes a support vector machine on the wine data by grid search, as the scikit-learn tutorials do."""
import json
from pathlib import Path

import joblib
import pandas as pd
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

wine = pd.read_csv("data/wine.csv")
X = wine.drop(columns=["quality"])
y = wine["quality"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=42, stratify=y)

pipeline = Pipeline([("scaler", StandardScaler()), ("svc", SVC(random_state=0))])
param_grid = {"svc__C": [0.1, 1, 10], "svc__kernel": ["linear", "rbf"]}
search = GridSearchCV(pipeline, param_grid, cv=3, scoring="accuracy")
search.fit(X_train, y_train)
print("Best parameters:", search.best_params_)

predictions = search.predict(X_test)
accuracy = accuracy_score(y_test, predictions)
f1 = f1_score(y_test, predictions)
print(f"accuracy {accuracy:.3f}, F1 {f1:.3f}")

Path("results").mkdir(exist_ok=True)
results = pd.DataFrame(search.cv_results_)[["param_svc__C", "param_svc__kernel", "mean_test_score"]]
results.to_csv("results/grid.csv", index=False)
joblib.dump(search.best_estimator_, "results/model.joblib")
with open("results/metrics.json", "w") as file:
    json.dump({"accuracy": accuracy, "f1": f1, "cv_accuracy": search.best_score_}, file, indent=2)

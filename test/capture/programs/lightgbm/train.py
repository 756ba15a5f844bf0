"""Gradient boosting with categorical columns, as LightGBM takes them: without one-hot encoding."""
import json

import lightgbm as lgb
import pandas as pd
from sklearn.metrics import mean_absolute_error

with open("params.json") as file:
    config = json.load(file)

categorical = ["city", "kind"]
train = pd.read_csv("houses_train.csv")
valid = pd.read_csv("houses_valid.csv")
for column in categorical:
    categories = sorted(set(train[column]) | set(valid[column]))
    train[column] = pd.Categorical(train[column], categories=categories)
    valid[column] = pd.Categorical(valid[column], categories=categories)

columns = categorical + ["area", "rooms"]
model = lgb.LGBMRegressor(
    n_estimators=config["n_estimators"],
    learning_rate=config["learning_rate"],
    num_leaves=15,
    n_jobs=1,
    random_state=1,
    verbose=-1,
)
model.fit(
    train[columns],
    train["price"],
    eval_set=[(valid[columns], valid["price"])],
    eval_metric="l1",
    categorical_feature=categorical,
    callbacks=[lgb.early_stopping(10, verbose=False)],
)
mae = mean_absolute_error(valid["price"], model.predict(valid[columns]))
print(f"MAE {mae:.2f} after {model.best_iteration_} rounds")
model.booster_.save_model("houses.txt")

"""Predicts which customers leave, with XGBoost and early stopping on a validation set."""
import argparse

import pandas as pd
import xgboost as xgb
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser()
parser.add_argument("--train", default="data/train.csv")
parser.add_argument("--test", default="data/test.csv")
parser.add_argument("--eta", type=float, default=0.3)
parser.add_argument("--max-depth", type=int, default=3)
args = parser.parse_args()

frame = pd.read_csv(args.train)
features = ["tenure", "monthly_charges", "support_calls"]
train, valid = train_test_split(frame, test_size=0.2, random_state=7)
dtrain = xgb.DMatrix(train[features], label=train["churn"])
dvalid = xgb.DMatrix(valid[features], label=valid["churn"])

params = {
    "objective": "binary:logistic",
    "eval_metric": ["auc", "logloss"],
    "eta": args.eta,
    "max_depth": args.max_depth,
    "seed": 7,
    "nthread": 1,
}
booster = xgb.train(
    params,
    dtrain,
    num_boost_round=60,
    evals=[(dtrain, "train"), (dvalid, "valid")],
    early_stopping_rounds=5,
    verbose_eval=10,
)
print("best iteration", booster.best_iteration)

test = pd.read_csv(args.test)
scores = booster.predict(xgb.DMatrix(test[features]), iteration_range=(0, booster.best_iteration + 1))
print("test AUC", round(roc_auc_score(test["churn"], scores), 4))
pd.DataFrame({"customer": test["customer"], "score": scores}).to_csv("scores.csv", index=False)
booster.save_model("churn.json")

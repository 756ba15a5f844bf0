"""Compares what the model says of the test flights with what happened, and writes metrics.json."""

import json
from pathlib import Path

import joblib
import pandas as pd
import yaml
from sklearn.metrics import mean_absolute_error, precision_score, r2_score, recall_score


def main() -> None:
    late_minutes = yaml.safe_load(Path("params.yaml").read_text())["evaluate"]["late_minutes"]
    model = joblib.load("models/delay.joblib")
    test = pd.read_csv("data/features/test.csv")
    actual = test.merge(pd.read_csv("data/holdout.csv"), on="flight_id", validate="one_to_one")["dep_delay"]
    predicted = model.predict(test.drop(columns=["flight_id"]))
    late, called_late = actual > late_minutes, predicted > late_minutes
    metrics = {
        "mean_absolute_error": mean_absolute_error(actual, predicted),
        "r2": r2_score(actual, predicted),
        "late_recall": recall_score(late, called_late),
        "late_precision": precision_score(late, called_late),
    }
    metrics = {name: round(float(value), 4) for name, value in metrics.items()}
    Path("metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    for name, value in metrics.items():
        print(f"{name:20} {value:8.4f}")


if __name__ == "__main__":
    main()

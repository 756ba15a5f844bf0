"""Trains the model that says how many minutes late a flight will leave, and writes it to models/delay.joblib."""

from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import yaml
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OrdinalEncoder
from threadpoolctl import threadpool_limits

NAMES = ["carrier", "origin", "dest"]


def build_model(parameters: dict) -> Pipeline:
    """Gradient-boosted trees. A name that training never saw is treated like a missing one."""
    encode = make_column_transformer(
        (OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan), NAMES), remainder="passthrough"
    )
    trees = HistGradientBoostingRegressor(
        **parameters, categorical_features=list(range(len(NAMES))), early_stopping=False
    )
    return make_pipeline(encode, trees)


def main() -> None:
    parameters = yaml.safe_load(Path("params.yaml").read_text())["train"]
    train = pd.read_csv("data/features/train.csv")
    features = train.drop(columns=["flight_id", "dep_delay"])
    delay = train["dep_delay"]
    # One thread, since the model keeps the number of threads: its bytes are then the same on every machine.
    with threadpool_limits(limits=1):
        model = build_model(parameters).fit(features, delay)
    Path("models").mkdir(exist_ok=True)
    joblib.dump(model, "models/delay.joblib")
    print(f"learned from {len(train):,} flights with a mean delay of {delay.mean():.1f} minutes")


if __name__ == "__main__":
    main()

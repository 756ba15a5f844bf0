"""Forecasts the sales of each shop from the weeks before, one joblib worker process for each."""
import glob
import os

import joblib
import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.metrics import mean_absolute_percentage_error
from sklearn.model_selection import TimeSeriesSplit

LAGS = 4


def forecast(path):
    shop = os.path.splitext(os.path.basename(path))[0]
    sales = pd.read_csv(path, parse_dates=["week"])
    for lag in range(1, LAGS + 1):
        sales[f"lag_{lag}"] = sales["sales"].shift(lag)
    sales = sales.dropna()
    X, y = sales[[f"lag_{lag}" for lag in range(1, LAGS + 1)]], sales["sales"]
    errors = []
    for train, test in TimeSeriesSplit(n_splits=3).split(X):
        model = GradientBoostingRegressor(n_estimators=20, random_state=0).fit(X.iloc[train], y.iloc[train])
        errors.append(mean_absolute_percentage_error(y.iloc[test], model.predict(X.iloc[test])))
    model.fit(X, y)
    joblib.dump(model, f"models/{shop}.joblib")
    return shop, float(np.mean(errors))


if __name__ == "__main__":
    os.makedirs("models", exist_ok=True)
    results = Parallel(n_jobs=2)(delayed(forecast)(path) for path in sorted(glob.glob("sales/*.csv")))
    pd.DataFrame(results, columns=["shop", "mape"]).to_csv("mape.csv", index=False)
    for shop, error in results:
        print(f"{shop}: {error:.1%}")

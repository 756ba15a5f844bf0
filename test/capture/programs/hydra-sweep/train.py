"""An elastic net whose settings come from Hydra. `python train.py --multirun model.alpha=0.01,0.1,1` tries three."""
import json
import logging
from pathlib import Path

import hydra
import joblib
import pandas as pd
from hydra.core.hydra_config import HydraConfig
from hydra.utils import to_absolute_path
from sklearn.linear_model import ElasticNet
from sklearn.metrics import mean_squared_error
from sklearn.model_selection import train_test_split

log = logging.getLogger(__name__)


@hydra.main(version_base="1.3", config_path="conf", config_name="config")
def main(cfg):
    frame = pd.read_csv(to_absolute_path(cfg.data))
    X, y = frame[["temperature", "wind", "hour"]], frame["load"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=cfg.seed)
    model = ElasticNet(alpha=cfg.model.alpha, l1_ratio=cfg.model.l1_ratio).fit(X_train, y_train)
    mse = mean_squared_error(y_test, model.predict(X_test))
    log.info("alpha %s: mean squared error %.3f", cfg.model.alpha, mse)

    output = Path(HydraConfig.get().runtime.output_dir)
    joblib.dump(model, output / "model.joblib")
    (output / "metrics.json").write_text(json.dumps({"mse": mse}))
    return mse


if __name__ == "__main__":
    main()

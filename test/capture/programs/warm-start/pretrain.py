import joblib
import pandas as pd
from sklearn.linear_model import SGDClassifier

frame = pd.read_csv("old.csv")
joblib.dump(SGDClassifier(loss="log_loss", random_state=0).fit(frame[["words", "links"]], frame["spam"]), "base.joblib")

"""Turns each flight into what a model may know about it an hour before it is due to leave.

Writes data/features/train.csv, with the delay to learn, and data/features/test.csv, without it.
"""

from pathlib import Path

import pandas as pd
import yaml

SCHEDULE = ["carrier", "origin", "dest", "distance", "dest_lat", "dest_lon", "dest_alt", "seats", "engines"]
WEATHER = ["temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib"]


def name_rare_destinations(dest: pd.Series, is_train: pd.Series, flights_min: int) -> pd.Series:
    """A destination that training saw too seldom to learn anything about is called "other"."""
    seen = dest[is_train].value_counts()
    return dest.where(dest.isin(seen.index[seen >= flights_min]), "other")


def departures_in_hour(flights: pd.DataFrame) -> pd.Series:
    """How many flights are to leave the same airport in the same hour."""
    return flights.groupby(["origin", "month", "day", "hour"])["flight_id"].transform("size")


def build_features(flights: pd.DataFrame, destination_flights_min: int) -> pd.DataFrame:
    features = flights[["flight_id", *SCHEDULE, *WEATHER]].copy()
    features["dest"] = name_rare_destinations(flights["dest"], ~flights["is_test"], destination_flights_min)
    features["weekday"] = flights["scheduled"].dt.dayofweek
    features["minute_of_day"] = flights["hour"] * 60 + flights["minute"]
    features["plane_age"] = flights["year"] - flights["plane_built"]
    features["departures_in_hour"] = departures_in_hour(flights)
    return features


def main() -> None:
    parameters = yaml.safe_load(Path("params.yaml").read_text())["features"]
    flights = pd.read_csv("data/flights.csv", parse_dates=["scheduled"])
    features = build_features(flights, **parameters)
    train = features[~flights["is_test"]].assign(dep_delay=flights["dep_delay"])
    test = features[flights["is_test"]]
    Path("data/features").mkdir(exist_ok=True)
    train.to_csv("data/features/train.csv", index=False)
    test.to_csv("data/features/test.csv", index=False)
    print(f"{features.shape[1] - 1} features of {len(train):,} flights to learn from and {len(test):,} to be tested on")


if __name__ == "__main__":
    main()

"""Cleans the four raw tables and joins them.

Writes data/flights.csv, a row for each flight that left, with its plane, its destination and the weather before it,
and data/holdout.csv, how late each flight of the test days left.
"""

from pathlib import Path

import pandas as pd
import yaml

RAW = Path("data/raw")
PLANE = ["tailnum", "plane_built", "engines", "seats"]
DESTINATION = ["dest", "dest_lat", "dest_lon", "dest_alt"]
WEATHER = ["temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib"]


def read_flights() -> pd.DataFrame:
    """Flights that left, in the order of their scheduled departure. A cancelled flight has no delay to learn from."""
    flights = pd.read_csv(RAW / "flights.csv", parse_dates=["time_hour"])
    flights = flights.dropna(subset=["dep_delay"])
    flights["scheduled"] = flights["time_hour"] + pd.to_timedelta(flights["minute"], unit="min")
    # Unique: no airline gives one number to two flights of the same hour.
    hour = flights["time_hour"].dt.strftime("%Y-%m-%dT%H")
    flights.insert(0, "flight_id", hour + " " + flights["carrier"] + flights["flight"].astype(str))
    return flights.sort_values(["scheduled", "flight_id"])


def read_planes() -> pd.DataFrame:
    planes = pd.read_csv(RAW / "planes.csv").rename(columns={"year": "plane_built"})
    return planes[PLANE]


def read_destinations() -> pd.DataFrame:
    airports = pd.read_csv(RAW / "airports.csv")
    return airports.rename(columns={"faa": "dest", "lat": "dest_lat", "lon": "dest_lon", "alt": "dest_alt"})[DESTINATION]


def read_weather(hours_ahead: int) -> pd.DataFrame:
    """Weather at each origin, dated for the flights of `hours_ahead` hours later: what was known before they left."""
    weather = pd.read_csv(RAW / "weather.csv", parse_dates=["time_hour"])
    weather["time_hour"] += pd.Timedelta(hours=hours_ahead)
    return weather[["origin", "time_hour", *WEATHER]]


def join(flights: pd.DataFrame, weather: pd.DataFrame) -> pd.DataFrame:
    joined = flights.merge(read_planes(), on="tailnum", how="left", validate="many_to_one")
    joined = joined.merge(read_destinations(), on="dest", how="left", validate="many_to_one")
    joined = joined.merge(weather, on=["origin", "time_hour"], how="left", validate="many_to_one")
    schedule = ["flight_id", "scheduled", "year", "month", "day", "hour", "minute", "carrier", "origin", "dest", "distance"]
    return joined[[*schedule, *PLANE[1:], *DESTINATION[1:], *WEATHER, "dep_delay"]]


def main() -> None:
    parameters = yaml.safe_load(Path("params.yaml").read_text())["prepare"]
    flights = join(read_flights(), read_weather(parameters["weather_hours_ahead"]))
    date = pd.to_datetime(flights[["year", "month", "day"]])
    flights["is_test"] = date.between(parameters["test_from"], parameters["test_to"])
    holdout = flights.loc[flights["is_test"], ["flight_id", "dep_delay"]]
    flights.to_csv("data/flights.csv", index=False)
    holdout.to_csv("data/holdout.csv", index=False)
    print(f"{len(flights):,} flights, {len(holdout):,} of them held out for the test")


if __name__ == "__main__":
    main()

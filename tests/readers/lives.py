#!/usr/bin/env python3
"""Reads lives.parquet with pandas and finds the retention of o/results.json with lifelines: `lives.py FOLDER`.

Kaplan-Meier on exact tenures and ours on bins of tenure are the same where nobody comes or is lost from sight inside a bin. Elsewhere half of those
count in the bin: then each life is told to lifelines by its bins, in halves.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as parquet
from lifelines import KaplanMeierFitter

warnings.filterwarnings("ignore", category=Warning, module="lifelines")

folder = Path(sys.argv[1])
lives = pd.read_parquet(folder / "lives.parquet")
kinds = {
    "replication": "int64", "life": "int64", "purchases": "int64", "value": "float64", "tenure_from": "float64",
    "tenure": "float64", "at_start": "bool", "newcomer": "bool",
}
for column, kind in kinds.items():
    assert lives[column].dtype == kind, (column, lives[column].dtype)
for column in ["joined", "left"]:
    assert str(lives[column].dtype.tz) == "UTC", lives[column].dtype

# Times and tenures say the same: joining to leaving, to the microsecond of the format.
ended = lives.dropna(subset="left")
days = (ended.left - ended.joined).dt.total_seconds() / 86400
assert np.abs(days - ended.tenure).max() < 2e-6 / 86400 + 1e-9, np.abs(days - ended.tenure).max()

world = json.loads((folder / "o/results.json").read_text())["worlds"][0]
day = np.array([point["day"] for point in world["survival"]])
ours = np.array([point["mean"] for point in world["survival"]])
bins = np.array(json.loads(parquet.read_metadata(folder / "lives.parquet").metadata[b"tenure_bins"]))
first = lives[lives.life == 1]
left = first.left.notna().to_numpy()


def ends(tenure):
    """The bin ends around each tenure, twice the same where it is one."""
    above = np.searchsorted(bins, tenure)
    exact = bins[np.minimum(above, len(bins) - 1)] == tenure
    return np.where(exact, above, above - 1), above


starts, stops = ends(first.tenure_from.to_numpy()), ends(first.tenure.to_numpy())
# Who leaves is at risk for the whole of the bin, the first one at the earliest.
gone = np.maximum(stops[1], 1)
told = [(np.where(left, gone, stop), start) for start in starts for stop in stops]
until, since = (np.concatenate(part) for part in zip(*told))
exits, weights = np.tile(left, 4), np.full(len(until), 0.25)
# Who comes and leaves in one bin is one exit, and at risk for half of the bin: an exit, and its risk taken back.
within = exits & (until <= since)
since[within] = until[within] - 1
until, since = np.append(until, until[within]), np.append(since, since[within])
exits, weights = np.append(exits, within[within] & False), np.append(weights, -weights[within])
seen = until > since
fitted = KaplanMeierFitter().fit(until[seen], exits[seen], entry=since[seen], weights=weights[seen])
worst = np.abs(fitted.predict(np.searchsorted(bins, day)).to_numpy() - ours).max()
assert worst < 1e-9, worst

plain = KaplanMeierFitter().fit(first.tenure.clip(lower=1e-9), left, entry=first.tenure_from)
apart = np.abs(plain.predict(day).to_numpy() - ours)
closed = (first.tenure_from == 0).all() and first.tenure[~left].nunique() <= 1
print(f"{len(lives)} lives: by bins {worst:.1e} apart, by exact tenures {apart.max():.1e}")
if closed:
    assert apart.max() < 1e-9, apart.max()
told = np.array([point["ci95"] is not None for point in world["survival"]])
low, high = np.array([point["ci95"] for point in world["survival"] if point["ci95"] is not None]).T
inside = plain.predict(day).to_numpy()[told]
assert ((inside >= low - 1e-9) & (inside <= high + 1e-9)).all()

"""Section 18 (and 6), the firm's label of every customer held against the hidden stage at each survey."""

import math
import random

from customers import NOBODY
from second import Case, share_of

BASE = 12 / 365
FACTOR = {"acquisition": 1.0, "build_up": 1.0, "climax": 1.5, "decline": 0.5}
SURVEYS = (100, 200, 300)
WARNING, CLIMAX = 2.0, 4


def label(n, silence):
    """Silence in mean gaps; else the number of purchases."""
    if silence >= 2 * WARNING:
        return "gone"
    if silence >= WARNING:
        return "decline"
    return "acquisition" if n < 2 else "build_up" if n < CLIMAX else "climax"


def life(rng):
    """Pairs (hidden stage, label) at the surveys of one customer, who leaves at .5 a year.

    Silence is the days since the last purchase times the present rate, whatever the rate was meanwhile.
    """
    leaves = rng.expovariate(0.5 / 365)
    at = last = 0.0
    n, stage, seen = 0, "acquisition", []
    surveys = list(SURVEYS)
    gone = False
    while surveys:
        rate = BASE * FACTOR[stage]
        buy = math.inf if gone else at + rng.expovariate(rate)
        fall = at + rng.expovariate(1 / 365) if stage == "climax" and not gone else math.inf
        nxt = min(buy, fall, surveys[0], leaves if not gone else math.inf)
        at = nxt
        if nxt == surveys[0]:
            seen.append(("gone" if gone else stage, label(n, (at - last) * rate)))
            surveys.pop(0)
        elif nxt == buy:
            n, last = n + 1, at
            if stage == "acquisition" and n >= 2:
                stage = "build_up"
            if stage in ("acquisition", "build_up") and n >= CLIMAX:
                stage = "climax"
        elif nxt == fall:
            stage = "decline"
        else:
            gone = True
    return seen


def cases():
    rng = random.Random(186)
    pairs = [p for _ in range(30000) for p in life(rng)]
    expected = {}
    stages = (*FACTOR, "gone")
    for stage in stages:
        rows = [seen for hidden, seen in pairs if hidden == stage]
        for taken in stages:
            if 0 < rows.count(taken):
                expected[f"observed.{stage}.{taken}"] = share_of(rows.count(taken), len(rows))
    there = [seen for hidden, seen in pairs if hidden != "gone"]
    silent = there.count("gone") + there.count("decline")
    expected["metrics.observed_false_alarm"] = share_of(silent, len(there))
    expected["metrics.observed_false_exit"] = share_of(there.count("gone"), len(there))
    yield Case(
        "labels against stages",
        f"""
name = "Labels"
[run]
horizon = "400 d"
replications = 40
[population]
customers = 400
[loyalty]
{NOBODY}
[[hole]]
name = "away"
hazard = "0.5 per y"
[purchase]
rate = "12 per y"
[lifecycle]
warning = {WARNING}
n_C = {CLIMAX}
delta_CD = "0 per y"
life_events = "1 per y"
t_rec = "100 y"
multiplier = {{ acquisition = 1.0, build_up = 1.0, climax = 1.5, decline = 0.5 }}
[feedback]
every = "100 d"
""",
        expected,
    )

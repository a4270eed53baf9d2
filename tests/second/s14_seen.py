"""Section 14, win-back by what the firm sees: silence taken for an exit, and whom it asks by what it has seen so far."""

import math
import random
from collections import Counter

from s14_win_back import CAUSES, DELTA, HOLES, HOLES_TEXT, YEAR, leave

from second import Case, mean_of, means_of


def silent(rng, f, days):
    """The firm sees purchases: whoever bought nothing for six mean gaps of 365/12 d is taken for gone."""
    t, factor = 0.0, 1.0
    while t is not None:
        end, cause = leave(rng, t, HOLES, factor, days)
        f["exits"] += cause is not None
        last, t = t, None
        while last is not None:
            following = last + rng.expovariate(12 / YEAR)
            if following >= end:
                following = days
            else:
                f["purchases"] += 1
            for after in (10.0, 60.0):
                at = last + 6 * YEAR / 12 + after
                if at >= following:
                    break
                if cause is not None and at >= end:
                    if CAUSES[cause] == 0.0:
                        break
                    f["contacts"] += 1
                    if rng.random() < 2.0 * 0.143 * CAUSES[cause] * math.exp(-after / 300.0):
                        f["returned"] += 1
                        t, factor = at, 1.2
                        break
                else:
                    f["contacts"] += 1
                    f["vain"] += 1
            last = following if following < end else None


def by_silence():
    rng, found = random.Random(1403), []
    for _ in range(100):
        f = Counter()
        for _ in range(150):
            silent(rng, f, 3 * YEAR)
        found.append(f)
    of = means_of(found)
    yield Case("silence taken for an exit", """
name = "Silence"
[run]
horizon = "3 y"
replications = 100
[population]
customers = 150
[purchase]
rate = "12 per y"
[win_back]
contacts = ["10 d", "60 d"]
fade = "300 d"
cause_factor = { moved = 0.4, dead = 0.0 }
""" + HOLES_TEXT, {
        "metrics.exits": of("exits"), "metrics.purchases": of("purchases"), "metrics.returned": of("returned"),
        "metrics.win_back_contacts": of("contacts"),
        "metrics.win_back_in_vain": mean_of([f["vain"] / f["contacts"] for f in found]),
    })  # fmt: skip


def chosen(rng, rule):
    """One replication: first lives of all, so that the firm has seen something when it decides."""
    days, f = 3 * YEAR, Counter()
    lives = [(rng.uniform(0.0, 200.0) / YEAR, *leave(rng, 0.0, HOLES, 1.0, days)) for _ in range(150)]

    def second_life(m, t):
        exposure = sum(min(t, end) for _, end, _ in lives)
        decided = sum(cause in ("away", "moved") and end <= t for _, end, cause in lives) / exposure
        forced = sum(cause == "dead" and end <= t for _, end, cause in lives) / exposure
        return m / (1.2 * decided + forced + DELTA)

    for m, end, cause in lives:
        while cause is not None:
            f["exits"] += 1
            chances = [(a, min(1.0, 2.0 * 0.143 * CAUSES[cause] * math.exp(-a / 365.0))) for a in (30.0, 120.0)]
            back = None
            for after, p in chances:
                t = end + after
                if p == 0.0 or t >= days or back is not None or not second_life(m, t) > (15.0 / p if rule else 120.0):
                    continue
                f["contacts"] += 1
                if rng.random() < p:
                    back = t
            if back is None:
                break
            f["returned"] += 1
            end, cause = leave(rng, back, HOLES, 1.2, days)
    return f


def by_value():
    for name, rule in (("whoever is worth more than 120", False), ("whoever is worth the offer", True)):
        rng = random.Random(1404)
        found = [chosen(rng, rule) for _ in range(80)]
        of = lambda key, found=found: mean_of([f[key] for f in found])  # noqa: E731
        yield Case(name, f"""
name = "Whom"
[run]
horizon = "3 y"
replications = 100
[money]
discount_rate = 0.1
[population]
customers = 150
[contract]
earns = {{ uniform = {{ low = "0 per y", high = "200 per y" }} }}
[win_back]
contacts = ["30 d", "120 d"]
offer_cost = 15.0
{"break_even = true" if rule else "value_above = 120.0"}
cause_factor = {{ moved = 0.4, dead = 0.0 }}
""" + HOLES_TEXT, {"metrics.exits": of("exits"), "metrics.returned": of("returned"), "metrics.win_back_contacts": of("contacts")})  # fmt: skip


def cases():
    for part in (by_silence, by_value):
        yield from part()

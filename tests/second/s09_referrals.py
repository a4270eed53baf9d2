"""Section 9, word of mouth: referrals by rate and by number in closed form, and praise in an open market, customer by customer."""

import math
import random

from customers import decline, satisfaction, sigmoid, taken_in, utility, without
from s09_voices import STILL
from second import Case, Estimate, means_of, poisson

DELTA = math.log(1.05)


HOLES = """
[[hole]]
name = "away"
hazard = "0.4 per y"
[[hole]]
name = "fate"
hazard = "0.1 per y"
involuntary = true
"""


def by_rate():
    """Everybody brings .3 a year; the brought leave at .4/2 + .1: newcomers, exits by each hole, discounted money of one customer."""
    years, n = 4.0, 4000
    dt = years / n
    born, away, fate, value = 0.0, 0.0, 0.0, 0.0
    for i in range(n):
        t = (i + 0.5) * dt
        first = math.exp(-0.5 * t)
        brought = 0.6 * -math.expm1(-0.5 * t)
        born += 0.3 * (first + brought) * dt
        away += (0.4 * first + 0.2 * brought) * dt
        fate += 0.1 * (first + brought) * dt
        value += (24.0 * first - 3.0 * 0.3 * (first + brought)) * math.exp(-DELTA * t) * dt
    m = 600
    da = years / m
    for i in range(m):
        s = (i + 0.5) * da
        rate = 0.3 * (math.exp(-0.5 * s) + 0.6 * -math.expm1(-0.5 * s))
        for j in range(m - i):
            # The last cell of each row is cut in half by the horizon.
            a = (j + 0.5) * da if j < m - i - 1 else (j + 0.25) * da
            part = da if j < m - i - 1 else 0.5 * da
            margin = 1.0 + 0.5 * max(0.0, 1.0 - a / 3.0)
            value += rate * da * part * 24.0 * margin * math.exp(-0.3 * a - DELTA * (s + a))
    return born, away, fate, value


def by_number():
    """Each brings a Poisson number of mean .8 on day 180 if still there: newcomers of one customer in 3 y."""
    first, brought = math.exp(-0.5 * 180.0 / 365.0), math.exp(-0.3 * 180.0 / 365.0)
    return sum(0.8 * first * (0.8 * brought) ** k for k in range(6))


def praised(rng):
    """One customer in an open market and all whom praise brings, 2 y: newcomers, exits, days, satisfaction over time."""
    good, out = utility(8.4), {"born": 0, "exits": 0, "visits": 0, "ready": 0.0}
    line = [(0.0, 1.0)]
    while line:
        at, factor = line.pop()
        memory, trust, first, told = 0.0, 0.3, True, -math.inf
        while at < 730.0:
            end = min(at + rng.expovariate(5.0 / 365.0), 730.0)
            while at < end:
                step = min(10.0, end - at)
                # Only the dissatisfied leave, and rivals win them; fate takes its own.
                hazard = factor * (decline(satisfaction(memory * 2.0 ** (-0.5 * step / 180.0))) + 0.3 / 365.0 * (1.0 - 0.5 * trust))
                if rng.expovariate(1.0) < (hazard + 0.03 / 365.0) * step:
                    out["exits"] += 1
                    break
                memory *= 2.0 ** (-step / 180.0)
                at += step
            else:
                if at >= 730.0:
                    break
                memory, trust = taken_in(memory, trust, good, first)
                first = False
                out["visits"] += 1
                chance = sigmoid((satisfaction(memory) - 3.75) / 0.25)
                out["ready"] += chance
                if at >= told + 120.0 and rng.random() < chance:
                    told = at
                    for _ in range(poisson(rng, 4.0)):
                        if rng.random() < 0.1:
                            out["born"] += 1
                            line.append((at, 0.5))
                continue
            break
    return out


def rate_case(name, money, found):
    """Everybody is worth 24 a year, by purchases, bills or flows."""
    born, away, fate, value = found
    return Case(
        f"referrals at a rate, {name}",
        f"""
name = "Rate"
[run]
horizon = "4 y"
replications = 80
[money]
discount_rate = 0.05
[population]
customers = 500
{money}
[word_of_mouth]
referrals = {{ rate = "0.3 per y" }}
referred = {{ hazard = 0.5, margin = 1.5 }}
reward = 3.0
{HOLES}
""",
        {
            "bucket.inflow.referral": Estimate(500.0 * born),
            "bucket.outflow.away": Estimate(500.0 * away),
            "bucket.outflow.fate": Estimate(500.0 * fate),
            "metrics.npv": Estimate(500.0 * value),
        },
    )


def cases():
    found = by_rate()
    yield rate_case("purchases", '[purchase]\nrate = "6 per y"\nbasket = 10.0\nmargin = 0.4', found)
    yield rate_case("bills", '[contract]\nterm = "1 d"\nprice = 0.06575342465753425', found)
    yield rate_case("flows", '[contract]\nearns = "24 per y"', found)
    yield Case(
        "referrals once",
        f"""
name = "Once"
[run]
horizon = "3 y"
replications = 60
[population]
customers = 500
[word_of_mouth]
every = "180 d"
referrals = {{ per_customer = 0.8 }}
referred = {{ hazard = 0.5 }}
{HOLES}
""",
        {"bucket.inflow.referral": Estimate(500.0 * by_number())},
    )
    rng = random.Random(9)
    found = [praised(rng) for _ in range(10000)]
    of = means_of(found, 300.0)
    ready = sum(r["ready"] for r in found) / sum(r["visits"] for r in found)
    yield Case(
        "praise in an open market",
        f"""
name = "Praise"
[run]
horizon = "2 y"
replications = 80
[population]
customers = 300
[market]
progress = 0.0
{STILL}
[word_of_mouth]
conversion = 0.1
every = "120 d"
referred = {{ hazard = 0.5 }}
[[hole]]
name = "rival"
hazard = "0.3 per y"
{without("neglect", "lock_end")}
[[journey]]
name = "v"
start = {{ rate = "5 per y" }}
[[journey.touchpoint]]
name = "counter"
quality = 8.4
fail_prob = 0.0
""",
        {
            "bucket.inflow.referral": of("born"),
            "metrics.exits": of("exits"),
            "journeys.v.started": of("visits"),
            "behaviours.recommending": Estimate(ready, 0.0005),
        },
    )

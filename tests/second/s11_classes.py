"""Section 11, value classes: the firm's records of every customer, sorted at each review as the page says."""

import bisect
import math
import random
from collections import Counter

from customers import OUTSIDE, plugged
from second import Case, Estimate, mean_of

YEAR, MONTH = 365.0, 365.0 / 12
RECENCY, FREQUENCY, MONEY = [MONTH, 3 * MONTH, 6 * MONTH, 12 * MONTH], [2, 6, 11, 24], [25.0, 40.0, 60.0, 100.0]
SIGMA = math.sqrt(math.log(1 + 0.8**2))
DAYS = 3.05 * YEAR
MARGIN = 0.4


def customer(rng, joined):
    """Joined, left, and purchases as (day, spend)."""
    rate, left = rng.gammavariate(1.0, 5.0) / YEAR, joined + rng.expovariate(0.25 / YEAR)
    at, bought = joined, []
    while rate > 0.0:
        at += rng.expovariate(rate)
        if at >= min(left, DAYS):
            break
        bought.append((at, rng.lognormvariate(math.log(50.0) - SIGMA**2 / 2, SIGMA)))
    return joined, left, bought


def groups(people, t):
    """What the firm writes down of everybody who is there at a review: number to its record."""
    there = {i: p for i, p in enumerate(people) if p[0] < t < p[1]}
    records = {}
    for i, (joined, _, bought) in there.items():
        so_far = [b for b in bought if b[0] <= t]
        two = [s for at, s in so_far if at > t - 2 * YEAR]
        one = [s for at, s in so_far if at > t - YEAR]
        silent = t - so_far[-1][0] if so_far else math.inf
        records[i] = {
            "recency": 5 - bisect.bisect_left(RECENCY, silent),
            "frequency": 1 + bisect.bisect_right(FREQUENCY, len(two)),
            "money": 1 + bisect.bisect_left(MONEY, sum(two) / len(two)) if two else 1,
            "value": MARGIN * sum(one), "a year": MARGIN * sum(one) / min(1.0, (t - joined) / YEAR), "spend": sum(one), "visits": len(one), "tenure": t - joined,
        }  # fmt: skip
    total = sum(r["value"] for r in records.values())
    so_far = 0.0
    for r in sorted(records.values(), key=lambda r: -r["value"]):
        r["abc"] = "A" if so_far < 0.8 * total else "B" if so_far < 0.95 * total else "C"
        so_far += r["value"]
    mean = {k: sum(r[k] for r in records.values()) / len(records) for k in ("value", "tenure", "spend", "visits")}
    for r in records.values():
        much, long, often, big = (r[k] > mean[k] for k in ("value", "tenure", "visits", "spend"))
        r["loyalty"] = {(1, 1): "true_friends", (1, 0): "butterflies", (0, 1): "barnacles", (0, 0): "strangers"}[much, long]
        r["retail"] = {(1, 1): "confidants", (0, 0): "passers_by"}.get((often, big), "between")
    return records


def pearson(pairs):
    n = len(pairs)
    mx, my = sum(p[0] for p in pairs) / n, sum(p[1] for p in pairs) / n
    sxy = sum((x - mx) * (y - my) for x, y in pairs)
    return sxy / math.sqrt(sum((x - mx) ** 2 for x, _ in pairs) * sum((y - my) ** 2 for _, y in pairs))


def top(values):
    ordered = sorted(values, reverse=True)
    return sum(ordered[: round(len(ordered) / 5)]) / sum(ordered)


def remaining(moves, rate):
    """Years still to come by recency class, cut at 30, from moves between reviews a year apart; who goes has half of a discounted year."""
    out = {c: sum(moves["recency", c, to] for to in (1, 2, 3, 4, 5, "gone")) for c in range(1, 6)}
    year, years = rate / (1 + rate) / math.log(1 + rate), dict.fromkeys(range(1, 6), 0.0)
    for _ in range(30):
        years = {
            c: year * (1.0 - 0.5 * moves["recency", c, "gone"] / out[c])
            + sum(moves["recency", c, to] / out[c] * years[to] for to in range(1, 6)) / (1 + rate)
            for c in range(1, 6)
        }
    return years


def replication(rng):
    people = [customer(rng, 0.0) for _ in range(150)]
    at = rng.expovariate(40 / YEAR)
    while at < DAYS:
        people.append(customer(rng, at))
        at += rng.expovariate(40 / YEAR)
    f, before = Counter(), None
    for review in (1, 2, 3):
        now = groups(people, review * YEAR)
        if before is not None:
            for division in ("recency", "frequency", "money", "abc"):
                for i, r in now.items():
                    f[division, before[i][division] if i in before else "new", r[division]] += 1
                for i, r in before.items():
                    if i not in now:
                        f[division, r[division], "gone"] += 1
        before = now
    total = sum(r["value"] for r in now.values())
    for r in now.values():
        for division in ("recency", "frequency", "money", "abc", "loyalty", "retail"):
            f[division, r[division], "count"] += 1
            f[division, r[division], "value"] += r["value"] / total
    f["customers"] = len(now)
    f["current"] = total / len(now)
    f["correlation"] = pearson([(r["tenure"], r["value"]) for r in now.values()])
    f["top spend"], f["top value"] = top([r["spend"] for r in now.values()]), top([r["value"] for r in now.values()])
    years = remaining(f, 1.0)
    for c in range(1, 6):
        f["years", c] = years[c]
    f["future"] = sum(r["a year"] * years[r["recency"]] for r in now.values()) / len(now)
    mean = f["future"]
    for r in now.values():
        much, more = r["value"] > f["current"], r["a year"] * years[r["recency"]] > mean
        f["quadrant", much, more] += 1
    return f


SCENARIO = """
name = "Classes"
[run]
horizon = "3.05 y"
replications = 100
[money]
discount_rate = 1.0
[population]
customers = 150
[[acquisition]]
name = "street"
joins = "40 per y"
[purchase]
rate = { gamma = { mean = "5 per y", shape = 1.0 } }
basket = { lognormal = { mean = 50.0, cv = 0.8 } }
margin = 0.4
[[hole]]
name = "away"
hazard = "0.25 per y"
[value_classes]
money = [25.0, 40.0, 60.0, 100.0]
"""


def segments():
    """Half of the customers buy less at a higher price, at half the margin, cost twice as much to serve, and leave three times as fast by what is outside."""
    expected, bought, npv = {}, 0.0, 0.0
    for price, margin, cost, hazard in ((1.0, 1.0, 1.0, 0.2), (2.0, 0.5, 2.0, 0.6)):
        lived = 100 * (1 - math.exp(-2 * hazard)) / hazard
        visits = 8.0 * 1.25 ** (-1.2 * price) * lived
        bought += visits
        npv += visits * (0.4 * margin * 25.0 - 3.0 * cost + 1.5 * margin)
        expected["metrics.exits"] = expected.get("metrics.exits", 0.0) + 100 * (1 - math.exp(-2 * hazard))
    expected.update({"metrics.purchases": bought, "metrics.npv": npv})
    yield Case("segments", """
name = "Segments"
[run]
horizon = "2 y"
replications = 100
[population]
customers = 200
[[segment]]
name = "easy"
share = 0.5
[[segment]]
name = "hard"
share = 0.5
factor = { price_sensitivity = 2.0, margin = 0.5, cost_to_serve = 2.0, external_hazard = 3.0 }
[purchase]
rate = "8 per y"
basket = 20.0
price = 1.25
margin = 0.4
elasticity = 1.2
wallet_response = 0.0
[loyalty]
levels = { low = [1.0, 1.0, 1.0], high = [1.0, 1.0, 1.0] }
support = { incentive = 0.0, price = 0.0, convenience = 0.0, inertia = 0.0, lockin = 0.0, social = 0.0 }
trust = { start = 0.0, gain = 0.0, loss = 0.0, shield = 0.0 }
""" + plugged(*OUTSIDE) + """
[[hole]]
name = "away"
hazard = "0.2 per y"
shielded = true
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "counter"
cost = 3.0
revenue = 1.5
""", {path: Estimate(value) for path, value in expected.items()})  # fmt: skip


def cases():
    yield from segments()
    rng = random.Random(1102)
    found = [replication(rng) for _ in range(300)]
    of = lambda *key: mean_of([f[key if len(key) > 1 else key[0]] for f in found])  # noqa: E731
    expected = {"classes.customers": of("customers"), "classes.current_value": of("current"), "classes.future_value": of("future"),
                "classes.correlation": of("correlation"), "classes.top20_spend": of("top spend"), "classes.top20_value": of("top value")}  # fmt: skip
    for c in range(1, 6):
        expected[f"classes.remaining_years.{c}"] = of("years", c)
        for division in ("recency", "frequency", "money"):
            expected[f"classes.{division}.{c}.count"] = of(division, c, "count")
    for a, b in ((5, 5), (5, 1), (1, 5), (3, 2), ("new", 5), (5, "gone"), (1, "gone")):
        for division in ("recency", "frequency", "money"):
            expected[f"classes.moves.{division}.{a}.{b}"] = of(division, a, b)
    for group in "ABC":
        expected[f"classes.abc.{group}.count"] = of("abc", group, "count")
        expected[f"classes.abc.{group}.value"] = of("abc", group, "value")
        expected[f"classes.moves.abc.{group}.A"] = of("abc", group, "A")
    for group in ("true_friends", "butterflies", "barnacles", "strangers"):
        expected[f"classes.loyalty.{group}.count"] = of("loyalty", group, "count")
    for group in ("confidants", "passers_by"):
        expected[f"classes.retail.{group}.count"] = of("retail", group, "count")
    for key, group in (((True, True), "vip"), ((False, False), "abandon"), ((True, False), "maintain"), ((False, True), "improve")):
        expected[f"classes.quadrant.{group}.count"] = of("quadrant", *key)
    yield Case("an airline's classes", SCENARIO, expected)

"""Section 20, routing by class: what the firm saw at the last review decides the way. Records of every customer, sorted by hand."""

import bisect
import math
import random

from s11_classes import MARGIN, SIGMA
from second import Case, means_of

YEAR = 365.0
REVIEW = 90.0
DAYS = 400.0
MONEY = [25.0, 40.0, 60.0, 100.0]
N, JOIN, LEAVE = 150, 60 / YEAR, 0.25 / YEAR


def customer(rng, joined):
    """Joined, left, purchases (day, spend), and days of visits, which are others than purchases."""
    rate, left = rng.gammavariate(1.0, 8.0) / YEAR, joined + rng.expovariate(LEAVE)
    bought, visits = [], []
    for per_day, found in ((rate, bought), (24.0 / YEAR, visits)):
        at = joined
        while per_day > 0.0:
            at += rng.expovariate(per_day)
            if at >= min(left, DAYS):
                break
            found.append((at, rng.lognormvariate(math.log(50.0) - SIGMA**2 / 2, SIGMA)) if found is bought else at)
    return joined, left, bought, visits


def classes(people, t):
    """Classes of money and ABC of those who are there at a review."""
    there = [i for i, p in enumerate(people) if p[0] < t < p[1]]
    money, value = {}, {}
    for i in there:
        two = [s for at, s in people[i][2] if t - 2 * YEAR < at <= t]
        money[i] = 1 + bisect.bisect_left(MONEY, sum(two) / len(two)) if two else 1
        value[i] = MARGIN * sum(s for at, s in people[i][2] if t - YEAR < at <= t)
    abc, so_far, total = {}, 0.0, sum(value.values())
    for i in sorted(there, key=lambda i: -value[i]):
        abc[i] = "C" if value[i] <= 0.0 else "A" if so_far < 0.8 * total else "B" if so_far < 0.95 * total else "C"
        so_far += value[i]
    return money, abc


def replication(rng):
    people = [customer(rng, 0.0) for _ in range(N)]
    at = rng.expovariate(JOIN)
    while at < DAYS:
        people.append(customer(rng, at))
        at += rng.expovariate(JOIN)
    seen = [({}, {})] + [classes(people, k * REVIEW) for k in range(1, 1 + int(DAYS / REVIEW))]
    found = {"visits": 0, "best": 0, "adviser": 0, "of A": 0, "exits": sum(left < DAYS for _, left, _, _ in people)}
    for i, (_, _, _, visits) in enumerate(people):
        for day in visits:
            money, abc = seen[int(day / REVIEW)]
            found["visits"] += 1
            found["best"] += money.get(i) in (4, 5)
            found["adviser"] += money.get(i) == 5 and rng.random() < 0.5
            found["of A"] += abc.get(i) == "A"
    return found


SCENARIO = f"""
name = "Routing"
[run]
horizon = "{DAYS} d"
replications = 100
[population]
customers = {N}
[[acquisition]]
name = "street"
joins = "60 per y"
[purchase]
rate = {{ gamma = {{ mean = "8 per y", shape = 1.0 }} }}
basket = {{ lognormal = {{ mean = 50.0, cv = 0.8 }} }}
margin = 0.4
[[hole]]
name = "away"
hazard = "0.25 per y"
[value_classes]
review = "{REVIEW} d"
money = [25.0, 40.0, 60.0, 100.0]
[[journey]]
name = "branch visit"
start = {{ rate = "24 per y" }}
[[journey.touchpoint]]
name = "enter"
next = "counter"
[[journey.touchpoint]]
name = "counter"
next = "done"
[[journey.touchpoint]]
name = "consult"
next = "done"
"""


def rule(whom, how):
    return f'[[rule]]\nname = "the best go to the adviser"\nfor = {{ class = {{ {whom} }} }}\nchange = {{ "journey.branch visit.enter.next" = {{ set = {how} }} }}\n'


def cases():
    rng = random.Random(2003)
    of = means_of([replication(rng) for _ in range(500)])
    for name, whom, how, key in (
        ("half of the best", "money = [5]", "{ consult = 0.5, counter = 0.5 }", "adviser"),
        ("the two best classes", "money = [4, 5]", '"consult"', "best"),
        ("class A", 'abc = ["A"]', '"consult"', "of A"),
    ):
        yield Case(
            name,
            SCENARIO + rule(whom, how),
            {
                "journeys.branch visit.started": of("visits"),
                "touchpoints.branch visit/consult.visits": of(key),
                "metrics.exits": of("exits"),
            },
        )

"""Sections 3 to 5 and 7: one customer after the other, visit by visit, hazards integrated in steps of ten days."""

import math
import random

from customers import decline, satisfaction, taken_in, utility
from second import Case, Estimate, means_of

DAYS = 3 * 365.0
CUSTOMERS = 200
SUPPORTS = {"incentive": 0.0, "price": 0.1, "convenience": 0.2, "lockin": 0.1, "social": 0.0}


def hazards(memory, trust, visits, silent):
    """Per day: dissatisfaction, rival, neglect, involuntary."""
    kept = 1.0 - 0.2 * (1.0 - math.exp(-visits / 10.0))
    for support in SUPPORTS.values():
        kept *= 1.0 - support
    shield = kept * (1.0 - 0.5 * trust)
    return decline(satisfaction(memory), kept), 0.04 / 365.0 * shield, (0.03 / 365.0 * shield if silent > 180.0 else 0.0), 0.03 / 365.0


def life(rng, quality, rate):
    """One customer: (cause of the exit or None, integral of satisfaction over days, days as customer, visits)."""
    offset = rng.gauss(0.0, 1.0)
    memory, trust, expectation = 0.0, 0.3, 6.5
    fail = min(0.003, 0.18 / rate)
    at, visits, seen, last = 0.0, 0, 0.0, 0.0
    while at < DAYS:
        next_visit = at + rng.expovariate(rate / 365.0)
        end = min(next_visit, DAYS)
        while at < end:
            step = min(10.0, end - at)
            # Neglect opens 180 days after the last visit: no step reaches over that edge.
            if at < last + 180.0 < at + step:
                step = last + 180.0 - at
            middle = memory * 2.0 ** (-0.5 * step / 180.0)
            found = hazards(middle, trust, visits, at + 0.5 * step - last)
            total = sum(found)
            left = rng.expovariate(total)
            if left < step:
                seen += left * satisfaction(memory * 2.0 ** (-0.5 * left / 180.0))
                pick = rng.random() * total
                for cause, hazard in enumerate(found):
                    pick -= hazard
                    if pick < 0.0:
                        return cause, seen, at + left, visits
                return 3, seen, at + left, visits
            seen += step * satisfaction(middle)
            memory *= 2.0 ** (-step / 180.0)
            at += step
        if at >= DAYS:
            break
        failed = rng.random() < fail
        performance = quality + rng.gauss(0.0, 1.0) + offset + 0.3 * rng.gauss(0.0, 1.0) - (4.0 if failed else 0.0)
        performance = min(max(performance, 0.0), 10.0)
        remembered = utility(performance, expectation)
        memory, trust = taken_in(memory, trust, remembered, visits == 0)
        market = 6.5 + 0.05 * at / 365.0
        expectation += 0.2 * (0.7 * market + 0.3 * performance - expectation)
        if failed:
            trust = max(0.0, trust - 0.3 * rng.betavariate(2.0, 3.0))
        visits += 1
        last = at
    return None, seen, DAYS, visits


def replication(rng, quality, rate):
    lives = [life(rng, quality, rate) for _ in range(CUSTOMERS)]
    days = sum(x[2] for x in lives)
    return {
        "exits": sum(x[0] is not None for x in lives),
        "rival": sum(x[0] == 1 for x in lives),
        "neglect": sum(x[0] == 2 for x in lives),
        "involuntary": sum(x[0] == 3 for x in lives),
        "satisfaction": sum(x[1] for x in lives) / days,
        "visits": sum(x[3] for x in lives),
    }


def cases():
    rng = random.Random(345)
    for quality, rate, runs in ((7.5, 12.0, 80), (5.5, 3.0, 80)):
        found = [replication(rng, quality, rate) for _ in range(runs)]
        of = means_of(found)
        yield Case(
            f"quality {quality}, {rate:g} visits a year",
            f"""
name = "Loyalty"
[run]
horizon = "3 y"
replications = 150
[population]
customers = {CUSTOMERS}
[loyalty]
[[journey]]
name = "visit"
start = {{ rate = "{rate} per y" }}
[[journey.touchpoint]]
name = "counter"
quality = {quality}
""",
            {
                "metrics.exits": of("exits"),
                "metrics.satisfaction": of("satisfaction"),
                "bucket.outflow.rival": of("rival"),
                "bucket.outflow.neglect": of("neglect"),
                "bucket.outflow.life": Estimate(of("involuntary").value * 2 / 3, of("involuntary").error * 2 / 3),
                "journeys.visit.started": of("visits"),
            },
        )

"""Section 1, journeys: a branching visit walked step by step, and a step off the path that is waited for."""

import random

from second import Case, mean_of, means_of

HOURS = 60.0
ARRIVALS = 10.0


def walk(rng):
    """One visit: time of each start of a touchpoint [h], failures, when it ended, money."""
    at = 0.0
    money = 0.0
    visits = {"a": [], "b": [], "c": []}
    failed = []
    place = "a"
    while place:
        visits[place].append(at)
        if place == "a":
            at += rng.expovariate(5.0)
            if rng.random() < 0.3:
                failed.append(at)
                place = "b"
            else:
                # `c` lets 40 of 100 pass by; whoever passes by goes on to what comes after it.
                place = "c" if rng.random() < 0.5 and rng.random() < 0.6 else None
        elif place == "b":
            at += 1.0 / 6.0
            money -= 2.0
            place = "a"
        else:
            at += rng.uniform(0.0, 0.5)
            money += 5.0
            place = None
    return visits, failed, at, money


def branching(rng):
    """Figures of one replication: visits that start in the horizon, and what of them falls into it."""
    start, figures, sojourns, values = 0.0, dict.fromkeys(["started", "done", "a", "b", "c", "failed"], 0.0), [], []
    while True:
        start += rng.expovariate(ARRIVALS)
        if start >= HOURS:
            break
        visits, failed, end, money = walk(rng)
        figures["started"] += 1
        for name, times in visits.items():
            figures[name] += sum(start + t < HOURS for t in times)
        figures["failed"] += sum(start + t < HOURS for t in failed)
        if start + end < HOURS:
            figures["done"] += 1
            sojourns.append(60.0 * end)
            values.append(money)
    return {**figures, "sojourn": sum(sojourns) / len(sojourns), "value": sum(values) / len(values)}


def waited_for(rng):
    """`prepare` begins with `order` and is needed at `hand over`: mean delay there [min], everything over long before the horizon."""
    delays = []
    for _ in range(200):
        order, prepare = rng.expovariate(1 / 10.0), rng.expovariate(1 / 20.0)
        delays.append(max(0.0, prepare - order))
    return sum(delays) / len(delays)


def cases():
    rng = random.Random(1)
    runs = [branching(rng) for _ in range(600)]
    of = means_of(runs)
    yield Case(
        "branches, failures and a way back",
        """
name = "Branches"
[run]
horizon = "60 h"
replications = 200
[[journey]]
name = "v"
arrivals = "10 per h"
[[journey.touchpoint]]
name = "a"
time = { exponential = { mean = "12 min" } }
fail_prob = 0.3
on_fail = "b"
next = { c = 0.5, done = 0.5 }
[[journey.touchpoint]]
name = "b"
time = "10 min"
next = "a"
cost = 2.0
[[journey.touchpoint]]
name = "c"
probability = 0.6
time = { uniform = { low = "0 min", high = "30 min" } }
revenue = 5.0
""",
        {
            "journeys.v.started": of("started"),
            "journeys.v.completed": of("done"),
            "journeys.v.sojourn_min": of("sojourn"),
            "journeys.v.value": of("value"),
            "touchpoints.v/a.visits": of("a"),
            "touchpoints.v/b.visits": of("b"),
            "touchpoints.v/c.visits": of("c"),
            "touchpoints.v/a.failed": of("failed"),
        },
    )
    yield Case(
        "a step backstage that is waited for",
        """
name = "Backstage"
[run]
horizon = "100 d"
replications = 200
[[journey]]
name = "v"
arrivals = { every = "12 h" }
[[journey.touchpoint]]
name = "order"
time = { exponential = { mean = "10 min" } }
[[journey.touchpoint]]
name = "hand over"
time = "1 min"
requires = ["prepare"]
next = "done"
[[journey.touchpoint]]
name = "prepare"
lane = "backstage"
starts_with = "order"
time = { exponential = { mean = "20 min" } }
""",
        {"touchpoints.v/hand over.delay_min": mean_of([waited_for(rng) for _ in range(600)])},
    )

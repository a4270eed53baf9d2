"""Section 8 with `[loyalty]`: what of a failure is remembered, what supports keep, and cases that a journey settles.

Paths of visits are drawn and every chance to leave weighs the path; no exit is drawn.
"""

import math
import random

from customers import EVEN, PRIORS, decline, satisfaction, taken_in, utility, without
from s08_complaints import spoken, stay
from second import Case, means_of, ratio_of

DAYS = 730.0


def chance(outcome, severity, kept, hours=None):
    """To stay: with an answer after so many hours, between quick and late."""
    p = stay(outcome, severity)
    if hours is not None and outcome == "resolved":
        p += (stay("quickly", severity) - p) * 2.0 ** (-hours / 24.0)
    return p + (1.0 - p) * max(0.0, (1.0 - kept - 0.48) / 0.52)


def path(rng, rate, touchpoints, kept, answer):
    """One path of visits. `touchpoints`: (hole, quality, fail_prob); `answer` draws (outcome, hours) for who speaks."""
    memory, trust, first, at, alive = 0.0, 0.3, True, 0.0, 1.0
    out = dict.fromkeys([*PRIORS, "rival", "complaint", "complaints", "days", "seen", "settled"], 0.0)
    blame = dict.fromkeys(PRIORS, 0.0)
    while True:
        gap = rng.expovariate(rate / 365.0)
        end = min(at + gap, DAYS)
        while at < end:
            step = min(5.0, end - at)
            half = 2.0 ** (-0.5 * step / 180.0)
            s = satisfaction(memory * half)
            h, pull = decline(s, kept), 0.5 / 365.0 * kept * (1.0 - 0.5 * trust)
            total = h + pull
            leaves = alive * -math.expm1(-total * step)
            everything = 1.0 + half * sum(blame.values())
            for k, prior in PRIORS.items():
                out[k] += leaves * h / total * (prior + half * blame[k]) / everything
            out["rival"] += leaves * pull / total
            out["days"] += leaves / total
            out["seen"] += leaves / total * s
            alive -= leaves
            memory *= half * half
            for k in blame:
                blame[k] *= half * half
            at += step
        if at >= DAYS:
            return {**out, "all": 1.0 - alive}
        moments, worst, where = [], -1.0, None
        for hole, quality, fail in touchpoints:
            failed = rng.random() < fail
            u = utility(quality - 4.0 * failed)
            if failed:
                severity = rng.betavariate(2.0, 3.0)
                if severity > worst:
                    worst, where = severity, hole
                if u < 0.0:
                    u *= 0.3
            if u < 0.0:
                blame[hole] -= u
            moments.append(u)
        # Of equally salient moments the later one is the peak.
        peak = max(reversed(moments), key=abs)
        remembered = 0.4 * peak + 0.4 * moments[-1] + 0.2 * sum(moments) / len(moments)
        memory, trust = taken_in(memory, trust, remembered, first)
        first = False
        if where is None:
            continue
        trust = max(0.0, trust - 0.3 * worst)
        if rng.random() < spoken(worst):
            out["complaints"] += alive
            outcome, hours = answer(rng)
            p = chance(outcome, worst, kept, hours)
            out["complaint"] += alive * (1.0 - p)
            if outcome in ("resolved", "quickly"):
                memory += 0.1 * max(0.0, 0.3 - memory)
        else:
            p = chance("silent", worst, kept)
            out[where] += alive * (1.0 - p)
        out["settled"] += alive * (1.0 - p)
        alive *= p


def on_the_spot(rng):
    draw = rng.random()
    return ("quickly" if draw < 0.16 else "resolved" if draw < 0.8 else "unresolved"), None


def by_journey(rng):
    """An answer after an exponential time of mean 30 h, accepted in 8 of 10, when `care` has taken .1 off .3."""
    hours = rng.expovariate(1.0 / 30.0)
    return ("resolved" if rng.random() < 0.8 else "unresolved"), hours


def figures(rng, customers, paths, *how):
    found = [path(rng, *how) for _ in range(paths)]
    return means_of(found, customers), ratio_of(found, "seen", "days")


SETTING = """
[run]
horizon = "2 y"
replications = 60
[population]
customers = 500
""" + EVEN + """[market]
progress = 0.0
[[hole]]
name = "rival"
hazard = "0.5 per y"
"""
OFF = without("neglect", "lock_end", "life", "income")


def cases():
    rng = random.Random(808)
    of, seen = figures(
        rng, 500.0, 6000, 4.0, (("service", 8.2, 0.15), ("quality", 7.0, 0.15)), 0.9 * 0.8 * 0.5 * 0.6, on_the_spot
    )
    yield Case(
        "settled on the spot, remembered",
        f"""
name = "Spot"
{SETTING}
{OFF}
[loyalty]
habit = 0.0
support = {{ price = 0.1, convenience = 0.2, inertia = 0.5, lockin = 0.4 }}
[complaint]
[[journey]]
name = "v"
start = {{ rate = "4 per y" }}
[[journey.touchpoint]]
name = "greeting"
quality = 8.2
fail_prob = 0.15
hole = "service"
[[journey.touchpoint]]
name = "goods"
quality = 7.0
fail_prob = 0.15
hole = "quality"
""",
        {
            "metrics.satisfaction": seen,
            "metrics.exits": of("all"),
            "metrics.incident_exits": of("settled"),
            "metrics.complaints": of("complaints"),
            "bucket.outflow.complaint": of("complaint"),
            "bucket.outflow.service": of("service"),
            "bucket.outflow.quality": of("quality"),
            "bucket.outflow.value": of("value"),
            "bucket.outflow.rival": of("rival"),
        },
    )
    of, seen = figures(rng, 500.0, 6000, 3.0, (("service", 8.2, 0.2),), 1.0, by_journey)
    yield Case(
        "settled by a journey",
        f"""
name = "Journey"
{SETTING}
{OFF}
[loyalty]
support = {{ price = 0.0, convenience = 0.0, inertia = 0.0, lockin = 0.0 }}
[complaint]
care = 0.1
[[journey]]
name = "v"
start = {{ rate = "3 per y" }}
[[journey.touchpoint]]
name = "greeting"
quality = 8.2
fail_prob = 0.2
hole = "service"
[[journey]]
name = "desk"
start = "complaint"
[[journey.touchpoint]]
name = "read"
time = {{ exponential = {{ mean = "30 h" }} }}
fail_prob = 0.3
on_fail = "no"
[[journey.touchpoint]]
name = "yes"
settle = "resolved"
next = "done"
[[journey.touchpoint]]
name = "no"
settle = "unresolved"
""",
        {
            "metrics.satisfaction": seen,
            "metrics.exits": of("all"),
            "metrics.complaints": of("complaints"),
            "bucket.outflow.complaint": of("complaint"),
            "bucket.outflow.service": of("service"),
            "bucket.outflow.rival": of("rival"),
        },
    )

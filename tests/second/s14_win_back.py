"""Section 14, win-back: lives by contacts or by rates, one customer after the other."""

import math
import random
from collections import Counter

from second import Case, mean_of, means_of

YEAR = 365.0
DELTA = math.log(1.1) / YEAR


def earned(begin, end):
    """Discounted days."""
    return (math.exp(-DELTA * begin) - math.exp(-DELTA * end)) / DELTA


def leave(rng, t, hazards, factor, days):
    """When and by which hole: `hazards` maps a name to (per day, involuntary). None at the horizon."""
    rates = {k: h if forced else h * factor for k, (h, forced) in hazards.items()}
    total = sum(rates.values())
    t += rng.expovariate(total)
    if t > days:
        return days, None
    return t, rng.choices(list(rates), list(rates.values()))[0]


HOLES = {"away": (0.5 / YEAR, False), "moved": (0.3 / YEAR, False), "dead": (0.1 / YEAR, True)}
CAUSES = {"away": 1.0, "moved": 0.4, "dead": 0.0}
HOLES_TEXT = """
[[hole]]
name = "away"
hazard = "0.5 per y"
[[hole]]
name = "moved"
hazard = "0.3 per y"
[[hole]]
name = "dead"
hazard = "0.1 per y"
involuntary = true
"""


def contacted(rng, f, days, joined, pc):
    t, factor = joined, 1.0
    while True:
        end, cause = leave(rng, t, HOLES, factor, days)
        f["value"] += earned(t, end) * 100.0 / YEAR
        if factor > 1.0:
            f["second days"] += end - t
        if cause is None:
            f["active"] += 1
            return
        f["exits"] += 1
        f["dead"] += cause == "dead"
        for after in (20.0, 60.0, 200.0):
            if CAUSES[cause] == 0.0:
                return
            if end + after >= days:
                f["lapsed"] += 1
                return
            f["contacts"] += 1
            f["value"] -= 2.0 * math.exp(-DELTA * (end + after))
            if rng.random() < min(1.0, 2.0 * pc * CAUSES[cause] * math.exp(-after / 200.0)):
                f["returned"] += 1
                t, factor = end + after, 1.5
                break
        else:
            return


def by_contacts():
    rng, found = random.Random(1401), []
    for _ in range(150):
        f = Counter()
        for _ in range(150):
            contacted(rng, f, 4 * YEAR, 0.0, 0.25)
        at = rng.expovariate(30 / YEAR)
        while at < 4 * YEAR:
            won = next((7.0 * k for k in range(2) if rng.random() < 0.25), None)
            if won is not None and at + won < 4 * YEAR:
                contacted(rng, f, 4 * YEAR, at + won, 0.25)
            at += rng.expovariate(30 / YEAR)
        found.append(f)
    of = lambda key, factor=1.0: mean_of([factor * f[key] for f in found])  # noqa: E731
    yield Case("three contacts", """
name = "Contacts"
[run]
horizon = "4 y"
replications = 100
[money]
discount_rate = 0.1
[population]
customers = 150
[[acquisition]]
name = "calls"
prospects = "30 per y"
success_per_contact = 0.25
max_contacts = 2
[contract]
earns = "100 per y"
[win_back]
contacts = ["20 d", "60 d", "200 d"]
fade = "200 d"
offer_cost = 2.0
hazard = 1.5
cause_factor = { moved = 0.4, dead = 0.0 }
""" + HOLES_TEXT, {
        "metrics.exits": of("exits"), "bucket.outflow.dead": of("dead"), "metrics.returned": of("returned"), "metrics.active_end": of("active"),
        "metrics.lapsed_end": of("lapsed"), "metrics.win_back_contacts": of("contacts"), "ledger.win-back": of("contacts", -2.0),
        "metrics.npv": of("value"),
    })  # fmt: skip


def rates(t, switch):
    return (0.8 / YEAR, 0.4 / YEAR) if t < switch else (3.0 / YEAR, 0.2 / YEAR)


def comes_back(rng, f, days, switch):
    t, factor = 0.0, 1.0
    while True:
        t, cause = leave(rng, t, HOLES, factor, days)
        if cause is None:
            f["active"] += 1
            return
        f["exits"] += 1
        spent = rng.expovariate(1.0)
        if t < switch:
            early = spent / sum(rates(t, switch))
            if t + early < switch:
                t += early
            else:
                t, spent = switch, spent - (switch - t) * sum(rates(t, switch))
                t += spent / sum(rates(t, switch))
        else:
            t += spent / sum(rates(t, switch))
        if t >= days:
            f["lapsed"] += 1
            return
        back, gone = rates(t, switch)
        if rng.random() * (back + gone) > back:
            return
        f["returned"] += 1
        factor = 1.2


def by_rates():
    for name, switch in (("rates", math.inf), ("rates that change", YEAR)):
        rng, found = random.Random(1402), []
        for _ in range(150):
            f = Counter()
            for _ in range(150):
                comes_back(rng, f, 3 * YEAR, switch)
            found.append(f)
        of = lambda key, found=found: mean_of([f[key] for f in found])  # noqa: E731
        yield Case(name, """
name = "Rates"
[run]
horizon = "3 y"
replications = 150
[population]
customers = 150
[win_back]
return_rate = "0.8 per y"
gone_rate = "0.4 per y"
""" + HOLES_TEXT + ("""
[[shock]]
name = "turn"
start = "1 y"
change = { "win_back.return_rate" = { set = "3 per y" }, "win_back.gone_rate" = { set = "0.2 per y" } }
""" if switch < math.inf else ""), {
            "metrics.exits": of("exits"), "metrics.returned": of("returned"), "metrics.active_end": of("active"), "metrics.lapsed_end": of("lapsed"),
        })  # fmt: skip


def replanned(rng, f, days, switch):
    """One contact at 100 d; from the switch on at 30 and 200 d: dates to come count, those gone by are not made up for."""
    t, factor = 0.0, 1.0
    while t is not None:
        end, cause = leave(rng, t, HOLES, factor, days)
        f["exits"] += cause is not None
        t = None
        if cause is None or CAUSES[cause] == 0.0:
            continue
        for at in [end + 100.0] * (end + 100.0 < switch) + [end + a for a in (30.0, 200.0) if end + a >= switch]:
            if at >= days:
                break
            f["contacts"] += 1
            if rng.random() < 4.0 * 0.143 * CAUSES[cause] * math.exp(-(at - end) / 365.0):
                f["returned"] += 1
                t, factor = at, 1.2
                break


def by_another_plan():
    rng, found = random.Random(1405), []
    for _ in range(200):
        f = Counter()
        for _ in range(150):
            replanned(rng, f, 2 * YEAR, YEAR)
        found.append(f)
    of = means_of(found)
    yield Case("another plan from the second year on", """
name = "Plan"
[run]
horizon = "2 y"
replications = 200
[population]
customers = 150
[win_back]
contacts = ["100 d"]
ratio = 4.0
cause_factor = { moved = 0.4, dead = 0.0 }
[[shock]]
name = "plan"
start = "1 y"
change = { "win_back.contacts" = { set = ["30 d", "200 d"] } }
""" + HOLES_TEXT, {"metrics.exits": of("exits"), "metrics.returned": of("returned"), "metrics.win_back_contacts": of("contacts")})  # fmt: skip


def cases():
    for part in (by_contacts, by_rates, by_another_plan):
        yield from part()

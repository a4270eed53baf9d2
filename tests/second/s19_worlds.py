"""Section 19, two worlds beside each other: twins, cost and gain, thinned holes, laws and contacts under a switch, offers by stage and class."""

import math
import random

from customers import plugged
from second import Estimate, compared, mean_of, run

YEAR = 365.0


def repair(change, cost="", **keys):
    text = '[[intervention]]\nname = "repair"\n' + "".join(f"{k} = {v}\n" for k, v in keys.items())
    return text + (f"cost = {{ {cost} }}\n" if cost else "") + "[intervention.change]\n" + "".join(f'"{k}" = {{ {v} }}\n' for k, v in change.items())


def exit_under(allowance, hazard, switch, factor):
    """Day on which an allowance is spent at `hazard`, times `factor` from the switch on."""
    day = allowance / hazard
    return day if day <= switch else switch + (allowance - hazard * switch) / (hazard * factor)


def twins(rng, scale):
    """300 customers, two holes of their own clocks, the first one scaled from day 100 on; money flows at 1 a day."""
    count = {"saved": 0, "lost": 0, "moved": 0, "untouched": 0}
    npv = [0.0, 0.0]
    for _ in range(300):
        mine, other = rng.expovariate(1.0), rng.expovariate(1.0)
        b = exit_under(other, 0.5 / YEAR, 0, 1)
        ends = [min((exit_under(mine, 0.5 / YEAR, 100, f), 0), (b, 1)) for f in (1.0, scale)]
        for w in (0, 1):
            npv[w] += min(ends[w][0], YEAR)
        gone = [e[0] <= YEAR for e in ends]
        if gone[0] and not gone[1]:
            count["saved"] += 1
        elif gone[1] and not gone[0]:
            count["lost"] += 1
        elif gone[0] and (ends[0][1] != ends[1][1] or abs(ends[0][0] - ends[1][0]) >= 7):
            count["moved"] += 1
        else:
            count["untouched"] += 1
    return {**{f"twins.{k}": v for k, v in count.items()}, "difference.exits": count["lost"] - count["saved"], "gain": npv[1] - npv[0]}


def pairs(rng):
    for scale in (0.3, 3.0):
        rows = [twins(rng, scale) for _ in range(100)]
        text = run("Twins", 365, 40, 300) + '[contract]\nearns = "1 per d"\n'
        text += '[[hole]]\nname = "away"\nhazard = "0.5 per y"\n[[hole]]\nname = "other"\nhazard = "0.5 per y"\n'
        text += repair({"hole.away.hazard": f"scale = {scale}"}, "once = 50.0", start='"100 d"')
        expected = {k: mean_of([r[k] for r in rows]) for k in rows[0]}
        expected["cost"] = Estimate(50.0)
        yield compared(f"twins, a hole times {scale}", text, expected)
    # What is paid to staff and firm, and margins, move nobody's life.
    text = run("Unmoved", 365, 4, 300) + '[money]\noverhead = "1 per d"\n[purchase]\nrate = "12 per y"\nbasket = 10.0\n'
    text += '[[hole]]\nname = "away"\nhazard = { uniform = { low = "0 per y", high = "2 per y" } }\nfactor = 1.0\n'
    text += repair({"money.overhead": 'set = "3 per d"', "purchase.margin": "set = 0.5"}, start='"100 d"', end='"200 d"')
    still = {k: Estimate(0.0) for k in ("difference.exits", "difference.purchases", "twins.saved", "twins.lost", "twins.moved")}
    yield compared("margins and fixed costs move nobody", text, {**still, "cost": Estimate(200.0), "twins.untouched": Estimate(300)})


def thinned(rng, factor):
    """A service hole of share .29 with a factor, on the clock of dissatisfaction at S = 3.5 and no support."""
    loyal = 0.085 + 0.465 / (1 + math.exp(-1.7 / 0.25)) + 0.41 / (1 + math.exp(0.75 / 0.35))
    rate = -math.log(loyal)
    count = {"saved": 0, "lost": 0, "moved": 0}
    for _ in range(400):
        at, first, here = 0.0, None, None
        while at < 2.0:
            at += rng.expovariate(rate)
            own = rng.random() < 0.29
            first = first or (at, own)
            if not own or rng.random() < factor:
                here = (at, own)
                break
        if factor > 1:
            extra = rng.expovariate((factor - 1) * 0.29 * rate)
            here = min(here, (extra, True))
        here = here or (math.inf, False)
        count["saved"] += first[0] <= 2 < here[0]
        count["lost"] += here[0] <= 2 < first[0]
        count["moved"] += max(first[0], here[0]) <= 2 and (first[1] != here[1] or abs(first[0] - here[0]) >= 7 / YEAR)
    return {f"twins.{k}": v for k, v in count.items()}


def service_holes(rng):
    for factor in (0.0, 0.4, 2.5):
        rows = [thinned(rng, factor) for _ in range(80)]
        text = run("Thinned", 730, 40, 400) + "[loyalty]\nsupport = { price = 0.0, convenience = 0.0, inertia = 0.0, lockin = 0.0 }\n"
        text += plugged("rival", "neglect", "life", "income")
        text += repair({"hole.quality.factor": f"set = {factor}"})
        yield compared(f"a service hole times {factor}", text, {k: mean_of([r[k] for r in rows]) for k in rows[0]})


def contacted(rng):
    """Prospects, 5 a day: up to 3 contacts, 10 d apart; from day 100 on 20 d apart and twice as good. Won, and contacts at 2."""
    at, won, contacts = 0.0, 0, 0
    while True:
        at += rng.expovariate(5.0)
        if at >= 200:
            return won, -2.0 * contacts
        day = at
        for _ in range(3):
            if day >= 200:
                break
            contacts += 1
            if rng.random() < (0.2 if day < 100 else 0.4):
                won += 1
                break
            day += 10 if day < 100 else 20


def switches(rng):
    rows = [contacted(rng) for _ in range(120)]
    text = run("Contacted", 200, 40, 1) + '[[acquisition]]\nname = "calls"\nprospects = "5 per d"\nsuccess_per_contact = 0.2\nmax_contacts = 3\n'
    text += 'between_contacts = "10 d"\ncost_per_contact = 2.0\n'
    text += repair({"acquisition.calls.success_per_contact": "set = 0.4", "acquisition.calls.between_contacts": 'set = "20 d"'}, start='"100 d"')
    yield compared("contacts under a switch", text, {"metrics.acquired": mean_of([r[0] for r in rows]), "metrics.npv": mean_of([r[1] for r in rows])})
    # A lifetime of another law from day 100 on: what is spent is spent, and the rest runs on the new hazard at the present tenure.
    old, new = (lambda t: (t / 250) ** 2.0), (lambda t: (t / 500) ** 3.0)
    gone = 1000 * -math.expm1(-(old(100) + new(400) - new(100)))
    text = run("Lifetimes", 400, 40, 1000) + '[[hole]]\nname = "away"\nlifetime = { weibull = { shape = 2.0, scale = "250 d" } }\n'
    text += repair({"hole.away.lifetime": 'set = { weibull = { shape = 3.0, scale = "500 d" } }'}, start='"100 d"')
    yield compared("a lifetime of another law", text, {"metrics.exits": Estimate(gone)})
    # Chances of failing by customer: the same quantile u of [0, .4], then u^2 (a beta law); who never fails in 10 + 10 visits.
    text = run("Failing", 205, 40, 1000) + '[complaint]\nvoice = { silent = 1.0 }\nstay = { silent = [0.0, 0.0], unresolved = [0.0, 0.0] }\n'
    text += '[[journey]]\nname = "v"\nstart = { every = "10 d" }\n[[journey.touchpoint]]\nname = "a"\nseverity = 0.5\n'
    text += 'fail_prob = { uniform = { low = 0.0, high = 0.4 } }\n'
    text += repair({"journey.v.a.fail_prob": "set = { beta = { alpha = 0.5, beta = 1.0 } }"}, start='"101 d"')
    grid = [(i + 0.5) / 5000 for i in range(5000)]
    left = sum((1 - 0.4 * u) ** 10 * (1 - u * u) ** 10 for u in grid) / len(grid)
    yield compared("chances drawn again from the same word", text, {"metrics.exits": Estimate(1000 * (1 - left))})


def reviewed(rng, customers):
    """Every 60 d, whoever bought nothing for 30 d or more is offered 20 d at half the margin, at 1 a use."""
    value = 0.0
    for _ in range(customers):
        buys, at = [], 0.0
        while at < 400:
            at += rng.expovariate(12 / YEAR)
            buys.append(at)
        offers = []
        for day in range(60, 400, 60):
            last = max((b for b in buys if b < day), default=-1e9)
            if day - last > 30:
                offers.append(day)
                value -= 1.0
        value += sum(5.0 if any(d <= b < d + 20 for d in offers) else 10.0 for b in buys if b < 400)
    return value


def staged(rng, customers):
    """Failures in build-up (purchases 2 to 5) bring 40 d at half the margin, which then holds in every stage."""
    value = 0.0
    for _ in range(customers):
        at, n, until = 0.0, 0, -1.0
        while True:
            at += rng.expovariate(12 / YEAR)
            if at >= 730:
                break
            if rng.random() < 0.3 and at >= until and 2 <= n < 6:
                until = at + 40
                value -= 1.0
            value += 5.0 if at < until else 10.0
            n += 1
    return value


def chosen(rng):
    text = run("Reviewed", 400, 40, 300) + '[purchase]\nrate = "12 per y"\nbasket = 10.0\n'
    text += '[value_classes]\nreview = "60 d"\nrecency = ["10 d", "15 d", "20 d", "30 d"]\n'
    text += repair({"purchase.margin": "set = 0.5"}, "per_use = 1.0", on='"review"', lasts='"20 d"', recency="[1]")
    yield compared("an offer at a review", text, {"metrics.npv": mean_of([reviewed(rng, 300) for _ in range(60)])})
    text = run("In build-up", 730, 40, 300) + '[purchase]\nrate = "12 per y"\nbasket = 10.0\n[lifecycle]\nn_C = 6\ndelta_CD = "0 per y"\n'
    text += "multiplier = { acquisition = 1.0, build_up = 1.0, climax = 1.0, decline = 1.0 }\n"
    text += '[[journey]]\nname = "v"\nstart = "purchase"\n[[journey.touchpoint]]\nname = "a"\nfail_prob = 0.3\n'
    text += repair({"purchase.margin": "set = 0.5"}, "per_use = 1.0", on='"failure"', lasts='"40 d"', stages='["build_up"]')
    yield compared("an offer in one stage", text, {"metrics.npv": mean_of([staged(rng, 300) for _ in range(60)])})


def same_words():
    """What is drawn once per customer stays at its quantile: rates of purchase, chances of renewal. A stage under a ramp."""
    grid = [(i + 0.5) / 20000 for i in range(20000)]
    text = run("No purchase", 200, 40, 1000) + '[purchase]\nrate = { uniform = { low = "0 per y", high = "6 per y" } }\n'
    text += repair({"purchase.rate": 'set = { exponential = { mean = "4 per y" } }'}, start='"120 d"')
    none = sum(math.exp(-(6 * u * 120 - 4 * math.log1p(-u) * 80) / YEAR) for u in grid) / len(grid)
    yield compared("rates drawn again from the same word", text, {"metrics.share_without_purchase": Estimate(none)})
    text = run("Renewals", 190, 40, 1000) + '[contract]\nterm = "30 d"\nprice = 0.0\nretention = { uniform = { low = 0.4, high = 1.0 } }\n'
    text += repair({"contract.retention": "set = { beta = { alpha = 2.0, beta = 1.0 } }"}, start='"90 d"')
    # Renewals at 30 and 60 d by the old chances, from 90 to 180 d by the new ones: the root of the same quantile.
    stay = sum((0.4 + 0.6 * u) ** 2 * math.sqrt(u) ** 4 for u in grid) / len(grid)
    yield compared("renewals drawn again from the same word", text, {"metrics.exits": Estimate(1000 * (1 - stay))})
    # Climax falls into decline once a year; from day 100 on the hazard in decline alone rises threefold along a ramp of 60 d.
    hazard, fall, h, days = 0.5 / YEAR, 1.0 / YEAR, 300, 3000
    dt = h / days
    well, ill, cost = 1.0, 0.0, 0.0
    for i in range(days):
        t = (i + 0.5) * dt
        weight = 0.0 if t < 100 else (int((t - 100) / 5) + 0.5) / 12 if t < 160 else 1.0
        falls = well * fall * dt
        cost += (ill if i == round(100 / dt) else 0.0) + (falls if t > 100 else 0.0)
        # Midpoint rule: who falls is ill for half the step.
        ill += falls - (ill + falls / 2) * hazard * (1 + 2 * weight) * dt
        well -= falls + well * hazard * dt
    text = run("Declining", h, 60, 0) + '[population]\ncustomers = 1000\nstages = { climax = 1.0 }\n[purchase]\nrate = "1 per y"\nbasket = 0.0\n'
    text += '[lifecycle]\nlife_events = "1 per y"\ndelta_CD = "0 per y"\nt_rec = "100 y"\n[[hole]]\nname = "away"\nhazard = "0.5 per y"\n'
    text += repair({"hole.away.hazard": "scale = 3.0"}, "per_customer = 1.0", start='"100 d"', ramp='"60 d"', stages='["decline"]')
    expected = {"metrics.exits": Estimate(1000 * (1 - well - ill), 0.5), "metrics.npv": Estimate(-1000 * cost, 0.5)}
    yield compared("a ramp for those in decline", text, expected)


def cases():
    rng = random.Random(191)
    yield from pairs(rng)
    yield from service_holes(rng)
    yield from switches(rng)
    yield from chosen(rng)
    yield from same_words()

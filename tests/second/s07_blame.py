"""Section 7, resentment, by an integral over tenure, and blame: shares of dissatisfaction by what is remembered; paths of visits, whose exits are weighed and not drawn."""

import math
import random

from customers import EVEN, PRIORS, decline, satisfaction, taken_in, without
from second import Case, Estimate, means_of, ratio_of


GOOD, BAD, POOR = 0.5 + 0.5 * (1.0 - math.exp(-0.2)), -0.5 - 0.5 * (1.0 - math.exp(-1.0 / 1.5)), 0.5 * (2.0 * 0.5 / 3.0 - 1.0)


def embittered(resentment):
    """Memory begins at its baseline of -.4 and is never touched: mean satisfaction of 2 y under a lock-in."""
    memory, total, per_day = -0.4, 0.0, 48
    for _ in range(730 * per_day):
        total += satisfaction(memory)
        memory = max(-1.0, memory - (math.log(2.0) / 180.0 * (memory + 0.4) + resentment) / per_day)
    return total / (730 * per_day)


def blamed(rng, clerk="staff"):
    """One path of visits, 6 a year for 3 y: weights of exits by service hole and by rival, and days times satisfaction.

    The clerk is blamed on a hole of its own, without prior, or on `staff`; either is thinned to a half.
    """
    memory, trust, visits, at, alive = 0.0, 0.3, 0, 0.0, 1.0
    blame, out = {"quality": 0.0, clerk: 0.0}, dict.fromkeys([*PRIORS, clerk, "rival"], 0.0)
    factors = {"quality": 2.0, clerk: 0.5, "hassle": 0.0}
    days = seen = 0.0
    while at < 1095.0:
        gap = rng.expovariate(6.0 / 365.0)
        end = min(at + gap, 1095.0)
        while at < end:
            step = min(4.0, end - at)
            half = 2.0 ** (-0.5 * step / 180.0)
            m = memory * half
            kept = 0.9 * 0.8 * 0.9 * (1.0 - 0.2 * (1.0 - math.exp(-visits / 10.0)))
            all_blame = 1.0 + half * sum(blame.values())
            h = decline(satisfaction(m), kept)
            found = {
                k: factors.get(k, 1.0) * h * (PRIORS.get(k, 0.0) + half * blame.get(k, 0.0)) / all_blame for k in {**PRIORS, clerk: 0.0}
            }
            found["rival"] = 0.04 / 365.0 * kept * (1.0 - 0.5 * trust)
            total = sum(found.values())
            leaves = alive * -math.expm1(-total * step)
            for name, hazard in found.items():
                out[name] += leaves * hazard / total
            stretch = alive * (1.0 - math.exp(-total * step)) / total
            days += stretch
            seen += stretch * satisfaction(m)
            alive -= leaves
            memory *= half * half
            blame = {k: n * half * half for k, n in blame.items()}
            at += step
        if at >= 1095.0:
            break
        moments = [GOOD]
        if rng.random() < 0.3:
            moments.append(BAD)
            blame["quality"] -= BAD
        if rng.random() < 0.4:
            moments.append(POOR)
            blame[clerk] -= POOR
        remembered = 0.4 * max(moments, key=abs) + 0.4 * moments[-1] + 0.2 * sum(moments) / len(moments)
        memory, trust = taken_in(memory, trust, remembered, visits == 0)
        visits += 1
    return {**out, "all": 1.0 - alive, "days": days, "seen": seen}


PLAIN = EVEN + """[market]
progress = 0.0
"""


def resentful(resentment):
    """One bad visit at joining, then held by a lock-in of .5 in terms of a year: exits by dissatisfaction, mean satisfaction, 2 y."""
    kept0 = 0.9 * 0.8 * 0.9 * 0.5
    # Adequate is 5, performance 2; the first impression counts twice, trust of .3 softens it by .15.
    u = -0.5 - 0.5 * (1.0 - math.exp(-3.0 / 1.5))
    memory = (0.9**-3 - 1.0) * 0.85 * 2.0 * u
    kept = kept0 * (1.0 - 0.2 * (1.0 - math.exp(-1.0 / 10.0)))
    alive, undecided, days, total, left = 1.0, 1.0, 0.0, 0.0, 0.0
    per_day = 24
    for i in range(730 * per_day):
        s = satisfaction(memory)
        days += alive / per_day
        total += alive * s / per_day
        undecided *= math.exp(-decline(s, kept) / per_day)
        memory += (-math.log(2.0) / 180.0 * memory - (resentment if s < 3.0 else 0.0)) / per_day
        memory = max(memory, -1.0)
        if (i + 1) % (365 * per_day) == 0:
            left += alive * (1.0 - undecided)
            alive *= undecided
            undecided = 1.0
    return left, total / days


def cases():
    for resentment in (0.0005, 0.002):
        left, seen = resentful(resentment)
        yield Case(
            f"resentment {resentment}",
            f"""
name = "Resentment"
[run]
horizon = "2 y"
replications = 50
[population]
customers = 1000
[loyalty]
{PLAIN}
[contract]
term = "1 y"
lock_in = 0.5
resentment = "{resentment} per d"
[[journey]]
name = "first"
start = "join"
[[journey.touchpoint]]
name = "counter"
quality = 2.0
fail_prob = 0.0
{without("rival", "neglect", "lock_end", "life", "income")}
""",
            {"metrics.exits": Estimate(1000.0 * left), "metrics.satisfaction": Estimate(seen, 0.0, 1e-5)},
        )

    for resentment in (0.001, 0.003):
        yield Case(
            f"resentment {resentment} from a low baseline",
            f"""
name = "Baseline"
[run]
horizon = "2 y"
replications = 2
[population]
customers = 10
[loyalty]
levels = {{ low = [1.0, 1.0, 1.0], high = [1.0, 1.0, 1.0] }}
[memory]
baseline = -0.4
[contract]
term = "1 y"
lock_in = 0.5
resentment = "{resentment} per d"
{without("rival", "neglect", "lock_end", "life", "income")}
""",
            {"metrics.satisfaction": Estimate(embittered(resentment), 0.0, 1e-4)},
        )

    rng = random.Random(7)
    for clerk in ("staff", "clerks"):
        found = [blamed(rng, clerk) for _ in range(2500)]
        of = means_of(found, 500.0)
        holes = {f"bucket.outflow.{k}": of(k) for k in dict.fromkeys([*PRIORS, clerk, "rival"]) if k != "hassle"}
        yield Case(
            f"blame on {clerk}, plugged, thinned and widened",
            f"""
name = "Blame"
[run]
horizon = "3 y"
replications = 60
[population]
customers = 500
[loyalty]
{PLAIN}
[[journey]]
name = "v"
start = {{ rate = "6 per y" }}
[[journey.touchpoint]]
name = "greeting"
quality = 8.2
fail_prob = 0.0
hole = "service"
[[journey.touchpoint]]
name = "goods"
probability = 0.3
quality = 4.0
fail_prob = 0.0
hole = "quality"
[[journey.touchpoint]]
name = "clerk"
probability = 0.4
quality = 5.5
fail_prob = 0.0
hole = "{clerk}"
{without("neglect", "lock_end", "life", "income")}
[[hole]]
name = "quality"
factor = 2.0
[[hole]]
name = "{clerk}"
factor = 0.5
[[hole]]
name = "hassle"
factor = 0.0
""",
            {"metrics.exits": of("all"), "metrics.satisfaction": ratio_of(found, "seen", "days"), **holes},
        )

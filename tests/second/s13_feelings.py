"""Section 13, loyalty programs: rewards and tiers as they are remembered, belonging, and who comes to know of it later."""

import math

from members import YEAR, options, simulated
from s13_program import head
from s13_standing import NOBODY_LEAVES

from second import Case, Estimate

LOYALTY = """
[loyalty]
levels = { low = [1.0, 1.0, 1.0], high = [1.0, 1.0, 1.0] }
support = { incentive = 0.0, price = 0.0, convenience = 0.0, inertia = 0.0, lockin = 0.0, social = 0.0 }
trust = { start = 0.0, gain = 0.0, loss = 0.0, shield = 0.0 }
[memory]
half_life = "forever"
"""


def calm(text):
    return text.replace("margin", "wallet_response = 0.0\nmargin")


def remembered():
    """Every purchase is rewarded and adds .01 to memory; mean satisfaction of a Poisson number that grows in a straight line."""
    yield Case("rewards remembered", calm(head()) + LOYALTY + NOBODY_LEAVES + """
[program]
pull = 0.0
lift = 0.0
reset = 1.0
kmax = 0.0
[program.punch_card]
stamps = 1
reward_cost = 1.0
""", {"metrics.satisfaction": Estimate(3.5 + 1.5 * 0.01 * 12.0)})  # fmt: skip
    # One purchase a day of 1 point: 365 at each review but for chance, so that tiers are certain: up at 1 y; down at 2 y, once earning has ended.
    up = 0.1 * 0.4
    down = up + (0.9**-3 - 1) * (-0.8 - up)
    yield Case("tiers won and lost", calm(head(years=3, customers=20, rate=365, runs=4)) + LOYALTY + NOBODY_LEAVES + """
[program]
pull = 0.0
lift = 0.0
reset = 1.0
kmax = 0.0
[program.points]
per_spend = 1.0
reward_points = 1000000000
unit_cost = 0.0
[[program.tier]]
name = "base"
from = 0
[[program.tier]]
name = "gold"
from = 1000
[[shock]]
name = "fewer"
start = "1 y"
change = { "program.points.per_spend" = { set = 0.01 } }
""", {
        "metrics.satisfaction": Estimate(3.5 + (1.5 * up + (1.5 if down > 0 else 2.5) * down) / 3, 0, 1e-6),
        "program.promoted": Estimate(20), "program.demoted": Estimate(20),
    })  # fmt: skip


def belonging():
    left = 200 * (0.5 * (1 - math.exp(-0.8)) + 0.5 * (1 - math.exp(-0.8 * 0.6)))
    yield Case("those who belong stay", head(years=1, customers=200) + LOYALTY + NOBODY_LEAVES + """
[[hole]]
name = "away"
hazard = "0.8 per y"
shielded = true
[program]
mode = "social"
aware = 0.5
kmax = 0.4
[program.discount_card]
discount = 0.0
""", {"metrics.exits": Estimate(left)})  # fmt: skip


def known():
    for first, then in ((0.3, 0.7), (0.7, 0.3)):
        yield Case(f"known to {first:g}, then to {then:g}", head(customers=200) + f"""
[program]
pull = 0.0
lift = 0.0
reset = 1.0
aware = {first}
[program.points]
per_spend = 1.0
reward_points = 1000000000
unit_cost = 0.0
[[shock]]
name = "news"
start = "1 y"
change = {{ "program.aware" = {{ set = {then} }} }}
""", {"program.issued": Estimate(200 * 12 * 20 * (first + then)), "program.members": Estimate(200 * max(first, then))})  # fmt: skip


def twins():
    """Cards that hurry against their twin: what is added, and what is given away on purchases that the twin has, too."""
    of = simulated(1312, 100, options(kind="card", goal=8.0, pull=0.5, lift=0.2, reset=0.8, unit=0.5, gone=0.33, hazard=0.3 / YEAR))
    there = 100 * 12 * (1 - math.exp(-0.6)) / 0.3
    added, given, owed = of("purchases"), of("rewards"), of("liability")
    yield Case("cards against their twin", head() + """
[[hole]]
name = "away"
hazard = "0.3 per y"
[program]
pull = 0.5
lift = 0.2
reset = 0.8
[program.punch_card]
stamps = 8
reward_cost = 4.0
[[intervention]]
name = "rent"
change = { "money.overhead" = { set = "10 per y" } }
""", {
        "program.added_purchases": Estimate(added.value / there - 1, added.error / there), "program.deadweight": of("deadweight", 4.0),
        "program.incremental_value": Estimate(10 * (added.value - there) - 4 * given.value - owed.value, 10 * added.error),
    }, command="compare")  # fmt: skip


def cases():
    for part in (remembered, belonging, known, twins):
        yield from part()

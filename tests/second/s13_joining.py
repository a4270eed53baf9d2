"""Section 13, joining: stamps or points given on joining hasten the first purchase already."""

from members import YEAR, options, simulated
from s13_program import CARD, head

from second import Case


def cases():
    of = simulated(1302, 300, options(rate=10 / YEAR, kind="card", goal=8.0, prefilled=2, pull=0.5, lift=0.1, endow=1.5, reset=0.8))
    yield Case("cards with two given", head(rate=10, runs=1000) + CARD.format(given=2, pull=0.5), {"metrics.purchases": of("purchases")})
    of = simulated(1303, 300, options(rate=10 / YEAR, goal=160.0, welcome=120, pull=2.0))
    yield Case("points of welcome", head(rate=10, runs=300) + """
[program]
pull = 2.0
lift = 0.0
reset = 1.0
[program.points]
per_spend = 1.0
reward_points = 160
welcome = 120
unit_cost = 0.0
redeem_prob = 1.0
""", {"metrics.purchases": of("purchases")})  # fmt: skip


def no_takers():
    """Nobody takes the membership up, yet the first gap of all runs at the pace of a member."""
    from second import Estimate

    for take in (0.0, 1.0):
        yield Case(f"take-up {take:g} with lift 9", head(rate=0.5, runs=300) + f"""
[program]
lift = 9.0
[program.discount_card]
discount = 0.0
[program.membership]
fee = 0.0
every = "10 y"
take_up = {take}
""", {"metrics.purchases": Estimate(100 * 0.5 * 2 * (1 + 9 * take))})  # fmt: skip
    import math
    kept = 0.6 * (1 - math.exp(-3))
    from s13_feelings import LOYALTY
    from s13_standing import NOBODY_LEAVES

    yield Case("points of welcome hold at once", head(rate=0, runs=300) + LOYALTY + NOBODY_LEAVES + """
[[hole]]
name = "away"
hazard = "0.8 per y"
shielded = true
[program]
pull = 0.0
lift = 0.0
reset = 1.0
kmax = 0.6
[program.points]
per_spend = 1.0
reward_points = 200
welcome = 200
redeem_prob = 0.3
unit_cost = 0.3
""", {"metrics.exits": Estimate(100 * (1 - math.exp(-1.6 * (1 - kept))))})  # fmt: skip

"""Section 20, the other things that a condition may read: source, membership, tier, and laws of attributes; each in closed form."""

import math

from second import Case, Estimate, run

YEAR = 365.0


def rule(name, whom, change):
    return f'[[rule]]\nname = "{name}"\nfor = {{ {whom} }}\n[rule.change]\n' + "".join(f'"{k}" = {{ {v} }}\n' for k, v in change.items())


def sources():
    """Those of one source leave three times as fast and come by dearer steps."""
    h, rate = 500.0, 0.4 / YEAR
    text = run("Sources", h, 60) + '[population]\ncustomers = 300\n[[acquisition]]\nname = "ads"\njoins = "1 per d"\n'
    text += '[[acquisition]]\nname = "friends"\njoins = "0.5 per d"\n[[hole]]\nname = "away"\nhazard = "0.4 per y"\n'
    text += '[[journey]]\nname = "v"\nstart = { rate = "12 per y" }\n[[journey.touchpoint]]\nname = "x"\ncost = 1.0\n'
    there = lambda r, days: -math.expm1(-r * days) / r  # noqa: E731
    joined = lambda r: (h - there(r, h)) / r  # noqa: E731
    # Days as customer by source: of those of day 0, of those who come at 1 a day.
    for name, names, factors in (
        ("one source", '"ads"', (1.0, 3.0, 1.0)),
        ("any of two", '["ads", "friends"]', (1.0, 3.0, 3.0)),
    ):
        days = [300.0 * there(rate * factors[0], h), joined(rate * factors[1]), 0.5 * joined(rate * factors[2])]
        exits = sum(rate * f * d for f, d in zip(factors, days))
        cost = sum(12.0 / YEAR * d * (5.0 if f == 3.0 else 1.0) for f, d in zip(factors, days))
        change = rule("ads", f"source = {names}", {"hole.away.hazard": "scale = 3.0", "journey.v.x.cost": "set = 5.0"})
        yield Case(f"hazards and costs by {name}", text + change, {"metrics.exits": Estimate(exits), "metrics.npv": Estimate(-cost)})


def attributes():
    """Hazards by a law of three spans; contents of baskets by an attribute of shares, independent of it."""
    n = 800
    text = run("Ages", 365, 60, n) + '[purchase]\nrate = "6 per y"\nbasket = 10.0\n[[hole]]\nname = "away"\nhazard = "0.3 per y"\n'
    text += '[[attribute]]\nname = "age"\nlaw = { triangular = { low = 20.0, mode = 20.0, high = 80.0 } }\n'
    text += '[[attribute]]\nname = "car"\nvalues = { none = 0.25, one = 0.5, two = 0.25 }\n'
    text += rule("young", "age = { below = 35.0 }", {"hole.away.factor": "scale = 3.0"})
    text += rule("old", "age = { from = 65.0 }", {"hole.away.factor": "set = 0.2"})
    text += rule("by car", 'car = ["one", "two"]', {"purchase.basket": "scale = 1.5"})
    text += rule("two cars", 'car = "two"', {"purchase.basket": "add = 2.0"})
    beyond = lambda x: ((80.0 - x) / 60.0) ** 2  # noqa: E731
    spend = 0.25 * 10.0 + 0.5 * 15.0 + 0.25 * 17.0
    gone = value = 0.0
    for share, hazard in ((1.0 - beyond(35.0), 0.9), (beyond(35.0) - beyond(65.0), 0.3), (beyond(65.0), 0.06)):
        gone += share * -math.expm1(-hazard)
        value += share * -math.expm1(-hazard) / hazard * 6.0 * spend
    yield Case("laws and shares", text, {"metrics.exits": Estimate(n * gone), "metrics.npv": Estimate(n * value)})
    # What depends on itself and on nothing else: everybody above 50 is of one segment by a rule of two.
    text = run("Both", 365, 60, n) + '[[hole]]\nname = "away"\nhazard = "0.3 per y"\n'
    text += '[[segment]]\nname = "firms"\nshare = 0.3\n[[segment]]\nname = "people"\nshare = 0.7\n'
    text += '[[attribute]]\nname = "size"\nlaw = { exponential = { mean = 10.0 } }\n'
    text += rule("large firms", 'segment = "firms", size = { from = 10.0 }', {"hole.away.factor": "set = 0.0"})
    yield Case("a segment and a law", text, {"metrics.exits": Estimate(n * (1.0 - 0.3 * math.exp(-1.0)) * -math.expm1(-0.3))})


PROGRAM = """
[purchase]
rate = "12 per y"
basket = 10.0
margin = 0.0
[program]
aware = {aware}
pull = 0.0
lift = 0.0
reset = 1.0
review = "182.5 d"
points = {{ per_spend = 1.0, reward_points = 1000000, redeem_prob = 0.0, unit_cost = 0.0 }}
[[program.tier]]
name = "base"
from = 0
[[program.tier]]
name = "gold"
from = 60
[[journey]]
name = "v"
start = {{ rate = "10 per y" }}
[[journey.touchpoint]]
name = "x"
cost = 1.0
"""


def members():
    """Members, six of ten; of those, gold for half a year whoever bought six times or more in the half-year before."""
    n = 500
    chance = 1.0 - sum(math.exp(-6.0) * 6.0**k / math.factorial(k) for k in range(6))
    head = run("Members", 730, 60, n) + PROGRAM.format(aware=0.6)
    for name, whom, share in (
        ("members", 'member = "program"', 0.6),
        ("gold", 'tier = "gold"', 0.6 * chance * 0.75),
        ("either tier", 'tier = ["base", "gold"]', 0.6),
        ("members of gold", 'member = "program", tier = "gold"', 0.6 * chance * 0.75),
    ):
        text = head + rule("r", whom, {"journey.v.x.cost": "set = 3.0"})
        yield Case(name, text, {"metrics.npv": Estimate(-n * 20.0 * (1.0 + 2.0 * share))})


def cases():
    yield from sources()
    yield from attributes()
    yield from members()

"""Section 20, failing by attribute: shares of visits that fail, of customers and of anonymous visitors; what lies in the words of a law."""

import math

from second import Case, Estimate, run

DEVICE = '[[attribute]]\nname = "device"\nvalues = { app = 0.6, "old phone" = 0.4 }\n'


def rule(name, whom, change):
    return f'[[rule]]\nname = "{name}"\nfor = {{ {whom} }}\n[rule.change]\n' + "".join(f'"{k}" = {{ {v} }}\n' for k, v in change.items())


ORDER = '[[journey]]\nname = "order"\n{begin}\n[[journey.touchpoint]]\nname = "pay"\nfail_prob = {fail}\non_fail = "again"\nnext = "done"\n'
AGAIN = '[[journey.touchpoint]]\nname = "again"\ncost = 3.0\n'


def figures(visits, fails):
    return {
        "touchpoints.order/pay.visits": Estimate(visits),
        "touchpoints.order/pay.failed": Estimate(fails),
        "touchpoints.order/again.visits": Estimate(fails),
        "journeys.order.completed": Estimate(visits),
        "metrics.npv": Estimate(-3.0 * fails),
    }


def one_attribute():
    """12 orders a year of each of 400 for two years, or 500 visitors a day for 20 days: .01 fail, .3 of those with an old phone."""
    old = rule("old phones fail", 'device = "old phone"', {"journey.order.pay.fail_prob": "set = 0.3"})
    share = 0.6 * 0.01 + 0.4 * 0.3
    for name, head, begin, visits in (
        ("of customers", run("Failing", 730, 60, 400), 'start = { rate = "12 per y" }', 400 * 24),
        ("of visitors", run("Failing", 20, 60), 'arrivals = "500 per d"', 500 * 20),
    ):
        text = head + ORDER.format(begin=begin, fail=0.01) + AGAIN + DEVICE + old
        yield Case(f"old phones {name} fail", text, {**figures(visits, share * visits), "touchpoints.order/pay.fail_fraction": Estimate(share)})


def two_attributes():
    """Two attributes are independent. Of rules the last set holds, then every scale, then every add, wherever in the file."""
    text = run("Crossed", 730, 60, 400) + ORDER.format(begin='start = { rate = "12 per y" }', fail=0.1) + AGAIN + DEVICE
    text += '[[attribute]]\nname = "land"\nvalues = { north = 0.25, south = 0.25, east = 0.5 }\n'
    text += rule("more in the north or south", 'land = ["north", "south"]', {"journey.order.pay.fail_prob": "add = 0.05"})
    text += rule("old phones", 'device = "old phone"', {"journey.order.pay.fail_prob": "set = 0.2"})
    text += rule("twice in the south", 'land = "south"', {"journey.order.pay.fail_prob": "scale = 2.0"})
    text += rule("both", 'device = "app", land = "east"', {"journey.order.pay.fail_prob": "set = 0.0"})
    share = 0.0
    for device, base in ((0.6, 0.1), (0.4, 0.2)):
        share += device * (0.25 * (base + 0.05) + 0.25 * (2.0 * base + 0.05) + 0.5 * (0.0 if base == 0.1 else base))
    yield Case("two attributes and four rules", text, figures(9600.0, 9600.0 * share))


def words():
    """A chance drawn once per customer stays at its quantile: somebody of age u has a chance of failing of his own word, halved or set anew.

    Nobody fails three times in a row with a chance p in `(1 - p)^visits`: exits at a first failure tell the law, not its mean.
    """
    n, grid = 600, [(i + 0.5) / 20000 for i in range(20000)]
    stays = lambda p: math.exp(-12.0 * p)  # noqa: E731
    old = sum(stays(0.5 * u * 0.4) for u in grid) / len(grid)
    young = sum(stays(u * 0.4) for u in grid) / len(grid)
    text = run("Words", 365, 60, n) + ORDER.format(begin='start = { rate = "12 per y" }', fail="{ uniform = { low = 0.0, high = 0.4 } }") + AGAIN
    text = text.replace('on_fail = "again"', 'on_fail = "again"\nhole = "anger"\nexit_prob = { fail = 1.0 }') + '[[hole]]\nname = "anger"\n'
    text += '[[attribute]]\nname = "age"\nlaw = { exponential = { mean = 40.0 } }\n'
    text += rule("middle age", "age = { from = 20.0, below = 60.0 }", {"journey.order.pay.fail_prob": "scale = 0.5"})
    share = math.exp(-0.5) - math.exp(-1.5)
    yield Case(
        "chances of those of middle age are halved",
        text,
        {"bucket.outflow.anger": Estimate(n * (1.0 - share * old - (1.0 - share) * young))},
    )


def others():
    """Half of the customers leave at a failure, cost another amount to serve, and bring something each time."""
    text = run("Others", 365, 60, 600) + ORDER.format(begin='start = { rate = "12 per y" }', fail=0.1) + AGAIN + '[[hole]]\nname = "anger"\n'
    text = text.replace('on_fail = "again"', 'on_fail = "again"\nhole = "anger"\nexit_prob = { fail = 0.0 }\nrevenue = 2.0') + DEVICE
    change = {"journey.order.pay.exit_prob.fail": "set = 0.5", "journey.order.pay.revenue": "add = 1.0", "journey.order.again.cost": "scale = 2.0"}
    text += rule("old phones", 'device = "old phone"', change)
    gone = -math.expm1(-12.0 * 0.1 * 0.5)
    visits = (12.0 * 0.6 * 600, 0.4 * 600 * gone / 0.05)
    value = visits[0] * (2.0 - 0.3) + visits[1] * (3.0 - 0.6)
    yield Case("what else an old phone brings", text, {"bucket.outflow.anger": Estimate(0.4 * 600 * gone), "metrics.npv": Estimate(value)})


def cases():
    yield from one_attribute()
    yield from two_attributes()
    yield from words()
    yield from others()

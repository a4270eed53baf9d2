"""Section 10, gifts and subsidies: deal seekers, and whom a lock-in binds for a term, as integrals over tenure."""

import math

from customers import decline, without
from second import Case, Estimate

DELTA = math.log(1.1)


def deal(seeker, joined):
    """One who joined so long (years) before the horizon: exits by rival, all exits, purchases discounted to joining."""
    rival = gone = bought = 0.0
    alive = 1.0
    rest, lasts = joined, 90.0 / 365.0
    # Steps that end where the offer ends.
    edges = [(0.0, min(lasts, rest)), (min(lasts, rest), rest)]
    for begin, end in edges:
        if end <= begin:
            continue
        during = end <= lasts
        kept = 0.9 * 0.8 * 0.9 * (0.5 if seeker and during else 1.0)
        pull = 0.3 * kept * (1.0 - 0.5 * 0.3) * (3.0 if seeker and not during else 1.0)
        rate = 6.0 * (0.3 if seeker and not during else 1.0)
        total = 365.0 * decline(3.5, kept) + pull
        leaves = alive * -math.expm1(-total * (end - begin))
        gone += leaves
        rival += leaves * pull / total
        r = total + DELTA
        bought += alive * rate * 1.1**-begin * -math.expm1(-r * (end - begin)) / r
        alive -= leaves
    return rival, gone, bought


def gift():
    share = 0.2 + 0.8 * -math.expm1(-10.0 / 20.0)
    n, rival, gone, value = 3000, 0.0, 0.0, 0.0
    for i in range(n):
        joins = (i + 0.5) / n
        for seeker, weight in ((True, share), (False, 1.0 - share)):
            a, b, c = deal(seeker, 2.0 - joins)
            rival, gone = rival + weight * a / n, gone + weight * b / n
            value += weight * (4.0 * c - 10.0 - 2.0) * 1.1**-joins / n
    yield Case(
        "deal seekers",
        """
name = "Gift"
[run]
horizon = "2 y"
replications = 80
[money]
discount_rate = 0.1
[population]
customers = 0
[loyalty]
support = { price = 0.1, convenience = 0.2, inertia = 0.0, lockin = 0.1 }
[purchase]
rate = "6 per y"
basket = 8.0
margin = 0.5
[[acquisition]]
name = "shop"
joins = ["2000 per y", "0 per y"]
gift = 10.0
cost_per_customer = 2.0
deal_seekers = { scale = 20.0 }
[[hole]]
name = "rival"
hazard = "0.3 per y"
"""
        + without("neglect", "lock_end", "life", "income"),
        {
            "bucket.inflow.shop": Estimate(2000.0),
            "bucket.outflow.rival": Estimate(2000.0 * rival),
            "metrics.exits": Estimate(2000.0 * gone),
            "metrics.npv": Estimate(2000.0 * value),
            "metrics.cac.shop": Estimate(12.0),
        },
    )


def subsidy(term):
    """Shares that leave by lock_end and neglect, and all, of those who join evenly over the first of two years."""
    window = min(term / 12.0, 30.0)
    per_day, out, alive = 10, dict.fromkeys(["lock_end", "neglect", "life", "all"], 0.0), 1.0
    for i in range(730 * per_day):
        at = (i + 0.5) / per_day
        # Of those who join evenly over a year, the share that is seen at this tenure.
        seen = min(1.0, (730.0 - at) / 365.0)
        kept = 0.9 * 0.8 * 0.9 * (0.4 if at < term else 1.0)
        shield = kept * (1.0 - 0.5 * 0.3)
        found = {
            "sat": decline(3.5, kept),
            "rival": 0.04 / 365.0 * shield,
            "neglect": 0.03 / 365.0 * shield * (at > 180.0),
            "lock_end": 8.0 / 365.0 * shield * (term <= at < term + window),
            "life": 0.02 / 365.0,
            "income": 0.01 / 365.0,
        }
        total = sum(found.values())
        leaves = alive * -math.expm1(-total / per_day)
        for name in out:
            out[name] += seen * leaves * found.get(name, total) / total
        alive -= leaves
    return out


def cases():
    yield from gift()
    for term in (182.5, 450.0):
        out = subsidy(term)
        yield Case(
            f"a subsidy of {term:g} days",
            f"""
name = "Subsidy"
[run]
horizon = "2 y"
replications = 60
[population]
customers = 0
[loyalty]
[[acquisition]]
name = "handsets"
joins = ["3000 per y", "0 per y"]
lock_in = {{ term = "{term} d" }}
[[hole]]
name = "lock_end"
hazard = "8 per y"
""",
            {
                "metrics.exits": Estimate(3000.0 * out["all"]),
                **{f"bucket.outflow.{k}": Estimate(3000.0 * out[k]) for k in ("lock_end", "neglect", "life")},
            },
        )

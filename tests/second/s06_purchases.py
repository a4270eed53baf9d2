"""Sections 6 and 12, purchases and money: gamma rates, discounting, hidden stages, each worked out customer by customer."""

import math
import random

from second import Case, mean_of

CUSTOMERS = 400


def buyers(rng):
    """Heterogeneous buyers who leave at a constant rate: purchases, those who bought, discounted value of the firm, exits."""
    years, bought, buyers_of_any, value, exits = 2.0, 0, 0, 0.0, 0
    for _ in range(CUSTOMERS):
        rate = rng.gammavariate(0.8, 5.0 / 0.8)
        leaves = rng.expovariate(0.4)
        exits += leaves < years
        end, at, own = min(leaves, years), 0.0, 0
        while True:
            at += rng.expovariate(rate) if rate > 0.0 else math.inf
            if at >= end:
                break
            own += 1
            value += 0.3 * 20.0 * 1.1**-at
        bought += own
        buyers_of_any += own > 0
    return {"purchases": bought, "value": value, "exits": exits}


def stages(rng):
    """Purchases of customers whose rate follows the hidden stage, by their exponential clocks."""
    base, years = 6.0, 3.0
    multiplier = [0.6, 0.9, 1.2, 0.5]
    bought, left_in_decline = 0, 0
    for _ in range(CUSTOMERS):
        at, n, stage = 0.0, 0, 0
        while True:
            buy = rng.expovariate(base * multiplier[stage])
            fall = rng.expovariate(0.5) if stage == 2 else math.inf
            if at + min(buy, fall) >= years:
                break
            at += min(buy, fall)
            if buy < fall:
                n += 1
                bought += 1
                if stage == 0 and n >= 2:
                    stage = 1
                if stage in (0, 1) and n >= 4:
                    stage = 2
            else:
                stage = 3
        left_in_decline += stage == 3
    return {"purchases": bought, "decline": left_in_decline}


def cases():
    rng = random.Random(6)
    runs = [buyers(rng) for _ in range(300)]
    yield Case(
        "heterogeneous buyers who leave",
        """
name = "Buyers"
[run]
horizon = "2 y"
replications = 150
[money]
discount_rate = 0.1
[population]
customers = 400
[purchase]
rate = { gamma = { mean = "5 per y", shape = 0.8 } }
basket = 20.0
margin = 0.3
[[hole]]
name = "away"
hazard = "0.4 per y"
""",
        {
            "metrics.purchases": mean_of([r["purchases"] for r in runs]),
            "metrics.npv": mean_of([r["value"] for r in runs]),
            "metrics.exits": mean_of([r["exits"] for r in runs]),
        },
    )
    runs = [stages(rng) for _ in range(300)]
    yield Case(
        "rates by hidden stage",
        """
name = "Stages"
[run]
horizon = "3 y"
replications = 150
[population]
customers = 400
[purchase]
rate = "6 per y"
basket = 1.0
[lifecycle]
n_C = 4
delta_CD = "0 per y"
life_events = "0.5 per y"
t_rec = "100 y"
""",
        {"metrics.purchases": mean_of([r["purchases"] for r in runs])},
    )

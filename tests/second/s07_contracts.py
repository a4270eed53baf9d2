"""Section 7, contracts: exits that wait for the renewal and `lock_end`, by integrals over tenure."""

import math

from customers import decline
from second import Case, Estimate

STEPS = 4  # a day


def contract():
    """Terms of 1 y, then 6 months, bills every 3 months: discounted money of one customer, exits by cause."""
    worth = lambda t: 1.08**-t  # noqa: E731
    ends = [1.0, 1.5, 2.0, 2.5]
    prices = [30.0, 20.0, 15.0, 15.0]
    voluntary, c = 0.5, 0.15
    r = math.log(1.08)
    value, start, alive = 0.0, 0.0, 1.0
    out = dict.fromkeys("abc", 0.0)
    for end, price in zip(ends, prices):
        at = start
        while at < min(end, 2.4) - 1e-9:
            value += alive * math.exp(-c * (at - start)) * (price - 4.0) * worth(at)
            at += 0.25
        until = min(end, 2.4)
        # 12 a year flow to whoever has not gone at once; who has decided to leave stays on until the term ends.
        value += alive * 12.0 * worth(start) * -math.expm1(-(c + r) * (until - start)) / (c + r)
        out["c"] += alive * -math.expm1(-c * (until - start))
        alive *= math.exp(-c * (until - start))
        if end <= 2.4:
            leave = -math.expm1(-voluntary * (end - start))
            out["a"] += alive * leave * 0.6
            out["b"] += alive * leave * 0.4
            alive *= 1.0 - leave
        start = end
    return value, out


def bound_by_contract(terms):
    """Terms of so many days under a lock-in of .3; no visits, so S stays 3.5: shares that leave by each hole."""
    kept = 0.9 * 0.8 * 0.9 * 0.7
    shield = kept * (1.0 - 0.5 * 0.3)
    out = dict.fromkeys(["dissatisfied", "rival", "neglect", "lock_end", "life"], 0.0)
    alive, start, before = 1.0, 0.0, 0.0
    for term in terms:
        undecided, decided = 1.0, dict.fromkeys(out, 0.0)
        for i in range(int(term * STEPS)):
            at = (i + 0.5) / STEPS
            found = {
                "dissatisfied": decline(3.5, kept),
                "rival": 0.04 / 365.0 * shield,
                "neglect": 0.03 / 365.0 * shield * (start + at > 180.0),
                "lock_end": 6.0 / 365.0 * shield * (at < min(before / 12.0, 30.0)),
            }
            total = sum(found.values())
            decides = undecided * -math.expm1(-total / STEPS)
            for name, hazard in found.items():
                decided[name] += decides * hazard / total
            undecided -= decides
        stay = math.exp(-0.03 * term / 365.0)
        out["life"] += alive * (1.0 - stay) * 2.0 / 3.0
        alive *= stay
        for name, share in decided.items():
            out[name] += alive * share
        alive *= undecided
        start, before = start + term, term
    return out, 1.0 - alive


def cases():
    value, out = contract()
    yield Case(
        "an exit waits for the renewal",
        """
name = "Contract"
[run]
horizon = "876 d"
replications = 60
[money]
discount_rate = 0.08
[population]
customers = 1000
[contract]
term = "1 y"
renews_for = "6 mo"
bill = "3 mo"
price = [30.0, 20.0, 15.0]
cost = 4.0
earns = "12 per y"
[[hole]]
name = "a"
hazard = "0.3 per y"
[[hole]]
name = "b"
hazard = "0.2 per y"
[[hole]]
name = "c"
hazard = "0.15 per y"
involuntary = true
""",
        {"metrics.npv": Estimate(1000.0 * value), **{f"bucket.outflow.{k}": Estimate(1000.0 * v) for k, v in out.items()}},
    )

    for name, terms, first, later in (
        ("terms of half a year", [182.5] * 4, "182.5 d", "182.5 d"),
        ("a term of 120 days and one of 480", [120.0, 480.0], "120 d", "480 d"),
        ("terms of 480 days, then of 120", [480.0, 120.0, 120.0], "480 d", "120 d"),
    ):
        out, gone = bound_by_contract(terms)
        expected = {f"bucket.outflow.{k}": Estimate(2000.0 * out[k]) for k in ("rival", "neglect", "lock_end", "life")}
        expected["bucket.outflow.quality"] = Estimate(2000.0 * out["dissatisfied"] * 0.29)
        yield Case(
            f"lock_end opens for a twelfth of a term: {name}",
            f"""
name = "Terms"
[run]
horizon = "{sum(terms)} d"
replications = 60
[population]
customers = 2000
[loyalty]
[contract]
term = "{first}"
renews_for = "{later}"
lock_in = 0.3
[[hole]]
name = "lock_end"
hazard = "6 per y"
""",
            {**expected, "metrics.exits": Estimate(2000.0 * gone)},
        )

"""Section 7, decisions at renewals: retention tables, and incidents and purchases whose exits wait, term by term."""

import math

from customers import sigmoid
from second import Case, Estimate


def retention():
    """A table .7, .8, .9, .9 over 3.5 y: exits by the two causes, discounted money."""
    alive, out, value = 1.0, {"a": 0.0, "b": 0.0}, 0.0
    for term, stays in enumerate((0.7, 0.8, 0.9)):
        value += alive * 10.0 * 1.1**-term
        a = (0.1, 0.3, 0.3)[term]
        out["a"] += alive * (1.0 - stays) * a / (a + 0.2)
        out["b"] += alive * (1.0 - stays) * 0.2 / (a + 0.2)
        alive *= stays
    return out, value + alive * 10.0 * 1.1**-3


def at_once():
    """A table under which only an involuntary `exit_prob` (2 uses a year at .05) does not wait: shares gone by each hole in 3.5 y."""
    alive, out = 1.0, {"crash": 0.0, "fate": 0.0, "away": 0.0}
    for stays in (0.7, 0.8, 0.9):
        out["crash"] += alive * -math.expm1(-0.1)
        alive *= math.exp(-0.1)
        out["fate"] += alive * (1.0 - stays) * 0.6
        out["away"] += alive * (1.0 - stays) * 0.4
        alive *= stays
    out["crash"] += alive * -math.expm1(-0.05)
    return out


def waiting():
    """Incidents (2 visits a year, .3 fail, none answered) and purchases (2 a year, .05 leave) under terms of a year, fate at .1: 2.5 y.

    Whoever has decided to leave goes on visiting, failing and complaining until the renewal.
    """
    n = 4000
    silently = aloud = 0.0
    for i in range(n):
        s = (i + 0.5) / n
        weight = 12.0 * s * (1.0 - s) ** 2 / n
        p = lambda minor, major: sigmoid((1.0 - s) * math.log(minor / (1.0 - minor)) + s * math.log(major / (1.0 - major)))  # noqa: E731, B023
        silently += weight * 0.6 * 0.69 * (1.0 - p(0.37, 0.09))
        aloud += weight * 0.6 * 0.31 * (1.0 - p(0.46, 0.19))
    total = silently + aloud + 0.1
    alive, out = 1.0, dict.fromkeys(["desk", "complaint", "shopping", "fate", "complaints"], 0.0)
    for years in (1.0, 1.0, 0.5):
        out["fate"] += alive * -math.expm1(-0.1 * years)
        out["complaints"] += 0.6 * 0.31 * alive * -math.expm1(-0.1 * years) / 0.1
        alive *= math.exp(-0.1 * years)
        if years == 1.0:
            leave = alive * -math.expm1(-total)
            out["desk"] += leave * silently / total
            out["complaint"] += leave * aloud / total
            out["shopping"] += leave * 0.1 / total
            alive -= leave
    return out


def cases():
    out, value = retention()
    yield Case(
        "a retention table and its causes",
        """
name = "Table"
[run]
horizon = "3.5 y"
replications = 60
[money]
discount_rate = 0.1
[population]
customers = 1000
[contract]
term = "1 y"
price = 10.0
retention = [0.7, 0.8, 0.9]
[[hole]]
name = "a"
hazard = ["0.1 per y", "0.3 per y"]
[[hole]]
name = "b"
hazard = "0.2 per y"
""",
        {"metrics.npv": Estimate(1000.0 * value), **{f"bucket.outflow.{k}": Estimate(1000.0 * v) for k, v in out.items()}},
    )
    # Beta(2, 1.5) retention drawn once per customer; the renewal that falls on the horizon is decided there.
    stay = (2.0 / 3.5) * (3.0 / 4.5) * (4.0 / 5.5)
    yield Case(
        "retention drawn once per customer",
        """
name = "Mixture"
[run]
horizon = "3 y"
replications = 60
[population]
customers = 1000
[contract]
term = "1 y"
price = 10.0
retention = { beta = { alpha = 2.0, beta = 1.5 } }
""",
        {"metrics.exits": Estimate(1000.0 * (1.0 - stay))},
    )
    out = at_once()
    yield Case(
        "a retention table takes the clocks, and no involuntary chance",
        """
name = "At once"
[run]
horizon = "3.5 y"
replications = 60
[population]
customers = 1000
[contract]
term = "1 y"
retention = [0.7, 0.8, 0.9]
[complaint]
[[hole]]
name = "away"
hazard = "0.2 per y"
[[hole]]
name = "fate"
hazard = "0.3 per y"
involuntary = true
[[hole]]
name = "crash"
involuntary = true
[[hole]]
name = "desk"
[[journey]]
name = "v"
start = { rate = "2 per y" }
[[journey.touchpoint]]
name = "x"
fail_prob = 0.3
hole = "desk"
[[journey.touchpoint]]
name = "y"
hole = "crash"
exit_prob = { done = 0.05 }
""",
        {f"bucket.outflow.{k}": Estimate(1000.0 * v) for k, v in out.items()},
    )
    out = waiting()
    yield Case(
        "incidents and purchases wait for the renewal",
        """
name = "Waiting"
[run]
horizon = "2.5 y"
replications = 60
[population]
customers = 1000
[purchase]
rate = "2 per y"
[contract]
term = "1 y"
[complaint]
resolution = { quick = 0.0, slow = 0.0 }
[[hole]]
name = "shopping"
per_purchase = 0.05
[[hole]]
name = "fate"
hazard = "0.1 per y"
involuntary = true
[[hole]]
name = "desk"
[[journey]]
name = "v"
start = { rate = "2 per y" }
[[journey.touchpoint]]
name = "x"
fail_prob = 0.3
hole = "desk"
""",
        {
            "metrics.complaints": Estimate(1000.0 * out.pop("complaints")),
            **{f"bucket.outflow.{k}": Estimate(1000.0 * v) for k, v in out.items()},
        },
    )

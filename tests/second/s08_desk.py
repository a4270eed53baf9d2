"""Section 8, cases that stay open: one at a time, made worse, answered late, felt meanwhile; and queues that were left in anger.

The loyalty curve is flat at 1, so that nobody leaves but at the settling of an incident.
"""

import math
import random

from customers import OUTSIDE, without
from s08_complaints import beta23, settled, spoken, spot, stay
from second import Case, Estimate, means_of, ratio_of

USUAL, NARROW = -0.1, 0.5 * (2.0 * 0.75 / 2.55 - 1.0)
"""6.2 where 6.5 is expected, with a zone of 5 to 8, and of 5.45 to 8 while a complaint is open."""


def life(rng, days=730.0, answer=60.0):
    """Visits 12 a year, of which .3 fail; an answer after 60 d, accepted in .8 (1 - .3)."""
    out = dict.fromkeys(["visits", "incidents", "complaints", "silently", "aloud", "resolved", "felt"], 0.0)
    at, due, worst = 0.0, math.inf, 0.0
    while True:
        at += rng.expovariate(12.0 / 365.0)
        if due <= min(at, days - 1e-9):
            outcome = "resolved" if rng.random() < 0.8 * 0.7 else "unresolved"
            p = stay(outcome, worst)
            if outcome == "resolved":
                out["resolved"] += 1
                p += (stay("quickly", worst) - p) * 2.0 ** (-answer / 30.0)
            if rng.random() >= p:
                out["aloud"] += 1
                return out
            due = math.inf
        if at >= days:
            return out
        out["visits"] += 1
        out["felt"] += USUAL if due == math.inf else NARROW
        if rng.random() >= 0.3:
            continue
        out["incidents"] += 1
        severity = rng.random()
        if due < math.inf:
            # The case is open: it gets worse, and nothing is said anew.
            worst = max(worst, severity)
        elif rng.random() < spoken(severity, silent=0.2):
            out["complaints"] += 1
            due, worst = at + answer, severity
        elif rng.random() >= stay("silent", severity):
            out["silently"] += 1
            return out


def cases():
    rng = random.Random(80)
    lives = [life(rng) for _ in range(20000)]
    of = means_of(lives, 500.0)
    resolved = of("resolved")
    yield Case(
        "one case at a time",
        """
name = "Open"
[run]
horizon = "2 y"
replications = 60
[population]
customers = 500
[market]
progress = 0.0
[experience]
sd_within = 0.0
sd_between = 0.0
mood_gain = 0.0
adaptation = 0.0
[loyalty]
levels = { low = [1.0, 1.0, 1.0], high = [1.0, 1.0, 1.0] }
support = { price = 0.0, convenience = 0.0, inertia = 0.0, lockin = 0.0 }
[complaint]
voice = { silent = 0.2, front_line = 0.5, formal = 0.3 }
care = 0.1
compensation = 10.0
compensation_effect = 0.2
quick_half_life = "30 d"
[[journey]]
name = "v"
start = { rate = "12 per y" }
[[journey.touchpoint]]
name = "counter"
quality = 6.2
fail_prob = 0.3
fail_drop = 0.0
severity = { uniform = { low = 0.0, high = 1.0 } }
hole = "service"
[[journey]]
name = "desk"
start = "complaint"
[[journey.touchpoint]]
name = "read"
time = "60 d"
fail_prob = 0.5
on_fail = "no"
next = { yes = 0.7, done = 0.3 }
[[journey.touchpoint]]
name = "yes"
settle = "resolved"
next = "done"
[[journey.touchpoint]]
name = "no"
settle = "unresolved"
"""
        + without(*OUTSIDE),
        {
            "journeys.v.started": of("visits"),
            "metrics.incidents": of("incidents"),
            "metrics.complaints": of("complaints"),
            "bucket.outflow.service": of("silently"),
            "bucket.outflow.complaint": of("aloud"),
            "touchpoints.v/counter.moment": ratio_of(lives, "felt", "visits"),
            "metrics.npv": Estimate(-10.0 * resolved.value, 10.0 * resolved.error),
        },
    )
    # Who waits 10 min with a patience of 10 min on average leaves in 1 - 1/e, of which half is an incident of severity .5.
    angry = 0.5 * -math.expm1(-1.0)
    per = settled([(0.5, angry)], spoken, {"quickly": 0.16, "resolved": 0.64, "unresolved": 0.2}, 1.0)
    hazard = 4.0 * (per["silently"] + per["aloud"])
    visits = 1000.0 * 4.0 * -math.expm1(-2.0 * hazard) / hazard
    yield Case(
        "who gives up waiting",
        spot(
            "Angry",
            "",
            """
[[journey.touchpoint]]
name = "desk"
wait = "10 min"
patience = { exponential = { mean = "10 min" } }
abandon_incident = 0.5
hole = "desk"
[[hole]]
name = "desk"
""",
        ),
        {
            "metrics.complaints": Estimate(visits * per["voiced"]),
            "bucket.outflow.desk": Estimate(visits * per["silently"]),
            "bucket.outflow.complaint": Estimate(visits * per["aloud"]),
        },
    )
    # Support of .9 in all: whoever would leave stays in (.9 - .48)/.52.
    held = (0.9 - 0.48) / 0.52
    per = settled([(s, 0.3 * w) for s, w in beta23()], spoken, {"quickly": 0.16, "resolved": 0.64, "unresolved": 0.2}, 1.0)
    hazard = 4.0 * (1.0 - held) * (per["silently"] + per["aloud"])
    visits = 1000.0 * 4.0 * -math.expm1(-2.0 * hazard) / hazard
    yield Case(
        "supports hold the angry",
        spot(
            "Held",
            "",
            """
[[journey.touchpoint]]
name = "desk"
quality = 7.0
fail_prob = 0.3
hole = "service"
[loyalty]
levels = { low = [1.0, 1.0, 1.0], high = [1.0, 1.0, 1.0] }
support = { price = 0.5, convenience = 0.0, inertia = 0.0, lockin = 0.8 }
"""
            + without(*OUTSIDE),
        ),
        {
            "bucket.outflow.service": Estimate(visits * (1.0 - held) * per["silently"]),
            "bucket.outflow.complaint": Estimate(visits * (1.0 - held) * per["aloud"]),
        },
    )

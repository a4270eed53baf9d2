"""Section 8, complaints and recovery: settled on the spot without and with `[loyalty]`, by a journey, and a firm that learns.

Without memory the figures are integrals over the severity. With it, paths of visits are drawn and every chance to leave weighs the path:
no exit is drawn. The firm that learns is played customer by customer.
"""

import math
import random

from customers import sigmoid
from second import Case, Estimate, means_of

STAY = {"silent": (0.37, 0.09), "unresolved": (0.46, 0.19), "resolved": (0.70, 0.54), "quickly": (0.95, 0.82)}


def logit(p):
    return math.log(p / (1.0 - p))


def stay(outcome, severity):
    minor, major = STAY[outcome]
    return sigmoid((1.0 - severity) * logit(minor) + severity * logit(major))


def spoken(severity, silent=0.69, ease=1.0, slope=0.0):
    odds = (1.0 - silent) / silent * ease * math.exp(slope * (severity - 0.4))
    return odds / (1.0 + odds)


def beta23(n=2000):
    """Midpoints and weights of the usual severity."""
    return [((i + 0.5) / n, 12.0 * (i + 0.5) / n * (1.0 - (i + 0.5) / n) ** 2 / n) for i in range(n)]


def uniform_pair(n=400):
    """The larger of what two touchpoints (uniform severities, failing in .3 and .2) bring forth: severity, weight of each being it."""
    for i in range(n):
        s = (i + 0.5) / n
        yield s, 0.3 * (0.8 + 0.2 * s) / n, 0.2 * (0.7 + 0.3 * s) / n


def settled(incidents, voice, outcomes, causal):
    """Per visit with severities of weights `incidents`: incidents, voiced, resolved, leaving in silence, leaving after speaking."""
    total = dict.fromkeys(["incidents", "voiced", "resolved", "silently", "aloud"], 0.0)
    for s, weight in incidents:
        speaks, silence = voice(s), stay("silent", s)
        total["incidents"] += weight
        total["voiced"] += weight * speaks
        total["silently"] += weight * (1.0 - speaks) * (1.0 - silence)
        for outcome, share in outcomes.items():
            total["aloud"] += weight * speaks * share * (1.0 - silence - causal * (stay(outcome, s) - silence))
            total["resolved"] += weight * speaks * share * (outcome != "unresolved")
    return total


def spot(name, complaint, touchpoints, holes=""):
    return f"""
name = "{name}"
[run]
horizon = "2 y"
replications = 60
[population]
customers = 1000
[complaint]
{complaint}
[[journey]]
name = "v"
start = {{ rate = "4 per y" }}
{touchpoints}
{holes}
"""


DESK = """
[[journey.touchpoint]]
name = "desk"
fail_prob = 0.3
hole = "desk"
[[hole]]
name = "desk"
"""


def on_the_spot():
    per, fully = (
        settled(
            [(s, 0.3 * w) for s, w in beta23()],
            lambda s: spoken(s, ease=2.0, slope=1.5),
            {"quickly": 0.7 * 0.25, "resolved": 0.7 * 0.75, "unresolved": 0.3},
            causal,
        )
        for causal in (0.5, 1.0)
    )
    hazard = 4.0 * (per["silently"] + per["aloud"])
    visits = 1000.0 * 4.0 * -math.expm1(-2.0 * hazard) / hazard
    yield Case(
        "on the spot: ease, slope, care, compensation, cause",
        spot(
            "Spot",
            "ease = 2.0\nseverity_slope = 1.5\nresolution = { quick = 0.1, slow = 0.3 }\ncare = 0.1\ncompensation = 5.0\ncausal_share = 0.5",
            DESK,
        ),
        {
            "journeys.v.started": Estimate(visits),
            "metrics.complaints": Estimate(visits * per["voiced"]),
            "metrics.formal_complaints": Estimate(visits * per["voiced"] * 5.0 / 31.0),
            "bucket.outflow.desk": Estimate(visits * per["silently"]),
            "bucket.outflow.complaint": Estimate(visits * per["aloud"]),
            "metrics.npv": Estimate(-5.0 * visits * per["resolved"]),
            "metrics.incident_exits_causal_half": Estimate(visits * (per["silently"] + per["aloud"])),
            "metrics.incident_exits_causal_1": Estimate(visits * (fully["silently"] + fully["aloud"])),
            "metrics.hidden_loss_share": Estimate(per["silently"] / (per["silently"] + per["aloud"])),
        },
    )
    per = settled(
        [(s, 0.3 * w) for s, w in beta23()],
        lambda s: 0.55,
        {"quickly": 0.16, "resolved": 0.64, "unresolved": 0.2},
        1.0,
    )
    hazard = 4.0 * (0.5 * per["silently"] + 0.25 * per["aloud"])
    visits = 1000.0 * 4.0 * -math.expm1(-2.0 * hazard) / hazard
    yield Case(
        "on the spot: a preset, thinned holes",
        spot(
            "Thinned",
            'preset = "small-services"',
            DESK + "factor = 0.5",
            '[[hole]]\nname = "complaint"\nfactor = 0.25',
        ),
        {
            "metrics.complaints": Estimate(visits * per["voiced"]),
            "metrics.formal_complaints": Estimate(visits * per["voiced"] * 5.0 / 31.0),
            "bucket.outflow.desk": Estimate(visits * 0.5 * per["silently"]),
            "bucket.outflow.complaint": Estimate(visits * 0.25 * per["aloud"]),
        },
    )
    usual = {"quickly": 0.16, "resolved": 0.64, "unresolved": 0.2}
    a = settled([(s, x) for s, x, _ in uniform_pair()], spoken, usual, 1.0)
    b = settled([(s, y) for s, _, y in uniform_pair()], spoken, usual, 1.0)
    hazard = 4.0 * (a["silently"] + a["aloud"] + b["silently"] + b["aloud"])
    visits = 1000.0 * 4.0 * -math.expm1(-2.0 * hazard) / hazard
    severity = "severity = { uniform = { low = 0.0, high = 1.0 } }"
    yield Case(
        "on the spot: the graver of two",
        spot(
            "Two",
            "",
            f"""
[[journey.touchpoint]]
name = "a"
fail_prob = 0.3
hole = "a hole"
{severity}
[[journey.touchpoint]]
name = "b"
fail_prob = 0.2
hole = "b hole"
{severity}
""",
            '[[hole]]\nname = "a hole"\n[[hole]]\nname = "b hole"\n',
        ),
        {
            "metrics.complaints": Estimate(visits * (a["voiced"] + b["voiced"])),
            "bucket.outflow.a hole": Estimate(visits * a["silently"]),
            "bucket.outflow.b hole": Estimate(visits * b["silently"]),
            "bucket.outflow.complaint": Estimate(visits * (a["aloud"] + b["aloud"])),
        },
    )


def learning(rng):
    """400 customers, visits 6 a year for 2 y, failing in .5 at first: failures, complaints, exits."""
    n, resolved, at = 400, 0, 0.0
    failed = complaints = 0
    while n:
        at += rng.expovariate(6.0 * n)
        if at >= 2.0:
            break
        if rng.random() >= 0.5 * max(0.5, math.exp(-0.6 * resolved / n)):
            continue
        failed += 1
        severity, outcome = rng.betavariate(2.0, 3.0), "silent"
        if rng.random() < 0.6:
            complaints += 1
            outcome = "quickly" if rng.random() < 0.9 else "unresolved"
            resolved += outcome == "quickly"
        n -= rng.random() >= stay(outcome, severity)
    return {"failed": failed, "complaints": complaints, "exits": 400 - n}


def cases():
    yield from on_the_spot()
    rng = random.Random(88)
    runs = [learning(rng) for _ in range(150)]
    of = means_of(runs)
    yield Case(
        "a firm that learns",
        """
name = "Learning"
[run]
horizon = "2 y"
replications = 80
[population]
customers = 400
[complaint]
learning = 0.6
voice = { silent = 0.4, front_line = 0.5, formal = 0.1 }
resolution = { quick = 0.9, slow = 0.0 }
[[journey]]
name = "v"
start = { rate = "6 per y" }
[[journey.touchpoint]]
name = "desk"
fail_prob = 0.5
hole = "desk"
[[hole]]
name = "desk"
""",
        {"touchpoints.v/desk.failed": of("failed"), "metrics.complaints": of("complaints"), "metrics.exits": of("exits")},
    )

"""The order of simultaneous events in lives: contracts, visits, switches, reviews and surveys that fall on one instant."""

from customers import NOBODY
from second import Case, Estimate


def contract(name, horizon, hole, expected, extra="", journey=False):
    """Ten customers under terms of 30 d at a price of 10."""
    text = f"""
name = "{name}"
[run]
horizon = "{horizon} d"
replications = 2
[population]
customers = 10
[contract]
term = "30 d"
price = 10.0
{extra}
{hole}
"""
    if journey:
        text += '[[journey]]\nname = "v"\nstart = { every = "30 d" }\n[[journey.touchpoint]]\nname = "a"\ntime = "0 s"\n'
    return Case(name, text, {path: Estimate(10.0 * value) for path, value in expected.items()})


def lives():
    hole = '[[hole]]\nname = "away"\nlifetime = "{} d"\n'
    # A renewal comes before an exit of the same instant: the exit waits for the end of the term just begun.
    yield contract("an exit at a renewal", 200, hole.format(90), {"metrics.npv": 40.0, "metrics.exits": 1.0})
    yield contract("an exit just before a renewal", 200, hole.format(89), {"metrics.npv": 30.0, "metrics.exits": 1.0})
    yield contract("an exit at once at a renewal", 200, hole.format(90) + "involuntary = true\n", {"metrics.npv": 40.0, "metrics.exits": 1.0})
    # At the horizon decisions are settled, and whoever stays pays in the period after it.
    yield contract("a renewal at the horizon", 90, hole.format(80), {"metrics.npv": 30.0, "metrics.exits": 1.0})
    yield contract("an exit pending at the horizon", 90, hole.format(90), {"metrics.npv": 30.0, "metrics.exits": 0.0})
    yield contract("a lifetime at the horizon", 90, hole.format(90) + "involuntary = true\n", {"metrics.npv": 30.0, "metrics.exits": 1.0})
    # A visit of the instant of the last renewal has taken place.
    yield contract(
        "a visit before a renewal", 200, "", {"journeys.v.started": 2.0, "metrics.exits": 1.0, "metrics.npv": 20.0}, "retention = [1.0, 0.0]", True
    )
    yield contract(
        "a visit before a renewal at the horizon", 60, "", {"journeys.v.started": 1.0, "metrics.exits": 1.0}, "retention = [1.0, 0.0]", True
    )


TEN = "[population]\ncustomers = 10\n"


def instants():
    """One instant, two events: the one of the smaller rank has been."""
    head = 'name = "Instant"\n[run]\nreplications = 2\nhorizon = '
    # A server is free before who comes then is turned away.
    text = head + '"3000 min"\n[[resource]]\nname = "desk"\nstaff = 1\nqueue_limit = 0\n[[journey]]\nname = "v"\narrivals = { every = "30 min" }\n'
    text += '[[journey.touchpoint]]\nname = "a"\nresource = "desk"\ntime = "30 min"\n'
    yield Case("no room to wait, none needed", text, {"resources.desk.baulk_fraction": Estimate(0.0), "journeys.v.completed": Estimate(98)})
    yield Case(
        "no room to wait, a minute too long",
        text.replace('time = "30 min"', 'time = "31 min"'),
        # Every other one is turned away: of 99 visits those of 30, 90, ..., 2970 min are served, the last one not to its end.
        {"resources.desk.baulk_fraction": Estimate(49 / 99), "journeys.v.completed": Estimate(49), "journeys.v.gave_up": Estimate(49)},
    )
    # A switch comes before the visits, bills and purchases of its instant, at its beginning and at its end.
    text = head + f'"100 d"\n{TEN}[contract]\nterm = "30 d"\nprice = 10.0\n[[journey]]\nname = "v"\nstart = {{ every = "20 d" }}\n'
    text += '[[journey.touchpoint]]\nname = "a"\ncost = 1.0\n[[shock]]\nname = "s"\nstart = "40 d"\nend = "60 d"\n[shock.change]\n'
    text += '"journey.v.a.cost" = { set = 5.0 }\n[[shock]]\nname = "t"\nstart = "30 d"\nend = "90 d"\n[shock.change]\n"contract.price" = { set = 7.0 }\n'
    # Visits at 20, 40, 60, 80 d; terms at 0, 30, 60, 90 d.
    yield Case("a switch at the instant", text, {"metrics.npv": Estimate(10 * (10 + 7 + 7 + 10 - 1 - 5 - 1 - 1))})
    # Who leaves as the survey is taken is still asked; who leaves as the firm sorts its customers is gone.
    text = head + f'"61 d"\n{TEN}[purchase]\n[value_classes]\nreview = "30 d"\n[[hole]]\nname = "away"\nlifetime = "60 d"\n'
    yield Case("an exit at a review", text, {"classes.customers": Estimate(0.0), "metrics.exits": Estimate(10)})
    text = head + f'"40 d"\n{TEN}[loyalty]\n[feedback]\nevery = "30 d"\nnoise = 0.0\nbias = 0.0\nresponse = {{ calm = 1.0, moved = 1.0 }}\n'
    text += NOBODY + '[[hole]]\nname = "away"\nlifetime = "30 d"\n'
    yield Case("an exit at a survey", text, {"metrics.survey_truth": Estimate(3.5), "metrics.exits": Estimate(10)})


def cases():
    yield from instants()
    yield from lives()

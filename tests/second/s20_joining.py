"""Section 20, an offer at joining that changes the journeys of that customer for a while: closed forms, and visits counted one by one."""

import math
import random

from second import Estimate, compared, means_of, run

OFFER = '[[intervention]]\nname = "repair"\non = "join"\nlasts = "90 d"\ncost = {{ per_use = {cost} }}\n[intervention.change]\n'


def offer(change, cost=8.0):
    return OFFER.format(cost=cost) + "".join(f'"{k}" = {{ {v} }}\n' for k, v in change.items())


def welcome():
    """200 customers and 2 a day join; a plan a week later for nine of ten rather than three, and check-ins that take twice as long for 90 d."""
    h, n, joins, weekly = 300.0, 200, 2.0, 1.0 / 7.0
    people = n + joins * h
    # Of whoever joined in time, a plan after 7 d; the plans of the last week are still to come.
    plans = 0.9 * (n + joins * (h - 7.0))
    early = n * 90.0 + joins * (90.0 * (h - 90.0) + 90.0**2 / 2.0)
    visits = n * h + joins * h**2 / 2.0
    text = run("Welcome", h, 60, n) + '[[acquisition]]\nname = "web"\njoins = "2 per d"\n'
    text += '[[journey]]\nname = "welcome"\nstart = "join"\n[[journey.touchpoint]]\nname = "tour"\ntime = "30 min"\n'
    text += '[[journey.touchpoint]]\nname = "first training plan"\nprobability = 0.3\nafter = "7 d"\ncost = 15.0\n'
    text += '[[journey]]\nname = "visit"\nstart = { rate = "1 per wk" }\n'
    text += '[[journey.touchpoint]]\nname = "check-in city"\ntime = "60 s"\ncost = 1.0\n'
    plan = {"journey.welcome.first training plan.probability": "set = 0.9", "journey.visit.check-in city.time": "scale = 2"}
    # Whoever passes by loses no time; who joins in the last half hour or less is not done with the tour, 1/24 a day.
    yield compared(
        "a personal start",
        text + offer(plan),
        {
            "touchpoints.welcome/tour.visits": Estimate(people),
            "touchpoints.welcome/first training plan.visits": Estimate(plans, 0.05),
            "touchpoints.visit/check-in city.visits": Estimate(weekly * visits),
            "touchpoints.visit/check-in city.service_min": Estimate(1.0 + early / visits, 3e-4),
            "metrics.npv": Estimate(-8.0 * people - 15.0 * plans - weekly * visits, 0.8),
        },
    )
    # For one source alone, and not for those who were there on day 0.
    some = offer(plan).replace('on = "join"', 'on = "join"\nfor = { source = "web" }')
    plans = 0.3 * n + 0.9 * joins * (h - 7.0)
    yield compared(
        "a personal start for one source",
        text + some,
        {
            "touchpoints.welcome/first training plan.visits": Estimate(plans, 0.05),
            "metrics.npv": Estimate(-8.0 * joins * h - 15.0 * plans - weekly * visits, 0.8),
        },
    )


def leaving():
    """Half the hazard and a cost of 5 a visit rather than 2, for 90 d; visits take no time."""
    h, n, hazard, rate = 365.0, 1000, 1.0 / 365.0, 12.0 / 365.0
    stay = math.exp(-hazard * 45.0)
    under = -math.expm1(-hazard * 45.0) / (0.5 * hazard)
    after = stay * -math.expm1(-hazard * (h - 90.0)) / hazard
    gone = 1.0 - stay * math.exp(-hazard * (h - 90.0))
    text = run("Habit", h, 60, n) + '[[hole]]\nname = "never got going"\nhazard = "1 per y"\n'
    text += '[[journey]]\nname = "visit"\nstart = { rate = "12 per y" }\n[[journey.touchpoint]]\nname = "x"\ncost = 2.0\n'
    change = {"hole.never got going.factor": "scale = 0.5", "journey.visit.x.cost": "set = 5.0"}
    yield compared(
        "a habit and its visits",
        text + offer(change, 3.0),
        {"metrics.exits": Estimate(n * gone), "metrics.npv": Estimate(-n * (3.0 + rate * (5.0 * under + 2.0 * after)))},
    )


def failing(rng):
    """An offer on a failure: for 30 d nothing fails in four of five cases, and the step before it is skipped. One offer at a time.

    A visit of three steps that take no time; who fails under an offer is offered nothing new until it is over.
    """
    value, fails = 0.0, 0
    at, until = 0.0, -1.0
    while True:
        at += rng.expovariate(12 / 365)
        if at >= 730:
            return {"value": value, "fails": fails}
        offered = at < until
        value -= 0.0 if offered else 4.0
        if rng.random() < (0.1 if offered else 0.5):
            fails += 1
            if not offered:
                value -= 1.0
                until = at + 30


def repairs(rng):
    rows = [failing(rng) for _ in range(40000)]
    of = means_of(rows, 200.0)
    text = run("Repairs", 730, 60, 200) + '[[journey]]\nname = "visit"\nstart = { rate = "12 per y" }\n'
    text += '[[journey.touchpoint]]\nname = "form"\ncost = 4.0\n[[journey.touchpoint]]\nname = "desk"\nfail_prob = 0.5\n'
    change = {"journey.visit.form.probability": "set = 0.0", "journey.visit.desk.fail_prob": "scale = 0.2"}
    text += offer(change, 1.0).replace('on = "join"\nlasts = "90 d"', 'on = "failure"\nlasts = "30 d"')
    yield compared("a repair that changes the journey", text, {"metrics.npv": of("value"), "touchpoints.visit/desk.failed": of("fails")})


def cases():
    yield from welcome()
    yield from leaving()
    yield from repairs(random.Random(2006))

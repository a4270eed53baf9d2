"""Section 9, reputation in a finite market: blame by incidents, blame passed on, drops that get round; adoption and contacts follow it.

Nobody is dissatisfied (the loyalty curve is flat at 1): people leave by incidents and drops only.
"""

import heapq
import math
import random

from customers import OUTSIDE, without
from second import Case, means_of, poisson

DAYS = 730.0
SIZE = 1500


def favour(rho):
    return min(4.0, max(0.25, math.exp(rho)))


def cell(rng, customers, visits=0.0, adoption=0.0, contacts=0.0, blame=None, reach=None, noticed=None):
    """One market, event by event. `blame` people are warned of an incident in silence or in vain, or as `reach` says day by day."""
    prospects, rho, looked, number, there = SIZE - customers, 0.0, 0.0, 0, {}
    out = {"joined": 0, "blamed": 0.0, "exits": 0, "contacts": 0}
    heap, order = [], 0

    def push(at, what, who=-1):
        nonlocal order
        order += 1
        heapq.heappush(heap, (at, order, what, who))

    def join(at):
        nonlocal number
        there[number] = -math.inf
        if visits:
            push(at + rng.expovariate(visits / 365.0), "visit", number)
        if noticed is not None:
            push(at + 365.0, "year", number)
        number += 1

    def spread(people):
        nonlocal rho
        rho -= 2.0 * people / SIZE
        out["blamed"] += people

    for _ in range(customers):
        join(0.0)
    if adoption:
        push(0.25, "adopt")
    if contacts:
        push(rng.expovariate(contacts / 365.0), "contact")
    while heap:
        at, _, what, who = heapq.heappop(heap)
        if at >= DAYS:
            return out
        rho *= 2.0 ** (-(at - looked) / 120.0)
        looked = at
        if what == "adopt":
            for _ in range(min(prospects, poisson(rng, prospects * adoption / 365.0 * favour(rho) * 0.5))):
                prospects -= 1
                out["joined"] += 1
                join(at)
            push(at + 0.5, "adopt")
        elif what == "contact":
            out["contacts"] += 1
            if rng.random() < 0.2 * favour(rho):
                prospects -= 1
                out["joined"] += 1
                join(at)
            push(at + rng.expovariate(contacts / 365.0), "contact")
        elif what == "year":
            out["exits"] += 1
            rho -= 0.01 * (rng.random() < noticed)
        elif what == "reach":
            # By day t, min(most, first exp(growth (t - 1))) people know; `who` counts the days.
            known = lambda t: min(reach[2], reach[0] * math.exp(reach[1] * (t - 1))) if t else 0.0  # noqa: E731
            spread(known(who) - known(who - 1))
            if known(who) < reach[2]:
                push(at + 1.0, "reach", who + 1)
        elif who in there:
            if rng.random() < 0.5:
                draw = rng.random()
                angry = draw < 0.4 or rng.random() < 0.5
                if angry and at >= there[who] + 120.0:
                    there[who] = at
                    if reach:
                        push(at + 1.0, "reach", 1)
                    else:
                        spread(poisson(rng, (20.0 if rng.random() < 0.13 else 9.0) / 10.43 * blame))
                # In silence and in vain half of them leave, with an answer one in ten.
                if rng.random() < (0.5 if angry else 0.1):
                    out["exits"] += 1
                    del there[who]
                    continue
            push(at + rng.expovariate(visits / 365.0), "visit", who)
    return out


def incidents(name, told, reach=""):
    return f"""
name = "{name}"
[run]
horizon = "2 y"
replications = 60
[population]
customers = 400
[market]
size = {SIZE}
[loyalty]
levels = {{ low = [1.0, 1.0, 1.0], high = [1.0, 1.0, 1.0] }}
support = {{ price = 0.0, convenience = 0.0, inertia = 0.0, lockin = 0.0 }}
[experience]
sd_within = 0.0
sd_between = 0.0
mood_gain = 0.0
[complaint]
voice = {{ silent = 0.4, front_line = 0.3, formal = 0.3 }}
resolution = {{ quick = 0.0, slow = 0.5 }}
stay = {{ silent = [0.5, 0.5], unresolved = [0.5, 0.5], resolved = [0.9, 0.9], quickly = [0.9, 0.9] }}
[word_of_mouth]
every = "120 d"
tells = {{ satisfied = 0.0{told} }}
{reach}
[[acquisition]]
name = "adopts"
adoption = "0.3 per y"
[[journey]]
name = "v"
start = {{ rate = "3 per y" }}
[[journey.touchpoint]]
name = "counter"
quality = 8.5
fail_prob = 0.5
fail_drop = 0.0
hole = "service"
""" + without(*OUTSIDE)


def dropping(name, source, customers):
    return f"""
name = "{name}"
[run]
horizon = "2 y"
replications = 60
[population]
customers = {customers}
[market]
size = {SIZE}
[[acquisition]]
name = "comes"
{source}
[[hole]]
name = "dropped"
value_below = 1.0
noticed = 0.6
"""


def cases():
    rng = random.Random(99)
    for name, told, reach, how in (
        ("blame by incidents", ", dissatisfied = 2.0", "", {"blame": 2.0}),
        ("blame without bounds", ", dissatisfied = 12.0", "", {"blame": 12.0}),
        ("blame that is passed on", "", "reach = { first = 0.5, growth = \"0.1 per d\", most = 6.0 }", {"reach": (0.5, 0.1, 6.0)}),
    ):
        runs = [cell(rng, 400, visits=3.0, adoption=0.3, **how) for _ in range(60)]
        of = means_of(runs)
        yield Case(
            name,
            incidents(name, told, reach),
            {"bucket.inflow.adopts": of("joined"), "metrics.told_blame": of("blamed"), "metrics.exits": of("exits")},
        )
    for name, source, how in (
        ("drops that get round, and adoption", 'adoption = "0.2 per y"', {"adoption": 0.2}),
        (
            "drops that get round, and contacts",
            'prospects = "500 per y"\nsuccess_per_contact = 0.2\nmax_contacts = 1',
            {"contacts": 500.0},
        ),
    ):
        runs = [cell(rng, 150, noticed=0.6, **how) for _ in range(120)]
        of = means_of(runs)
        yield Case(name, dropping(name, source, 150), {"bucket.inflow.comes": of("joined"), "metrics.exits": of("exits")})

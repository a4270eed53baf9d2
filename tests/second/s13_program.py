"""Section 13, loyalty programs: cases for the members of members.py; hurrying by competing exponential clocks."""

import math
import random
from collections import Counter

from members import YEAR, options, simulated

from second import Case, means_of

HEAD = """
name = "Program"
[run]
horizon = "{years} y"
warm_up = "{warm} y"
replications = {runs}
[population]
customers = {customers}
[purchase]
rate = "{rate} per y"
basket = {basket}
margin = 0.5
"""


def head(years=2, warm=0, runs=100, customers=100, rate=12, basket="20.0"):
    return HEAD.format(years=years, warm=warm, runs=runs, customers=customers, rate=rate, basket=basket)


def points():
    of = simulated(1301, 120, options(
        hazard=0.4 / YEAR, basket=lambda rng: rng.expovariate(1 / 20), p=0.27, life=lambda rng: 250.0, grace=40.0, aware=0.54,
        contact=(90.0, 0.18), pull=0.25, lift=0.1, reset=0.9))  # fmt: skip
    yield Case("points that expire, of members told by and by", head(basket="{ exponential = { mean = 20.0 } }") + """
[[hole]]
name = "away"
hazard = "0.4 per y"
[program]
aware = 0.6
complexity = 0.1
lift = 0.1
[program.points]
per_spend = 1.0
expiry = "250 d"
grace = "40 d"
reward_points = 60
unit_cost = 0.05
[[program.contact]]
name = "letter"
by = "mail"
every = "90 d"
cost = 1.0
""", {
        "metrics.purchases": of("purchases"), "program.members": of("members"), "program.contacts": of("contacts"),
        "program.issued": of("issued"), "program.redeemed": of("redeemed"), "program.expired": of("expired"),
        "program.forfeited": of("forfeited"), "program.outstanding": of("outstanding"), "program.expiring_soon": of("soon"),
        "program.rewards": of("rewards"), "program.pulled_forward": of("pulled"), "ledger.program rewards": of("redeemed", -0.05),
    })  # fmt: skip


CARD = """
[program]
pull = {pull}
lift = 0.1
endow = 1.5
reset = 0.8
reach = "0.9 y"
[program.punch_card]
stamps = 8
prefilled = {given}
reward_cost = 4.0
"""


def cards():
    for name, rate, given, pull, moved in (("hurry", 12, 0, 0.5, True), ("begin with two stamps", 10, 2, 0.0, True), ("are too far off", 3, 2, 0.5, False)):
        o = options(rate=rate / YEAR, kind="card", goal=8.0, prefilled=given, unit=0.5, reach=0.9 * YEAR, gone=0.33)
        if moved:
            o.pull, o.lift, o.endow, o.reset = pull, 0.1, 1.5 if given else 1.0, 0.8
        of = simulated(1302, 100, o)
        yield Case(f"punch cards that {name}", head(rate=rate) + CARD.format(given=given, pull=pull), {
            "metrics.purchases": of("purchases"), "program.issued": of("issued"), "program.rewards": of("rewards"),
            "program.outstanding": of("outstanding"), "program.liability": of("liability"),
            **({"program.pulled_forward": of("pulled")} if pull else {}),
        })  # fmt: skip


def vouchers():
    of = simulated(1304, 100, options(kind="voucher", goal=50.0, p=0.5, life=lambda rng: rng.uniform(60, 200), grace=20.0,
                                      basket=lambda rng: rng.uniform(5, 25)))  # fmt: skip
    yield Case("vouchers whose spending lapses", head(basket="{ uniform = { low = 5.0, high = 25.0 } }") + """
[program]
pull = 0.0
lift = 0.0
reset = 1.0
[program.voucher]
per_spend = 50.0
value = 5.0
redeem_prob = 0.5
expiry = { uniform = { low = "60 d", high = "200 d" } }
grace = "20 d"
""", {
        "program.issued": of("issued"), "program.expired": of("expired"), "program.outstanding": of("outstanding"),
        "program.rewards": of("rewards"), "ledger.program rewards": of("rewards", -5.0),
    })  # fmt: skip
    for days, far in ((120, True), (240, False)):
        o = options(kind="target", goal=100.0, life=lambda rng, days=days: float(days), basket=lambda rng: rng.expovariate(1 / 20))
        if not far:
            o.pull, o.lift, o.reset = 0.6, 0.1, 0.8
        of = simulated(1305 + days, 80, o)
        yield Case(f"a gift for 100 within {days} d", head(basket="{ exponential = { mean = 20.0 } }") + f"""
[program]
pull = 0.6
lift = 0.1
reset = 0.8
[program.target]
spend = 100.0
within = "{days} d"
reward_cost = 8.0
""", {
            "metrics.purchases": of("purchases"), "program.rewards": of("rewards"), "program.expired": of("expired"),
            "program.outstanding": of("outstanding"), "program.pulled_forward": of("pulled"),
        })  # fmt: skip


def memberships():
    o = options(days=2 * YEAR, warm=0.5 * YEAR, joins=40 / YEAR, hazard=0.3 / YEAR, p=0.5, welcome=15, fee=(0.5 * YEAR, 0.4, 0.7))
    of = simulated(1306, 120, o)
    yield Case("a membership with a fee, some of it before the observed period", head(warm=0.5) + """
[[acquisition]]
name = "street"
joins = "40 per y"
[[hole]]
name = "away"
hazard = "0.3 per y"
[program]
pull = 0.0
lift = 0.0
reset = 1.0
[program.points]
per_spend = 1.0
welcome = 15
reward_points = 60
redeem_prob = 0.5
unit_cost = 0.1
[program.membership]
fee = 12.0
every = "0.5 y"
take_up = 0.4
renewal = 0.7
""", {
        "program.fees_paid": of("fees"), "program.not_renewed": of("not renewed"), "program.issued": of("issued"),
        "program.redeemed": of("redeemed"), "program.forfeited": of("forfeited"), "program.outstanding": of("outstanding"),
        "ledger.program rewards": of("redeemed", -0.1),
    })  # fmt: skip


def passed_on(rng):
    """Twelve members who buy and, twice a year, pass half of what they have to another: as one process of all events."""
    held, f, at = [0] * 12, Counter(), 0.0
    while True:
        at += rng.expovariate(12 * (12.0 + 2.0))
        if at >= 2.0:
            return f | Counter(outstanding=sum(held))
        who = rng.randrange(12)
        if rng.random() * 14.0 < 12.0:
            spend = math.floor(rng.expovariate(1 / 20))
            held[who] += spend
            f["issued"] += spend
            if held[who] >= 60 and rng.random() < 0.3:
                held[who] -= 60
                f["rewards"] += 1
        else:
            other, half = rng.choice([k for k in range(12) if k != who]), held[who] // 2
            held[who] -= half
            held[other] += half
            f["transferred"] += half


def transfers():
    rng = random.Random(1311)
    runs = [passed_on(rng) for _ in range(800)]
    of = means_of(runs)
    yield Case("points passed on", head(customers=12, runs=400, basket="{ exponential = { mean = 20.0 } }") + """
[program]
pull = 0.0
lift = 0.0
reset = 1.0
[program.points]
per_spend = 1.0
reward_points = 60
redeem_prob = 0.3
unit_cost = 0.1
[program.transfer]
rate = "2 per y"
share = 0.5
""", {
        "program.issued": of("issued"), "program.rewards": of("rewards"), "program.transferred": of("transferred"),
        "program.outstanding": of("outstanding"),
    })  # fmt: skip


def cases():
    for part in (points, cards, vouchers, memberships, transfers):
        yield from part()

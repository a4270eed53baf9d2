"""Section 13, loyalty programs: tiers and partners, closing, liability, support by what is at stake, twins, moments and fraud."""

import math

from customers import OUTSIDE, plugged
from members import YEAR, filled, options, simulated
from s13_program import head

from second import Case, Estimate

NOBODY_LEAVES = plugged(*OUTSIDE)


def tiers():
    of = simulated(1307, 100, options(days=3 * YEAR, hazard=0.2 / YEAR, p=0.3, goal=100.0, basket=lambda rng: rng.expovariate(1 / 20),
                                      tiers=((0.0, 1.0), (220.0, 1.5), (300.0, 2.0)), review=YEAR, partner=1.4))  # fmt: skip
    yield Case("tiers and a partner", head(years=3, basket="{ exponential = { mean = 20.0 } }") + """
[[hole]]
name = "away"
hazard = "0.2 per y"
[program]
pull = 0.0
lift = 0.0
reset = 1.0
[program.points]
per_spend = 1.0
reward_points = 100
unit_cost = 0.01
[[program.tier]]
name = "base"
from = 0
[[program.tier]]
name = "silver"
from = 220
multiplier = 1.5
[[program.tier]]
name = "gold"
from = 300
multiplier = 2.0
[[program.partner]]
name = "petrol"
spend = "255.5 per y"
multiplier = 2.0
fee_per_point = 0.02
""", {
        "program.issued": of("issued"), "program.redeemed": of("redeemed"), "program.forfeited": of("forfeited"),
        "program.promoted": of("promoted"), "program.demoted": of("demoted"), "program.tier.base": of(("tier", 0)),
        "program.tier.silver": of(("tier", 1)), "program.tier.gold": of(("tier", 2)),
        "ledger.program fees": of("partner", 0.02),
    })  # fmt: skip


def closing():
    of = simulated(1308, 100, options(p=0.5, life=lambda rng: 300.0, closed=(1.0 * YEAR, 1.5 * YEAR), basket=lambda rng: rng.expovariate(1 / 20),
                                      pull=0.6, lift=0.3, reset=0.7, hazard=0.2 / YEAR))  # fmt: skip
    yield Case("a program closed for half a year", head(basket="{ exponential = { mean = 20.0 } }") + """
[[hole]]
name = "away"
hazard = "0.2 per y"
[program]
pull = 0.6
lift = 0.3
reset = 0.7
[program.points]
per_spend = 1.0
reward_points = 60
redeem_prob = 0.5
expiry = "300 d"
unit_cost = 0.1
[[shock]]
name = "closed"
start = "1 y"
end = "1.5 y"
change = { "program.enabled" = { set = false } }
""", {
        "metrics.purchases": of("purchases"), "program.issued": of("issued"), "program.redeemed": of("redeemed"),
        "program.expired": of("expired"), "program.forfeited": of("forfeited"), "program.outstanding": of("outstanding"),
    })  # fmt: skip


def liabilities():
    of = simulated(1309, 300, options(rate=3 / YEAR, goal=100.0, p=0.3, reach=YEAR, unit=0.05, gone=0.2))
    yield Case("what points are expected to cost", head(rate=3) + """
[program]
pull = 0.0
lift = 0.0
reset = 1.0
reach = "1 y"
breakage = 0.2
[program.points]
per_spend = 1.0
reward_points = 100
redeem_prob = 0.3
unit_cost = 0.05
""", {"program.liability": of("liability"), "program.outstanding": of("outstanding"), "ledger.program liability": of("liability", -1.0)})  # fmt: skip


def held():
    of = simulated(1310, 120, options(hazard=0.8 / YEAR, goal=100.0, p=0.3, kmax=0.6, unit=0.3))
    yield Case("points that hold", head() + """
[loyalty]
levels = { low = [1.0, 1.0, 1.0], high = [1.0, 1.0, 1.0] }
support = { incentive = 0.0, price = 0.0, convenience = 0.0, inertia = 0.0, lockin = 0.0, social = 0.0 }
trust = { start = 0.0, gain = 0.0, loss = 0.0, shield = 0.0 }
""" + NOBODY_LEAVES + """[[hole]]
name = "away"
hazard = "0.8 per y"
shielded = true
[program]
pull = 0.0
lift = 0.0
reset = 1.0
kmax = 0.6
[program.points]
per_spend = 1.0
reward_points = 100
redeem_prob = 0.3
unit_cost = 0.3
""", {"metrics.exits": of("exits"), "metrics.purchases": of("purchases"), "program.forfeited": of("forfeited")})  # fmt: skip


def twins():
    """A discount acts as a lower price; without a goal, `lift` acts at all times."""
    bought, faster = 100 * 12 * 2.0, 0.9**-1.5 * 1.02
    yield Case("a discount card against its twin", head().replace("margin = 0.5", "margin = 0.5\nelasticity = 1.5") + """
[program]
admin = "30 per y"
aware = 0.5
[program.discount_card]
discount = 0.1
[[intervention]]
name = "rent"
change = { "money.overhead" = { set = "10 per y" } }
""", {
        "program.added_purchases": Estimate(0.5 * (faster - 1)), "program.deadweight": Estimate(0.5 * bought * 2.0),
        "ledger.program rewards": Estimate(-0.5 * bought * faster * 2.0),
        "program.break_even": Estimate((0.5 * bought * faster * 2.0 + 60) / (bought * 10)),
        "program.incremental_value": Estimate(0.5 * bought * (faster - 1) * 10 - 0.5 * bought * faster * 2 - 60),
    }, command="compare")  # fmt: skip


def moments():
    """Everything here is a share of visits: nobody leaves, and quality moves no purchase."""
    visits = 100 * 12 * 2.0
    yield Case("shorter waits, bright moments, surprises and fraud", head(runs=200).replace("margin", "wallet_response = 0.0\nmargin") + """
[loyalty]
levels = { low = [1.0, 1.0, 1.0], high = [1.0, 1.0, 1.0] }
""" + NOBODY_LEAVES + """
[program]
mode = ["benefit", "experience"]
aware = 0.8
complexity = 0.25
fraud = 0.1
pull = 0.0
lift = 0.0
reset = 1.0
[program.points]
per_spend = 5.0
reward_points = 100
redeem_prob = 1.0
unit_cost = 0.01
[program.benefit]
wait = 0.5
[program.experience]
prob = 0.25
cost = 1.0
[program.surprise]
prob = 0.2
cost = 3.0
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "desk"
wait = "10 min"
time = "1 min"
""", {
        "touchpoints.visit/desk.delay_min": Estimate(10 * (0.6 * 0.5 + 0.4)), "program.surprises": Estimate(0.6 * visits * 0.2),
        "program.rewards": Estimate(0.6 * visits * 0.75), "program.fraudulent": Estimate(0.6 * visits * 100 * 0.1 / 0.9),
        "ledger.program fraud": Estimate(-0.6 * visits / 9),
        "ledger.program rewards": Estimate(-0.6 * visits * (0.75 + 0.25 * 1.0 + 0.2 * 3.0)),
    })  # fmt: skip


def partners():
    """Ten members who only spend with a partner, 10 a day; more points and a higher fee from day 45; then the same, closed on day 75."""
    for end, closing in ((100.0, ""), (75.0, '[[shock]]\nname = "closed"\nstart = "75 d"\nchange = { "program.enabled" = { set = false } }\n')):
        issued = fees = units = owed = before = 0.0
        for t in [k * YEAR / 12 for k in (1, 2, 3) if k * YEAR / 12 < end] + [end]:
            early, late = max(0.0, min(t, 45.0) - before), max(0.0, t - max(before, 45.0))
            units, owed, before = units + 3.7 * early + 7.4 * late, owed + 0.02 * 3.7 * early + 0.05 * 7.4 * late, t
            paid = owed * math.floor(units + 1e-9) / units
            issued, fees, owed, units = issued + math.floor(units + 1e-9), fees + paid, owed - paid, units - math.floor(units + 1e-9)
        yield Case(f"a partner who changes, until day {end:g}", """
name = "Partner"
[run]
horizon = "100 d"
replications = 2
[population]
customers = 10
[purchase]
rate = "0 per y"
[program]
[program.points]
per_spend = 0.37
reward_points = 1000000
unit_cost = 0.01
[[program.partner]]
name = "petrol"
spend = "3650 per y"
fee_per_point = 0.02
cost = "36.5 per y"
[[shock]]
name = "more"
start = "45 d"
change = { "program.partner.petrol.multiplier" = { set = 2.0 }, "program.partner.petrol.fee_per_point" = { set = 0.05 } }
""" + closing, {
            "program.issued": Estimate(10 * issued), "program.outstanding": Estimate(10 * issued), "ledger.program fees": Estimate(10 * fees, 0, 1e-5),
            "ledger.program partners": Estimate(-0.1 * end),
        })  # fmt: skip


def windows():
    """What points given in advance are expected to cost at once: they can be used until their grace is over; partners fill goals, too."""
    for given, life, grace, partner in ((40, 200, 0, 0), (40, 200, 60, 0), (100, 100, 30, 0), (60, 700, 0, 0), (40, 1000, 0, 40)):
        window = min(life + grace, YEAR)
        missing = max(0, math.ceil((100 - given - partner * window / YEAR) / 20))
        yield Case(f"{given} points that live {life} and {grace} d, {partner} a year from a partner", head(years=0, rate=3, runs=2).replace('"0 y"', '"1 ms"', 1) + f"""
[program]
reach = "1 y"
breakage = 0.0
[program.points]
per_spend = 1.0
reward_points = 100
welcome = {given}
redeem_prob = 0.3
unit_cost = 1.0
expiry = "{life} d"
grace = "{grace} d"
[[program.partner]]
name = "petrol"
spend = "{partner} per y"
""", {"program.liability": Estimate(100 * given * filled(missing, 3.0 * window / YEAR), 0, 1e-6)})  # fmt: skip


def cases():
    for part in (tiers, closing, liabilities, held, twins, moments, partners, windows):
        yield from part()

"""Section 12, money: pay of staff, discounting, lifetime and remaining value, residual; each worked out by hand or customer by customer."""

import math
import random

from second import Case, Estimate, mean_of

YEAR = 365.0


def discounted(rate, begin, end):
    """One a year, from `begin` to `end` in years."""
    delta = math.log(1 + rate)
    return (math.exp(-delta * begin) - math.exp(-delta * end)) / delta


def overtime():
    """A desk of two from 9 to 12 on seven days; visitors of a day are served by the staff of closing time, to the end."""
    rng, found = random.Random(1201), []
    for _ in range(200):
        paid = 0.0
        for _ in range(14):
            free, at, last = [9.0, 9.0], 9.0, []
            while True:
                at += rng.expovariate(2.4)
                if at >= 12.0:
                    break
                k = free.index(min(free))
                begin = max(at, free[k])
                free[k] = begin + 0.75
                last.append((begin, free[k]))
            paid += 2 * 3.0 + sum(max(0.0, end - max(12.0, begin)) for begin, end in last)
        found.append(paid)
    paid = mean_of(found)
    yield Case("overtime after closing", """
name = "Overtime"
[run]
horizon = "14 d"
replications = 200
[[resource]]
name = "desk"
staff = 2
wage = "20 per h"
hours = { days = "mon-sun", open = "09:00", close = "12:00" }
[[journey]]
name = "visit"
arrivals = { timetable = { "00:00" = "0 per h", "09:00" = "2.4 per h", "12:00" = "0 per h" } }
[[journey.touchpoint]]
name = "talk"
resource = "desk"
time = "45 min"
""", {
        "resources.desk.more.wages": Estimate(20 * paid.value, 20 * paid.error), "ledger.wages": Estimate(-20 * paid.value, 20 * paid.error),
    })  # fmt: skip


def fixed():
    """Nothing is left to chance: a timetable, a salary, raises on day 100, overhead, one visitor a day who takes an hour after a cut of staff."""
    days, rate = 200, 0.1
    wages = days * 10.0 * (3 * 8 + 1 * 16) + 100 * 5.0 * (3 * 8 + 16)
    salary = 4 * 3000 * 12 / YEAR * 100 + 4 * 4500 * 12 / YEAR * 100
    overhead = 7300 / YEAR * days
    hourly = lambda a, b: discounted(rate, a / 24 / YEAR, b / 24 / YEAR) * YEAR * 24  # noqa: E731
    npv = 0.0
    for day in range(days):
        pay = 10.0 if day < 100 else 15.0
        cuts = [(0, 8, 1), (8, 16, 3), (16, 24, 1)]
        npv -= sum(pay * staff * hourly(24 * day + a, 24 * day + b) for a, b, staff in cuts)
    npv -= 7300 * discounted(rate, 0, days / YEAR)
    npv -= 144000 * discounted(rate, 0, 100 / YEAR) + 216000 * discounted(rate, 100 / YEAR, 200 / YEAR)
    yield Case("wages, salary and overhead", """
name = "Pay"
[run]
horizon = "200 d"
replications = 2
[money]
discount_rate = 0.1
overhead = "7300 per y"
[[resource]]
name = "desk"
staff = { timetable = { "08:00" = 3, "16:00" = 1 } }
wage = "10 per h"
[[resource]]
name = "office"
staff = { timetable = { "sat-sun 08:00" = 1, "08:00" = 4, "16:00" = 0 } }
salary = "3000 per mo"
[[shock]]
name = "raise"
start = "100 d"
change = { "resource.desk.wage" = { set = "15 per h" }, "resource.office.salary" = { set = "4500 per mo" } }
[[journey]]
name = "visit"
arrivals = { every = "1 d" }
[[journey.touchpoint]]
name = "talk"
resource = "desk"
time = "30 min"
""", {
        "resources.desk.more.wages": Estimate(wages, 0, 1e-6), "resources.office.more.wages": Estimate(salary, 0, 1e-6),
        "ledger.wages": Estimate(-wages - salary, 0, 1e-6), "ledger.overhead": Estimate(-overhead, 0, 1e-6), "metrics.npv": Estimate(npv, 0, 1e-6),
    })  # fmt: skip


def cut():
    """Three who are all busy at the cut to one finish what they are at, and are paid for it."""
    staffed, more = 30 * (8 * 3 + 16 * 1), 30 * 2 * 0.5
    yield Case("a cut of staff in the middle of a service", """
name = "Cut"
[run]
horizon = "30 d"
replications = 2
[[resource]]
name = "desk"
staff = { timetable = { "08:00" = 3, "16:00" = 1 } }
wage = "10 per h"
""" + "".join(f"""
[[journey]]
name = "visit{k}"
arrivals = {{ timetable = {{ "00:00" = "0 per h" }} }}
[[journey.touchpoint]]
name = "talk"
resource = "desk"
time = "1 h"
""".replace('{ timetable = { "00:00" = "0 per h" } }', "{ at = [" + ", ".join(f'"{24 * d + 15.5} h"' for d in range(30)) + "] }") for k in range(3)),
        {"resources.desk.more.wages": Estimate(10.0 * (staffed + more), 0, 1e-6)})  # fmt: skip


def values():
    """Joiners who flow, pay, and leave at a constant hazard: value from joining on, discounted to joining; residual of who is there."""
    rng, years, hazard, rate, n = random.Random(1202), 5.0, 0.3, 0.12, 200
    delta = math.log(1 + rate)
    runs = []
    for _ in range(200):
        ltv, npv = [], 0.0
        joined = [0.0] * n
        at = rng.expovariate(40)
        while at < years:
            joined.append(at)
            at += rng.expovariate(40)
        for begin in joined:
            end = min(years, begin + rng.expovariate(hazard))
            value = 50.0 * discounted(rate, 0.0, end - begin) - 90.0 * (begin > 0.0)
            buys = begin
            while True:
                buys += rng.expovariate(4.0)
                if buys >= end:
                    break
                value += 6.0 * math.exp(-delta * (buys - begin))
            ltv.append(value)
            npv += value * math.exp(-delta * begin)
        runs.append((sum(ltv) / len(ltv), npv))
    # Contribution per customer-day and exits per customer-day as the laws say; what a newcomer cost is no contribution.
    active = n * math.exp(-hazard * years) + 40.0 * (1 - math.exp(-hazard * years)) / hazard
    rest = active * (1 + rate) ** -years * (50.0 + 4.0 * 6.0) / (hazard + delta)
    yield Case("values of those who join", """
name = "Values"
[run]
horizon = "5 y"
replications = 100
[money]
discount_rate = 0.12
[population]
customers = 200
[[acquisition]]
name = "street"
joins = "40 per y"
cost_per_customer = 90.0
[purchase]
rate = "4 per y"
basket = 20.0
margin = 0.3
[contract]
earns = "50 per y"
[[hole]]
name = "away"
hazard = "0.3 per y"
""", {
        "metrics.ltv": mean_of([r[0] for r in runs]), "metrics.npv": mean_of([r[1] for r in runs]),
        "metrics.active_end": Estimate(active), "ledger.acquisition": Estimate(-200 * 90.0), "metrics.residual_value": Estimate(rest),
    })  # fmt: skip


def contracts():
    """Yearly payments at the start of a term, 70 of 100 renew; a purchase on joining; margins and costs of touchpoints; a second year observed."""
    base = 1000 * 80.0 * sum(0.7**k * 1.1**-k for k in range(5))
    yield Case("payments in advance", """
name = "Contracts"
[run]
horizon = "5 y"
replications = 30
[money]
discount_rate = 0.1
[population]
customers = 1000
[contract]
term = "1 y"
price = 100.0
cost = 20.0
retention = 0.7
""", {"metrics.npv": Estimate(base), "metrics.ltv": Estimate(base / 1000), "metrics.active_end": Estimate(1000 * 0.7**5)})  # fmt: skip
    # Who was there at the end of the warm-up has a remaining value, discounted to that day.
    stay, delta = math.exp(-0.3), math.log(1.1) + 0.3
    year = (1 - math.exp(-delta)) / delta
    yield Case("remaining value after a warm-up", """
name = "Remaining"
[run]
horizon = "2 y"
warm_up = "1 y"
replications = 60
[money]
discount_rate = 0.1
[population]
customers = 1000
[contract]
earns = "100 per y"
[[hole]]
name = "away"
hazard = "0.3 per y"
""", {"metrics.remaining_value": Estimate(100 * year), "metrics.exits": Estimate(1000 * stay * (1 - stay)), "ledger.flows": Estimate(1000 * stay * 100 * (1 - stay) / 0.3)})  # fmt: skip


def cases():
    for part in (overtime, fixed, cut, values, contracts):
        yield from part()

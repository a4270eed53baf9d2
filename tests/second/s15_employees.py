"""Section 15, employees: mood, skill and turnover day by day, what they do to speed and performance, and contact persons who leave."""

import math
import random

from customers import NOBODY, plugged
from second import Case, Estimate, mean_of

Q0, LEARN, NEW, J0 = 0.4 / 365, 180.0, 0.3, 0.5


def staff(days, pay=0.0, env=0.0, skill=None, util=None, rate=None, learn=LEARN, quit_rate=Q0, settle=30.0):
    """Mood, skill and quitting of each day, moved at midnight. `util` and `rate` are those of each day, felt as means of seven days."""
    k = NEW + (1 - NEW) / (1 + quit_rate * learn) if skill is None else skill
    j, out = J0, []
    for day in range(days):
        q = min(0.5, quit_rate * math.exp(-1.5 * (j - J0)))
        out.append((j, k, q))
        week = range(max(0, day - 6), day + 1)
        load = 0.0 if util is None else sum(util[d] for d in week) / len(week)
        said = 0.0 if rate is None else sum(rate[d] for d in week) / len(week)
        target = J0 + 0.5 * pay + 0.3 * env - 2 * max(0.0, load - 0.85) - 0.02 * said
        k += (1 - k) / learn - q * (k - NEW)
        j += (min(max(target, 0.0), 1.0) - j) / settle
    return out


def mean(values):
    values = list(values)
    return sum(values) / len(values)


ROUND = 1e-6


def people(found):
    return {
        "resources.desk.more.staff_mood": Estimate(mean(j for j, _, _ in found), 0.0, ROUND),
        "resources.desk.more.staff_skill": Estimate(mean(k for _, k, _ in found), 0.0, ROUND),
        "resources.desk.more.staff_turnover": Estimate(365 * mean(q for _, _, q in found), 0.0, ROUND),
    }


def queue(days, resource, employees, every, time, rest=""):
    return f"""
name = "Staff"
[run]
horizon = "{days} d"
replications = 2
[[resource]]
name = "desk"
staff = 2
{resource}
[employees]
{employees}
{rest}
[[journey]]
name = "v"
arrivals = {{ every = "{every}" }}
[[journey.touchpoint]]
name = "a"
resource = "desk"
time = "{time}"
"""


def settled():
    """No chance anywhere: pay and surroundings, learning, speed."""
    days = 90
    found = staff(days, 0.4, -0.3, 0.4)
    # Visitors at every 6 h: those of midnight are served before the staff is moved.
    times = []
    for n in range(1, 4 * days):
        day = n // 4 if n % 4 else n // 4 - 1
        times.append(60.0 / (1 + 0.4 * (found[day][1] - 0.4)))
    text = queue(days, 'wage = "24 per d"\npay = 0.4\nenvironment = -0.3', "reference_skill = 0.4", "6 h", "60 min")
    expected = people(found)
    expected["touchpoints.v/a.service_min"] = Estimate(mean(times), 0.0, ROUND)
    expected["metrics.npv"] = Estimate(-2 * 24 * 1.4 * days, 0.0, ROUND)
    expected["resources.desk.more.staff_quits"] = Estimate(2 * sum(q for _, _, q in found), 0.0, ROUND)
    yield Case("pay, surroundings, learning and speed", text, expected)
    found = staff(days, -0.9, 0.0, None, learn=20.0, quit_rate=0.02, settle=5.0)
    text = queue(days, "pay = -0.9", 'learning_time = "20 d"\nquit_rate = "0.02 per d"\nt_J = "5 d"', "6 h", "60 min")
    yield Case("a staff that melts away", text, people(found))
    # Two servers, one visitor every 10 min from minute 10 on: for 19 min, a load of .95; for 60 min, all busy, and who waits goes.
    # A service under way at midnight is load of both days.
    for name, rest, first, later in (
        ("a load of .95", "", 142 * 19 + 10, 2 * 1368),
        ("a load of 1", 'patience = "1 min"', 2880 - 30, 2880),
    ):
        found = staff(40, util=[first / 2880] + [later / 2880] * 39)
        text = queue(40, "", "speed_effect = 0.0", "10 min", "60 min" if rest else "19 min") + rest + "\n"
        yield Case(name, text, people(found))
    # One server busy from day 14 to day 112 in services of 14 d.
    text = queue(112, "", "speed_effect = 0.0", "14 d", "14 d").replace("staff = 2", "staff = 1") + 'patience = "1 min"\n'
    yield Case("services of 14 d", text, people(staff(112, util=[0.0] * 14 + [1.0] * 98)))
    # Open for eight hours, one visitor every 10 min for 9 min, slower as skill is lost: the load is that of the hours on duty.
    k = NEW + (1 - NEW) / (1 + Q0 * LEARN)
    util = []
    for day in range(60):
        skill = staff(day + 1, util=[*util, 0.0])[day][1]
        util.append(48 * 9 / (1 + 0.4 * (skill - k)) / 480)
    text = queue(60, 'hours = { open = "09:00", close = "17:00" }\nqueue_limit = 0', "", "10 min", "9 min").replace("staff = 2", "staff = 1")
    yield Case("a load of the open hours", text, people(staff(60, util=util)))


def switched():
    """Pay, quitting and the skill of newcomers from half past day 30 to day 60: midnight moves a day by what holds then."""
    k, j, days, found = 0.4, J0, 90, []
    for day in range(days):
        on = 30.5 <= day + 1 < 60
        q = (3.0 if on else 0.4) / 365 * math.exp(-1.5 * (j - J0))
        found.append((j, k, q))
        k += (1 - k) / LEARN - q * (k - (0.1 if on else NEW))
        j += (J0 + (0.2 if on else 0.0) - j) / 30
    text = queue(days, "", "reference_skill = 0.4", "6 h", "60 min") + '[[intervention]]\nname = "repair"\nstart = "30.5 d"\nend = "60 d"\n'
    text += '[intervention.change]\n"resource.desk.pay" = { set = 0.4 }\n"employees.quit_rate" = { set = "3 per y" }\n'
    text += '"employees.starting_skill" = { set = 0.1 }\n'
    yield Case("staff under a switch", text, people(found), "compare", "repair")


def felt():
    """Performance follows mood and skill: moments of customers who expect 6.5 for ever, one visit a day, at midnight."""
    days = 90
    found = staff(days, 0.4, -0.3, 0.4)
    moments = [0.5 * (2 * (6.0 + 2 * (found[d - 1][1] - 0.4) + found[d - 1][0] - J0 - 5.0) / 3 - 1) for d in range(1, days)]
    text = f"""
name = "Felt"
[run]
horizon = "{days} d"
replications = 2
[population]
customers = 4
[market]
progress = 0.0
[loyalty]
[experience]
sd_within = 0.0
sd_between = 0.0
mood_gain = 0.0
adaptation = 0.0
{NOBODY}
[[resource]]
name = "desk"
staff = 4
pay = 0.4
environment = -0.3
[employees]
reference_skill = 0.4
[[journey]]
name = "v"
start = {{ every = "1 d" }}
[[journey.touchpoint]]
name = "a"
resource = "desk"
quality = 6.0
fail_prob = 0.0
"""
    yield Case("staff are felt", text, {"touchpoints.v/a.moment": Estimate(mean(moments), 0.0, ROUND)})


def complained():
    """Ten complaints in a hundred services."""
    found = staff(60, rate=[10.0] * 60)
    text = """
name = "Complained"
[run]
horizon = "60 d"
replications = 8
[population]
customers = 300
[complaint]
voice = { silent = 0.8, front_line = 0.1, formal = 0.1 }
stay = { silent = [1.0, 1.0], unresolved = [1.0, 1.0], resolved = [1.0, 1.0], quickly = [1.0, 1.0] }
[[resource]]
name = "desk"
staff = 300
[employees]
[[journey]]
name = "v"
start = { rate = "1 per d" }
[[journey.touchpoint]]
name = "a"
resource = "desk"
fail_prob = 0.5
"""
    yield Case("complaints dishearten", text, people(found))


def contacts(rng):
    """The hole `rival`, 1 a year, is twice as wide for 90 d after one's contact person left (4 a year)."""
    days, quits = 365.0, 4 / 365
    stays = []
    for _ in range(20000):
        at, until, wide = 0.0, 0.0, 0.0
        while True:
            at += rng.expovariate(quits)
            if at >= days:
                break
            wide += min(at + 90, days) - max(at, min(until, days))
            until = at + 90
        stays.append(math.exp(-(days + wide) / 365))
    plugs = NOBODY.replace(plugged("rival"), '[[hole]]\nname = "rival"\nhazard = "1 per y"\n')
    for backup in (False, True):
        text = f"""
name = "Contacts"
[run]
horizon = "365 d"
replications = 60
[population]
customers = 400
[loyalty]
support = {{ price = 0.0, convenience = 0.0, inertia = 0.0, lockin = 0.0 }}
trust = {{ start = 0.0, gain = 0.0 }}
{plugs}
[[resource]]
name = "desk"
staff = 4
key_contacts = true
[employees]
quit_rate = "4 per y"
key_contact_backup = {str(backup).lower()}
[[journey]]
name = "v"
start = {{ rate = "0.1 per y" }}
[[journey.touchpoint]]
name = "a"
lane = "backstage"
resource = "desk"
fail_prob = 0.0
"""
        gone = Estimate(400 * -math.expm1(-1.0)) if backup else mean_of([400 * (1 - s) for s in stays])
        yield Case("contact persons leave" + (", clients handed over" if backup else ""), text, {"metrics.exits": gone, "bucket.outflow.rival": gone})


def cases():
    yield from settled()
    yield from switched()
    yield from felt()
    yield from complained()
    yield from contacts(random.Random(15))

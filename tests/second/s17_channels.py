"""Section 17, channels: things said again, self-service before a queue, convenience of several channels, the moment of saying it again."""

import math
import random

from customers import decline, plugged
from second import Case, Estimate, means_of

PLUGS = plugged("rival", "neglect", "life", "income")


def channel(name, consistency, extra=""):
    return f'[[channel]]\nname = "{name}"\nconsistency = {consistency}\n{extra}'


def touch(name, place, time, extra=""):
    return f'[[journey.touchpoint]]\nname = "{name}"\ntime = {time}\n' + (f'channel = "{place}"\n' if place else "") + extra


def repeated():
    """Switches to the branch (.5), and back to the app (.7): the time once more. Steps without a channel are no switch."""
    text = 'name = "Again"\n[run]\nhorizon = "200 d"\nreplications = 20\n' + channel("app", 0.7) + channel("branch", 0.5)
    text += '[[journey]]\nname = "v"\narrivals = "20 per d"\n'
    text += touch("a", "app", '"5 min"') + touch("b", "branch", '"10 min"') + touch("c", None, '"3 min"') + touch("d", "branch", '"4 min"')
    text += touch("e", "app", '"20 min"') + touch("f", "branch", '"8 min"')
    mean = 5 + 10 * 1.5 + 3 + 4 + 20 * 1.3 + 8 * 1.5
    sd = math.sqrt(100 * 0.25 + 400 * 0.21 + 64 * 0.25)
    return Case("said again", text, {"journeys.v.sojourn_min": Estimate(mean), "journeys.v.more.sojourn_sd_min": Estimate(sd)})


def kiosk(rng, success, hours, rate, service):
    """Attempts of exponential length [h]; who fails queues for one clerk: share of failures, delay [min], costs, time spent [min]."""
    at, arrive, delays, done = 0.0, [], [], []
    cost = 0.0
    while True:
        at += rng.expovariate(rate)
        if at >= hours:
            break
        tried = rng.expovariate(service)
        cost += 0.2
        if rng.random() < success:
            if at + tried < hours:
                done.append(tried * 60)
        elif at + tried < hours:
            arrive.append((at + tried, at))
    free = 0.0
    for reached, began in sorted(arrive):
        start = max(free, reached)
        free = start + rng.expovariate(service)
        if start < hours:
            delays.append(60 * (start - reached))
            cost += 1.0
        if free < hours:
            done.append(60 * (free - began))
    return {"delay": sum(delays) / len(delays), "waited": sum(d > 0 for d in delays) / len(delays), "value": -cost, "time": sum(done) / len(done)}


def self_service(rng):
    text = 'name = "Kiosk"\n[run]\nhorizon = "300 h"\nreplications = 80\n[[resource]]\nname = "desk"\nstaff = 1\n'
    text += channel("kiosk", 1.0, "self_service = true\nsuccess = 0.7\n") + '[[journey]]\nname = "v"\narrivals = "20 per h"\n'
    text += touch("a", "kiosk", '{ exponential = { mean = "6 min" } }', 'resource = "desk"\ncost = 1.0\n')
    runs = [kiosk(rng, 0.7, 300.0, 20.0, 10.0) for _ in range(120)]
    of = means_of(runs)
    expected = {"resources.desk.delay_min": of("delay"), "resources.desk.delay_probability": of("waited")}
    expected |= {"journeys.v.sojourn_min": of("time"), "metrics.npv": of("value")}
    yield Case("a kiosk before a desk", text, expected)
    # Customers of two skills, staff for everybody: attempts of 10 min, and 10 min more for who fails.
    text = 'name = "Skill"\n[run]\nhorizon = "365 d"\nreplications = 20\n[population]\ncustomers = 300\n[[resource]]\nname = "desk"\nstaff = 300\n'
    text += '[[segment]]\nname = "able"\nshare = 0.4\nfactor = { skill = 1.5 }\n[[segment]]\nname = "others"\nshare = 0.6\nfactor = { skill = 0.5 }\n'
    text += channel("kiosk", 0.9, "self_service = true\ncost_factor = 0.3\n") + channel("phone", 1.0)
    text += '[[journey]]\nname = "v"\nstart = { rate = "20 per y" }\n' + touch("call", "phone", '"0 min"')
    text += touch("a", "kiosk", '"10 min"', 'resource = "desk"\ncost = 1.0\n')
    fails = 0.4 * 0.0 + 0.6 * 0.6
    # Who switches to the kiosk says it again in 1 of 10 visits.
    expected = {"journeys.v.sojourn_min": Estimate(10 * (1 + fails + 0.1)), "metrics.npv": Estimate(-300 * 20 * (0.3 + fails))}
    expected["metrics.self_service_transfers.kiosk"] = Estimate(fails)
    yield Case("skill at the kiosk", text, expected)


def convenience():
    """Nobody visits: S = 3.5, and what channels add to convenience, or take from it, is in the exits alone."""
    for name, agree in (("four channels that agree", [1.0] * 4), ("five that do not", [0.0, 0.1, 0.2, 0.3, 0.4]), ("one channel", [0.0])):
        convenient = min(1.0, max(0.0, 0.2 + 0.05 * (len(agree) - 1) * (sum(agree) / len(agree) - 0.6)))
        kappa = 1 - 0.9 * 0.9 * (1 - convenient)
        text = 'name = "Convenience"\n[run]\nhorizon = "730 d"\nreplications = 60\n[population]\ncustomers = 1000\n[loyalty]\n' + PLUGS
        text += "".join(channel(f"c{i}", a) for i, a in enumerate(agree))
        text += '[[journey]]\nname = "v"\nstart = { rate = "0 per y" }\n' + "".join(touch(f"t{i}", f"c{i}", '"0 s"') for i in range(len(agree)))
        yield Case(name, text, {"metrics.exits": Estimate(1000 * -math.expm1(-730 * decline(3.5, 1 - kappa)))})


def remembered():
    """Every tenth day a visit that changes channels and says it all again: memory, satisfaction and blame without any chance but the exits."""
    days, every, half = 400, 10, 180.0
    good = 0.5 * (2 * (7.5 - 5.0) / 3 - 1)
    # Moments: 1/3 in the app, -.2 for saying it again, 1/3 in the branch, which is the end; the peak is the last of equals.
    felt = 0.4 * good + 0.4 * good + 0.2 * (2 * good - 0.2) / 3
    memory, blame, visits, last = 0.0, 0.0, 0, 0
    there, seen, lived, by_channel, exits = 1.0, 0.0, 0.0, 0.0, 0.0
    steps = 40
    for day in range(0, days, every):
        if day:
            memory += (0.2 if visits == 0 else 0.1) * (felt - memory)
            blame += 0.2
            visits += 1
        for i in range(steps):
            dt = every / steps
            t = (i + 0.5) * dt
            now, held = memory * 2 ** (-t / half), blame * 2 ** (-t / half)
            kappa = 1 - 0.9 * 0.9 * (1 - 0.17) * (1 - 0.2 * -math.expm1(-visits / 10))
            s = 3.5 + 1.5 * now
            left = there * -math.expm1(-decline(s, 1 - kappa) * dt)
            seen += s * (there - left / 2) * dt
            lived += (there - left / 2) * dt
            by_channel += left * (0.05 + held) / (1 + held)
            exits += left
            there -= left
        memory *= 2 ** (-every / half)
        blame *= 2 ** (-every / half)
    text = f'name = "Remembered"\n[run]\nhorizon = "{days} d"\nreplications = 60\n[population]\ncustomers = 1000\n[market]\nprogress = 0.0\n'
    text += "[loyalty]\n[experience]\nsd_within = 0.0\nsd_between = 0.0\nmood_gain = 0.0\nadaptation = 0.0\n" + PLUGS
    text += channel("app", 0.0) + channel("branch", 0.0) + f'[[journey]]\nname = "v"\nstart = {{ every = "{every} d" }}\n'
    text += touch("a", "app", '"0 s"', "fail_prob = 0.0\n") + touch("b", "branch", '"0 s"', "fail_prob = 0.0\n")
    expected = {"metrics.satisfaction": Estimate(seen / lived, 0.0, 1e-4), "metrics.exits": Estimate(1000 * exits)}
    expected["bucket.outflow.channel"] = Estimate(1000 * by_channel)
    return Case("saying it again is remembered", text, expected)


def cases():
    yield repeated()
    yield from self_service(random.Random(17))
    yield from convenience()
    yield remembered()

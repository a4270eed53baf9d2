"""Section 19, offers on events of one customer, and interventions limited to segments and stages."""

import math
import random

from second import Estimate, compared, mean_of, run


def offer(change, on=None, cost=0.0, **keys):
    text = '[[intervention]]\nname = "repair"\n' + (f'on = "{on}"\n' if on else "")
    text += "".join(f"{k} = {v}\n" for k, v in keys.items())
    text += f"cost = {{ {'per_use' if on else 'per_customer'} = {cost} }}\n[intervention.change]\n"
    return text + "".join(f'"{k}" = {{ {v} }}\n' for k, v in change.items())


def joining():
    """60 days of a fifth of the hazard for whoever joins; half of the customers go half the way."""
    h, hazard, steps = 300, 0.005, 3000

    def gone(age):
        return sum(-math.expm1(-hazard * (f * min(age, 60) + max(0.0, age - 60))) for f in (0.2, 0.6)) / 2

    exits = 200 * gone(h) + 2.0 * h / steps * sum(gone(h * (i + 0.5) / steps) for i in range(steps))
    text = run("Joining", h, 40, 200)
    text += '[[segment]]\nname = "keen"\nshare = 0.5\n[[segment]]\nname = "cool"\nshare = 0.5\nfactor = { offer_response = 0.5 }\n'
    text += '[[acquisition]]\nname = "ads"\njoins = "2 per d"\n[[hole]]\nname = "away"\nhazard = "0.005 per d"\n'
    text += offer({"hole.away.hazard": "scale = 0.2"}, "join", 3.0, lasts='"60 d"')
    yield compared("an offer on joining", text, {"metrics.exits": Estimate(exits), "metrics.npv": Estimate(-3.0 * (200 + 2 * h))})
    # Only one of the segments is reached, from day 100 to 200, at 7 a head of those there at the start and of who joins meanwhile.
    reached = lambda at: 0.8 * hazard * max(0.0, min(h, 200) - max(at, 100))  # noqa: E731
    left = lambda at: 0.5 * math.exp(-hazard * (h - at)) * (1 + math.exp(reached(at)))  # noqa: E731
    exits = 200 * (1 - left(0)) + 2.0 * h / steps * sum(1 - left(h * (i + 0.5) / steps) for i in range(steps))
    there = 0.5 * (200 * math.exp(-hazard * 100) + 2.0 / hazard * -math.expm1(-hazard * 100))
    text = text[: text.index("[[intervention]]")]
    text += offer({"hole.away.hazard": "scale = 0.2"}, None, 7.0, start='"100 d"', end='"200 d"', segments='["cool"]')
    yield compared(
        "a repair for one segment", text, {"metrics.exits": Estimate(exits), "metrics.npv": Estimate(-7.0 * (there + 0.5 * 2.0 * 100))}
    )


def renewing():
    """Bills every 10 d in terms of 30 d: 10 each, 8 under the offer; every figure exact."""
    for lasts in (10, 11, 30, 45):
        value, until = 0.0, -1.0
        for day in range(0, 100, 10):
            if day and day % 30 == 0 and day >= until:
                until = day + lasts
                value -= 1.0
            value += 8.0 if day < until else 10.0
        text = run("Renewing", 100, 2, 10) + '[contract]\nterm = "30 d"\nbill = "10 d"\nprice = 10.0\nretention = 1.0\n'
        text += offer({"contract.price": "set = 8.0"}, "renewal", 1.0, lasts=f'"{lasts} d"')
        yield compared(f"an offer of {lasts} d on renewal", text, {"metrics.npv": Estimate(10 * value)})
    # Who goes half the way, or none of it; an offer made before its end runs on after it; what the world sets later does not touch it.
    head = run("Renewing", 100, 2, 10) + '[contract]\nterm = "30 d"\nbill = "10 d"\nprice = 10.0\nretention = 1.0\n'
    for how, price in (("set = 6.0", 6.0), ("scale = 0.5", 5.0), ("add = -2.0", 8.0)):
        for response in (0.5, 0.0):
            text = head + f'[[segment]]\nname = "x"\nshare = 1.0\nfactor = {{ offer_response = {response} }}\n'
            text += offer({"contract.price": how}, "renewal", 1.0, lasts='"25 d"', start='"20 d"')
            value = 30.0 + 7 * (10 + response * (price - 10)) - 3
            yield compared(f"an offer to {price:g} for who goes {response:g} of the way", text, {"metrics.npv": Estimate(10 * value)})
    text = head + offer({"contract.price": "set = 6.0"}, "renewal", 1.0, lasts='"25 d"', start='"20 d"', end='"40 d"')
    yield compared("an offer past the end of offers", text, {"metrics.npv": Estimate(10 * (30 + 18 + 40 - 1))})
    later = '[[shock]]\nname = "later"\nstart = "35 d"\nend = "65 d"\n[shock.change]\n"contract.price" = { set = 20.0 }\n'
    for how, bills in (("set = 6.0", [6] * 7), ("scale = 0.5", [5, 10, 10, 10, 5, 5, 5])):
        text = head + offer({"contract.price": how}, "renewal", 1.0, lasts='"25 d"', start='"20 d"') + later
        yield compared(f"an offer ({how}) in a dearer world", text, {"metrics.npv": Estimate(10 * (30 + sum(bills) - 3))})
    # Who stays uses the offer; it costs nothing on those who decline it.
    n = 400
    text = run("Deciding", 100, 40, n) + '[contract]\nterm = "30 d"\nprice = 0.0\nretention = 0.7\n'
    text += offer({"contract.retention": "set = 0.9"}, "renewal", 1.0, lasts='"10 d"')
    yield compared(
        "who decides knows the offer", text, {"metrics.exits": Estimate(n * (1 - 0.9**3)), "metrics.npv": Estimate(-n * (0.9 + 0.81 + 0.729))}
    )


def failing(rng, customers, early):
    """Value of customers who buy 12 times a year for two years; 3 of 10 visits fail, and then a purchase earns half for 20 d.

    `early`: the transaction was complete before the failure, whose offer so comes too late for the purchase of the visit.
    """
    value = 0.0
    for _ in range(customers):
        at, until = 0.0, -1.0
        while True:
            at += rng.expovariate(12 / 365)
            if at >= 730:
                break
            before = at < until
            if rng.random() < 0.3 and not before:
                until = at + 20
                value -= 1.0
            value += 5.0 if before or (at < until and not early) else 10.0
    return value


def failures(rng):
    for early in (False, True):
        text = run("Failing", 730, 25, 200) + '[purchase]\nrate = "12 per y"\nbasket = 10.0\n[[journey]]\nname = "v"\nstart = "purchase"\n'
        text += '[[journey.touchpoint]]\nname = "pay"\nend = "transaction"\n' if early else ""
        text += '[[journey.touchpoint]]\nname = "use"\nfail_prob = 0.3\n'
        text += offer({"purchase.margin": "set = 0.5"}, "failure", 1.0, lasts='"20 d"')
        value = mean_of([failing(rng, 200, early) for _ in range(60)])
        yield compared("an offer on failure" + (" after the transaction" if early else ""), text, {"metrics.npv": value})
    # Trifles (severity 0) 2.4 times a year: whoever speaks is answered under the offer.
    stay = 0.36 * 0.95 + 0.64 * 0.70
    rate = 12 * 0.2 * (0.69 * 0.63 + 0.31 * (1 - stay))
    text = run("Complaining", 365, 40, 400) + '[complaint]\n[[journey]]\nname = "v"\nstart = { rate = "12 per y" }\n'
    text += '[[journey.touchpoint]]\nname = "use"\nfail_prob = 0.2\nseverity = 0.0\n'
    text += offer({"complaint.resolution.quick": "set = 0.36"}, "complaint", 1.0, lasts='"1 d"')
    gone = -math.expm1(-rate)
    spoken = 12 * 0.2 * 0.31 / rate * gone * 400
    yield compared("an offer on a complaint", text, {"metrics.exits": Estimate(400 * gone), "metrics.npv": Estimate(-spoken)})


def warned(rng, customers):
    """Who has bought nothing for three mean gaps is offered 20 d at half the margin; one warning a silence."""
    value = 0.0
    gap = 365 / 12
    for _ in range(customers):
        last, until = 0.0, -1.0
        value += 10.0
        while True:
            at = last + rng.expovariate(1 / gap)
            if last + 3 * gap < min(at, 730.0):
                until = last + 3 * gap + 20
                value -= 1.0
            if at >= 730:
                break
            value += 5.0 if at < until else 10.0
            last = at
    return value


def staged(rng, customers):
    """Purchases by hidden stage; from day 100 to 400 the rate of those in build-up is doubled, at 1 each time one enters, or is there."""
    base, factor = 6 / 365, (0.6, 0.9, 1.2, 0.5)
    bought, reached, edges = 0, 0, (100.0, 400.0, 730.0)
    for _ in range(customers):
        at, n, stage = 0.0, 0, 0
        while at < 730:
            on = 100 <= at < 400
            edge = next(e for e in edges if e > at)
            buy = rng.expovariate(base * factor[stage] * (2 if on and stage == 1 else 1))
            fall = rng.expovariate(1 / 365) if stage == 2 else math.inf
            if at + min(buy, fall) >= edge:
                at = edge
                reached += edge == 100 and stage == 1
                continue
            at += min(buy, fall)
            if fall < buy:
                stage = 3
                continue
            n += 1
            bought += 1
            if stage == 0 and n >= 2:
                stage = 1
                reached += on
            if stage < 2 and n >= 6:
                stage = 2
    return bought, reached


def watched(rng):
    text = run("Warned", 730, 25, 200) + '[purchase]\nrate = "12 per y"\nbasket = 10.0\nat_join = true\n[lifecycle]\nlife_events = "0 per y"\n'
    text += 'delta_CD = "0 per y"\nmultiplier = { acquisition = 1.0, build_up = 1.0, climax = 1.0, decline = 1.0 }\n'
    text += offer({"purchase.margin": "set = 0.5"}, "warning", 1.0, lasts='"20 d"')
    yield compared("an offer on a warning", text, {"metrics.npv": mean_of([warned(rng, 200) for _ in range(60)])})
    runs = [staged(rng, 200) for _ in range(80)]
    text = run("Staged", 730, 40, 200) + '[purchase]\nrate = "6 per y"\nbasket = 10.0\n[lifecycle]\nn_C = 6\ndelta_CD = "0 per y"\n'
    text += 'life_events = "1 per y"\nt_rec = "100 y"\n'
    text += offer({"purchase.rate": "scale = 2.0"}, None, 1.0, start='"100 d"', end='"400 d"', stages='["build_up"]')
    expected = {"metrics.purchases": mean_of([b for b, _ in runs]), "metrics.npv": mean_of([10 * b - r for b, r in runs])}
    yield compared("a repair for one stage", text, expected)
    text = run("Selling", 365, 20, 200) + '[purchase]\nrate = "12 per y"\nbasket = 10.0\n'
    text += offer({"purchase.sales_contact.probability": "set = 0.5", "purchase.sales_contact.cost": "set = 2.0", "purchase.upsell": "set = 0.2"})
    yield compared("sales contacts", text, {"metrics.npv": Estimate(200 * 12 * (12.0 - 1.0))})


def cases():
    rng = random.Random(1919)
    yield from joining()
    yield from renewing()
    yield from failures(rng)
    yield from watched(rng)

"""Section 19, interventions: profiles of ramp and fade to the last digit, what is drawn, spent and in progress at a switch, offers, costs."""

import math

from second import Estimate, compared, run

RATE = 0.1
DELTA = math.log(1.0 + RATE) / 365.0


def profile(start, end=None, ramp=None, fade=None, horizon=math.inf):
    """Pieces (from, to, weight) of the effect of an intervention. A step cut short is at the mean of what is left of it."""
    end = min(math.inf if end is None else end, horizon)
    pieces, full = [], start + (ramp or 0.0)
    if ramp:
        for k in range(12):
            a, b = start + ramp * k / 12, start + ramp * (k + 1) / 12
            pieces.append((a, b, (0.5 * (a + min(b, end)) - start) / ramp))
    if fade:
        # A fade that runs its course has the area fade/ln 2; one cut short has the area of its curve.
        whole = 63 / 64 if full + 6 * fade <= end else 1.0
        for k in range(24):
            a, b = full + fade * k / 4, full + fade * (k + 1) / 4
            left = min(b, end) - full
            mean = fade / math.log(2.0) * (2.0 ** (-k / 4) - 2.0 ** (-left / fade)) / (full + left - a) if a < end else 0.0
            pieces.append((a, b, mean / whole))
    else:
        pieces.append((full, math.inf, 1.0))
    return [(a, min(b, end), w) for a, b, w in pieces if a < end]


def weight(pieces, t):
    return next((w for a, b, w in pieces if a <= t < b), 0.0)


def integral(rate, edges, horizon, delta=0.0):
    """Of a rate that is constant between edges, discounted."""
    points = sorted({0.0, horizon, *(e for e in edges if 0.0 < e < horizon)})
    total = 0.0
    for a, b in zip(points, points[1:]):
        span = b - a if delta == 0.0 else (math.exp(-delta * a) - math.exp(-delta * b)) / delta
        total += rate(0.5 * (a + b)) * span
    return total


def edges_of(*profiles):
    return [t for p in profiles for a, b, _ in p for t in (a, b) if t < math.inf]


def entry(name, change, **keys):
    text = f'[[intervention]]\nname = "{name}"\n'
    text += "".join(f"{k} = {v}\n" for k, v in keys.items())
    return text + ("[intervention.change]\n" + "".join(f'"{k}" = {{ {v} }}\n' for k, v in change.items()) if change else "")


def times(**days):
    return {k: f'"{v} d"' for k, v in days.items()}


EXACT = 2e-6


def profiles():
    """Fixed costs of 10 a day for 100 d, discounted: everything exact."""
    h = 100.0
    base = run("Profiles", 100, 2, 1) + f'[money]\ndiscount_rate = {RATE}\noverhead = "10 per d"\n'
    for name, how, effect, days in (
        ("scale with an end", "scale = 2.5", lambda w: 10 + w * 15, dict(start=10, end=33)),
        ("ramp of a set", 'set = "30 per d"', lambda w: 10 + w * 20, dict(start=5, ramp=36)),
        ("ramp cut by its end", 'add = "6 per d"', lambda w: 10 + w * 6, dict(start=5, ramp=36, end=22)),
        ("ramp cut by the horizon", "scale = 3.0", lambda w: 10 + w * 20, dict(start=50, ramp=72)),
        ("fade to its end", 'add = "-6 per d"', lambda w: 10 - w * 6, dict(start=7, fade=8)),
        ("ramp and fade", 'set = "40 per d"', lambda w: 10 + w * 30, dict(start=4, ramp=24, fade=10)),
        ("fade cut by its end", "scale = 0.2", lambda w: 10 - w * 8, dict(start=3, fade=20, end=50)),
        ("ramp and fade cut by the horizon", 'add = "20 per d"', lambda w: 10 + w * 20, dict(start=30, ramp=12, fade=30)),
        ("fade just over at the horizon", 'add = "20 per d"', lambda w: 10 + w * 20, dict(start=10, fade=15)),
    ):
        pieces = profile(**days, horizon=h)
        value = -integral(lambda t, f=effect, p=pieces: f(weight(p, t)), edges_of(pieces), h, DELTA)
        yield compared(name, base + entry("repair", {"money.overhead": how}, **times(**days)), {"metrics.npv": Estimate(value, 0.0, EXACT)})
    early, late = profile(5, 70), profile(10, 50)
    factor, more = profile(20, 80, ramp=24), profile(30, None, fade=9, horizon=h)

    def stacked(t):
        level = 50 if weight(late, t) else 20 if weight(early, t) else 10
        return level * (1 + weight(factor, t)) + 7 * weight(more, t)

    value = -integral(stacked, edges_of(early, late, factor, more), h, DELTA)
    text = base + entry("repair", {"money.overhead": 'add = "7 per d"'}, needs='["a", "b", "c"]', **times(start=30, fade=9))
    text += entry("a", {"money.overhead": 'set = "50 per d"'}, **times(start=10, end=50))
    text += entry("b", {"money.overhead": "scale = 2.0"}, **times(start=20, end=80, ramp=24))
    text += entry("c", {"money.overhead": 'set = "20 per d"'}, **times(start=5, end=70))
    yield compared("set, scale and add on one value", text, {"metrics.npv": Estimate(value, 0.0, EXACT)})


def costs():
    """Once, by the month, by head and by use, paid after a lag."""
    disc = lambda t: math.exp(-DELTA * t)  # noqa: E731
    month = 365 / 12
    base = run("Costs", 200, 2, 10) + f"[money]\ndiscount_rate = {RATE}\n"
    running = (disc(20) - disc(140)) / DELTA / month
    for name, cost, lag, value in (
        ("cost once", "once = 100.0", 0, 100 * disc(20)),
        ("cost once, paid later", "once = 100.0", 30, 100 * disc(50)),
        ("cost once, owed at the horizon", "once = 100.0", 190, 100 * disc(200)),
        ("cost by the month", "per_month = 50.0", 0, 50 * running),
        ("cost by the month, paid later", "per_month = 50.0", 30, 50 * running * disc(30)),
        ("cost by head", "per_customer = 7.0", 0, 70 * disc(20)),
    ):
        text = base + entry("repair", {"money.overhead": "scale = 2.0"}, **times(start=20, end=140))
        text += f'[intervention.cost]\n{cost}\nlag = "{lag} d"\n'
        yield compared(name, text, {"metrics.npv": Estimate(-value, 0.0, EXACT)})


def spent():
    """Hazards and rates: the integral counts; what is drawn once stays at its quantile."""
    n, h = 1000, 300.0
    pieces = profile(50, ramp=60, fade=80, horizon=h)
    hazard = lambda t: (0.3 + 1.2 * weight(pieces, t)) / 365  # noqa: E731
    gone = n * -math.expm1(-integral(hazard, edges_of(pieces), h))
    base = run("Spent", 300, 60, n)
    hole = '[[hole]]\nname = "away"\n'
    text = base + hole + 'hazard = "0.3 per y"\n'
    text += entry("repair", {"hole.away.hazard": "scale = 5.0"}, **times(start=50, ramp=60, fade=80))
    yield compared("a hazard with ramp and fade", text, {"metrics.exits": Estimate(gone)})
    buys = n * integral(lambda t: (2 + 6 * weight(pieces, t)) / 365, edges_of(pieces), h)
    text = base + '[purchase]\nrate = "2 per y"\nbasket = 1.0\n'
    text += entry("repair", {"purchase.rate": 'add = "6 per y"'}, **times(start=50, ramp=60, fade=80))
    yield compared("a rate with ramp and fade", text, {"metrics.purchases": Estimate(buys)})
    # The same word before and after: uniform on [0, 2] a year becomes exponential with mean 3 a year at day 100.
    grid = [(i + 0.5) / 20000 for i in range(20000)]
    left = sum(math.exp(-(2 * u * 100 - 3 * math.log1p(-u) * 200) / 365) for u in grid) / len(grid)
    text = base + hole + 'hazard = { uniform = { low = "0 per y", high = "2 per y" } }\n'
    text += entry("repair", {"hole.away.hazard": 'set = { exponential = { mean = "3 per y" } }'}, **times(start=100))
    yield compared("a law drawn again from the same word", text, {"metrics.exits": Estimate(n * (1 - left))})
    # A lifetime with a factor from day 100 to 200: S(T) = S(a) exp(-X/f), a Weibull cumulative hazard spent at f.
    cum = lambda t: (t / 250.0) ** 2.2  # noqa: E731
    gone = n * -math.expm1(-(cum(100) + 0.3 * (cum(200) - cum(100)) + cum(300) - cum(200)))
    text = base + hole + 'lifetime = { weibull = { shape = 2.2, scale = "250 d" } }\n'
    text += entry("repair", {"hole.away.factor": "set = 0.3"}, **times(start=100, end=200))
    yield compared("a factor on a lifetime", text, {"metrics.exits": Estimate(gone)})


def in_progress():
    """Fixed intervals, terms and bills keep their length."""
    base = run("Progress", 200, 2, 10)
    text = base + '[[journey]]\nname = "v"\nstart = { every = "30 d" }\n[[journey.touchpoint]]\nname = "a"\n'
    text += entry("repair", {"journey.v.start.every": 'set = "10 d"'}, **times(start=45, end=95))
    visits = [30, 60, 70, 80, 90, 100, 130, 160, 190]
    yield compared("an interval under way", text, {"journeys.v.started": Estimate(10.0 * len(visits))})
    text = base + '[contract]\nterm = "60 d"\nprice = 10.0\nbill = "20 d"\n'
    text += entry("repair", {"contract.term": 'set = "30 d"', "contract.price": "set = 4.0"}, **times(start=50))
    # Bills at 0, 20, 40 of the old term; from 60 on terms of 30 d: at 60, 80, 90, 110, 120, 140, 150, 170, 180.
    yield compared("a term under way", text, {"metrics.npv": Estimate(10 * (3 * 10.0 + 9 * 4.0))})
    text = run("Service", 600 / 1440, 2) + '[[resource]]\nname = "desk"\nstaff = 1\n[[journey]]\nname = "v"\n'
    text += 'arrivals = { at = ["0 min", "50 min", "200 min"] }\n[[journey.touchpoint]]\nname = "a"\nresource = "desk"\ntime = "40 min"\n'
    text += entry("repair", {"journey.v.a.time": 'set = "10 min"'}, start='"70 min"')
    # 0-40, 50-90 (began before the switch), 200-210.
    yield compared("a service under way", text, {"journeys.v.sojourn_min": Estimate((40 + 40 + 10) / 3)})
    # The second waits from 60 to 90, after the switch: 40 and 30 + 10.
    text = text.replace('"0 min", "50 min", "200 min"', '"50 min", "60 min"')
    yield compared("in line at a switch", text, {"journeys.v.sojourn_min": Estimate(40)})
    # a from day 20 to 30, b and c after the switch of day 25: 10 + 4 + 6 d, 303 of money, with a desk or without.
    for name, b, c in (("", "", ""), (", a desk last", "", 'resource = "desk"'), (", a desk first", 'resource = "desk"', "")):
        text = run("Under way", 100, 2) + '[[resource]]\nname = "desk"\nstaff = 1\n[[journey]]\nname = "v"\narrivals = { at = ["20 d"] }\n'
        text += '[[journey.touchpoint]]\nname = "a"\ntime = "10 d"\n'
        text += f'[[journey.touchpoint]]\nname = "b"\ntime = "2 d"\ncost = 1.0\n{b}\n'
        text += f'[[journey.touchpoint]]\nname = "c"\ntime = "2 d"\ncost = 100.0\n{c}\n'
        change = {"journey.v.b.cost": "set = 3.0", "journey.v.b.time": 'set = "4 d"'}
        change |= {"journey.v.c.cost": "set = 300.0", "journey.v.c.time": 'set = "6 d"'}
        text += entry("repair", change, **times(start=25))
        yield compared(f"a visit under way{name}", text, {"journeys.v.sojourn_min": Estimate(20 * 1440), "metrics.npv": Estimate(-303)})


def cases():
    yield from profiles()
    yield from costs()
    yield from spent()
    yield from in_progress()

"""Section 20, hazards by tenure: a rule for the first thirty days, in closed form, with late entries, terms, switches and lifetimes.

Section 7 of them, too: a list of hazards with a step, against the table of shares that a firm reads off its cohorts.
"""

import math

from second import Case, Estimate, compared, run

YEAR, MONTH = 365.0, 365.0 / 12
DELTA = math.log(1.1) / YEAR
RULE = '[[rule]]\nname = "the first thirty days"\nfor = {{ tenure = {{ {span} }} }}\nchange = {{ "hole.away.factor" = {{ scale = 3 }} }}\n'


def hole(hazard):
    return f'[[hole]]\nname = "away"\n{hazard}\n'


def spent(rate, edges, begin, end):
    """Of a rate by day, constant between edges."""
    points = sorted({begin, end, *(e for e in edges if begin < e < end)})
    return math.fsum(rate(0.5 * (a + b)) * (b - a) for a, b in zip(points, points[1:]))


def worth(rate, edges, end):
    """Of one a day as long as somebody stays who joins on day 0, discounted."""
    points, alive, value = sorted({0.0, end, *(e for e in edges if 0.0 < e < end)}), 1.0, 0.0
    for a, b in zip(points, points[1:]):
        r = rate(0.5 * (a + b))
        value += alive * math.exp(-DELTA * a) * -math.expm1(-(r + DELTA) * (b - a)) / (r + DELTA)
        alive *= math.exp(-r * (b - a))
    return value


def at(curve, days):
    """The curve of staying at report days."""
    return {f"survival.@{d:g}": Estimate(curve(d)) for d in days}


def first_days():
    """Hazard .6 a year, three times that before day 30: the curve, exits and money."""
    base = 0.6 / YEAR
    n, h = 1000, 360
    head = run("First days", h, 60) + f'report_every = "10 d"\n[population]\ncustomers = {n}\n'
    head += '[money]\ndiscount_rate = 0.1\n[contract]\nearns = "1 per d"\n'
    for name, span, low, high in (
        ("below", 'below = "30 d"', 0.0, 30.0),
        ("from", 'from = "180 d"', 180.0, math.inf),
        ("between", 'from = "45 d", below = "135 d"', 45.0, 135.0),
    ):
        rate = lambda t, low=low, high=high: base * (3.0 if low <= t < high else 1.0)  # noqa: E731
        edges = (low, high)
        stay = lambda t, r=rate, e=edges: math.exp(-spent(r, e, 0.0, t))  # noqa: E731
        expected = {
            **at(stay, (10, 30, 50, 100, 200, 360)),
            "metrics.exits": Estimate(n * (1.0 - stay(h))),
            "metrics.npv": Estimate(n * worth(rate, edges, h)),
        }
        yield Case(f"a factor by tenure, {name}", head + hole('hazard = "0.6 per y"') + RULE.format(span=span), expected)
    # The same rule in one world alone, from day 20 to 100: tenure and date both have to be right.
    rate = lambda t: base * (3.0 if 20.0 <= t < 30.0 else 1.0)  # noqa: E731
    text = head + hole('hazard = "0.6 per y"') + '[[intervention]]\nname = "repair"\nstart = "20 d"\nend = "100 d"\n'
    text += 'for = { tenure = { below = "30 d" } }\nchange = { "hole.away.factor" = { scale = 3 } }\n'
    gone = -math.expm1(-spent(rate, (20.0, 30.0), 0.0, h))
    yield compared("a factor by tenure in one world", text, {"metrics.exits": Estimate(n * gone)})


def joiners():
    """Who joins evenly over 200 days, and who was there with a tenure of 0 to 60 days on day 0: each by the own tenure."""
    base, h, steps = 0.6 / YEAR, 200, 4000
    rate = lambda t: base * (3.0 if t < 30.0 else 1.0)  # noqa: E731
    gone = lambda begin, days: -math.expm1(-spent(rate, (30.0,), begin, begin + days))  # noqa: E731
    middle = [(i + 0.5) / steps for i in range(steps)]
    exits = 3.0 * h * sum(gone(0.0, h * x) for x in middle) / steps
    text = run("Joiners", h, 60) + '[population]\ncustomers = 0\n[[acquisition]]\nname = "ads"\njoins = "3 per d"\n'
    text += hole('hazard = "0.6 per y"') + RULE.format(span='below = "30 d"')
    yield Case("each by the own tenure", text, {"metrics.exits": Estimate(exits), "bucket.inflow.ads": Estimate(3.0 * h)})
    n = 1000
    exits = n * sum(gone(60.0 * x, h) for x in middle) / steps
    text = run("Late", h, 60, n) + 'tenure = { uniform = { low = "0 d", high = "60 d" } }\n'
    text += hole('hazard = "0.6 per y"') + RULE.format(span='below = "30 d"')
    yield Case("who was there before", text, {"metrics.exits": Estimate(exits)})


def lifetimes():
    """A Weibull lifetime of shape .6 whose hazard is three times as high before day 30; a law of hazards; exits that wait for a term."""
    n = 1000
    cum = lambda t: (t / 400.0) ** 0.6  # noqa: E731
    text = run("Lifetimes", 200, 60, n) + hole('lifetime = { weibull = { shape = 0.6, scale = "400 d" } }') + RULE.format(span='below = "30 d"')
    yield Case("a lifetime", text, {"metrics.exits": Estimate(n * -math.expm1(-2.0 * cum(30.0) - cum(200.0)))})
    # Exponential hazards of .6 a year on average: 1/(1 + .6 (200 + 60)/365).
    text = run("Laws", 200, 60, n) + hole('hazard = { exponential = { mean = "0.6 per y" } }') + RULE.format(span='below = "30 d"')
    yield Case("a law of hazards", text, {"metrics.exits": Estimate(n * (1.0 - 1.0 / (1.0 + 0.6 * 260.0 / YEAR)))})
    # Terms of 50 d: the first is left by all that is spent in it, 30 d three times as fast.
    text = run("Terms", 160, 60, n) + '[contract]\nterm = "50 d"\n' + hole('hazard = "0.6 per y"') + RULE.format(span='below = "30 d"')
    yield Case("exits at renewals", text, {"metrics.exits": Estimate(n * -math.expm1(-0.6 / YEAR * (110.0 + 100.0)))})


def by_month():
    """A cohort table of .88, .93, .96, .96 by month is said as it is; the last value holds on."""
    n, h = 1000, 365
    kept = (0.88, 0.93, 0.96)

    def stay(days):
        months, part = divmod(days / MONTH + 1e-9, 1.0)
        share = 1.0
        for k in range(int(months)):
            share *= kept[min(k, 2)]
        return share * kept[min(int(months), 2)] ** part

    table = 'hazard = { every = "1 mo", values = ["12 % per mo", "7 % per mo", "4 % per mo"] }'
    text = f'name = "By month"\n[run]\nhorizon = "{h} d"\nreplications = 80\nreport_every = "1 mo"\n[population]\ncustomers = {n}\n'
    cells = {f"cohorts.rows.0.cells.{k - 1}": Estimate(stay(MONTH * k)) for k in (1, 2, 3, 4, 8, 12)}
    expected = {
        **{f"survival.@{MONTH * k!r}": Estimate(stay(MONTH * k)) for k in (1, 2, 3, 6, 12)},
        **cells,
        "metrics.exits": Estimate(n * (1.0 - stay(h))),
        "metrics.retention_1y": Estimate(stay(h)),
    }
    yield Case("a table of cohorts", text + hole(table), expected)
    text = run("By decade", 35, 60, n) + hole('hazard = { every = "10 d", values = ["0.02 per d", "0 per d", "0.01 per d"] }')
    yield Case("steps of ten days", text, {"metrics.exits": Estimate(n * -math.expm1(-0.2 - 0.15))})
    # Who was there for 45 days begins in the second month.
    text = run("Late by month", 100, 60, n) + 'tenure = "45 d"\n' + hole(table)
    yield Case("a table, entered late", text, {"metrics.exits": Estimate(n * (1.0 - stay(145.0) / stay(45.0)))})
    # A list goes by year, as ever, and so does the same with a step of a year.
    gone = n * -math.expm1(-0.5 - 0.2 - 0.1)
    for how in ('["0.5 per y", "0.2 per y"]', '{ every = "1 y", values = ["0.5 per y", "0.2 per y"] }'):
        yield Case(f"a list by year: {how}", run("By year", 912.5, 60, n) + hole(f"hazard = {how}"), {"metrics.exits": Estimate(gone)})
    # Two holes under a rule: the causes of the first month, then those of later ones.
    text = run("Causes", 100, 60, n) + hole(table) + '[[hole]]\nname = "other"\nhazard = "0.1 per mo"\n' + RULE.format(span=f'below = "{MONTH * 86400!r} s"')
    out, alive, edges = {"away": 0.0, "other": 0.0}, 1.0, (0.0, MONTH, 2 * MONTH, 100.0)
    for k, (a, b) in enumerate(zip(edges, edges[1:])):
        away, other = -math.log(kept[k]) / MONTH * (3.0 if k == 0 else 1.0), 0.1 / MONTH
        leave = alive * -math.expm1(-(away + other) * (b - a))
        out["away"] += leave * away / (away + other)
        out["other"] += leave * other / (away + other)
        alive -= leave
    yield Case("causes by month", text, {f"bucket.outflow.{k}": Estimate(n * v) for k, v in out.items()})
    # A retention table draws the cause from the integrals of the term.
    text = run("Causes of a term", 60, 60, n) + '[contract]\nterm = "60 d"\nretention = 0.6\n'
    text += hole('hazard = { every = "20 d", values = ["0.03 per d", "0.01 per d"] }') + '[[hole]]\nname = "other"\nhazard = "0.01 per d"\n'
    yield Case("causes of a term", text, {"bucket.outflow.away": Estimate(0.4 * n * 1.0 / 1.6), "bucket.outflow.other": Estimate(0.4 * n * 0.6 / 1.6)})


def cases():
    yield from first_days()
    yield from joiners()
    yield from lifetimes()
    yield from by_month()

"""Section 7, who answers to a price: the odds of not renewing by the price over that at joining, term by term."""

import math

from customers import decline, plugged
from second import Case, Estimate, run

ELASTIC = 0.8


def leaves(p, ratio, elasticity=ELASTIC):
    """A chance of not renewing whose odds are multiplied."""
    odds = p / (1.0 - p) * ratio**elasticity
    return odds / (1.0 + odds)


def contract(term, price, more="", elasticity=ELASTIC):
    return f'[contract]\nterm = "{term} d"\nprice = {price}\nelasticity = {elasticity}\n{more}'


def shock(how, start, end=""):
    return f'[[shock]]\nname = "price rise"\nstart = "{start} d"\n{end}change = {{ "contract.price" = {{ {how} }} }}\n'


def lived(n, renewals, chance, price):
    """Who leaves and what is paid, over renewals at these days with these prices and chances of not renewing; the first payment is of day 0."""
    alive, value = n, n * price(0.0)
    for day in renewals:
        alive *= 1.0 - chance(day)
        value += alive * price(day)
    return n - alive, value


def tables():
    """A share of .8 renews each 100 d at the price of joining; 10 becomes 12 on day 250, for good or up to day 450."""
    n, days = 1000, (100.0, 200.0, 300.0, 400.0, 500.0)
    for name, end, high in (("a price rise", "", 1e9), ("a price rise that ends", 'end = "450 d"\n', 450.0)):
        price = lambda t, high=high: 12.0 if 250.0 <= t < high else 10.0  # noqa: E731
        exits, value = lived(n, days, lambda t: leaves(0.2, price(t) / 10.0), price)  # noqa: B023
        text = run("Rise", 550, 60, n) + contract(100, 10.0, "retention = 0.8\n") + shock("scale = 1.2", 250, end)
        yield Case(name, text, {"metrics.exits": Estimate(exits), "metrics.npv": Estimate(value)})
    price = lambda t: 5.0 if t >= 250.0 else 10.0  # noqa: E731
    exits, value = lived(n, days, lambda t: leaves(0.2, price(t) / 10.0), price)
    text = run("Cut", 550, 60, n) + contract(100, 10.0, "retention = 0.8\n") + shock("set = 5.0", 250)
    yield Case("a price cut", text, {"metrics.exits": Estimate(exits), "metrics.npv": Estimate(value)})
    # Tables by term, and another elasticity.
    kept = (0.6, 0.7, 0.8, 0.9, 0.9)
    exits, value = lived(n, days, lambda t: leaves(1.0 - kept[int(t / 100.0) - 1], price(t) / 10.0, 1.7), price)
    text = run("Table", 550, 60, n) + contract(100, 10.0, "retention = [0.6, 0.7, 0.8, 0.9]\n", 1.7) + shock("set = 5.0", 250)
    yield Case("a table by term", text, {"metrics.exits": Estimate(exits), "metrics.npv": Estimate(value)})
    # A chance that is drawn once per customer: the law is moved, not its mean.
    grid = [(i + 0.5) / 20000 for i in range(20000)]
    stay = sum((0.4 + 0.6 * u) ** 2 * (1.0 - leaves(0.6 - 0.6 * u, 1.5)) ** 3 for u in grid) / len(grid)
    text = run("Law", 550, 60, n) + contract(100, 10.0, "retention = { uniform = { low = 0.4, high = 1.0 } }\n") + shock("scale = 1.5", 250)
    yield Case("a law of renewals", text, {"metrics.exits": Estimate(n * (1.0 - stay))})


def joiners():
    """The price at joining is that of the day: who joins after the rise does not mind it, and minds no return to what others paid."""
    h, rate, term = 550, 3.0, 100.0
    steps = 5500
    price = lambda t: 12.0 if 250.0 <= t < 400.0 else 10.0  # noqa: E731
    exits = 0.0
    for i in range(steps):
        joined = h * (i + 0.5) / steps
        alive, day = 1.0, joined + term
        while day < h:
            alive *= 1.0 - leaves(0.2, price(day) / price(joined))
            day += term
        exits += rate * h / steps * (1.0 - alive)
    text = run("Joiners", h, 60) + '[population]\ncustomers = 0\n[[acquisition]]\nname = "ads"\njoins = "3 per d"\n'
    text += contract(100, 10.0, "retention = 0.8\n") + shock("scale = 1.2", 250, 'end = "400 d"\n')
    yield Case("the price at joining", text, {"metrics.exits": Estimate(exits)})


def clocks():
    """Without a table, exits wait for the renewal: the odds of what a term has spent, at a hazard of .003 a day, are multiplied."""
    n, days = 1000, (100.0, 200.0, 300.0, 400.0, 500.0)
    price = lambda t: 12.0 if t >= 250.0 else 10.0  # noqa: E731
    exits, value = lived(n, days, lambda t: leaves(-math.expm1(-0.3), price(t) / 10.0), price)
    text = run("Clocks", 550, 60, n) + contract(100, 10.0) + shock("scale = 1.2", 250) + '[[hole]]\nname = "away"\nhazard = "0.003 per d"\n'
    yield Case("exits that wait for the renewal", text, {"metrics.exits": Estimate(exits), "metrics.npv": Estimate(value)})


def no_terms():
    """Without a term the hole `value`, a fifth of those who are dissatisfied, answers the level of prices: half as much again from day 300 on."""
    n, hazard, wider = 1000, decline(3.5), 1.5**ELASTIC
    later = hazard * (0.8 + 0.2 * wider)
    stay = math.exp(-300.0 * hazard)
    gone = -math.expm1(-430.0 * later)
    text = run("Value", 730, 60, n) + "[loyalty]\nsupport = { price = 0.0, convenience = 0.0, inertia = 0.0, lockin = 0.0 }\n"
    text += f'[contract]\nelasticity = {ELASTIC}\n[purchase]\nrate = "0 per y"\n' + plugged("rival", "neglect", "life", "income")
    text += '[[shock]]\nname = "price rise"\nstart = "300 d"\nchange = { "purchase.price" = { set = 1.5 } }\n'
    expected = {
        "metrics.exits": Estimate(n * (1.0 - stay * (1.0 - gone))),
        "bucket.outflow.value": Estimate(n * (0.2 * (1.0 - stay) + stay * gone * 0.2 * wider * hazard / later)),
    }
    yield Case("without terms", text, expected)


def cases():
    yield from tables()
    yield from joiners()
    yield from clocks()
    yield from no_terms()

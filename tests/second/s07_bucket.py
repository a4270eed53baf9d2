"""Section 7, the leaky bucket: competing clocks by tenure, per purchase and per use, and dropping, by integrals over tenure."""

import math

from second import Case, Estimate


def competing(first, years):
    """Shares that leave by each clock, for tenures from `first` years over `years`."""
    n = 4000
    dt = years / n
    weibull = lambda t: (t / 3.0) ** 1.5  # noqa: E731
    out = dict.fromkeys(["young", "old", "mixed", "shopping", "desk"], 0.0)
    gone, alive = 0.0, 1.0
    for i in range(n):
        t = first + (i + 0.5) * dt
        elapsed = (i + 0.5) * dt
        # A gamma mixture of mean .3 and shape .8 at factor .5: mean hazard of those who are left.
        mixed = 0.5 * 0.3 / (1.0 + 0.5 * 0.3 / 0.8 * elapsed)
        # Rates per year; at a factor of 2 a chance p of leaving becomes 1 - (1 - p)^2.
        found = {
            "young": (0.6, 0.2, 0.1)[min(int(t), 2)],
            "old": 2.0 * 1.5 / 3.0 * (t / 3.0) ** 0.5,
            "mixed": mixed,
            "shopping": 4.0 * (1.0 - 0.97**2),
            "desk": 2.0 * (0.8 * 0.05 + 0.2 * 0.15),
        }
        total = sum(found.values())
        leaves = alive * -math.expm1(-total * dt)
        for name, hazard in found.items():
            out[name] += leaves * hazard / total
        alive -= leaves
        gone += leaves
    # The Weibull law checks the step.
    assert abs(weibull(3.0) - 1.0) < 1e-12
    return {**out, "all": gone}


def clocks(tenure):
    return f"""
name = "Clocks"
[run]
horizon = "3 y"
replications = 60
[population]
customers = 1000
{tenure}
[purchase]
rate = "4 per y"
[[journey]]
name = "v"
start = {{ rate = "2 per y" }}
[[journey.touchpoint]]
name = "counter"
fail_prob = 0.2
hole = "desk"
exit_prob = {{ done = 0.05, fail = 0.15 }}
[[hole]]
name = "young"
hazard = ["0.6 per y", "0.2 per y", "0.1 per y"]
[[hole]]
name = "old"
lifetime = {{ weibull = {{ shape = 1.5, scale = "3 y" }} }}
factor = 2.0
[[hole]]
name = "mixed"
hazard = {{ gamma = {{ mean = "0.3 per y", shape = 0.8 }} }}
factor = 0.5
[[hole]]
name = "shopping"
per_purchase = 0.03
factor = 2.0
[[hole]]
name = "desk"
"""


def dropped(gift):
    """Who brought less than 20 in a year (Poisson of 2 purchases of 10 each) leaves at the anniversary: share gone after 3."""
    below = lambda n: sum(math.exp(-2.0) * 2.0**k / math.factorial(k) for k in range(n))  # noqa: E731
    return 1.0 - (1.0 - below(3 if gift else 2)) * (1.0 - below(2)) ** 2


def still(competition, supports, trust, shield, rival):
    """Nobody is visited, S stays 3.5: shares that leave by dissatisfaction, rival, neglect, life and income within 2 y."""
    low, high = (0.15, 0.85, 0.97), (0.02, 0.25, 0.95)
    levels = [a + (b - a) * competition for a, b in zip(low, high)]
    sig = lambda x: 1.0 / (1.0 + math.exp(-x))  # noqa: E731
    loyal = levels[0] + (levels[1] - levels[0]) * sig(1.7 / 0.25) + (levels[2] - levels[1]) * sig(-0.75 / 0.35)
    kept = 1.0
    for support in supports:
        kept *= 1.0 - support
    pull = kept * (1.0 - shield * trust)
    rates = {
        "sat": -math.log(loyal + (1.0 - loyal) * (1.0 - kept)),
        "rival": rival * 2.0 * competition * pull,
        "neglect": 0.0,
        "life": 0.03,
        "income": 0.01,
    }
    out, alive = dict.fromkeys(rates, 0.0), 1.0
    for years, neglect in ((180.0 / 365.0, 0.0), (2.0 - 180.0 / 365.0, 0.03 * pull)):
        rates["neglect"] = neglect
        total = sum(rates.values())
        leaves = alive * -math.expm1(-total * years)
        for name, rate in rates.items():
            out[name] += leaves * rate / total
        alive -= leaves
    return out


def plugged():
    """Holes of .3 and .1 a year, 500 at first and 100 a year: exits and money with both, without a, without b."""
    r, years = math.log(1.1), 4.0
    for world, h in (("baseline", 0.4), ("without a", 0.1), ("without b", 0.3)):
        each = lambda t: -math.expm1(-h * t)  # noqa: E731, B023
        exits = 500.0 * each(years) + 100.0 * (years - each(years) / h)
        # A newcomer of time s brings (1.1^-s - e^(-(h + r)(4 - s)) 1.1^-s)/(h + r) of a yearly 100, and costs 20.
        joined = (1.0 - 1.1**-years) / r
        ends = 1.1**-years * (1.0 - math.exp(-h * years)) / h
        value = 100.0 * (500.0 * -math.expm1(-(h + r) * years) / (h + r) + 100.0 * (joined - ends) / (h + r)) - 2000.0 * joined
        yield world, exits, value


def cases():
    for name, first, tenure in (("from joining on", 0.0, ""), ("from a tenure of a year", 1.0, 'tenure = "1 y"')):
        found = competing(first, 3.0)
        expected = {f"bucket.outflow.{k}": Estimate(1000.0 * v) for k, v in found.items() if k != "all"}
        yield Case(f"clocks {name}", clocks(tenure), {**expected, "metrics.exits": Estimate(1000.0 * found["all"])})

    for gift in (0, 10):
        yield Case(
            f"dropped for little value, gift {gift}",
            f"""
name = "Dropping"
[run]
horizon = "4 y"
replications = 60
[population]
customers = 0
[purchase]
rate = "2 per y"
basket = 10.0
[[acquisition]]
name = "shop"
joins = ["1000 per y", "0 per y"]
gift = {gift}.0
deal_seekers = {{ share = 0.0, scale = 1000000000.0 }}
[[hole]]
name = "dropped"
value_below = 20.0
[contract]
term = "5 y"
price = 0.0
""",
            {"bucket.outflow.dropped": Estimate(1000.0 * dropped(gift))},
        )
    # Tenure of a year and a half: the first anniversary with a whole year behind it is day 547.5.
    for horizon, share in ((540, 0.0), (560, 3.0 * math.exp(-2.0))):
        yield Case(
            f"dropped on an anniversary, {horizon} d",
            f"""
name = "Anniversary"
[run]
horizon = "{horizon} d"
replications = 60
[population]
customers = 1000
tenure = "1.5 y"
[purchase]
rate = "2 per y"
basket = 10.0
[[hole]]
name = "dropped"
value_below = 20.0
""",
            {"bucket.outflow.dropped": Estimate(1000.0 * share)},
        )
    for name, loyalty, args in (
        (
            "a competition of .8, trust of .6",
            "[loyalty]\ntrust = { start = 0.6, shield = 0.8 }\n[market]\ncompetition = 0.8\n"
            '[[hole]]\nname = "life"\nhazard = "0.03 per y"\n[[hole]]\nname = "rival"\nhazard = "0.2 per y"',
            (0.8, (0.1, 0.2, 0.1), 0.6, 0.8, 0.2),
        ),
        ("the preset of telecoms", '[loyalty]\npreset = "telecom"', (0.5, (0.1, 0.2, 0.4), 0.3, 0.5, 0.3)),
    ):
        out = still(*args)
        yield Case(
            name,
            f"""
name = "Still"
[run]
horizon = "2 y"
replications = 60
[population]
customers = 2000
{loyalty}
""",
            {
                "bucket.outflow.value": Estimate(2000.0 * 0.2 * out["sat"]),
                "metrics.exits": Estimate(2000.0 * sum(out.values())),
                **{f"bucket.outflow.{k}": Estimate(2000.0 * out[k]) for k in ("rival", "neglect", "life", "income")},
            },
        )
    for world, exits, value in plugged():
        yield Case(
            f"plugging, {world}",
            """
name = "Plugs"
[run]
horizon = "4 y"
replications = 40
[money]
discount_rate = 0.1
[population]
customers = 500
[contract]
earns = "100 per y"
[[acquisition]]
name = "shop"
joins = "100 per y"
cost_per_customer = 20.0
[[hole]]
name = "a"
hazard = "0.3 per y"
[[hole]]
name = "b"
hazard = "0.1 per y"
""",
            {"metrics.exits": Estimate(exits), "metrics.npv": Estimate(value)},
            command="leaks",
            world=world,
        )

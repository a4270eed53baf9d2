"""Section 20, service times by segment and by attribute: a desk whose people take longer if they are of some kind.

In closed form: Pollaczek and Khinchine over the mixture, Cobham where some go first. By hand: two clerks from an empty house.
"""

import math
import random

from desk import desk
from second import Case, Estimate, means_of

HEAD = """
name = "{name}"
[run]
horizon = "{hours} h"
warm_up = "{warm} h"
replications = {runs}
[[resource]]
name = "desk"
staff = {staff}
discipline = "{discipline}"
"""

TIME = "{ gamma = { mean = \"90 s\", cv = 0.5 } }"
SQUARE = 1.0 + 0.5**2
"""Mean square of that law over the square of its mean."""


def head(name, hours=420, warm=20, runs=60, staff=1, discipline="fifo"):
    return HEAD.format(name=name, hours=hours, warm=warm, runs=runs, staff=staff, discipline=discipline)


def khinchine(rate, kinds):
    """Mean delay and load of one server; kinds are (share, mean, mean square) of the service [min], `rate` by the minute."""
    load = rate * sum(p * m for p, m, _ in kinds)
    return rate * sum(p * s for p, _, s in kinds) / (2.0 * (1.0 - load)), load


def scaled(share, factor, add=0.0):
    """A kind whose times are those of `TIME` times a factor, and so much longer [min]."""
    mean = 1.5 * factor
    return share, mean + add, SQUARE * mean**2 + 2.0 * mean * add + add**2


def by_segment():
    """3,000 customers, of whom a binomial number is slow, come 20 an hour in all."""
    n, rate, p = 3000, 20.0 / 60.0, 0.3
    delay = load = 0.0
    for slow in range(n + 1):
        chance = math.exp(math.lgamma(n + 1) - math.lgamma(slow + 1) - math.lgamma(n - slow + 1) + slow * math.log(p) + (n - slow) * math.log(1 - p))
        w, r = khinchine(rate, [scaled(1 - slow / n, 1.0), scaled(slow / n, 2.5)]) if chance > 1e-12 else (0.0, 0.0)
        delay, load = delay + chance * w, load + chance * r
    text = head("By segment") + f'[population]\ncustomers = {n}\n[[segment]]\nname = "plain"\nshare = 0.7\n'
    text += '[[segment]]\nname = "slow"\nshare = 0.3\nchange = { "journey.visit.counter.time" = { scale = 2.5 } }\n'
    text += f'[[journey]]\nname = "visit"\nstart = {{ rate = "{480 / n} per d" }}\n'
    text += f'[[journey.touchpoint]]\nname = "counter"\nresource = "desk"\ntime = {TIME}\n'
    expected = {
        "resources.desk.delay_min": Estimate(delay),
        "resources.desk.utilisation": Estimate(load),
        "resources.desk.delay_probability": Estimate(load),
        "touchpoints.visit/counter.service_min": Estimate(load / rate),
    }
    yield Case("customers of a slow segment", text, expected)
    # The rule of that segment says the same.
    rule = '[[rule]]\nname = "slow"\nfor = { segment = "slow" }\nchange = { "journey.visit.counter.time" = { scale = 2.5 } }\n'
    yield Case("a rule for that segment", text.replace('change = { "journey.visit.counter.time" = { scale = 2.5 } }\n', "") + rule, expected)


VISITORS = """
[[journey]]
name = "visit"
arrivals = "{rate} per h"
[[journey.touchpoint]]
name = "counter"
resource = "desk"
time = {time}
[[attribute]]
name = "size"
values = {{ small = 0.7, large = 0.3 }}
"""


def rule(name, whom, change):
    return f'[[rule]]\nname = "{name}"\nfor = {{ {whom} }}\n[rule.change]\n' + "".join(f'"{k}" = {{ {v} }}\n' for k, v in change.items())


def by_attribute():
    """Anonymous visitors: drawn at the arrival, one attribute from shares, one from a law."""
    large = rule("large", 'size = "large"', {"journey.visit.counter.time": "scale = 2.5"})
    old = '[[attribute]]\nname = "age"\nlaw = { uniform = { low = 20.0, high = 80.0 } }\n'
    old += rule("old", "age = { from = 65.0 }", {"journey.visit.counter.time": 'add = "1 min"'})
    kinds = [scaled(q * p, f, a) for q, a in ((0.75, 0.0), (0.25, 1.0)) for p, f in ((0.7, 1.0), (0.3, 2.5))]
    for name, rate, rules, mix in (
        ("visitors with large orders", 20.0, large, [scaled(0.7, 1.0), scaled(0.3, 2.5)]),
        ("visitors with large orders, some of them old", 16.0, large + old, kinds),
    ):
        delay, load = khinchine(rate / 60.0, mix)
        yield Case(
            name,
            head("By attribute") + VISITORS.format(rate=rate, time=TIME) + rules,
            {
                "resources.desk.delay_min": Estimate(delay),
                "resources.desk.utilisation": Estimate(load),
                "touchpoints.visit/counter.service_min": Estimate(60.0 * load / rate),
            },
        )
    # Large orders first, without pre-emption: R/(1 - s1), R/((1 - s1)(1 - s1 - s2)).
    rate = 20.0 / 60.0
    first, others = scaled(0.3, 2.5), scaled(0.7, 1.0)
    delay, load = khinchine(rate, [first, others])
    ahead = rate * first[0] * first[1]
    residual = delay * (1.0 - load)
    expected = 0.3 * residual / (1.0 - ahead) + 0.7 * residual / ((1.0 - ahead) * (1.0 - load))
    text = head("First", discipline="priority") + VISITORS.format(rate=20.0, time=TIME)
    text += rule("large", 'size = "large"', {"journey.visit.counter.time": "scale = 2.5", "journey.visit.counter.priority": "set = 1"})
    yield Case("large orders go first", text, {"resources.desk.delay_min": Estimate(expected)})


def by_hand(rng):
    """Two clerks, 10 hours from empty, 24 an hour: four of ten take twice as long, and fill in a form afterwards."""

    def kind(rng):
        slow = rng.random() < 0.4
        return "slow" if slow else "quick", rng.expovariate(20.0) * (2.0 if slow else 1.0), math.inf

    of = means_of([desk(rng, 2, 10.0, 24.0, kind) for _ in range(3000)])
    text = head("Two clerks", hours=10, warm=0, runs=600, staff=2) + "[population]\ncustomers = 3000\n"
    text += '[[segment]]\nname = "quick"\nshare = 0.6\n[[segment]]\nname = "slow"\nshare = 0.4\n[segment.change]\n'
    text += '"journey.visit.counter.time" = { scale = 2.0 }\n"journey.visit.counter.next" = { set = "form" }\n'
    text += '[[journey]]\nname = "visit"\nstart = { rate = "0.008 per h" }\n'
    text += '[[journey.touchpoint]]\nname = "counter"\nresource = "desk"\ntime = { exponential = { mean = "3 min" } }\nnext = "done"\n'
    text += '[[journey.touchpoint]]\nname = "form"\ncost = 2.0\n'
    forms = of("slow")
    yield Case(
        "two clerks from an empty house",
        text,
        {
            "resources.desk.delay_min": of("delay"),
            "journeys.visit.sojourn_min": of("sojourn"),
            "journeys.visit.started": of("came"),
            "touchpoints.visit/form.visits": forms,
            "metrics.npv": Estimate(-2.0 * forms.value, 2.0 * forms.error),
        },
    )


def cases():
    yield from by_segment()
    yield from by_attribute()
    yield from by_hand(random.Random(2001))

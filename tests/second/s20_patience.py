"""Section 20, patience by stage and by number of purchases: sampled waits in closed form, a queue customer by customer."""

import math
import random

from desk import desk
from second import Case, Estimate, means_of, run

STILL = """
[lifecycle]
n_C = {n}
delta_CD = "0 per y"
life_events = "0 per y"
multiplier = {{ acquisition = 1.0, build_up = 1.0, climax = 1.0, decline = 1.0 }}
"""


def bought(mean, least, below=math.inf):
    """Chance of so many purchases."""
    upto = lambda n: sum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(n))  # noqa: E731
    return (1.0 if below == math.inf else upto(below)) - upto(least)


def sampled():
    """Waits of 10 min, an exponential patience of 20 min on average, half as long again for some; 12 visits and 6 purchases a year."""
    steps, n = 4000, 500
    for name, whom, least, below in (
        ("settled customers wait longer", 'stage = "climax"', 3, math.inf),
        ("those of either stage", 'stage = ["build_up", "climax"]', 2, math.inf),
        ("those of the fourth to sixth purchase", "purchases = { from = 3, below = 6 }", 3, 6),
        ("both at once", 'stage = ["build_up", "climax"], purchases = { below = 5 }', 2, 5),
    ):
        share = sum(bought(12.0 * (i + 0.5) / steps, least, below) for i in range(steps)) / steps
        reneged = 24.0 * n * (share * -math.expm1(-10.0 / 30.0) + (1.0 - share) * -math.expm1(-10.0 / 20.0))
        text = run("Sampled", 730, 60, n) + '[purchase]\nrate = "6 per y"\n' + STILL.format(n=3)
        text += '[[journey]]\nname = "v"\nstart = { rate = "12 per y" }\n'
        text += '[[journey.touchpoint]]\nname = "counter"\nwait = "10 min"\npatience = { exponential = { mean = "20 min" } }\n'
        text += '[[journey.touchpoint]]\nname = "after"\n'
        text += f'[[rule]]\nname = "patient"\nfor = {{ {whom} }}\nchange = {{ "journey.v.counter.patience" = {{ scale = 1.5 }} }}\n'
        yield Case(
            name,
            text,
            {
                "touchpoints.v/counter.reneged": Estimate(reneged),
                "touchpoints.v/after.visits": Estimate(24.0 * n - reneged),
                "journeys.v.gave_up": Estimate(reneged),
            },
        )


def in_line(rng):
    """Two clerks at 1.3 times what they can do, 12 hours from empty; half of the customers are settled and wait 15 min, the others 5."""

    def kind(rng):
        settled = rng.random() < 0.5
        return "settled" if settled else "others", rng.expovariate(12.0), rng.expovariate(1.0) * (0.25 if settled else 0.25 / 3.0)

    of = means_of([desk(rng, 2, 12.0, 31.2, kind) for _ in range(3000)])
    text = 'name = "In line"\n[run]\nhorizon = "12 h"\nreplications = 500\n[population]\ncustomers = 3000\n'
    text += 'stages = { build_up = 0.5, climax = 0.5 }\n[purchase]\nrate = "0 per y"\n' + STILL.format(n=1000)
    text += '[[resource]]\nname = "desk"\nstaff = 2\n[[journey]]\nname = "v"\nstart = { rate = "0.0104 per h" }\n'
    text += '[[journey.touchpoint]]\nname = "counter"\nresource = "desk"\ntime = { exponential = { mean = "5 min" } }\n'
    text += 'patience = { exponential = { mean = "5 min" } }\n'
    text += '[[rule]]\nname = "patient"\nfor = { stage = "climax" }\nchange = { "journey.v.counter.patience" = { scale = 3.0 } }\n'
    yield Case(
        "a queue of the patient and the impatient",
        text,
        {
            "touchpoints.v/counter.reneged": of("gave up"),
            "resources.desk.delay_min": of("delay"),
            "resources.desk.renege_fraction": of("share"),
            "journeys.v.sojourn_min": of("sojourn"),
        },
    )


def cases():
    yield from sampled()
    yield from in_line(random.Random(2002))

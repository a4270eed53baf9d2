"""Section 2, waits: queues worked out customer by customer with Lindley's recursion."""

import random

from second import Case, mean_of


def mm1(rng, arrivals, service, hours):
    """One replication of an empty M/M/1 over `hours`: mean delay of those who began service by then [min]."""
    at = free = 0.0
    delays = []
    while True:
        at += rng.expovariate(arrivals)
        if at >= hours:
            break
        begin = max(at, free)
        free = begin + rng.expovariate(service)
        if begin < hours:
            delays.append(60.0 * (begin - at))
    return delays


def cases():
    rng = random.Random(11)
    runs = [mm1(rng, 8.0, 10.0, 200.0) for _ in range(400)]
    yield Case(
        "M/M/1 from empty",
        """
name = "M/M/1"
[run]
horizon = "200 h"
replications = 200
[[resource]]
name = "desk"
staff = 1
[[journey]]
name = "visit"
arrivals = "8 per h"
[[journey.touchpoint]]
name = "talk"
resource = "desk"
time = { exponential = { rate = "10 per h" } }
""",
        {
            "resources.desk.delay_min": mean_of([sum(d) / len(d) for d in runs]),
            "resources.desk.delay_probability": mean_of([sum(x > 0 for x in d) / len(d) for d in runs]),
        },
    )

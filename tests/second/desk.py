"""What the programs for queues of kinds of people share: a desk that serves in the order of arrival, customer by customer from empty."""

import heapq
import math


def desk(rng, servers, hours, rate, kind):
    """One day of a desk of so many servers. `kind(rng)` is (name, service, patience) [h] of who comes. Figures by name of figure."""
    free = [0.0] * servers
    at, delays, sojourns, came, gave_up, names = 0.0, [], [], 0, 0, {}
    while True:
        at += rng.expovariate(rate)
        if at >= hours:
            break
        came += 1
        name, service, patience = kind(rng)
        begin = max(at, free[0])
        if begin - at > patience:
            gave_up += at + patience < hours
            continue
        heapq.heapreplace(free, begin + service)
        if begin < hours:
            delays.append(60.0 * (begin - at))
        if begin + service < hours:
            sojourns.append(60.0 * (begin + service - at))
            names[name] = names.get(name, 0) + 1
    mean = lambda found: math.fsum(found) / len(found)  # noqa: E731
    waited = sum(d > 0 for d in delays)
    return {"delay": mean(delays), "sojourn": mean(sojourns), "came": came, "gave up": gave_up, "share": gave_up / came, "waited": waited, **names}

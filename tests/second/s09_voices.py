"""Section 9, voices in a finite market: praise, blame and a reputation that adopters follow, event by event."""

import heapq
import math
import random

from customers import EVEN, OUTSIDE, decline, satisfaction, sigmoid, taken_in, utility, without
from second import Case, mean_of, means_of, poisson


class Customer:
    __slots__ = ("memory", "trust", "first", "praise", "blame", "looked", "visit", "left", "factor")


def market(rng, size, customers):
    """A finite market of adopters, praise, blame and reputation over 2 y."""
    prospects, there, rho, looked = size - customers, {}, 0.0, 0.0
    out = {"adopted": 0, "brought": 0, "exits": 0, "praised": 0, "blamed": 0, "days": 0.0, "seen": 0.0}
    heap, number = [], 0
    values = (utility(3.0), utility(8.4))

    def join(at, factor):
        nonlocal number
        c = Customer()
        c.memory, c.trust, c.first, c.praise, c.blame, c.looked, c.factor = 0.0, 0.3, True, -math.inf, -math.inf, at, factor
        c.left, c.visit = rng.expovariate(1.0), at + rng.expovariate(6.0 / 365.0)
        there[number] = c
        look(at, number)
        number += 1

    def look(at, who):
        """The next look: a visit, two weeks, or, as far as memory says now, the exit."""
        c = there[who]
        leaves = at + max(0.0, c.left) / (c.factor * decline(satisfaction(c.memory))) + 1e-3
        heapq.heappush(heap, (min(c.visit, at + 15.0, leaves), who))

    def age(c, at):
        """Spends the allowance and forgets; true if the customer has left."""
        step = at - c.looked
        out["days"] += step
        out["seen"] += step * satisfaction(c.memory * 2.0 ** (-0.5 * step / 180.0))
        c.left -= c.factor * decline(satisfaction(c.memory * 2.0 ** (-0.5 * step / 180.0))) * step
        c.memory *= 2.0 ** (-step / 180.0)
        c.looked = at
        return c.left < 0.0

    def told(c, at, mean, good):
        nonlocal rho, prospects
        people = poisson(rng, mean)
        out["praised" if good else "blamed"] += people
        rho += (people if good else -2 * people) / size
        for _ in range(people):
            where = rng.random() * size
            if where < prospects:
                if good and rng.random() < 0.15:
                    prospects -= 1
                    out["brought"] += 1
                    join(at, 0.6)
            elif not good and where < prospects + len(there):
                # The index of a dict of a few hundred is found by going on from a random number.
                k = rng.randrange(number)
                while k not in there:
                    k = (k + 1) % number
                there[k].memory = max(-1.0, there[k].memory - 0.01)

    for _ in range(customers):
        join(0.0, 1.0)
    heapq.heappush(heap, (0.5, -1))
    while heap:
        at, who = heapq.heappop(heap)
        if at >= 730.0:
            for c in there.values():
                age(c, 730.0)
            break
        rho *= 2.0 ** (-(at - looked) / 120.0)
        looked = at
        if who < 0:
            favour = min(4.0, max(0.25, math.exp(rho)))
            come = min(prospects, poisson(rng, prospects * 0.3 / 365.0 * favour))
            for _ in range(come):
                prospects -= 1
                out["adopted"] += 1
                join(at, 1.0)
            heapq.heappush(heap, (at + 1.0, -1))
            continue
        c = there[who]
        if age(c, at):
            out["exits"] += 1
            del there[who]
            continue
        if at >= c.visit:
            u = values[rng.random() < 0.8]
            c.memory, c.trust = taken_in(c.memory, c.trust, u, c.first)
            c.first = False
            if at >= c.praise + 90.0 and rng.random() < sigmoid((satisfaction(c.memory) - 3.75) / 0.25):
                c.praise = at
                told(c, at, 4.0, True)
            if at >= c.blame + 90.0 and c.memory < -0.3:
                c.blame = at
                loud = rng.random() < 0.13
                told(c, at, (20.0 if loud else 9.0) / 10.43 * 6.0, False)
            c.visit = at + rng.expovariate(6.0 / 365.0)
        look(at, who)
    return out


STILL = """
[loyalty]
support = { price = 0.0, convenience = 0.0, inertia = 0.0, lockin = 0.0 }
""" + EVEN


def cases():
    rng = random.Random(9)
    runs = [market(rng, 1000, 300) for _ in range(60)]
    of = means_of(runs)
    yield Case(
        "voices in a finite market",
        f"""
name = "Voices"
[run]
horizon = "2 y"
replications = 60
[population]
customers = 300
[market]
progress = 0.0
size = 1000
{STILL}
[word_of_mouth]
tells = {{ satisfied = 4.0, dissatisfied = 6.0 }}
conversion = 0.15
every = "90 d"
referred = {{ hazard = 0.6 }}
[[acquisition]]
name = "adopts"
adoption = "0.3 per y"
{without(*OUTSIDE)}
[[journey]]
name = "v"
start = {{ rate = "6 per y" }}
[[journey.touchpoint]]
name = "counter"
quality = {{ empirical = {{ values = [3.0, 8.4], weights = [0.2, 0.8] }} }}
fail_prob = 0.0
""",
        {
            "bucket.inflow.adopts": of("adopted"),
            "bucket.inflow.referral": of("brought"),
            "metrics.exits": of("exits"),
            "metrics.told_praise": of("praised"),
            "metrics.told_blame": of("blamed"),
            "metrics.satisfaction": mean_of([r["seen"] / r["days"] for r in runs]),
        },
    )

"""What the programs for section 13 share: members of a loyalty program, one after the other, lot by lot."""

import functools
import heapq
import math
import random
from collections import Counter
from types import SimpleNamespace

from second import mean_of

YEAR = 365.0
MONTH = YEAR / 12


def options(**given):
    """Days and rates per day; what a scenario does not name is off."""
    base = dict(days=2 * YEAR, customers=100, joins=0.0, rate=12 / YEAR, hazard=0.0, basket=lambda rng: 20.0, kind="points", per=1.0, goal=60.0,
                p=1.0, life=None, grace=0.0, welcome=0, prefilled=0, aware=1.0, contact=None, fee=None, pull=0.0, lift=0.0, endow=1.0, reset=1.0,
                tiers=((0.0, 1.0),), review=None, partner=None, closed=None, kmax=0.0, unit=0.0, reach=3 * YEAR, gone=0.0, warm=0.0)  # fmt: skip
    return SimpleNamespace(**{**base, **given})


class Life:
    """One customer from joining to leaving or the horizon; `f` collects figures."""

    def __init__(self, rng, o, f, joined=0.0):
        self.rng, self.o, self.f, self.t = rng, o, f, joined
        self.lots, self.member, self.open, self.fresh = [], False, True, False
        self.carry, self.since, self.earned, self.tier = 0.0, joined, 0.0, 0
        self.queue, self.count, self.joined, self.spent, self.given = [], 0, joined, 0.0, 0
        self.at(o.days, "end")
        if o.closed:
            self.at(o.closed[0], "close")
            self.at(o.closed[1], "open")
        if rng.random() < o.aware:
            self.knows()
        elif o.contact:
            self.at(joined + o.contact[0], "contact")
        self.run()

    def at(self, time, what, who=None):
        self.count += 1
        heapq.heappush(self.queue, (time, self.count, what, who))

    def add(self, key, amount=1.0):
        if self.t >= self.o.warm:
            self.f[key] += amount

    def knows(self):
        o = self.o
        if o.fee and self.rng.random() >= o.fee[1]:
            return
        self.member, self.tier, self.since = True, 0, self.t
        self.f["members"] += 1
        if o.fee:
            self.add("fees")
            self.at(self.t + o.fee[0], "renew")
        if o.partner:
            self.at(self.t + MONTH, "statement")
        if o.review:
            self.at(self.t + o.review, "review")
        self.credit(o.welcome + o.prefilled)

    def credit(self, units):
        if units <= 0:
            return
        life = self.o.life(self.rng) if self.o.life else math.inf
        lot = [self.t + life, self.t + life + self.o.grace, float(units)]
        self.add("issued", units)
        self.lots.append(lot)
        self.lots.sort()
        if self.o.life:
            self.at(lot[0], "stale", lot)
            self.at(lot[1], "gone", lot)

    def balance(self):
        return sum(lot[2] for lot in self.lots)

    def accrue(self):
        if self.o.partner and self.member:
            self.carry += (self.t - self.since) * self.o.partner * self.o.tiers[self.tier][1]
        self.since = self.t

    def statement(self):
        self.accrue()
        whole = math.floor(self.carry + 1e-9)
        self.carry -= whole
        self.add("partner", whole)
        self.credit(whole)

    def pace(self):
        o = self.o
        if not self.member or not self.open:
            return 1.0, 1.0
        live = sum(lot[2] for lot in self.lots if lot[0] > self.t)
        if live >= o.goal - 1e-9:
            gradient, factor = 1.0, 1.0 + o.lift
        elif o.pull or o.lift or o.reset != 1.0:
            c = math.log(1 + o.pull) / o.pull if o.pull else 1.0
            if o.kind == "card":
                c = sum(1 / (1 + o.pull * k / o.goal) for k in range(int(o.goal))) / o.goal
            gradient = c * (1 + o.pull * live / o.goal)
            factor = (1 + o.lift) * o.endow * gradient
        else:
            return 1.0, 1.0
        return gradient, factor * (o.reset if self.fresh else 1.0)

    def anyway(self):
        """Rewards to purchases that would be made without the program."""
        self.f["deadweight"] += self.given * min(1.0, self.o.rate * (self.t - self.joined) / self.spent)

    def leave(self):
        if self.member and self.o.partner:
            self.statement()
        self.add("forfeited", self.balance())
        self.lots = []

    def buy(self):
        o = self.o
        spend = o.basket(self.rng)
        self.add("purchases")
        self.add("spend", spend)
        self.fresh = False
        if not self.member or not self.open:
            return
        if o.kind == "card":
            self.credit(1)
        elif o.kind == "points":
            self.earned += math.floor(spend * o.per + 1e-9)
            self.credit(math.floor(spend * o.per * o.tiers[self.tier][1] + 1e-9))
        else:
            self.credit(spend)
        if self.balance() >= o.goal - 1e-9 and self.rng.random() < o.p:
            left = o.goal
            for lot in self.lots:
                used = min(left, lot[2])
                lot[2] -= used
                left -= used
            self.lots = [lot for lot in self.lots if lot[2] > 1e-9]
            self.add("rewards")
            self.given += 1
            self.add("redeemed", o.goal)
            self.fresh = True
            if o.prefilled:
                self.credit(o.prefilled)

    def run(self):
        o, rng = self.o, self.rng
        while True:
            gradient, pace = self.pace()
            value = 0.0
            if o.kmax and self.member:
                value = o.kmax * (1 - math.exp(-o.unit * sum(lot[2] for lot in self.lots if lot[0] > self.t) / o.basket(rng)))
            hazard = o.hazard * (1 - value)
            rate = o.rate * pace
            wait = rng.expovariate(rate + hazard)
            then = min(self.t + wait, self.queue[0][0])
            self.spent += (then - self.t) * rate
            if gradient > 1.0:
                self.f["pulled"] += (then - self.t) * rate * (1 - 1 / gradient)
            if self.t + wait < self.queue[0][0]:
                self.t = then
                if rng.random() * (rate + hazard) < hazard:
                    self.f["exits"] += 1
                    self.anyway()
                    return self.leave()
                self.buy()
                continue
            self.t, _, what, lot = heapq.heappop(self.queue)
            if what == "end":
                self.anyway()
                if self.member and o.partner:
                    self.statement()
                self.f["outstanding"] += self.balance()
                self.f["soon"] += sum(x[2] for x in self.lots if x[1] <= self.t + 90)
                self.f["tier", self.tier] += self.member
                self.f["liability"] += self.liability()
                return None
            if what == "gone":
                if lot[2] > 0 and any(x is lot for x in self.lots):
                    self.add("expired", lot[2])
                    self.lots = [x for x in self.lots if x is not lot]
            elif what == "contact":
                self.add("contacts")
                if rng.random() < o.contact[1]:
                    self.knows()
                else:
                    self.at(self.t + o.contact[0], "contact")
            elif what == "renew":
                if rng.random() < o.fee[2]:
                    self.add("fees")
                    self.at(self.t + o.fee[0], "renew")
                else:
                    self.add("not renewed")
                    self.leave()
                    self.member = False
            elif what == "statement" and self.member:
                self.statement()
                self.at(self.t + MONTH, "statement")
            elif what == "review" and self.member:
                self.accrue()
                new = max(i for i, (least, _) in enumerate(o.tiers) if self.earned >= least)
                self.add("promoted", new > self.tier)
                self.add("demoted", new < self.tier)
                self.tier, self.earned = new, 0.0
                self.at(self.t + o.review, "review")
            elif what in ("close", "open"):
                self.open = what == "open"

    def liability(self):
        """Lots without expiry: chance that the goal of a unit is filled within reach, one reward at each purchase."""
        o, held = self.o, [lot[2] for lot in self.lots]
        if not o.gone:
            return 0.0
        each = 1.0 if o.kind == "card" else o.basket(None) * o.per
        total, best = 0.0, {}
        for i, units in enumerate(held):
            before = sum(held[:i])
            for goal in range(int(before / o.goal + 1e-9), math.ceil((before + units) / o.goal - 1e-9)):
                begin = max(before, goal * o.goal)
                missing = math.ceil((o.goal - sum(held) + begin) / each - 1e-9)
                best[goal] = max(best.get(goal, 0.0), filled(max(goal, missing), o.rate * o.reach))
                total += (min(before + units, (goal + 1) * o.goal) - begin) * o.unit * (1 - o.gone) * best[goal]
        return total


@functools.lru_cache(maxsize=None)
def filled(n, m):
    """At least n purchases."""
    return 1.0 - math.fsum(math.exp(-m) * m**k / math.factorial(k) for k in range(max(n, 0)))


def simulated(seed, runs, o):
    rng = random.Random(seed)
    found = []
    for _ in range(runs):
        f = Counter()
        for _ in range(o.customers):
            Life(rng, o, f)
        at = rng.expovariate(o.joins) if o.joins else math.inf
        while at < o.days:
            Life(rng, o, f, at)
            at += rng.expovariate(o.joins)
        found.append(f)
    return lambda key, factor=1.0: mean_of([factor * f[key] for f in found])

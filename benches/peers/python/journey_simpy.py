"""The repair shop of journey.toml in SimPy: a process per customer, one more per visit. Times in minutes.
usage: journey_simpy.py DAYS SEED"""

import random

import simpy
from common import answer, arguments, processor_time

CUSTOMERS = 4000
RATE = 1 / (30 * 24 * 60)  # visits per customer and minute

days, seed = arguments()
random.seed(seed)
exponential = random.expovariate


class Desk:
    """A staffed step: its servers and what happened there."""

    def __init__(self, env, staff, patience):
        self.servers = simpy.Resource(env, staff)
        self.patience = 1 / patience
        self.arrived = self.reneged = self.served = 0
        self.delay = 0.0


def staffed(desk, service):
    """Waits, is served or gives up; returns whether it was served."""
    arrived = env.now
    desk.arrived += 1
    with desk.servers.request() as turn:
        if not turn.triggered:
            yield turn | env.timeout(exponential(desk.patience))
            if not turn.triggered:
                desk.reneged += 1
                return False
        desk.served += 1
        desk.delay += env.now - arrived
        yield env.timeout(service())
    return True


def visit():
    global started, completed, sojourn
    began = env.now
    started += 1
    yield env.timeout(random.uniform(1, 3))  # enter
    if not (yield from staffed(reception, lambda: exponential(1 / 6))):
        return
    yield env.timeout(random.triangular(2, 9, 4))  # describe
    gave_up = False
    if random.random() >= 0.6:
        yield env.timeout(exponential(1 / 5))  # form
        gave_up = not (yield from staffed(advice, lambda: random.gammavariate(2, 22)))
    if not gave_up:
        yield env.timeout(exponential(1 / 10))  # wait
        while True:
            if not (yield from staffed(workshop, lambda: 12 * random.lognormvariate(0, 0.6))):
                gave_up = True
                break
            yield env.timeout(3)  # test
            if random.random() >= 0.15:
                break
    if gave_up:
        yield env.timeout(random.weibullvariate(20, 1.5))  # call back
    else:
        yield env.timeout(exponential(1 / 2))  # pay
    completed += 1
    sojourn += env.now - began


def customer():
    while True:
        yield env.timeout(exponential(RATE))
        env.process(visit())


begin = processor_time()
env = simpy.Environment()
started = completed = 0
sojourn = 0.0
reception, advice, workshop = Desk(env, 1, 20), Desk(env, 2, 60), Desk(env, 2, 45)
for _ in range(CUSTOMERS):
    env.process(customer())
env.run(until=days * 24 * 60)
seconds = processor_time() - begin
fields = {"started": started, "sojourn_min": sojourn / completed}
for name, desk in (("receptionist", reception), ("advisers", advice), ("mechanics", workshop)):
    fields[f"{name}_arrived"] = desk.arrived
    fields[f"{name}_delay_min"] = desk.delay / desk.served
    fields[f"{name}_reneged"] = desk.reneged / desk.arrived
answer("simpy", n=started, seconds=seconds, **fields)

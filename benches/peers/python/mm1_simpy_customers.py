"""M/M/1 in SimPy: one process per customer and a Resource, the shape of its manual."""

import random

import simpy
from common import ARRIVAL, SERVICE, answer, arguments, processor_time

n, seed = arguments()
random.seed(seed)
start = processor_time()
env, total, draw = simpy.Environment(), 0.0, random.expovariate
desk = simpy.Resource(env, 1)


def customer():
    global total
    arrived = env.now
    with desk.request() as turn:
        yield turn
        yield env.timeout(draw(SERVICE))
    total += env.now - arrived


def source():
    for _ in range(n):
        yield env.timeout(draw(ARRIVAL))
        env.process(customer())


env.process(source())
env.run()
answer("simpy", n=n, seconds=processor_time() - start, mean=total / n)

"""M/M/1 in SimPy: two long-lived processes and a Store, its fast shape."""

import random

import simpy
from common import ARRIVAL, SERVICE, answer, arguments, processor_time

n, seed = arguments()
random.seed(seed)
start = processor_time()
env, total, draw = simpy.Environment(), 0.0, random.expovariate
line = simpy.Store(env)


def source():
    for _ in range(n):
        yield env.timeout(draw(ARRIVAL))
        yield line.put(env.now)


def server():
    global total
    while True:
        arrived = yield line.get()
        yield env.timeout(draw(SERVICE))
        total += env.now - arrived


env.process(source())
env.process(server())
env.run()
answer("simpy", n=n, seconds=processor_time() - start, mean=total / n)

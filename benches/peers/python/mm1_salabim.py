"""M/M/1 in salabim: one component per customer, a resource, monitors off, generator mode."""

import random

import salabim as sim
from common import ARRIVAL, SERVICE, answer, arguments, processor_time

sim.yieldless(False)
n, seed = arguments()
random.seed(seed)
total, draw = 0.0, random.expovariate


class Customer(sim.Component):
    def process(self):
        global total
        arrived = env.now()
        yield self.request(server)
        yield self.hold(draw(SERVICE))
        self.release()
        total += env.now() - arrived


class Source(sim.Component):
    def process(self):
        for _ in range(n):
            yield self.hold(draw(ARRIVAL))
            Customer(mode=None)


start = processor_time()
env = sim.Environment(trace=False, random_seed="*")
server = sim.Resource("server", 1, monitor=False)
for line in (server.requesters(), server.claimers()):
    line.length.monitor(False)
    line.length_of_stay.monitor(False)
Source()
env.run()
answer("salabim", n=n, seconds=processor_time() - start, mean=total / n)

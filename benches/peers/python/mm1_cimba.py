"""M/M/1 on the Cimba C engine through its Python package, which compiles the model (numba). The first run compiles and
is not counted. The mean time in system follows from the mean queue by Little's law."""

import cimba as cb
from cimba import inputs
from common import ARRIVAL, SERVICE, answer, arguments, processor_time


class Queue(cb.Model):
    interarrival: cb.Input[float] = inputs.dist.exponential(mean=1 / ARRIVAL)
    service_time: cb.Input[float] = inputs.dist.exponential(mean=1 / SERVICE)
    queue: cb.Container
    mean_queue: cb.Output[float]

    @cb.process
    def arrivals(self):
        while True:
            cb.hold(self.interarrival.next())
            self.queue.put(1)

    @cb.process
    def server(self):
        while True:
            self.queue.get(1)
            cb.hold(self.service_time.next())

    @cb.on_end
    def measure(self):
        self.mean_queue = self.queue.mean_level()


def run(n, seed):
    model = Queue()
    start = processor_time()
    window = cb.Window(warmup=0, duration=n / ARRIVAL)
    results = cb.Experiment(model, replications=1, window=window, seed=seed).run()
    return processor_time() - start, float(results[model].mean_queue.values.ravel()[0])


n, seed = arguments()
run(1000, 1)
seconds, waiting = run(n, seed)
answer("cimba", n=n, seconds=seconds, mean=waiting / ARRIVAL + 1 / SERVICE)

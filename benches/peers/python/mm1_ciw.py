"""M/M/1 in Ciw, which always keeps its records."""

import ciw
from common import ARRIVAL, SERVICE, answer, arguments, processor_time

n, seed = arguments()
network = ciw.create_network(
    arrival_distributions=[ciw.dists.Exponential(ARRIVAL)],
    service_distributions=[ciw.dists.Exponential(SERVICE)],
    number_of_servers=[1],
)
ciw.seed(seed)
simulation = ciw.Simulation(network)
start = processor_time()
simulation.simulate_until_max_customers(n, method="Finish")
seconds = processor_time() - start
records = simulation.get_all_records()
mean = sum(r.exit_date - r.arrival_date for r in records) / len(records)
answer("ciw", n=n, seconds=seconds, mean=mean)

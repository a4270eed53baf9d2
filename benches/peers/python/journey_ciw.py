"""The repair shop of journey.toml in Ciw. Times in minutes. usage: journey_ciw.py DAYS SEED

Ciw has no customers who come back by themselves: an individual arrives, is routed and leaves. The 4,000 Poisson streams
are one Poisson stream of their summed rate, which is the same law for all that is compared here; Ciw is spared
4,000 pending events. Steps without staff are nodes with endless servers."""

import ciw
from common import answer, arguments, processor_time

INF = float("inf")
NODES = ["enter", "reception", "describe", "form", "advice", "wait", "workshop", "test", "pay", "call back"]
STAFFED = {"reception": "receptionist", "advice": "advisers", "workshop": "mechanics"}

days, seed = arguments()
exponential = ciw.dists.Exponential
number = {name: i + 1 for i, name in enumerate(NODES)}


class Step(ciw.routing.Probabilistic):
    """Where to from a node, and where to for those who gave up waiting there."""

    def __init__(self, to, on_renege=None):
        super().__init__(destinations=[number[name] for name in to], probs=list(to.values()))
        self.on_renege = on_renege

    def next_node_for_jockeying(self, ind):
        return self.simulation.nodes[number[self.on_renege] if self.on_renege else -1]


network = ciw.create_network(
    arrival_distributions=[exponential(4000 / (30 * 24 * 60))] + [None] * 9,
    service_distributions=[
        ciw.dists.Uniform(1, 3),
        exponential(1 / 6),
        ciw.dists.Triangular(2, 4, 9),
        exponential(1 / 5),
        ciw.dists.Gamma(2, 22),
        exponential(1 / 10),
        ciw.dists.Lognormal(2.4849066497880004, 0.6),  # ln 12
        ciw.dists.Deterministic(3),
        exponential(1 / 2),
        ciw.dists.Weibull(20, 1.5),
    ],
    number_of_servers=[INF, 1, INF, INF, 2, INF, 2, INF, INF, INF],
    routing=ciw.routing.NetworkRouting([
        Step({"reception": 1.0}),
        Step({"describe": 1.0}),
        Step({"wait": 0.6, "form": 0.4}),
        Step({"advice": 1.0}),
        Step({"wait": 1.0}, on_renege="call back"),
        Step({"workshop": 1.0}),
        Step({"test": 1.0}, on_renege="call back"),
        Step({"workshop": 0.15, "pay": 0.85}),
        ciw.routing.Leave(),
        ciw.routing.Leave(),
    ]),
    reneging_time_distributions=[
        None, exponential(1 / 20), None, None, exponential(1 / 60), None, exponential(1 / 45), None, None, None
    ],
)
ciw.seed(seed)
begin = processor_time()
simulation = ciw.Simulation(network)
simulation.simulate_until_max_time(days * 24 * 60)
seconds = processor_time() - begin

began, ended, started = {}, {}, 0
desks = {number[step]: {"name": name, "arrived": 0, "reneged": 0, "served": 0, "delay": 0.0}
         for step, name in STAFFED.items()}
for r in simulation.get_all_records():
    if r.node == number["enter"]:
        began[r.id_number] = r.arrival_date
        started += 1
    elif r.node in (number["pay"], number["call back"]):
        ended[r.id_number] = r.exit_date
    if r.node in desks:
        desk = desks[r.node]
        desk["arrived"] += 1
        if r.record_type == "renege":
            desk["reneged"] += 1
        else:
            desk["served"] += 1
            desk["delay"] += r.waiting_time
fields = {"started": started, "sojourn_min": sum(ended[i] - began[i] for i in ended) / len(ended)}
for desk in desks.values():
    fields[f"{desk['name']}_arrived"] = desk["arrived"]
    fields[f"{desk['name']}_delay_min"] = desk["delay"] / desk["served"]
    fields[f"{desk['name']}_reneged"] = desk["reneged"] / desk["arrived"]
answer("ciw", n=started, seconds=seconds, **fields)

#!/usr/bin/env python3
"""CMA-ES drives the simulator: a search on the same customers.

    pip install cma
    cargo build --release
    examples/optimise.py

Two unknowns of scenarios/bank-branch.toml, the quality of the counter and the chance of a follow-up call, are searched for the
largest value of the firm. `ask-tell` answers one JSON line a design; the same customers live in every design, so the
difference between two of them is far sharper than their intervals."""

import json
import subprocess
from pathlib import Path
from statistics import mean, stdev

import cma

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target/release/journeysim"
SCENARIO = ROOT / "scenarios/bank-branch.toml"
REPLICATIONS = 4
METRIC = "metrics.npv"
# Replications that tell what the search has found, most of them not seen by it.
FRESH = 20

# Path, lowest and highest value, and how a value is written.
UNKNOWNS = [
    ("journey.branch visit.counter.quality", 6.0, 9.0, float),
    ("journey.branch visit.follow-up call.probability", 0.0, 1.0, float),
]


def main():
    command = [str(PROGRAM), "ask-tell", str(SCENARIO), "--metric", METRIC, "--horizon", "1 y"]
    simulator = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    print(json.loads(simulator.stdout.readline())["scenario"])

    def ask(design, replications):
        """What the firm is worth in a design, in all replications and each of them."""
        question = {"set": design, "replications": replications, "per_replication": True}
        simulator.stdin.write(json.dumps(question) + "\n")
        simulator.stdin.flush()
        told = json.loads(simulator.stdout.readline())
        if "error" in told:
            raise SystemExit(told["error"])
        return told["metrics"][METRIC]

    def at(position):
        """The design at a position between 0 and 1 along each unknown."""
        return {path: write(low + x * (high - low)) for x, (path, low, high, write) in zip(position, UNKNOWNS)}

    search = cma.CMAEvolutionStrategy(
        [0.5] * len(UNKNOWNS), 0.3, {"bounds": [0, 1], "maxfevals": 60, "seed": 1, "verbose": -9}
    )
    while not search.stop():
        positions = search.ask()
        search.tell(positions, [-ask(at(position), REPLICATIONS)["mean"] for position in positions])
    # The same customers live in both: what differs is told replication by replication.
    best = at(search.result.xbest)
    as_it_is, found = [ask(design, FRESH)["values"] for design in ({}, best)]
    gains = [new - old for old, new in zip(as_it_is, found)]
    simulator.stdin.close()
    simulator.wait()
    for path, value in best.items():
        print(f"{path} = {value:.3g}")
    print(f"{METRIC} = {-search.result.fbest:,.0f} after {search.result.evaluations} designs")
    error = stdev(gains) / len(gains) ** 0.5
    print(f"{mean(gains):,.0f} ± {error:,.0f} (standard error) more than the file as it is, over {FRESH} replications")


if __name__ == "__main__":
    main()

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

import cma

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target/release/journeysim"
SCENARIO = ROOT / "scenarios/bank-branch.toml"
REPLICATIONS = 4

# Path, lowest and highest value, and how a value is written.
UNKNOWNS = [
    ("journey.branch visit.counter.quality", 6.0, 9.0, float),
    ("journey.branch visit.follow-up call.probability", 0.0, 1.0, float),
]


def main():
    command = [str(PROGRAM), "ask-tell", str(SCENARIO), "--metric", "npv", "--horizon", "1 y"]
    simulator = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    print(json.loads(simulator.stdout.readline())["scenario"])

    def value(position):
        """Value of the firm at a position between 0 and 1 along each unknown."""
        design = {path: write(low + x * (high - low)) for x, (path, low, high, write) in zip(position, UNKNOWNS)}
        simulator.stdin.write(json.dumps({"set": design, "replications": REPLICATIONS}) + "\n")
        simulator.stdin.flush()
        told = json.loads(simulator.stdout.readline())
        if "error" in told:
            raise SystemExit(told["error"])
        (metric,) = told["metrics"].values()
        return metric["mean"]

    search = cma.CMAEvolutionStrategy(
        [0.5] * len(UNKNOWNS), 0.3, {"bounds": [0, 1], "maxfevals": 60, "seed": 1, "verbose": -9}
    )
    while not search.stop():
        positions = search.ask()
        search.tell(positions, [-value(position) for position in positions])
    simulator.stdin.close()
    simulator.wait()
    for x, (path, low, high, write) in zip(search.result.xbest, UNKNOWNS):
        print(f"{path} = {write(low + x * (high - low)):.3g}")
    print(f"npv = {-search.result.fbest:,.0f} after {search.result.evaluations} designs")


if __name__ == "__main__":
    main()

"""What the programs of the second hand share: run a scenario, hold its figures against independent ones.

A file `sNN_topic.py` beside this one is an independent program for section NN of docs/model.md. Its author read the pages under docs/
and never the source. It offers `cases()`, which yields `Case`s; `run.py` runs them. Python 3.9 or later, nothing else.
"""

import json
import math
import os
import subprocess
import tempfile
from dataclasses import dataclass, field

LIMIT = 3.3
"""Standard errors beyond which two figures differ: one honest comparison in a thousand."""


@dataclass
class Estimate:
    """A figure with its standard error (0: exact) and, for exact ones, what rounding may cost."""

    value: float
    error: float = 0.0
    rounding: float = 1e-9


@dataclass
class Case:
    """One scenario and what an independent program finds for it."""

    name: str
    scenario: str
    expected: dict = field(default_factory=dict)
    """Path in the results of the first world, such as `metrics.exits`, to an `Estimate`."""
    command: str = "run"
    world: str = "baseline"
    options: tuple = ()


def run(name, horizon, replications, customers=0):
    """The head of a scenario of so many days."""
    head = f'name = "{name}"\n[run]\nhorizon = "{horizon} d"\nreplications = {replications}\n'
    return head + (f"[population]\ncustomers = {customers}\n" if customers else "")


def compared(name, scenario, expected):
    """A case of the world under the intervention `repair`, of whose figures the second hand knows."""
    return Case(name, scenario, expected, "compare", "repair")


def poisson(rng, mean):
    """A Poisson number."""
    n, left = 0, rng.expovariate(1.0)
    while left < mean:
        n += 1
        left += rng.expovariate(1.0)
    return n


def mean_of(samples):
    """The mean of independent samples with its standard error."""
    n = len(samples)
    mean = math.fsum(samples) / n
    if n < 2:
        return Estimate(mean)
    variance = math.fsum((x - mean) ** 2 for x in samples) / (n - 1)
    return Estimate(mean, math.sqrt(variance / n))


def means_of(rows, times=1.0):
    """For rows that are independent samples of several figures by name: the mean of a figure by its name."""
    return lambda key: mean_of([times * row[key] for row in rows])


def ratio_of(rows, above, below):
    """A ratio of two totals over independent rows, with the error of its linear form."""
    total = math.fsum(row[below] for row in rows)
    ratio = math.fsum(row[above] for row in rows) / total
    return Estimate(ratio, mean_of([row[above] - ratio * row[below] for row in rows]).error * len(rows) / total)


def share_of(hits, trials):
    """A share with its binomial standard error; never surer than one hit."""
    p = hits / trials
    q = min(max(p, 1.0 / trials), 1.0 - 1.0 / trials)
    return Estimate(p, math.sqrt(q * (1.0 - q) / trials))


def program():
    """The program under test: `JOURNEYSIM`, or the release build of this checkout."""
    here = os.path.dirname(os.path.abspath(__file__))
    return os.environ.get("JOURNEYSIM") or os.path.join(here, "..", "..", "target", "release", "journeysim")


def results(case):
    """Runs a case in a folder of its own and reads its results."""
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "case.toml")
        with open(file, "w", encoding="utf-8") as out:
            out.write(case.scenario)
        asked = [program(), case.command, file, "--out", os.path.join(folder, "out"), "--quiet", *case.options]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 5):
            raise RuntimeError(f"{case.name}: exit {done.returncode}\n{done.stderr}")
        with open(os.path.join(folder, "out", "results.json"), encoding="utf-8") as stored:
            return json.load(stored)


def look_up(world, path):
    """The metric at a path whose steps may contain dots (names of touchpoints do not split)."""
    node, rest = world, path
    while rest:
        if isinstance(node, list):
            # A curve at a day, or a place in a list.
            key, _, more = (rest, "", "") if rest.startswith("@") else rest.partition(".")
            near = [p for p in node if abs(p["day"] - float(key[1:])) < 1e-6] if key.startswith("@") else node[int(key) :]
            if not near:
                raise KeyError(f"{path}: nothing at {key}")
            node, rest = near[0], more
            continue
        if not isinstance(node, dict):
            raise KeyError(path)
        for key in sorted(node, key=len, reverse=True):
            if rest == key or rest.startswith(key + "."):
                node, rest = node[key], rest[len(key) + 1 :]
                break
        else:
            raise KeyError(f"{path}: no {rest!r} among {sorted(node)}")
    return node


def figure(world, path):
    """Ours: the mean of a metric with the standard error over replications."""
    metric = look_up(world, path)
    mean, sd, n = metric.get("mean"), metric.get("sd"), metric.get("n", 0)
    if mean is None:
        raise KeyError(f"{path} was not measured")
    if sd is None and metric.get("ci95"):
        # Points of curves have an interval only, Student's.
        low, high = metric["ci95"]
        n = n or world["metrics"]["exits"]["n"]
        return Estimate(mean, 0.5 * (high - low) / student(n - 1))
    return Estimate(mean, (sd or 0.0) / math.sqrt(n) if n > 1 else 0.0)


def student(degrees):
    """The quantile of .975 of Student's law, to a thousandth from ten degrees on (Cornish and Fisher)."""
    z = 1.959963984540054
    return z + (z**3 + z) / (4 * degrees) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)


def compare(case):
    """Yields, for each figure: path, ours, theirs, distance in standard errors."""
    worlds = {w["name"]: w for w in results(case)["worlds"]}
    for path, theirs in case.expected.items():
        ours = figure(worlds[case.world], path)
        error = math.hypot(ours.error, theirs.error)
        gap = abs(ours.value - theirs.value)
        slack = theirs.rounding * max(1.0, abs(theirs.value))
        distance = 0.0 if gap <= slack else (gap / error if error > 0.0 else math.inf)
        yield path, ours, theirs, distance

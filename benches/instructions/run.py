#!/usr/bin/env python3
"""Instructions per touchpoint of the simulation, counted by valgrind, against baseline.csv: fails beyond 5 %.

    benches/instructions/run.py             compare; exit code 1 when a scenario takes more than 5 % more
    benches/instructions/run.py --update    write the baseline anew (say in the commit what changed)

A clock on a shared machine swings by a fifth; instructions repeat to a few in ten thousand. The program counted is the
example `touchpoints`: the library as the binary has it, without charts and files, which would take a hundred times the
instructions of these small runs. Each scenario runs twice, to its horizon and to a tenth of it; the difference in
instructions over the difference in touchpoints reached leaves out start-up and parsing. (Not over events: what is settled without an event
would look slower.) What is counted depends on the compiler and the kind of processor: the baseline names both. Another
architecture is skipped; another compiler is compared and named, since a slower loop is slower whoever made it so.
Instructions are not time: a loop that misses the cache more often is not caught here (see benches/peers)."""

import argparse
import csv
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BASELINE = HERE / "baseline.csv"
TOLERANCE = 0.05

# Scenario, horizon and a tenth of it.
CASES = [("mm1", 5000, "h"), ("calendar", 5000, "h"), ("independent", 730, "d"), ("branch", 120, "d")]


def count(program, case, horizon):
    """Instructions and touchpoints of one run, on one thread."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", str(program)]
    command += [str(HERE / f"{case}.toml"), horizon]
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"{' '.join(command)} failed with {done.returncode}:\n{done.stderr[-2000:]}")
    return int(found.group(1)), int(done.stdout)


def compiler():
    done = subprocess.run(["rustc", "--version"], text=True, stdout=subprocess.PIPE)
    return done.stdout.split(" (")[0].strip()


def measure(program):
    rows = []
    for case, horizon, unit in CASES:
        long, more = count(program, case, f"{horizon} {unit}")
        short, fewer = count(program, case, f"{horizon // 10} {unit}")
        per_touchpoint = (long - short) / (more - fewer)
        rows.append({
            "scenario": case,
            "instructions_per_touchpoint": round(per_touchpoint, 1),
            "touchpoints": more - fewer,
            "start_up_million": round((short - fewer * per_touchpoint) / 1e6, 1),
            "machine": platform.machine(),
            "compiler": compiler(),
        })
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--program", default=ROOT / "target" / "release" / "examples" / "touchpoints")
    args = parser.parse_args()
    if not shutil.which("valgrind"):
        print("SKIPPED instructions per touchpoint: valgrind is not installed")
        return 0
    if not Path(args.program).exists():
        sys.exit(f"no {args.program}: run `cargo build --release --example touchpoints` first")
    if args.update:
        rows = measure(args.program)
        with open(BASELINE, "w", newline="") as file:
            table = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
        for row in rows:
            print(f"{row['scenario']:<12} {row['instructions_per_touchpoint']:>9} instructions a touchpoint")
        print(f"written to {BASELINE}")
        return 0
    with open(BASELINE, newline="") as file:
        baseline = {row["scenario"]: row for row in csv.DictReader(file)}
    machines = {row["machine"] for row in baseline.values()}
    if machines != {platform.machine()}:
        print(f"SKIPPED instructions per touchpoint: the baseline is of {', '.join(machines)}, this is {platform.machine()}")
        return 0
    failed = False
    for row in measure(args.program):
        name = row["scenario"]
        if name not in baseline:
            print(f"{name}: not in {BASELINE.name}; run with --update")
            failed = True
            continue
        old, new = float(baseline[name]["instructions_per_touchpoint"]), row["instructions_per_touchpoint"]
        change = new / old - 1
        verdict = "ok"
        if change > TOLERANCE:
            verdict, failed = "SLOWER", True
        elif change < -TOLERANCE:
            verdict = "faster: keep it with --update"
        print(f"{name:<12} {new:>9} instructions a touchpoint, baseline {old:>9}: {change:+.1%}  {verdict}")
        if verdict == "SLOWER" and row["compiler"] != baseline[name]["compiler"]:
            print(f"  the baseline is of {baseline[name]['compiler']}, this is {row['compiler']}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""How time and memory of journeysim grow: with customers, replications, threads and sweep points. Also start-up and build.

    benches/scaling/run.py                measure, draw; results in benches/scaling/results/
    benches/scaling/run.py --large        also 10^7 independent customers and 10^6 in one cell: minutes more
    benches/scaling/run.py --build        also a clean release build, in a scratch folder: minutes more
    benches/scaling/run.py --only sweeps  sweeps beside what --dry-run had said; fails where that is off by more than a quarter
    benches/scaling/run.py --draw         draw the charts again from the stored tables

Seconds are simulation seconds of manifest.json; memory is the peak of the whole process (VmHWM), output and charts
included. The slope is that of the straight line through the points of a hundredth of a second and more, in logarithms:
1 means ten times the customers take ten times as long. The charts need matplotlib, which goes to a scratch venv."""

import argparse
import csv
import json
import math
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
INDEPENDENT = HERE / "independent.toml"
BRANCH = ROOT / "scenarios" / "bank-branch.toml"
SHORTEST = 0.01
# What --dry-run may be off by, as a share of what the sweep takes, and what memory may grow by with eight times the points.
HONEST, FLAT = 0.25, 1.25
# name, scenario, points, replications, further words. The first two differ in nothing but their points.
INDEPENDENT_SWEEP = ["--vary", "hole.better offer.factor=0.2..2", "--vary", "hole.early doubt.factor=0.2..2", "--customers", "2000"]
SWEEPS = [
    ("independent", "holes.toml", 128, 20, INDEPENDENT_SWEEP),
    ("independent", "holes.toml", 1024, 20, INDEPENDENT_SWEEP),
    # Points that differ in what they cost.
    ("queue", "mm1.toml", 64, 10, ["--vary", "journey.visit.arrivals=4..9.5 per h"]),
    ("branch", "bank-branch.toml", 32, 8, ["--vary", "resource.tellers.staff=2..5", "--horizon", "120 d"]),
    # Points so quick that files cost more than customers.
    ("quick points", "mm1.toml", 1000, 2,
     ["--vary", "journey.visit.arrivals=4..9.5 per h", "--horizon", "50 h", "--set", "run.warm_up=1 h"]),
]


def measured(command):
    """Peak memory [MiB], wall and processor seconds and standard output of a command that must succeed."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        process = subprocess.Popen(command, stdout=stdout, stderr=stderr)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        stdout.seek(0)
        stderr.seek(0)
        said, complaint = stdout.read(), stderr.read()
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} failed with {process.returncode}:\n{complaint.decode()}")
    # Linux counts in KiB, macOS in bytes.
    memory = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return memory, wall, usage.ru_utime + usage.ru_stime, said.decode()


def run(args, file, *more, threads=1, replications=1):
    """One run of the binary: simulation seconds, events, peak memory [MiB], wall seconds."""
    out = Path(args.scratch) / "out"
    command = [str(args.binary), "run", str(file), "--seed", "1", "--threads", str(threads)]
    command += ["--replications", str(replications), "--out", str(out), "--json", "--quiet", *more]
    memory, wall, _, _ = measured(command)
    manifest = json.loads((out / "manifest.json").read_text())
    return {"seconds": manifest["seconds"], "events": manifest["events"], "mib": memory, "wall": wall}


def median_of(args, *what, rounds=3, **more):
    """The median run by seconds of a few, or the only one when it is long."""
    runs = [run(args, *what, **more)]
    while len(runs) < rounds and runs[0]["wall"] < 3:
        runs.append(run(args, *what, **more))
    runs.sort(key=lambda r: r["seconds"])
    return runs[len(runs) // 2]


def customers_independent(args):
    sizes = [10**k for k in range(3, 8 if args.large else 7)]
    for n in sizes:
        for threads in (1, 2):
            yield {"customers": n, "threads": threads, **median_of(args, INDEPENDENT, "--customers", str(n), threads=threads)}


def customers_one_cell(args):
    """The bank branch with staff and newcomers in proportion, so that the queues stay as busy."""
    for n in [10**k for k in range(3, 7 if args.large else 6)]:
        share = n / 4000
        sets = {
            "population.customers": n,
            "resource.tellers.staff": max(1, round(3 * share)),
            "resource.adviser.staff": max(1, round(share)),
            "acquisition.street.prospects": f'"{18 * share:g} per wk"',
        }
        sets = [word for path, value in sets.items() for word in ("--set", f"{path}={value}")]
        yield {"customers": n, "threads": 1, **median_of(args, BRANCH, "--horizon", "60 d", *sets)}


def replications(args):
    for n in (1, 2, 4, 8, 16, 32):
        for threads in (1, 2):
            yield {"replications": n, "threads": threads,
                   **median_of(args, BRANCH, "--horizon", "120 d", threads=threads, replications=n)}


def start_up(args):
    """Medians of twenty: `check` as a whole, and `run` to its first line."""
    def check():
        start = time.perf_counter()
        subprocess.run([str(args.binary), "check", str(BRANCH)], check=True, capture_output=True)
        return time.perf_counter() - start

    def first_line():
        command = [str(args.binary), "run", str(BRANCH), "--horizon", "1 d", "--replications", "2"]
        start = time.perf_counter()
        process = subprocess.Popen(command + ["--out", str(Path(args.scratch) / "out")], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE)
        process.stderr.readline()
        seconds = time.perf_counter() - start
        process.stderr.read()
        process.wait()
        return seconds

    for name, one in (("check, whole", check), ("run, to its first line", first_line)):
        yield {"what": name, "value": round(1000 * statistics.median(one() for _ in range(20)), 2), "unit": "ms"}
    yield {"what": "binary", "value": round(Path(args.binary).stat().st_size / 2**20, 2), "unit": "MiB"}
    direct = re.findall(r"^\w[\w-]* +=|^\w[\w-]* =", re.search(r"\[dependencies\]\n(.*?)\n\[", (ROOT / "Cargo.toml").read_text(),
                                                               re.S).group(1), re.M)
    yield {"what": "direct dependencies, each with its reason in Cargo.toml", "value": len(direct), "unit": "crates"}
    tree = subprocess.run(["cargo", "tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}"],
                          cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE).stdout
    names = {line.split(" (")[0] for line in tree.splitlines() if line}
    yield {"what": "all dependencies of the binary", "value": len(names) - 1, "unit": "crates"}
    if args.build:
        with tempfile.TemporaryDirectory() as target:
            subprocess.run(["cargo", "fetch", "--locked"], cwd=ROOT, check=True)
            before, start = os.times(), time.perf_counter()
            subprocess.run(["cargo", "build", "--release", "--locked", "--bins"], cwd=ROOT, check=True,
                           env={**os.environ, "CARGO_TARGET_DIR": target})
            wall, after = time.perf_counter() - start, os.times()
        processor = after.children_user + after.children_system - before.children_user - before.children_system
        yield {"what": "clean release build, wall", "value": round(wall), "unit": "s"}
        yield {"what": "clean release build, processor", "value": round(processor), "unit": "s"}


def sweeps(args):
    """Whole sweeps on all cores, each just after its dry run: the median of three, or the only one when it is long.

    `ratio` is what was said by what it took; `even` is the same had both had the same share of the cores, equal to it on a
    machine that does nothing else."""
    out = Path(args.scratch) / "sweep"
    for name, scenario, points, replications, more in SWEEPS:
        command = [str(args.binary), "sweep", str(ROOT / "scenarios" / scenario), "--design", "sobol", "--points", str(points),
                   "--replications", str(replications), "--out", str(out), "--quiet", *more]
        rounds = []
        while not rounds or len(rounds) < 3 and rounds[0]["seconds"] < 20:
            shutil.rmtree(out, ignore_errors=True)
            _, dry_wall, dry_processor, text = measured([*command, "--dry-run"])
            said = float(re.search(r"\(([0-9.]+) s\)", text)[1])
            memory, wall, processor, _ = measured(command)
            # The share of the cores that each had: where other work comes and goes, a fair trial still misses by their ratio.
            even = said / wall * (dry_processor / dry_wall) / (processor / wall)
            rounds.append({"said": said, "seconds": wall, "ratio": said / wall, "even": even, "mib": memory})
        rounds.sort(key=missed)
        yield {"sweep": name, "points": points, "replications": replications, **rounds[len(rounds) // 2]}
    shutil.rmtree(out, ignore_errors=True)


def missed(row):
    """What a dry run was off by; with other work on the machine the better of both measures, since waiting for files takes no processor."""
    return min(abs(row["ratio"] - 1), abs(row["even"] - 1))


def judged(rows):
    """What the sweeps broke of their promises."""
    for row in rows:
        if missed(row) > HONEST:
            yield (f"--dry-run said {row['said']:.1f} s of {row['sweep']} with {row['points']} points; it took {row['seconds']:.1f} s; "
                   f"{row['even']:.2f} of it with the same share of the cores")
    few, many = rows[0]["mib"], rows[1]["mib"]
    if many > FLAT * few:
        yield f"memory grows with the points: {few:.1f} MiB for {rows[0]['points']}, {many:.1f} MiB for {rows[1]['points']}"


TABLES = {
    "independent": customers_independent,
    "one-cell": customers_one_cell,
    "replications": replications,
    "sweeps": sweeps,
    "start-up": start_up,
}


def store(args, name, rows):
    folder = Path(args.out)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / f"{name}.csv", "w", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        table.writeheader()
        for row in rows:
            table.writerow({k: round(v, 4) if isinstance(v, float) else v for k, v in row.items()})


def load(args, name):
    with open(Path(args.out) / f"{name}.csv", newline="") as file:
        return [{k: float(v) for k, v in row.items()} for row in csv.DictReader(file)]


def slope(points):
    """Least squares in logarithms."""
    xs, ys = [math.log(x) for x, _ in points], [math.log(y) for _, y in points]
    mx, my = statistics.fmean(xs), statistics.fmean(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / sum((x - mx) ** 2 for x in xs)


CHARTS = [
    # table, x, y, label of y, title, whether the slope counts only long runs
    ("independent", "customers", "seconds", "simulation seconds", "Independent customers, one year"),
    ("independent", "customers", "mib", "peak memory, MiB", "Independent customers: memory"),
    ("one-cell", "customers", "seconds", "simulation seconds", "One cell: a branch of so many customers, 60 days"),
    ("one-cell", "customers", "mib", "peak memory, MiB", "One cell: memory"),
    ("replications", "replications", "seconds", "simulation seconds", "Replications of the bank branch, 120 days"),
]


def draw(args):
    """Logarithmic charts, a line for each number of threads, its slope beside it."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "journeysim"
    from matplotlib import pyplot

    for table, x, y, label, title in CHARTS:
        rows = load(args, table)
        figure, axes = pyplot.subplots(figsize=(7, 4.4), dpi=150)
        for threads, colour, mark in ((1, "#1f4e79", "o"), (2, "#c55a11", "s")):
            points = [(r[x], r[y]) for r in rows if r["threads"] == threads]
            if not points or y == "mib" and threads == 2:
                continue
            fit = [p for p in points if y != "seconds" or p[1] >= SHORTEST]
            name = f"{threads} thread" + ("s" if threads > 1 else "")
            if len(fit) >= 2 and y == "seconds":
                name += f": slope {slope(fit):.2f}"
            axes.plot(*zip(*points), marker=mark, color=colour, lw=1.6, ms=5, label=name)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel(x)
        axes.set_ylabel(label)
        if y == "mib":
            axes.set_ylim(10, 2 * max(r[y] for r in rows))
        axes.set_title(title, loc="left", fontsize=11)
        axes.grid(True, which="major", color="#dddddd", lw=0.6)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        axes.legend(frameon=False)
        figure.tight_layout()
        for kind in ("svg", "png"):
            path = Path(args.out) / f"{table}-{y}.{kind}"
            figure.savefig(path, metadata={"Date": None} if kind == "svg" else None)
        pyplot.close(figure)


def draw_in_venv(args):
    python = Path(args.scratch) / "venv" / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(python.parent.parent)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "matplotlib"], check=True)
    except (OSError, subprocess.CalledProcessError) as e:
        print(f"SKIPPED charts: matplotlib cannot be installed ({e})")
        return
    subprocess.run([str(python), __file__, "--draw-here", "--out", str(args.out)], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--draw", action="store_true")
    parser.add_argument("--draw-here", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--only", choices=TABLES, help="one table")
    parser.add_argument("--binary", default=ROOT / "target" / "release" / "journeysim")
    parser.add_argument("--scratch", default=os.path.join(tempfile.gettempdir(), "journeysim-scaling"))
    parser.add_argument("--out", default=HERE / "results")
    args = parser.parse_args()
    if args.draw_here:
        return draw(args)
    if args.draw:
        return draw_in_venv(args)
    Path(args.scratch).mkdir(parents=True, exist_ok=True)
    print(f"{platform.machine()}, {os.cpu_count()} cores")
    broken = []
    for name, measure in TABLES.items():
        if args.only and name != args.only:
            continue
        rows = []
        for row in measure(args):
            print(f"{name}: " + ", ".join(f"{k} {v:.4g}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items()))
            rows.append(row)
            store(args, name, rows)
        broken += judged(rows) if name == "sweeps" else []
    if not args.only:
        draw_in_venv(args)
    return "\n".join(broken) or None


if __name__ == "__main__":
    sys.exit(main())

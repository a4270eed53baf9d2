#!/usr/bin/env python3
"""Runs journeysim and other simulators on the same models, pinned to one core and in turn, and checks their answers.

    benches/peers/run.py                 both comparisons; tables in benches/peers/results/
    benches/peers/run.py mm1             one queue, against theory
    benches/peers/run.py journey         a journey of ten touchpoints, against each other
    benches/peers/run.py --prepare       install and build only
    benches/peers/run.py --only simpy    rivals whose name contains this (repeatable); the table is printed, not kept
    benches/peers/run.py --rounds 3 --scale 0.1    shorter; not kept either
    benches/peers/run.py --rounds 2 --continue     two more rounds on top of those of the last call

Needs Python 3.9 or later, its venv module, cargo and, for the pinning, taskset. Everything it installs goes to a
scratch folder outside the checkout (--scratch, default <temporary folder>/journeysim-peers). What cannot be had is
listed as skipped, with the reason. Exit code 1: an answer is off."""

import argparse
import csv
import json
import math
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PYPI = {"simpy": "simpy==4.1.2", "salabim": "salabim==26.0.9", "ciw": "ciw==3.2.7", "cimba": "cimba==0.9.5"}

# Standard deviation of the mean time in system of n customers, times the root of n: M/M/1 at load 0.9 (Daley 1968).
MM1_SPREAD = math.sqrt(0.9 * (2 + 5 * 0.9 - 4 * 0.9**2 + 0.9**3)) / (1 - 0.9) ** 2
THEORY = 1 / (1.0 - 0.9)
# An answer this many standard errors off fails: for a true model 1 in 16,000, two-sided.
LIMIT = 4.0
# Replications of journeysim that the answers of the second comparison are held against; not timed.
REFERENCE = 40


class Engine:
    """A program to time: what it is called, how it is started, its load (customers, or days) and its variant. Every
    rival is called as `program LOAD SEED [VARIANT]` and prints its answer as one line of JSON."""

    def __init__(self, name, kind, load, program=(), variant=None):
        self.name, self.kind, self.load, self.program = name, kind, load, program
        self.variant = [variant] if variant else []
        self.runs, self.size = [], load


def engines(model, tools):
    """Everything that could run, rivals by kind. The loads keep a run of each between a tenth of a second and three."""
    python = lambda file, name, load: Engine(name, "python", load, [tools.python, HERE / "python" / file])
    rust = lambda file, name, load, variant=None: Engine(name, "rust", load, [tools.rust / file], variant)
    r = lambda file, name, load: Engine(name, "r", load, [tools.rscript, HERE / "r" / file])
    if model == "journey":
        return [
            Engine("journeysim", "ours", 365),
            rust("journey_odem", "odem-rs, an agent per visit", 365),
            python("journey_simpy.py", "SimPy", 90),
            python("journey_ciw.py", "Ciw", 45),
        ]
    return [
        Engine("journeysim", "ours", 3_000_000),
        rust("mm1_bare", "bare loop, keyed draws", 2_000_000, "keyed"),
        rust("mm1_bare", "bare loop, one stream", 2_000_000, "shared"),
        rust("mm1_odem", "odem-rs, two processes", 2_000_000, "two-process"),
        rust("mm1_odem", "odem-rs, an agent per customer", 1_000_000, "per-customer"),
        python("mm1_cimba.py", "Cimba, Python package", 1_000_000),
        rust("mm1_simrs", "simrs", 500_000),
        rust("mm1_nexosim", "NeXosim, one model", 500_000, "one-model"),
        rust("mm1_nexosim", "NeXosim, two models", 300_000, "two-model"),
        rust("mm1_sim", "sim", 60_000),
        r("mm1_queuecomputer.R", "queuecomputer", 2_000_000),
        r("mm1_simmer.R", "simmer", 200_000),
        python("mm1_simpy.py", "SimPy, two processes", 50_000),
        python("mm1_simpy_customers.py", "SimPy, a process per customer", 50_000),
        python("mm1_ciw.py", "Ciw", 20_000),
        python("mm1_salabim.py", "salabim", 2_000),
    ]


class Tools:
    """Where things are installed, and why some are not."""

    def __init__(self, scratch, binary):
        self.scratch = scratch
        self.binary = Path(binary) if binary else ROOT / "target" / "release" / "journeysim"
        self.python = scratch / "venv" / "bin" / "python"
        self.rust = scratch / "rust-target" / "release"
        self.rscript = shutil.which("Rscript") or "Rscript"
        self.missing = {}  # kind -> reason

    def prepare(self, kinds):
        self.scratch.mkdir(parents=True, exist_ok=True)
        if not self.binary.exists():
            run_or_stop(["cargo", "build", "--release", "--locked"], cwd=ROOT)
        if "python" in kinds:
            self.attempt("python", self.install_python)
        if "rust" in kinds:
            self.attempt("rust", self.build_rust)
        if "r" in kinds:
            self.attempt("r", self.install_r)

    def attempt(self, kind, step):
        try:
            step()
        except subprocess.CalledProcessError as e:
            last = ((e.stderr or "").strip().splitlines() or ["no message"])[-1]
            self.missing[kind] = f"`{' '.join(map(str, e.cmd[:4]))} ...` failed: {last}"
        except OSError as e:
            self.missing[kind] = str(e)

    def install_python(self):
        if not self.python.exists():
            quiet([sys.executable, "-m", "venv", self.scratch / "venv"])
        quiet([self.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PYPI.values()])

    def build_rust(self):
        # The dependencies stay out of the checkout; so does their build tree.
        env = {**os.environ, "CARGO_TARGET_DIR": str(self.scratch / "rust-target")}
        quiet(["cargo", "build", "--release", "--locked"], cwd=HERE / "rust", env=env)

    def install_r(self):
        if not shutil.which("Rscript"):
            raise OSError("Rscript is not installed")
        library = self.scratch / "r"
        library.mkdir(exist_ok=True)
        os.environ["R_LIBS_USER"] = str(library)
        wanted = "for (p in c('simmer', 'queuecomputer')) if (!requireNamespace(p, quietly = TRUE)) "
        quiet(["Rscript", "-e", f"{wanted} install.packages(p, lib = '{library}', repos = 'https://cloud.r-project.org')"])
        quiet(["Rscript", "-e", "library(simmer); library(queuecomputer)"])


def quiet(command, **more):
    subprocess.run(list(map(str, command)), check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def run_or_stop(command, **more):
    if subprocess.run(command, **more).returncode != 0:
        sys.exit(f"cannot go on without `{' '.join(command)}`")


def pinned(command):
    return ["taskset", "-c", "0", *command] if shutil.which("taskset") else command


def timed(command):
    """Runs a command; returns its output, wall and processor seconds of the whole process, and its peak memory."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(pinned(list(map(str, command))), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed with {done.returncode}:\n{done.stderr}")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, wall, processor


def run_ours(model, tools, load, seed, replications=1, threads=1):
    """One run of the ordinary binary on the ordinary scenario file, all statistics, output and charts included."""
    horizon = f"{load / 0.9:.0f} min" if model == "mm1" else f"{load} d"
    out = tools.scratch / "out" / model
    command = [tools.binary, "run", HERE / f"{model}.toml", "--horizon", horizon, "--seed", seed]
    command += ["--replications", replications, "--threads", threads, "--out", out, "--json", "--quiet"]
    stdout, wall, processor = timed(command)
    manifest = json.loads((out / "manifest.json").read_text())
    world = json.loads(stdout)["worlds"][0]
    answer = {"version": manifest["version"], "seconds": manifest["seconds"], "events": manifest["events"]}
    if model == "mm1":
        server = world["resources"]["server"]
        answer.update(n=server["more"]["arrivals"]["mean"], mean=server["sojourn_min"]["mean"])
    else:
        answer["spread"] = {}
        for name, estimate in journey_estimates(world).items():
            answer[name], answer["spread"][name] = estimate["mean"], estimate["sd"]
        answer["n"] = answer["started"]
        answer["events"] /= replications
    return answer, wall, processor


def journey_estimates(world):
    visits = world["journeys"]["repair"]
    found = {"started": visits["started"], "sojourn_min": visits["sojourn_min"]}
    for name, resource_ in world["resources"].items():
        found[f"{name}_arrived"] = resource_["more"]["arrivals"]
        found[f"{name}_delay_min"] = resource_["delay_min"]
        found[f"{name}_reneged"] = resource_["renege_fraction"]
    return found


def run_once(model, engine, tools, load, seed):
    if engine.kind == "ours":
        answer, wall, processor = run_ours(model, tools, load, seed)
    else:
        stdout, wall, processor = timed([*engine.program, load, seed, *engine.variant])
        answer = json.loads(stdout.strip().splitlines()[-1])
    answer.update(wall=wall, processor=processor)
    return answer


def check_mm1(engine):
    """The mean over the rounds against theory; the standard error is that of theory, too."""
    mean = statistics.fmean(r["mean"] for r in engine.runs)
    error = MM1_SPREAD / math.sqrt(sum(r["n"] for r in engine.runs))
    z = (mean - THEORY) / error
    note = f"time in system {mean:.3f}, theory {THEORY:.0f} ± {LIMIT * error:.3f}"
    return abs(z) <= LIMIT, note


def check_journey(engine, reference):
    """Every answer against journeysim's own, from replications of their own. Engines that run the same model share
    its spread from run to run, which is taken from those replications; it falls with the root of the days simulated.
    Counts are compared as counts in a year."""
    worst, faults = 0.0, []
    for name, sd in reference["spread"].items():
        factor = reference["days"] / engine.size if name == "started" or name.endswith("_arrived") else 1.0
        mean = statistics.fmean(r[name] for r in engine.runs) * factor
        years = len(engine.runs) * engine.size / reference["days"]
        z = (mean - reference[name]) / (sd * math.sqrt(1 / years + 1 / REFERENCE))
        worst = max(worst, abs(z))
        if abs(z) > LIMIT:
            faults.append(f"{name} {mean:.5g}, journeysim {reference[name]:.5g}: {z:+.1f} standard errors")
    return not faults, "; ".join(faults) or f"all {len(reference['spread'])} answers agree, at most {worst:.1f} standard errors apart"


def compare(model, tools, args):
    chosen = [e for e in engines(model, tools) if e.kind == "ours" or not args.only or
              any(word.lower() in e.name.lower() for word in args.only)]
    tools.prepare({e.kind for e in chosen})
    skipped = [(e.name, tools.missing[e.kind]) for e in chosen if e.kind in tools.missing]
    chosen = [e for e in chosen if e.kind not in tools.missing]
    if args.prepare:
        return [(e.name, True, "ready") for e in chosen], skipped
    reference = reference_answers(tools) if model == "journey" else None
    kept = tools.scratch / f"{model}-runs.json"
    before = json.loads(kept.read_text()) if args.more and kept.exists() else {}
    for engine in chosen:
        engine.runs = before.get(engine.name, [])
        engine.size = max(1, round(engine.load * args.scale))
    done = min(len(e.runs) for e in chosen)
    for turn in range(done, done + args.rounds):
        for engine in chosen:
            engine.runs = engine.runs[:turn] + [run_once(model, engine, tools, engine.size, 1 + turn)]
            last = engine.runs[-1]
            print(f"{model} round {turn + 1}: {engine.name:<32} {last['n'] / last['seconds']:>14,.0f} per s", file=sys.stderr)
        kept.write_text(json.dumps({e.name: e.runs for e in chosen}))
    args.done = done + args.rounds
    ours = chosen[0]
    rows, failed = [], False
    for engine in chosen:
        good, note = check_journey(engine, reference) if model == "journey" else check_mm1(engine)
        failed |= not good
        rows.append(row(engine, ours, good, note))
    write(model, rows, skipped, args, complete=not args.only and args.scale == 1 and args.done >= 5)
    return [(r["engine"], r["answer"] == "agrees", r["check"]) for r in rows], skipped


def reference_answers(tools):
    """Replications of journeysim on a seed of their own, kept as long as the binary and the scenario are the same."""
    stamp = [tools.binary.stat().st_mtime, (HERE / "journey.toml").read_text(), REFERENCE]
    kept = tools.scratch / "journey-reference.json"
    if kept.exists():
        before = json.loads(kept.read_text())
        if before["stamp"] == stamp:
            return before
    answer, _, _ = run_ours("journey", tools, 365, 1_000_003, REFERENCE, os.cpu_count() or 1)
    answer.update(stamp=stamp, days=365)
    kept.write_text(json.dumps(answer))
    return answer


def median_rate(engine, seconds):
    return statistics.median(r["n"] / r[seconds] for r in engine.runs)


def row(engine, ours, good, note):
    """Ratios are taken round by round, so that a slow spell of the machine hits both sides; then the median."""
    ratio = lambda seconds: statistics.median(
        (a["n"] / a[seconds]) / (b["n"] / b[seconds]) for a, b in zip(ours.runs, engine.runs))
    rates = sorted(r["n"] / r["seconds"] for r in engine.runs)
    return {
        "engine": engine.name,
        "version": engine.runs[0].get("version", ""),
        "rounds": len(engine.runs),
        "customers_per_run": round(statistics.fmean(r["n"] for r in engine.runs)),
        "per_second": round(median_rate(engine, "seconds")),
        "slowest": round(rates[0]),
        "fastest": round(rates[-1]),
        "journeysim_times_faster": round(ratio("seconds"), 3),
        "whole_process_per_second": round(median_rate(engine, "wall")),
        "whole_process_times_faster": round(ratio("wall"), 3),
        "answer": "agrees" if good else "WRONG",
        "check": note,
    }


def write(model, rows, skipped, args, complete):
    unit = "customers" if model == "mm1" else "visits"
    text = [f"| engine | {unit}/s, simulation | range of rounds | journeysim / it | {unit}/s, whole process | journeysim / it | answer |",
            "|---|---:|---:|---:|---:|---:|---|"]
    for r in sorted(rows, key=lambda r: -r["per_second"]):
        name = f"{r['engine']} {r['version']}".strip()
        text.append(f"| {name} | {short(r['per_second'])} | {short(r['slowest'])} – {short(r['fastest'])} | "
                    f"{times(r['journeysim_times_faster'])} | {short(r['whole_process_per_second'])} | "
                    f"{times(r['whole_process_times_faster'])} | {r['answer']} |")
    text += [f"\nSKIPPED {name}: {reason}." for name, reason in skipped]
    page = "\n".join(text) + "\n"
    print(f"\n{page}")
    for r in rows:
        print(f"{r['answer']:<7} {r['engine']}: {r['check']}")
    if not complete:
        print("(a shortened comparison: tables not written)")
        return
    folder = Path(args.out)
    folder.mkdir(parents=True, exist_ok=True)
    head = (f"Medians of {args.done} rounds in turn, one pinned core; {processor_name()}, {platform.system()}, "
            f"{time.strftime('%Y-%m-%d')}.\n\n")
    (folder / f"{model}.md").write_text(head + page)
    with open(folder / f"{model}.csv", "w", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    print(f"written to {folder / model}.csv and .md")


def short(rate):
    """Three figures at most: the machine gives no more."""
    if rate >= 1e6:
        return f"{rate / 1e6:.3g} M"
    if rate >= 1e4:
        return f"{float(f'{rate / 1e3:.3g}'):g} k"
    return f"{rate:,.0f}"


def times(ratio):
    return f"{ratio:,.0f}" if ratio >= 100 else f"{float(f'{ratio:.2g}'):g}"


def processor_name():
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":")[1].strip()
    except OSError:
        pass
    return platform.machine()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", help="mm1, journey [default: both]")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1.0, help="factor on all loads")
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--prepare", action="store_true")
    parser.add_argument("--continue", dest="more", action="store_true")
    parser.add_argument("--binary", help="journeysim to time [default: target/release/journeysim]")
    parser.add_argument("--scratch", default=os.path.join(tempfile.gettempdir(), "journeysim-peers"))
    parser.add_argument("--out", default=HERE / "results")
    args = parser.parse_args()
    models = args.models or ["mm1", "journey"]
    for model in models:
        if model not in ("mm1", "journey"):
            parser.error(f"no comparison `{model}`: mm1 or journey")
    wrong = False
    tools = Tools(Path(args.scratch), args.binary)
    for model in models:
        results, skipped = compare(model, tools, args)
        if args.prepare:
            for name, reason in skipped:
                print(f"SKIPPED {model}, {name}: {reason}")
        for name, good, note in results:
            if not good:
                wrong = True
                print(f"WRONG {model}, {name}: {note}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

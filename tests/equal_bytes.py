#!/usr/bin/env python3
"""Compares, byte for byte, what two programs write of every shipped scenario and every oracle. Exit 1 if a byte differs.

    cargo build --release && cp target/release/journeysim /tmp/before      # at the commit before a move
    cargo build --release && tests/equal_bytes.py /tmp/before target/release/journeysim

A move of code from one place to another must change no byte. Run this before each commit of a move, with `--only PATTERN` while at work
and without it before the push; where a change of bytes is meant (a note better worded, a column more) it lists every file that the change
touches, so that the commit can say so and nothing else slips through. Both programs must be built with the same features; an unoptimised
one does as well, about ten times slower (`--only bank --only gamma --jobs 2`).

What is compared, with few replications and one thread; of every command also what it prints and its exit code:

- `check`, `explain --json` and `run` of every file: `results.json`, tables, charts, the page
- `replay` of customers of day 0, of every acquisition and of the visitors of every journey, alone and against interventions
- the event log of every scenario as CSV and XES, in a small world: 120 days, at most 200 customers
- `compare` and `leaks` of twelve scenarios, in a world of 400 days, with the workbook
- `sweep` of two of them with its store, and `analyze`
- `schema`

What differs by nature is taken out of `manifest.json` only, and there only the keys of `CLOCK`.
"""

import argparse
import concurrent.futures
import fnmatch
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Keys of `manifest.json` that tell the time, the duration or the process.
CLOCK = ("started", "finished", "seconds", "events_per_second", "run")

# Scenarios whose worlds are compared and whose holes are plugged: between them they have every section.
TWELVE = (
    "bank-branch",
    "call-centre",
    "coffee-punch-card",
    "frequent-flyer",
    "hotel-complaint",
    "referral",
    "two-bucket",
    "unicom-cdma",
    "service-engineer",
    "handset-swap",
    "price-war",
    "haier-and-imitators",
)

# A swept parameter of each: small designs, so that the store, its tables and the analysis are written.
SWEPT = {"bank-branch": "resource.tellers.staff=2..4", "two-bucket": "money.discount_rate=0.05..0.15"}

LOOK = 200  # characters shown of a line that differs
MOST = 25  # differences shown of a file; the others are counted


def files(patterns):
    """The scenarios and oracles whose path holds one of the patterns."""
    found = sorted((ROOT / "scenarios").rglob("*.toml")) + sorted((ROOT / "tests" / "oracles").rglob("*.toml"))
    names = [file.relative_to(ROOT) for file in found]
    return [name for name in names if not patterns or any(wanted(name, pattern) for pattern in patterns)]


def wanted(name, pattern):
    return pattern in str(name) or fnmatch.fnmatch(str(name), pattern)


def lives(file):
    """Arguments of `replay`, one list for each life worth telling."""
    text = tomllib.loads(file.read_text())
    yield from (["--customer", str(n)] for n in (0, 1, 7))
    yield ["--customer", "0", "--replication", "1", "--json"]
    for source in text.get("acquisition", []):
        yield from (["--source", source["name"], "--customer", str(n)] for n in (0, 3))
    for journey in text.get("journey", []):
        yield from (["--journey", journey["name"], "--visitor", str(n)] for n in (0, 5))
        yield ["--journey", journey["name"], "--visitor", "0", "--json"]
    for change in text.get("intervention", []):
        yield ["--customer", "1", "--against", change["name"]]


def commands(name):
    """The command lines of a file, each with the name of the folder it writes into, or None."""
    file = ROOT / name
    few = ["--replications", "2"]
    quiet = ["--threads", "1", "--no-progress"]
    customers = ["--customers", "200"] if "population" in tomllib.loads(file.read_text()) else []
    small = [*few, *customers, "--set", 'run.warm_up="0 d"', *quiet]
    yield None, ["check", str(file)]
    yield None, ["explain", str(file), "--json"]
    yield "run", ["run", str(file), *few, *quiet]
    for life in lives(file):
        yield None, ["replay", str(file), *few, *life]
    if is_shipped(name):
        logs = ["--event-log", "log.csv", "--event-log", "log.xes"]
        yield "logged", ["run", str(file), *small, "--horizon", "120 d", *logs]
    if is_shipped(name) and name.stem in TWELVE:
        draws = ["--draws", "32"] if "uncertain" in tomllib.loads(file.read_text()) else []
        for command, more in (("compare", draws), ("leaks", [])):
            yield command, [command, str(file), *small, *more, "--horizon", "400 d", "--xlsx"]
    if is_shipped(name) and name.stem in SWEPT:
        vary = ["--vary", SWEPT[name.stem], "--points", "4"]
        yield "sweep", ["sweep", str(file), *small, "--horizon", "400 d", *vary]
        yield None, ["analyze", "sweep", "--no-progress"]


def is_shipped(name):
    return name.parts[0] == "scenarios"


def call(program, arguments, folder, out):
    """Runs a program in a folder, under one name; returns what it printed and its exit code as bytes."""
    options = [] if out is None else ["--out", out]
    line = ["journeysim", *arguments, *options, "--no-color"]
    done = subprocess.run(line, executable=program, cwd=folder, capture_output=True, check=False)
    return b"exit code %d\n-- stdout\n%s-- stderr\n%s" % (done.returncode, done.stdout, done.stderr)


def without_clock(path):
    """A file's bytes without what the clock wrote into it."""
    data = path.read_bytes()
    if path.name != "manifest.json":
        return data
    try:
        manifest = json.loads(data)
    except ValueError:
        return data
    return json.dumps({key: value for key, value in manifest.items() if key not in CLOCK}, indent=1).encode()


def parts(path):
    """What to compare of a file: itself, or the parts of a workbook."""
    if path.suffix != ".xlsx" or not zipfile.is_zipfile(path):
        return {"": without_clock(path)}
    with zipfile.ZipFile(path) as archive:
        return {f"!{part}": archive.read(part) for part in archive.namelist()}


def first_difference(old, new):
    """The first line that differs, as people would want to see it."""
    if b"\0" in old[:1000] or b"\0" in new[:1000]:
        return f"other bytes, {len(old)} before and {len(new)} after"
    pairs = itertools.zip_longest(old.splitlines(), new.splitlines())
    for number, (before, after) in enumerate(pairs, 1):
        if before != after:
            return f"line {number}\n    - {cut(before, after)}\n    + {cut(after, before)}"
    return "only in how lines end"


def cut(line, other):
    """A line from a little before the place where it differs."""
    if line is None:
        return "(no such line)"
    same = len(os.path.commonprefix([line, other or b""]))
    start = max(0, same - LOOK // 4)
    shown = line[start : start + LOOK].decode("utf-8", "replace")
    return ("…" if start else "") + shown + ("…" if len(line) > start + LOOK else "")


def compare_folders(old, new):
    """Every file that differs or that only one of two folders has, with what differs."""
    trees = [{path.relative_to(top): path for path in top.rglob("*") if path.is_file()} for top in (old, new)]
    for path in sorted(trees[0].keys() | trees[1].keys()):
        if path not in trees[1]:
            yield f"{path}: no longer written"
        elif path not in trees[0]:
            yield f"{path}: not written before"
        elif trees[0][path].read_bytes() != trees[1][path].read_bytes():
            before, after = parts(trees[0][path]), parts(trees[1][path])
            for part in sorted(before.keys() | after.keys()):
                if before.get(part) != after.get(part):
                    yield f"{path}{part}: {first_difference(before.get(part, b''), after.get(part, b''))}"


def compare_file(programs, name):
    """Runs every command of a file with both programs; returns how many there were and what differs."""
    differences, count = [], 0
    with tempfile.TemporaryDirectory(prefix="equal-bytes-") as top:
        folders = [pathlib.Path(top, side) for side in ("old", "new")]
        for folder in folders:
            folder.mkdir()
        for out, arguments in commands(name):
            count += 1
            said = [call(program, arguments, folder, out) for program, folder in zip(programs, folders)]
            if said[0] != said[1]:
                line = " ".join(arguments).replace(str(ROOT) + "/", "")
                differences.append(f"what `{line}` prints: {first_difference(*said)}")
        differences += compare_folders(*folders)
        for folder in folders:
            shutil.rmtree(folder)
    return name, count, differences


def main():
    parser = argparse.ArgumentParser(description="Compares what two programs write, byte for byte.")
    parser.add_argument("old", type=pathlib.Path, help="the program before")
    parser.add_argument("new", type=pathlib.Path, help="the program after")
    parser.add_argument("--only", action="append", metavar="PATTERN", help="files whose path holds this (repeatable)")
    parser.add_argument("--jobs", type=int, default=1, help="files at a time [default: 1]")
    options = parser.parse_args()
    programs = [program.resolve(strict=True) for program in (options.old, options.new)]
    chosen = files(options.only)
    if not chosen:
        parser.error("no scenario or oracle is called so")

    schemas = [call(program, ["schema"], ROOT, None) for program in programs]
    total, different = 1, int(schemas[0] != schemas[1])
    if different:
        print(f"schema: {first_difference(*schemas)}")
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for name, count, differences in pool.map(lambda name: compare_file(programs, name), chosen):
            total += count
            different += len(differences)
            for difference in differences[:MOST]:
                print(f"{name}: {difference}", flush=True)
            if len(differences) > MOST:
                print(f"{name}: and {len(differences) - MOST} more")
    print(f"{len(chosen)} files, {total} commands each way: {different or 'no'} differences")
    return int(different > 0)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Counts and times what tries our promises: every test and script of tests/goals.toml, one after another, into tests/goals.csv.

    tests/goals.py                  all of it, in a release build
    tests/goals.py --only 7,12      what tries these promises; the other rows stay
    tests/goals.py --here           with the test programs that `cargo test --no-run` builds, unoptimised

A test says how many cases it tried (`TRIED 20000`), or is one. One that says SKIPPED counts none. A test that fails ends this. Then
`UPDATE_EXPECT=1 cargo test --test integration goals_page` writes the page."""

import argparse, csv, datetime, json, os, re, subprocess, sys, time, tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "tests/goals.csv"


def programs(release):
    """The test programs by name, built."""
    command = ["cargo", "test", "--locked", "--no-run", "--message-format=json", *(["--release"] if release else [])]
    built = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    found = {}
    for line in built.splitlines():
        told = json.loads(line)
        if told.get("reason") == "compiler-artifact" and told.get("executable") and told["profile"]["test"]:
            found["lib" if "lib" in told["target"]["kind"] else told["target"]["name"]] = told["executable"]
    listed = {}
    for kind in ["lib", "integration"]:
        out = subprocess.run([found[kind], "--list"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
        listed[kind] = (found[kind], [line.removesuffix(": test") for line in out.splitlines() if line.endswith(": test")])
    return listed


def tests_of(what, listed):
    """The program and the names of the tests that `FILE::NAME` or `FILE` stands for."""
    file, _, name = what.partition("::")
    program, names = listed["integration" if file.startswith("tests/") else "lib"]
    marked = re.findall(r"#\[test\]\s*(?:#\[[^\n]*\]\s*)*fn (\w+)", (ROOT / file).read_text())
    wanted = [name] if name else marked
    parts = {re.sub("_tests$", "", part) for part in Path(file).with_suffix("").parts} - {"src", "tests", "integration", "mod", "tests.rs"}
    found = []
    for one in wanted:
        fits = [n for n in names if n.split("::")[-1] == one and parts <= {re.sub("_tests$", "", p) for p in n.split("::")}]
        if len(fits) != 1:
            sys.exit(f"{what}: {one} fits {fits}")
        found += fits
    return program, found


def count(command, **how):
    """Cases and seconds of one program that must succeed."""
    clock = time.monotonic()
    ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **how)
    seconds = time.monotonic() - clock
    if ended.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{ended.stdout}")
    said = re.findall(r"^.*?\bTRIED (\d+)$", ended.stdout, re.M)
    skipped = "SKIPPED" in ended.stdout
    return (sum(map(int, said)) if said else 0 if skipped else 1), seconds


def keep(rows, here):
    """Writes what is known so far, so that what was timed is kept whatever ends this."""
    known = {what for goal in tomllib.loads((ROOT / "tests/goals.toml").read_text())["goal"]
             for what in [*goal.get("tests", []), *goal.get("scripts", [])]}
    with KEPT.open("w", newline="") as out:
        how = "unoptimised" if here else "a release build"
        out.write(f"# {datetime.date.today()}, {how}, {os.cpu_count()} cores\n")
        table = csv.writer(out, lineterminator="\n")
        table.writerow(["what", "cases", "seconds"])
        table.writerows([what, *rows[what]] for what in sorted(rows) if what in known)


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--only", help="numbers of promises, with commas")
    ask.add_argument("--here", action="store_true", help="unoptimised test programs")
    asked = ask.parse_args()
    goals = tomllib.loads((ROOT / "tests/goals.toml").read_text())["goal"]
    if asked.only:
        goals = [goal for goal in goals if str(goal["number"]) in asked.only.split(",")]
    listed = programs(not asked.here)
    rows = {}
    if asked.only and KEPT.exists():
        rows = {what: (cases, seconds) for what, cases, seconds in list(csv.reader(KEPT.read_text().splitlines()[1:]))[1:]}
    for what in dict.fromkeys(what for goal in goals for what in goal.get("tests", [])):
        program, names = tests_of(what, listed)
        cases, seconds = 0, 0.0
        for name in names:
            more = count([program, "--exact", name, "--nocapture", "--include-ignored"])
            cases, seconds = cases + more[0], seconds + more[1]
        rows[what] = (cases, f"{seconds:.1f}")
        keep(rows, asked.here)
        print(f"{what}: {cases} cases, {seconds:.1f} s", flush=True)
    for script in dict.fromkeys(script for goal in goals for script in goal.get("scripts", [])):
        cases, seconds = count([ROOT / script])
        rows[script] = (cases, f"{seconds:.1f}")
        keep(rows, asked.here)
        print(f"{script}: {cases} cases, {seconds:.1f} s", flush=True)

main()

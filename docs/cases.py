#!/usr/bin/env python3
"""Writes docs/cases.md and docs/cases/*.svg: every scenario, its question, and what running it answers.

    cargo build --release
    docs/cases.py

The list, the verdicts and the charts are those of the ordinary program, which is run once for each file with its own seed: the
page is the same wherever it is made. Each estimate is what an [[assert]] of the file speaks of, with its 95 % interval. It ends with an
error when an assert does not hold. Needs Python 3.11 or later, nothing else."""

import argparse
import html
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "scenarios"

# Large populations say as much in fewer replications, or smaller, and the page is made in minutes.
SMALLER = {
    "clinic": "--replications 10",
    "coffee-punch-card": "--customers 2000 --replications 20",
    "flybuys-coalition": "--replications 10",
    "frequent-flyer": "--replications 10",
    "hotel-complaint": "--replications 10",
    "hotel-tiers": "--replications 10",
    "ikea-ice-cream": "--replications 20",
    "price-war": "--replications 10",
    "snow-brand": "--replications 10",
    "tesco-clubcard": "--replications 10",
    "turkey": "--replications 20",
    "two-bucket": "--replications 10",
}
# The chart that answers, where it is not the first there is of the usual ones: how the worlds differ in value, who waits, who stays.
CHARTS = {"erp-lockin": "staying", "transit": "staying", "holes": "exits", "cdnow": "difference"}
USUAL = ["difference", "queue-", "resources", "level"]

# How a verdict on the value of the firm begins; where there is none, a finding of the baseline stands first.
VERDICTS = ("Best: ", "Nothing beats the baseline: ", "Undecided: ")
FINDINGS = ("Longest wait: ", "Biggest leak: ")

# Draws of what is not known: enough to name who is best and what to measure, and the page is made in minutes.
DRAWS = "--draws 64"
# What stands above everything that knows chance only, where there are draws.
AS_WRITTEN = "As written, with chance only"

# Exit code of the program when an assert is missed.
MISSED = 5
# Words for what is asserted most.
WORDS = {
    "npv": "value of the firm",
    "ltv": "lifetime value of a newcomer",
    "retention_horizon": "still there at the horizon",
    "referred_share": "share of newcomers who were brought",
}
# What is told of worlds without customers.
QUEUES = [
    (r"resources\.(.*)\.delay_min", "mean delay at {}"),
    (r"resources\.(.*)\.renege_fraction", "giving up at {}"),
    (r"journeys\.(.*)\.sojourn_min", "time in {}"),
    (r"npv", "value of the firm"),
]


def magnitude(value):
    """Power of ten of the leading digit."""
    return int(f"{abs(value):e}".split("e")[1])


def places(mean, interval):
    """Decimals worth printing: one digit of the half-width, two when the first is 1. The rule of all tables of the program."""
    half = float(f"{(interval[1] - interval[0]) / 2:.1e}") if interval else 0.0
    if half > 0.0:
        return (1 if f"{half:e}".startswith("1") else 0) - magnitude(half)
    return max(3 - magnitude(mean), 0) if mean != int(mean) else 0


def number(value, decimals, signed):
    value = round(value, decimals)
    text = f"{abs(value):,.{max(decimals, 0)}f}"
    if not any(c in "123456789" for c in text):
        return text
    return ("−" if value < 0 else "+" if signed else "") + text


def estimate(mean, interval, unit, signed):
    """A mean with its interval and unit, as the program prints them; shares in per cent, their differences in points."""
    if unit.startswith(("share", "probability", "fraction")):
        scale, unit = 100.0, unit.replace("share", "points" if signed else "%").replace("probability", "%").replace("fraction", "%")
    else:
        scale, unit = 1.0, {"d": "days", "1": "", "ratio": ""}.get(unit, unit)
    mean, interval = mean * scale, [side * scale for side in interval] if interval else None
    decimals = places(mean, interval)
    text = number(mean, decimals, signed) + (f" {unit}" if unit else "")
    if interval:
        text += " [" + ", ".join(number(side, decimals, signed) for side in interval) + "]"
    return text


def found(world, path):
    """What an assert speaks of: mean, interval, n and unit."""
    head, _, rest = path.partition(".")
    if "@" in path:
        curve = world["bucket"]["level"] if head == "bucket" else world[head]
        at = float(path.rsplit("@", 1)[1])
        point = min(curve, key=lambda p: abs(p.get("day", p.get("term")) - at))
        return point["mean"], point.get("ci95"), None, "customers" if head == "bucket" else "share"
    step = world[head]
    if head in ("bucket", "journeys", "touchpoints", "resources"):
        # Names may hold dots; a field never does.
        name, _, field = rest.partition(".") if head == "bucket" else rest.rpartition(".")
        step = step[name][field] if field else step[name]
    elif rest:
        step = step[rest]
    return step["mean"], step.get("ci95"), step["n"], step["unit"]


def told_from_zero(found):
    return found["mean"] and not found["ci95"][0] <= 0.0 <= found["ci95"][1]


def capital(text):
    return text[0].upper() + text[1:]


def queues(world):
    """What a world changes in its queues for certain, and at what cost."""
    said = []
    for path, words in QUEUES:
        for name, found in world["difference"].items():
            if (match := re.fullmatch(path, name)) and told_from_zero(found):
                said.append(words.format(*match.groups()) + " " + estimate(found["mean"], found["ci95"], found["unit"], True))
                n = found["n"]
    return f"{plain(capital(world['name']))}, less the baseline: {', '.join(said)} (n = {n})."


def paragraph(lines, begins):
    """The first paragraph that begins so: its line and those indented under it."""
    for i, line in enumerate(lines):
        if line.startswith(begins):
            rest = []
            for after in lines[i + 1 :]:
                if not after.startswith("  "):
                    break
                rest.append(after.strip())
            return " ".join([line.strip(), *rest]).replace("\u00a0", " ")
    return None


def how_sure(lines):
    """What draws of what is not known say: the sentences between the headline and the first table."""
    above = lines[: lines.index(AS_WRITTEN)] if AS_WRITTEN in lines else []
    blocks = [block.split("\n") for block in "\n".join(above).split("\n\n")]
    table = next((i for i, block in enumerate(blocks) if block[0].startswith("design ")), 0)
    if table == 0:
        sys.exit(f"nothing is said above {AS_WRITTEN!r}")
    return re.sub(r"\s+", " ", " ".join(blocks[table - 1]))


def plain(text):
    """Text that Markdown takes as it is."""
    return re.sub(r"([*_<>|\\`])", r"\\\1", text)


def answered(program, path, replications, scratch):
    """Runs a scenario; returns its part of the page and the chart that answers."""
    stem = path.stem
    scenario = tomllib.loads(path.read_text())
    command = "compare" if scenario.get("intervention") else "run"
    words = [command, str(path.relative_to(ROOT))]
    words += ["--replications", str(replications)] if replications else SMALLER.get(stem, "").split()
    is_drawn = command == "compare" and "uncertain" in scenario
    words += DRAWS.split() if is_drawn else []
    out = scratch / stem
    ran = subprocess.run(
        [program, *words, "--out", str(out), "--quiet"], cwd=ROOT, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"}
    )
    if ran.returncode not in (0, MISSED):
        sys.exit(f"{shlex.join(words)} ended with code {ran.returncode}\n{ran.stdout}{ran.stderr}")
    results = json.loads((out / "results.json").read_text())
    worlds = {world["name"]: world for world in results["worlds"]}
    lines = ran.stdout.splitlines()

    n = results["run"]["replications"]
    told = []
    if results["run"]["customers"]:
        told.append(plain(paragraph(lines, VERDICTS) or paragraph(lines, FINDINGS)))
    else:
        # Queues alone: what they cost is no verdict on them.
        told.append(plain(paragraph(lines, FINDINGS)))
        told += [queues(world) for world in results["worlds"][1:]]
    if not results.get("asserts") and results["run"]["customers"]:
        # What no assert speaks of is told world by world.
        after = next(i for i, line in enumerate(lines) if line.startswith(VERDICTS))
        told += [plain(paragraph(lines[after:], f"{capital(name)}: ")) for name in list(worlds)[1:]]
    for held in results.get("asserts", []):
        mean, interval, own, unit = found(worlds[held["world"]], held["metric"])
        head, _, rest = held["metric"].partition(".")
        signed = head == "difference"
        what = rest if head in ("difference", "metrics", "program") else held["metric"]
        what = re.sub(r"\.@(\d+)$", r" at term \1" if head == "survivors" else r" on day \1", what)
        what = WORDS.get(what, what.replace(".", ": ").replace("_", " "))
        if len(worlds) > 1:
            what += f", *{plain(held['world'])}*" + (" less the baseline" if signed else "")
        told.append(f"{plain(capital(held['name']))}: **{estimate(mean, interval, unit, signed)}** ({what}; n = {own or n}).")

    if is_drawn:
        sure = "**How sure:** " + plain(how_sure(lines)) + "\n\n"
    else:
        sure = ""

    charts = sorted(chart.name for chart in (out / "charts").glob("*.svg"))
    wanted = [CHARTS[stem]] if stem in CHARTS else USUAL
    chart = next((name for want in wanted for name in charts if name.startswith(want)), None)
    if chart is None:
        sys.exit(f"{stem}: none of {', '.join(charts)} is wanted")
    text = f"### {plain(results['scenario']['name'])}\n\n*{plain(results['scenario']['question'])}*\n\n"
    text += "".join(f"- {sentence}\n" for sentence in told) + "\n" + sure
    text += f"[`{path.relative_to(ROOT)}`](../{path.relative_to(ROOT)}): `journeysim {shlex.join(words)}`\n\n"
    text += f'<img src="cases/{stem}.svg" alt="{html.escape(results["scenario"]["name"])}" width="600">\n'
    missed = [f"{stem}: {held['name']}: {held['value']} is not {held['rule']}" for held in results.get("asserts", []) if not held["held"]]
    return text, out / "charts" / chart, missed


def main():
    typed = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    typed.add_argument("--program", default=str(ROOT / "target/release/journeysim"), help="the program to run")
    typed.add_argument("--out", type=Path, default=ROOT / "docs", help="folder for cases.md and cases/")
    typed.add_argument("--only", nargs="*", help="scenarios to run, for a look; the page is then of these alone")
    typed.add_argument("--replications", type=int, help="fewer replications, for a look")
    typed = typed.parse_args()
    listed = subprocess.run([typed.program, "new", "--list"], capture_output=True, text=True, check=True).stdout
    files = {path.stem: path for path in SCENARIOS.rglob("*.toml")}
    page = []
    pictures = typed.out / "cases"
    pictures.mkdir(parents=True, exist_ok=True)
    kept, missed = set(), []
    with tempfile.TemporaryDirectory() as scratch:
        for line in filter(None, listed.splitlines()):
            if not line.startswith("  "):
                page.append(f"## {line}\n")
                continue
            stem = line.split()[0]
            if typed.only and stem not in typed.only:
                continue
            text, chart, failed = answered(typed.program, files[stem], typed.replications, Path(scratch))
            shutil.copyfile(chart, pictures / f"{stem}.svg")
            kept.add(f"{stem}.svg")
            missed += failed
            page.append(text)
            print(stem, file=sys.stderr)
    for stale in pictures.glob("*.svg"):
        if stale.name not in kept:
            stale.unlink()
    (typed.out / "cases.md").write_text(HEAD + "\n".join(page))
    if missed:
        sys.exit("\n".join(["these asserts do not hold:", *missed]))


HEAD = """# Cases

Every shipped scenario, its question, and what running it answers. Made by `cargo build --release && docs/cases.py`: every estimate is the
program's.

The first line of a comparison is its verdict on the value of the firm. Each further line is a claim and the estimate it speaks of, or else what a
world changes. A claim is the name of an `[[assert]]`, written by hand, its numbers too; the file holds the estimate to a band, and the script ends
with an error when one falls outside. [ ] is the 95 % interval of the mean over n replications; differences are paired: the same customers and the same
draws in both worlds. A claim is about the scenario. What in it is measured, what its source says and what is illustrative stands in the first lines
of the file.

*How sure* stands where a file says, in `[[uncertain]]`, what nobody has measured and how far it may be off: what the program finds in draws of all of it.
Everything above that paragraph is the file as it is written, and its intervals know chance only. [What is not known](uncertainty.md) has the words.

"""

if __name__ == "__main__":
    main()

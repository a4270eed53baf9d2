"""Reads event logs of one replication with pm4py, and holds them against the results of the same run.

    python3 event_log.py FOLDER [FOLDER...]

Each folder has `log.xes`, `log.csv` and `results.json`, as `run --replications 1 --event-log log.xes --event-log log.csv` leaves them, of a
scenario without a warm-up. Says what differs and exits with 1; with 77 when a package is missing.

What must hold:
- both files are the same log: cases, activities, times, resources;
- activities are touchpoints and at most 60, none of a life holds a digit;
- waiting and service times, as pm4py takes them, are those of the results, to a millisecond, and so are counts of passages, failures, visits
  given up, visits, exits by hole, newcomers;
- a process tree mined from the visits of a journey fits them, and no visit goes a way that the blueprint does not know.
"""

import json
import pathlib
import sys

try:
    import pandas as pd
    import pm4py
except ImportError as missing:
    print(f"there is no {missing.name}")
    sys.exit(77)

MOST_ACTIVITIES = 60
# Both ends of a time are cut to the millisecond.
FORMAT_S = 1e-3
OURS = {
    "concept:name": "activity",
    "case:concept:name": "case",
    "case:replication": "replication",
    "case:customer": "customer",
    "case:segment": "segment",
    "case:journey": "journey",
    "case:ending": "ending",
    "start_timestamp": "start",
    "org:resource": "resource",
}
problems = []


def expect(what, found, right, within=0.0):
    """Notes where two values differ."""
    if found is None or right is None or abs(found - right) > within:
        problems.append(f"{what}: the log has {found}, the results {right}")


def mean_of(metric):
    """The value of the one replication, if there is one."""
    return None if metric is None else metric.get("mean")


def mined_mean_s(log, activity, begin, end):
    """Mean time between two columns as pm4py takes service times [s]."""
    there = log.dropna(subset=[begin, end])
    if there.empty:
        return None
    times = pm4py.get_service_time(there, "mean", timestamp_key=end, start_timestamp_key=begin)
    return times[activity]


def same_log(folder, xes):
    """The CSV file, read as pandas and pm4py read it, against the XES file."""
    moments = ["enabled", "start", "end"]
    csv = pd.read_csv(folder / "log.csv", parse_dates=moments)
    csv["timestamp"] = csv["end"].fillna(csv["start"]).fillna(csv["enabled"])
    csv = pm4py.format_dataframe(csv, case_id="case", activity_key="activity", timestamp_key="timestamp", start_timestamp_key="start")
    xes = xes.rename(columns={key: name for key, name in OURS.items() if name not in ("case", "activity")})
    order = ["case:concept:name", "time:timestamp", "enabled", "concept:name"]
    keys = order + ["start", "journey", "outcome", "customer", "segment", "resource"]
    tables = []
    for table in (csv, xes):
        table = table.reindex(columns=keys).sort_values(order, kind="stable").reset_index(drop=True)
        for key in ("time:timestamp", "enabled", "start"):
            table[key] = pd.to_datetime(table[key], utc=True).astype("datetime64[ns, UTC]")
        tables.append(table.astype(object).where(table.notna(), None))
    if len(tables[0]) != len(tables[1]):
        problems.append(f"{folder.name}: CSV has {len(tables[0])} events, XES {len(tables[1])}")
    elif not tables[0].equals(tables[1]):
        differs = (tables[0] != tables[1]) & ~(tables[0].isna() & tables[1].isna())
        problems.append(f"{folder.name}: CSV and XES differ in {list(differs.columns[differs.any()])}")


def touchpoint(name, measures, passages):
    """Passages of a touchpoint against its results."""
    journey, activity = name.split("/", 1)
    of = passages[(passages["case:journey"] == journey) & (passages["concept:name"] == activity)]
    what = f"{name}: "
    expect(what + "visits", len(of), mean_of(measures["visits"]))
    for outcome in ("reneged", "baulked"):
        expect(what + outcome, int((of["outcome"] == outcome).sum()), mean_of(measures[outcome]))
    expect(what + "failed", int((of["outcome"] == "failed").sum()), mean_of(measures["failed"]))
    served = of[of["outcome"].isin(["served", "failed"])]
    service = mined_mean_s(served, activity, "start_timestamp", "time:timestamp")
    right = mean_of(measures.get("service_min"))
    if service is not None or right is not None:
        expect(what + "service [s]", service, None if right is None else right * 60, FORMAT_S)
    right = mean_of(measures.get("delay_min"))
    if of["attempt"].notna().any():
        # Delays are counted before an attempt without staff, and again before the service that follows.
        tried = of[of["attempt"].notna()]
        first = tried["lead"] - tried["attempt"]
        then = (tried["start_timestamp"] - tried["enabled"]).dt.total_seconds() - tried["lead"]
        others = of[of["attempt"].isna()]
        plain = (others["start_timestamp"] - others["enabled"]).dt.total_seconds()
        delay = pd.concat([first, then, plain]).dropna().mean()
    else:
        delay = mined_mean_s(of, activity, "enabled", "start_timestamp")
    if delay is not None or right is not None:
        expect(what + "delay [s]", delay, None if right is None else right * 60, FORMAT_S)


def resource(name, measures, passages):
    """Delay in the queue of a resource: from joining it, which may come after coming to the touchpoint."""
    of = passages[passages["org:resource"] == name].dropna(subset=["start_timestamp"]).copy()
    of["queued"] = of["enabled"] + pd.to_timedelta(of["lead"], unit="s")
    of["concept:name"] = name
    delay = mined_mean_s(of, name, "queued", "start_timestamp")
    right = mean_of(measures["delay_min"])
    if delay is not None or right is not None:
        expect(f"resource {name}: delay [s]", delay, None if right is None else right * 60, FORMAT_S)


def journey(name, measures, passages):
    """Visits of a journey against its results, and what is mined of them against its blueprint."""
    visits = passages[passages["case:journey"] == name]
    what = f"journey {name}: "
    steps = {touch["name"]: touch for touch in measures["blueprint"]}
    first = passages.groupby("case:concept:name", sort=False).first() if len(visits) else visits
    if len(visits):
        first = visits.groupby("case:concept:name", sort=False).first()
        # A visit that has come to no touchpoint by the horizon has no event.
        started = mean_of(measures["started"])
        if first.shape[0] > started:
            problems.append(f"{what}{first.shape[0]} cases of {started} visits")
        for ending, key in (("completed", "completed"), ("failed", "failed"), ("broken off", "gave_up"), ("cut off", "cut_off")):
            if key in measures and first.shape[0] == started:
                expect(what + key, int((first.get("case:ending") == ending).sum()), mean_of(measures[key]))
    # Work off the path goes on beside it.
    required = {step for touch in measures["blueprint"] for step in touch.get("requires", [])}
    path = visits[~visits["concept:name"].isin(required)]
    path = path[path["lifecycle:transition"] == "complete"]
    if path.empty:
        return
    tree = pm4py.discover_process_tree_inductive(path)
    print(f"  {name}: {tree}")
    net = pm4py.convert_to_petri_net(tree)
    fitness = pm4py.fitness_token_based_replay(path, *net)["log_fitness"]
    if fitness < 1 - 1e-9:
        problems.append(f"{what}the mined tree fits {fitness} of the visits")
    arcs, *_ = pm4py.discover_dfg(path)
    # What comes next by the blueprint, past what may not take place or was given up.
    follows = {step: {to for to, p in touch["next"] if p > 0} for step, touch in steps.items()}
    reach = {step: set(to) for step, to in follows.items()}
    for _ in steps:
        for step in reach:
            for to in list(reach[step]):
                reach[step] |= reach.get(to, set())
    # After a failure a way of its own may be taken, which the blueprint does not draw.
    before = path.groupby("case:concept:name", sort=False)[["concept:name", "outcome"]].shift(1)
    regular = path[before["outcome"] == "served"]
    for a, b in set(zip(before.loc[regular.index, "concept:name"], regular["concept:name"])):
        if b not in reach.get(a, set()):
            problems.append(f"{what}{b} follows {a}, and not by the blueprint")
    direct = sum(n for (a, b), n in arcs.items() if b in follows.get(a, set()))
    print(f"  {name}: {direct} of {sum(arcs.values())} steps go to the next touchpoint of the blueprint")


def check(folder):
    """One run."""
    folder = pathlib.Path(folder)
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    world = results["worlds"][0]
    assert results["run"]["replications"] == 1 and results["run"]["warm_up_days"] == 0.0
    log = pm4py.read_xes(str(folder / "log.xes"))
    for column in ("attempt", "lead", "org:resource", "hole", "case:customer", "case:segment"):
        if column not in log:
            log[column] = None
    for column in ("attempt", "lead"):
        log[column] = log[column].astype(float)
    same_log(folder, log)
    life = log[log["case:journey"] == "life"]
    passages = log[log["case:journey"] != "life"]
    names = set(world.get("touchpoints", {}))
    unknown = set(passages["case:journey"] + "/" + passages["concept:name"]) - names
    if unknown:
        problems.append(f"no touchpoints: {sorted(unknown)}")
    activities = set(log["concept:name"])
    print(f"{folder.name}: {len(log)} events, {log['case:concept:name'].nunique()} cases, {len(activities)} activities")
    if len(activities) > MOST_ACTIVITIES:
        problems.append(f"{len(activities)} activities")
    numbers = [name for name in set(life["concept:name"]) if any(c.isdigit() for c in name)]
    if numbers:
        problems.append(f"numbers in activities: {numbers}")
    for name, measures in world.get("touchpoints", {}).items():
        touchpoint(name, measures, passages)
    for name, measures in world.get("resources", {}).items():
        resource(name, measures, passages)
    for name, measures in world.get("journeys", {}).items():
        journey(name, measures, passages)
    bucket = world.get("bucket")
    if bucket is not None:
        left = life[life["concept:name"] == "leaves"]["hole"].value_counts()
        for hole, measured in bucket["outflow"].items():
            expect(f"exits by {hole}", int(left.get(hole, 0)), mean_of(measured))
    expect("exits", int((life["concept:name"] == "leaves").sum()), mean_of(world["metrics"].get("exits")) or 0)


for given in sys.argv[1:]:
    before = len(problems)
    check(given)
    problems[before:] = [f"{pathlib.Path(given).name}: {problem}" for problem in problems[before:]]
for problem in problems:
    print(problem)
sys.exit(1 if problems else 0)

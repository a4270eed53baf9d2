//! The event log: a row for each passage of a visit, and for each thing that happens to a customer besides. What is known by counting is
//! counted by hand; what is drawn is held against the results of the same run, and against what another program reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use journeysim::experiment::{EventLog, LogRow, event_log, event_log_columns};
use journeysim::metrics::{journey, resource, touchpoint};
use journeysim::units::SimTime;

use crate::program::{Desk, SMALL, root, shipped};
use crate::support::{ALONE, World};

const NANOS_PER_MINUTE: u64 = 60_000_000_000;

fn world(text: &str) -> World {
    World::parse(text, &[]).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

fn log(world: &World) -> EventLog<'_> {
    event_log(&world.compiled.model, world.compiled.seed, 0).expect("runs")
}

/// When a row was enabled, started and ended [min], and its outcome.
fn times(row: &LogRow<'_>) -> (u64, Option<u64>, Option<u64>, &'static str) {
    let minutes = |at: SimTime| at.0 / NANOS_PER_MINUTE;
    (minutes(row.enabled), row.start.map(minutes), row.end.map(minutes), row.outcome.expect("a passage has an outcome"))
}

/// Visitors of one desk at minutes 10, 12, 14, 50 and 55 of an hour; a service takes 15 min.
fn desk_of_an_hour(resource: &str, touchpoint: &str) -> String {
    format!(
        "name = \"desk\"\n[run]\nhorizon = \"1 h\"\nreplications = 1\n[[resource]]\nname = \"staff\"\nstaff = 1\n{resource}\n\
         [[journey]]\nname = \"visit\"\narrivals = {{ at = [\"10 min\", \"12 min\", \"14 min\", \"50 min\", \"55 min\"] }}\n\
         [[journey.touchpoint]]\nname = \"desk\"\nresource = \"staff\"\ntime = \"15 min\"\n{touchpoint}\n"
    )
}

#[test]
fn what_is_under_way_at_the_horizon_is_there_without_an_end() {
    let world = world(&desk_of_an_hour("", ""));
    let log = log(&world);
    let rows: Vec<LogRow<'_>> = log.rows().collect();
    let right = [
        (10, Some(10), Some(25), "served"),
        (12, Some(25), Some(40), "served"),
        (14, Some(40), Some(55), "served"),
        (50, Some(55), None, "in service"),
        (55, None, None, "waiting"),
    ];
    assert_eq!(rows.iter().map(times).collect::<Vec<_>>(), right);
    for (number, row) in rows.iter().enumerate() {
        assert_eq!((row.case.as_str(), row.activity), (format!("r0/visit {number}").as_str(), "desk"));
        assert_eq!((row.journey, row.resource, row.customer.as_deref()), ("visit", Some("staff"), None));
        assert_eq!(row.ending, (number < 3).then_some("completed"));
    }
}

#[test]
fn who_gives_up_or_finds_no_room_is_there_without_a_start() {
    let patient = world(&desk_of_an_hour("", "patience = \"5 min\""));
    let right = [
        (10, Some(10), Some(25), "served"),
        (12, None, Some(17), "reneged"),
        (14, None, Some(19), "reneged"),
        (50, Some(50), None, "in service"),
        (55, None, None, "waiting"),
    ];
    assert_eq!(log(&patient).rows().map(|row| times(&row)).collect::<Vec<_>>(), right);
    let narrow = world(&desk_of_an_hour("queue_limit = 1", ""));
    let found: Vec<_> = log(&narrow).rows().map(|row| times(&row)).collect();
    assert_eq!(found[1..3], [(12, Some(25), Some(40), "served"), (14, None, Some(14), "baulked")]);
}

#[test]
fn a_failure_is_an_outcome_and_the_way_to_the_queue_is_no_wait_in_it() {
    let prepare = "[[journey.touchpoint]]\nname = \"prepare\"\nlane = \"backstage\"\ntime = \"3 min\"";
    let world = world(&desk_of_an_hour("", &format!("fail_prob = 1.0\nrequires = [\"prepare\"]\n{prepare}")));
    let log = log(&world);
    let of = |activity| log.rows().filter(move |row| row.activity == activity);
    let desk: Vec<LogRow<'_>> = of("desk").collect();
    assert_eq!(times(&desk[0]), (10, Some(13), Some(28), "failed"));
    assert_eq!(times(&desk[1]), (12, Some(28), Some(43), "failed"));
    assert_eq!(desk[1].facts.lead, Some(180.0));
    assert_eq!(of("prepare").map(|row| times(&row)).nth(1), Some((12, Some(12), Some(15), "served")));
}

/// Half of one of these names was taken for words of a sentence once.
#[test]
fn names_with_commas_are_whole() {
    let text = "name = \"log\"\n[run]\nhorizon = \"1 d\"\nreplications = 1\n[[journey]]\nname = \"visit, or call\"\narrivals = \"4 per d\"\n\
                [[journey.touchpoint]]\nname = \"form A, which takes two pages\"\n[[journey.touchpoint]]\nname = \"form A\"\n";
    let desk = Desk::with("log.toml", text);
    desk.run(["run", "log.toml", "-q", "--event-log", "log.csv"]).with_code(0);
    let mut reader = csv::Reader::from_path(desk.path("log.csv")).expect("CSV");
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let activities: BTreeSet<&str> = rows.iter().map(|row| &row[5]).collect();
    assert_eq!(activities, BTreeSet::from(["form A", "form A, which takes two pages"]));
    assert!(rows.iter().all(|row| &row[4] == "visit, or call"), "{rows:?}");
}

#[test]
fn a_case_is_a_visit_and_the_rest_of_a_customer_is_a_life() {
    let text = "name = \"x\"\n[run]\nhorizon = \"10 d\"\nreplications = 1\n[population]\ncustomers = 2\n[purchase]\nrate = \"1 per d\"\nbasket = 5.0\n\
                [[journey]]\nname = \"talk\"\nstart = { every = \"2 d\" }\n[[journey.touchpoint]]\nname = \"word\"\ntime = \"3 d\"\n";
    let world = world(text);
    let log = log(&world);
    let mut cases: BTreeMap<String, Vec<SimTime>> = BTreeMap::new();
    let mut ended = BTreeSet::new();
    let mut last = String::new();
    for row in log.rows() {
        if row.case != last {
            assert!(ended.insert(row.case.clone()), "{} comes in one piece", row.case);
            last = row.case.clone();
        }
        assert_eq!(row.case.ends_with("/life"), row.journey == "life");
        assert!(row.case.starts_with(&format!("r0/{}/", row.customer.as_deref().expect("of a customer"))));
        cases.entry(row.case.clone()).or_default().push(row.enabled);
    }
    // Visits overlap: each takes three days and begins two after the one before.
    for customer in ["customer 0", "customer 1"] {
        let visits = cases.iter().filter(|(case, _)| case.starts_with(&format!("r0/{customer}/talk "))).count();
        assert!((4..=5).contains(&visits), "{cases:?}");
        assert!(cases.contains_key(&format!("r0/{customer}/talk 1")));
        let life = &cases[&format!("r0/{customer}/life")];
        assert!(life.len() > 1 && life.is_sorted(), "{life:?}");
    }
    let of_visits = log.rows().filter(|row| row.activity == "buys");
    let mut bought = 0;
    for row in of_visits {
        assert!(row.facts.amount.is_some_and(|amount| amount > 0.0));
        bought += 1;
    }
    assert!(bought > 5);
}

/// Counts, waits and services of a log are those of the results of the same replication.
#[test]
fn the_log_adds_up_to_the_results() {
    let sets = [("run.horizon", "120 d"), ("run.replications", "1"), ("population.customers", "150")];
    let world = World::load("scenarios/bank-branch.toml", &sets).unwrap_or_else(|problems| panic!("{problems}"));
    let results = world.results(ALONE);
    let log = log(&world);
    let rows: Vec<LogRow<'_>> = log.rows().collect();
    let mean = |times: Vec<u64>| {
        (!times.is_empty()).then(|| times.iter().sum::<u64>() as f64 / times.len() as f64 / NANOS_PER_MINUTE as f64)
    };
    let close = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * b.abs().max(1.0),
        (a, b) => a == b,
    };
    let there = &results.worlds[0];
    for (name, measured) in &there.touchpoints {
        let (of, activity) = name.split_once('/').expect("journey/touchpoint");
        let passages = || rows.iter().filter(|row| row.journey == of && row.activity == activity);
        let count = |outcome| passages().filter(|row| row.outcome == Some(outcome)).count() as f64;
        assert_eq!(Some(passages().count() as f64), measured[touchpoint::VISITS].mean, "{name}");
        assert_eq!(Some(count("failed")), measured[touchpoint::FAILED].mean, "{name}");
        assert_eq!(Some(count("reneged")), measured[touchpoint::RENEGED].mean, "{name}");
        let delays = passages().filter_map(|row| Some(row.start?.since(row.enabled).0)).collect();
        let services = passages().filter_map(|row| Some(row.end?.since(row.start?).0)).collect();
        assert!(close(mean(delays), measured[touchpoint::DELAY_MIN].mean), "{name}");
        assert!(close(mean(services), measured[touchpoint::SERVICE_MIN].mean), "{name}");
    }
    for (name, measured) in &there.resources {
        let of = rows.iter().filter(|row| row.resource == Some(name.as_str()));
        let waited = of.filter_map(|row| {
            Some(row.start?.since(row.enabled).0 - (row.facts.lead.unwrap_or(0.0) * 1e9).round() as u64)
        });
        assert!(close(mean(waited.collect()), measured[resource::DELAY_MIN].mean), "{name}");
    }
    let visits: BTreeSet<&str> =
        rows.iter().filter(|row| row.journey == "branch visit").map(|row| row.case.as_str()).collect();
    assert_eq!(Some(visits.len() as f64), there.journeys["branch visit"][journey::STARTED].mean);
    let left = |hole: &str| {
        let by = |row: &&LogRow<'_>| row.activity == "leaves" && row.facts.hole.as_deref() == Some(hole);
        rows.iter().filter(by).count() as f64
    };
    let bucket = there.bucket.as_ref().expect("a bucket");
    assert!(bucket.outflow.values().any(|flow| flow.mean > Some(0.0)));
    for (hole, flow) in &bucket.outflow {
        assert_eq!(Some(left(hole)), flow.mean, "{hole}");
    }
}

#[test]
fn a_replication_is_told_as_replay_tells_it() {
    let desk = Desk::with("queue.toml", SMALL);
    desk.run(["run", "queue.toml", "-q", "--event-log", "log.csv", "--event-log", "log.xes"]).with_code(0);
    let log = desk.read("log.csv");
    let header: Vec<&str> = event_log_columns().map(|column| column.name).collect();
    assert_eq!(log.lines().next(), Some(header.join(",").as_str()));
    let first = [
        "replication",
        "case",
        "customer",
        "segment",
        "journey",
        "activity",
        "enabled",
        "start",
        "end",
        "resource",
        "outcome",
    ];
    assert_eq!(header[..first.len()], first);
    let mine: Vec<Vec<&str>> =
        log.lines().map(|line| line.split(',').collect()).filter(|row: &Vec<&str>| row[1] == "r0/visit 17").collect();
    assert_eq!((mine.len(), mine[0][5], mine[0][10]), (1, "counter", "served"));
    // A day of the replay and its clock are the start of service.
    let replay =
        desk.run(["replay", "queue.toml", "--journey", "visit", "--visitor", "17", "-q", "--json"]).with_code(0);
    let served = replay.json().as_array().expect("events")[1].clone();
    let (day, time) = (served["day"].as_u64().expect("a day"), served["time"].as_str().expect("a clock"));
    assert!(mine[0][7].starts_with(&format!("2024-01-{:02}T{time}", day + 1)), "{mine:?} {served}");
    let served = log.lines().filter(|line| line.contains(",counter,")).count();
    let xes = desk.read("log.xes");
    assert_eq!(xes.matches("<string key=\"concept:name\" value=\"counter\"/>").count(), served);
    assert_eq!((xes.matches("<trace>").count(), xes.matches("</trace>").count()), (served, served));
}

#[test]
fn all_replications_have_equal_bytes_for_any_threads() {
    let desk = Desk::with("queue.toml", SMALL);
    let files = ["log.csv", "log.xes", "log.parquet"];
    let read = |threads: &str, told: &str| {
        let logs = files.iter().flat_map(|file| ["--event-log", file]);
        let args =
            ["run", "queue.toml", "-q", "--threads", threads, "--log-replications", told].into_iter().chain(logs);
        desk.run(args).with_code(0);
        files.map(|file| fs::read(desk.path(file)).expect("written"))
    };
    let all = read("1", "all");
    assert!(all == read("3", "all"));
    assert!(all == read("2", "3"));
    let text = String::from_utf8(all[0].clone()).expect("UTF-8");
    let cases: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
    assert_eq!(cases.iter().collect::<BTreeSet<_>>().len(), cases.len(), "a visit of one passage has one row");
    // The first replication comes first, as it comes alone.
    let one = read("1", "1");
    assert!(all[0].starts_with(&one[0]) && all[0].len() > one[0].len());
    assert!(text.contains("r2/visit 0") && !String::from_utf8_lossy(&one[0]).contains("r1/"));
}

#[test]
fn what_cannot_be_told_is_refused_before_the_run() {
    let desk = Desk::with("queue.toml", SMALL);
    fs::write(desk.path("life.toml"), SMALL.replace("\"visit\"", "\"life\"")).expect("written");
    for (args, said) in [
        (&["queue.toml", "--event-log", "log.txt"][..], "none of .csv, .parquet and .xes"),
        (&["life.toml", "--event-log", "log.csv"], "a journey is called `life`"),
        (
            &["queue.toml", "--event-log", "log.csv", "--log-replications", "4"],
            "4 replications are to be told, and 3 are run",
        ),
    ] {
        let refused = desk.run(["run", "-q", "--out", "o"].iter().chain(args)).with_code(2);
        assert!(refused.only_line().contains(said), "{}", refused.err);
    }
    for args in [&["--log-replications", "2"][..], &["--event-log", "log.csv", "--log-replications", "none"]] {
        desk.run(["run", "queue.toml", "-q", "--out", "o"].iter().chain(args)).with_code(2);
    }
    assert!(!desk.path("o").exists() && !desk.path("log.csv").exists());
    desk.run(["run", "life.toml", "-q", "--out", "o"]).with_code(0);
}

/// pm4py reads the logs of five shipped cases and finds the results of the same runs in them.
#[test]
fn pm4py_finds_the_results_in_the_log() {
    let desk = Desk::new();
    let python = |args: &[&str]| {
        let script = root().join("tests/readers/event_log.py");
        Command::new("python3").arg(script).args(args).current_dir(desk.path("")).output()
    };
    match python(&[]) {
        Ok(asked) if asked.status.success() => {}
        Ok(asked) => {
            assert_eq!(asked.status.code(), Some(77), "{}", String::from_utf8_lossy(&asked.stderr));
            eprintln!("SKIPPED: {}", String::from_utf8_lossy(&asked.stdout).trim());
            return;
        }
        Err(_) => {
            eprintln!("SKIPPED: there is no `python3`");
            return;
        }
    }
    let cases = [
        ("bank-branch", "300", "60 d"),
        ("call-centre", "", "3 d"),
        ("hotel-complaint", "150", "120 d"),
        ("frequent-flyer", "100", "1 y"),
        ("experience/supermarket-circle", "60", "60 d"),
    ];
    for (name, customers, horizon) in cases {
        let folder = name.rsplit('/').next().expect("a name");
        fs::create_dir(desk.path(folder)).expect("a folder");
        let file = shipped(name);
        let [results, csv, xes] = ["run", "log.csv", "log.xes"].map(|file| format!("{folder}/{file}"));
        let mut args = vec!["run", file.to_str().expect("UTF-8"), "-q", "--replications", "1", "--horizon", horizon];
        args.extend(["--set", "run.warm_up=0 d", "--out", &results, "--event-log", &csv, "--event-log", &xes]);
        if !customers.is_empty() {
            args.extend(["--customers", customers]);
        }
        let ran = desk.run(args);
        // Small worlds miss the asserts of the shipped ones.
        assert!([0, 5].contains(&ran.code), "{name}: {}", ran.err);
        fs::copy(desk.path(&results).join("results.json"), desk.path(folder).join("results.json")).expect("copied");
    }
    let folders = cases.map(|(name, ..)| name.rsplit('/').next().expect("a name"));
    let found = python(&folders).expect("python3 runs");
    assert!(
        found.status.success(),
        "{}{}",
        String::from_utf8_lossy(&found.stdout),
        String::from_utf8_lossy(&found.stderr)
    );
}

//! Ctrl-C and SIGTERM.
#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::program::{Desk, SMALL, ended};
use crate::support::{ALONE, World};

/// A replication takes milliseconds.
const SHORT: [&str; 4] = ["--replications", "20000", "--horizon", "2000 h"];
/// A replication takes far longer than the wait for it.
const ENDLESS: [&str; 8] = [
    "--replications",
    "2000",
    "--horizon",
    "20 y",
    "--set",
    "journey.visit.arrivals=9 per min",
    "--set",
    "resource.server.staff=60",
];

/// Starts a run of minutes and waits until some of it is done.
fn start(desk: &Desk, options: &[&str]) -> Child {
    let always = ["run", "queue.toml", "--out", "o", "--no-progress"];
    let mut child = desk
        .command(always.iter().chain(options))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A large run is warned of first.
    let mut said = BufReader::with_capacity(1, child.stderr.as_mut().expect("piped")).lines();
    assert!(said.any(|line| line.expect("a line").contains(" replications of")), "the plan is said");
    // Long enough for the first replications on a busy machine; the whole run takes much longer.
    sleep(Duration::from_millis(2500));
    child
}

fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
}

#[test]
fn an_interrupted_run_keeps_what_was_done_and_marks_it_partial() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let desk = Desk::with("queue.toml", SMALL);
        let child = start(&desk, &SHORT);
        let clock = Instant::now();
        send(signal, &child);
        let ended = ended(child.wait_with_output().expect("it ends")).with_code(code);
        assert!(clock.elapsed() < Duration::from_secs(60), "{:?}", clock.elapsed());
        assert!(ended.err.contains("stopping after what is under way"), "{}", ended.err);
        assert!(ended.err.contains("incomplete: ") && ended.err.contains(" of 20000 replications"), "{}", ended.err);
        let read = |name: &str| -> serde_json::Value { serde_json::from_str(&desk.read(name)).expect("JSON") };
        let (results, manifest) = (read("o/results.json"), read("o/manifest.json"));
        let done = results["run"]["replications"].as_u64().expect("a number");
        assert!((1..20_000).contains(&done), "{done}");
        assert_eq!((&results["run"]["partial"], &manifest["partial"]), (&true.into(), &true.into()));
        assert_eq!(
            results["worlds"][0]["resources"]["server"]["utilisation"]["n"], done,
            "intervals use what was done"
        );
        assert!(desk.read("o/report.html").contains("incomplete"), "the page says so");
        assert!(ended.out.contains("incomplete"), "{}", ended.out);
    }
}

#[test]
fn the_finished_replications_of_a_partial_run_are_those_of_a_whole_one() {
    let desk = Desk::with("queue.toml", SMALL);
    let child = start(&desk, &SHORT);
    send("-INT", &child);
    ended(child.wait_with_output().expect("it ends")).with_code(130);
    desk.run(["run", "queue.toml", "--replications", "40", "--horizon", "2000 h", "--out", "whole"]).with_code(0);
    let whole = desk.read("whole/tables/replications.csv");
    let partial = desk.read("o/tables/replications.csv");
    // What is pooled over the replications that were done has pseudo-values: they are those of the run they stand in.
    let head: Vec<&str> = whole.lines().next().expect("a head").split(',').collect();
    let short = World::parse(SMALL, &[("run.horizon", "10 h"), ("run.warm_up", "0 h"), ("run.replications", "1")])
        .expect("a good scenario");
    let pooled = short.run(ALONE).expect("a run").table.pooled;
    assert!(!pooled.is_empty() && pooled.iter().all(|path| head.contains(&path.as_str())), "{pooled:?}");
    let own = |table: &str| -> Vec<String> {
        let keep = |row: &str| {
            let cells = row.split(',').zip(&head).filter(|(_, name)| !pooled.iter().any(|path| path == *name));
            cells.map(|(cell, _)| cell).collect::<Vec<_>>().join(",")
        };
        table.lines().map(keep).collect()
    };
    let (whole, partial) = (own(&whole), own(&partial));
    let rows: Vec<&str> = partial.iter().map(String::as_str).collect();
    let shared = whole.iter().filter(|row| rows.contains(&row.as_str())).count();
    assert!(shared > 1, "header and at least one replication of the first 40 agree: {shared}");
    let number = |row: &str| row.split(',').nth(1).map(str::to_owned);
    for row in whole.iter().skip(1) {
        for same in rows.iter().filter(|other| number(other) == number(row)) {
            assert_eq!(*same, row);
        }
    }
}

#[test]
fn a_second_signal_leaves_at_once() {
    let desk = Desk::with("queue.toml", SMALL);
    // The first signal alone would not end it soon.
    let child = start(&desk, &ENDLESS);
    send("-INT", &child);
    sleep(Duration::from_millis(400));
    let clock = Instant::now();
    send("-INT", &child);
    let ended = ended(child.wait_with_output().expect("it ends")).with_code(130);
    assert!(clock.elapsed() < Duration::from_secs(2), "{:?}", clock.elapsed());
    assert!(ended.err.contains("stopping after what is under way"), "{}", ended.err);
    assert!(!desk.path("o/results.json").exists());
}

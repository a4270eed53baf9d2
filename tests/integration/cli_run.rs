//! `run`: what it prints, what it writes, how it ends.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::program::{Desk, SMALL, shipped};

#[test]
fn a_run_plans_summarises_and_fills_its_folder() {
    let desk = Desk::with("queue.toml", SMALL);
    let ended = desk.run(["run", "queue.toml"]).with_code(0);
    let mut lines = ended.err.lines();
    assert_eq!(lines.next(), Some("Small queue: 3 replications of 200 h, shared engine, seed 5"));
    assert_eq!(lines.last(), Some("written to outputs/queue/run: open report.html"));
    assert!(ended.out.contains("Small queue") && ended.out.contains("server"), "{}", ended.out);
    assert_eq!(desk.list("outputs/queue/run"), ["charts", "manifest.json", "report.html", "results.json", "tables"]);
    let results: serde_json::Value = serde_json::from_str(&desk.read("outputs/queue/run/results.json")).expect("JSON");
    let manifest: serde_json::Value =
        serde_json::from_str(&desk.read("outputs/queue/run/manifest.json")).expect("JSON");
    assert_eq!(results["run"]["replications"], 3);
    assert_eq!(results["run"]["partial"], false);
    assert_eq!(manifest["scenario_hash"], results["scenario"]["hash"]);
    assert_eq!(manifest["scenario_file"], "queue.toml");
    assert_eq!(
        (&manifest["seed"], &manifest["replications"], &manifest["partial"]),
        (&5.into(), &3.into(), &false.into())
    );
    let words: Vec<&str> = manifest["command"].as_array().expect("a list").iter().filter_map(|w| w.as_str()).collect();
    assert_eq!(words[1..], ["run", "queue.toml"]);
    let (started, finished) =
        (manifest["started"].as_str().expect("text"), manifest["finished"].as_str().expect("text"));
    assert!(started <= finished && started.len() == 20 && started.ends_with('Z'), "{started} {finished}");
    assert!(manifest["events_per_second"].as_f64() > Some(0.0));
}

#[test]
fn json_on_standard_output_is_the_stored_file() {
    let desk = Desk::with("queue.toml", SMALL);
    let ended = desk.run(["run", "queue.toml", "--json", "--out", "o"]).with_code(0);
    assert_eq!(ended.out, desk.read("o/results.json"));
    assert_eq!(ended.json()["schema"], 1);
}

#[test]
fn threads_do_not_change_a_byte() {
    let desk = Desk::with("queue.toml", SMALL);
    for threads in ["1", "2", "8"] {
        desk.run(["run", "queue.toml", "--replications", "9", "--threads", threads, "--out", threads]).with_code(0);
    }
    assert_eq!(desk.read("1/results.json"), desk.read("2/results.json"));
    assert_eq!(desk.read("1/results.json"), desk.read("8/results.json"));
}

#[test]
fn of_two_runs_into_one_folder_at_once_one_is_done_and_whole() {
    let desk = Desk::with("queue.toml", SMALL);
    let start = || {
        let mut command = desk.command(["run", "queue.toml", "--out", "o", "-q"]);
        command.stdout(Stdio::null()).spawn().expect("the program starts")
    };
    let (mut one, mut two) = (start(), start());
    let codes = [one.wait(), two.wait()].map(|ended| ended.expect("it ends").code());
    // The second is refused, unless the first has ended by then.
    assert!(codes.contains(&Some(0)) && codes.iter().all(|code| [Some(0), Some(6)].contains(code)), "{codes:?}");
    let alone = desk.run(["run", "queue.toml", "--out", "alone"]).with_code(0);
    assert!(!alone.out.is_empty());
    assert_eq!(desk.read("o/results.json"), desk.read("alone/results.json"));
    assert_eq!(desk.list("o"), desk.list("alone"));
}

#[test]
fn options_change_the_scenario_as_the_file_would() {
    let desk = Desk::with("queue.toml", SMALL);
    let options = ["--seed", "11", "--replications", "4", "--horizon", "100h", "--set", "resource.server.staff=2"];
    let by_option = desk.run(["run", "queue.toml", "--json"].iter().chain(&options)).with_code(0).json();
    let changed = SMALL.replace("200 h", "100 h").replace("= 3\n", "= 4\n").replace("= 5\n", "= 11\n");
    fs::write(desk.path("changed.toml"), changed.replace("staff = 1", "staff = 2")).expect("written");
    let by_file = desk.run(["run", "changed.toml", "--json"]).with_code(0).json();
    assert_eq!(by_option["run"]["seed"], 11);
    assert_eq!(by_option, by_file);
    let other_seed = desk.run(["run", "changed.toml", "--json", "--seed", "12"]).with_code(0).json();
    assert_ne!(other_seed["worlds"], by_file["worlds"]);
}

#[test]
fn customers_can_be_set() {
    let desk = Desk::new();
    let file = shipped("magazine").display().to_string();
    let found = desk.run([
        "run",
        &file,
        "--json",
        "--customers",
        "50",
        "--replications",
        "2",
        "--set",
        "assert.golden value.equals=3347",
    ]);
    // Fifty customers are worth a twentieth of a thousand; whether two replications hit it within 1 % is not the point.
    assert!(matches!(found.code, 0 | 5), "{}", found.err);
    assert_eq!(found.json()["run"]["customers"], 50);
}

#[test]
fn a_change_is_checked_like_the_file() {
    let desk = Desk::with("queue.toml", SMALL);
    let cases = [
        (vec!["--horizon", "5 parsecs"], "horizon"),
        (vec!["--replications", "0"], "replications"),
        (vec!["--replications", "many"], "replications"),
        (vec!["--set", "resource.sever.staff=2"], "resource.server.staff"),
        (vec!["--set", "resource.server.staff=-1"], "staff"),
        (vec!["--customers", "1000000000000"], "customers"),
    ];
    for (options, named) in cases {
        let ended = desk.run(["run", "queue.toml"].iter().chain(&options)).with_code(3);
        assert!(ended.err.contains(named), "{options:?}: {}", ended.err);
        assert!(ended.out.is_empty(), "{}", ended.out);
    }
    assert!(!desk.path("outputs").exists(), "nothing ran, nothing is written");
}

#[test]
fn wrong_options_are_usage_errors() {
    let desk = Desk::with("queue.toml", SMALL);
    let cases = [
        (vec!["--set", "resource.server.staff"], "PATH=VALUE"),
        (vec!["--precision", "utilisation"], "METRIC=PERCENT"),
        (vec!["--precision", "resources.server.utilisation=0%"], "METRIC=PERCENT"),
        (vec!["--threads", "5000"], "1024"),
        (vec!["--threads", "x"], "--threads"),
        (vec!["--horizonn", "1d"], "--horizon"),
    ];
    for (options, said) in cases {
        let ended = desk.run(["run", "queue.toml"].iter().chain(&options)).with_code(2);
        assert!(ended.err.contains(said), "{options:?}: {}", ended.err);
    }
}

#[test]
fn a_missed_assert_ends_with_5_and_keeps_the_results() {
    let assert = "\n[[assert]]\nname = \"idle\"\nmetric = \"resources.server.utilisation\"\nat_most = 0.01\n";
    let desk = Desk::with("queue.toml", &(SMALL.to_owned() + assert));
    let ended = desk.run(["run", "queue.toml", "--out", "o"]).with_code(5);
    assert!(
        ended.err.contains("assert missed: idle: resources.server.utilisation of baseline should be <= 0.01"),
        "{}",
        ended.err
    );
    assert!(desk.read("o/results.json").contains("\"held\": false"));
    desk.run(["run", "queue.toml", "--out", "o", "--set", "assert.idle.at_most=0.9"]).with_code(0);
}

#[test]
fn replications_are_added_until_the_precision_is_met() {
    let desk = Desk::with("queue.toml", SMALL);
    let met =
        desk.run(["run", "queue.toml", "--json", "--precision", "resources.server.delay_min=5%"]).with_code(0).json();
    let run = &met["run"];
    assert!(run["replications"].as_u64() > Some(3), "{run}");
    assert_eq!(run["precision"][0]["met"], true);
    assert!(run["precision"][0]["reached"].as_f64() <= Some(0.05));
}

#[test]
fn a_missed_precision_ends_with_5() {
    let desk = Desk::with("queue.toml", &SMALL.replace("200 h", "20 h"));
    let ended =
        desk.run(["run", "queue.toml", "--precision", "resources.server.delay_min=0.001%", "--out", "o"]).with_code(5);
    assert!(
        ended.err.contains("precision missed: resources.server.delay_min: 0.001 % was asked for;"),
        "{}",
        ended.err
    );
    assert!(desk.path("o/report.html").is_file());
}

#[test]
fn an_unknown_metric_names_the_nearest() {
    let desk = Desk::with("queue.toml", SMALL);
    let ended = desk.run(["run", "queue.toml", "--precision", "resources.server.utilization=2%", "-q"]).with_code(2);
    assert!(ended.only_line().contains("resources.server.utilisation"), "{}", ended.err);
}

#[test]
fn all_problems_come_at_once_and_nothing_runs() {
    let bad = SMALL.replace("horizon ", "horizn ").replace("\"5 per h\"", "5").replace("staff = 1", "staf = 1");
    let desk = Desk::with("queue.toml", &bad);
    let ended = desk.run(["run", "queue.toml"]).with_code(3);
    for place in ["queue.toml:5:", "queue.toml:12:", "queue.toml:16:"] {
        assert!(ended.err.contains(place), "{place}: {}", ended.err);
    }
    assert!(!desk.path("outputs").exists());
}

#[test]
fn a_file_that_is_not_there_is_an_invalid_scenario() {
    let ended = Desk::new().run(["run", "nothing.toml"]).with_code(3);
    assert!(ended.err.contains("nothing.toml"), "{}", ended.err);
}

/// The first line on standard error with `text` in it; the run itself is not waited for.
fn first_line_with(desk: &Desk, args: &[&str], text: &str) -> Option<String> {
    let mut child =
        desk.command(args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let lines = BufReader::new(child.stderr.take().expect("piped")).lines();
    let line = lines.map_while(Result::ok).find(|line| line.contains(text));
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
    line
}

#[test]
fn a_long_run_reports_progress_in_plain_lines_off_a_terminal() {
    let desk = Desk::with("queue.toml", SMALL);
    // It would take hours; the first line is due after two seconds.
    let long = ["run", "queue.toml", "--replications", "100000", "--horizon", "20000 h", "--out", "o"];
    let line = first_line_with(&desk, &long, " %, ").expect("a line of progress");
    assert!(line.contains("of 100000 replications, ") && line.ends_with(" left"), "{line}");
}

#[test]
fn a_large_run_is_estimated_before_it_starts() {
    let file = shipped("holes").display().to_string();
    let large = ["run", &file, "--customers", "5000000", "--replications", "20", "--threads", "2", "--out", "o"];
    let line = first_line_with(&Desk::new(), &large, "large run").expect("an estimate");
    assert!(
        line.starts_with("large run: 100000000 lives, about ") && line.contains(" on 2 threads by a sample of "),
        "{line}"
    );
    let shared = shipped("bank-branch").display().to_string();
    let mut large =
        vec!["run", &shared, "--customers", "1000000", "--replications", "3", "--threads", "2", "--out", "o"];
    large.extend(["--set", "resource.adviser.staff=400", "--set", "resource.tellers.staff=1000"]);
    let line = first_line_with(&Desk::new(), &large, "memory: ").expect("an estimate");
    assert!(line.contains(" GiB for each replication, whose customers share queues; "), "{line}");
}

#[test]
fn quiet_and_no_progress_say_less() {
    let desk = Desk::with("queue.toml", SMALL);
    let quiet = desk.run(["run", "queue.toml", "--quiet"]).with_code(0);
    assert_eq!(quiet.err, "");
    assert!(quiet.out.contains("Small queue"));
    let calm = desk.run(["run", "queue.toml", "--no-progress"]).with_code(0);
    assert_eq!(calm.err.lines().count(), 2, "{}", calm.err);
}

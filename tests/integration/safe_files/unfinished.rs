//! What a folder tells of a run that did not end, and what becomes of it.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::contents;
use crate::program::{Desk, Ended, SMALL, ended, shipped};

/// A run that takes minutes.
const LONG: [&str; 4] = ["--replications", "100000", "--horizon", "20000 h"];
/// Longest time from a first Ctrl-C to the end. Two seconds are promised; an unoptimised build draws one picture in about that time.
const PROMPT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 2 });

/// Starts a run into `o` and waits until it simulates.
fn start(desk: &Desk, more: &[&str]) -> Child {
    let mut command = desk.command(["run", "queue.toml", "--no-progress", "--out", "o"].iter().chain(more));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let mut said = BufReader::with_capacity(1, child.stderr.as_mut().expect("piped")).lines();
    assert!(said.any(|line| line.expect("a line").contains(" replications of")), "the plan is said");
    child
}

fn kill(mut child: Child) {
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
}

fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
}

fn marked(desk: &Desk) -> bool {
    desk.path("o/UNFINISHED.json").exists()
}

#[test]
fn a_killed_run_leaves_a_mark_and_the_next_one_says_so() {
    let desk = Desk::with("queue.toml", SMALL);
    desk.run(["run", "queue.toml", "-q", "--out", "o", "--seed", "8"]).with_code(0);
    let before = contents(&desk.path("o"));
    kill(start(&desk, &LONG));
    let mark: serde_json::Value = serde_json::from_str(&desk.read("o/UNFINISHED.json")).expect("JSON");
    assert!(mark["what"].as_str().expect("words").contains("has not ended"), "{mark}");
    assert!(before.iter().all(|(name, bytes)| fs::read(desk.path("o").join(name)).is_ok_and(|there| there == *bytes)));
    let drawn = desk.run(["report", "o"]).with_code(0);
    assert!(drawn.err.contains("has not ended") && marked(&desk), "of the run before: {}", drawn.err);
    let next = desk.run(["run", "queue.toml", "--out", "o"]).with_code(0);
    assert!(
        next.err.contains("warning: the run that began in `o` at ") && next.err.contains("has not ended"),
        "{}",
        next.err
    );
    assert!(!marked(&desk));
    let alone = desk.run(["run", "queue.toml", "--out", "alone"]).with_code(0);
    assert!(!alone.err.contains("has not ended"));
    assert!(contents(&desk.path("o")) == contents(&desk.path("alone")), "as if nothing had been");
}

#[test]
fn a_folder_in_use_is_refused_and_one_of_a_dead_process_is_taken_over() {
    let desk = Desk::with("queue.toml", SMALL);
    let first = start(&desk, &LONG);
    for args in [
        &["run", "queue.toml", "--seed", "6", "--out", "o"][..],
        &["compare", "queue.toml", "queue.toml", "--out", "o"],
    ] {
        let refused = desk.run(args).with_code(6);
        let said = format!("`o` is in use by process {}", first.id());
        assert!(refused.err.contains(&said) && refused.out.is_empty(), "{}", refused.err);
    }
    let sweep = ["sweep", "queue.toml", "-q", "--out", "o", "--vary", "resource.server.staff=1..2"];
    assert!(matches!(desk.run(sweep).code, 2 | 6));
    kill(first);
    assert!(desk.path("o/.journeysim.lock").exists(), "a killed process leaves its file");
    desk.run(["run", "queue.toml", "--out", "o"]).with_code(0);
    assert!(!desk.path("o/.journeysim.lock").exists());
}

/// Runs with a limit on the size of files, as a full disk for all that is larger.
fn limited(desk: &Desk, blocks: u32, args: &str) -> Ended {
    let script = format!("ulimit -f {blocks} && exec '{}' {args}", env!("CARGO_BIN_EXE_journeysim"));
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).current_dir(desk.path("")).stdin(Stdio::null());
    ended(shell.output().expect("a shell"))
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_while_charts_are_drawn_loses_no_simulation() {
    let desk = Desk::with("queue.toml", SMALL);
    desk.run(["run", "queue.toml", "-q", "--out", "whole"]).with_code(0);
    desk.run(["run", "queue.toml", "-q", "--out", "o", "--seed", "6", "--xlsx"]).with_code(0);
    // 80 or 160 kB, by what a shell calls a block: more than results and tables take, less than the only picture.
    let largest = |names: &[&str]| names.iter().map(|name| fs::metadata(desk.path(name)).expect(name).len()).max();
    assert!(largest(&["whole/results.json", "whole/tables/hours.csv"]) < Some(80_000));
    assert!(largest(&["whole/charts/queue-server.png"]) > Some(170_000));
    let full = limited(&desk, 160, "run queue.toml -q --out o").with_code(4);
    assert!(full.only_line().contains("the results are whole") && full.err.contains("File too large"), "{}", full.err);
    assert!(full.out.contains("Small queue"), "the summary is printed");
    assert_eq!(desk.read("o/results.json"), desk.read("whole/results.json"));
    assert!(marked(&desk));
    let left = [desk.list("o"), desk.list("o/charts")].concat();
    assert!(
        !left.iter().any(|name| name.ends_with(".png") || name == "report.html" || name == "workbook.xlsx"),
        "{left:?}"
    );
    let drawn = desk.run(["report", "o"]).with_code(0);
    assert!(drawn.err.contains("has not ended"), "{}", drawn.err);
    assert!(contents(&desk.path("o")) == contents(&desk.path("whole")), "the same bytes");
}

#[cfg(target_os = "linux")]
#[test]
fn results_that_do_not_fit_leave_those_of_the_run_before() {
    let desk = Desk::with("queue.toml", SMALL);
    desk.run(["run", "queue.toml", "-q", "--out", "o", "--seed", "6"]).with_code(0);
    let before = contents(&desk.path("o"));
    limited(&desk, 8, "run queue.toml -q --out o").with_code(4);
    assert!(marked(&desk), "the folder tells that a run did not end");
    let after = contents(&desk.path("o"));
    assert!(before.iter().all(|file| after.contains(file)) && after.len() == before.len() + 1);
}

#[test]
fn the_first_ctrl_c_ends_before_the_charts_and_report_draws_them() {
    let desk = Desk::new();
    let file = shipped("holes").display().to_string();
    let leaks = ["leaks", &file, "--replications", "2", "--customers", "40", "--horizon", "1 y", "--no-progress"];
    // Two replications meet none of its asserts.
    desk.run(leaks.iter().chain(&["--out", "whole"])).with_code(5);
    let mut command = desk.command(leaks.iter().chain(&["--out", "o"]));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    // The summary comes before any picture.
    let mut byte = [0];
    child.stdout.as_mut().expect("piped").read_exact(&mut byte).expect("the summary begins");
    interrupt(&child);
    let clock = Instant::now();
    let ended = ended(child.wait_with_output().expect("it ends")).with_code(130);
    assert!(clock.elapsed() < PROMPT, "{:?}", clock.elapsed());
    assert!(ended.err.contains("`journeysim report o` draws them"), "{}", ended.err);
    assert_eq!(desk.read("o/results.json"), desk.read("whole/results.json"));
    assert!(marked(&desk) && desk.read("o/report.html").contains("the charts are not drawn"));
    desk.run(["report", "o"]).with_code(0);
    assert!(contents(&desk.path("o")) == contents(&desk.path("whole")), "the same bytes as without interruption");
}

#[test]
fn ctrl_c_before_the_first_replication_leaves_the_folder_as_it_was() {
    let desk = Desk::with("queue.toml", SMALL);
    // One replication takes far longer than the wait for it.
    let endless = ["--replications", "2000", "--horizon", "20 y", "--set", "journey.visit.arrivals=9 per min"];
    let child = start(&desk, &[&endless[..], &["--set", "resource.server.staff=60"]].concat());
    interrupt(&child);
    let ended = ended(child.wait_with_output().expect("it ends")).with_code(130);
    assert!(!marked(&desk) && desk.list("o") == ["charts", "tables"], "{:?} {}", desk.list("o"), ended.err);
}

#[test]
fn temporary_files_of_killed_processes_are_cleared() {
    let desk = Desk::with("queue.toml", SMALL);
    let sweep = ["sweep", "queue.toml", "-q", "--out", "s", "--vary", "resource.server.staff=1..2", "--points", "2"];
    desk.run(sweep).with_code(0);
    desk.run(["run", "queue.toml", "-q", "--out", "o"]).with_code(0);
    let left = [".probe-Ab12cd", ".journeysim-Ab12cd.tmp"];
    let folders = ["o", "o/charts", "o/tables", "s", "s/parts", "s/tables"];
    for folder in folders {
        left.iter().for_each(|name| fs::write(desk.path(folder).join(name), "x").expect("written"));
    }
    desk.run(["run", "queue.toml", "-q", "--out", "o"]).with_code(0);
    desk.run(sweep).with_code(0);
    for folder in folders {
        assert!(!desk.list(folder).iter().any(|name| name.starts_with('.')), "{folder}: {:?}", desk.list(folder));
    }
}

/// Tasks of an array write into one folder at once, and a table is merged while they do.
#[test]
fn the_shards_of_a_sweep_share_its_folder() {
    let desk = Desk::with("queue.toml", SMALL);
    let design = ["--vary", "resource.server.staff=1..3", "--points", "12", "--replications", "2"];
    let plan = ["sweep", "plan", "queue.toml", "-q", "--out", "s", "--shards", "6"];
    desk.run(plan.iter().chain(&design)).with_code(0);
    let task = |shard: usize| {
        let mut command = desk.command(["sweep", "run", "s", "-q", "--shard", &format!("{shard}/6")]);
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts")
    };
    let tasks: Vec<Child> = (0..6).chain(0..6).map(task).collect();
    // Before the first part there is nothing to merge.
    let clock = Instant::now();
    while desk.list("s/parts").iter().all(|name| name.starts_with('.')) {
        assert!(clock.elapsed() < Duration::from_secs(120), "no task has done anything");
        sleep(Duration::from_millis(5));
    }
    desk.run(["sweep", "merge", "s", "-q", "--allow-partial"]).with_code(0);
    for task in tasks {
        ended(task.wait_with_output().expect("it ends")).with_code(0);
    }
    desk.run(["sweep", "merge", "s", "-q"]).with_code(0);
    desk.run(["sweep", "queue.toml", "-q", "--out", "alone"].iter().chain(&design)).with_code(0);
    assert_eq!(desk.read("s/tables/rows.csv"), desk.read("alone/tables/rows.csv"));
    assert!(!desk.list("s").iter().any(|name| name.starts_with('.')), "{:?}", desk.list("s"));
}

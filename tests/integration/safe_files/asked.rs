//! Answers that keep step, sweeps of which nothing can run, and memory.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::program::{Desk, Ended, SMALL, ended};

/// Answers of `ask-tell` to some lines, without the greeting.
fn answers(desk: &Desk, lines: &[&[u8]]) -> Vec<Value> {
    let mut command = desk.command(["ask-tell", "queue.toml", "--metric", "resources.server.utilisation"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut input = child.stdin.take().expect("piped");
    lines.iter().for_each(|line| input.write_all(&[line, &b"\n"[..]].concat()).expect("asked"));
    drop(input);
    let told = ended(child.wait_with_output().expect("it ends")).with_code(0);
    told.out.lines().skip(1).map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn every_line_asked_has_one_answer() {
    let desk = Desk::with("queue.toml", SMALL);
    let long = vec![b'x'; (5 << 20) / 2];
    let padded = [b"{\"id\": 9}", vec![b' '; 1 << 20].as_slice()].concat();
    let lines: [&[u8]; 10] = [
        b"{\"id\": 1, \"replications\": 1}",
        b"{\"id\": \"\xE9\"}",
        b"\xFF\xFE\x00",
        &long,
        b"",
        &padded,
        b"{\"id\": 5, \"sett\": {}}",
        b"nonsense",
        b"{\"id\": 7, \"set\": {\"resource.server.staff\": -1}}",
        b"{\"id\": 8, \"replications\": 1}",
    ];
    let told = answers(&desk, &lines);
    assert_eq!(told.len(), 9, "one for each line that is not blank: {told:?}");
    let ids: Vec<&Value> = told.iter().map(|answer| &answer["id"]).collect();
    assert_eq!((ids[0], ids[5], ids[7], ids[8]), (&1.into(), &5.into(), &7.into(), &8.into()), "{ids:?}");
    for (at, answer) in told.iter().enumerate() {
        assert_eq!(answer["error"].is_string(), !matches!(at, 0 | 8), "{answer}");
    }
    assert!(told[1]["error"].as_str().expect("words").contains("not UTF-8"));
    assert!(told[3]["error"].as_str().expect("words").contains("more than 1048576 bytes"));
    assert_eq!(told[0]["metrics"], told[8]["metrics"]);
}

#[cfg(unix)]
#[test]
fn a_signal_is_heard_while_nobody_asks() {
    let desk = Desk::with("queue.toml", SMALL);
    let mut command = desk.command(["ask-tell", "queue.toml"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut greeting = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.as_mut().expect("piped")), &mut greeting)
        .expect("read");
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    let _open = child.stdin.take();
    ended(child.wait_with_output().expect("it ends")).with_code(130);
}

/// A margin of 2 to 3, where one of at most 1 is possible.
#[test]
fn a_sweep_all_of_whose_points_are_refused_is_no_success() {
    let buying = "name = \"Buying\"\n[run]\nhorizon = \"100 d\"\nreplications = 1\n[population]\ncustomers = 5\n\
                  [purchase]\nrate = \"1 per mo\"\nbasket = 10.0\nmargin = 0.3\n";
    let desk = Desk::with("buying.toml", buying);
    let run = |range: &str, more: &[&str]| -> Ended {
        let vary = format!("purchase.margin={range}");
        desk.run(["sweep", "buying.toml", "--points", "4", "--vary", &vary, "--out", range].iter().chain(more))
    };
    let refused = run("2..3", &[]).with_code(3);
    assert!(refused.err.contains("all 4 points are refused: nothing ran"), "{}", refused.err);
    assert_eq!(desk.read("2..3/tables/quarantine.csv").lines().count(), 5);
    assert!(desk.run(["analyze", "2..3"]).with_code(3).err.contains("are refused"));
    desk.run(["sweep", "merge", "2..3"]).with_code(3);
    assert!(run("4..5", &["--dry-run"]).with_code(3).err.contains("every point that was tried is refused"));
    let some = run("0.5..1.5", &[]).with_code(0);
    assert!(some.out.contains("points cannot be run"), "some can: {}", some.out);

    // The same in steps: whichever shard comes first, nothing of the sweep can run.
    let plan = |range: &str, out: &str| {
        let vary = format!("purchase.margin={range}");
        let args = ["sweep", "plan", "buying.toml", "--points", "4", "--shards", "2", "--vary", &vary, "--out", out];
        desk.run(args).with_code(0);
    };
    let step = |step: &str, out: &str, more: &[&str]| desk.run(["sweep", step, out].iter().chain(more));
    plan("2..3", "none");
    step("merge", "none", &["--allow-partial"]).with_code(5);
    for shard in ["1/2", "0/2", "0/2"] {
        let refused = step("run", "none", &["--shard", shard]).with_code(3);
        assert!(refused.err.contains("all 4 points are refused: nothing ran"), "{}", refused.err);
        let merged = step("merge", "none", &["--allow-partial"]);
        // Half a sweep is no answer yet, a whole one is.
        assert_eq!(merged.code, if shard == "1/2" { 5 } else { 3 }, "{}", merged.err);
    }
    step("merge", "none", &[]).with_code(3);
    // A shard without a point that runs is no refused sweep.
    fs::write(desk.path("two.csv"), "purchase.margin\n3\n0.3\n").expect("written");
    desk.run(["sweep", "plan", "buying.toml", "--design", "two.csv", "--shards", "2", "--out", "half"]).with_code(0);
    step("run", "half", &["--shard", "0/2"]).with_code(0);
    step("run", "half", &["--shard", "1/2"]).with_code(0);
    step("merge", "half", &[]).with_code(0);
}

/// Customers who queue for the same staff: 300 MB in each replication.
const POOL: &str = "name = \"Pool\"\n[run]\nhorizon = \"1 h\"\nreplications = 3\n[population]\ncustomers = 300000\n\
                    [purchase]\nrate = \"1 per mo\"\nbasket = 1.0\n[[resource]]\nname = \"desk\"\nstaff = 1000\n\
                    [[journey]]\nname = \"v\"\nstart = \"purchase\"\n[[journey.touchpoint]]\nname = \"ask\"\n\
                    resource = \"desk\"\ntime = \"1 min\"\n";

/// Runs under a limit of the address space [MiB].
#[cfg(target_os = "linux")]
fn under(desk: &Desk, mib: u32, args: &str) -> Ended {
    let script = format!("ulimit -v {} && exec '{}' {args}", mib * 1024, env!("CARGO_BIN_EXE_journeysim"));
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).current_dir(desk.path("")).stdin(Stdio::null());
    ended(shell.output().expect("a shell"))
}

#[cfg(target_os = "linux")]
#[test]
fn replications_run_at_once_as_far_as_memory_goes() {
    let desk = Desk::with("pool.toml", POOL);
    let told = under(&desk, 700, "run pool.toml --threads 3 --json --no-progress --out o").with_code(0);
    let line = told.err.lines().find(|line| line.starts_with("memory: about ")).expect("it is told before the start");
    assert!(line.contains(" for each replication") && line.contains("1 at once in "), "{line}");
    let alone = desk.run(["run", "pool.toml", "--threads", "1", "--json", "-q", "--out", "p"]).with_code(0);
    assert!(told.out == alone.out, "results do not depend on it");
    let none = under(&desk, 400, "run pool.toml --threads 2 --no-progress --out q").with_code(7);
    assert!(none.err.contains("one replication takes about ") && !desk.path("q/results.json").exists(), "{}", none.err);
}

/// The longest line that is allowed is allowed, with and without its end; `null` is told what a question is.
#[test]
fn the_longest_line_is_a_question_and_null_is_none() {
    let exact = |more: usize| {
        let mut line = b"{\"id\": 9, \"replications\": 1}".to_vec();
        line.resize((1 << 20) + more, b' ');
        line
    };
    let desk = Desk::with("queue.toml", SMALL);
    let told = answers(&desk, &[&exact(0), &exact(1), b"null", &exact(0)]);
    assert!(told[0]["error"].is_null() && told[3]["error"].is_null(), "{told:?}");
    assert!(told[1]["error"].as_str().expect("words").contains("more than 1048576 bytes"));
    let null = told[2]["error"].as_str().expect("words");
    assert!(null.contains("expected an object such as") && !null.contains("Asked"), "{null}");
}

//! Streams and folders that do not behave: closed, full, in the way, hostile.

use std::fs::{self, File};
use std::io::Read;
use std::process::Stdio;
use std::time::Instant;

use crate::program::{Desk, SMALL, ended};

/// A run that would take minutes.
const LONG: [&str; 4] = ["--replications", "20000", "--horizon", "20000 h"];

#[test]
fn an_output_that_cannot_be_written_fails_before_the_simulation() {
    let desk = Desk::with("queue.toml", SMALL);
    fs::write(desk.path("taken"), "a file").expect("written");
    // Root passes mode bits by, so the folders are ones that no one can write.
    for out in ["taken", "taken/below", "/proc/journeysim", "/dev/null/x"] {
        let clock = Instant::now();
        let ended = desk.run(["run", "queue.toml", "-q", "--out", out].iter().chain(&LONG)).with_code(4);
        assert!(ended.only_line().contains(out), "{}", ended.err);
        assert!(ended.out.is_empty());
        assert!(clock.elapsed().as_secs() < 5, "it simulated first");
    }
    assert_eq!(desk.read("taken"), "a file");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let desk = Desk::with("queue.toml", SMALL);
    for args in [
        vec!["run", "queue.toml", "--json", "--out", "o"],
        vec!["schema"],
        vec!["man"],
        vec!["completions", "bash"],
        vec!["explain", "queue.toml"],
        vec!["--help"],
    ] {
        let mut child = desk.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stdout.take());
        let ended = ended(child.wait_with_output().expect("it ends")).with_code(0);
        assert!(!ended.err.contains("panic") && !ended.err.contains("error"), "{args:?}: {}", ended.err);
    }
    assert!(desk.path("o/results.json").is_file(), "a reader who left costs no results");
}

#[test]
fn head_takes_one_line_and_that_is_fine() {
    let desk = Desk::with("queue.toml", SMALL);
    let mut child = desk.command(["schema"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut first = [0; 1];
    child.stdout.take().expect("piped").read_exact(&mut first).expect("a byte");
    ended(child.wait_with_output().expect("it ends")).with_code(0);
    assert_eq!(&first, b"{");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_one_line_and_4() {
    let desk = Desk::with("queue.toml", SMALL);
    for args in
        [vec!["run", "queue.toml", "-q", "--out", "o"], vec!["check", "queue.toml"], vec!["schema"], vec!["--help"]]
    {
        let full = File::options().write(true).open("/dev/full").expect("/dev/full");
        let output = desk.command(&args).stdout(full).output().expect("it starts");
        let ended = ended(output).with_code(4);
        assert!(
            ended.only_line().starts_with("error: failed to write to standard output: "),
            "{args:?}: {}",
            ended.err
        );
    }
    assert!(desk.path("o/results.json").is_file(), "the files are kept");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_error_costs_nothing() {
    let desk = Desk::with("queue.toml", SMALL);
    let full = || File::options().write(true).open("/dev/full").expect("/dev/full");
    let output = desk.command(["run", "queue.toml"]).stderr(full()).output().expect("it starts");
    assert!(ended(output).with_code(0).out.contains("Small queue"));
    let output = desk.command(["run", "nothing.toml"]).stderr(full()).output().expect("it starts");
    ended(output).with_code(3);
}

#[test]
fn escape_sequences_in_names_are_shown_not_sent() {
    let hostile = SMALL.replace("Small queue", "a\\u001b[31m\\u202e\\u0007b").replace("\"counter\"", "\"c\\u001b[2J\"");
    let desk = Desk::with("queue.toml", &hostile);
    let commands = [
        vec!["run", "queue.toml"],
        vec!["check", "queue.toml"],
        vec!["explain", "queue.toml"],
        vec!["replay", "queue.toml", "--journey", "visit", "--visitor", "3"],
        vec!["replay", "queue.toml", "--journey", "vi\u{1b}sit", "--visitor", "3"],
        vec!["run", "queue.toml", "--set", "\u{1b}[31m=2"],
        vec!["run", "queue.toml", "--out", "o\u{1b}[31m"],
    ];
    for args in commands {
        let ended = desk.run(&args);
        for text in [&ended.out, &ended.err] {
            assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{args:?}: {text:?}");
        }
    }
}

#[test]
fn a_name_that_climbs_stays_inside_its_folder() {
    let desk = Desk::with("queue.toml", &SMALL.replace("Small queue", "../../x"));
    desk.run(["run", "queue.toml", "--out", "a/b/o"]).with_code(0);
    assert_eq!(desk.list("a/b/o"), ["charts", "manifest.json", "report.html", "results.json", "tables"]);
    assert_eq!(
        (desk.list("a"), desk.list("a/b"), desk.list("")),
        (vec!["b".into()], vec!["o".into()], vec!["a".into(), "queue.toml".into()])
    );
}

/// Runs the program on a terminal that `script` makes, and returns all that was shown there.
#[cfg(target_os = "linux")]
fn on_a_terminal(desk: &Desk, variables: &str, options: &str) -> Option<String> {
    use std::process::Command;

    if Command::new("script").arg("--version").output().is_err() {
        eprintln!("SKIPPED: there is no `script` to make a terminal with");
        return None;
    }
    let program = env!("CARGO_BIN_EXE_journeysim");
    let run =
        format!("env {variables} '{program}' run queue.toml --replications 400 --horizon '2000 h' --out o {options}");
    let mut script = Command::new("script");
    script.args(["-qec", &run, "/dev/null"]).current_dir(desk.path("")).stdin(Stdio::null());
    let shown = ended(script.output().expect("script runs")).with_code(0);
    Some(shown.out)
}

#[cfg(target_os = "linux")]
#[test]
fn no_color_takes_the_colour_and_leaves_the_bar() {
    let desk = Desk::with("queue.toml", SMALL);
    let bar = |shown: &str| shown.contains('━') && shown.contains("of 400 replications");
    let coloured =
        |shown: &str| shown.contains("\u{1b}[36m") || shown.contains("\u{1b}[1m") || shown.contains("\u{1b}[3");
    let Some(plain) = on_a_terminal(&desk, "-u NO_COLOR TERM=xterm", "") else { return };
    assert!(bar(&plain) && coloured(&plain), "{plain:?}");
    for (variables, options) in [("NO_COLOR=1 TERM=xterm", ""), ("-u NO_COLOR TERM=xterm", "--no-color")] {
        let shown = on_a_terminal(&desk, variables, options).expect("as before");
        assert!(bar(&shown), "{variables} {options}: {shown:?}");
        assert!(!coloured(&shown), "{variables} {options}: {shown:?}");
    }
    let hidden = on_a_terminal(&desk, "-u NO_COLOR TERM=xterm", "--no-progress").expect("as before");
    assert!(!bar(&hidden), "{hidden:?}");
    // A terminal that cannot move its cursor gets no bar and no colour, and no escape at all.
    let dumb = on_a_terminal(&desk, "-u NO_COLOR TERM=dumb", "").expect("as before");
    assert!(!dumb.contains('\u{1b}'), "{dumb:?}");
}

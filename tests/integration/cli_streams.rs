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

#[cfg(target_os = "linux")]
#[test]
fn a_file_size_limit_is_one_line_and_4_and_leaves_no_half_file() {
    let desk = Desk::with("queue.toml", SMALL);
    desk.run(["run", "queue.toml", "--seed", "6", "--out", "o"]).with_code(0);
    let before = desk.read("o/results.json");
    let limited = format!("ulimit -f 8 && exec '{}' run queue.toml -q --out o", env!("CARGO_BIN_EXE_journeysim"));
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &limited]).current_dir(desk.path("")).stdin(Stdio::null());
    let ended = ended(shell.output().expect("a shell")).with_code(4);
    assert!(ended.only_line().contains("File too large"), "{}", ended.err);
    assert_eq!(desk.read("o/results.json"), before, "what was there is whole");
    let left = [desk.list("o"), desk.list("o/charts"), desk.list("o/tables")].concat();
    assert!(!left.iter().any(|name| name.starts_with('.')), "{left:?}");
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

/// Cells of all tables of a run whose names would be formulas: none is one, and numbers are numbers.
#[test]
fn no_table_of_a_run_holds_a_formula() {
    const HOSTILE: &str = "name = \"=1+1\"\nquestion = \"@SUM(A1)\"\nabout = \"-1\"\n[run]\nhorizon = \"100 d\"\nreplications = 2\n\
        [population]\ncustomers = 9\n[[segment]]\nname = \"+1\"\nshare = 0.5\n[[segment]]\nname = \"-2\"\nshare = 0.5\n\
        [[acquisition]]\nname = \"@x\"\njoins = \"1 per d\"\ncost_per_customer = 3.5\n[purchase]\nrate = \"1 per mo\"\nbasket = 2.0\n\
        [[hole]]\nname = \"＠gone\"\nhazard = \"1 per y\"\n[[resource]]\nname = \"＋desk\"\nstaff = 1\n\
        [[journey]]\nname = \"-visit\"\nstart = \"purchase\"\n[[journey.touchpoint]]\nname = \"@ask\"\nresource = \"＋desk\"\ntime = \"1 min\"\n";
    let desk = Desk::with("names.toml", HOSTILE);
    desk.run(["run", "names.toml", "-q", "--out", "o"]).with_code(0);
    let (mut cells, mut numbers, mut quoted) = (0, 0, 0);
    for name in desk.list("o/tables") {
        let bytes = fs::read(desk.path("o/tables").join(&name)).expect("readable");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        for row in reader.records() {
            for cell in &row.expect("a row") {
                cells += 1;
                quoted += usize::from(cell.starts_with('\''));
                if cell.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
                    assert!(cell.parse::<f64>().is_ok(), "{name}: {cell:?}");
                    numbers += 1;
                }
            }
        }
    }
    crate::support::tried(cells);
    assert!(numbers > 10 && quoted > 10, "{cells} cells, {numbers} below zero, {quoted} of names");
}

/// A file system that cannot be written: each command says so before it computes.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "mounts a file system: .ci/long"]
fn a_read_only_file_system_is_refused_before_computing() {
    let desk = Desk::with("queue.toml", SMALL);
    fs::write(desk.path("other.toml"), SMALL.replace("staff = 1", "staff = 2")).expect("written");
    fs::create_dir(desk.path("small")).expect("a folder");
    let mount = |options: &[&str]| {
        let mut command = std::process::Command::new("mount");
        command.args(options).arg(desk.path("small")).status().is_ok_and(|status| status.success())
    };
    if !mount(&["-t", "tmpfs", "-o", "size=8m", "tmpfs"]) {
        eprintln!("SKIPPED: a file system cannot be mounted here (it takes root)");
        return;
    }
    let whole = desk.run(["run", "queue.toml", "-q", "--out", "small/o"]);
    let turned = mount(&["-o", "remount,ro"]);
    let vary = ["--vary", "resource.server.staff=1..3", "--replications", "20000", "--horizon", "20000 h"];
    let commands: [Vec<&str>; 4] = [
        ["run", "queue.toml", "-q", "--out", "small/p"].into_iter().chain(LONG).collect(),
        ["compare", "queue.toml", "other.toml", "-q", "--out", "small/p"].into_iter().chain(LONG).collect(),
        ["sweep", "queue.toml", "-q", "--out", "small/p"].into_iter().chain(vary).collect(),
        vec!["report", "small/o"],
    ];
    let told: Vec<_> = commands
        .iter()
        .map(|command| {
            let clock = Instant::now();
            (desk.run(command), clock.elapsed().as_secs() < 5)
        })
        .collect();
    std::process::Command::new("umount").arg(desk.path("small")).status().expect("umount runs");
    assert!(whole.code == 0 && turned, "{}", whole.err);
    for (command, (ended, quick)) in commands.iter().zip(told) {
        assert!(
            ended.code == 4 && quick && ended.err.contains("Read-only"),
            "{command:?}: {} {}",
            ended.code,
            ended.err
        );
        crate::support::tried(1);
    }
}

//! What becomes of files when the program ends, or the disk is full, at the k-th operation on a file: for all k until nothing is left to fail.
//!
//! The program is this test program called again, which lets a watcher into [`journeysim::report::watch_files`] before it runs a command. Every
//! command works in a folder that holds older work of its own. After each fault every file is the old one or the new one, whole; the two are never
//! mixed without the mark that says so; nothing temporary stays; and the command, given again, ends as if nothing had been.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use journeysim::report::{Act, watch_files};
use signal_hook::consts::SIGKILL;
use signal_hook::low_level::raise;

use crate::layers::sources;
use crate::program::{Desk, SMALL, root};
use crate::support::tried;

/// Environment variables of a called process: its fault, and the words of its command with line ends between.
const FAULT: &str = "JOURNEYSIM_FILE_FAULT";
const COMMAND: &str = "JOURNEYSIM_FILE_COMMAND";
/// Error number of a disk without space.
const NO_SPACE: i32 = 28;

/// One command with what it finds.
struct Trial {
    name: &'static str,
    /// Commands that leave the older work in `old`; the words of each with spaces between.
    before: &'static [&'static str],
    /// Files of it that are spoilt.
    spoilt: &'static [&'static str],
    /// The command, into `o`.
    command: &'static str,
    /// Where in `o` the folder is that has the mark.
    folder: &'static str,
}

const RIVAL: &str = "\n[[intervention]]\nname = \"second\"\nchange = { \"resource.server.staff\" = { add = 1 } }\n";
const VARIED: &str = "--vary resource.server.staff=1..3 --replications 2";

const TRIALS: [Trial; 4] = [
    Trial {
        name: "run",
        before: &["run queue.toml -q --seed 6 --xlsx --out old/r --event-log old/log.csv"],
        spoilt: &[],
        command: "run queue.toml -q --xlsx --out o/r --event-log o/log.csv",
        folder: "r",
    },
    Trial {
        name: "compare",
        before: &["run queue.toml -q --out old"],
        spoilt: &[],
        command: "compare rivals.toml -q --out o",
        folder: "",
    },
    Trial {
        name: "report",
        before: &["run queue.toml -q --out old"],
        spoilt: &["report.html", "charts/resources.svg", "charts/resources.png", "tables/resources.csv"],
        command: "report o -q",
        folder: "",
    },
    Trial {
        name: "sweep",
        before: &["sweep queue.toml -q --threads 1 --points 2 --out old VARIED"],
        spoilt: &[],
        command: "sweep queue.toml -q --threads 1 --points 2 --add 2 --out o VARIED",
        folder: "",
    },
];

/// What happens at an operation.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// Nothing; all operations are written down.
    None,
    /// The process ends before it.
    Killed(usize),
    /// The disk is full from it on; what is removed is removed.
    Full(usize),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::None => f.write_str("none 0"),
            Fault::Killed(at) => write!(f, "killed {at}"),
            Fault::Full(at) => write!(f, "full {at}"),
        }
    }
}

impl Fault {
    fn of(text: &str) -> Fault {
        let (kind, at) = text.split_once(' ').expect("two words");
        let at = at.parse().expect("a number");
        match kind {
            "killed" => Fault::Killed(at),
            "full" => Fault::Full(at),
            _ => Fault::None,
        }
    }

    fn strike(self, number: usize, act: Act, path: &Path) -> io::Result<()> {
        match self {
            // The only thing said on standard error when all goes well.
            Fault::None => eprintln!("{act:?} {}", path.display()),
            Fault::Killed(at) if number == at => {
                raise(SIGKILL).expect("a signal");
                loop {
                    thread::park();
                }
            }
            Fault::Full(at) if number >= at && act != Act::Remove => {
                return Err(io::Error::from_raw_os_error(NO_SPACE));
            }
            _ => {}
        }
        Ok(())
    }
}

#[test]
#[ignore = "called by the other tests of this file, in a process of its own"]
fn one_command_of_a_called_process() {
    let (Ok(fault), Ok(command)) = (std::env::var(FAULT), std::env::var(COMMAND)) else { return };
    let fault = Fault::of(&fault);
    let done = AtomicUsize::new(0);
    watch_files(move |act, path| fault.strike(done.fetch_add(1, Ordering::Relaxed) + 1, act, path));
    let exit = journeysim::cli::run(["journeysim"].into_iter().chain(command.lines()).map(OsString::from));
    std::process::exit(exit as i32);
}

fn words(text: &str) -> Vec<String> {
    text.replace("VARIED", VARIED).split(' ').map(str::to_owned).collect()
}

/// Runs a command with a fault.
fn with_fault(desk: &Desk, fault: Fault, command: &str) -> Output {
    let mut program = Command::new(std::env::current_exe().expect("a test program knows itself"));
    program.args(["--exact", "file_faults::one_command_of_a_called_process", "--nocapture", "--include-ignored"]);
    program.env(FAULT, fault.to_string()).env(COMMAND, words(command).join("\n")).current_dir(desk.path(""));
    program.output().expect("a process starts")
}

type Files = BTreeMap<String, Vec<u8>>;

/// Files below a folder but for the manifest and the mark, which tell the clock.
fn files(folder: &Path) -> Files {
    let found = crate::safe_files::contents(folder).into_iter();
    found.filter(|(name, _)| !name.ends_with("UNFINISHED.json")).collect()
}

/// Whether a file lies anywhere that nobody should see.
fn hidden(files: &Files) -> Vec<&String> {
    files.keys().filter(|name| name.rsplit('/').next().is_some_and(|last| last.starts_with('.'))).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("readable").map(|entry| entry.expect("an entry")) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() { copy(&from, &to) } else { fs::copy(from, to).map(|_| ()).expect("copied") }
    }
}

/// A desk with older work, and what the command makes of it when nothing happens.
struct Stage<'a> {
    trial: &'a Trial,
    desk: Desk,
    old: Files,
    new: Files,
    /// Operations of the command.
    acts: Vec<String>,
}

impl Stage<'_> {
    fn set(trial: &Trial) -> Stage<'_> {
        let small = SMALL.replace("200 h", "30 h");
        let desk = Desk::with("queue.toml", &small);
        fs::write(desk.path("rivals.toml"), small + RIVAL).expect("written");
        for command in trial.before {
            desk.run(words(command)).with_code(0);
        }
        for name in trial.spoilt {
            assert!(desk.path("old").join(name).is_file(), "{name}");
            fs::write(desk.path("old").join(name), "of an older version").expect("written");
        }
        copy(&desk.path("old"), &desk.path("o"));
        let ended = with_fault(&desk, Fault::None, trial.command);
        assert!(ended.status.success(), "{}: {}", trial.name, String::from_utf8_lossy(&ended.stderr));
        let acts = String::from_utf8(ended.stderr).expect("UTF-8").lines().map(str::to_owned).collect();
        let (old, new) = (files(&desk.path("old")), files(&desk.path("o")));
        fs::rename(desk.path("o"), desk.path("new")).expect("renamed");
        assert!(old != new && hidden(&new).is_empty(), "{}: {:?}", trial.name, new.keys());
        Stage { trial, desk, old, new, acts }
    }

    /// Tries one fault.
    fn tries(&self, fault: Fault) {
        let (Trial { name, command, folder, .. }, desk) = (self.trial, &self.desk);
        let _ = fs::remove_dir_all(desk.path("o"));
        copy(&desk.path("old"), &desk.path("o"));
        let ended = with_fault(desk, fault, command);
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        let what = |more: &str| format!("{name}, {fault} ({}): {more}\n{said}", self.acts[self.at(fault) - 1]);
        let mut there = files(&desk.path("o"));
        if let Fault::Killed(_) = fault {
            assert_eq!(ended.status.signal(), Some(SIGKILL), "{}", what("it was not killed"));
            there.retain(|name, _| !name.rsplit('/').next().is_some_and(|last| last.starts_with('.')));
        } else {
            // What is removed at the end needs no space.
            let fails = self.acts[self.at(fault) - 1..].iter().any(|act| !act.starts_with("Remove"));
            assert_eq!(ended.status.code(), Some(if fails { 4 } else { 0 }), "{}", what("another code"));
            let told = !fails || (said.lines().count() == 1 && said.contains('`') && said.contains("No space left"));
            assert!(told, "{}", what("no line with file and cause"));
            assert!(hidden(&there).is_empty(), "{}", what(&format!("{:?} stay", hidden(&there))));
        }
        let torn = |(name, bytes): &(&String, &Vec<u8>)| {
            ![&self.old, &self.new].iter().any(|files| files.get(*name) == Some(*bytes))
        };
        let torn: Vec<&String> = there.iter().filter(torn).map(|(name, _)| name).collect();
        assert!(torn.is_empty(), "{}", what(&format!("{torn:?} are neither old nor new")));
        let marked = desk.path("o").join(folder).join("UNFINISHED.json");
        let inside = |files: &Files| -> Files {
            files.iter().filter(|(name, _)| name.starts_with(folder)).map(|(n, b)| (n.clone(), b.clone())).collect()
        };
        let whole = [&self.old, &self.new].iter().any(|files| inside(&there) == inside(files));
        assert!(whole || marked.exists(), "{}", what("old and new are mixed, and nothing says so"));
        // Results that the folder calls whole are kept, and only drawn again.
        let again = if *name != "sweep" && self.has_results(&marked, &there) {
            desk.run(["report", &format!("o/{folder}"), "-q"])
        } else {
            desk.run(words(command))
        };
        assert_eq!(again.code, 0, "{}", what(&format!("then {}", again.err)));
        let mut after = files(&desk.path("o"));
        if *name == "run" && after.get("log.csv") != self.new.get("log.csv") {
            // The log is written last, when all else is there.
            desk.run(words(command)).with_code(0);
            after = files(&desk.path("o"));
        }
        let differ: Vec<&String> = self.new.iter().filter(|(n, b)| after.get(*n) != Some(b)).map(|(n, _)| n).collect();
        let more: Vec<&String> = after.keys().filter(|name| !self.new.contains_key(*name)).collect();
        assert!(differ.is_empty() && more.is_empty(), "{}", what(&format!("{differ:?} differ, {more:?} are too many")));
        assert!(!marked.exists(), "{}", what("the mark stays"));
    }

    /// The operation at which a fault strikes, from 1.
    fn at(&self, fault: Fault) -> usize {
        match fault {
            Fault::Killed(at) | Fault::Full(at) => at,
            Fault::None => 1,
        }
    }

    /// Whether mark and manifest call the results new and whole; then they are.
    fn has_results(&self, mark: &Path, there: &Files) -> bool {
        let read = |path: &Path| -> Option<serde_json::Value> { serde_json::from_slice(&fs::read(path).ok()?).ok() };
        let (mark, manifest) = (read(mark), read(&mark.with_file_name("manifest.json")));
        let (Some(mark), Some(manifest)) = (mark, manifest) else { return false };
        let whole = mark["run"] == manifest["run"];
        if whole {
            let stored = |name: &&String| name.ends_with("results.json") || name.ends_with("tables/replications.csv");
            for name in self.new.keys().filter(stored) {
                assert!(
                    there.get(name) == self.new.get(name),
                    "{}: {name} is called whole and is not",
                    self.trial.name
                );
            }
        }
        whole
    }
}

/// Tries a fault at every `step`-th operation of each command.
fn at_every(step: usize, fault: fn(usize) -> Fault) {
    let counts = thread::scope(|scope| {
        let one = |trial: &'static Trial| {
            let stage = Stage::set(trial);
            assert!(stage.acts.len() > 30, "{}: {} operations", trial.name, stage.acts.len());
            // The first of them is another one for each command.
            let ks: Vec<usize> = (1 + trial.name.len() % step..=stage.acts.len()).step_by(step).collect();
            ks.iter().for_each(|&k| stage.tries(fault(k)));
            ks.len()
        };
        let threads: Vec<_> = TRIALS.iter().map(|trial| scope.spawn(move || one(trial))).collect();
        threads.into_iter().map(|thread| thread.join().expect("it holds")).collect::<Vec<usize>>()
    });
    tried(counts.iter().sum());
}

#[test]
fn killed_at_some_operations_all_is_whole_and_goes_on() {
    at_every(11, Fault::Killed);
}

#[test]
fn on_a_disk_that_is_full_from_some_operations_on_all_is_whole_and_goes_on() {
    at_every(11, Fault::Full);
}

#[test]
#[ignore = "some thousand programs: .ci/long"]
fn killed_at_every_operation_all_is_whole_and_goes_on() {
    at_every(1, Fault::Killed);
}

#[test]
#[ignore = "some thousand programs: .ci/long"]
fn on_a_disk_that_is_full_from_every_operation_on_all_is_whole_and_goes_on() {
    at_every(1, Fault::Full);
}

/// What the loop cannot see it cannot try.
#[test]
fn files_are_changed_in_one_place() {
    let mut found = Vec::new();
    sources(&root().join("src"), &mut found);
    let mut seen = 0;
    for file in found {
        let text = fs::read_to_string(&file).expect("readable");
        let code = text.split("#[cfg(test)]").next().unwrap_or(&text);
        let words = [
            "fs::write",
            "fs::copy",
            "fs::rename",
            "fs::hard_link",
            "fs::remove_",
            "fs::create_dir",
            "fs::set_permissions",
            "File::create",
            "OpenOptions",
            "File::options",
            "DirBuilder",
            "fs::symlink(",
            ".set_len(",
            ".sync_all(",
            ".sync_data(",
            ".persist",
            "tempfile::",
        ];
        let used: Vec<&str> = words
            .into_iter()
            .filter(|word| code.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(word)))
            .collect();
        if file.ends_with("report/files/disk.rs") {
            seen = used.len();
        } else {
            let used: Vec<&&str> = used
                .iter()
                .filter(|word| {
                    !(**word == "tempfile::"
                        && code.matches("tempfile::").count() == code.matches("tempfile::TempDir").count())
                })
                .collect();
            assert!(used.is_empty(), "{}: {used:?}", file.display());
        }
    }
    assert!(seen > 5, "the words are no longer those of the standard library");
}

//! Memory does not grow with what is only repeated, and grows by no more than is said with the points of a sweep and with those who wait.
//!
//! Each command runs in a process of its own, which is this test program called again; at its end it says how much memory it had at most.
#![cfg(target_os = "linux")]

use std::ffi::OsString;
use std::fs;
use std::process::Command;

use crate::program::{Desk, SMALL};
use crate::support::tried;

/// Environment variable of a called process: the words of its command, with line ends between.
const COMMAND: &str = "JOURNEYSIM_MEASURED_COMMAND";
/// Most that twice as much may add.
const GROWTH: f64 = 1.05;

#[test]
#[ignore = "called by the other tests of this file, in a process of its own"]
fn one_command_of_a_called_process() {
    let Ok(command) = std::env::var(COMMAND) else { return };
    let exit = journeysim::cli::run(["journeysim"].into_iter().chain(command.lines()).map(OsString::from));
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    eprintln!("PEAK {}", peak.split_whitespace().next().expect("a number"));
    std::process::exit(exit as i32);
}

/// Most memory that a command takes \[KiB\].
fn peak(desk: &Desk, command: &str) -> f64 {
    let mut program = Command::new(std::env::current_exe().expect("a test program knows itself"));
    program.args(["--exact", "memory_growth::one_command_of_a_called_process", "--nocapture", "--include-ignored"]);
    program.env(COMMAND, command.replace(' ', "\n")).env("RAYON_NUM_THREADS", "1").current_dir(desk.path(""));
    let ended = program.output().expect("a process starts");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.success(), "{command}: {said}");
    let peak = said.lines().find_map(|line| line.strip_prefix("PEAK ")).expect("the peak is said");
    peak.parse().expect("a number")
}

/// A command that ends in a number, and a number of which twice as much must take no more memory.
type Repeated = (&'static str, u32);

const REPEATED: [Repeated; 3] = [
    ("run queue.toml -q --threads 1 --out o --replications", 200),
    (
        "run queue.toml -q --threads 1 --out o --event-log log.csv --log-replications all --lives lives.csv --replications",
        200,
    ),
    ("compare queue.toml -q --threads 1 --out o --replications", 100),
];

fn small(horizon: &str) -> Desk {
    let rival = "\n[[intervention]]\nname = \"second\"\nchange = { \"resource.server.staff\" = { add = 1 } }\n";
    Desk::with("queue.toml", &(SMALL.replace("200 h", horizon) + rival))
}

/// The least of three peaks: what the system adds to one and not to another is not ours \[KiB\].
fn least(desk: &Desk, command: &str) -> f64 {
    let once = |_| {
        let _ = fs::remove_dir_all(desk.path("o"));
        peak(desk, command)
    };
    (0..3).map(once).fold(f64::INFINITY, f64::min)
}

#[test]
fn twice_as_many_replications_take_no_more_memory() {
    let desk = small("30 h");
    for (command, number) in REPEATED {
        let [once, twice] = [number, 2 * number].map(|number| least(&desk, &format!("{command} {number}")));
        println!("{command}: {once} KiB for {number}, {twice} KiB for twice as much");
        assert!(twice < GROWTH * once, "{command}: {once} KiB for {number}, {twice} KiB for twice as much");
    }
    tried(REPEATED.len());
}

/// A sweep keeps its plan, which says what each point is, and one block of rows for each table. Both sweeps fill their blocks: what is between
/// them is the plan, some 300 bytes a point.
#[test]
#[ignore = "tens of thousands of points: .ci/long"]
fn a_sweep_takes_the_memory_of_its_plan() {
    const FEW: u32 = 20_000;
    const MANY: u32 = 40_000;
    let desk = small("12 h");
    let command = "sweep queue.toml -q --threads 1 --replications 1 --out o --vary resource.server.staff=1..3 --points";
    let [few, many] = [FEW, MANY].map(|points| least(&desk, &format!("{command} {points}")));
    let each = (many - few) * 1024.0 / f64::from(MANY - FEW);
    println!("{few} KiB and {many} KiB: {each} bytes a point");
    assert!(each < 400.0, "{each} bytes a point");
    assert!(many < 64.0 * 1024.0, "{many} KiB");
}

/// A queue at load 1.5 in which nobody gives up before the horizon.
fn endless(arrivals_per_hour: u32) -> String {
    let load = f64::from(arrivals_per_hour) / 15.0;
    format!(
        r#"
name = "Endless queue"
[run]
horizon = "1000 h"
replications = 1
[[resource]]
name = "desk"
staff = 1
[[journey]]
name = "visit"
arrivals = "{arrivals_per_hour} per h"
[[journey.touchpoint]]
name = "ask"
resource = "desk"
time = {{ exponential = {{ mean = "{} s" }} }}
patience = "100 y"
"#,
        360.0 / load
    )
}

/// A third of all who come still wait at the end: memory is theirs, and no more than is told before the run.
#[test]
fn a_queue_that_never_ends_takes_the_memory_of_those_who_wait() {
    let (few, many) = (15, 3000);
    let desk = Desk::with("few.toml", &endless(few));
    fs::write(desk.path("many.toml"), endless(many)).expect("written");
    let [few_peak, many_peak] =
        ["few", "many"].map(|name| peak(&desk, &format!("run {name}.toml -q --threads 1 --out {name}")));
    let waiting = f64::from(many - few) * 1000.0 / 3.0;
    let each = (many_peak - few_peak) * 1024.0 / waiting;
    println!("{few_peak} KiB and {many_peak} KiB: {each} bytes for each who waits");
    // For what the check before a run takes a customer in a queue.
    assert!(each < 700.0, "{each} bytes for each who waits");
    assert!(many_peak < 256.0 * 1024.0, "{many_peak} KiB");
}

//! Numbers that hurt: each is refused in words, or runs within seconds and 256 MiB.
//!
//! Every case runs in a process of its own, which is this test program called again: a case that hangs or eats memory
//! is stopped and named, and its neighbours do not count against it.
//!
//! Longer than other files: a list of cases.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{ALONE, Set, World, tried};

/// Longest a case may take. Alone each takes far less than 2 s; the rest is for a machine that is busy with other tests.
const LONGEST: Duration = Duration::from_secs(10);
/// Most memory that a case may take \[KiB\].
const MOST_KIB: u64 = 256 * 1024;
/// Environment variable that names the case of a called process.
const CASE: &str = "JOURNEYSIM_HOSTILE_CASE";

const QUEUE: &str = r#"
name = "Queue"
[run]
horizon = "10 d"
replications = 2
[[resource]]
name = "desk"
staff = 1
[[journey]]
name = "visit"
arrivals = "5 per h"
[[journey.touchpoint]]
name = "ask"
resource = "desk"
time = { exponential = { mean = "6 min" } }
"#;

const FIRM: &str = r#"
name = "Firm"
[run]
horizon = "1 y"
replications = 2
[money]
discount_rate = 0.1
overhead = "1 per d"
[population]
customers = 40
[[acquisition]]
name = "web"
joins = "10 per y"
[purchase]
rate = "2 per mo"
basket = 10.0
[contract]
term = "3 mo"
price = 5.0
earns = "1 per mo"
[lifecycle]
[experience]
[memory]
[loyalty]
[complaint]
[[hole]]
name = "tired"
hazard = "0.2 per y"
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "ask"
wait = "10 min"
time = "5 min"
quality = 7.0
fail_prob = 0.01
hole = "quality"
cost = 1.0
"#;

/// Customers who share a desk.
const DESK: &str = r#"
name = "Desk"
[run]
horizon = "1 y"
replications = 1
[population]
customers = 40
[[acquisition]]
name = "web"
joins = "0 per y"
[[resource]]
name = "desk"
staff = 1000
[[journey]]
name = "call"
start = { rate = "1 per y" }
[[journey.touchpoint]]
name = "ask"
resource = "desk"
time = "1 s"
"#;

/// What must come of a case.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Expect {
    /// Refused before the run, with a problem of this code.
    Refused(&'static str),
    /// Runs to the end.
    Runs,
}
use Expect::{Refused, Runs};

type Case = (&'static str, &'static str, &'static [Set<'static>], Expect);

const CASES: &[Case] = &[
    ("nobody is counted to 10^12", FIRM, &[("population.customers", "1000000000000")], Refused("out-of-range")),
    ("a rate beyond ten thousand a second", QUEUE, &[("journey.visit.arrivals", "1e6 per s")], Refused("out-of-range")),
    ("a horizon of 1000 years", QUEUE, &[("run.horizon", "1000 y")], Refused("out-of-range")),
    (
        "a service of 5e-324 s",
        QUEUE,
        &[("journey.visit.ask.time", "{ exponential = { mean = \"5e-324 s\" } }")],
        Refused("out-of-range"),
    ),
    ("a service of nan", QUEUE, &[("journey.visit.ask.time", "nan")], Refused("not-finite")),
    ("a basket of infinity", FIRM, &[("purchase.basket", "inf")], Refused("not-finite")),
    (
        "a mean that no clock holds",
        QUEUE,
        &[("journey.visit.ask.time", "{ weibull = { shape = 0.01, scale = \"1 s\" } }")],
        Refused("out-of-range"),
    ),
    ("load 3 and endless patience", QUEUE, &[("journey.visit.arrivals", "30 per h")], Refused("overload")),
    (
        "a loop without time",
        QUEUE,
        &[
            ("journey.visit.ask.resource", "desk"),
            ("journey.visit.ask.time", "0 s"),
            ("journey.visit.ask.fail_prob", "1.0"),
            ("journey.visit.ask.on_fail", "ask"),
            ("journey.visit.max_visits", "1000000"),
        ],
        Refused("zero-time-loop"),
    ),
    (
        "arrivals faster than the clock",
        QUEUE,
        &[("journey.visit.arrivals", "{ every = \"1e-10 ms\" }"), ("journey.visit.ask.time", "1e-11 ms")],
        Refused("too-large"),
    ),
    (
        "a spread of 10^150",
        QUEUE,
        &[("journey.visit.ask.time", "{ lognormal = { mean = \"6 min\", cv = 1e150 } }")],
        Runs,
    ),
    (
        "a shape of 10^-300",
        QUEUE,
        &[("journey.visit.ask.time", "{ gamma = { mean = \"6 min\", shape = 1e-300 } }")],
        Runs,
    ),
    ("100,000 servers", QUEUE, &[("resource.desk.staff", "100000")], Runs),
    (
        "a wave of a femtosecond",
        QUEUE,
        &[("journey.visit.arrivals", "{ wave = { mean = \"5 per h\", amplitude = 1.0, period = \"1e-9 ms\" } }")],
        Runs,
    ),
    (
        "a rate of nearly nothing in one minute of the week",
        QUEUE,
        &[(
            "journey.visit.arrivals",
            "{ timetable = { \"00:00\" = \"0 per h\", \"mon 03:00\" = \"1e-9 per d\", \"mon 03:01\" = \"0 per h\" } }",
        )],
        Runs,
    ),
    ("10 queues of nobody", QUEUE, &[("journey.visit.arrivals", "0 per h")], Runs),
    (
        "patience of a nanosecond at load 3",
        QUEUE,
        &[("journey.visit.arrivals", "30 per h"), ("journey.visit.ask.patience", "0.000001 ms")],
        Runs,
    ),
    ("a horizon of a nanosecond", FIRM, &[("run.horizon", "0.000001 ms")], Runs),
    ("everybody leaves at once", FIRM, &[("hole.tired.hazard", "1e6 per d")], Runs),
    (
        "hazards over ten orders",
        FIRM,
        &[("hole.tired.hazard", "{ lognormal = { mean = \"1e6 per d\", cv = 1e10 } }")],
        Runs,
    ),
    (
        "buying rates over nine orders",
        FIRM,
        &[("purchase.rate", "{ gamma = { mean = \"2 per mo\", shape = 1e-9 } }")],
        Runs,
    ),
    (
        "nobody is ever loyal",
        FIRM,
        &[
            ("loyalty.levels.low", "[0.0, 0.0, 0.0]"),
            ("loyalty.levels.high", "[0.0, 0.0, 0.0]"),
            ("loyalty.decision_horizon", "1 ms"),
        ],
        Runs,
    ),
    ("thresholds without width", FIRM, &[("loyalty.widths", "[1e-300, 1e-300]")], Runs),
    (
        "a zone without scale",
        FIRM,
        &[("experience.scale_up", "1e-300"), ("experience.scale_down", "1e-300"), ("experience.zone", "0.99")],
        Runs,
    ),
    ("a memory of a nanosecond", FIRM, &[("memory.half_life", "0.000001 ms")], Runs),
    ("a discount of 1000 %", FIRM, &[("money.discount_rate", "10.0")], Runs),
    ("delivery after a million years", FIRM, &[("journey.visit.ask.after", "1000000 y")], Runs),
    ("a warm-up of all but a nanosecond", FIRM, &[("run.warm_up", "364.99999999999 d")], Runs),
    ("everybody is dropped", FIRM, &[("hole.tired.hazard", "0 per y"), ("hole.tired.factor", "1e6")], Runs),
    (
        "failures of all or nothing",
        FIRM,
        &[("journey.visit.ask.fail_prob", "{ beta = { alpha = 1e-300, beta = 1e-300 } }")],
        Runs,
    ),
    (
        "endless patience in words",
        QUEUE,
        &[("journey.visit.arrivals", "30 per h"), ("journey.visit.ask.patience", "forever")],
        Refused("overload"),
    ),
    (
        "250 years of microseconds",
        QUEUE,
        &[
            ("run.horizon", "250 y"),
            ("journey.visit.arrivals", "{ every = \"0.001 ms\" }"),
            ("journey.visit.ask.time", "0.0001 ms"),
        ],
        Refused("too-large"),
    ),
    (
        "a queue that grows for 250 years",
        QUEUE,
        &[("run.horizon", "250 y"), ("journey.visit.arrivals", "30 per h"), ("journey.visit.ask.patience", "100 y")],
        Refused("too-large"),
    ),
    (
        "10^6 visits at once",
        QUEUE,
        &[
            ("journey.visit.arrivals", "10000 per h"),
            ("journey.visit.ask.time", "1 s"),
            ("journey.visit.ask.after", "9 d"),
            ("resource.desk.staff", "10"),
        ],
        Refused("too-large"),
    ),
    ("10^8 customers at one desk", DESK, &[("population.customers", "100000000")], Refused("too-large")),
    ("10^8 newcomers at one desk", DESK, &[("acquisition.web.joins", "100000000 per y")], Refused("too-large")),
    ("ten thousand purchases a second", FIRM, &[("purchase.rate", "10000 per s")], Refused("too-large")),
    ("ten thousand newcomers a second", FIRM, &[("acquisition.web.joins", "10000 per s")], Refused("too-large")),
    ("a contract of a nanosecond", FIRM, &[("contract.term", "0.000001 ms")], Refused("too-large")),
    ("a bill every nanosecond", FIRM, &[("contract.bill", "0.000001 ms")], Refused("too-large")),
    ("a visit every nanosecond", FIRM, &[("journey.visit.start", "{ every = \"0.000001 ms\" }")], Refused("too-large")),
    ("a price near 0", FIRM, &[("purchase.price", "0.001"), ("purchase.elasticity", "20.0")], Refused("too-large")),
    (
        "a review of tiers without end",
        FIRM,
        &[(
            "program",
            "{ points = { per_spend = 1.0 }, tier = [{ name = \"gold\", from = 10 }], review = \"0.000001 ms\" }",
        )],
        Refused("too-large"),
    ),
    ("curves by the minute", FIRM, &[("run.report_every", "1 min")], Refused("too-large")),
    ("a million replications", FIRM, &[("run.replications", "1000000")], Refused("too-large")),
    ("10^9 replications", FIRM, &[("run.replications", "1000000000")], Refused("out-of-range")),
    ("a touchpoint without end", QUEUE, &[("journey.visit.max_visits", "65536")], Refused("out-of-range")),
    (
        "customers of 70 years in a minute",
        FIRM,
        &[("run.horizon", "1 min"), ("population.tenure", "70 y"), ("population.customers", "1000")],
        Runs,
    ),
    (
        "a basket of a Poisson number with mean 10^14",
        FIRM,
        &[("purchase.basket", "{ poisson = { mean = 1e14 } }")],
        Runs,
    ),
    (
        "a basket of a gamma law with shape 10^15",
        FIRM,
        &[("purchase.basket", "{ gamma = { mean = 10.0, shape = 1e15 } }")],
        Runs,
    ),
    (
        "a basket of a Poisson number whose mean is wild",
        FIRM,
        &[("purchase.basket", "{ poisson = { mean = { lognormal = { mean = 1e9, cv = 1e9 } } } }")],
        Runs,
    ),
];

/// What came of a case, in one line.
fn outcome(base: &str, sets: &[Set<'_>]) -> String {
    let world = match World::parse(base, sets) {
        Ok(world) => world,
        Err(problems) => {
            let codes: Vec<&str> = problems.items.iter().filter(|p| p.is_error()).map(|p| p.code).collect();
            return format!("refused: {}", codes.join(" "));
        }
    };
    match world.run(ALONE) {
        Err(error) => format!("stopped: {error}"),
        Ok(_) => "ran".to_owned(),
    }
}

fn as_expected(expect: Expect, said: &str) -> bool {
    match expect {
        Refused(code) => said.strip_prefix("refused: ").is_some_and(|codes| codes.split(' ').any(|c| c == code)),
        Runs => said == "ran",
    }
}

/// Peak memory of a process \[KiB\]; `None` where the system does not say.
pub(crate) fn peak_kib(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Runs one case in a process of its own; says what is wrong with it, if anything.
fn verdict(&(name, _, _, expect): &Case) -> Option<String> {
    let program = std::env::current_exe().expect("a test program knows itself");
    let mut child = Command::new(program)
        .args(["--exact", "hostile::one_case_of_a_called_process", "--nocapture", "--include-ignored"])
        .env(CASE, name)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a process starts");
    let started = Instant::now();
    let mut wrong = None;
    let mut peak = 0;
    while child.try_wait().expect("a child can be asked").is_none() {
        peak = peak.max(peak_kib(child.id()).unwrap_or(0));
        if peak > MOST_KIB {
            wrong = Some(format!("{name}: takes more than {} MiB", MOST_KIB / 1024));
        } else if started.elapsed() > LONGEST {
            wrong = Some(format!("{name}: takes longer than {LONGEST:?}"));
        }
        if wrong.is_some() {
            child.kill().expect("a child can be stopped");
            child.wait().expect("a child ends");
            return wrong;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let mut said = String::new();
    child.stdout.take().expect("piped").read_to_string(&mut said).expect("text");
    let said = said.lines().find_map(|line| line.strip_prefix("OUTCOME ")).unwrap_or("died without a word").to_owned();
    (!as_expected(expect, &said)).then(|| format!("{name}: expected {expect:?}, but: {said}"))
}

fn try_all(cases: &[Case]) {
    tried(cases.len());
    let wrong: Vec<String> = cases.iter().filter_map(verdict).collect();
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
#[ignore = "called by the other tests of this file, in a process of its own"]
fn one_case_of_a_called_process() {
    let Ok(name) = std::env::var(CASE) else { return };
    let (_, base, sets, _) = CASES.iter().find(|case| case.0 == name).expect("a known case");
    println!("\nOUTCOME {}", outcome(base, sets).lines().next().unwrap_or_default());
}

#[test]
fn hostile_numbers_are_refused_or_bounded() {
    try_all(CASES);
}

/// Every number of a scenario in turn becomes something that hurts.
#[test]
fn no_single_number_hangs_or_panics() {
    let values = [
        "nan",
        "-inf",
        "-1",
        "0",
        "1e308",
        "5e-324",
        "1e-9",
        "\"0 s\"",
        "\"1e-300 s\"",
        "\"forever\"",
        "\"0 per d\"",
        "\"1e-300 per d\"",
        "\"1e308 per s\"",
    ];
    let queue = [
        "run.horizon",
        "run.warm_up",
        "resource.desk.staff",
        "journey.visit.arrivals",
        "journey.visit.ask.time",
        "journey.visit.ask.patience",
        "journey.visit.max_visits",
    ];
    let firm = [
        "run.report_every",
        "money.discount_rate",
        "money.overhead",
        "population.customers",
        "population.tenure",
        "acquisition.web.joins",
        "purchase.rate",
        "purchase.basket",
        "purchase.margin",
        "purchase.price",
        "contract.term",
        "contract.renews_for",
        "contract.price",
        "contract.earns",
        "contract.retention",
        "lifecycle.warning",
        "lifecycle.n_C",
        "lifecycle.t_rec",
        "lifecycle.delta_CD",
        "lifecycle.k_D",
        "experience.wait_power",
        "experience.wait_scale",
        "experience.wait_curve",
        "experience.sd_within",
        "experience.tolerance_down",
        "experience.scale_up",
        "experience.loss_aversion",
        "memory.learning",
        "memory.good_per_bad",
        "memory.half_life",
        "memory.primacy",
        "loyalty.decision_horizon",
        "loyalty.habit",
        "loyalty.incidents",
        "loyalty.support.price",
        "hole.tired.hazard",
        "hole.tired.factor",
        "hole.tired.lifetime",
        "complaint.carry",
        "journey.visit.ask.wait",
        "journey.visit.ask.quality",
        "journey.visit.ask.fail_prob",
        "journey.visit.ask.severity",
        "journey.visit.ask.salience",
        "journey.visit.ask.cost",
        "journey.visit.ask.earns",
        "journey.visit.ask.after",
    ];
    let mut ran = 0;
    for (base, paths) in [(QUEUE, &queue[..]), (FIRM, &firm[..])] {
        for path in paths {
            for value in values {
                let started = Instant::now();
                let said = outcome(base, &[(path, value), ("run.replications", "1")]);
                assert!(started.elapsed() < LONGEST, "{path} = {value}: {said} took {:?}", started.elapsed());
                ran += u32::from(said == "ran");
            }
        }
    }
    assert!(ran > 100, "only {ran} changes ran: the others tell nothing about the engine");
}

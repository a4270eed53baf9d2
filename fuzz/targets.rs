//! What is fuzzed: each takes any bytes, and comes to an end in time without a panic; it says whether they got all the way through.
//!
//! `cargo fuzz` calls these with bytes of its own, and `tests/integration/fuzz_corpus.rs` with all that is kept in `fuzz/corpus`.
#![allow(dead_code, reason = "each fuzzing program calls one of them")]

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use journeysim::cli::asked_changes;
use journeysim::experiment::sweep::{
    Batch, Column, DesignKind, FORMAT, Levels, Parameter, Plan, PlanPoint, Seen, ValueColumn, columns, compile_point,
    decode, encode, evaluate, fold, one_line, read_table,
};
use journeysim::experiment::{Monitor, memory_of};
use journeysim::scenario::{Diagnostics, Op, Patch, Scenario, compile, explain};
use sha2::{Digest as _, Sha256};

/// Longest that a scenario is run; reading it has no such grace.
const LONGEST: Duration = Duration::from_millis(100);
/// Most memory of a cell that is run \[bytes\].
const MOST_MEMORY: u64 = 32 << 20;
/// Most points or units that are looked at.
const MOST: usize = 50;

/// A scenario to plan, to change and to ask about.
const SMALL: &str = r#"
name = "Small firm"
run = { horizon = "40 d", replications = 3, seed = 5 }
population = { customers = 20 }
purchase = { rate = "2 per mo", basket = 20.0, margin = 0.4 }
resource = [{ name = "server", staff = 1 }]
hole = [{ name = "tired", hazard = "0.2 per y" }]
sweep = { parameter = [{ name = "staff", path = "resource.server.staff", set = { low = 1, high = 3 } }] }
[[journey]]
name = "visit"
start = "purchase"
touchpoint = [{ name = "counter", resource = "server", time = { exponential = { mean = "6 min" } }, fail_prob = 0.1 }]
"#;

static FIRM: LazyLock<Scenario> = LazyLock::new(|| {
    Scenario::parse("small.toml", SMALL, &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario
});

/// Version of journeysim.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let version = include_str!("../Cargo.toml").lines().find_map(|line| line.strip_prefix("version = \""));
    version.expect("a version").trim_end_matches('"').to_owned()
});

/// Stops a run when its time is over.
struct Clock(Instant);

impl Monitor for Clock {
    fn progress(&self, _: u64, _: u64) {}
    fn is_cancelled(&self) -> bool {
        self.0.elapsed() > LONGEST
    }
}

/// Problems are told in few and harmless words.
fn told(problems: &Diagnostics) {
    assert!(problems.errors() > 0, "refused without an error");
    let shown = problems.render(false);
    assert!(shown.len() < 1 << 20, "a message of {} bytes", shown.len());
    assert!(!shown.contains(['\u{1b}', '\u{202e}']), "control characters reach the terminal");
    let _ = (problems.to_json(), one_line(problems));
}

/// Any text as a scenario: read, checked, explained, written as one text, read again, compiled, and run for a moment.
pub(crate) fn scenario(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let scenario = match Scenario::parse("fuzz.toml", &text, &[]) {
        Ok(loaded) => loaded.scenario,
        Err(problems) => {
            told(&problems);
            return false;
        }
    };
    assert!(!explain(&scenario, None).expect("no path, no problem").is_empty());
    let again = Scenario::parse("again.toml", &scenario.to_toml(), &[]);
    let again = again.unwrap_or_else(|problems| panic!("refused when read again:\n{problems}\n{}", scenario.to_toml()));
    assert_eq!(again.scenario.hash, scenario.hash, "another scenario when read again");
    if let Err(problems) = compile(&scenario) {
        told(&problems);
        return false;
    }
    // Few and for a short while, where the scenario has room for that.
    let set = |path: &str, value: &str| Patch { path: path.to_owned(), op: Op::Set, value: value.to_owned() };
    let patches = [set("run.horizon", "\"20 d\""), set("population.customers", "5")];
    let small = scenario.at_point(&patches).or_else(|_| scenario.at_point(&patches[..1]));
    let Ok(Ok(compiled)) = small.map(|small| compile(&small)) else { return false };
    if memory_of([&compiled.model], false) > MOST_MEMORY {
        return false;
    }
    let columns = columns(&compiled);
    matches!(evaluate(&compiled.model, &columns, compiled.seed, (0, 1), 1, &Clock(Instant::now())), Ok(Some(_)))
}

/// The changes of a point, made and taken as a sweep takes them.
fn changed(patches: &[Patch]) -> bool {
    match FIRM.at_point(patches).and_then(|scenario| compile(&scenario)) {
        Ok(_) => true,
        Err(problems) => {
            told(&problems);
            false
        }
    }
}

/// Any bytes as `plan.json`: as they are, and, when they are a plan at all, under the id that fits them.
pub(crate) fn plan(bytes: &[u8]) -> bool {
    let _ = Plan::read(bytes);
    let Ok(plan) = serde_json::from_slice::<Plan>(bytes) else { return false };
    let version = VERSION.clone();
    let sealed = Plan { format: FORMAT, version, ..plan }.sealed();
    let Ok(plan) = Plan::read(&serde_json::to_vec(&sealed).expect("plain data")) else { return false };
    assert_eq!(plan, sealed);
    let units = plan.units();
    let mut order = plan.order();
    order.sort_unstable();
    assert!(order.into_iter().eq(0..units.len() as u64), "each unit once");
    assert!(plan.shard_of_units().iter().all(|&shard| shard < plan.shards) && plan.of_shard(plan.shards).is_empty());
    for unit in units.iter().take(MOST) {
        assert!(decode(&plan, unit, &encode(&plan, unit, &[])).is_ok_and(|rows| rows.is_empty()));
        let _ = plan.batch_of(unit.points.start);
    }
    for (number, parameter) in plan.parameters.iter().take(MOST).enumerate() {
        let values: Vec<&str> =
            plan.points.iter().flat_map(|point| &point.values).take(MOST).map(String::as_str).collect();
        let levels = &parameter.levels;
        let _ = (parameter.note(&FIRM, &values), levels.words(), levels.count(), levels.at(0.3));
        let column = ValueColumn::of_parameter(&plan, number);
        let _ = levels.tried();
        for value in &values {
            let _ = column.value(value);
        }
    }
    let points = (plan.points.len() as u64).min(3);
    let run = |point| match compile_point(&plan, &FIRM, point, 0) {
        Ok(_) => true,
        Err(problems) => {
            told(&problems);
            false
        }
    };
    (0..points).filter(|&point| run(point)).count() > 0
}

/// A plan of 2 points and 45 replications, in two units each.
static PLANNED: LazyLock<Plan> = LazyLock::new(|| {
    let parameter =
        |name: &str| Parameter { name: name.into(), path: name.into(), op: "set".into(), levels: Levels::Free };
    let column = |path: &str| Column { path: path.into(), unit: "min".into(), definition: String::new() };
    let point = |values: [&str; 2]| PlanPoint { values: values.map(str::to_owned).to_vec(), ..PlanPoint::default() };
    Plan {
        format: FORMAT,
        version: "0".into(),
        scenario: "s".into(),
        scenario_hash: "h".into(),
        seed: 3,
        replications: 45,
        precision: Vec::new(),
        worlds: Vec::new(),
        parameters: vec![parameter("a"), parameter("b")],
        columns: vec![column("metrics.npv"), column("resources.desk.delay_min")],
        differences: Vec::new(),
        batches: vec![Batch { design: DesignKind::Table, asked: 2, points: 2, points_per_unit: 1 }],
        points: vec![point(["1", ""]), point(["2 d", "x, \"y\""])],
        shards: 1,
        id: String::new(),
    }
    .sealed()
});

/// Any bytes as a part: as they are, and as the rows below a head and a checksum that fit them.
pub(crate) fn part(bytes: &[u8]) -> bool {
    let plan = &*PLANNED;
    let units = plan.units();
    assert!(decode(plan, &units[1], bytes).is_err(), "nobody finds a checksum by chance");
    let empty = String::from_utf8(encode(plan, &units[1], &[])).expect("text");
    let (first, body) = empty.split_once('\n').expect("a first line");
    let head: String = body.split_inclusive('\n').take_while(|line| line.starts_with('#')).collect();
    let body = [head.as_bytes(), bytes].concat();
    let hash: String = Sha256::digest(&body).iter().map(|byte| format!("{byte:02x}")).collect();
    let start = first.rsplit_once(' ').expect("words").0;
    let part = [format!("{start} {hash}\n").as_bytes(), &body].concat();
    let Ok(rows) = decode(plan, &units[1], &part) else { return false };
    assert!(rows.iter().all(|row| units[1].points.contains(&row.point)));
    let whole = rows.iter().filter(|row| matches!(row.seen, Seen::Replication { .. })).count();
    assert_eq!(decode(plan, &units[1], &encode(plan, &units[1], &rows)).map(|rows| rows.len()), Ok(rows.len()));
    let mut seen = 0;
    let folded = fold(
        plan,
        |unit| (unit.number == 1).then(|| rows.clone()),
        |point| {
            seen += point.rows.len();
            let _ = (point.summary(0), point.summary(1));
            Ok::<(), ()>(())
        },
    );
    assert!(folded.is_ok() && (seen == whole || seen == 0), "{seen} of {whole}");
    whole > 0
}

/// Any text as the table of a design.
pub(crate) fn design(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let known = Parameter::of_scenario(&FIRM).expect("sound");
    let Ok((parameters, points)) = read_table(&text, &known) else { return false };
    assert!(points.iter().all(|point| point.values.len() == parameters.len()));
    for parameter in parameters.iter().take(MOST) {
        let _ = FIRM.takes_whole_numbers(&parameter.path);
    }
    let patches = |point: &PlanPoint| -> Vec<Patch> {
        parameters.iter().zip(&point.values).filter_map(|(parameter, value)| parameter.patch(value)).collect()
    };
    points.iter().take(3).filter(|point| changed(&patches(point))).count() > 0
}

/// Any bytes as a line to `ask-tell`.
pub(crate) fn ask_tell(bytes: &[u8]) -> bool {
    match asked_changes(bytes) {
        Some(Ok(patches)) => changed(&patches),
        Some(Err(why)) => {
            assert!(!why.is_empty() && why.len() < 1 << 20);
            false
        }
        None => false,
    }
}

/// Whether bytes were taken for what they should be.
type Target = fn(&[u8]) -> bool;

/// All targets by name.
pub(crate) const ALL: [(&str, Target); 5] =
    [("scenario", scenario), ("plan", plan), ("part", part), ("design", design), ("ask_tell", ask_tell)];

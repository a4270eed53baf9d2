//! Hostile input: mutations of good files and arbitrary text never panic, hang or run away.
//!
//! 20,000 inputs from a fixed seed. A hang shows as a test that does not end; memory is bounded by the limits on size and nesting, which
//! `document` tests, and here by the length of what is reported.

use std::path::Path;
use std::time::{Duration, Instant};

use journeysim::scenario::{Amount, Item, Scenario, Value, explain};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::support::tried;

const INPUTS: u32 = 20_000;

fn good_files() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/examples");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("examples").map(|entry| entry.expect("entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).expect("readable")).collect()
}

/// Pieces that are likely to hurt.
const PIECES: [&str; 40] = [
    "nan",
    "inf",
    "-inf",
    "-1",
    "0",
    "1e308",
    "-1e308",
    "5e-324",
    "9223372036854775807",
    "99999999999999999999",
    "\"\"",
    "\"0 s\"",
    "\"-5 min\"",
    "\"1e308 y\"",
    "\"forever\"",
    "\"1 per 0 y\"",
    "\"100 % per y\"",
    "\"99.999999999 % per ms\"",
    "true",
    "[]",
    "{}",
    "[[]]",
    "{ gamma = {} }",
    "{ residual = { residual = { exponential = { mean = \"1 d\" } } } }",
    "{ empirical = { values = [] } }",
    "{ timetable = {} }",
    "{ timetable = { \"24:00\" = 1 } }",
    "1979-05-27",
    "\"\\u001b[31m\"",
    "\"\\u202e\"",
    "\"*\"",
    "\"done\"",
    "{ set = {} }",
    "{ scale = nan }",
    "{ a = 0.5, b = 0.5 }",
    "{ every = \"1 ms\" }",
    "{ wave = { mean = \"1 per d\", amplitude = 1, period = \"1 ms\" } }",
    "0.30000000000000004",
    "1e-320",
    "{ beta = { mean = 0.5, sd = 0.5 } }",
];

#[derive(Clone, Debug)]
enum Mutation {
    Delete(usize, usize),
    Duplicate(usize, usize),
    SwapLines(usize, usize),
    Value(usize, usize),
    Insert(usize, String),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        1 => (any::<usize>(), 1..40_usize).prop_map(|(at, length)| Mutation::Delete(at, length)),
        1 => (any::<usize>(), 1..6_usize).prop_map(|(at, lines)| Mutation::Duplicate(at, lines)),
        1 => (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Mutation::SwapLines(a, b)),
        4 => (any::<usize>(), 0..PIECES.len()).prop_map(|(at, piece)| Mutation::Value(at, piece)),
        1 => (any::<usize>(), "[\\[\\]{}=\"#.,a-z0-9 \n]{1,12}").prop_map(|(at, text)| Mutation::Insert(at, text)),
    ]
}

fn mutate(text: &str, mutations: &[Mutation]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for mutation in mutations {
        let count = lines.len().max(1);
        match mutation {
            Mutation::Delete(at, length) => {
                if let Some(line) = lines.get_mut(at % count) {
                    let keep: String = line.chars().take(line.chars().count().saturating_sub(*length)).collect();
                    *line = keep;
                }
            }
            Mutation::Duplicate(at, length) => {
                let from = at % count;
                let to = (from + length).min(lines.len());
                let copy = lines[from..to].to_vec();
                lines.extend(copy);
            }
            Mutation::SwapLines(a, b) => lines.swap(a % count, b % count),
            Mutation::Value(at, piece) => {
                // The first line from here on that gives a value.
                let found = (0..count)
                    .map(|step| (at % count + step) % count)
                    .find(|line| lines.get(*line).is_some_and(|line| line.contains(" = ")));
                if let Some(line) = found.and_then(|line| lines.get_mut(line)) {
                    let key = line.split(" = ").next().unwrap_or_default().to_owned();
                    *line = format!("{key} = {}", PIECES[*piece]);
                }
            }
            Mutation::Insert(at, text) => lines.insert(at % count, text.clone()),
        }
    }
    lines.join("\n")
}

fn input() -> impl Strategy<Value = String> {
    let files = good_files();
    let mutated = (0..files.len(), proptest::collection::vec(mutation(), 1..5))
        .prop_map(move |(file, mutations)| mutate(&files[file], &mutations));
    prop_oneof![8 => mutated, 1 => "\\PC{0,200}", 1 => "(\\[{0,3}[a-z_.]{1,9}\\]{0,3}\n|[a-z_]{1,9} = [\\[\\]{}\"0-9a-z .,=]{0,20}\n){0,20}"]
}

#[test]
fn no_input_panics_or_hangs() {
    let config = Config { cases: INPUTS, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    let count = std::cell::Cell::new(0_u32);
    let outcome = runner.run(&input(), |text| {
        let started = Instant::now();
        match Scenario::parse("fuzz.toml", &text, &[]) {
            Ok(loaded) => {
                count.set(count.get() + 1);
                let values = explain(&loaded.scenario, None).expect("no path, no problem");
                prop_assert!(!values.is_empty());
            }
            Err(problems) => {
                prop_assert!(problems.errors() > 0, "refused without an error");
                let shown = problems.render(false);
                prop_assert!(shown.len() < 1 << 20, "a message of {} bytes", shown.len());
                prop_assert!(
                    !shown.contains('\u{1b}') && !shown.contains('\u{202e}'),
                    "control characters reach the terminal"
                );
                let _ = problems.to_json();
            }
        }
        prop_assert!(started.elapsed() < Duration::from_secs(10), "took {:?}", started.elapsed());
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    tried(INPUTS as usize);
    let accepted = count.get();
    assert!(
        accepted > 200,
        "only {accepted} of {INPUTS} inputs were valid: the mutations are too rough to reach the deeper checks"
    );
}

/// Files of up to 1 MiB built to make a careless checker slow: each must be answered at once. The bound is loose, for loaded machines; the
/// answers take well under a second.
#[test]
fn bombs_are_answered_at_once() {
    let head = "name = \"b\"\n[run]\nhorizon = \"1 y\"\n[population]\ncustomers = 1\n";
    let journey = |body: String| format!("{head}[[journey]]\nname = \"j\"\narrivals = \"1 per d\"\n{body}");
    let touchpoint = |at: usize, more: &str| format!("[[journey.touchpoint]]\nname = \"t{at}\"\n{more}\n");
    let many = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let bombs = [
        ("unknown keys", format!("{head}[money]\n{}", many(50_000, &|at| format!("discount_rat{at}=1\n")))),
        ("unknown sections", many(60_000, &|at| format!("[x{at}]\n"))),
        ("unknown resources", journey(many(15_000, &|at| touchpoint(at, "resource = \"nobody\"")))),
        ("long chain", journey(many(20_000, &|at| touchpoint(at, "time = \"1 s\"")))),
        (
            "long loop",
            journey(many(10_000, &|at| {
                let onward = if at == 9_999 { "done".to_owned() } else { format!("t{}", at + 1) };
                touchpoint(at, &format!("time = \"1 s\"\nnext = {{ {onward} = 0.5, t0 = 0.5 }}"))
            })),
        ),
        (
            "wide routes",
            journey(many(300, &|at| {
                touchpoint(at, &format!("next = {{ {} done = 1.0 }}", many(250, &|to| format!("t{to} = 0.0, "))))
            })),
        ),
        (
            "requires everything",
            journey(many(400, &|at| {
                touchpoint(at, &format!("time = \"1 s\"\nrequires = [{}]", many(300, &|to| format!("\"t{to}\","))))
            })),
        ),
        (
            "wildcards",
            journey(format!(
                "{}[[intervention]]\nname = \"i\"\n[intervention.change]\n{}",
                many(5_000, &|at| touchpoint(at, "fail_prob = 0.1\ntime = \"1 s\"")),
                many(3_000, &|at| format!("\"journey.*.*.fail_prob\" = {{ scale = 0.{at} }}\n")
                    .replace("journey.*", if at % 2 == 0 { "journey.*" } else { "journey.j" }))
            )),
        ),
        (
            "interventions",
            format!(
                "{head}{}",
                many(10_000, &|at| format!("[[intervention]]\nname = \"i{at}\"\nneeds = [\"i{}\"]\n", at / 2))
            ),
        ),
        (
            "worlds",
            journey(format!(
                "{}{}",
                many(2_000, &|at| touchpoint(at, "time = \"1 s\"")),
                many(200, &|at| format!(
                    "[[intervention]]\nname = \"i{at}\"\nchange = {{ \"journey.j.t0.time\" = {{ scale = 2 }} }}\n"
                ))
            )),
        ),
        (
            "needs",
            format!(
                "{head}{}",
                many(200, &|at| format!(
                    "[[intervention]]\nname = \"i{at}\"\nneeds = [{}]\n",
                    many(at, &|to| format!("\"i{to}\","))
                ))
            ),
        ),
        (
            "timetable",
            journey(format!(
                "{}[[resource]]\nname = \"r\"\n[resource.staff.timetable]\n{}",
                touchpoint(0, "resource = \"r\""),
                many(40_000, &|at| format!("\"mon {:02}:{:02}\" = 1\n", at / 60 % 24, at % 60))
            )),
        ),
        (
            "resources",
            journey(format!(
                "{}{}",
                many(5_000, &|at| touchpoint(at, &format!("resource = \"r{at}\"\ntime = \"1 s\""))),
                many(5_000, &|at| format!(
                    "[[resource]]\nname = \"r{at}\"\nstaff = 1\nhours = {{ open = \"01:00\", close = \"02:00\" }}\n"
                ))
            )),
        ),
        ("names", format!("{head}sources = [{}]\n", many(90_000, &|at| format!("\"s{at}\",")))),
        ("one long line", format!("name = \"{}\"", "x".repeat(1_000_000))),
        ("brackets", format!("a = {}", "[".repeat(1_000_000))),
        ("tables in tables", format!("[{}]", ["a"; 10_000].join("."))),
        (
            "laws in laws",
            journey(touchpoint(
                0,
                &format!("time = {}\"1 s\"{}", "{ exponential = { mean = ".repeat(14), " } }".repeat(14)),
            )),
        ),
    ];
    tried(bombs.len());
    for (name, text) in bombs {
        let started = Instant::now();
        let outcome = Scenario::parse("bomb.toml", &text, &[]);
        if let Err(problems) = &outcome {
            assert!(problems.render(false).len() < 1 << 20, "{name}");
            let _ = problems.to_json();
        }
        assert!(started.elapsed() < Duration::from_secs(8), "{name} took {:?}", started.elapsed());
        println!(
            "{name}: {:?}, {} bytes, {} errors",
            started.elapsed(),
            text.len(),
            outcome.map_or_else(|problems| problems.errors(), |_| 0)
        );
    }
}

/// Every amount a checked scenario holds is finite, `"forever"` apart.
fn all_finite(item: &Item) -> bool {
    match &item.value {
        Value::Amount(_, Amount::Fixed(value)) => !value.is_nan() && *value != f64::NEG_INFINITY,
        Value::Amount(_, amount) => amount.mean().is_finite(),
        Value::Vector(_, values) => values.iter().all(|value| value.is_finite()),
        Value::Map(map) => map.iter().all(|(_, item)| all_finite(item)),
        Value::Entries(entries) => entries.iter().all(all_finite),
        Value::Block(slots) => slots.iter().all(|slot| all_finite(&slot.item)),
        _ => true,
    }
}

/// Strange numbers in every field of two rich scenarios: not a number and infinity are always refused, anything else is refused or finite.
#[test]
fn strange_numbers_are_refused_or_finite() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/examples");
    let mut count = 0;
    for name in ["bank-branch.toml", "magazine.toml"] {
        let path = folder.join(name);
        let scenario = Scenario::load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario;
        for value in explain(&scenario, None).expect("no path, no problem") {
            let quantity = value.value_text.trim_matches('"');
            let unit = quantity
                .find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-')
                .map_or("", |at| quantity[at..].trim());
            if !quantity.starts_with(|c: char| c.is_ascii_digit() || c == '-')
                || value.path.starts_with("intervention.")
            {
                continue;
            }
            for number in ["nan", "inf", "-inf", "-1", "0", "1e308", "-1e308", "5e-324"] {
                let set = format!("{number} {unit}").trim().to_owned();
                let outcome = Scenario::load(&path, &[(value.path.clone(), set.clone())]);
                count += 1;
                match outcome {
                    Ok(loaded) => {
                        assert!(!number.contains("n"), "{} = {set} was accepted", value.path);
                        assert!(all_finite(&loaded.scenario.root), "{} = {set} is not finite", value.path);
                    }
                    Err(problems) => assert!(problems.errors() > 0),
                }
            }
        }
    }
    tried(count);
    assert!(count > 1000, "only {count} fields");
}

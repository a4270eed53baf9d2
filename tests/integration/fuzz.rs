//! Hostile input: mutations of good files and arbitrary text never panic, hang or run away.
//!
//! 20,000 inputs from a fixed seed. A hang shows as a test that does not end; memory is bounded by the limits on size and nesting, which
//! `document` tests, and here by the length of what is reported.

use std::path::Path;
use std::time::{Duration, Instant};

use journeysim::scenario::{Scenario, explain};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

const INPUTS: u32 = 20_000;

fn good_files() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/examples");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("examples")
        .map(|entry| entry.expect("entry").path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read_to_string(path).expect("readable"))
        .collect()
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
                    let keep: String = line
                        .chars()
                        .take(line.chars().count().saturating_sub(*length))
                        .collect();
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
    let config = Config {
        cases: INPUTS,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
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
        prop_assert!(
            started.elapsed() < Duration::from_secs(2),
            "took {:?}",
            started.elapsed()
        );
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    let accepted = count.get();
    assert!(
        accepted > 200,
        "only {accepted} of {INPUTS} inputs were valid: the mutations are too rough to reach the deeper checks"
    );
}

//! The page of promises: each names the tests that try it, and the tests are there. `UPDATE_EXPECT=1` writes the page.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use journeysim::scenario::Origin;
use journeysim::scenario::text::document;
use journeysim::scenario::text::source::Sources;
use serde_json::Value;

use crate::schema::{current, to_json};
use crate::support::read_here;

/// Cases and seconds, as counted and timed.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    cases: u64,
    seconds: f64,
}

/// What `tests/goals.py` counted, by test or script, and where and when it did.
struct Record {
    told: String,
    rows: BTreeMap<String, Counted>,
}

fn goals() -> Vec<Value> {
    let mut sources = Sources::default();
    let file = sources.add("goals.toml", read_here("tests/goals.toml"));
    let tree = document::parse(&sources, file, Origin::File, &mut Vec::new()).expect("valid TOML");
    to_json(&tree)["goal"].as_array().expect("a list").clone()
}

fn record() -> Record {
    let text = read_here("tests/goals.csv");
    let mut lines = text.lines();
    let told = lines.next().and_then(|line| line.strip_prefix("# ")).expect("when and where").to_owned();
    let row = |line: &str| {
        let [what, cases, seconds] = line.split(',').collect::<Vec<_>>()[..] else { panic!("three cells: {line}") };
        let counted = Counted { cases: cases.parse().expect("cases"), seconds: seconds.parse().expect("seconds") };
        (what.to_owned(), counted)
    };
    Record { told, rows: lines.skip(1).map(row).collect() }
}

fn list<'a>(goal: &'a Value, key: &str) -> Vec<&'a str> {
    goal[key].as_array().into_iter().flatten().map(|item| item.as_str().expect("a text")).collect()
}

/// The tests of a file, each with whether only `.ci/long` runs it.
fn tests_of(file: &str) -> BTreeMap<String, bool> {
    let text = read_here(file);
    let mut found = BTreeMap::new();
    // What stands between the mark of a test and its name: further marks.
    for part in text.split("#[test]").skip(1) {
        let Some((marks, rest)) = part.split_once("fn ") else { continue };
        let name = rest.split('(').next().expect("a name");
        found.insert(name.to_owned(), marks.contains("#[ignore"));
    }
    found
}

/// `FILE::NAME`, or a file for all that are in it.
fn named(test: &str) -> (&str, Vec<(String, bool)>) {
    let (file, name) = test.split_once("::").unwrap_or((test, ""));
    let there = tests_of(file);
    let found: Vec<(String, bool)> = there.into_iter().filter(|(n, _)| name.is_empty() || n == name).collect();
    assert!(!found.is_empty(), "{test}: there is no such test");
    (file, found)
}

#[test]
fn every_promise_is_tried_or_says_what_it_waits_for() {
    let goals = goals();
    let numbers: Vec<u64> = goals.iter().filter_map(|goal| goal["number"].as_u64()).collect();
    assert_eq!(numbers, (1..=29).collect::<Vec<u64>>());
    let steps = read_here(".ci/run") + &read_here(".ci/long");
    let long = read_here(".ci/long");
    let mut wrong = Vec::new();
    for goal in &goals {
        let number = &goal["number"];
        for test in list(goal, "tests") {
            let (file, found) = named(test);
            let module = file.trim_end_matches(".rs").rsplit('/').next().expect("a name");
            if found.iter().any(|(_, ignored)| *ignored) && !long.contains(&format!("{module}::")) {
                wrong.push(format!("{number}: `.ci/long` does not run `{module}::`"));
            }
        }
        for step in list(goal, "steps") {
            if !steps.lines().any(|line| line.strip_prefix("step ").is_some_and(|s| s.trim_matches('"') == step)) {
                wrong.push(format!("{number}: there is no step `{step}`"));
            }
        }
        for script in list(goal, "scripts") {
            if !long.contains(script) {
                wrong.push(format!("{number}: `.ci/long` does not run `{script}`"));
            }
        }
        let tried = ["tests", "steps", "scripts"].iter().any(|key| !list(goal, key).is_empty());
        if !tried && goal["waits_for"].is_null() {
            wrong.push(format!("{number}: nothing tries it"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Cases and seconds of all that tries a promise; `None` where something of it was never counted.
fn counted(goal: &Value, record: &Record) -> Option<Counted> {
    let tests = list(goal, "tests").into_iter().chain(list(goal, "scripts"));
    let mut rows = tests.map(|what| record.rows.get(what)).peekable();
    rows.peek()?;
    rows.try_fold(Counted::default(), |sum, row| {
        let row = row?;
        Some(Counted { cases: sum.cases + row.cases, seconds: sum.seconds + row.seconds })
    })
}

/// A whole number with commas between thousands.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|g| std::str::from_utf8(g).expect("digits")).collect();
    groups.join(",")
}

fn page() -> String {
    let (goals, record) = (goals(), record());
    let text = |goal: &Value, key: &str| goal[key].as_str().map(str::to_owned);
    let mut out = "# What is promised, and what tries it\n\n\
        Generated from `tests/goals.toml`; `tests/goals.py` counts and times what stands there. A promise without a test is made nowhere else.\n\
        What needs root or a package that is missing says SKIPPED and why, and is not counted.\n\n"
        .to_owned();
    let _ = writeln!(out, "Counted and timed {}.\n", record.told);
    out += "| | promise | cases | seconds | last failing seed |\n| --- | --- | --- | --- | --- |\n";
    for goal in &goals {
        let counted = counted(goal, &record);
        let cases = counted.map_or("–".to_owned(), |c| thousands(c.cases));
        let seconds = counted.map_or("–".to_owned(), |c| format!("{:.1}", c.seconds));
        let promise = match (text(goal, "promise"), text(goal, "waits_for")) {
            (Some(promise), Some(waits)) => format!("{promise}. *Not tried yet:* {waits}"),
            (promise, _) => promise.expect("a promise"),
        };
        let failed = text(goal, "failed").unwrap_or_else(|| "none kept".to_owned());
        let _ = writeln!(out, "| {} | {promise} | {cases} | {seconds} | {failed} |", goal["number"]);
    }
    out += "\n## What tries each\n\nTests marked *long* are run by `.ci/long`, all others by every `.ci/run`.\n\n";
    for goal in &goals {
        let mut tries = Vec::new();
        for test in list(goal, "tests") {
            let (file, found) = named(test);
            let long = if found.iter().all(|(_, ignored)| *ignored) { " (*long*)" } else { "" };
            let name = test.split_once("::").map_or(format!("all of `{file}`"), |(_, name)| name.replace('_', " "));
            tries.push(format!("[{name}](../{file}){long}"));
        }
        tries.extend(list(goal, "steps").iter().map(|step| format!("the step `{step}` of CI")));
        tries.extend(list(goal, "scripts").iter().map(|script| format!("[{script}](../{script}) (*long*)")));
        let mut line = format!(
            "{}. {}",
            goal["number"],
            if tries.is_empty() { "nothing yet".to_owned() } else { tries.join("; ") }
        );
        if let Some(less) = text(goal, "less") {
            let _ = write!(line, ". {less}");
        }
        let _ = writeln!(out, "{}", line.trim_end_matches('.').to_owned() + ".");
    }
    out
}

#[test]
fn the_page_of_promises_is_current() {
    current("docs/reliability.md", &page());
}

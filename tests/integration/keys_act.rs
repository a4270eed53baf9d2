//! An accepted key changes the simulation: every key of the grammar is changed once, and results must follow.
//!
//! The grammar tables give the keys; each has a case here, or a reason why its change cannot show in results. A key that
//! is built and does nothing is a promise that is not kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde_json::Value;

use journeysim::experiment::results::Results;
use journeysim::scenario::Scenario;
use journeysim::scenario::grammar::{BlockSpec, Kind, ROOT};

use crate::support::{ALONE, Set, World};

mod bases;
pub(crate) mod cases;

/// A key, what it needs around it, and its change.
pub(crate) struct Case {
    /// Path in the grammar, `journey.touchpoint.quality`.
    pub(crate) key: &'static str,
    /// Scenario it is tried in.
    pub(crate) base: &'static str,
    /// What both sides of the comparison have.
    pub(crate) given: &'static [Set<'static>],
    /// What only the changed side has.
    pub(crate) change: &'static [Set<'static>],
}

/// Keys whose change cannot show in results, with the reason. A name that ends in `.` stands for all below it.
const NO_TRACE: &[(&str, &str)] = &[
    ("name", "a text"),
    ("question", "a text"),
    ("about", "a text"),
    ("sources", "texts"),
    ("decides", "which world is the best; tested in `decides`"),
    ("decides.", "which world is the best; tested in `decides`"),
    ("extends", "a file laid below this one; the values of that file act"),
    ("segment.name", "a name"),
    ("acquisition.name", "a name"),
    ("channel.name", "a name"),
    ("hole.name", "a name; standard names are told apart by `prior` and by the presets"),
    ("resource.name", "a name"),
    ("journey.name", "a name"),
    ("journey.touchpoint.name", "a name"),
    ("assert.name", "a name"),
    ("assert.world", "`run` has one world, the baseline"),
    ("program.name", "a name"),
    ("program.tier.name", "a name"),
    ("program.partner.name", "a name"),
    ("program.contact.name", "a name"),
    ("intervention.", "not part of the baseline; what it makes of a world is tested in `worlds`"),
    ("rule.", "changes of some customers; tested in `every_condition` and `who`"),
    ("attribute.", "acts on those who ask for it; tested in `every_condition`"),
    ("segment.factor.offer_response", "acts on offers; tested in `offer_response`"),
    ("sweep.", "varies the file; not part of one run"),
    ("uncertain.", "varies the file; what each of its keys does is tested where draws are"),
    ("shock.", "patches in time, of keys that have cases of their own; tested in `worlds`"),
];

/// The built keys that hold a value, below a block.
fn leaves(block: &BlockSpec, at: &str, out: &mut BTreeSet<String>) {
    for key in block.keys {
        let path = if at.is_empty() { key.key.to_owned() } else { format!("{at}.{}", key.key) };
        match key.kind {
            Kind::Block(inner) | Kind::Entries(inner) | Kind::OneOrEntries(inner) => leaves(inner, &path, out),
            Kind::Either(kinds) => {
                kinds.iter().filter_map(Kind::block).for_each(|inner| leaves(inner, &path, out));
                out.insert(path);
            }
            _ => {
                out.insert(path);
            }
        }
    }
}

fn has_no_trace(key: &str) -> bool {
    NO_TRACE.iter().any(|(name, _)| *name == key || (name.ends_with('.') && key.starts_with(name)))
}

fn all_cases() -> impl Iterator<Item = &'static Case> {
    cases::ALL.iter().copied().flatten()
}

#[test]
fn every_key_has_a_case_or_a_reason() {
    let mut keys = BTreeSet::new();
    leaves(ROOT, "", &mut keys);
    let tried: BTreeSet<String> = all_cases().map(|case| case.key.to_owned()).collect();
    let untried: Vec<&String> = keys.iter().filter(|key| !tried.contains(*key) && !has_no_trace(key)).collect();
    assert!(untried.is_empty(), "keys without a case: {untried:?}");
    let unknown: Vec<&String> = tried.iter().filter(|key| !keys.contains(*key)).collect();
    assert!(unknown.is_empty(), "cases of keys that do not exist: {unknown:?}");
    let both: Vec<&String> = tried.iter().filter(|key| has_no_trace(key)).collect();
    assert!(both.is_empty(), "cases of keys said to leave no trace: {both:?}");
}

/// What was measured: worlds and verdicts without words. Units stay, as they hold the currency.
fn measured(results: &Results) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.retain(|key, v| (key == "unit" || !v.is_string()) && key != "blueprint");
                map.values_mut().for_each(strip);
            }
            Value::Array(list) => list.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut all = serde_json::json!([results.worlds, results.asserts]);
    strip(&mut all);
    all
}

/// Results of a base and some sets, or why there are none.
fn outcome(base: &str, sets: &[Set<'_>]) -> Result<Value, String> {
    let world = World::parse(base, sets).map_err(|problems| problems.to_string())?;
    world.run(ALONE).map(|outcome| measured(&outcome.results)).map_err(|e| e.to_string())
}

/// The same, kept for the next case on the same ground.
fn ground(base: &'static str, given: &'static [Set<'static>]) -> Result<Value, String> {
    type Kept = std::sync::Mutex<BTreeMap<(&'static str, &'static [Set<'static>]), Value>>;
    static KEPT: OnceLock<Kept> = OnceLock::new();
    let kept = KEPT.get_or_init(Kept::default);
    if let Some(found) = kept.lock().expect("no case panics while it holds this").get(&(base, given)) {
        return Ok(found.clone());
    }
    let found = outcome(base, given)?;
    kept.lock().expect("no case panics while it holds this").insert((base, given), found.clone());
    Ok(found)
}

/// What is wrong with a case, if anything.
fn verdict(case: &Case) -> Option<String> {
    let sets: Vec<Set<'_>> = case.given.iter().chain(case.change).copied().collect();
    let (before, after) = match (ground(case.base, case.given), outcome(case.base, &sets)) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(problem), _) | (_, Err(problem)) => return Some(format!("{}: cannot be tried: {problem}", case.key)),
    };
    let owned: Vec<(String, String)> = sets.iter().map(|&(path, value)| (path.to_owned(), value.to_owned())).collect();
    let warnings =
        Scenario::parse("base.toml", case.base, &owned).map(|loaded| loaded.warnings.items).unwrap_or_default();
    let idle = |&&(path, _): &&Set<'_>| warnings.iter().any(|w| w.code == "no-effect" && w.path == path);
    match case.change.iter().find(idle) {
        // What acts is not to be warned of.
        Some((path, _)) if case.change.len() == 1 => {
            Some(format!("{}: a check says that {path} has no effect", case.key))
        }
        _ => (before == after).then(|| format!("{}: {:?} changes nothing", case.key, case.change)),
    }
}

fn try_all(cases: &[Case]) {
    let wrong: Vec<String> = cases.iter().filter_map(verdict).collect();
    assert!(wrong.is_empty(), "{} keys:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn keys_of_the_firm_act() {
    try_all(cases::FIRM);
}

#[test]
fn keys_of_buying_and_contracts_act() {
    try_all(cases::BEHAVIOUR);
}

#[test]
fn keys_of_experience_and_memory_act() {
    try_all(cases::EXPERIENCE);
}

#[test]
fn keys_of_loyalty_and_holes_act() {
    try_all(cases::LOYALTY);
}

#[test]
fn keys_of_programs_act() {
    try_all(cases::PROGRAM);
}

#[test]
fn keys_of_the_blueprint_act() {
    try_all(cases::BLUEPRINT);
}

#[test]
fn keys_of_voices_act() {
    try_all(cases::VOICES);
}

#[test]
fn keys_of_recovery_and_growth_act() {
    try_all(cases::RECOVERY);
}

#[test]
fn keys_of_people_act() {
    try_all(cases::PEOPLE);
}

#[test]
fn keys_of_value_classes_act() {
    try_all(cases::CLASSES);
}

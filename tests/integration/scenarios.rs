//! Every shipped scenario is good, runs, and keeps its asserts.

use journeysim::cli::templates;
use journeysim::experiment::results::Results;
use journeysim::experiment::uncertain::Drawer;
use journeysim::metrics::{journey, resource};
use journeysim::scenario::grammar::{Named as _, enabled};
use journeysim::scenario::{Scenario, compile_world};

use crate::support::{ALONE, How, Set, World, compared_file, here, missed, scenarios_below, tried};

/// Scenarios that are cheap enough to run as they are, with their own seed and replications.
const CHEAP: &[&str] = &["cdnow", "clinic", "engineering-vip", "first-chicago", "holes", "magazine", "mm1"];

/// The others, with what makes a run of them short. Their asserts speak of longer runs and are judged apart, below.
const SHORTENED: &[(&str, &[Set<'static>])] = &[
    ("airline-trip", &[("run.horizon", "1 y"), ("run.replications", "2"), ("population.customers", "300")]),
    ("bank-branch", &[("run.horizon", "60 d"), ("run.replications", "2"), ("population.customers", "500")]),
    ("call-centre", &[("run.horizon", "2 wk"), ("run.replications", "2")]),
    ("supermarket-circle", &[("run.horizon", "60 d"), ("run.replications", "2")]),
    ("hotel-complaint", &[("run.replications", "2"), ("run.horizon", "1 y"), ("population.customers", "500")]),
    ("ikea-ice-cream", &[("run.replications", "2"), ("population.customers", "300")]),
    ("price-war", &[("run.replications", "2"), ("population.customers", "300")]),
    ("referral", &[("run.replications", "2"), ("run.horizon", "2 y"), ("population.customers", "300")]),
    ("snow-brand", &[("run.replications", "2"), ("population.customers", "100")]),
    ("coffee-punch-card", &[("run.replications", "2"), ("population.customers", "100")]),
    ("frequent-flyer", &[("run.replications", "2"), ("population.customers", "300")]),
    ("turkey", &[("run.replications", "2"), ("population.customers", "300")]),
    ("flybuys-coalition", &[("run.replications", "2"), ("population.customers", "100")]),
    ("hotel-tiers", &[("run.replications", "2"), ("population.customers", "200")]),
    ("tesco-clubcard", &[("run.replications", "2"), ("population.customers", "100")]),
    ("two-bucket", &[("run.replications", "2"), ("population.customers", "300")]),
    ("dentist", &[("run.replications", "2"), ("population.customers", "300")]),
    ("erp-lockin", &[("run.replications", "2"), ("population.customers", "100")]),
    ("haier-and-imitators", &[("run.replications", "2"), ("population.customers", "100")]),
    ("handset-swap", &[("run.replications", "2"), ("population.customers", "100")]),
    ("taxi", &[("run.replications", "2"), ("population.customers", "100")]),
    ("car-claims", &[("run.replications", "2"), ("population.customers", "300")]),
    ("dell-referral", &[("run.replications", "2"), ("population.customers", "200")]),
    ("four-segments", &[("run.replications", "2"), ("population.customers", "100")]),
    ("phone-card-complaints", &[("run.replications", "2"), ("population.customers", "100")]),
    ("service-engineer", &[("run.replications", "2"), ("population.customers", "100")]),
    ("silent-majority", &[("run.replications", "2"), ("population.customers", "200")]),
    ("transit", &[("run.replications", "2"), ("population.customers", "100")]),
    ("unicom-cdma", &[("run.replications", "2"), ("population.customers", "100")]),
    ("vanilla-ice-cream", &[("run.replications", "2"), ("population.customers", "100")]),
];

/// Comparisons of which half the replications judge every assert.
const ANSWERED: &[&str] = &[
    "call-centre",
    "car-claims",
    "dell-referral",
    "dentist",
    "erp-lockin",
    "four-segments",
    "haier-and-imitators",
    "handset-swap",
    "ikea-ice-cream",
    "phone-card-complaints",
    "service-engineer",
    "silent-majority",
    "taxi",
    "transit",
    "unicom-cdma",
    "vanilla-ice-cream",
];

/// Dear comparisons, each at the fewest replications that leave its asserts several standard errors of room.
const DEAR: &[(&str, &[Set<'static>])] = &[
    ("airline-trip", &[("run.replications", "6")]),
    ("bank-branch", &[("run.replications", "6")]),
    // Its asserts are shares and signs, which fewer customers leave as they are.
    ("coffee-punch-card", &[("run.replications", "4"), ("population.customers", "2000")]),
    ("flybuys-coalition", &[("run.replications", "3")]),
    ("frequent-flyer", &[("run.replications", "3")]),
    ("hotel-complaint", &[("run.replications", "6")]),
    ("hotel-tiers", &[("run.replications", "3")]),
    ("price-war", &[("run.replications", "6")]),
    ("referral", &[("run.replications", "6")]),
    ("snow-brand", &[("run.replications", "8")]),
    ("supermarket-circle", &[("run.replications", "6")]),
    ("tesco-clubcard", &[("run.replications", "3")]),
    ("turkey", &[("run.replications", "6")]),
    ("two-bucket", &[("run.replications", "4")]),
];

/// Asserts of `DEAR` that need the full run: scenario, assert, why. `docs/cases.py` judges them, at all replications of
/// the file.
const FULL_RUN_ONLY: &[(&str, &str, &str)] = &[
    (
        "bank-branch",
        "news about the wait costs 40,000 and brings nothing",
        "an effect of nothing: four standard errors of room at 40 replications, less than two at 6",
    ),
    (
        "supermarket-circle",
        "a mended car park keeps four households and more",
        "six of 600, to be told from two: more than four standard errors of room at 30 replications, two at 6",
    ),
    (
        "supermarket-circle",
        "a second till fewer",
        "two of 600, to be told from six: more than four standard errors of room at 30 replications, two at 6",
    ),
];

/// Path of a scenario by its plain name.
fn file(name: &str) -> String {
    let known = templates::all().find(|(_, stem, _)| *stem == name);
    let (shelf, stem, _) = known.unwrap_or_else(|| panic!("no scenario is called {name}"));
    format!("scenarios/{}{stem}.toml", shelf.folder)
}

fn load(name: &str, sets: &[Set<'_>]) -> World {
    World::load(&file(name), sets).unwrap_or_else(|problems| panic!("{name} {sets:?}:\n{problems}"))
}

/// Results with every assert of the file judged: of the baseline, beside all interventions if any assert speaks of one.
fn judged(name: &str, sets: &[Set<'_>]) -> Results {
    let world = load(name, sets);
    let asserts = world.compiled.asserts.len();
    let alone = world.compiled.asserts.iter().all(|a| a.world == "baseline");
    let results = if alone { world.results(ALONE) } else { compared_file(&file(name), sets) };
    assert!(asserts > 0, "{name} asserts nothing");
    assert_eq!(results.asserts.len(), asserts, "{name}: asserts that no world answers");
    results
}

#[test]
fn every_scenario_is_known_here() {
    let mut known: Vec<String> = CHEAP.iter().copied().chain(SHORTENED.iter().map(|s| s.0)).map(file).collect();
    known.sort();
    assert_eq!(known, scenarios_below("scenarios"));
}

#[test]
fn every_assert_is_judged() {
    let names = CHEAP.iter().chain(ANSWERED).copied().chain(DEAR.iter().map(|d| d.0));
    let mut known: Vec<String> = names.map(file).collect();
    known.sort();
    assert_eq!(known, scenarios_below("scenarios"));
    for (name, spared, why) in FULL_RUN_ONLY {
        assert!(DEAR.iter().any(|d| d.0 == *name) && !why.is_empty(), "{name} is judged whole already");
        let asserts = &load(name, &[]).compiled.asserts;
        assert!(asserts.iter().any(|a| a.name == *spared), "{name} asserts nothing called `{spared}`");
    }
}

#[test]
fn scenarios_are_good_and_warn_only_of_their_rush_hours() {
    for path in scenarios_below("scenarios") {
        let world = World::load(&path, &[]).unwrap_or_else(|problems| panic!("{path}:\n{problems}"));
        // Rush hours in which more comes than can be served are the point of these scenarios.
        let other: Vec<&String> = world.warnings.iter().filter(|w| !w.contains("more work than staff in")).collect();
        assert!(other.is_empty(), "{path}: {other:?}");
        assert!(world.compiled.question.is_some(), "{path} asks no question");
        assert!(world.compiled.replications >= 20, "{path} has too few replications for an interval");
    }
}

/// What nobody has measured says where its range comes from, and of fifty draws at most one cannot be.
#[test]
fn what_is_not_known_of_a_scenario_has_a_basis_and_can_be() {
    const DRAWS: u64 = 64;
    let mut told = 0;
    for path in scenarios_below("scenarios") {
        let scenario =
            Scenario::load(&here(&path), &[]).unwrap_or_else(|problems| panic!("{path}:\n{problems}")).scenario;
        let (unknowns, _) = scenario.unknowns().unwrap_or_else(|problems| panic!("{path}: {problems:?}"));
        if unknowns.inputs.is_empty() {
            continue;
        }
        told += 1;
        let bare: Vec<&String> =
            unknowns.inputs.iter().filter(|input| input.basis.is_empty()).map(|input| &input.name).collect();
        assert!(bare.is_empty(), "{path}: {bare:?} have no basis");
        assert!(unknowns.inputs.iter().any(|input| input.told.is_some()), "{path}: nothing can be measured");
        let names: Vec<String> = enabled(&scenario.read().intervention).map(|i| i.name().to_owned()).collect();
        let drawer = Drawer::new(&unknowns, *scenario.read().run.seed);
        let refused = (0..DRAWS).filter(|&number| {
            let Ok(drawn) = scenario.at_draw(&unknowns, &drawer.draw(number).texts) else { return true };
            let mut worlds = std::iter::once(Vec::new()).chain(names.iter().map(|name| vec![name.as_str()]));
            worlds.any(|world| compile_world(&drawn, &world).is_err())
        });
        assert!(refused.count() as u64 * 50 <= DRAWS, "{path}");
    }
    assert!(told >= 4, "{told}");
}

#[test]
fn cheap_scenarios_keep_their_asserts() {
    let wrong: Vec<String> = CHEAP.iter().flat_map(|name| missed(name, &judged(name, &[]))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn dear_scenarios_run_when_shortened() {
    for (name, sets) in SHORTENED {
        let results = load(name, sets).results(ALONE);
        let world = &results.worlds[0];
        let completed = world.journeys.values().filter_map(|j| j[journey::COMPLETED].mean).sum::<f64>();
        assert!(completed > 100.0, "{name}: {completed} visits");
        assert!(world.resources.values().all(|r| r[resource::UTILISATION].mean.is_some_and(|u| u > 0.0)), "{name}");
    }
}

#[test]
fn answers_of_comparisons_hold() {
    // Half the replications of the shipped files; their asserts on paired differences leave room for that.
    for name in ANSWERED {
        let results = judged(name, &[("run.replications", "20")]);
        let worlds = results.worlds.iter().filter(|w| results.asserts.iter().any(|a| a.world == w.name)).count();
        assert!(worlds >= 2, "{name} asserts nothing about its worlds");
        let wrong = missed(name, &results);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// Fewer replications, same length: means are the same, only less exact.
fn dear_answers_hold(which: impl Fn(usize) -> bool) {
    for (_, (name, sets)) in DEAR.iter().enumerate().filter(|(i, _)| which(*i)) {
        let mut results = judged(name, sets);
        results.asserts.retain(|a| !FULL_RUN_ONLY.iter().any(|(of, spared, _)| of == name && *spared == a.name));
        let wrong = missed(name, &results);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

// In two halves, so that two cores share the work.
#[test]
fn answers_of_dear_comparisons_hold_in_few_replications() {
    dear_answers_hold(|i| i % 2 == 0);
}

#[test]
fn answers_of_the_other_dear_comparisons_hold_in_few_replications() {
    dear_answers_hold(|i| i % 2 == 1);
}

/// Every shipped scenario, shortened, on any number of threads.
#[test]
fn shipped_scenarios_give_equal_bytes_on_any_number_of_threads() {
    const TWO: &[Set<'_>] = &[("run.replications", "2")];
    let all: Vec<(&str, &[Set<'_>])> = CHEAP.iter().map(|name| (*name, TWO)).chain(SHORTENED.iter().copied()).collect();
    for &(name, sets) in &all {
        let world = load(name, sets);
        let bytes = |threads| serde_json::to_vec(&world.results(How { threads, one_cell: false })).expect("data");
        let one = bytes(1);
        for threads in [2, 3, 8, 64] {
            assert!(one == bytes(threads), "{name} on {threads} threads");
            tried(1);
        }
    }
}

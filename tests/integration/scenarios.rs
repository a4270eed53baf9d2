//! Every shipped scenario is good, runs, and keeps its asserts.

use journeysim::cli::templates;

use crate::support::{ALONE, Set, World, compared_file, missed, scenarios_below};

/// Scenarios that are cheap enough to run as they are, with their own seed and replications.
const CHEAP: &[&str] = &["cdnow", "clinic", "engineering-vip", "first-chicago", "holes", "magazine", "mm1"];

/// The others, with what makes a run of them short. Their asserts speak of full runs and are judged apart.
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

/// Comparisons whose asserts hold their answer.
const ANSWERED: &[&str] = &[
    "call-centre",
    "car-claims",
    "dell-referral",
    "dentist",
    "engineering-vip",
    "erp-lockin",
    "first-chicago",
    "four-segments",
    "haier-and-imitators",
    "handset-swap",
    "ikea-ice-cream",
    "phone-card-complaints",
    "service-engineer",
    "silent-majority",
    "snow-brand",
    "taxi",
    "transit",
    "turkey",
    "unicom-cdma",
    "vanilla-ice-cream",
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

#[test]
fn every_scenario_is_known_here() {
    let mut known: Vec<String> = CHEAP.iter().copied().chain(SHORTENED.iter().map(|s| s.0)).map(file).collect();
    known.sort();
    assert_eq!(known, scenarios_below("scenarios"));
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

#[test]
fn cheap_scenarios_keep_their_asserts() {
    let wrong: Vec<String> = CHEAP.iter().flat_map(|name| missed(name, &load(name, &[]).results(ALONE))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn dear_scenarios_run_when_shortened() {
    for (name, sets) in SHORTENED {
        let results = load(name, sets).results(ALONE);
        let world = &results.worlds[0];
        let completed = world.journeys.values().filter_map(|j| j.completed.mean).sum::<f64>();
        assert!(completed > 100.0, "{name}: {completed} visits");
        assert!(world.resources.values().all(|r| r.utilisation.mean.is_some_and(|u| u > 0.0)), "{name}");
    }
}

#[test]
fn asserts_of_dear_scenarios_hold_in_full_runs() {
    // Fewer replications, same length: means are the same, only less exact; the asserts leave room for that.
    for name in ["supermarket-circle", "airline-trip", "referral", "hotel-complaint"] {
        let results = load(name, &[("run.replications", "6")]).results(ALONE);
        assert!(!results.asserts.is_empty(), "{name} asserts nothing");
        let wrong = missed(name, &results);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn answers_of_comparisons_hold() {
    // Half the replications of the shipped files; their asserts on paired differences leave room for that.
    for name in ANSWERED {
        let results = compared_file(&file(name), &[("run.replications", "20")]);
        let worlds = results.worlds.iter().filter(|w| results.asserts.iter().any(|a| a.world == w.name)).count();
        assert!(worlds >= 2, "{name} asserts nothing about its worlds");
        let wrong = missed(name, &results);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

//! Patches, layers and what a scenario means: the hash tells two that mean the same from two that do not.

use std::path::Path;

use journeysim::scenario::grammar::{Contract, Named as _, Resource, Touchpoint, entry};
use journeysim::scenario::{Amount, Diagnostics, Loaded, Patch, Scenario};

const BASE: &str = r#"
name = "Base"
[run]
horizon = "1 y"
[population]
customers = 100
[contract]
term = "1 y"
retention = [0.60, 0.65]
[purchase]
[[resource]]
name = "desk"
wage = "9000 per mo"
[resource.staff.timetable]
"00:00" = 2
"08:00" = 10
"sat-sun 08:00" = 5
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "door"
fail_prob = 0.1
time = "6 min"
[[journey.touchpoint]]
name = "counter"
resource = "desk"
fail_prob = 0.2
time = { gamma = { mean = "6 min", shape = 2.0 } }
[[intervention]]
name = "a"
change = { "journey.visit.*.fail_prob" = { scale = 0.5 } }
[[intervention]]
name = "b"
needs = ["a"]
change = { "journey.visit.door.fail_prob" = { add = 0.01 }, "journey.visit.counter.fail_prob" = { set = 0.4 } }
"#;

fn parse(text: &str, sets: &[(&str, &str)]) -> Result<Loaded, Diagnostics> {
    let sets: Vec<(String, String)> =
        sets.iter().map(|(path, value)| ((*path).to_owned(), (*value).to_owned())).collect();
    Scenario::parse("base.toml", text, &sets)
}

fn base() -> Scenario {
    parse(BASE, &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario
}

fn patched(patches: &[Patch]) -> Scenario {
    base().patched(patches).unwrap_or_else(|problems| panic!("{problems}"))
}

fn touchpoint<'a>(scenario: &'a Scenario, name: &str) -> Touchpoint<'a> {
    let root = scenario.read();
    let visit = entry(&root.journey, "visit").expect("a journey");
    entry(&visit.touchpoint, name).cloned().expect("a touchpoint")
}

fn desk(scenario: &Scenario) -> Resource<'_> {
    entry(&scenario.read().resource, "desk").cloned().expect("desk")
}

fn contract(scenario: &Scenario) -> Contract<'_> {
    scenario.read().contract.as_ref().cloned().expect("a contract")
}

fn near(got: f64, wanted: f64) {
    assert!((got - wanted).abs() <= 1e-12 * wanted.abs().max(1e-3), "{got} is not {wanted}");
}

#[test]
fn scale_and_add_act_on_the_quantity_however_it_is_written() {
    let scenario = patched(&[Patch::add("contract.retention", "0.05")]);
    assert_eq!(*contract(&scenario).retention, Some(&Amount::ByTenure(vec![0.60 + 0.05, 0.65 + 0.05])));

    let scenario = patched(&[Patch::add("resource.desk.staff", "1"), Patch::scale("resource.desk.wage", 2.0)]);
    let Amount::Week(staff) = *desk(&scenario).staff else { panic!("a timetable") };
    assert_eq!((staff.level(0), staff.level(9 * 60), staff.level(5 * 1440 + 9 * 60)), (3.0, 11.0, 6.0));
    near(desk(&scenario).wage.expect("a wage"), 18_000.0 * 12.0 / 365.0);

    let scenario = patched(&[Patch::add("resource.desk.staff.timetable.08:00", "2")]);
    let Amount::Week(staff) = *desk(&scenario).staff else { panic!("a timetable") };
    assert_eq!((staff.level(0), staff.level(9 * 60), staff.level(5 * 1440 + 9 * 60)), (2.0, 12.0, 5.0));

    let scenario = patched(&[Patch::scale("journey.visit.*.time", 0.5), Patch::add("journey.visit.*.time", "1 min")]);
    near(touchpoint(&scenario, "door").time.mean(), 4.0 / 1440.0);
    let law = touchpoint(&scenario, "counter").time.to_law();
    assert_eq!((law.spec().scale(), law.spec().family().name), (0.5, "gamma"));
    near(law.mean(), 4.0 / 1440.0);
}

#[test]
fn an_element_of_a_list_goes_by_its_number() {
    let text = |hazard: &str, thresholds: &str| {
        format!(
            "name = \"a\"\n[run]\nhorizon = \"1 y\"\n[population]\ncustomers = 10\n[loyalty]\n{thresholds}\n\
             [[hole]]\nname = \"own\"\nhazard = {hazard}\n"
        )
    };
    let hash = |text: &str, sets: &[(&str, &str)]| {
        parse(text, sets).unwrap_or_else(|problems| panic!("{problems}")).scenario.hash
    };
    let hazards = |second: &str| format!("[\"0.1 per mo\", \"{second}\", \"0.2 per mo\"]");
    let by_month = |list: &str| format!("{{ every = \"1 mo\", values = {list} }}");
    for (path, write) in [
        ("hole.own.hazard.2", &(|list: &str| list.to_owned()) as &dyn Fn(&str) -> String),
        ("hole.own.hazard.values.2", &by_month),
    ] {
        let (old, new) = (text(&write(&hazards("0.3 per mo")), ""), text(&write(&hazards("0.6 per mo")), ""));
        assert_eq!(hash(&old, &[(path, "0.6 per mo")]), hash(&new, &[]), "{path}");
        let base = parse(&old, &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario;
        for patch in [Patch::set(path, "0.6 per mo"), Patch::scale(path, 2.0), Patch::add(path, "0.3 per mo")] {
            let changed = base.patched(std::slice::from_ref(&patch)).unwrap_or_else(|problems| panic!("{problems}"));
            assert_eq!(changed.hash, hash(&new, &[]), "{patch:?}");
            let at_point = base.at_point(std::slice::from_ref(&patch)).unwrap_or_else(|problems| panic!("{problems}"));
            assert_eq!(at_point.hash, hash(&new, &[]), "{patch:?}");
        }
        // First the element, then the list.
        let both = [Patch::add(path, "0.3 per mo"), Patch::scale("hole.own.hazard", 2.0)];
        let all = "[\"0.2 per mo\", \"1.2 per mo\", \"0.4 per mo\"]";
        let changed = base.patched(&both).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(changed.hash, hash(&text(&write(all), ""), &[]));
        // The whole of it.
        assert_eq!(hash(&old, &[("hole.own.hazard", &write(all))]), hash(&text(&write(all), ""), &[]));
        assert!(base.patched(&[Patch::set(path, "-0.6 per mo")]).is_err());
    }
    // Of lists that are a default, and of lists inside a law.
    let flat = text("\"0.1 per mo\"", "");
    let thresholds = text("\"0.1 per mo\"", "thresholds = [2.0, 4.25]");
    assert_eq!(hash(&flat, &[("loyalty.thresholds.1", "2.0")]), hash(&thresholds, &[]));
    let twice = [("loyalty.thresholds.1", "2.0"), ("loyalty.thresholds.2", "4.0")];
    assert_eq!(hash(&flat, &twice), hash(&thresholds.replace("4.25", "4.0"), &[]));
    let law = |last: &str| text(&format!("{{ empirical = {{ values = [\"0.1 per y\", \"{last}\"] }} }}"), "");
    let base = parse(&law("0.2 per y"), &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario;
    let changed = base.patched(&[Patch::scale("hole.own.hazard.empirical.values.2", 2.0)]);
    assert_eq!(changed.unwrap_or_else(|problems| panic!("{problems}")).hash, hash(&law("0.4 per y"), &[]));
}

#[test]
fn every_set_comes_first_then_every_scale_then_every_add() {
    let patches = [
        Patch::add("journey.visit.door.fail_prob", "0.1"),
        Patch::scale("journey.visit.door.fail_prob", 0.5),
        Patch::set("journey.visit.door.fail_prob", "0.4"),
    ];
    near(touchpoint(&patched(&patches), "door").fail_prob.expect("a chance").mean(), 0.4 * 0.5 + 0.1);
    // In two steps as well: what a first patch scaled, a second one may set anew.
    let twice = patched(&patches[..2]).patched(&patches[2..]).expect("valid");
    near(touchpoint(&twice, "door").fail_prob.expect("a chance").mean(), 0.4 * 0.5 + 0.1);
}

#[test]
fn a_world_carries_along_what_it_needs() {
    let world = base().world("b").expect("valid");
    near(touchpoint(&world, "door").fail_prob.expect("a chance").mean(), 0.1 * 0.5 + 0.01);
    near(touchpoint(&world, "counter").fail_prob.expect("a chance").mean(), 0.4 * 0.5);
    assert!(base().world("c").is_err());
}

#[test]
fn patches_that_change_nothing_change_no_hash() {
    let scenario = patched(&[Patch::scale("contract.retention", 1.0), Patch::add("journey.visit.door.fail_prob", "0")]);
    assert_eq!(scenario.hash, base().hash);
    assert_ne!(patched(&[Patch::scale("contract.retention", 0.99)]).hash, base().hash);
}

#[test]
fn the_hash_is_of_the_meaning_not_of_the_writing() {
    let hash = |text: &str| parse(text, &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario.hash;
    assert_eq!(hash(&BASE.replace("time = \"6 min\"", "time = \"360 s\" # the same")), base().hash);
    assert_eq!(
        hash(&BASE.replace("horizon = \"1 y\"", "seed = 1\nhorizon = \"365 d\"")),
        base().hash,
        "a default written out"
    );
    assert_eq!(hash(&BASE.replace("name = \"Base\"", "name = \"Base\"\nabout = \"words\"")), base().hash);
    assert_ne!(hash(&BASE.replace("horizon = \"1 y\"", "seed = 2\nhorizon = \"1 y\"")), base().hash);
    assert_ne!(hash(&BASE.replace("mean = \"6 min\"", "mean = \"6.001 min\"")), base().hash);
    assert_eq!(base().hash.len(), 64);
}

#[test]
fn set_changes_the_file_itself() {
    let loaded = parse(
        BASE,
        &[
            ("run.horizon", "2 y"),
            ("journey.visit.*.fail_prob", "0.3"),
            ("purchase.basket", "{ lognormal = { mean = 20.0, cv = 0.5 } }"),
        ],
    );
    let scenario = loaded.unwrap_or_else(|problems| panic!("{problems}")).scenario;
    near(*scenario.read().run.horizon, 730.0);
    near(touchpoint(&scenario, "door").fail_prob.expect("a chance").mean(), 0.3);
    near(scenario.read().purchase.as_ref().expect("purchases").basket.mean(), 20.0);
    // Under a preset the file is still on top, and the preset itself can be set.
    let text = format!("{BASE}\n[loyalty]\npreset = \"bank\"\n");
    let scenario = parse(&text, &[("loyalty.preset", "telecom"), ("hole.rival.factor", "0.5")])
        .unwrap_or_else(|problems| panic!("{problems}"))
        .scenario;
    let root = scenario.read();
    let rival = entry(&root.hole, "rival").expect("a standard hole");
    near(rival.hazard.expect("a hazard").mean() * 365.0, 0.3);
    near(*rival.factor, 0.5);
}

#[test]
fn a_patch_is_checked_like_the_document() {
    let refused = |patch: Patch| base().patched(&[patch]).expect_err("refused").items[0].code;
    assert_eq!(refused(Patch::add("contract.retention", "0.5")), "out-of-range");
    assert_eq!(refused(Patch::set("journey.visit.counter.resource", "\"nobody\"")), "unknown-resource");
    assert_eq!(refused(Patch::scale("resource.desk.staff", 0.3)), "out-of-range");
    assert_eq!(refused(Patch::set("run.seed", "2")), "not-patchable");
    assert_eq!(refused(Patch::add("journey.visit.door.time", "3 per h")), "bad-quantity");
}

#[test]
fn files_lie_over_one_another() {
    let folder = std::env::temp_dir().join(format!("journeysim-extends-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("writable");
    std::fs::write(folder.join("base.toml"), BASE).expect("writable");
    let over = "extends = \"base.toml\"\nname = \"Over\"\n[contract]\nretention = [0.9]\n[[resource]]\nname = \"desk\"\nwage = \"1 per mo\"\n[[resource]]\nname = \"van\"\nstaff = 1\n";
    std::fs::write(folder.join("over.toml"), over).expect("writable");
    let loaded = Scenario::load(&folder.join("over.toml"), &[]);
    std::fs::remove_dir_all(&folder).expect("removable");
    let scenario = loaded.unwrap_or_else(|problems| panic!("{problems}")).scenario;
    assert_eq!(scenario.name, "Over");
    assert_eq!(*contract(&scenario).retention, Some(&Amount::ByTenure(vec![0.9])), "plain lists are replaced");
    let root = scenario.read();
    let names: Vec<&str> = root.resource.iter().map(|resource| resource.name()).collect();
    assert_eq!(names, ["desk", "van"]);
    near(desk(&scenario).wage.expect("a wage"), 12.0 / 365.0);
    assert!(matches!(*desk(&scenario).staff, Amount::Week(_)), "the base is still under it");
}

#[test]
fn a_file_laid_over_another_replaces_laws_and_patches_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let law = "rate = { gamma = { mean = \"1 per mo\", shape = 1.0 } }";
    let base = "name = \"Base\"\n[run]\nhorizon = \"1 y\"\n[population]\ncustomers = 10\n[purchase]\nmargin = 0.4\n"
        .to_owned()
        + law
        + "\n[[intervention]]\nname = \"a\"\nchange = { \"purchase.rate\" = { scale = 2.0 }, \"purchase.margin\" = { set = 0.5 } }\n";
    let over = "extends = \"base.toml\"\n[purchase]\nrate = { lognormal = { mean = \"1 per mo\", cv = 0.4 } }\n\
                [[intervention]]\nname = \"a\"\nchange = { \"purchase.rate\" = { set = \"3 per mo\" } }\n";
    std::fs::write(folder.path().join("base.toml"), &base).expect("writable");
    std::fs::write(folder.path().join("over.toml"), over).expect("writable");
    let laid = Scenario::load(&folder.path().join("over.toml"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let wanted = base
        .replace(law, "rate = { lognormal = { mean = \"1 per mo\", cv = 0.4 } }")
        .replace("{ scale = 2.0 }", "{ set = \"3 per mo\" }");
    let wanted = parse(&wanted, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(laid.scenario.hash, wanted.scenario.hash);
}

#[test]
fn a_missing_file_is_a_problem_like_any_other() {
    let problems = Scenario::load(Path::new("no-such-scenario.toml"), &[]).expect_err("no such file");
    assert_eq!(problems.items[0].code, "unreadable");
    assert_eq!(problems.to_json()[0]["severity"], "error");
}

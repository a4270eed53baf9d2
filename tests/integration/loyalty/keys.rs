//! What a program's keys can do: what a patch leaves out takes its default, and what cannot act is told.

use journeysim::scenario::{Scenario, compile_world};

use super::{change, shop};
use crate::program::Desk;
use crate::support::World;

/// A world that turns a table on is the world of the file in which it is written. Old behaviour: an internal error wherever the patch left
/// out a key with a default.
#[test]
fn a_table_that_a_patch_sets_takes_its_defaults_as_in_a_file() {
    let points = "points = { per_spend = 1.0, reward_points = 100, unit_cost = 0.01 }";
    let journeys = "[[journey]]\nname = \"visit\"\nstart = \"purchase\"\n[[journey.touchpoint]]\nname = \"serve\"\n";
    for (path, value, written) in [
        ("program.membership", "{ fee = 10.0, every = \"1 mo\", take_up = 0.15 }", ""),
        ("program.points", "{ per_spend = 2.0, reward_points = 50, unit_cost = 0.02 }", points),
        ("program.transfer", "{ rate = \"1 per y\" }", ""),
        ("program.surprise", "{ cost = 1.0 }", ""),
        ("win_back", "{}", ""),
        ("lifecycle", "{}", ""),
        ("complaint", "{}", ""),
        ("word_of_mouth", "{}", ""),
        ("loyalty", "{}", ""),
        ("employees", "{}", ""),
        ("feedback", "{ every = \"90 d\" }", ""),
    ] {
        let loyal = if path == "loyalty" { "" } else { "[loyalty]\n" };
        let more = format!("{loyal}{journeys}[[hole]]\nname = \"gone\"\nhazard = \"0.1 per y\"\n");
        let program = if written.is_empty() && path.starts_with("program.") { points } else { written };
        let text = format!(
            "{}{}",
            shop(10, 100, program, &more),
            change("on", "", &format!("\"{path}\" = {{ set = {value} }}"))
        );
        let scenario = match Scenario::parse("patch.toml", &text, &[]) {
            Ok(loaded) => loaded.scenario,
            Err(problems) => panic!("{path}:\n{problems}"),
        };
        let patched = compile_world(&scenario, &["on"]).unwrap_or_else(|e| panic!("{path}: {}", e.render(false)));
        let plain = shop(10, 100, program, &more);
        let set = World::parse(&plain, &[(path, value)]).unwrap_or_else(|e| panic!("{path}: {}", e.render(false)));
        assert!(patched.model == set.compiled.model, "{path}: the patched world is not that of the file");
    }
}

/// Several tables at once, the second inside the first, and a factor on a default of what was set.
#[test]
fn what_is_set_whole_can_be_scaled_with_its_defaults() {
    let program = "enabled = false\nmembership = { fee = 1.0 }\npoints = { per_spend = 1.0, reward_points = 100, unit_cost = 0.01 }";
    let changes = "\"program.enabled\" = { set = true }, \"program.membership\" = { set = { fee = 10.0 } }, \
                   \"program.membership.renewal\" = { scale = 0.5 }";
    let text = format!("{}{}", shop(10, 100, program, ""), change("on", "", changes));
    let scenario = Scenario::parse("patch.toml", &text, &[]).expect("good").scenario;
    let model = compile_world(&scenario, &["on"]).expect("compiles").model;
    let membership = model.programs.at(0).expect("a program").membership.expect("a fee");
    assert_eq!((membership.fee, membership.take_up, membership.renewal), (10.0, 0.3, 0.4));
}

const DISCOUNT: &str = "discount_card = { discount = 0.1 }";

/// Old behaviour: accepted, swept, silent.
#[test]
fn a_key_that_cannot_act_is_told_and_not_swept() {
    let loyal =
        "[loyalty]\n[[journey]]\nname = \"visit\"\nstart = \"purchase\"\n[[journey.touchpoint]]\nname = \"serve\"\n";
    for (key, value) in [
        ("kmax", "0.2"),
        ("pull", "0.5"),
        ("endow", "1.8"),
        ("reset", "0.8"),
        ("reach", "\"1 y\""),
        ("loss", "1.0"),
        ("review", "\"1 y\""),
        ("breakage", "0.1"),
    ] {
        let world = World::parse(&shop(10, 100, &format!("{key} = {value}\n{DISCOUNT}"), loyal), &[]).expect("good");
        let told = |warning: &String| warning.starts_with(&format!("`{key}` has no effect here"));
        assert!(world.warnings.iter().any(told), "{key}: {:?}", world.warnings);
    }
    let neutral =
        World::parse(&shop(10, 100, &format!("pull = 0.0\nreset = 1.0\n{DISCOUNT}"), loyal), &[]).expect("good");
    assert!(!neutral.warnings.iter().any(|w| w.contains("has no effect here")), "{:?}", neutral.warnings);
    // What another world of the file makes act is not told.
    let card = "endow = 1.8\npunch_card = { reward_cost = 1.0 }";
    let world = World::parse(&shop(10, 100, card, ""), &[]).expect("good");
    assert!(world.warnings.iter().any(|warning| warning.contains("`endow`")), "{:?}", world.warnings);
    let text =
        format!("{}{}", shop(10, 100, card, ""), change("given", "", "\"program.punch_card.prefilled\" = { set = 2 }"));
    let world = World::parse(&text, &[]).expect("good");
    assert!(!world.warnings.iter().any(|warning| warning.contains("`endow`")), "{:?}", world.warnings);

    let desk = Desk::with("card.toml", &shop(10, 100, DISCOUNT, loyal));
    for vary in ["program.kmax=0..0.3", "program.reset=0.5,0.9"] {
        let ended =
            desk.run(["sweep", "card.toml", "--vary", vary, "--points", "2", "--replications", "1", "-q"]).with_code(2);
        assert!(ended.err.contains("would change nothing"), "{}", ended.err);
    }
    // Beside a parameter that lets it act it is swept.
    let two = ["--vary", "program.enabled=true,false", "--vary", "program.discount_card.discount=0.1..0.2"];
    let off = Desk::with("off.toml", &shop(10, 100, &format!("enabled = false\n{DISCOUNT}"), ""));
    let asked = ["sweep", "off.toml", "--points", "2", "--replications", "1", "-q"];
    off.run(asked.into_iter().chain(two)).with_code(0);
    off.run(asked.into_iter().chain([two[2], two[3]])).with_code(2);
}

/// Old behaviour: `loss` is listed where there are no tiers.
#[test]
fn only_what_acts_is_listed_as_assumed() {
    let loyal =
        "[loyalty]\n[[journey]]\nname = \"visit\"\nstart = \"purchase\"\n[[journey.touchpoint]]\nname = \"serve\"\n";
    let said = |program: &str| {
        let desk = Desk::with("shop.toml", &shop(10, 100, program, loyal));
        let out = desk.run(["run", "shop.toml", "--replications", "2", "-q", "--out", "out"]).with_code(0).out;
        let page = desk.read("out/report.html");
        let start = page.find("Assumed, not measured").unwrap_or_else(|| panic!("nothing is assumed: {out}"));
        page[start..].chars().take(1500).collect::<String>()
    };
    let card = said("punch_card = { reward_cost = 1.0 }");
    assert!(card.contains("lift 0") && card.contains("pull 0.25") && card.contains("kmax 0.15"), "{card}");
    assert!(!card.contains("loss 2") && !card.contains("endow 1"), "{card}");
    let tiers =
        "points = { per_spend = 1.0, reward_points = 9, unit_cost = 0.1 }\n[[program.tier]]\nname = \"gold\"\nfrom = 9";
    assert!(said(tiers).contains("loss 2"));
    let world = World::parse(&shop(10, 100, DISCOUNT, ""), &[]).expect("good");
    let told = world.compiled.assumptions.iter().find(|line| line.starts_with("responses to a loyalty program"));
    assert!(told.expect("told").contains("(lift)"), "{:?}", world.compiled.assumptions);
}

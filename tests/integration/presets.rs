//! Presets that the command line names: each is taken, says its basis, and acts.

use journeysim::metrics::touchpoint;
use journeysim::scenario::grammar::presets::preset_names;
use journeysim::scenario::{Effective, Scenario, explain};

use crate::program::Desk;
use crate::support::run_text;

const BANK: &str = r#"
name = "Bank"
[run]
horizon = "3 y"
replications = 4
seed = 5
[market]
competition = 0.5
[population]
customers = 300
[purchase]
rate = "1 per mo"
basket = 50.0
margin = 0.4
[loyalty]
[complaint]
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "counter"
scores = { reliability = 8.5, responsiveness = 5.5, assurance = 7.5, empathy = 7.5, tangibles = 7.5 }
fail_prob = 0.02
"#;

fn one(name: &str) -> [(&str, &str); 1] {
    [("preset", name)]
}

#[test]
fn every_preset_is_told_with_its_basis_and_acts() {
    let plain = serde_json::to_string(&run_text(BANK, &[]).worlds).expect("plain data");
    let mut tried = 0;
    for name in preset_names() {
        let sets = [("preset".to_owned(), name.to_owned())];
        let loaded = Scenario::parse("bank.toml", BANK, &sets).unwrap_or_else(|e| panic!("{}", e.render(false)));
        let told = explain(&loaded.scenario, None).expect("all values");
        let from: Vec<_> = told.iter().filter(|value| value.origin == format!("preset {name}")).collect();
        // A name is what a value is found by.
        let is_told = |value: &Effective| value.path.ends_with(".name") || !value.basis.is_empty();
        assert!(!from.is_empty() && from.iter().all(|value| is_told(value)), "{name}: {from:?}");
        let with = serde_json::to_string(&run_text(BANK, &one(name)).worlds).expect("plain data");
        assert!(with != plain, "{name} changes nothing");
        tried += 1;
    }
    assert_eq!(tried, 10);
}

#[test]
fn low_and_high_competition_are_the_two_columns_of_the_curve() {
    let kept = |name: &str| run_text(BANK, &one(name)).worlds[0].metrics["retention_horizon"].mean.expect("kept");
    let usual = run_text(BANK, &[]).worlds[0].metrics["retention_horizon"].mean.expect("kept");
    assert!(kept("low-competition") > usual + 0.03 && usual > kept("high-competition") + 0.03);
}

#[test]
fn a_bank_that_answers_slowly_is_judged_by_it() {
    // .20 x 8.5 + .35 x 5.5 + .45 x 7.5 against .32 x 8.5 + .22 x 5.5 + .46 x 7.5: 7.0 against 7.38 points.
    let moment = |sets: &[(&str, &str)]| {
        run_text(BANK, sets).worlds[0].touchpoints["visit/counter"][touchpoint::MOMENT].mean.expect("felt")
    };
    assert!(moment(&one("bank-servqual")) < moment(&[]) - 0.05);
}

#[test]
fn the_command_line_names_presets_and_a_later_set_has_the_last_word() {
    let desk = Desk::with("bank.toml", BANK);
    let told = desk.run(["explain", "bank.toml", "experience.weight", "--preset", "bank-servqual"]).with_code(0).out;
    assert!(
        told.contains("0.35") && told.contains("preset bank-servqual") && told.contains("CRM deck, slide 93"),
        "{told}"
    );
    let both = ["--preset", "high-competition", "--set", "market.competition=0.2"];
    let told = desk.run(["explain", "bank.toml", "market.competition"].into_iter().chain(both)).with_code(0).out;
    assert!(told.contains("0.2") && told.contains("--set"), "{told}");
    let wrong = desk.run(["check", "bank.toml", "--preset", "bank-serqual"]).with_code(3).err;
    assert!(wrong.contains("did you mean `bank-servqual`?"), "{wrong}");
}

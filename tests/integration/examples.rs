//! The examples that define the language are accepted as they are.

use std::path::Path;

use journeysim::scenario::{Diagnostics, Loaded, Scenario};

use crate::support::{here, scenarios_below};

fn load(name: &str) -> Result<Loaded, Diagnostics> {
    Scenario::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/examples").join(name), &[])
}

#[test]
fn the_examples_are_accepted() {
    for name in [
        "mm1.toml",
        "magazine.toml",
        "holes.toml",
        "call-centre.toml",
        "bank-branch.toml",
        "two-bucket.toml",
        "coffee-punch-card.toml",
        "frequent-flyer.toml",
        "referral.toml",
        "hotel-complaint.toml",
    ] {
        let loaded = load(name).unwrap_or_else(|problems| panic!("{name}:\n{problems}"));
        let warnings: Vec<&str> = loaded.warnings.items.iter().map(|warning| warning.message.as_str()).collect();
        // The branch is busy in its morning peak, and the language promises to say so.
        let expected: &[&str] = if name == "bank-branch.toml" {
            &["resource `tellers` has more work than staff in 5 hours of the week: mon-fri 10:00-11:00"]
        } else {
            &[]
        };
        assert_eq!(warnings, expected, "{name}");
    }
}

#[test]
fn shipped_and_oracle_scenarios_are_accepted() {
    let mut accepted = 0;
    for path in ["scenarios", "tests/oracles"].into_iter().flat_map(scenarios_below) {
        Scenario::load(&here(&path), &[]).unwrap_or_else(|problems| panic!("{path}:\n{problems}"));
        accepted += 1;
    }
    assert!(accepted > 50, "only {accepted} scenarios");
}

//! What a sweep says of what it varies, and what it refuses to vary.

use std::fs;

use crate::program::{Desk, SMALL};

/// What the plan of a sweep says.
fn told(desk: &Desk, more: &[&str], code: i32) -> String {
    let args = ["sweep", "plan", "firm.toml", "--replications", "1", "--out"];
    let out = format!("o{}", desk.list(".").len());
    desk.run(args.iter().chain(&[out.as_str()]).chain(more)).with_code(code).err
}

fn shop(more: &str) -> Desk {
    Desk::with(
        "firm.toml",
        &format!(
            "name = \"firm\"\n[run]\nhorizon = \"20 d\"\nreplications = 1\n[population]\ncustomers = 5\n\
             [purchase]\nbasket = {{ lognormal = {{ mean = 10, cv = 0.5 }} }}\n{more}\n"
        ),
    )
}

/// A law of the file has values inside it; the path inside a default leads nowhere.
#[test]
fn advice_on_a_law_leads_to_a_path_that_works() {
    let desk = shop("");
    let vary = |path: &str| told(&desk, &["--vary", path, "--points", "2"], 0);
    let written = vary("purchase.basket=5..15");
    assert!(
        written.contains("is a law in the file") && written.contains("`purchase.basket.lognormal.mean` keeps"),
        "{written}"
    );
    assert!(!vary("purchase.basket.lognormal.mean=5..15").contains("note:"));
    let default = vary("purchase.rate=1..2 per mo");
    assert!(default.contains("is a law by default") && !default.contains("keeps"), "{default}");
}

#[test]
fn a_table_that_replaces_a_law_is_told_to() {
    let desk = shop("");
    fs::write(desk.path("d.csv"), "purchase.basket,population.customers\n5,3\n15,\n").expect("written");
    let note = told(&desk, &["--design", "d.csv"], 0);
    assert!(note.contains("`purchase.basket` is a law in the file") && note.matches("note:").count() == 1, "{note}");
    fs::write(desk.path("d.csv"), "purchase.basket\n\"{ exponential = { mean = 5 } }\"\n").expect("written");
    assert!(!told(&desk, &["--design", "d.csv"], 0).contains("note:"));
}

#[test]
fn numbers_that_replace_a_timetable_are_told_to() {
    let text = SMALL.replace("staff = 1", "staff = { timetable = { \"08:00\" = 2, \"20:00\" = 1 } }").replace(
        "arrivals = \"5 per h\"",
        "arrivals = { timetable = { \"08:00\" = \"3 per h\", \"20:00\" = \"1 per h\" } }",
    );
    let desk = Desk::with("firm.toml", &text);
    for vary in ["resource.server.staff=1,2", "journey.visit.arrivals=1..2 per h"] {
        let note = told(&desk, &["--vary", vary, "--points", "2"], 0);
        assert!(
            note.contains("is a timetable in the file") && note.contains("make a constant of it"),
            "{vary}: {note}"
        );
    }
}

/// `check` warns of each; 0.1.0 swept them to equal rows.
#[test]
fn what_check_says_has_no_effect_is_not_swept() {
    let points = "points = { per_spend = 1, reward_points = 30, unit_cost = 0.1 }";
    let visit = "[[journey]]\nname = \"v\"\nstart = \"purchase\"\n[[journey.touchpoint]]\nname = \"t\"";
    for (more, vary) in [
        (format!("[program]\nkmax = 0.3\n{points}"), "program.kmax=0.1..0.3"),
        (format!("[program]\nloss = 3\n{points}\ntier = [{{ name = \"g\", from = 10 }}]"), "program.loss=1..3"),
        ("[[hole]]\nname = \"x\"\nvalue_below = 5\nnoticed = 0.5".to_owned(), "hole.x.noticed=0.1..0.5"),
        (format!("[loyalty]\n{visit}\n[program]\nmode = \"social\"\ntells = 2\n{points}"), "program.tells=1..3"),
        (format!("{visit}\nfail_drop = 3\nfail_prob = 0.01"), "journey.v.t.fail_drop=1..3"),
    ] {
        let desk = shop(&more);
        let said = told(&desk, &["--vary", vary, "--points", "2"], 2);
        assert!(said.contains("would change nothing"), "{vary}: {said}");
    }
    // With what it needs it acts.
    let desk = shop(&format!("[loyalty]\n{visit}\nfail_drop = 3\nfail_prob = 0.01"));
    told(&desk, &["--vary", "journey.v.t.fail_drop=1..3", "--points", "2"], 0);
}

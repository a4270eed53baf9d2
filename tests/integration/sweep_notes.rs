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

/// What no check knows of is found by a trial: a journey that first starts after the horizon has a step that may fail.
#[test]
fn what_moves_no_figure_is_not_swept() {
    let world = |more: &str| {
        Desk::with(
            "firm.toml",
            &format!(
                "name = \"firm\"\n[run]\nhorizon = \"60 d\"\nreplications = 12\n[population]\ncustomers = 20\n\
                 [purchase]\nrate = \"1 per 10 d\"\nbasket = 10\n[loyalty]\n{more}\
                 [[journey]]\nname = \"buy\"\nstart = \"purchase\"\n[[journey.touchpoint]]\nname = \"till\"\n"
            ),
        )
    };
    let silent = world(
        "[[journey]]\nname = \"late\"\nstart = { every = \"90 d\" }\n[[journey.touchpoint]]\nname = \"call\"\nfail_prob = 0.5\n",
    );
    let plan = |desk: &Desk, vary: &str, replications: &str, code: i32| {
        let out = format!("o{}", desk.list(".").len());
        let args = ["sweep", "plan", "firm.toml", "--vary", vary, "--points", "2", "--out", &out];
        desk.run(args.iter().chain(&["--replications", replications])).with_code(code).err
    };
    let vary = "journey.late.call.fail_prob=0.1..0.9";
    let said = plan(&silent, vary, "12", 2);
    assert!(said.contains("would change nothing") && said.contains("no figure differs in 12 replications"), "{said}");
    let said = plan(&silent, vary, "3", 0);
    assert!(
        said.contains("may not act in this scenario") && said.contains("in 3 replications"),
        "too few to refuse: {said}"
    );
    let open = world(
        "[[journey]]\nname = \"late\"\nstart = { every = \"30 d\" }\n[[journey.touchpoint]]\nname = \"call\"\nfail_prob = 0.5\n",
    );
    assert!(!plan(&open, vary, "12", 0).contains("note:"));
    // In a table, by `scale` and below a section that a check warns of as a whole.
    fs::write(silent.path("d.csv"), "journey.late.call.fail_prob\n0.1\n0.9\n").expect("written");
    let table = ["sweep", "plan", "firm.toml", "--design", "d.csv", "--out", "t"];
    assert!(silent.run(table).with_code(2).err.contains("would change nothing"));
    assert!(plan(&silent, "scale:journey.late.call.fail_prob=0.5..1.5", "12", 2).contains("would change nothing"));
    let idle = world("[[resource]]\nname = \"desk\"\nstaff = 2\n");
    assert!(plan(&idle, "resource.desk.staff=1..3", "12", 2).contains("would change nothing"));
    // A list of which only the last value acts: nobody is served within the horizon but by it.
    let late = "journey.late.start.every=200 d,190 d,180 d,170 d,160 d,150 d,140 d,130 d,120 d,20 d";
    assert!(!plan(&silent, late, "12", 0).contains("note:"));
    let never = late.trim_end_matches(",20 d");
    assert!(plan(&silent, never, "12", 2).contains("between 200 d and 120 d no figure differs"));
    // Only where another parameter opens the step: no refusal.
    let both =
        ["sweep", "plan", "firm.toml", "--vary", vary, "--vary", "journey.late.start.every=20 d,90 d", "--points", "2"];
    assert!(!silent.run(both.iter().chain(&["--out", "both"])).with_code(0).err.contains("would change nothing"));
}

/// A rate in place of visitors who come otherwise is another way of coming; what is a number inside them keeps it.
#[test]
fn numbers_that_replace_arrivals_or_a_list_are_told_to() {
    for (form, kind, keeps) in [
        ("{ every = \"12 min\" }", "a fixed interval", Some("every` keeps the fixed interval")),
        ("{ at = [\"1 h\", \"2 h\", \"5 h\"] }", "a list of times", None),
        ("{ gap = { exponential = { mean = \"12 min\" } } }", "a law of gaps", None),
        (
            "{ wave = { mean = \"5 per h\", amplitude = 0.5, period = \"1 d\" } }",
            "a wave",
            Some("wave.mean` keeps the wave"),
        ),
    ] {
        let desk = Desk::with("firm.toml", &SMALL.replace("\"5 per h\"", form));
        let note = told(&desk, &["--vary", "journey.visit.arrivals=1..2 per h", "--points", "2"], 0);
        let expected = format!("`journey.visit.arrivals` is {kind} in the file (");
        assert!(note.contains(&expected) && note.contains("make random arrivals at a constant rate of it"), "{note}");
        assert_eq!(keeps.is_some(), note.contains(" keeps "), "{note}");
        assert!(keeps.is_none_or(|keeps| note.contains(keeps)), "{note}");
    }
    // The advice leads to a path that works, without another note.
    let desk = Desk::with("firm.toml", &SMALL.replace("\"5 per h\"", "{ every = \"12 min\" }"));
    let vary = |path: &str| told(&desk, &["--vary", path, "--points", "2"], 0);
    assert!(!vary("journey.visit.arrivals.every=6..12 min").contains("note:"));
    let desk = Desk::with("firm.toml", SMALL);
    let vary = |path: &str| told(&desk, &["--vary", path, "--points", "2"], 0);
    assert!(!vary("journey.visit.arrivals=1..2 per h").contains("note:"), "a rate for a rate");
    let years = shop("[[hole]]\nname = \"x\"\nhazard = { every = \"1 mo\", values = [\"0.5 per y\", \"0.1 per y\"] }");
    let note = told(&years, &["--vary", "hole.x.hazard=0.1..0.5 per y", "--points", "2"], 0);
    assert!(note.contains("`hole.x.hazard` is a list in the file") && note.contains("make a constant of it"), "{note}");
    let note = told(&years, &["--vary", "hole.x.hazard.values.1=0.1..0.5 per y", "--points", "2"], 0);
    assert!(!note.contains(" is a list"), "an element keeps the rest: {note}");
    let years = shop("[[hole]]\nname = \"x\"\nhazard = [\"0.5 per y\", \"0.1 per y\"]");
    let note = told(&years, &["--vary", "hole.x.hazard=0.1..0.5 per y", "--points", "2"], 0);
    assert!(note.contains("`hole.x.hazard` is a list in the file") && note.contains("make a constant of it"), "{note}");
}

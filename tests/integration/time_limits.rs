//! Where time begins and ends: the warm-up of a steady state, and what falls due at the horizon itself.

use journeysim::metrics::journey;

use crate::support::{Worlds, run_text};

const QUEUE: &str = r#"
name = "A busy desk"
[run]
horizon      = "6 d"
replications = 400
[[resource]]
name  = "desk"
staff = 1
[[journey]]
name     = "visit"
arrivals = "9 per h"
[[journey.touchpoint]]
name     = "desk"
resource = "desk"
time     = { exponential = { mean = "6 min" } }
"#;

/// The first warning about a warm-up.
fn advice(sets: &[(&str, &str)]) -> Option<String> {
    let results = run_text(QUEUE, sets);
    results.run.warnings.into_iter().find(|warning| warning.contains("MSER-5"))
}

#[test]
fn a_queue_that_starts_empty_is_told_how_long_that_lasts() {
    let said = advice(&[]).expect("load 0.9 takes days to settle");
    assert!(said.contains("desk") && said.contains("`run.warm_up`"), "{said}");
    assert_eq!(
        advice(&[("run.warm_up", "12 d"), ("run.horizon", "60 d"), ("run.replications", "40")]),
        None,
        "settled by then"
    );
}

#[test]
fn a_horizon_too_short_to_settle_is_reported() {
    let said = advice(&[("run.horizon", "20 h")]).expect("nothing settles in a day");
    assert!(said.contains("not settled") && said.contains("`run.horizon`"), "{said}");
}

#[test]
fn a_study_of_a_day_is_not_asked_to_be_steady() {
    let day = QUEUE.replace("\"9 per h\"", "{ timetable = { \"08:00\" = \"9 per h\", \"18:00\" = \"3 per h\" } }");
    let warnings = run_text(&day, &[("run.horizon", "10 h")]).run.warnings;
    assert!(!warnings.iter().any(|w| w.contains("MSER-5")), "{warnings:?}");
}

#[test]
fn what_falls_due_at_the_horizon_does_not_happen() {
    // As days, fifty months are some nanoseconds away from fifty times a month.
    for months in [1, 3, 7, 50, 97, 113] {
        let text = format!(
            "name = \"Due\"\n[run]\nhorizon = \"{months} mo\"\nreplications = 2\n[[journey]]\nname = \"visit\"\n\
             arrivals = {{ every = \"1 mo\" }}\n[[journey.touchpoint]]\nname = \"desk\"\n"
        );
        let results = run_text(&text, &[]);
        let started = results.worlds[0].journeys["visit"][journey::STARTED].mean;
        assert_eq!(started, Some(f64::from(months) - 1.0), "{months} months");
    }
}

#[test]
fn what_is_paid_once_before_the_observed_period_is_not_free() {
    let text = format!(
        "{QUEUE}\n[[intervention]]\nname = \"sign\"\ncost = {{ once = 500 }}\nchange = {{ \"resource.desk.staff\" = {{ add = 0 }} }}\n"
    );
    let text = text.replace("replications = 400", "replications = 3\nwarm_up = \"1 d\"");
    let results = Worlds::parse(&text, &[&["sign"]]).results();
    let npv = results.worlds[1].comparison.as_ref().and_then(|c| c.difference.get("npv")).expect("a difference").mean;
    assert_eq!(npv, Some(-500.0));
}

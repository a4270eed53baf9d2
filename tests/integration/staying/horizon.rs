//! What falls due at the horizon: leaving is settled and counted, above and below the line alike; nothing begins any more.

use super::{at, mean, spread};
use crate::support::run_text;
use journeysim::num::whole_power;

/// 0.1.0: nobody had left after a year, and after two years 16.3 % a year had.
const YEARLY: &str = r#"
name = "yearly"
[run]
horizon = "1 y"
replications = 10
[population]
customers = 2000
[contract]
term = "1 y"
price = 100
retention = 0.7
"#;

#[test]
fn the_renewal_at_the_horizon_belongs_to_its_year() {
    for (horizon, years) in [("1 y", 1), ("2 y", 2), ("3 y", 3)] {
        let results = run_text(YEARLY, &[("run.horizon", horizon)]);
        let staying = whole_power(0.7, years);
        let found = mean(&results, "retention_horizon");
        assert!((found - staying).abs() < spread(staying, 20_000.0), "{horizon}: {found}, not {staying}");
        let first = mean(&results, "retention_1y");
        assert!((first - 0.7).abs() < spread(0.7, 20_000.0), "{horizon}: {first}");
        let loss = mean(&results, "yearly_loss");
        assert!((loss - 0.3).abs() < 0.02, "{horizon}: {loss}");
        let exact = &results.findings.exact;
        let exact = exact.iter().find(|e| e.metric == "retention_horizon").expect("known without simulation");
        assert!((exact.value - staying).abs() < 1e-12, "{horizon}: {}", exact.value);
    }
}

/// Exits at the horizon leave the bucket, are in the curves of its last day, and cost and pay nothing: the year after is not paid for.
#[test]
fn whoever_leaves_at_the_horizon_has_left_and_whoever_stays_pays_in_the_next_year() {
    let results = run_text(YEARLY, &[]);
    let (end, left) = (mean(&results, "active_end"), mean(&results, "exits"));
    assert!((end + left - 2000.0).abs() < 1e-9);
    assert_eq!(at(&results, "bucket.level.@365"), Some(end));
    assert_eq!(at(&results, "ledger.contract payments"), Some(200_000.0), "one payment each, on day 0");
    assert_eq!(at(&results, "survivors.@1"), Some(2000.0));
    assert_eq!(at(&results, "survivors.@2"), None, "the second term begins after the run");
    let cohorts = results.worlds[0].cohorts.as_ref().expect("cohorts");
    let last = cohorts.rows[0].cells.last().expect("a cell");
    assert!((last.mean.expect("seen") - end / 2000.0).abs() < 1e-9 && last.finished);
}

/// A lifetime, an exit that waits for the renewal, and a review of the year: all end at the horizon.
#[test]
fn every_way_of_leaving_is_settled_at_the_horizon() {
    let text = |hole: &str, contract: &str| {
        format!(
            "name = \"last day\"\n[run]\nhorizon = \"1 y\"\nreplications = 2\n[population]\ncustomers = 50\n{contract}\n\
             [[hole]]\nname = \"away\"\n{hole}\n"
        )
    };
    for (hole, contract) in [
        ("lifetime = \"365 d\"", ""),
        ("lifetime = \"200 d\"", "[contract]\nterm = \"1 y\"\nprice = 1\n"),
        ("value_below = 5", "[contract]\nearns = \"1 per y\"\n"),
    ] {
        let results = run_text(&text(hole, contract), &[]);
        assert_eq!(at(&results, "bucket.outflow.away"), Some(50.0), "{hole}");
        assert_eq!((mean(&results, "retention_1y"), mean(&results, "active_end")), (0.0, 0.0), "{hole}");
        assert_eq!(mean(&results, "yearly_loss"), 1.0, "{hole}");
    }
}

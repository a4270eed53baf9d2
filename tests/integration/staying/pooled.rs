//! Risk sets pooled over replications: nothing is carried over nobody, and a transform is taken of the mean.

use super::{at, mean, metric, spread};
use crate::support::run_text;
use journeysim::num::{exp, pow};

/// Customers of day 0 who have been there for two years; Weibull, shape .5, scale 2 y; no newcomers.
const LATE: &str = r#"
name = "late entry"
[run]
horizon = "3 y"
replications = 4
report_every = "1 y"
[population]
customers = 8000
tenure = "2 y"
[[hole]]
name = "away"
lifetime = { weibull = { shape = 0.5, scale = "2 y" } }
"#;

/// 0.1.0 said 100 % after a year and 7.2 % lost a year, from a curve carried over two years in which nobody was at risk.
#[test]
fn late_entry_says_nothing_of_the_tenures_before_it() {
    let results = run_text(LATE, &[]);
    assert_eq!(metric(&results, "retention_1y").mean, None);
    assert_eq!(metric(&results, "retention_horizon").mean, None);
    assert_eq!((at(&results, "survival.@0"), at(&results, "survival.@365")), (None, None));
    assert_eq!(results.worlds[0].survival_since, 730.0);
    assert_eq!(at(&results, "survival.@730"), Some(1.0), "of those who were there after two years");
    let staying = |t: f64| exp(-(t / 2.0f64).sqrt());
    let third = staying(3.0) / staying(2.0);
    assert!((third - 0.799).abs() < 5e-4, "{third}");
    let found = at(&results, "survival.@1095").expect("measured");
    assert!((found - third).abs() < spread(third, 32_000.0), "{found}, not {third}");
    let left = at(&results, "bucket.incidence.away.@1095").expect("measured");
    assert!((left + found - 1.0).abs() < 1e-9);
    // The base itself: there for two years at the start, for five at the end.
    let base = staying(5.0) / staying(2.0);
    let loss = 1.0 - base.cbrt();
    let found = mean(&results, "yearly_loss");
    assert!((found - loss).abs() < spread(base, 32_000.0), "{found}, not {loss}");
}

/// Ten accounts, each lost at .3 a year: a fifth of all runs loses every account. 0.1.0 averaged `1 - S^(1/5)` over runs: 32.5 %.
#[test]
fn loss_per_year_is_that_of_the_mean_curve() {
    let text = r#"
name = "key accounts"
[run]
horizon = "5 y"
replications = 400
[population]
customers = 10
[[hole]]
name = "away"
hazard = "0.3 per y"
"#;
    let results = run_text(text, &[]);
    let truth = 1.0 - exp(-0.3);
    let loss = metric(&results, "yearly_loss");
    let (found, [low, high]) = (loss.mean.expect("measured"), loss.ci95.expect("many replications"));
    // S after five years is .223; the loss moves by a fifth of the relative error of S, times what stays.
    let limit = spread(exp(-1.5), 4000.0) / exp(-1.5) / 5.0 * exp(-0.3);
    assert!((found - truth).abs() < limit, "{found}, not {truth}");
    assert!(high - low < 1.2 * limit && low < found && found < high, "{low} {high}");
    let staying = mean(&results, "retention_horizon");
    assert!((1.0 - pow(staying, 0.2) - found).abs() < 1e-9, "the transform of the curve that is reported");
    assert!((at(&results, "survival.@1825").expect("measured") - staying).abs() < 1e-9);
}

/// With a thin base the last customer of a replication is soon gone or cut off. Newcomers alone, three a year: a replication has seldom anybody at
/// risk after four years, all of them together have.
#[test]
fn a_thin_base_is_known_by_all_replications_together() {
    let text = r#"
name = "thin"
[run]
horizon = "5 y"
replications = 300
report_every = "1 y"
[population]
customers = 0
[[acquisition]]
name = "street"
joins = "3 per y"
[[hole]]
name = "away"
hazard = "0.4 per y"
"#;
    let results = run_text(text, &[]);
    for (year, seen) in [(1, 2700.0), (2, 1600.0), (3, 800.0), (4, 300.0)] {
        let truth = exp(-0.4 * f64::from(year));
        let found = at(&results, &format!("survival.@{}", 365 * year)).expect("measured");
        assert!((found - truth).abs() < spread(truth, seen), "year {year}: {found}, not {truth}");
    }
    // Nobody can have been there for the whole horizon unless they joined on its first days.
    assert!(metric(&results, "yearly_loss").mean.is_some_and(|loss| (loss - 0.33).abs() < 0.1));
}

/// Whoever leaves on day 370 is there after a year, whatever the horizon: bins of tenure end where results are read. 0.1.0 had 0 at 240 y.
#[test]
fn retention_after_a_year_does_not_depend_on_the_horizon() {
    let text = r#"
name = "survival bins"
[run]
horizon = "40 y"
replications = 3
report_every = "300 d"
[population]
customers = 20
[[hole]]
name = "end"
lifetime = "370 d"
"#;
    for horizon in ["2 y", "40 y", "240 y"] {
        let results = run_text(text, &[("run.horizon", horizon)]);
        assert_eq!(metric(&results, "retention_1y").mean, Some(1.0), "{horizon}");
        assert_eq!(at(&results, "survival.@300"), Some(1.0), "{horizon}");
        assert_eq!(at(&results, "survival.@600"), Some(0.0), "{horizon}");
    }
}

/// Constant hazards: S = exp(-h t) at every horizon, with newcomers who are cut off and without.
#[test]
fn constant_hazards_have_their_closed_form_at_every_horizon() {
    let text = |horizon: u32, joins: f64| {
        format!(
            r#"
name = "constant"
[run]
horizon = "{horizon} y"
replications = 3
report_every = "{}"
[population]
customers = 2000
[[acquisition]]
name = "street"
joins = "{joins} per y"
[[hole]]
name = "a"
hazard = "0.3 per y"
[[hole]]
name = "b"
hazard = "0.1 per y"
"#,
            if horizon > 10 { "2 y" } else { "1 y" }
        )
    };
    for (horizon, joins) in [(3, 500.0), (40, 50.0), (240, 8.0)] {
        let results = run_text(&text(horizon, joins), &[]);
        for year in [1, 2, 4] {
            let truth = exp(-0.4 * f64::from(year));
            let found = match year {
                1 => Some(mean(&results, "retention_1y")),
                year if year > horizon || (year == 1 && horizon > 10) => None,
                year => at(&results, &format!("survival.@{}", 365 * year)),
            };
            let Some(found) = found else { continue };
            assert!((found - truth).abs() < spread(truth, 6000.0), "{horizon} y, {year}: {found}, not {truth}");
            if year == 2 {
                let a = at(&results, "bucket.incidence.a.@730").expect("measured");
                let b = at(&results, "bucket.incidence.b.@730").expect("measured");
                assert!((a + b + found - 1.0).abs() < 1e-9, "{horizon} y");
                assert!((a - 0.75 * (1.0 - truth)).abs() < spread(0.41, 6000.0), "{horizon} y: {a}");
            }
        }
        let loss = mean(&results, "yearly_loss");
        let truth = 1.0 - exp(-0.4);
        assert!(horizon > 3 || (loss - truth).abs() < 0.01, "{horizon} y: {loss}, not {truth}");
    }
}

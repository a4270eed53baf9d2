//! Cohorts that are not finished.

use crate::support::run_text;
use journeysim::num::{exp, pow};

/// Leaving is fast at first, and the horizon cuts the members of a cohort off one after the other: counted as half a period at risk each, as in
/// 0.1.0, their cells come out several per cent too high.
#[test]
fn unfinished_cohorts_know_when_each_was_cut_off() {
    let text = r#"
name = "cohorts"
[run]
horizon = "900 d"
replications = 30
[population]
customers = 0
[[acquisition]]
name = "street"
joins = "3000 per y"
[[hole]]
name = "away"
lifetime = { weibull = { shape = 0.6, scale = "200 d" } }
"#;
    let results = run_text(text, &[]);
    let cohorts = results.worlds[0].cohorts.as_ref().expect("cohorts");
    let period = cohorts.period_days;
    let (mut off, mut weights, mut unfinished) = (0.0, 0.0, 0);
    for cohort in &cohorts.rows {
        for cell in cohort.cells.iter().filter(|cell| !cell.finished) {
            let (age, begin) = (cell.after as f64 * period, cohort.from_day);
            let Some(mean) = cell.mean else {
                assert!(begin + age > 900.0, "{cell:?}: somebody was seen that long");
                continue;
            };
            let truth = exp(-pow(age / 200.0, 0.6));
            let [low, high] = cell.ci95.expect("many replications");
            let error = (high - low) / 4.09;
            assert!((mean - truth).abs() < 5.0 * error, "from day {begin}, after {age}: {mean}, not {truth}");
            off += (mean / truth - 1.0) * (truth / error) * (truth / error);
            weights += (truth / error) * (truth / error);
            unfinished += 1;
        }
    }
    let (off, error) = (off / weights, 1.0 / weights.sqrt());
    assert!(unfinished > 8 && error < 0.006, "{unfinished} {error}");
    assert!(off.abs() < 4.5 * error, "{off} too high on average, give or take {error}");
}

//! Cohorts and flows between stages: exact counts that agree with the bucket, and shares that agree with theory.

use journeysim::experiment::results::{Cohorts, Results, StageFlow};

use crate::support::run_text;

/// One hole of constant hazard, customers of day 0 and newcomers: everybody leaves alike, whenever they join.
const CONSTANT: &str = r#"
name = "Constant"
[run]
horizon = "4 y"
replications = 4
seed = 11
[population]
customers = 3000
[contract]
earns = "1 per y"
[[acquisition]]
name = "street"
prospects = "60 per wk"
[[hole]]
name = "rival"
hazard = "0.4 per y"
"#;

/// Stages that change, with a purchase as the only event.
const STAGES: &str = r#"
name = "Stages"
[run]
horizon = "2 y"
replications = 3
seed = 12
[population]
customers = 400
stages = { acquisition = 0.2, build_up = 0.3, climax = 0.5 }
[[acquisition]]
name = "street"
prospects = "10 per wk"
[purchase]
rate = "1 per mo"
basket = 10.0
margin = 0.4
[lifecycle]
[[hole]]
name = "rival"
hazard = "0.5 per y"
"#;

fn cohorts(results: &Results) -> &Cohorts {
    results.worlds[0].cohorts.as_ref().expect("cohorts")
}

fn flow(results: &Results) -> &StageFlow {
    results.worlds[0].flow.as_ref().expect("a flow")
}

/// Greenwood's sum of `d / (n (n - d))` up to `after` half-years, for one who joined, at a loss of 0.4 per year. All are followed up to the last half-year. Over
/// it the horizon cuts off one after the other, as they joined: of 16 equal parts, part `j` from 0 has `1 - (j + 1/2) / 16` of them at risk.
///
/// An estimate that takes the hazard as the same over the half-year, from exits over time at risk, has `2 h` where this has some `4.7 h`, `h` being the
/// hazard of the half-year: the price of knowing nothing of the hazard while few are left, and of no bias where it is not the same.
fn unfinished_loss(after: u64) -> f64 {
    let stay = |years: f64| journeysim::num::exp(-0.4 * years);
    let before = 0.5 * (after - 1) as f64;
    let leave = 1.0 - stay(0.5 / 16.0);
    let part = |j: u32| {
        let at_risk = stay(before + f64::from(j) * 0.5 / 16.0) * (1.0 - (f64::from(j) + 0.5) / 16.0);
        leave / ((1.0 - leave) * at_risk)
    };
    (1.0 - stay(before)) / stay(before) + (0..16).map(part).sum::<f64>()
}

#[test]
fn under_a_constant_hazard_every_cohort_stays_as_theory_says() {
    let results = run_text(CONSTANT, &[]);
    let found = cohorts(&results);
    assert_eq!((found.period.as_str(), found.rows.len()), ("half-year", 9));
    let mut unfinished = 0;
    for cohort in &found.rows {
        let joined = cohort.joined.mean.expect("joined") * results.run.replications as f64;
        assert_eq!(cohort.cells.len() as u64, if cohort.number == 0 { 8 } else { 9 - cohort.number });
        for cell in &cohort.cells {
            let theory = journeysim::num::exp(-0.4 * 0.5 * cell.after as f64);
            let mean = cell.mean.expect("somebody was seen");
            let variance =
                theory * theory * if cell.finished { (1.0 - theory) / theory } else { unfinished_loss(cell.after) };
            // Beyond four standard errors lies one cell of 16,000; there are 44.
            let spread = 4.0 * (variance / joined).sqrt();
            assert!((mean - theory).abs() < spread, "cohort {}, {}: {mean}, not {theory}", cohort.number, cell.after);
            unfinished += u32::from(!cell.finished);
        }
    }
    assert_eq!(unfinished, 8, "the last period of every cohort of newcomers");
}

#[test]
fn cohorts_and_flows_count_everybody_once() {
    for text in [CONSTANT, STAGES] {
        let results = run_text(text, &[]);
        let bucket = results.worlds[0].bucket.as_ref().expect("a bucket");
        let came = bucket.start.mean.expect("a start") + bucket.inflow.values().filter_map(|m| m.mean).sum::<f64>();
        let joined: f64 = cohorts(&results).rows.iter().filter_map(|cohort| cohort.joined.mean).sum();
        assert!((came - joined).abs() < 1e-9 * came, "{came} came, {joined} joined a cohort");
    }
    let results = run_text(STAGES, &[]);
    let (world, flow) = (&results.worlds[0], flow(&results));
    let sum = |keep: &dyn Fn(&str, &str, f64) -> bool| -> f64 {
        flow.flows.iter().filter(|step| keep(&step.from, &step.to, step.day)).map(|step| step.mean).sum()
    };
    let bucket = world.bucket.as_ref().expect("a bucket");
    let left: f64 = bucket.outflow.values().filter_map(|metric| metric.mean).sum();
    let gone = sum(&|_, to, _| to == "gone");
    assert!(left > 0.0 && (left - gone).abs() < 1e-9 * left, "{left} left, {gone} are gone");
    // On each date the stages are those of the curve of stages.
    for point in world.stages.iter().filter(|point| flow.days.contains(&point.day)) {
        let stages = [
            ("acquisition", point.acquisition),
            ("build_up", point.build_up),
            ("climax", point.climax),
            ("decline", point.decline),
        ];
        for (name, expected) in stages {
            let here = sum(&|_, to, day| to == name && day == point.day);
            assert!(
                (here - expected).abs() < 1e-9 * expected.max(1.0),
                "day {}: {name} {here}, not {expected}",
                point.day
            );
        }
    }
    // Whoever is in a stage at a date is somewhere at the next.
    for pair in flow.days.windows(2) {
        for stage in ["acquisition", "build_up", "climax", "decline"] {
            let (before, after) = (
                sum(&|_, to, day| to == stage && day == pair[0]),
                sum(&|from, _, day| from == stage && day == pair[1]),
            );
            assert!((before - after).abs() < 1e-9 * before.max(1.0), "{stage} at {}: {before}, then {after}", pair[0]);
        }
    }
}

//! Intervals and what is said of them: rare things, no spread, races, the start from empty. Coverage itself is tested beside
//! `stats::Sample`, where thousands of samples cost nothing.

use journeysim::experiment::comparison::Difference;
use journeysim::experiment::results::{Metric, Results, World};
use journeysim::experiment::{Question, Rival};
use journeysim::metrics::{journey, resource};
use journeysim::scenario::{Scenario, compile_world};

use crate::support::{Set, Worlds, run_text};

/// About one exit by `rare` in ten replications.
const RARE: &str = r#"
name = "rare"
[run]
horizon = "1 y"
replications = 10
[population]
customers = 100
[[hole]]
name = "rare"
hazard = "0.001 per y"
"#;

/// Twenty customers, and a second hole that takes one of them in a few replications.
const FEW: &str = r#"
name = "Holes"
[run]
horizon = "3 y"
replications = 10
seed = 3
[money]
currency = "CNY"
discount_rate = 0.10
[population]
customers = 20
[contract]
earns = "100 per y"
[[hole]]
name = "main"
hazard = "0.5 per y"
[[hole]]
name = "rare"
hazard = "0.02 per y"
"#;

fn ends(metric: &Metric) -> [f64; 2] {
    metric.ci95.unwrap_or_else(|| panic!("no interval: {metric:?}"))
}

fn difference<'a>(results: &'a Results, id: &str) -> &'a Difference {
    &results.worlds[1].comparison.as_ref().expect("a comparison").difference[id]
}

/// One exit of 1,000 customers in ten runs: the total lies between 0.025 and 5.57 (Garwood); none: up to 3.69.
#[test]
fn intervals_of_rare_things_stay_inside_the_possible_and_are_never_of_width_zero() {
    let mut none = 0;
    for seed in 1..=12 {
        let results = run_text(RARE, &[("run.seed", &seed.to_string())]);
        let world: &World = &results.worlds[0];
        let exits = &world.metrics["exits"];
        let [low, high] = ends(exits);
        assert!(low >= 0.0 && high > low && high < 2.0, "seed {seed}: {exits:?}");
        let nobody = exits.mean == Some(0.0);
        none += u32::from(nobody);
        if nobody {
            assert!((high - 0.3689).abs() < 0.002, "seed {seed}: {high}");
        }
        assert_eq!(ends(&world.bucket.as_ref().expect("customers").outflow["rare"]), [low, high]);
        for id in ["retention_1y", "retention_horizon"] {
            let [low, high] = ends(&world.metrics[id]);
            assert!((0.97..1.0).contains(&low) && (high - 1.0).abs() < 1e-12, "seed {seed} {id}: {low} {high}");
        }
        let [low, high] = ends(&world.metrics["yearly_loss"]);
        assert!(low >= 0.0 && high > 0.002 && high < 0.03, "seed {seed}: {low} {high}");
    }
    assert!(none > 0, "some of these runs have no exit at all");
}

#[test]
fn what_cannot_happen_is_nothing_without_an_interval() {
    let plugged: Set<'_> = ("hole.rare.factor", "0");
    let world = &run_text(RARE, &[plugged]).worlds[0];
    assert_eq!(ends(&world.bucket.as_ref().expect("customers").outflow["rare"]), [0.0, 0.0]);
    let clock = "name = \"Clock\"\n[run]\nhorizon = \"100 h\"\nreplications = 3\n[[resource]]\nname = \"desk\"\nstaff = 1\n\
                 [[journey]]\nname = \"visit\"\narrivals = { every = \"1 h\" }\n[[journey.touchpoint]]\nname = \"desk\"\n\
                 resource = \"desk\"\ntime = \"30 min\"\n";
    let results = run_text(clock, &[]);
    let started = &results.worlds[0].journeys["visit"][journey::STARTED];
    let [low, high] = ends(started);
    assert!(low == high && Some(low) == started.mean, "nothing is drawn: {started:?}");
    assert_eq!(ends(&results.worlds[0].resources["desk"][resource::DELAY_PROBABILITY]), [0.0, 0.0]);
}

/// With two replications that agree the run stopped at once, for 17 % of seeds.
#[test]
fn no_precision_is_reached_by_two_replications_that_agree() {
    for seed in 1..=10 {
        let asked: &[Set<'_>] = &[("run.replications", "2"), ("run.seed", &seed.to_string())];
        let text = FEW.replace("[run]", "[run]\nprecision = { exits = \"5 %\" }");
        let run = run_text(&text, asked).run;
        assert!(run.replications >= 10 && run.precision[0].reached > Some(0.0), "seed {seed}: {run:?}");
    }
}

/// Worlds that differ by one hole plugged, at three replications: the difference of exits is often the same in all of them.
#[test]
fn no_spread_is_no_certainty() {
    let text = format!(
        "{FEW}[[intervention]]\nname = \"plug\"\nchange = {{ \"hole.rare.factor\" = {{ scale = 0.9 }} }}\n\
         [[intervention]]\nname = \"same\"\nchange = {{ \"hole.rare.factor\" = {{ scale = 1.0 }} }}\n"
    );
    let mut equal = 0;
    for seed in 1..=10 {
        let text = text.replace("replications = 10", "replications = 3").replace("seed = 3", &format!("seed = {seed}"));
        let results = Worlds::parse(&text, &[&["plug"], &["same"]]).results();
        for id in ["exits", "npv", "yearly_loss"] {
            let d = difference(&results, id);
            if d.sd == Some(0.0) {
                equal += 1;
                assert!(d.p_better.is_none() && d.p_adjusted.is_none() && d.too_few_events, "seed {seed} {id}: {d:?}");
                assert!(d.ci95.is_none_or(|[low, high]| high > low), "seed {seed} {id}: {d:?}");
            }
        }
        let d = difference(&results, "exits");
        let [low, high] = d.ci95.expect("counted");
        assert!(low < 0.0 && high > 0.0 && d.too_few_events, "fewer than ten people: {d:?}");
        let same = &results.worlds[2].comparison.as_ref().expect("a comparison").difference["exits"];
        assert_eq!(
            (same.mean, same.ci95, same.p_adjusted, same.too_few_events),
            (Some(0.0), Some([0.0; 2]), Some(1.0), false)
        );
    }
    assert!(equal > 5, "the trap is met: {equal}");
}

/// Two on the payroll for 30 days are 600, whoever comes; a third costs 300 more, and nothing of that is chance. Wages of an hour may be.
#[test]
fn what_the_calendar_alone_pays_is_certain() {
    let text = r#"
name = "Payroll"
[run]
horizon      = "30 d"
replications = 3
[[resource]]
name   = "desk"
staff  = 2
salary = "10 per d"
[[journey]]
name     = "visit"
arrivals = "5 per h"
[[journey.touchpoint]]
name     = "desk"
resource = "desk"
time     = { exponential = { mean = "6 min" } }
[[intervention]]
name   = "third"
change = { "resource.desk.staff" = { add = 1 } }
"#;
    let npv = |text: &str| difference(&Worlds::parse(text, &[&["third"]]).results(), "npv").clone();
    let paid = npv(text);
    assert_eq!((paid.mean, paid.ci95, paid.p_better), (Some(-300.0), Some([-300.0; 2]), Some(0.0)), "{paid:?}");
    let worked = npv(&text.replace("salary = \"10 per d\"", "wage = \"1 per h\""));
    assert!(worked.too_few_events && worked.p_better.is_none(), "{worked:?}");
}

fn race(text: &str, name: &str, gap: f64) -> Results {
    let mut worlds = Worlds::parse(text, &[&[name]]);
    worlds.question = Question { gap: Some(gap), ..Question::default() };
    worlds.results()
}

/// A race planned with two replications: a pilot of ten, and one n in the table, in the race and in the run.
#[test]
fn a_race_has_a_pilot_and_its_replications_count_in_the_table() {
    let text =
        format!("{FEW}[[intervention]]\nname = \"care\"\nchange = {{ \"hole.rare.factor\" = {{ scale = 0.5 }} }}\n");
    let mut longer = 0;
    for seed in 1..=4 {
        let text = text.replace("replications = 10", "replications = 2").replace("seed = 3", &format!("seed = {seed}"));
        let results = race(&text, "care", 10.0);
        let found = results.findings.selection.as_ref().expect("a race");
        let n = found.replications;
        assert!(n >= 10 && found.first_stage == 10, "seed {seed}: {found:?}");
        longer += u32::from(n > 10);
        let table = [results.run.replications, difference(&results, "npv").n, results.worlds[1].metrics["npv"].n];
        // Replications are run ten at a time; the race may end within the last ten.
        assert!(table.iter().all(|&k| k == table[0] && k >= n && k < n + 10), "seed {seed}: {table:?} and {n}");
        assert!(!results.run.partial, "seed {seed}");
    }
    assert!(longer > 0, "some race goes beyond its pilot");
}

/// Nothing ever differs in these replications, though it could: no winner after ten, and none claimed after thirty.
#[test]
fn a_race_is_not_won_by_what_never_varied() {
    let quiet = FEW.replace("hazard = \"0.02 per y\"", "hazard = \"0.000001 per y\"");
    let text =
        format!("{quiet}[[intervention]]\nname = \"care\"\nchange = {{ \"hole.rare.factor\" = {{ scale = 0.5 }} }}\n");
    let results = race(&text, "care", 1.0);
    let found = results.findings.selection.as_ref().expect("a race");
    assert_eq!((found.best.as_deref(), found.survivors.len()), (None, 2), "{found:?}");
    assert!(
        found.replications >= 30 && found.replications <= 40 && found.guarantee.contains("never differed"),
        "{found:?}"
    );
}

/// M/M/1 at .95 from empty: the mean over 100 h lacks a share `1 / (mu T (1 - rho)^2) = 20 %` of the steady state, which no path of a few
/// replications shows. 60 % of the intervals without a word missed the steady state.
#[test]
fn advice_is_given_wherever_the_start_shows() {
    let queue = "name = \"Busy\"\n[run]\nhorizon = \"100 h\"\nreplications = 20\n[[resource]]\nname = \"desk\"\nstaff = 1\n\
                 [[journey]]\nname = \"visit\"\narrivals = \"19 per h\"\n[[journey.touchpoint]]\nname = \"desk\"\n\
                 resource = \"desk\"\ntime = { exponential = { mean = \"3 min\" } }\n";
    let says = |warning: &String| {
        warning.contains("desk") && warning.contains("run.horizon") || warning.contains("run.warm_up")
    };
    for seed in 1..=10 {
        let warnings = run_text(queue, &[("run.seed", &seed.to_string())]).run.warnings;
        assert!(warnings.iter().any(says), "seed {seed}: {warnings:?}");
    }
    // At a load of one half a hundred hours are two thousand relaxation times: nothing to say.
    let calm = queue.replace("19 per h", "10 per h");
    for seed in 1..=5 {
        let warnings = run_text(&calm, &[("run.seed", &seed.to_string())]).run.warnings;
        assert!(!warnings.iter().any(says), "seed {seed}: {warnings:?}");
    }
}

/// M/M/1 at .8: the delay has mean 4 and second moment `2 rho / (mu (1 - rho))^2`, sd `sqrt(rho (2 - rho)) / (mu (1 - rho))` = 4.899 services. The
/// mean of the spreads of single runs lacks what differs between them; over all together it does not.
#[test]
fn the_spread_of_delays_is_that_of_all_replications_together() {
    let queue = "name = \"Spread\"\n[run]\nhorizon = \"10 d\"\nwarm_up = \"2 d\"\nreplications = 60\n[[resource]]\nname = \"desk\"\nstaff = 1\n\
                 [[journey]]\nname = \"visit\"\narrivals = \"8 per h\"\n[[journey.touchpoint]]\nname = \"desk\"\n\
                 resource = \"desk\"\ntime = { exponential = { mean = \"6 min\" } }\n";
    let truth = 6.0 * 24.0_f64.sqrt();
    let seeds = 6;
    let (mut mean, mut covered) = (0.0, 0);
    for seed in 1..=seeds {
        let results = run_text(queue, &[("run.seed", &seed.to_string())]);
        let spread = &results.worlds[0].resources["desk"][resource::DELAY_SD_MIN];
        let [low, high] = ends(spread);
        covered += u32::from(low < truth && truth < high);
        mean += spread.mean.expect("delays") / f64::from(seeds);
        assert!(spread.definition.contains("all replications together"));
    }
    // 360 runs: a standard error of 1.2 %. The mean over single runs is 8 % too low.
    assert!((mean - truth).abs() < 0.035 * truth && covered >= 4, "{mean}, truly {truth}; {covered} covered");
}

/// Rounding is no effect: values that differ in their last digit alone.
#[test]
fn a_world_that_moves_a_sum_by_rounding_shows_nothing() {
    let scenario = Scenario::parse("test.toml", FEW, &[]).expect("a scenario").scenario;
    let base = compile_world(&scenario, &[]).expect("compiles");
    let mut model = base.model.clone();
    // A discount rate that differs by less than its rounding: every sum of money moves in its last digits.
    model.discount *= 1.0 + 1e-15;
    let rival = Rival {
        name: "rounding".to_owned(),
        model,
        interventions: Vec::new(),
        changes: Vec::new(),
        yardstick: false,
        listed: true,
    };
    let results = Worlds { base, rivals: vec![rival], question: Question::default() }.results();
    let npv = difference(&results, "npv");
    assert_eq!((npv.mean, npv.sd, npv.p_better, npv.variance_ratio), (Some(0.0), Some(0.0), None, None), "{npv:?}");
}

//! Employees: what moves mood, skill and turnover, and what they do to customers and queues.

use journeysim::experiment::results::{Results, World};
use journeysim::journey::employees::equilibrium_skill;
use journeysim::metrics::resource;
use journeysim::num::exp;

use crate::support::{Set, run_text};

fn mean(world: &World, metric: &str) -> f64 {
    world.metrics[metric].mean.unwrap_or_else(|| panic!("no {metric}"))
}

fn staff(world: &World, metric: &str) -> f64 {
    let found = world.resources["desk"].measures.at(&format!("more.{metric}"));
    found.and_then(|found| found.mean).unwrap_or_else(|| panic!("{metric} was not measured"))
}

fn baseline(results: &Results) -> &World {
    &results.worlds[0]
}

/// A branch that is not overworked.
const BRANCH: &str = r#"
name = "Branch"
[run]
horizon = "6 y"
warm_up = "4 y"
replications = 3
seed = 3
[population]
customers = 150
[[acquisition]]
name = "new"
joins = "60 per y"
[purchase]
rate = "2 per mo"
basket = 30.0
margin = 0.4
[loyalty]
[[resource]]
name = "desk"
staff = 1
hours = { days = "mon-sun", open = "09:00", close = "17:00" }
wage = "20 per h"
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "serve"
resource = "desk"
time = { lognormal = { mean = "8 min", cv = 0.5 } }
quality = 7.5
fail_prob = 0.0
hole = "staff"
end = "transaction"
"#;

/// A till: one server, exponential in and out.
const TILL: &str = r#"
name = "Till"
[run]
horizon = "400 d"
warm_up = "40 d"
replications = 8
seed = 1
[[resource]]
name = "desk"
staff = 1
[[journey]]
name = "visit"
arrivals = "9 per h"
[[journey.touchpoint]]
name = "pay"
resource = "desk"
time = { exponential = { mean = "6 min" } }
[employees]
"#;

#[test]
fn the_block_alone_changes_nothing() {
    let plain = run_text(BRANCH, &[]);
    let with = run_text(&format!("{BRANCH}[employees]\n"), &[]);
    let (p, w) = (baseline(&plain), baseline(&with));
    for metric in ["npv", "satisfaction", "exits", "purchases", "ltv"] {
        let (a, b) = (mean(p, metric), mean(w, metric));
        assert!((a - b).abs() <= 1e-9 * a.abs(), "{metric}: {a} {b}");
    }
    // Sums are kept to a millionth.
    assert!((staff(w, "staff_mood") - 0.5).abs() < 1e-5);
    assert!((staff(w, "staff_skill") - equilibrium_skill(0.4 / 365.0, 180.0, 0.3)).abs() < 1e-5);
    assert!((staff(w, "staff_turnover") - 0.4).abs() < 1e-5);
}

#[test]
fn more_turnover_means_less_skill_and_less_satisfaction() {
    let text = format!(
        "{BRANCH}[employees]\n[[shock]]\nname = \"boom\"\nstart = \"1 d\"\nchange = {{ \"employees.quit_rate\" = {{ scale = 5.0 }} }}\n"
    );
    let (calm, boom) = (run_text(&text, &[("shock.boom.enabled", "false")]), run_text(&text, &[]));
    let skill = staff(baseline(&boom), "staff_skill");
    assert!((skill - equilibrium_skill(2.0 / 365.0, 180.0, 0.3)).abs() < 1e-3, "{skill}");
    assert!(mean(baseline(&boom), "satisfaction") < mean(baseline(&calm), "satisfaction") - 0.02);
}

#[test]
fn better_pay_is_paid_and_lifts_mood_and_skill() {
    // A salary, since overtime is as worked, and better paid staff work otherwise.
    let text = format!("{BRANCH}[employees]\n").replace("wage =", "salary =");
    let (usual, paid) = (run_text(&text, &[]), run_text(&text, &[("resource.desk.pay", "0.2")]));
    let (u, p) = (baseline(&usual), baseline(&paid));
    assert!((staff(p, "staff_mood") - 0.6).abs() < 1e-5);
    assert!(staff(p, "staff_skill") > staff(u, "staff_skill") + 0.005);
    let turnover = 0.4 * exp(-1.5 * 0.1);
    assert!((staff(p, "staff_turnover") - turnover).abs() < 1e-5, "{}", staff(p, "staff_turnover"));
    let (before, after) = (u.ledger["wages"].mean.expect("wages"), p.ledger["wages"].mean.expect("wages"));
    assert!((after / before - 1.2).abs() < 1e-9);
    assert!(mean(p, "satisfaction") > mean(u, "satisfaction"));
    let surroundings = run_text(&text, &[("resource.desk.environment", "0.2")]);
    assert!((staff(baseline(&surroundings), "staff_mood") - 0.56).abs() < 1e-5);
}

#[test]
fn skilled_staff_serve_faster() {
    // Everybody knows everything, and the file speaks of staff who know half: the rate is 1 + 0.4 * 0.5 times as high.
    let skilled: &[Set<'_>] =
        &[("employees.reference_skill", "0.5"), ("employees.quit_rate", "0 per y"), ("employees.learning_time", "2 d")];
    let results = run_text(TILL, skilled);
    let w = baseline(&results);
    let desk = &w.resources["desk"];
    // M/M/1: utilisation .9 / 1.2, delay rho / (mu - lambda) = .75 / (12 - 9) h.
    assert!((staff(w, "staff_skill") - 1.0).abs() < 1e-6);
    assert!((desk[resource::UTILISATION].mean.expect("used") - 0.75).abs() < 0.01);
    assert!((desk[resource::DELAY_MIN].mean.expect("waits") - 15.0).abs() < 1.0, "{:?}", desk[resource::DELAY_MIN]);
}

#[test]
fn overload_wears_staff_out_within_bounds() {
    let busy: &[Set<'_>] = &[
        ("journey.visit.arrivals", "60 per h"),
        ("journey.visit.pay.patience", "{ exponential = { mean = \"10 min\" } }"),
    ];
    let results = run_text(TILL, busy);
    let w = baseline(&results);
    let (mood, skill) = (staff(w, "staff_mood"), staff(w, "staff_skill"));
    assert!((0.0..0.35).contains(&mood), "{mood}");
    let worst = equilibrium_skill(0.4 / 365.0 * exp(1.5 * 0.5), 180.0, 0.3);
    assert!(skill < equilibrium_skill(0.4 / 365.0, 180.0, 0.3) && skill > worst, "{worst} < {skill}");
    let turnover = staff(w, "staff_turnover");
    assert!(turnover > 0.4 && turnover < 0.4 * exp(1.5 * 0.5) + 1e-9, "{turnover}");
}

#[test]
fn complaints_wear_staff_down() {
    let text =
        format!("{BRANCH}[complaint]\nvoice = {{ silent = 0.0, front_line = 1.0, formal = 0.0 }}\n[employees]\n");
    // Every tenth service fails and is complained of: ten complaints per hundred, 0.02 each.
    let fails: &[Set<'_>] = &[("journey.visit.serve.fail_prob", "0.1"), ("acquisition.new.joins", "400 per y")];
    let results = run_text(&text, fails);
    let mood = staff(baseline(&results), "staff_mood");
    assert!((mood - 0.3).abs() < 0.02, "{mood}");
}

/// Customers with a contact person each, and one rival.
const BANKERS: &str = r#"
name = "Bankers"
[run]
horizon = "3 y"
replications = 6
seed = 2
[population]
customers = 4000
[[hole]]
name = "rival"
hazard = "0.2 per y"
[[resource]]
name = "desk"
staff = 200
key_contacts = true
[[journey]]
name = "review"
start = { rate = "0.1 per y" }
[[journey.touchpoint]]
name = "meet"
resource = "desk"
time = "1 h"
[employees]
quit_rate = "4 per y"
"#;

#[test]
fn a_contact_person_who_leaves_opens_the_door_to_rivals() {
    // A client is in the 90 days after a departure with chance 1 - exp(-q min(t, 90)); the hazard is doubled then.
    let (h, q, t) = (0.2 / 365.0, 4.0 / 365.0, 3.0 * 365.0);
    let covered = 1.0 - exp(-q * 90.0);
    let exposed = covered * (t - 90.0) + 90.0 - covered / q;
    let expected = 4000.0 * (1.0 - exp(-h * (t + exposed)));
    let results = run_text(BANKERS, &[]);
    let left = mean(baseline(&results), "exits");
    // 24,000 customers: 4 standard errors are some 1.5 % of exits, clients of one person together a little more.
    assert!((left / expected - 1.0).abs() < 0.025, "{left} of {expected}");
    let departures = staff(baseline(&results), "contacts_left");
    assert!((departures / (200.0 * 12.0) - 1.0).abs() < 0.05, "{departures}");
}

#[test]
fn a_backup_keeps_the_door_shut() {
    let backed = run_text(BANKERS, &[("employees.key_contact_backup", "true")]);
    let without = run_text(BANKERS, &[("resource.desk.key_contacts", "false")]);
    assert_eq!(mean(baseline(&backed), "exits"), mean(baseline(&without), "exits"));
    assert_eq!(baseline(&backed).survival, baseline(&without).survival);
}

#[test]
fn a_service_under_way_at_midnight_is_load_of_both_days() {
    // One server, busy from day 14 to day 70 in services of 14 d; whoever finds it busy goes.
    let rare: &[Set<'_>] = &[
        ("run.horizon", "\"70 d\""),
        ("run.warm_up", "\"0 d\""),
        ("journey.visit.arrivals", "{ every = \"14 d\" }"),
        ("journey.visit.pay.time", "\"14 d\""),
        ("journey.visit.pay.patience", "\"1 min\""),
        ("employees.speed_effect", "0.0"),
    ];
    let results = run_text(TILL, rare);
    // By midnight d the last seven days were busy on min(7, d - 14) of them; mood closes a thirtieth of its gap a day.
    let (mut mood, mut total) = (0.5, 0.0);
    for midnight in 1..=70 {
        total += mood;
        let load = f64::from((midnight - 14).clamp(0, 7)) / 7.0;
        mood += (0.5 - 2.0 * (load - 0.85_f64).max(0.0) - mood) / 30.0;
    }
    let found = staff(baseline(&results), "staff_mood");
    assert!((found - total / 70.0).abs() < 1e-5, "{found}, {}", total / 70.0);
}

//! Surveys, the firm that acts on them, and the labels it gives its customers.

use journeysim::experiment::results::{Results, World};
use journeysim::metrics::resource;
use journeysim::num::exp;

use crate::support::{Set, run_text};

fn mean(world: &World, metric: &str) -> f64 {
    world.metrics[metric].mean.unwrap_or_else(|| panic!("no {metric}"))
}

fn baseline(results: &Results) -> &World {
    &results.worlds[0]
}

/// A counter with five salaried servers, most of them idle.
const COUNTER: &str = r#"
name = "Counter"
[run]
horizon = "365 d"
replications = 4
seed = 3
[population]
customers = 300
[purchase]
rate = "2 per mo"
basket = 30.0
margin = 0.4
[loyalty]
[[resource]]
name = "desk"
staff = 5
wage = "365 per y"
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "serve"
resource = "desk"
time = { lognormal = { mean = "30 min", cv = 0.5 } }
quality = 7.5
end = "transaction"
"#;

const EXACT: &str =
    "\n[feedback]\nevery = \"100 d\"\nbias = 0.0\nnoise = 0.0\nresponse = { calm = 1.0, moved = 1.0 }\n";

#[test]
fn whoever_asks_everybody_and_hears_the_truth_knows_it() {
    let results = run_text(&format!("{COUNTER}{EXACT}"), &[]);
    let w = baseline(&results);
    assert_eq!(mean(w, "survey_response"), 1.0);
    assert!(mean(w, "survey_error").abs() < 1e-12);
    assert_eq!(mean(w, "survey_score"), mean(w, "survey_truth"));
    assert_eq!(mean(w, "survey_top_two_box"), mean(w, "survey_top_two_box_truth"));
    assert!((mean(w, "survey_truth") - mean(w, "satisfaction")).abs() < 0.2, "of the same kind as the time average");
}

#[test]
fn bias_noise_and_who_answers_come_between() {
    let error = |sets: &[Set<'_>]| mean(baseline(&run_text(&format!("{COUNTER}{EXACT}"), sets)), "survey_error");
    // Sums are kept to a millionth.
    assert!((error(&[("feedback.bias", "0.2")]) - 0.2).abs() < 1e-5);
    // Some 2,500 answers: 4 standard errors of the noise are .04.
    let noise = error(&[("feedback.noise", "0.5")]);
    assert!(noise != 0.0 && noise.abs() < 0.04, "{noise}");
    let some = error(&[("feedback.sample", "50")]);
    assert!(some != 0.0 && some.abs() < 0.15, "{some}");
    // Customers are content on average; the more content answer more often.
    let moved = error(&[("feedback.response", "{ calm = 0.1, moved = 1.0 }"), ("journey.visit.serve.quality", "8.8")]);
    assert!(moved > 0.01, "{moved}");
}

#[test]
fn asking_changes_nobody() {
    let (with, without) = (run_text(&format!("{COUNTER}{EXACT}"), &[]), run_text(COUNTER, &[]));
    let (w, o) = (baseline(&with), baseline(&without));
    assert_eq!(w.ledger, o.ledger);
    assert_eq!(w.bucket, o.bucket);
    assert_eq!(w.touchpoints, o.touchpoints);
    assert_eq!(w.metrics["satisfaction"], o.metrics["satisfaction"]);
}

#[test]
fn without_gain_the_firm_does_nothing() {
    let act = format!("{COUNTER}{EXACT}act = {{ resource = \"desk\", target = 5.0, gain = 0.0 }}\n");
    let (still, plain) = (run_text(&act, &[]), run_text(&format!("{COUNTER}{EXACT}"), &[]));
    let text = |r: &Results| serde_json::to_string(&r.worlds).expect("plain data");
    assert_eq!(text(&still), text(&plain));
}

#[test]
fn a_firm_that_acts_hires_a_fifth_a_time_and_pays_for_it() {
    let act = format!("{COUNTER}{EXACT}act = {{ resource = \"desk\", target = 5.0, gain = 100.0 }}\n");
    let results = run_text(&act, &[]);
    let w = baseline(&results);
    // Surveys on days 100, 200, 300 raise the staff to 6, 7.2 and 8.64 on days 130, 230, 330: 6, 7 and 9 servers.
    let server_days = 5.0 * 365.0 + 100.0 + 2.0 * 100.0 + 4.0 * 35.0;
    assert!((w.ledger["wages"].mean.expect("wages") + server_days).abs() < 1e-6);
    let desk = &w.resources["desk"];
    assert!((desk[resource::WAGES].mean.expect("wages") - server_days).abs() < 1e-6);
    let busy = desk[resource::BUSY].mean.expect("used");
    let utilisation = desk[resource::UTILISATION].mean.expect("used");
    assert!((utilisation - busy * 365.0 / server_days).abs() < 1e-9, "{utilisation}");
    let fewer = run_text(&act, &[("feedback.act.target", "1.0")]);
    assert!(baseline(&fewer).ledger["wages"].mean.expect("wages") > -5.0 * 365.0, "a score above target saves staff");
}

/// Two until day 130, then one to the end: who is kept is paid. Old value: 260.
#[test]
fn a_firm_that_saves_staff_keeps_one_and_pays_for_that_one() {
    let act = "act = { resource = \"desk\", target = 1.0, gain = 100.0, most = 0.9 }\n";
    let desk = COUNTER.replace("staff = 5", "staff = 2").replace("wage =", "salary =");
    let paid = baseline(&run_text(&format!("{desk}{EXACT}{act}"), &[])).ledger["wages"].mean.expect("wages");
    assert!((paid + 2.0 * 130.0 + 235.0).abs() < 1e-6, "{paid}");
}

/// A firm whose customers are asked every hundred days, and who come by advertising alone.
const ADVERTISER: &str = r#"
name = "Advertiser"
[run]
horizon = "365 d"
replications = 6
seed = 8
[population]
customers = 40
[loyalty]
[[acquisition]]
name = "papers"
budget = "730 per y"
max_prospects = "20 per d"
budget_scale = "4 per d"
success_per_contact = 1.0
max_contacts = 1
[[acquisition]]
name = "street"
joins = "1 per wk"
[[journey]]
name = "visit"
start = { rate = "1 per mo" }
[[journey.touchpoint]]
name = "serve"
quality = 7.5
"#;

#[test]
fn a_firm_that_acts_on_its_budget_reaches_who_that_budget_reaches() {
    let act = |keys: &str| format!("{ADVERTISER}{EXACT}act = {{ source = \"papers\", {keys} }}\n");
    let (rising, plain) =
        (run_text(&act("target = 5.0, gain = 100.0"), &[]), run_text(&format!("{ADVERTISER}{EXACT}"), &[]));
    // Surveys on days 100, 200 and 300 raise the budget by a fifth each on days 130, 230 and 330.
    let spans = [(130.0, 1.0), (100.0, 1.2), (100.0, 1.44), (35.0, 1.728)];
    let money: f64 = spans.iter().map(|(days, scale)| days * scale * 2.0).sum();
    let spent = |results: &Results| baseline(results).ledger["contacts"].mean.expect("spent");
    assert!((spent(&rising) + money).abs() < 1e-6, "{}", spent(&rising));
    assert!((spent(&plain) + 730.0).abs() < 1e-6);
    let reached: f64 = spans.iter().map(|(days, scale)| days * 20.0 * (1.0 - exp(-0.5 * scale))).sum();
    let joined = |results: &Results, source: &str| {
        baseline(results).bucket.as_ref().expect("customers").inflow[source].mean.expect("joined")
    };
    // Six replications of a Poisson count: 4 standard errors.
    let room = 4.0 * (reached / 6.0).sqrt();
    assert!((joined(&rising, "papers") - reached).abs() < room, "{} is not {reached}", joined(&rising, "papers"));
    assert_eq!(joined(&rising, "street"), joined(&plain, "street"), "the other source is left alone");
    let cac = |results: &Results| mean(baseline(results), "cac.papers");
    assert!(
        (cac(&rising) - money / joined(&rising, "papers")).abs() / cac(&rising) < 0.01,
        "media is what a newcomer costs"
    );
    // Against the target, and with nothing to gain.
    let falling = run_text(&act("target = 5.0, gain = -100.0"), &[]);
    assert!((spent(&falling) + 2.0 * (130.0 + 80.0 + 64.0 + 0.512 * 35.0)).abs() < 1e-6, "{}", spent(&falling));
    assert!(joined(&falling, "papers") < joined(&plain, "papers"));
    let text = |r: &Results| serde_json::to_string(&r.worlds).expect("plain data");
    assert_eq!(text(&run_text(&act("target = 5.0, gain = 0.0"), &[])), text(&plain));
}

#[test]
fn a_budget_that_follows_surveys_keeps_what_a_world_changes() {
    // The file's budget doubles on day 200; the decisions multiply whatever is in force.
    let shock =
        "[[shock]]\nname = \"more\"\nstart = \"200 d\"\nchange = { \"acquisition.papers.budget\" = { scale = 2.0 } }\n";
    let act = "act = { source = \"papers\", target = 5.0, gain = 100.0 }\n";
    let results = run_text(&format!("{ADVERTISER}{EXACT}{act}{shock}"), &[("run.replications", "40")]);
    let spans = [(130.0, 1.0), (70.0, 1.2), (30.0, 2.4), (100.0, 2.88), (35.0, 3.456)];
    let w = baseline(&results);
    let money: f64 = spans.iter().map(|(days, scale)| days * scale * 2.0).sum();
    assert!((w.ledger["contacts"].mean.expect("spent") + money).abs() < 1e-6);
    let reached: f64 = spans.iter().map(|(days, scale)| days * 20.0 * (1.0 - exp(-0.5 * scale))).sum();
    let joined = w.bucket.as_ref().expect("customers").inflow["papers"].mean.expect("joined");
    assert!((joined - reached).abs() < 4.0 * (reached / 40.0).sqrt(), "{joined} is not {reached}");
}

/// Poisson buyers who are all alike and stay alike.
const BUYERS: &str = r#"
name = "Buyers"
[run]
horizon = "5 y"
warm_up = "2 y"
replications = 4
seed = 1
[population]
customers = 1500
[purchase]
rate = "2 per mo"
basket = 10.0
margin = 0.5
wallet_response = 0.0
[lifecycle]
multiplier = { acquisition = 1.0, build_up = 1.0, climax = 1.0, decline = 1.0 }
[loyalty]
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "serve"
fail_prob = 0.0
[feedback]
every = "90 d"
"#;

#[test]
fn false_alarms_are_as_frequent_as_long_silences_of_a_poisson_buyer() {
    let results = run_text(BUYERS, &[]);
    let w = baseline(&results);
    // Some 24,000 customers at surveys: 4 standard errors are some .006 and .0013.
    let (alarm, exit) = (exp(-3.0), exp(-6.0));
    assert!((mean(w, "observed_false_alarm") - alarm).abs() < 0.006, "{}", mean(w, "observed_false_alarm"));
    assert!((mean(w, "observed_false_exit") - exit).abs() < 0.0015, "{}", mean(w, "observed_false_exit"));
    // The same chance, seen from the gaps: those that ended with a purchase after a warning.
    assert!((mean(w, "false_alarm_rate") - alarm).abs() < 0.003, "{}", mean(w, "false_alarm_rate"));
    let sooner = run_text(BUYERS, &[("lifecycle.warning", "1.0")]);
    assert!((mean(baseline(&sooner), "observed_false_alarm") - exp(-1.0)).abs() < 0.014);
}

#[test]
fn every_person_has_one_label_and_exits_are_seen_late() {
    let results = run_text(BUYERS, &[]);
    let w = baseline(&results);
    for hidden in ["climax", "decline", "gone"] {
        let row = w.observed.iter().filter(|(name, _)| name.starts_with(&format!("{hidden}.")));
        let sum: f64 = row.filter_map(|(_, metric)| metric.mean).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{hidden}: {sum}");
    }
    let seen = |label: &str| w.observed[label].mean.expect("seen");
    assert!(seen("gone.gone") > 0.5 && seen("gone.climax") > 0.0, "who has just left looks like a customer");
    assert!(seen("decline.climax") > 0.8, "purchases say nothing of decline while the rate is the same");
}

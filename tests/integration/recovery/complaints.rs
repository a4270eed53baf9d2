//! Complaints: ease, care, compensation, what the answers cause, learning, steps with authority and escalation.

use journeysim::metrics::{resource, touchpoint};
use journeysim::num::{exp, ln};
use journeysim::scenario::{Scenario, explain};

use super::{baseline, holds, mean, metric, plugged};
use crate::support::{Set, World, run_text};

/// Everybody meets one disaster on joining, and may leave for no other reason.
fn disaster() -> String {
    HOTEL.to_owned() + &plugged(&["complaint"])
}

const HOTEL: &str = r#"
name = "Disaster"
[run]
horizon = "60 d"
replications = 20
seed = 11
[population]
customers = 1000
[loyalty]
[complaint]
resolution = { quick = 0.0, slow = 1.0 }
[[journey]]
name = "first visit"
start = "join"
[[journey.touchpoint]]
name = "counter"
fail_prob = 1.0
severity = 1.0
hole = "fault"
[[hole]]
name = "fault"
"#;

/// A complaint that takes so long that no answer is quick.
const CASE: &str = r#"
[[journey]]
name = "complaint"
start = "complaint"
[[journey.touchpoint]]
name = "listen"
time = "20 d"
fail_prob = 0.4
on_fail = "refuse"
next = "answer"
[[journey.touchpoint]]
name = "answer"
settle = "resolved"
next = "done"
[[journey.touchpoint]]
name = "refuse"
settle = "unresolved"
"#;

/// TARP's chances to stay after a major problem: silent, unresolved, resolved.
const SILENT: f64 = 0.09;
const UNRESOLVED: f64 = 0.19;
const RESOLVED: f64 = 0.54;

fn case(sets: &[Set<'_>]) -> journeysim::experiment::results::Results {
    let text = disaster().replace("resolution = { quick = 0.0, slow = 1.0 }", "quick_half_life = \"1 min\"") + CASE;
    run_text(&text, sets)
}

#[test]
fn the_pyramid_divides_as_its_shares_and_ease_multiplies_the_odds() {
    // 5 of 100 complain formally: 20 unhappy customers stand behind each; 4 of 100: 25.
    for (voice, ease, expected) in [
        ("{ silent = 0.69, front_line = 0.26, formal = 0.05 }", "1.0", 20.0),
        ("{ silent = 0.96, formal = 0.04 }", "1.0", 25.0),
        ("{ silent = 0.69, front_line = 0.26, formal = 0.05 }", "2.0", (0.69 + 0.62) / 0.10),
    ] {
        let sets = [("complaint.voice", voice), ("complaint.ease", ease), ("population.customers", "10000")];
        let results = run_text(&disaster(), &sets);
        let found = mean(&results, "unhappy_per_complaint");
        assert!((found - expected).abs() < 0.03 * expected, "{voice}, ease {ease}: {found}, expected {expected}");
    }
}

#[test]
fn mixed_retention_of_disasters_is_the_table_s() {
    for (ease, voiced) in [("1.0", 0.31), ("2.0", 0.62 / 1.31), ("0.0", 0.0)] {
        let results = run_text(&disaster(), &[("complaint.ease", ease)]);
        let lost = 1000.0 * (1.0 - (1.0 - voiced) * SILENT - voiced * RESOLVED);
        holds(metric(&results, "incident_exits"), lost, ease);
        // At ease 1 all but 22.95 % are lost, as the pyramid has it.
        assert!(ease != "1.0" || (lost - 770.5).abs() < 1e-9);
    }
}

#[test]
fn speaking_up_keeps_customers_if_and_only_if_answers_are_better_than_silence() {
    let lost = |resolved: &str| {
        ["0.5", "1.0", "2.0", "8.0"].map(|ease| {
            let sets = [("complaint.ease", ease), ("complaint.stay.resolved", resolved)];
            mean(&run_text(&disaster(), &sets), "incident_exits")
        })
    };
    let (good, bad) = (lost("[0.70, 0.54]"), lost("[0.10, 0.02]"));
    assert!(good.windows(2).all(|pair| pair[1] < pair[0]), "{good:?}");
    assert!(bad.windows(2).all(|pair| pair[1] > pair[0]), "{bad:?}");
}

#[test]
fn care_and_compensation_win_the_same_answers_in_shares_and_in_steps() {
    for (sets, accepted) in [
        (&[][..], 0.6),
        (&[("complaint.care", "0.15")][..], 0.75),
        (&[("complaint.compensation", "50.0")][..], 0.8),
        (&[("complaint.compensation", "50.0"), ("complaint.compensation_effect", "0.1")][..], 0.7),
        (&[("complaint.care", "0.15"), ("complaint.compensation", "50.0")][..], 0.95),
        (&[("complaint.care", "0.5")][..], 1.0),
    ] {
        let stay = 0.69 * SILENT + 0.31 * (accepted * RESOLVED + (1.0 - accepted) * UNRESOLVED);
        let mut shares = vec![("complaint.resolution", "{ quick = 0.0, slow = 0.6 }")];
        shares.extend_from_slice(sets);
        for results in [run_text(&disaster(), &shares), case(sets)] {
            holds(metric(&results, "incident_exits"), 1000.0 * (1.0 - stay), &format!("{sets:?}"));
        }
    }
}

#[test]
fn a_compensation_is_paid_for_each_answer_that_is_accepted_and_for_no_other() {
    let results = case(&[("complaint.compensation", "50.0")]);
    let w = baseline(&results);
    let paid = w.ledger["compensation"].mean.expect("a mean");
    let accepted = mean(&results, "complaints_accepted");
    assert!(accepted > 200.0 && accepted < mean(&results, "complaints"), "{accepted}");
    assert!((paid + 50.0 * accepted).abs() < 1e-6, "{paid} for {accepted}");
    assert!((w.ledger["total"].mean.expect("a mean") - paid).abs() < 1e-6, "nothing else costs anything");
    assert!(!baseline(&case(&[])).ledger.contains_key("compensation"), "off is absent");
}

#[test]
fn what_answers_cause_is_reported_at_one_and_at_a_half() {
    let whole = run_text(&disaster(), &[]);
    let half = run_text(&disaster(), &[("complaint.causal_share", "0.5")]);
    let lost = |share: f64| 1000.0 * (1.0 - SILENT - 0.31 * share * (RESOLVED - SILENT));
    for results in [&whole, &half] {
        holds(metric(results, "incident_exits_causal_1"), lost(1.0), "causal 1");
        holds(metric(results, "incident_exits_causal_half"), lost(0.5), "causal 0.5");
    }
    holds(metric(&whole, "incident_exits"), lost(1.0), "as drawn at 1");
    holds(metric(&half, "incident_exits"), lost(0.5), "as drawn at 0.5");
}

/// Nobody leaves; everybody buys once a day for 60 days and fails one time in five; every complaint is voiced and resolved.
fn pupils(learning: &str) -> f64 {
    let text = format!(
        r#"
name = "Pupils"
[run]
horizon = "60 d"
replications = 6
seed = 12
[population]
customers = 1500
[purchase]
rate = "1 per d"
wallet_response = 0.0
[loyalty]
[complaint]
voice = {{ silent = 0.0, front_line = 1.0 }}
resolution = {{ quick = 1.0, slow = 0.0 }}
learning = {learning}
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "counter"
fail_prob = 0.2
{}"#,
        plugged(&[])
    );
    let results = run_text(&text, &[]);
    assert_eq!(mean(&results, "active_end"), 1500.0);
    assert_eq!(results.run.engine, if learning == "0.0" { "independent" } else { "shared" });
    mean(&results, "incidents") / 1500.0
}

#[test]
fn a_firm_that_learns_fails_as_the_mean_field_says() {
    // h' = a exp(-l h), so h(T) = ln(1 + l a T) / l, until half of the failures are left at l a T = 1.
    let (a, days) = (0.2, 60.0);
    let plain = pupils("0.0");
    assert!((plain - a * days).abs() < 0.01 * a * days, "{plain}");
    for l in [0.02, 0.08] {
        let (found, expected) = (pupils(&l.to_string()), ln(1.0 + l * a * days) / l);
        assert!((found - expected).abs() < 0.01 * expected, "l {l}: {found}, expected {expected}");
    }
    // Whatever it learns, half is left: h1 = ln 2 / l is reached at once.
    let (found, expected) = (pupils("10.0"), a * days / 2.0 + ln(2.0) / 10.0 - 0.5 / 10.0);
    assert!((found - expected).abs() < 0.01 * expected, "{found}, expected {expected}");
}

#[test]
fn a_segment_cannot_learn_for_the_firm() {
    let text =
        disaster() + "[[segment]]\nname = \"all\"\nshare = 1.0\nchange = { \"complaint.learning\" = { set = 1.0 } }\n";
    let problems = World::parse(&text, &[]).expect_err("the firm learns as a whole").to_string();
    assert!(problems.contains("complaint.learning"), "{problems}");
}

#[test]
fn authority_escalation_and_reviews_can_be_written_as_steps() {
    // A phone card: most of the front line may decide nothing; a manager reviews, then somebody outside.
    let steps = r#"
[[resource]]
name = "front line"
staff = 2
[[resource]]
name = "manager"
staff = 1
[[journey]]
name = "complaint"
start = "complaint"
max_visits = 200
[[journey.touchpoint]]
name = "receive"
resource = "front line"
time = { exponential = { mean = "5 min" } }
cost = 5.0
next = { receive = 0.2, decide = 0.3, review = 0.5 }
[[journey.touchpoint]]
name = "decide"
fail_prob = 0.4
on_fail = "review"
next = "make good"
[[journey.touchpoint]]
name = "review"
resource = "manager"
time = { exponential = { mean = "20 min" } }
cost = 40.0
fail_prob = 0.4
on_fail = "external review"
next = "make good"
[[journey.touchpoint]]
name = "external review"
after = "10 d"
cost = 300.0
fail_prob = 0.5
on_fail = "give up"
next = "make good"
[[journey.touchpoint]]
name = "make good"
settle = "resolved"
next = "done"
[[journey.touchpoint]]
name = "give up"
settle = "unresolved"
"#;
    let text = disaster().replace("resolution = { quick = 0.0, slow = 1.0 }", "") + steps;
    let run = |sets: &[Set<'_>]| run_text(&text, sets);
    let results = run(&[]);
    let accepted = |first: f64| {
        let decided = 0.3 / 0.8 * first;
        decided + (1.0 - decided) * (0.6 + 0.4 * 0.5)
    };
    let share = |r| mean(r, "complaints_accepted") / mean(r, "complaints");
    assert!((share(&results) - accepted(0.6)).abs() < 0.015, "{} {}", share(&results), accepted(0.6));
    let w = baseline(&results);
    assert!(w.resources["manager"][resource::DELAY_MIN].mean > Some(60.0), "they all come at once and queue");
    let visits = |name: &str| w.touchpoints[&format!("complaint/{name}")][touchpoint::VISITS].mean.expect("a mean");
    let received = mean(&results, "complaints") / 0.8;
    assert!((visits("receive") - received).abs() < 0.03 * received, "the loop: {} {received}", visits("receive"));
    // With authority at the front line fewer cases climb.
    let trusted = run(&[("journey.complaint.receive.next", "{ receive = 0.2, decide = 0.8 }")]);
    let climbs = |r| baseline(r).touchpoints["complaint/review"][touchpoint::VISITS].mean;
    assert!(climbs(&trusted) < climbs(&results));
    assert!(mean(&trusted, "incident_exits") < mean(&results, "incident_exits"));
}

#[test]
fn presets_by_ticket_size_say_how_many_complain_and_which_row_is_doubtful() {
    for (preset, complain) in
        [("small-goods", 0.04), ("small-services", 0.55), ("large-goods", 0.73), ("large-services", 0.63)]
    {
        let text = disaster().replace("[complaint]", &format!("[complaint]\npreset = \"{preset}\""));
        let world = World::parse(&text, &[]).expect(preset);
        let complaint = world.compiled.model.plain(0).complaint.as_ref().expect("a complaint");
        assert!((complaint.voice[0] - (1.0 - complain)).abs() < 1e-12, "{preset}");
        assert!((complaint.voice.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{preset}");
        let loaded = Scenario::parse("a.toml", &text, &[]).expect(preset);
        let said = explain(&loaded.scenario, Some("complaint.voice.silent")).expect("a path");
        assert_eq!(said[0].origin, format!("preset {preset}"));
        assert_eq!(said[0].basis.contains("doubtful"), preset == "small-goods", "{}", said[0].basis);
    }
    // What the file says lies above it.
    let text = disaster().replace("[complaint]", "[complaint]\npreset = \"large-goods\"\nvoice = { silent = 1.0 }");
    let world = World::parse(&text, &[]).expect("a good file");
    assert_eq!(world.compiled.model.plain(0).complaint.as_ref().expect("a complaint").voice[0], 1.0);
}

#[test]
fn a_failure_after_the_next_visit_has_begun_is_an_incident_all_the_same() {
    // Purchases come every six weeks; what was bought is used a month later, often after the next visit.
    let text = r#"
name = "Late failures"
[run]
horizon = "3 y"
replications = 10
[population]
customers = 400
[loyalty]
[complaint]
voice = { silent = 0.45, front_line = 0.5, formal = 0.05 }
[purchase]
rate = "8 per y"
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "buy"
end = "departure"
[[journey.touchpoint]]
name = "use"
after = "30 d"
fail_prob = 0.04
end = "after"
"#;
    let metrics = &crate::support::run_text(text, &[]).worlds[0].metrics;
    let mean = |id: &str| metrics[id].mean.expect("a value");
    let voiced = mean("complaints") / mean("incidents");
    // 10 x 400 customers give some 2,000 incidents: three standard errors are .033. Who leaves meanwhile says nothing more.
    assert!((voiced - 0.55).abs() < 0.04, "{voiced:.3} of incidents are voiced");
}

#[test]
fn what_only_an_offer_pays_has_its_line_and_the_ledger_closes() {
    let text = disaster()
        + r#"
[[intervention]]
name = "cheque"
on = "failure"
lasts = "30 d"
change = { "complaint.compensation" = { set = 20.0 } }
"#;
    let results = crate::support::Worlds::parse(&text, &[&["cheque"]]).results();
    let ledger = &results.worlds[1].ledger;
    assert!(ledger["compensation"].mean.expect("a value") < -1000.0, "{ledger:?}");
    let lines: f64 = ledger.iter().filter(|(name, _)| *name != "total").filter_map(|(_, line)| line.mean).sum();
    assert!((lines - ledger["total"].mean.expect("a total")).abs() < 1e-6, "{ledger:?}");
    assert!(!results.worlds[0].ledger.contains_key("compensation"), "nobody is paid in the baseline");
}

#[test]
fn the_graver_the_louder_by_the_logit_formula() {
    // Odds of speaking up: .31 / .69 times exp(slope (severity - .4)).
    for (slope, severity) in [("3.0", "0.0"), ("3.0", "0.4"), ("3.0", "1.0"), ("-2.0", "1.0")] {
        let sets = [
            ("complaint.severity_slope", slope),
            ("journey.first visit.counter.severity", severity),
            ("population.customers", "3000"),
        ];
        let results = run_text(&disaster(), &sets);
        let [s, x] = [slope, severity].map(|text| text.parse::<f64>().expect("a number"));
        let odds = 0.31 / 0.69 * exp(s * (x - 0.4));
        let silent = 1.0 - mean(&results, "complaints") / 3000.0;
        // Binomial over 60,000 customers: four standard errors are .008.
        assert!((silent - 1.0 / (1.0 + odds)).abs() < 0.0085, "slope {slope}, severity {severity}: {silent}");
        let formal = 3000.0 / mean(&results, "unhappy_per_complaint");
        assert!((formal / mean(&results, "complaints") - 0.05 / 0.31).abs() < 0.01, "those who speak divide as before");
    }
}

#[test]
fn a_slope_of_nothing_is_exactly_absent() {
    let text = |sets: &[Set<'_>]| serde_json::to_string(&run_text(&disaster(), sets).worlds).expect("plain data");
    let plain = text(&[]);
    assert!(plain == text(&[("complaint.severity_slope", "0.0")]));
    // At the usual severity every slope leaves the shares as they are, but for the last digit.
    let usual = [("journey.first visit.counter.severity", "0.4")];
    let sloped = [usual[0], ("complaint.severity_slope", "5.0")];
    assert!(text(&usual) == text(&sloped));
    // Where grave problems are the ones that are voiced, answers reach those whom silence would lose.
    let exits = |slope: &str| {
        let sets = [
            ("complaint.severity_slope", slope),
            ("journey.first visit.counter.severity", "{ beta = { alpha = 2.0, beta = 3.0 } }"),
        ];
        mean(&run_text(&disaster(), &sets), "incident_exits")
    };
    assert!(exits("6.0") != exits("0.0"));
}

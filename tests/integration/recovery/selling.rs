//! Sales contacts: what they cost, how they annoy, and an open complaint that triples it.

use journeysim::experiment::results::Results;
use journeysim::metrics::touchpoint;

use super::{baseline, mean, plugged};
use crate::support::{Set, run_text};

/// Everybody meets a failure on joining and complains at once; the answer comes after the horizon. Then they shop.
fn store() -> String {
    format!(
        r#"
name = "Store"
[run]
horizon = "1 y"
replications = 4
seed = 41
[population]
customers = 300
[purchase]
rate = "12 per y"
basket = 10.0
wallet_response = 0.0
[loyalty]
[complaint]
voice = {{ silent = 0.0, front_line = 1.0 }}
[[journey]]
name = "joining"
start = "join"
[[journey.touchpoint]]
name = "counter"
fail_prob = 1.0
severity = 0.0
[[journey]]
name = "complaint"
start = "complaint"
[[journey.touchpoint]]
name = "letter"
lane = "support"
time = "2 y"
[[journey.touchpoint]]
name = "answer"
settle = "resolved"
[[journey]]
name = "shopping"
start = "purchase"
[[journey.touchpoint]]
name = "till"
quality = 7.5
fail_prob = 0.0
{}"#,
        plugged(&[])
    )
}

const EVERY: Set<'static> = ("purchase.sales_contact.probability", "1.0");

fn run(sets: &[Set<'_>]) -> Results {
    run_text(&store(), sets)
}

fn worlds(results: &Results) -> String {
    serde_json::to_string(&results.worlds).expect("plain data")
}

#[test]
fn an_open_complaint_triples_the_annoyance_exactly() {
    let usual = worlds(&run(&[EVERY]));
    let threefold =
        [EVERY, ("purchase.sales_contact.annoyance", "0.15"), ("purchase.sales_contact.open_complaint", "1.0")];
    // .05 x 3 is not .15 to the last bit, and means are rounded to fewer.
    let [a, b] = [run(&[EVERY]), run(&threefold)].map(|r| mean(&r, "satisfaction"));
    assert!((a - b).abs() < 1e-12, "{a} {b}");
    let once = [EVERY, ("purchase.sales_contact.open_complaint", "1.0")];
    assert!(usual != worlds(&run(&once)));
    assert!(mean(&run(&once), "satisfaction") > a, "without a complaint it is milder");
}

#[test]
fn no_contact_is_exactly_absent_and_a_free_one_that_annoys_nobody_changes_nothing_felt() {
    let plain = worlds(&run(&[]));
    assert!(plain == worlds(&run(&[("purchase.sales_contact", "{ annoyance = 0.9, cost = 5.0 }")])));
    let [quiet, loud] =
        ["0.0", "0.4"].map(|u| mean(&run(&[EVERY, ("purchase.sales_contact.annoyance", u)]), "satisfaction"));
    assert!(loud < quiet, "{loud} {quiet}");
}

#[test]
fn where_nothing_is_felt_a_contact_only_costs() {
    let text = "name = \"Stall\"\n[run]\nhorizon = \"1 y\"\nreplications = 2\n[population]\ncustomers = 50\n[purchase]\n\
                rate = \"12 per y\"\nbasket = 10.0\nsales_contact = { probability = 1.0, cost = 2.0 }\n";
    let results = run_text(text, &[]);
    let [contacts, purchases] = ["sales_contacts", "purchases"].map(|name| mean(&results, name));
    assert!(contacts > 400.0 && contacts == purchases, "{contacts} {purchases}");
    assert_eq!(baseline(&results).ledger["sales contacts"].mean, Some(-2.0 * contacts));
}

#[test]
fn each_contact_is_paid_and_annoys_the_more_the_more_there_are() {
    let mut last = f64::INFINITY;
    for probability in ["0.2", "0.6", "1.0"] {
        let sets = [
            ("purchase.sales_contact", "{ annoyance = 0.3, cost = 2.0 }"),
            ("purchase.sales_contact.probability", probability),
        ];
        let results = run(&sets);
        let w = baseline(&results);
        let contacts = mean(&results, "sales_contacts");
        let paid = w.ledger["sales contacts"].mean.expect("a mean");
        assert!((paid + 2.0 * contacts).abs() < 1e-6, "{paid} for {contacts}");
        // Some 14,400 purchases in all: four standard errors of a share are below .017.
        let share = contacts / mean(&results, "purchases");
        let expected: f64 = probability.parse().expect("a number");
        assert!((share - expected).abs() < 0.017, "{share} {expected}");
        let satisfaction = mean(&results, "satisfaction");
        assert!(satisfaction < last, "{satisfaction} after {last}");
        last = satisfaction;
    }
}

#[test]
fn who_waits_for_an_answer_and_who_has_a_choice_tolerates_less() {
    // Everybody expects 6.5 and gets 6 at the till, every time.
    let exact = [
        ("experience.sd_within", "0.0"),
        ("experience.sd_between", "0.0"),
        ("experience.mood_gain", "0.0"),
        ("experience.learning", "0.0"),
        ("market.progress", "0.0"),
        ("journey.shopping.till.quality", "6.0"),
    ];
    let moment = |more: &[Set<'_>]| {
        let results = run(&[&exact[..], more].concat());
        baseline(&results).touchpoints["shopping/till"][touchpoint::MOMENT].mean.expect("moments")
    };
    let felt = |down: f64| 0.5 * (2.0 * (down - 0.5) / (down + 1.5) - 1.0);
    let silent = ("complaint.voice", "{ silent = 1.0 }");
    for (more, down) in [
        (vec![silent], 1.5),
        (vec![], 0.7 * 1.5),
        (vec![silent, ("market.competition", "1.0")], 0.95 * 1.5),
        (vec![("market.competition", "0.0")], 0.7 * 1.05 * 1.5),
    ] {
        let found = moment(&more);
        assert!((found - felt(down)).abs() < 1e-5, "{more:?}: {found}, expected {}", felt(down));
    }
}

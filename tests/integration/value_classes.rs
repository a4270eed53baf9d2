//! Value classes (model section 11): closed forms, limits, conservation, and interventions aimed at a class as the firm sees it.

use std::collections::BTreeMap;

use journeysim::experiment::results::{Metric, Results, World as Told};
use journeysim::num::{exp, exp_m1, sqrt};

use crate::support::{ALONE, How, Set, World, Worlds, run_text};

/// Alike customers who buy, join and leave; reviewed every year, the last time on the horizon.
const SHOP: &str = r#"
name = "Shop"
[run]
horizon = "4 y"
replications = 30
seed = 31
[population]
customers = 400
[purchase]
rate = "6 per y"
basket = { lognormal = { mean = 800.0, cv = 1.0 } }
margin = 0.4
[[acquisition]]
name = "web"
joins = "50 per y"
[[hole]]
name = "away"
hazard = "0.2 per y"
[value_classes]
"#;

fn classes(results: &Results) -> &BTreeMap<String, Metric> {
    &results.worlds[0].classes
}

fn mean(results: &Results, id: &str) -> f64 {
    classes(results).get(id).unwrap_or_else(|| panic!("no {id}")).mean.unwrap_or_else(|| panic!("no value of {id}"))
}

/// Within four standard errors, which must be below `at_most`.
fn holds(results: &Results, id: &str, expected: f64, at_most: f64) {
    let found = &classes(results)[id];
    let (mean, sd) = (found.mean.expect("a mean"), found.sd.expect("a spread"));
    let error = sd / sqrt(found.n as f64);
    assert!(error < at_most, "{id}: the error {error} says little");
    assert!((mean - expected).abs() <= 4.0 * error + 1e-9, "{id}: {mean} +- {error}, expected {expected}");
}

/// Chance of `from..to` events at a mean of `m`.
fn poisson(m: f64, from: u32, to: u32) -> f64 {
    let mut term = exp(-m);
    let mut sum = 0.0;
    for k in 0..to {
        sum += if k >= from { term } else { 0.0 };
        term *= m / f64::from(k + 1);
    }
    sum
}

#[test]
fn sorting_changes_nobody() {
    for text in [SHOP.to_owned(), format!("{SHOP}[loyalty]\n[lifecycle]\n")] {
        let few: &[Set<'_>] = &[("run.replications", "3")];
        let with = run_text(&text, few);
        let without = run_text(&text.replace("[value_classes]", ""), few);
        let mut plain: Told = with.worlds[0].clone();
        assert!(!plain.classes.is_empty());
        plain.classes.clear();
        assert_eq!(plain, without.worlds[0]);
        assert!(!serde_json::to_string(&without).expect("JSON").contains("\"classes\""));
    }
}

#[test]
fn results_do_not_depend_on_threads_or_cells() {
    let world = World::parse(SHOP, &[("run.replications", "4")]).expect("a good scenario");
    let alone = world.results(ALONE);
    for how in [How { threads: 2, one_cell: false }, How { threads: 1, one_cell: true }] {
        let other = world.results(how);
        assert_eq!(serde_json::to_string(&alone.worlds).unwrap(), serde_json::to_string(&other.worlds).unwrap());
    }
}

#[test]
fn each_customer_is_in_one_class_and_nobody_is_lost_between_reviews() {
    let results = run_text(SHOP, &[("run.replications", "5")]);
    let all = classes(&results);
    let sum = |prefix: &str, suffix: &str| -> f64 {
        let ids = all.iter().filter(|(id, _)| id.starts_with(prefix) && id.ends_with(suffix));
        ids.map(|(_, metric)| metric.mean.expect("a mean")).sum()
    };
    for division in ["recency", "frequency", "money", "abc", "quadrant", "loyalty", "retail"] {
        for measure in [".customers", ".value"] {
            let whole = sum(&format!("{division}."), measure);
            assert!((whole - 1.0).abs() < 1e-9, "{division}{measure}: {whole}");
        }
    }
    assert_eq!(
        mean(&results, "customers"),
        results.worlds[0].metrics["active_end"].mean.unwrap(),
        "a review on the horizon"
    );
    // Whoever is there at a review was there before or is new; whoever was there stays or is gone: the same in all divisions.
    let moved = |division: &str| sum(&format!("moves.{division}."), "");
    let gone = |division: &str| sum(&format!("moves.{division}."), ".gone");
    for division in ["frequency", "money", "abc"] {
        assert!((moved(division) - moved("recency")).abs() < 1e-6, "{division}");
        assert!((gone(division) - gone("recency")).abs() < 1e-6, "{division}");
    }
    // Without anybody new or gone, 400 customers move three times.
    let closed = run_text(SHOP, &[("acquisition.web.enabled", "false"), ("hole.away.enabled", "false")]);
    let total: f64 =
        classes(&closed).iter().filter(|(id, _)| id.starts_with("moves.recency.")).filter_map(|m| m.1.mean).sum();
    assert_eq!(total, 1200.0);
    assert_eq!(mean(&closed, "moves.recency.5.gone"), 0.0);
    assert!((mean(&closed, "remaining_years.5") - 30.0).abs() < 1e-9, "nobody leaves: cut at thirty years");
}

#[test]
fn poisson_buyers_are_sorted_as_the_law_says() {
    let alike: &[Set<'_>] = &[("acquisition.web.enabled", "false"), ("hole.away.enabled", "false")];
    let results = run_text(SHOP, alike);
    // Twelve purchases in 24 months on average; the first review has seen one year of them only, the last two full years.
    for (class, from, to) in [(1, 0, 2), (2, 2, 6), (3, 6, 11), (4, 11, 24), (5, 24, 200)] {
        holds(&results, &format!("frequency.{class}.customers"), poisson(12.0, from, to), 0.006);
    }
    // No purchase for so many months of a twelfth of a year: exponential.
    let silent = |months: f64| exp(-6.0 * months / 12.0);
    for (class, from, to) in [(5, 0.0, 1.0), (4, 1.0, 3.0), (3, 3.0, 6.0), (2, 6.0, 12.0)] {
        holds(&results, &format!("recency.{class}.customers"), silent(from) - silent(to), 0.006);
    }
    holds(&results, "current_value", 6.0 * 800.0 * 0.4, 20.0);
}

#[test]
fn fixed_spend_falls_on_its_side_of_a_cut_off() {
    let given = [("500.0", "1"), ("501.0", "2"), ("1000.0", "2"), ("1001.0", "3"), ("5000.0", "4"), ("5001.0", "5")];
    for (basket, class) in given {
        // At 60 purchases a year nobody goes without any in 24 months.
        let sets = [
            ("purchase.basket", basket),
            ("purchase.rate", "60 per y"),
            ("run.replications", "1"),
            ("acquisition.web.enabled", "false"),
        ];
        assert_eq!(mean(&run_text(SHOP, &sets), &format!("money.{class}.customers")), 1.0, "{basket}");
    }
}

#[test]
fn the_remaining_life_of_alike_customers_is_geometric() {
    let often: &[Set<'_>] = &[
        ("purchase.rate", "52 per y"),
        ("population.customers", "1500"),
        ("acquisition.web.enabled", "false"),
        ("money.discount_rate", "0.1"),
    ];
    let results = run_text(SHOP, often);
    let (stay, later) = (exp(-0.2), 1.0 / 1.1);
    let delta = journeysim::num::ln(1.1);
    let period = -exp_m1(-delta) / delta;
    let years = (stay + (1.0 - stay) / 2.0) * period / (1.0 - later * stay);
    holds(&results, "remaining_years.5", years, 0.03);
    holds(&results, "future_value", 52.0 * 800.0 * 0.4 * years, 600.0);
}

#[test]
fn lognormal_spend_of_sigma_1_68_gives_the_eighty_twenty_rule() {
    // Rates of lognormal law at a fixed basket, so many purchases that counting adds next to nothing. Share of the top fifth:
    // Phi(sigma - z(0.8)) = Phi(1.68 - 0.8416) = 0.799.
    let cv = format!("{}", sqrt(exp(1.68 * 1.68) - 1.0));
    let rate = format!("{{ lognormal = {{ mean = \"120 per y\", cv = {cv} }} }}");
    let sets = [
        ("purchase.rate", rate.as_str()),
        ("purchase.basket", "10.0"),
        ("population.customers", "2000"),
        ("run.horizon", "1 y"),
        ("run.replications", "8"),
        ("acquisition.web.enabled", "false"),
        ("hole.away.enabled", "false"),
    ];
    let results = run_text(SHOP, &sets);
    let top = mean(&results, "top20_spend");
    assert!((top - 0.799).abs() < 0.02, "{top}");
    // Alike customers at many purchases: the top fifth brings little more than a fifth.
    let alike = [
        ("purchase.rate", "2000 per y"),
        ("purchase.basket", "10.0"),
        ("run.horizon", "1 y"),
        ("run.replications", "2"),
        ("hole.away.enabled", "false"),
        ("acquisition.web.enabled", "false"),
    ];
    let top = mean(&run_text(SHOP, &alike), "top20_spend");
    assert!((0.2..0.21).contains(&top), "{top}");
}

#[test]
fn duration_and_margin_correlate_only_where_one_makes_the_other() {
    let independent = [
        ("population.tenure", "{ exponential = { mean = \"2 y\" } }"),
        ("purchase.rate", "{ gamma = { mean = \"6 per y\", shape = 1.0 } }"),
        ("acquisition.web.enabled", "false"),
        ("run.horizon", "1 y"),
    ];
    holds(&run_text(SHOP, &independent), "correlation", 0.0, 0.02);
    // Newcomers of one year: who came first has bought longest.
    let newcomers = [
        ("population.customers", "1"),
        ("acquisition.web.joins", "400 per y"),
        ("run.horizon", "1 y"),
        ("run.replications", "5"),
        ("hole.away.enabled", "false"),
    ];
    assert!(mean(&run_text(SHOP, &newcomers), "correlation") > 0.3);
}

/// One review, and an intervention that pays one for each customer it reaches.
fn aimed(classes: &str) -> String {
    format!(
        "{}\n[[intervention]]\nname = \"aim\"\non = \"review\"\n{classes}\ncost = {{ per_use = 1.0 }}\nlasts = \"30 d\"\n",
        SHOP.replace("horizon = \"4 y\"\nreplications = 30", "horizon = \"500 d\"\nreplications = 4")
    )
}

fn reached(classes: &str) -> (Results, f64) {
    let results = Worlds::parse(&aimed(classes), &[&["aim"]]).results();
    let cost = -results.worlds[1].ledger.get("interventions").and_then(|line| line.mean).unwrap_or(0.0);
    (results, cost)
}

#[test]
fn exactly_the_customers_of_a_class_are_reached() {
    let (results, everybody) = reached("");
    let there = mean(&results, "customers");
    assert_eq!(everybody, there);
    let mut sum = 0.0;
    for dimension in ["recency", "frequency", "money"] {
        for class in 1..=5 {
            let (results, cost) = reached(&format!("{dimension} = [{class}]"));
            let expected = mean(&results, &format!("{dimension}.{class}.count"));
            assert!((cost - expected).abs() < 1e-6, "{dimension} {class}: {cost}, sorted {expected}");
            sum += cost;
        }
    }
    assert!((sum - 3.0 * there).abs() < 1e-6, "each customer has one class of each: {sum}");
    // Two dimensions at once are narrower than either.
    let both = reached("recency = [4, 5]\nfrequency = [3, 4, 5]").1;
    let one = reached("recency = [4, 5]").1;
    assert!(both > 0.0 && both < one, "{both} {one}");
}

#[test]
fn a_class_that_nobody_is_in_changes_nothing() {
    // With these cut-offs whoever buys at all is in class 4.
    let text = aimed("money = [5]\nchange = { \"purchase.basket\" = { scale = 3.0 } }")
        .replace("[value_classes]", "[value_classes]\nmoney = [1.0, 2.0, 3.0, 1e12]");
    let results = Worlds::parse(&text, &[&["aim"]]).results();
    assert_eq!(mean(&results, "money.5.customers"), 0.0);
    let found = results.worlds[1].comparison.as_ref().expect("a comparison");
    for (id, difference) in &found.difference {
        assert!(difference.mean.is_none_or(|mean| mean == 0.0), "{id}: {:?}", difference.mean);
    }
    // The same offer to those who are there changes a lot.
    let reached = text.replace("money = [5]", "money = [4]");
    let results = Worlds::parse(&reached, &[&["aim"]]).results();
    assert!(results.worlds[1].comparison.as_ref().expect("a comparison").difference["spend"].mean > Some(1.0));
}

#[test]
fn what_cannot_be_is_refused() {
    let refused = |text: &str, sets: &[Set<'_>], words: &str| {
        let problems = World::parse(text, sets).err().unwrap_or_else(|| panic!("accepted: {sets:?}")).to_string();
        assert!(problems.contains(words), "{problems}");
    };
    refused(SHOP, &[("value_classes.money", "[1.0, 3.0, 3.0, 4.0]")], "must rise");
    refused(SHOP, &[("value_classes.abc", "[0.9, 0.8]")], "must rise");
    refused(SHOP, &[("value_classes.frequency", "[1, 2, 3]")], "a list of 4 numbers");
    refused(SHOP, &[("value_classes.review", "5 y")], "no review falls into the observed time");
    refused(SHOP, &[("population.customers", "2000000")], "million records");
    refused(&aimed("recency = [6]"), &[], "1 to 5");
    refused(&aimed("recency = []"), &[], "reaches nobody");
    refused(&aimed("").replace("[value_classes]", ""), &[], "needs [value_classes]");
    refused(&aimed("recency = [5]").replace("on = \"review\"", "on = \"join\""), &[], "needs `on = \"review\"`");
    let patched = format!(
        "{SHOP}[[intervention]]\nname = \"x\"\nchange = {{ \"value_classes.abc\" = {{ set = [0.1, 0.2] }} }}\n"
    );
    refused(&patched, &[], "belongs to the experiment");
}

//! Cross-selling, and events in a customer's life.

use journeysim::num::{exp, sigmoid};

use super::{baseline, holds, mean, metric, plugged};
use crate::support::{Set, run_text};

/// Nobody leaves and nothing is felt: satisfaction stays where the memory begins, at 3.5 + 1.5 x .5.
fn town() -> String {
    format!(
        r#"
name = "Town"
[run]
horizon = "2 y"
replications = 20
seed = 31
[population]
customers = 500
[purchase]
rate = "5 per y"
basket = 10.0
wallet_response = 0.0
cross_sell = {{ chance = 0.3, categories = 4, adds = 0.5 }}
[memory]
baseline = 0.5
[loyalty]
{}"#,
        plugged(&[])
    )
}

#[test]
fn categories_are_adopted_purchase_by_purchase() {
    let (rate, years, categories, adds) = (5.0, 2.0, 4.0, 0.5);
    let p = 0.3 * sigmoid((4.25 - 4.0) / 0.4);
    let results = run_text(&town(), &[]);
    // Poisson purchases: a category is still missing with chance exp(-rate p T).
    let left = exp(-rate * p * years);
    holds(metric(&results, "categories"), categories * (1.0 - left), "categories");
    // A purchase at time t holds those adopted up to and with it.
    let within = years - (1.0 - p) * (1.0 - left) / (rate * p);
    let spend = 10.0 * rate * (years + adds * categories * within);
    holds(metric(&results, "spend"), spend, "spend");
}

#[test]
fn no_chance_of_cross_selling_sells_nothing_more() {
    let plain = town().replace("cross_sell = { chance = 0.3, categories = 4, adds = 0.5 }\n", "");
    let never = run_text(&town(), &[("purchase.cross_sell.chance", "0.0")]);
    let without = run_text(&plain, &[]);
    assert_eq!(mean(&never, "categories"), 0.0);
    assert_eq!(mean(&never, "spend"), mean(&without, "spend"));
    assert!(!baseline(&without).metrics.contains_key("categories"), "off is absent");
}

#[test]
fn the_satisfied_adopt_more() {
    let adopted = |memory: &str| mean(&run_text(&town(), &[("memory.baseline", memory)]), "categories");
    let found = ["-0.5", "0.0", "0.5", "0.9"].map(adopted);
    assert!(found.windows(2).all(|pair| pair[0] < pair[1]), "{found:?}");
}

#[test]
fn an_upsell_raises_every_basket_alike() {
    let spend = |sets: &[Set<'_>]| mean(&run_text(&town(), sets), "spend");
    let (plain, more) = (spend(&[]), spend(&[("purchase.upsell", "0.25")]));
    assert!((more - 1.25 * plain).abs() < 1e-9 * plain, "{more} {plain}");
}

#[test]
fn life_events_end_the_best_years_at_their_rate() {
    let text = r#"
name = "Lives"
[run]
horizon = "2 y"
replications = 20
seed = 32
[population]
customers = 500
stages = { climax = 1.0 }
[purchase]
rate = "5 per y"
[lifecycle]
delta_CD = "0 per y"
t_rec = "1000 y"
life_events = "0.4 per y"
"#;
    let decline = |sets: &[Set<'_>]| {
        let results = run_text(text, sets);
        let last = baseline(&results).stages.last().expect("stages").decline;
        last / 500.0
    };
    let expected = 1.0 - exp(-0.8);
    // Binomial over 10,000 customers: a standard error of .005.
    let found = decline(&[]);
    assert!((found - expected).abs() < 0.02, "{found} {expected}");
    assert_eq!(decline(&[("lifecycle.life_events", "0 per y")]), 0.0);
}

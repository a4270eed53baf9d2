//! How far an offer moves a segment: all of it, half of it, none of it.

use journeysim::num::exp;

use crate::support::run_text;

/// Mean exits of 2,000 customers who respond so far to a welcome, in five replications.
fn exits(response: &str, keys: &str, welcome: &str) -> f64 {
    let text = format!(
        r#"
name = "Offer"
[run]
horizon = "2 y"
replications = 5
[population]
customers = 2000
[[segment]]
name = "all"
share = 1.0
factor = {{ offer_response = {response} }}
{keys}
[[shock]]
name = "welcome"
{welcome}
"#
    );
    let results = run_text(&text, &[]);
    results.worlds[0].metrics["exits"].mean.expect("customers leave")
}

/// Everybody is offered something on joining that shuts part of the only hole.
fn exits_by_leak(response: &str, factor: &str, change: &str) -> f64 {
    let hole = format!("[[hole]]\nname = \"leak\"\nhazard = \"0.5 per y\"\nfactor = {factor}");
    exits(response, &hole, &format!("on = \"join\"\nchange = {{ \"hole.leak.factor\" = {{ {change} }} }}"))
}

/// 10,000 customers: 4 standard errors are some 20 of 2,000.
fn near(left: f64, expected: f64) {
    assert!((left - expected).abs() < 42.0, "{left} of {expected}");
}

#[test]
fn a_segment_responds_to_offers_by_its_factor() {
    let by = |response: &str, scale: f64| exits_by_leak(response, "1.0", &format!("scale = {scale}"));
    let [whole, half, none] = ["1.0", "0.5", "0.0"].map(|response| by(response, 0.5));
    // Exposure clocks: the same allowances against hazards of .25, .375 and .5 a year, over two years.
    for (left, hazard) in [(whole, 0.25f64), (half, 0.375), (none, 0.5)] {
        near(left, 2000.0 * (1.0 - exp(-2.0 * hazard)));
    }
    assert!(whole < half && half < none);
    assert_eq!(half, by("1.0", 0.75), "half of the way is the offer of half the size");
    assert_eq!(none, by("1.0", 1.0), "no response is no offer");
}

#[test]
fn an_offer_opens_a_hole_that_is_shut_for_all_others() {
    let by = |response: &str| exits_by_leak(response, "0.0", "set = 1.0");
    near(by("1.0"), 2000.0 * (1.0 - exp(-1.0)));
    assert_eq!(by("0.0"), 0.0);
}

#[test]
fn an_offer_at_a_renewal_brings_its_own_table_of_retention() {
    // The offer is known to who decides: half do not come to the second year, and half of the others not to the third.
    let keys = "[contract]\nterm = \"0.9 y\"\n[[hole]]\nname = \"leak\"\nhazard = \"0.0001 per y\"";
    let welcome = "on = \"renewal\"\nlasts = \"2 y\"\nchange = { \"contract.retention\" = { set = [0.5] } }";
    near(exits("1.0", keys, welcome), 1500.0);
}

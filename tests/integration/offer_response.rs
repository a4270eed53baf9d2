//! How far an offer moves a segment: all of it, half of it, none of it.

use journeysim::num::exp;

use crate::support::run_text;

/// Everybody is offered something on joining that shuts half of the only hole.
fn exits(response: &str, scale: &str) -> f64 {
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
[[hole]]
name = "leak"
hazard = "0.5 per y"
[[shock]]
name = "welcome"
on = "join"
change = {{ "hole.leak.factor" = {{ scale = {scale} }} }}
"#
    );
    let results = run_text(&text, &[]);
    results.worlds[0].metrics["exits"].mean.expect("customers leave")
}

#[test]
fn a_segment_responds_to_offers_by_its_factor() {
    let [whole, half, none] = ["1.0", "0.5", "0.0"].map(|response| exits(response, "0.5"));
    // Exposure clocks: the same allowances against hazards of .25, .375 and .5 a year, over two years.
    for (left, hazard) in [(whole, 0.25f64), (half, 0.375), (none, 0.5)] {
        let expected = 2000.0 * (1.0 - exp(-2.0 * hazard));
        // 10,000 customers: 4 standard errors are some 20 of 2,000.
        assert!((left - expected).abs() < 42.0, "{left} of {expected}");
    }
    assert!(whole < half && half < none);
    assert_eq!(half, exits("1.0", "0.75"), "half of the way is the offer of half the size");
    assert_eq!(none, exits("1.0", "1.0"), "no response is no offer");
}

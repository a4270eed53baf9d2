//! Time as customer beside money: paybacks and lifetimes that are what their words say.

use super::{mean, metric, world};
use crate::support::{Worlds, run_text};

/// A newcomer costs 50 and brings 1 a day. 0.1.0 divided discounted money by days of the run: 53, 84, 168 d.
#[test]
fn payback_of_a_source_does_not_depend_on_the_horizon() {
    let text = r#"
name = "payback"
[run]
horizon = "1 y"
replications = 3
[money]
discount_rate = 0.2
[population]
customers = 0
[contract]
earns = "1 per d"
[[acquisition]]
name = "street"
joins = "40 per y"
cost_per_customer = 50
"#;
    for horizon in ["1 y", "10 y", "30 y"] {
        let results = run_text(text, &[("run.horizon", horizon)]);
        let found = mean(&results, "payback_days.street");
        assert!((50.0..51.0).contains(&found), "{horizon}: {found}");
    }
    // With people who leave and come back, time away brings nothing and counts for nothing.
    let back =
        format!("{text}[[hole]]\nname = \"away\"\nhazard = \"1 per y\"\n[win_back]\nreturn_rate = \"2 per y\"\n");
    let found = mean(&run_text(&back, &[("run.horizon", "10 y")]), "payback_days.street");
    assert!((50.0..51.0).contains(&found), "{found}");
}

/// Everybody leaves for the first time after 100 days; who comes back is there for longer. 0.1.0 added later lives, and left out the first.
#[test]
fn mean_lifetime_ends_with_the_first_exit() {
    let text = r#"
name = "lives"
[run]
horizon = "3 y"
replications = 2
[population]
customers = 200
[[hole]]
name = "away"
lifetime = "100 d"
[win_back]
return_rate = "4 per y"
"#;
    let results = run_text(text, &[]);
    assert!((mean(&results, "mean_lifetime_days") - 100.0).abs() < 1e-9);
    assert!(metric(&results, "exits").mean > Some(250.0), "many came back and left again");
}

/// A world that costs something from the second year on, and brings more at once, has not paid back on day 0.
#[test]
fn a_world_does_not_pay_back_before_it_begins() {
    let text = r#"
name = "later"
[run]
horizon = "3 y"
replications = 5
[population]
customers = 500
[purchase]
rate = "1 per wk"
basket = 10
margin = 0.5
[[intervention]]
name = "from the second year"
start = "370 d"
cost = { per_month = 10 }
change = { "purchase.basket" = { set = 12 } }
"#;
    let results = Worlds::parse(text, &[&["from the second year"]]).results();
    let found = world(&results, "from the second year").comparison.as_ref().expect("compared");
    let payback = found.business.payback_days.as_ref().expect("it costs something");
    let median = payback.median.expect("it pays back");
    assert!((370.0..400.0).contains(&median), "{median}");
}

//! Places of a customer among all, asked for by a rule: the ABC class and the quadrant at the last review.

use journeysim::experiment::results::Results;

use crate::support::{ALONE, How, World, run_text};

/// A hundred customers call every 30 days. Who is rich brings 10, who is poor 1; the firm sorts them every 100 days.
fn calls(horizon: &str, whom: &str) -> String {
    format!(
        r#"
name = "Calls"
[run]
horizon = "{horizon}"
replications = 1
seed = 4
[money]
discount_rate = 0.0
[population]
customers = 100
[[segment]]
name = "rich"
share = 0.3
change = {{ "journey.call.desk.revenue" = {{ scale = 10 }} }}
[[segment]]
name = "poor"
share = 0.7
[purchase]
rate = "0 per mo"
[value_classes]
review = "100 d"
abc = [0.6, 0.9]
[[rule]]
name = "a place apart"
for = {{ class = {{ {whom} }} }}
change = {{ "journey.call.desk.next" = {{ set = {{ lounge = 1.0 }} }} }}
[[journey]]
name = "call"
start = {{ every = "30 d" }}
[[journey.touchpoint]]
name = "desk"
revenue = 1.0
next = "done"
[[journey.touchpoint]]
name = "lounge"
"#
    )
}

fn mean(results: &Results, path: &str) -> f64 {
    let metric = results.worlds[0].metric(path).unwrap_or_else(|| panic!("{path}"));
    metric.mean.unwrap_or_else(|| panic!("a mean of {path}"))
}

/// How many are rich: six calls of everybody bring 6 (100 + 9 rich).
fn rich(results: &Results) -> f64 {
    (mean(results, "ledger.touchpoint revenue") / 6.0 - 100.0) / 9.0
}

#[test]
fn the_best_are_those_who_bring_the_first_share_of_all() {
    let results = run_text(&calls("200 d", "abc = \"A\""), &[]);
    let rich = rich(&results);
    assert!(rich > 15.0 && (rich - rich.round()).abs() < 1e-9, "{rich}");
    // Whoever crosses the cut belongs to A: the first with whom six tenths of all are brought.
    let best = (0.6 * (100.0 + 9.0 * rich) / 10.0).ceil();
    assert!(best < rich);
    // Three calls before the review and three after it, on days 120, 150 and 180.
    assert_eq!(mean(&results, "touchpoints.call/lounge.visits"), 3.0 * best);
    let others = run_text(&calls("200 d", "abc = [\"B\", \"C\"]"), &[]);
    assert_eq!(mean(&others, "touchpoints.call/lounge.visits"), 3.0 * (100.0 - best));
}

#[test]
fn quadrants_are_known_from_the_second_review_on() {
    let lounge =
        |horizon: &str, whom: &str| mean(&run_text(&calls(horizon, whom), &[]), "touchpoints.call/lounge.visits");
    let everybody = "quadrant = [\"vip\", \"improve\", \"maintain\", \"abandon\"]";
    // Calls on days 210 and 240.
    assert_eq!((lounge("200 d", everybody), lounge("250 d", everybody)), (0.0, 200.0));
    // Nobody leaves, and nobody buys: all may expect the same of their years, and who is rich now is rich later.
    let [high, low] = ["vip", "abandon"].map(|one| lounge("250 d", &format!("quadrant = \"{one}\"")));
    let rich = rich(&run_text(&calls("200 d", "abc = \"A\""), &[]));
    assert_eq!((high, low), (2.0 * rich, 200.0 - 2.0 * rich));
    assert_eq!(lounge("250 d", "quadrant = [\"improve\", \"maintain\"]"), 0.0);
}

#[test]
fn who_is_ranked_is_not_alone() {
    let world = World::parse(&calls("200 d", "abc = \"A\""), &[]).expect("a good file");
    assert!(world.compiled.engine_reason.contains("place of a customer among all"), "{}", world.compiled.engine_reason);
    let alone = World::parse(&calls("200 d", "money = 5"), &[]).expect("a good file");
    assert!(alone.compiled.engine_reason.starts_with("independent"), "{}", alone.compiled.engine_reason);
    let measured = |how: How| serde_json::json!(alone.results(how).worlds);
    assert_eq!(measured(ALONE), measured(How { threads: 1, one_cell: true }));
}

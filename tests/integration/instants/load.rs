//! Load, rushes and the edges of a run.

use super::{close, delay, desk, known, more, resource, run};
use crate::support::World;

fn refusal(text: &str) -> Option<String> {
    World::parse(text, &[]).err().map(|problems| problems.to_string())
}

fn warnings(text: &str) -> Vec<String> {
    World::parse(text, &[]).unwrap_or_else(|problems| panic!("{problems}\n{text}")).warnings
}

/// All who come after the warm-up wait; one is served, after 45 min, and five still wait: they are on neither side.
#[test]
fn delay_if_waiting_is_of_those_whose_wait_has_ended() {
    let at = (1..=9).map(|k| format!("\"{k}0 min\"")).collect::<Vec<_>>().join(", ");
    let text = desk(
        "100 min\"\nwarm_up = \"35 min",
        "staff = 1",
        &format!("arrivals = {{ at = [{at}] }}"),
        "time = \"25 min\"",
    );
    let results = run(&text);
    close(delay(&results), 45.0);
    close(more(&results, "delay_if_waiting_min"), 45.0);
    // With patience those who gave up count with the time they waited: 40 min until 60; the others came too late to give up or be served.
    let hasty = text.replace("time = \"25 min\"", "time = \"25 min\"\npatience = \"26 min\"");
    // Served from 10, 35 (came at 20, waited 15), 60 (came at 40: patience until 66, waited 20; 30 gave up at 56), 85 (came at 60,
    // waited 25). Of those who came after 35 min: 40 and 60 were served, 50 gave up at 76, 70 at 96; 80 and 90 still wait.
    close(more(&run(&hasty), "delay_if_waiting_min"), (20.0 + 25.0 + 26.0 + 26.0) / 4.0);
}

/// One server busy without a break from 10 to 100 min at 1 a minute: the service under way at the horizon earns up to it.
#[test]
fn earns_resource_horizon_the_service_under_way_earns() {
    let four = "arrivals = { at = [\"10 min\", \"20 min\", \"30 min\", \"40 min\"] }";
    let text = desk("100 min", "staff = 1", four, "time = \"25 min\"\nearns = \"60 per h\"");
    close(known(run(&text).worlds[0].metrics["npv"].mean), 90.0);
    // Who never needs a server earns the same in the same time.
    let one = "arrivals = { at = [\"10 min\"] }";
    let text = desk("100 min", "staff = 1", one, "time = \"2 h\"\nearns = \"60 per h\"");
    let free = text.replace("resource = \"desk\"\n", "");
    for text in [text, free] {
        close(known(run(&text).worlds[0].metrics["npv"].mean), 90.0);
    }
}

/// A load of exactly 1 makes no queue grow where all is as regular as a clock, for however long; by chance it does.
#[test]
fn a_load_of_one_is_refused_only_where_chance_makes_the_queue_grow() {
    let regular = desk("1 y", "staff = 2", "arrivals = { every = \"30 min\" }", "time = \"1 h\"");
    assert_eq!(refusal(&regular), None);
    assert_eq!(warnings(&regular), Vec::<String>::new());
    let random = desk("1 y", "staff = 2", "arrivals = \"2 per h\"", "time = \"1 h\"");
    assert!(refusal(&random).is_some_and(|text| text.contains("grows without end")));
    // Laws without a spread, a failure that is certain, and customers who come at intervals of their own are as regular.
    let constant = "time = { empirical = { values = [\"1 h\"] } }";
    for text in [
        desk("1 y", "staff = 2", "arrivals = { every = \"30 min\" }", constant),
        desk(
            "1 y",
            "staff = 2",
            "arrivals = { gap = { normal = { mean = \"30 min\", sd = \"0 min\" } } }",
            "time = \"1 h\"",
        ),
        desk("1 y", "staff = 2", "arrivals = { every = \"30 min\" }", "time = \"1 h\"\nfail_prob = 1.0"),
        format!(
            "{}[population]\ncustomers = 48\n",
            desk("1 y", "staff = 1", "start = { every = \"1 d\" }", "time = \"30 min\"")
        ),
    ] {
        assert_eq!(refusal(&text), None, "{text}");
    }
    for random in
        ["{ normal = { mean = \"30 min\", sd = \"1 min\" } }", "{ empirical = { values = [\"29 min\", \"31 min\"] } }"]
    {
        let text = desk("1 y", "staff = 2", &format!("arrivals = {{ gap = {random} }}"), "time = \"1 h\"");
        assert!(refusal(&text).is_some_and(|text| text.contains("grows without end")), "{random}");
    }
    let overloaded = regular.replace("30 min", "29 min");
    assert!(refusal(&overloaded).is_some_and(|text| text.contains("grows without end")));
}

/// What overloads a desk for some minutes, at the whole length of a short run, is a rush: it is told, and run.
#[test]
fn a_rush_of_a_hundred_minutes_is_no_queue_without_end() {
    let text = desk("100 min", "staff = 1", "arrivals = { every = \"10 min\" }", "time = \"25 min\"");
    let told = warnings(&text);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("at all hours of the run: 2.5 times its capacity"), "{told:?}");
    // 10, 35, 60 and 85 min are begun.
    close(more(&run(&text), "served"), 4.0);
}

fn shocked(start: &str, end: &str) -> String {
    let shock = format!(
        "[[shock]]\nname = \"opening rush\"\nstart = \"{start}\"\n{end}\nchange = {{ \"journey.visit.arrivals\" = {{ scale = 3 }} }}\n"
    );
    desk("2000 h", "staff = 1", "arrivals = \"6 per h\"", "time = { exponential = { mean = \"6 min\" } }") + &shock
}

/// A shock of four days is worked off; one that stays is refused.
#[test]
fn a_short_shock_is_run_and_a_lasting_one_is_refused() {
    let short = shocked("0 d", "end = \"4 d\"");
    assert_eq!(refusal(&short), None);
    let served = more(&run(&short), "served");
    // 6 an hour for 2,000 h and 12 more for 96 h: all but the last few are served. 4.5 standard deviations.
    assert!((served - 13_152.0).abs() < 4.5 * 13_152.0_f64.sqrt(), "{served}");
    assert_eq!(refusal(&shocked("30 d", "end = \"50 d\"")), None, "what ends before the horizon is a rush");
    assert!(refusal(&shocked("30 d", "")).is_some_and(|text| text.contains("grows without end")));
    assert_eq!(refusal(&shocked("80 d", "")), None, "three days at the end are a rush, too");
}

/// The hours that the check warns of are those that the map of the week frames.
#[test]
fn hours_that_are_warned_of_are_overloaded_in_the_results() {
    let timetable = "arrivals = { timetable = { \"00:00\" = \"5 per h\", \"mon-fri 10:00\" = \"24.1 per h\", \"mon-fri 11:00\" = \"5 per h\" } }";
    let text = desk("3 wk", "staff = 2", timetable, "time = \"5 min\"");
    let told = warnings(&text);
    assert!(told.len() == 1 && told[0].ends_with("mon-fri 10:00-11:00"), "{told:?}");
    let results = run(&text);
    let over: Vec<u32> = resource(&results, "desk").by_hour.iter().filter(|h| h.overloaded).map(|h| h.hour).collect();
    assert_eq!(over, [10, 34, 58, 82, 106]);
}

/// The reason of the engine is what the engine goes by.
#[test]
fn transfer_engine_the_reason_is_that_of_the_engine() {
    let text = r#"
name = "transfer"
[run]
horizon = "1 y"
replications = 1
[population]
customers = 50
[purchase]
rate = "10 per y"
basket = 10.0
[program]
points = { per_spend = 1.0, reward_points = 100, unit_cost = 0.01 }
transfer = { rate = "2 per y", share = 0.5 }
"#;
    let reason = |text: &str| World::parse(text, &[]).expect("a good text").compiled.engine_reason;
    assert!(
        reason(text).starts_with("shared: one calendar for all, because members pass units on"),
        "{}",
        reason(text)
    );
    let alone = text.replace("transfer = { rate = \"2 per y\", share = 0.5 }", "");
    assert!(reason(&alone).starts_with("independent: "));
    assert!(run(&alone).run.engine == "independent" && run(text).run.engine == "shared");
}

/// Who gives up has waited, whatever the delay of those who are served.
#[test]
fn nobody_waits_is_said_only_where_nobody_waits() {
    let text = desk(
        "10 h",
        "staff = 1",
        "arrivals = { at = [\"60 min\", \"61 min\"] }",
        "time = \"10 min\"\npatience = \"5 min\"",
    );
    let results = run(&text);
    close(delay(&results), 0.0);
    close(known(resource(&results, "desk")[resource::DELAY_PROBABILITY].mean), 0.5);
    close(more(&results, "delay_if_waiting_min"), 5.0);
}

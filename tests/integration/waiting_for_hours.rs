//! Visits that wait for the opening of their journey. Day 0 is a Monday, so day 2 a Wednesday and day 6 a Sunday. Right times are worked out by
//! hand; what was found before is in brackets.

use journeysim::metrics::journey;
use journeysim::num;

use crate::program::Desk;
use crate::support::run_text;

const HOUR: f64 = 1.0 / 24.0;

fn text(rest: &str) -> String {
    format!(
        "name = \"hours\"\n[run]\nhorizon = \"21 d\"\nreplications = 1\n[money]\ndiscount_rate = 0\n{rest}\n\
         [[journey.touchpoint]]\nname = \"a\"\ntime = \"1 min\"\n"
    )
}

/// The world changes the hours of the journey to 14-24 each day.
fn reopened(start: &str, rest: &str) -> String {
    let change = "{ \"journey.v.hours\" = { set = { days = \"daily\", open = \"14:00\", close = \"24:00\" } } }";
    format!("{}[[shock]]\nname = \"x\"\nstart = \"{start}\"\nchange = {change}\n", text(rest))
}

/// When things of this kind happen to whom `who` names [days].
fn times(text: &str, who: &[&str], kind: &str) -> Vec<f64> {
    let told = Desk::with("hours.toml", text).run(["replay", "hours.toml", "--json"].iter().chain(who));
    let json = told.with_code(0).json();
    let events = json.as_array().expect("a list");
    let ours = events.iter().filter(|e| e["event"].as_str().is_some_and(|said| said.starts_with(kind)));
    ours.map(|e| e["at_days"].as_f64().expect("a number")).collect()
}

fn of_customer(text: &str, kind: &str) -> Vec<f64> {
    times(text, &["--customer", "0"], kind)
}

fn of_visitor(text: &str, number: u32) -> Vec<f64> {
    times(text, &["--journey", "v", "--visitor", &number.to_string()], "starts v")
}

#[track_caller]
fn assert_times(found: &[f64], right: &[f64]) {
    let close = found.len() == right.len() && found.iter().zip(right).all(|(a, b)| (a - b).abs() < 1e-6);
    assert!(close, "{found:?}, should be {right:?}");
}

const AT_JOIN: &str = "[population]\ncustomers = 1\n[purchase]\nrate = \"0 per d\"\nat_join = true\nbasket = 10\n";
const WEDNESDAY: &str = "hours = { days = \"wed\", open = \"09:00\", close = \"12:00\" }\n";

#[test]
fn the_first_purchase_waits_for_the_opening() {
    // Wednesday 09:00 (Monday 00:00).
    let own = text(&format!("{AT_JOIN}[[journey]]\nname = \"v\"\nstart = \"purchase\"\n{WEDNESDAY}"));
    assert_times(&of_customer(&own, "starts v"), &[2.0 + 9.0 * HOUR]);
    assert_times(&of_customer(&own, "buys"), &[2.0 + 9.0 * HOUR + HOUR / 60.0]);
    // Hours of the desk alone: it comes at once and finds the desk closed.
    let desk = format!(
        "{AT_JOIN}[[resource]]\nname = \"r\"\nstaff = 1\n{WEDNESDAY}[[journey]]\nname = \"v\"\nstart = \"purchase\"\n"
    );
    let desk = format!("{}resource = \"r\"\n", text(&desk));
    assert_times(&of_customer(&desk, "starts v"), &[0.0]);
    assert_times(&of_customer(&desk, "buys"), &[2.0 + 9.0 * HOUR + HOUR / 60.0]);
}

const SUNDAY: &str = "hours = { days = \"sun\", open = \"09:00\", close = \"10:00\" }\n";

#[test]
fn an_exit_does_not_wait_for_a_visit_that_waits_for_the_opening() {
    let ends = |start: &str, life: &str, more: &str| {
        let text = text(&format!(
            "[population]\ncustomers = 1\n{more}[[hole]]\nname = \"x\"\nlifetime = \"{life}\"\ninvoluntary = true\n\
             [[journey]]\nname = \"v\"\nstart = \"{start}\"\n{SUNDAY}"
        ));
        (of_customer(&text, "leaves"), of_customer(&text, "starts v"))
    };
    // After a day, and no visit (on Sunday at 09:01, after the visit). So too with a renewal on day 2.
    assert_eq!(ends("join", "1 d", ""), (vec![1.0], vec![]));
    assert_eq!(ends("renewal", "3 d", "[contract]\nterm = \"2 d\"\nprice = 1.0\n"), (vec![3.0], vec![]));
    // Who is there on Sunday comes.
    let (left, began) = ends("join", "7 d", "");
    assert_times(&[left, began].concat(), &[7.0, 6.0 + 9.0 * HOUR]);
}

#[test]
fn as_many_come_as_are_left_at_the_opening() {
    let results = run_text(
        &text(&format!(
            "[population]\ncustomers = 2000\n[[hole]]\nname = \"x\"\nhazard = \"100 per y\"\ninvoluntary = true\n\
             [[journey]]\nname = \"v\"\nstart = \"join\"\n{SUNDAY}"
        )),
        &[],
    );
    // exp(-100/365 * 6.375) of them: 349 (2,000), give or take five deviations of a count.
    let share = num::exp(-100.0 / 365.0 * (6.0 + 9.0 * HOUR));
    let found = results.worlds[0].journeys["v"][journey::STARTED].mean.expect("visits are counted");
    let deviation = (2000.0 * share * (1.0 - share)).sqrt();
    assert!((found - 2000.0 * share).abs() < 5.0 * deviation, "{found}, should be {}", 2000.0 * share);
}

const WORKDAYS: &str = "hours = { days = \"mon-fri\", open = \"09:00\", close = \"11:00\" }\n";

#[test]
fn a_visit_that_waits_for_an_opening_waits_for_the_next_under_new_hours() {
    // From Tuesday on 14-24 each day: Tuesday 14:00 (Sunday 09:00).
    let join =
        reopened("1 d", &format!("[population]\ncustomers = 1\n[[journey]]\nname = \"v\"\nstart = \"join\"\n{SUNDAY}"));
    assert_times(&of_customer(&join, "starts v"), &[1.0 + 14.0 * HOUR]);
}

#[test]
fn recorded_times_keep_to_the_hours_in_force_then() {
    let rest = format!("[[journey]]\nname = \"v\"\narrivals = {{ at = [\"10 d\", \"11 d\", \"12 d\"] }}\n{WORKDAYS}");
    // 14:00 each (the first at 09:00).
    for (number, day) in [(0, 10.0), (1, 11.0), (2, 12.0)] {
        assert_times(&of_visitor(&reopened("1 d", &rest), number), &[day + 14.0 * HOUR]);
    }
    // So is the list: from day 11 on day 9 is past, and day 15 is next (days 11 and 12 of the old list).
    let list = format!(
        "{}[[shock]]\nname = \"x\"\nstart = \"11 d\"\nchange = {{ \"journey.v.arrivals.at\" = {{ set = [\"9 d\", \"15 d\"] }} }}\n",
        text(&rest)
    );
    assert_times(&of_visitor(&list, 0), &[10.0 + 9.0 * HOUR]);
    assert_times(&of_visitor(&list, 1), &[15.0 + 9.0 * HOUR]);
}

#[test]
fn a_gap_goes_on_by_the_clock_of_the_new_hours() {
    // The week of 168 h passes in ten open hours, from day 7 on in seventy. The 42nd visitor is due as the week ends: on Monday 14:00 (09:00).
    let every = |gap: &str| {
        reopened("7 d", &format!("[[journey]]\nname = \"v\"\narrivals = {{ every = \"{gap}\" }}\n{WORKDAYS}"))
    };
    assert_times(&of_visitor(&every("4 h"), 41), &[7.0 + 14.0 * HOUR]);
    // The 34th is due 2 h after that by the clock of the week: 2/2.4 h after the opening (Monday 09:07).
    assert_times(&of_visitor(&every("5 h"), 33), &[7.0 + (14.0 + 2.0 / 2.4) * HOUR]);
    let gap = reopened("7 d", &format!("[[journey]]\nname = \"v\"\narrivals = {{ gap = \"5 h\" }}\n{WORKDAYS}"));
    assert_times(&of_visitor(&gap, 33), &[7.0 + (14.0 + 2.0 / 2.4) * HOUR]);
}

#[test]
fn an_own_interval_moves_to_the_opening_under_new_hours() {
    let rest =
        format!("[population]\ncustomers = 1\n[[journey]]\nname = \"v\"\nstart = {{ every = \"36 h\" }}\n{WORKDAYS}");
    let first = |start: &str| of_customer(&reopened(start, &rest), "starts v")[..4].to_vec();
    // Tuesday 12:00 and Thursday 00:00 move to the morning. Friday 12:00 moved to Monday 09:00; from Friday 10:00 on it is Friday 14:00.
    let morning = [2.0 + 9.0 * HOUR, 3.0 + 9.0 * HOUR];
    let (friday, saturday, sunday) = (4.0 + 14.0 * HOUR, 5.0 + 14.0 * HOUR, 6.0 + 14.0 * HOUR);
    assert_times(&first("106 h"), &[morning[0], morning[1], friday, sunday]);
    // Where the hours change on Saturday at 10:00, who waits comes on Saturday at 14:00 (Monday 09:00).
    assert_times(&first("130 h"), &[morning[0], morning[1], saturday, sunday]);
}

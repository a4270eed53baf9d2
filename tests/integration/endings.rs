//! The four endings of a visit: done, failed, gave up, cut off; and which of them earns a purchase.

use journeysim::experiment::results::{JourneyResults, Results, World};
use journeysim::metrics::journey;
use journeysim::units::SimTime;

use crate::support::run_text;

/// Customers who start a journey by buying for 10; `touchpoints` is what they meet.
fn purchases(touchpoints: &str) -> Results {
    let text = format!(
        "name = \"endings\"\n[run]\nhorizon = \"40 d\"\nreplications = 5\n[population]\ncustomers = 200\n\
         [purchase]\nrate = \"1 per 4 d\"\nbasket = 10\n{touchpoints}"
    );
    run_text(&text, &[])
}

/// Of the visits of a journey: started, done, failed, gave up, cut off, under way.
fn endings(world: &World, journey: &str) -> [f64; 6] {
    let j = &world.journeys[journey];
    let of = |metric| j.measures.get(metric).map_or(0.0, |m| m.mean.expect("counted"));
    [
        j[journey::STARTED].mean.expect("counted"),
        j[journey::COMPLETED].mean.expect("counted"),
        of(journey::FAILED),
        of(journey::GAVE_UP),
        of(journey::CUT_OFF),
        j[journey::IN_PROGRESS].mean.expect("counted"),
    ]
}

fn earned(world: &World) -> f64 {
    world.ledger["purchases"].mean.expect("posted")
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

/// Every visit ends in one way or is under way.
fn add_up(of: [f64; 6]) -> bool {
    close(of[0], of[1..].iter().sum())
}

const REDIAL: &str = "[[resource]]\nname = \"line\"\nstaff = { timetable = { \"mon 00:00\" = 0, \"sun 23:59\" = 1 } }\n\
    [[journey]]\nname = \"order\"\nstart = \"purchase\"\nhours = { days = \"mon-fri\", open = \"09:00\", close = \"17:00\" }\nmax_visits = 3\n\
    [[journey.touchpoint]]\nname = \"call\"\nresource = \"line\"\ntime = \"1 min\"\npatience = \"2 min\"\non_renege = \"redial\"\nnext = \"done\"\n\
    [[journey.touchpoint]]\nname = \"redial\"\ntime = \"10 min\"\nnext = \"call\"\n";

#[test]
fn a_loop_cut_off_is_not_done_and_earns_nothing() {
    // The line is dead: nobody is ever served, whoever calls gives up three times and is cut off.
    let results = purchases(REDIAL);
    let world = &results.worlds[0];
    let of = endings(world, "order");
    assert!(of[0] > 1000.0 && of[4] > 0.99 * of[0] - 5.0, "{of:?}");
    assert_eq!((of[1], of[2], of[3]), (0.0, 0.0, 0.0), "{of:?}");
    assert!(add_up(of), "{of:?}");
    assert_eq!(earned(world), 0.0);
    let warned = results.run.warnings.iter().any(|w| w.contains("cut off at max_visits = 3") && w.contains("order"));
    assert!(warned, "{:?}", results.run.warnings);
}

#[test]
fn the_same_after_a_full_queue_and_after_failures() {
    let full = REDIAL.replace("staff = {", "queue_limit = 0\nstaff = {").replace("on_renege", "on_full");
    let failing = "[[journey]]\nname = \"order\"\nstart = \"purchase\"\nmax_visits = 3\n\
        [[journey.touchpoint]]\nname = \"call\"\nfail_prob = 1.0\non_fail = \"again\"\nnext = \"done\"\n\
        [[journey.touchpoint]]\nname = \"again\"\ntime = \"1 min\"\nnext = \"call\"\n";
    for text in [full.as_str(), failing] {
        let results = purchases(text);
        let of = endings(&results.worlds[0], "order");
        assert!(of[4] > 1000.0 && of[1] == 0.0 && add_up(of), "{of:?}\n{text}");
        assert_eq!(earned(&results.worlds[0]), 0.0, "{text}");
    }
}

#[test]
fn a_loop_that_fails_half_the_time_is_cut_off_by_the_power_law() {
    // Three passes, each failing with 1/2: (1/2)^3 are cut off, the rest are done and earn.
    let text = "[[journey]]\nname = \"order\"\nstart = \"purchase\"\nmax_visits = 3\n\
        [[journey.touchpoint]]\nname = \"call\"\ntime = \"1 min\"\nfail_prob = 0.5\non_fail = \"call\"\nnext = \"done\"\n";
    let results = purchases(text);
    let of = endings(&results.worlds[0], "order");
    assert!(add_up(of) && of[2] == 0.0, "{of:?}");
    // Five standard errors over some 10,000 visits.
    assert!((of[4] / of[0] - 0.125).abs() < 5.0 * (0.125f64 * 0.875 / (5.0 * of[0])).sqrt(), "{of:?}");
    assert!(close(earned(&results.worlds[0]), 10.0 * of[1]), "{} of {of:?}", earned(&results.worlds[0]));
    assert!(results.run.warnings.iter().any(|w| w.contains("cut off at max_visits = 3")), "{:?}", results.run.warnings);
    // One visit in eight thousand is not worth a word.
    let rare = purchases(&text.replace("0.5", "0.05")).run.warnings;
    assert!(!rare.iter().any(|w| w.contains("cut off")), "{rare:?}");
}

#[test]
fn the_last_way_taken_is_the_ending() {
    let step = |ways: &str| {
        let later = [("repair", "time = \"1 min\""), ("closed shop", "enabled = false")]
            .into_iter()
            .filter(|(name, _)| ways.contains(name))
            .map(|(name, keys)| format!("[[journey.touchpoint]]\nname = \"{name}\"\n{keys}\nnext = \"done\"\n"))
            .collect::<String>();
        format!(
            "[[journey]]\nname = \"order\"\nstart = \"purchase\"\n[[journey.touchpoint]]\nname = \"call\"\n{ways}\n{later}"
        )
    };
    let wait = "wait = \"5 min\"\npatience = \"1 min\"\nnext = \"done\"";
    // What is written, and which of done, failed, gave up all visits are.
    let cases = [
        ("fail_prob = 1.0\nnext = \"done\"".to_owned(), 0, true),
        ("fail_prob = 1.0\non_fail = \"done\"\nnext = \"done\"".to_owned(), 1, false),
        ("fail_prob = 1.0\non_fail = \"repair\"\nnext = \"done\"".to_owned(), 0, true),
        // Who passes by what does not take place has taken no further way.
        ("fail_prob = 1.0\non_fail = \"closed shop\"\nnext = \"done\"".to_owned(), 1, false),
        (wait.to_owned(), 2, false),
        (format!("{wait}\non_renege = \"done\""), 2, false),
        (format!("{wait}\non_renege = \"closed shop\""), 2, false),
        (format!("{wait}\non_renege = \"repair\""), 0, true),
    ];
    for (ways, ending, earns) in cases {
        let results = purchases(&step(&ways));
        let world = &results.worlds[0];
        let of = endings(world, "order");
        let all = of[0] - of[5];
        assert!(add_up(of) && all > 1000.0 && close(of[1 + ending], all), "{of:?}\n{ways}");
        assert!(close(earned(world), if earns { 10.0 * all } else { 0.0 }), "{} of {of:?}\n{ways}", earned(world));
    }
}

#[test]
fn a_transaction_earns_when_passed_without_taking_on_fail() {
    let text = |ways: &str, after: &str| {
        format!(
            "[[journey]]\nname = \"order\"\nstart = \"purchase\"\nmax_visits = 4\n\
             [[journey.touchpoint]]\nname = \"pay\"\ntime = \"1 min\"\nend = \"transaction\"\n{ways}\n\
             [[journey.touchpoint]]\nname = \"carry home\"\n{after}\n"
        )
    };
    // Share that earns: a failure without `on_fail` passes; one with it does not; a later pass that works does; and
    // what happens after a transaction takes nothing back.
    let cases = [
        ("fail_prob = 1.0", "time = \"1 min\"", 1.0),
        ("fail_prob = 1.0\non_fail = \"done\"", "time = \"1 min\"", 0.0),
        ("fail_prob = 1.0\non_fail = \"carry home\"", "time = \"1 min\"", 0.0),
        ("fail_prob = 1.0\non_fail = \"pay\"", "time = \"1 min\"", 0.0),
        ("fail_prob = 0.5\non_fail = \"pay\"", "time = \"1 min\"", 0.9375),
        ("", "wait = \"9 min\"\npatience = \"1 min\"", 1.0),
        ("", "time = \"1 min\"\nnext = \"carry home\"", 1.0),
        ("", "fail_prob = 1.0\non_fail = \"done\"", 1.0),
    ];
    for (ways, after, share) in cases {
        let results = purchases(&text(ways, after));
        let of = endings(&results.worlds[0], "order");
        let error = 5.0 * (share * (1.0 - share) / (5.0 * of[0])).sqrt() + 2e-3;
        let earned = earned(&results.worlds[0]) / 10.0 / of[0];
        assert!((earned - share).abs() < error && add_up(of), "{earned} is not {share}: {of:?}\n{ways}\n{after}");
    }
}

#[test]
fn endings_after_the_departure_count_too() {
    // A delivery some days later that fails without a way back: the visit failed and, without a transaction, earns nothing.
    let text = |fail: &str| {
        format!(
            "[[journey]]\nname = \"order\"\nstart = \"purchase\"\n[[journey.touchpoint]]\nname = \"counter\"\nend = \"departure\"\n\
             [[journey.touchpoint]]\nname = \"delivery\"\nafter = \"1 d\"\nend = \"after\"\n{fail}\n"
        )
    };
    for (fail, share) in [("", 1.0), ("fail_prob = 1.0\non_fail = \"done\"", 0.0)] {
        let results = purchases(&text(fail));
        let of = endings(&results.worlds[0], "order");
        assert!(add_up(of) && of[5] > 0.0, "{of:?}");
        assert!(close(earned(&results.worlds[0]), 10.0 * share * of[1]), "{of:?}");
        assert_eq!(of[1] > 0.0, share > 0.0, "{of:?}");
    }
}

#[test]
fn an_ending_that_cannot_be_is_absent() {
    let text = "name = \"x\"\n[run]\nhorizon = \"5 d\"\nreplications = 2\n[[resource]]\nname = \"r\"\nstaff = 1\n\
        [[journey]]\nname = \"v\"\narrivals = \"5 per h\"\n[[journey.touchpoint]]\nname = \"a\"\nresource = \"r\"\ntime = \"5 min\"\n";
    let j = run_text(text, &[]).worlds[0].journeys["v"].clone();
    let has = |j: &JourneyResults, metric| j.measures.get(metric).is_some();
    assert!([journey::CUT_OFF, journey::GAVE_UP, journey::FAILED].iter().all(|metric| !has(&j, metric)));
    let j = run_text(&text.replace("time =", "patience = \"1 min\"\ntime ="), &[]).worlds[0].journeys["v"].clone();
    assert!(j[journey::GAVE_UP].mean > Some(0.0) && !has(&j, journey::CUT_OFF));
}

#[test]
fn the_event_log_tells_how_a_visit_ended() {
    let text = "name = \"x\"\n[run]\nhorizon = \"5 d\"\nreplications = 2\n[[journey]]\nname = \"v\"\narrivals = { every = \"1 d\" }\nmax_visits = 2\n\
        [[journey.touchpoint]]\nname = \"a\"\ntime = \"1 min\"\nfail_prob = 1.0\non_fail = \"WAY\"\nnext = \"done\"\n";
    for (way, ends) in [("done", "failed"), ("a", "cut off")] {
        let world = crate::support::World::parse(&text.replace("WAY", way), &[]).expect("good");
        let log = journeysim::experiment::event_log(&world.compiled.model, 1, 0).expect("runs");
        assert!(log.rows().any(|row| row.ending == Some(ends)), "{way}: {log:?}");
    }
}

#[test]
fn nothing_is_told_of_what_comes_after_the_horizon() {
    // The walk of day 8 is settled at once; the flight of day 13 is seen by a run that gets there.
    for (horizon, flies) in [(10, false), (14, true)] {
        let text = format!(
            "name = \"x\"\n[run]\nhorizon = \"{horizon} d\"\nreplications = 1\n[population]\ncustomers = 1\n[loyalty]\n\
             [[journey]]\nname = \"trip\"\nstart = {{ every = \"8 d\" }}\n[[journey.touchpoint]]\nname = \"book\"\nfail_prob = 0.0\n\
             [[journey.touchpoint]]\nname = \"fly\"\nafter = \"5 d\"\nfail_prob = 1.0\n"
        );
        let world = crate::support::World::parse(&text, &[("hole.*.factor", "0.0")]).expect("good");
        let log = journeysim::experiment::event_log(&world.compiled.model, 1, 0).expect("runs");
        let judged = |activity: &str, outcome: &str| {
            let mut rows = log.rows();
            rows.any(|row| row.activity == activity && row.outcome == Some(outcome) && row.facts.performance.is_some())
        };
        assert!(judged("book", "served"), "{log:?}");
        let told = log.rows().any(|row| row.activity == "fly");
        assert_eq!((told, judged("fly", "failed")), (flies, flies), "{log:?}");
        let within = |at: Option<SimTime>| at.is_none_or(|at| at.days() < f64::from(horizon));
        assert!(log.rows().all(|row| [Some(row.enabled), row.start, row.end].into_iter().all(within)), "{log:?}");
    }
}

#[test]
fn purchases_under_way_at_the_horizon_are_settled_in_the_order_of_their_times() {
    // Who buys slowly pays after 9 d and who buys quickly after 1 d, and nobody departs within the run: the stamps of one card count up.
    let mut text = "name = \"x\"\n[run]\nhorizon = \"30 d\"\nreplications = 1\n[population]\ncustomers = 1\n[purchase]\nrate = \"1 per 2 d\"\n\
                    basket = 10.0\n[program]\npunch_card = { stamps = 50, reward_cost = 1.0 }\n"
        .to_owned();
    for (name, days) in [("slow", 9), ("quick", 1)] {
        text += &format!(
            "[[journey]]\nname = \"{name}\"\nstart = \"purchase\"\nshare = 0.5\n[[journey.touchpoint]]\nname = \"pay\"\ntime = \"{days} d\"\n\
             end = \"transaction\"\n[[journey.touchpoint]]\nname = \"use\"\ntime = \"100 d\"\n"
        );
    }
    let world = crate::support::World::parse(&text, &[]).expect("good");
    let log = journeysim::experiment::event_log(&world.compiled.model, 1, 0).expect("runs");
    let earned = log.rows().filter(|row| row.activity == "earns units");
    let found: Vec<_> = earned.map(|row| (row.facts.units, row.facts.balance)).collect();
    let right: Vec<_> = (1..=found.len()).map(|n| (Some(1.0), Some(n as f64))).collect();
    assert!(found.len() > 5, "{log:?}");
    assert_eq!(found, right);
}

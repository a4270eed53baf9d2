//! A change in the course of a visit: what begins after it is of its own time, whether or not there is a queue. What is under way keeps
//! its length. Right values are counted by hand, or those of a desk with staff for all, whose services the calendar settles one by one.

use journeysim::experiment::results::World;
use journeysim::metrics::journey;

use crate::support::Worlds;

/// The world of the intervention "x", whose times are `start`.
fn changed(horizon: &str, rest: &str, start: &str, change: &str) -> World {
    let text = format!(
        "name = \"under way\"\n[run]\nhorizon = \"{horizon}\"\nreplications = 2\n{rest}\n\
         [[intervention]]\nname = \"x\"\n{start}\n[intervention.change]\n{change}\n"
    );
    Worlds::parse(&text, &[&["x"]]).results().worlds.pop().expect("a world beside the baseline")
}

fn metric(world: &World, name: &str) -> f64 {
    world.metrics[name].mean.unwrap_or_else(|| panic!("{name} was not measured"))
}

fn sojourn_days(world: &World) -> f64 {
    world.journeys["v"][journey::SOJOURN_MIN].mean.expect("some are done") / 1440.0
}

const DESK: &str = "[[resource]]\nname = \"desk\"\nstaff = 1\n\
                    [[channel]]\nname = \"app\"\nself_service = true\nsuccess = 1.0\ncost_factor = 1.0\n";
/// One visitor, on day 20.
const ONE: &str = "[[journey]]\nname = \"v\"\narrivals = { at = [\"20 d\"] }\n";

#[test]
fn a_visit_that_meets_no_queue_walks_into_the_new_world() {
    // a from day 20 to 30; b begins on day 30, c on day 34, both after the change of day 25: 10 + 4 + 6 d, 3 + 300 of money.
    let change = "\"journey.v.b.cost\" = { set = 3.0 }\n\"journey.v.b.time\" = { set = \"4 d\" }\n\
                  \"journey.v.c.cost\" = { set = 300.0 }\n\"journey.v.c.time\" = { set = \"6 d\" }";
    let (queue, app) = ("resource = \"desk\"", "resource = \"desk\"\nchannel = \"app\"");
    for [a, b, c] in
        [["", "", ""], ["", "", queue], ["", queue, ""], [queue, "", ""], [queue, queue, queue], [app, app, app]]
    {
        let rest = format!(
            "{DESK}{ONE}[[journey.touchpoint]]\nname = \"a\"\ntime = \"10 d\"\n{a}\n\
             [[journey.touchpoint]]\nname = \"b\"\ntime = \"2 d\"\ncost = 1.0\n{b}\n\
             [[journey.touchpoint]]\nname = \"c\"\ntime = \"2 d\"\ncost = 100.0\n{c}\n"
        );
        let world = changed("100 d", &rest, "start = \"25 d\"", change);
        assert_eq!((sojourn_days(&world), metric(&world, "npv")), (20.0, -303.0), "{a}, {b}, {c}");
        // On day 30, just as b begins: the change comes first. A moment later: b is as it was.
        let at = |start: &str| metric(&changed("100 d", &rest, start, change), "npv");
        assert_eq!((at("start = \"30 d\""), at("start = \"30.01 d\"")), (-303.0, -301.0), "{a}, {b}, {c}");
    }
}

#[test]
fn a_visit_that_waits_for_the_opening_starts_in_the_new_world() {
    let rest = "[population]\ncustomers = 10\n[[journey]]\nname = \"v\"\nstart = \"join\"\n\
                hours = { days = \"mon-sun\", open = \"09:00\", close = \"17:00\" }\n\
                [[journey.touchpoint]]\nname = \"a\"\ncost = 1.0\n";
    let npv = |start: &str| metric(&changed("10 d", rest, start, "\"journey.v.a.cost\" = { set = 3.0 }"), "npv");
    assert_eq!((npv("start = \"6 h\""), npv("start = \"10 h\"")), (-30.0, -10.0));
}

#[test]
fn who_waits_in_line_is_served_as_the_turn_comes() {
    let rest = format!(
        "{DESK}[[journey]]\nname = \"v\"\narrivals = {{ at = [\"50 d\", \"60 d\"] }}\n\
         [[journey.touchpoint]]\nname = \"a\"\nresource = \"desk\"\ntime = \"40 d\"\n"
    );
    // The first from day 50 to 90, the second waits from day 60 to 90 and is served for 10 d: 40 d each.
    let world = changed("600 d", &rest, "start = \"70 d\"", "\"journey.v.a.time\" = { set = \"10 d\" }");
    assert_eq!(sojourn_days(&world), 40.0);
}

#[test]
fn waits_and_delays_under_way_keep_their_length_and_end_in_the_new_world() {
    let change = "\"journey.v.a.cost\" = { set = 3.0 }\n\"journey.v.a.time\" = { set = \"4 d\" }\n\
                  \"journey.v.b.cost\" = { set = 300.0 }\n\"journey.v.b.time\" = { set = \"6 d\" }";
    let world = |a: &str, more: &str| {
        let rest = format!(
            "{ONE}[[journey.touchpoint]]\nname = \"a\"\ntime = \"2 d\"\ncost = 1.0\n{a}\n\
             [[journey.touchpoint]]\nname = \"b\"\ntime = \"2 d\"\ncost = 100.0\n"
        );
        changed("100 d", &rest, "start = \"25 d\"", &format!("{change}\n{more}"))
    };
    let found = |a: &str, more: &str| {
        let world = world(a, more);
        (sojourn_days(&world), metric(&world, "npv"))
    };
    // 10 d of waiting, or of a delay, to day 30; then 4 and 6 d.
    assert_eq!(found("wait = \"10 d\"", "\"journey.v.a.wait\" = { set = \"1 d\" }"), (20.0, -303.0));
    assert_eq!(found("after = \"10 d\"", "\"journey.v.a.after\" = { set = \"1 d\" }"), (20.0, -303.0));
    // Patience ends on day 28, and the visit with it; the patience of the new world is not theirs.
    let gives_up = world("wait = \"10 d\"\npatience = \"8 d\"", "\"journey.v.a.patience\" = { set = \"30 d\" }");
    let gave_up = gives_up.journeys["v"][journey::GAVE_UP].mean;
    assert_eq!((metric(&gives_up, "npv"), gave_up), (0.0, Some(1.0)));
    // It would have held, whatever holds now.
    assert_eq!(
        found("wait = \"10 d\"\npatience = \"30 d\"", "\"journey.v.a.patience\" = { set = \"1 d\" }"),
        (20.0, -303.0)
    );
}

#[test]
fn a_failure_is_one_of_the_day_on_which_the_service_ends() {
    for desk in ["", "resource = \"desk\""] {
        let rest = format!(
            "{DESK}{ONE}[[journey.touchpoint]]\nname = \"a\"\ntime = \"10 d\"\ncost = 1.0\non_fail = \"b\"\n{desk}\n\
             [[journey.touchpoint]]\nname = \"c\"\nnext = \"done\"\n[[journey.touchpoint]]\nname = \"b\"\ncost = 100.0\n"
        );
        let at =
            |start: &str| metric(&changed("100 d", &rest, start, "\"journey.v.a.fail_prob\" = { set = 1.0 }"), "npv");
        assert_eq!((at("start = \"30 d\""), at("start = \"31 d\"")), (-101.0, -1.0), "{desk}");
    }
}

#[test]
fn a_touchpoint_earns_at_the_rate_of_each_day() {
    for desk in ["", "resource = \"desk\""] {
        let rest =
            format!("{DESK}{ONE}[[journey.touchpoint]]\nname = \"a\"\ntime = \"20 d\"\nearns = \"1 per d\"\n{desk}\n");
        let npv = |horizon: &str| {
            metric(&changed(horizon, &rest, "start = \"25 d\"", "\"journey.v.a.earns\" = { set = \"3 per d\" }"), "npv")
        };
        // 5 d at 1, 15 d at 3; up to a horizon on day 30, 5 d.
        assert_eq!((npv("100 d"), npv("30 d")), (50.0, 20.0), "{desk}");
    }
}

#[test]
fn steps_off_the_path_are_of_their_own_time() {
    for desk in ["", "resource = \"desk\""] {
        let rest = format!(
            "{DESK}{ONE}[[journey.touchpoint]]\nname = \"meal\"\nrequires = [\"cook\"]\n\
             [[journey.touchpoint]]\nname = \"cook\"\nlane = \"backstage\"\nafter = \"10 d\"\ntime = \"2 d\"\ncost = 1.0\n{desk}\n"
        );
        let change = "\"journey.v.cook.time\" = { set = \"4 d\" }\n\"journey.v.cook.cost\" = { set = 3.0 }";
        let at = |start: &str| {
            let world = changed("100 d", &rest, start, change);
            (sojourn_days(&world), metric(&world, "npv"))
        };
        assert_eq!(at("start = \"25 d\""), (14.0, -3.0), "cooking begins on day 30: {desk}");
        assert_eq!(at("start = \"31 d\""), (12.0, -1.0), "cooking is under way: {desk}");
    }
}

#[test]
fn a_step_off_the_path_earns_as_a_touchpoint_does() {
    for desk in ["", "resource = \"desk\""] {
        let rest = format!(
            "{DESK}{ONE}[[journey.touchpoint]]\nname = \"meal\"\nrequires = [\"cook\"]\n[[journey.touchpoint]]\nname = \"cook\"\n\
             lane = \"backstage\"\ntime = \"20 d\"\nearns = \"1 per d\"\nrevenue = 100.0\ncost = 7.0\n{desk}\n"
        );
        let change = "\"journey.v.cook.earns\" = { set = \"3 per d\" }";
        let npv = |horizon: &str, start: &str| metric(&changed(horizon, &rest, start, change), "npv");
        // 93 at its start. Then 20 d at 1; 5 d at 1 and 15 at 3; up to a horizon on day 30, 5 d each.
        let found = [("100 d", "start = \"50 d\""), ("100 d", "start = \"25 d\""), ("30 d", "start = \"25 d\"")]
            .map(|(h, s)| npv(h, s));
        assert_eq!(found, [113.0, 143.0, 113.0], "{desk}");
    }
}

/// 400 customers, each with one visit of some weeks from day 0, through desks with staff for all or through none.
fn long_visits(desk: bool) -> World {
    let at = if desk { "resource = \"desk\"" } else { "" };
    let rest = format!(
        "[population]\ncustomers = 400\n[loyalty]\n[complaint]\n[[segment]]\nname = \"s\"\nshare = 1.0\n[[resource]]\nname = \"desk\"\nstaff = 1000\n\
         [[journey]]\nname = \"v\"\nstart = \"join\"\nmax_visits = 4\n\
         [[journey.touchpoint]]\nname = \"a\"\ntime = {{ exponential = {{ mean = \"9 d\" }} }}\nquality = 7.0\nfail_prob = 0.2\ncost = {{ exponential = {{ mean = 2.0 }} }}\n{at}\n\
         [[journey.touchpoint]]\nname = \"b\"\nafter = {{ exponential = {{ mean = \"5 d\" }} }}\ntime = {{ exponential = {{ mean = \"9 d\" }} }}\nprobability = 0.7\n\
         earns = \"1 per d\"\nnext = {{ a = 0.3, c = 0.7 }}\n{at}\n\
         [[journey.touchpoint]]\nname = \"c\"\ntime = {{ exponential = {{ mean = \"4 d\" }} }}\nquality = 6.0\nfail_prob = 0.3\non_fail = \"a\"\nend = \"departure\"\n{at}\n\
         [[journey.touchpoint]]\nname = \"d\"\ntime = {{ exponential = {{ mean = \"4 d\" }} }}\nafter = {{ exponential = {{ mean = \"9 d\" }} }}\nquality = 9.0\nrevenue = 3.0\n{at}\n"
    );
    let change = "\"segment.s.factor.cost_to_serve\" = { set = 2.0 }\n\"experience.sd_between\" = { set = 3.0 }\n\
                  \"journey.v.a.quality\" = { set = 3.0 }\n\"journey.v.a.fail_prob\" = { set = 0.6 }\n\"journey.v.b.probability\" = { set = 0.2 }\n\
                  \"journey.v.b.earns\" = { set = \"4 per d\" }\n\"journey.v.c.time\" = { scale = 3.0 }\n\"journey.v.d.after\" = { scale = 0.2 }\n\
                  \"journey.v.d.quality\" = { set = 1.0 }";
    changed("120 d", &rest, "start = \"15 d\"\nend = \"40 d\"", change)
}

#[test]
fn a_desk_with_staff_for_all_is_no_desk_in_every_world() {
    let [none, desk] = [false, true].map(long_visits);
    assert_eq!(format!("{:?}", none.touchpoints), format!("{:?}", desk.touchpoints));
    assert_eq!(
        format!("{:?}", none.journeys["v"][journey::SOJOURN_MIN]),
        format!("{:?}", desk.journeys["v"][journey::SOJOURN_MIN])
    );
    for name in ["npv", "exits", "satisfaction"] {
        assert_eq!(format!("{:?}", none.metrics[name]), format!("{:?}", desk.metrics[name]), "{name}");
    }
    assert!(metric(&none, "exits") > 0.0);
}

//! Timetables that run over midnight and over the end of the week, and hours that hold for every kind of arrival.

use journeysim::metrics::journey;

use super::{close, desk, journey, known, more, resource, run};

/// Staffed server-hours in the week.
fn staffed(timetable: &str) -> f64 {
    let staff = format!("staff = {{ timetable = {{ {timetable} }} }}");
    let text = desk("1 wk", &staff, "arrivals = { every = \"1 h\" }", "time = \"1 min\"");
    resource(&run(&text), "desk").by_hour.iter().map(|hour| hour.staff).sum()
}

/// Each entry holds until the next.
#[test]
fn night_shift_timetables_run_over_midnight() {
    // Two clerks, eight hours, five nights; the Friday night ends on Saturday morning.
    close(staffed("\"mon-fri 22:00\" = 2, \"tue-sat 06:00\" = 0"), 80.0);
    // Over the end of the week: Sunday 22:00 to Monday 6:00.
    close(staffed("\"sun 22:00\" = 3, \"mon 06:00\" = 0"), 24.0);
    close(staffed("\"fri 20:00\" = 1, \"mon 08:00\" = 0"), 60.0);
    // Days without a name follow the entries without one; a named day begins as the day before ended, and so does the day after it.
    // Monday to Friday 8 h of 2, 12 of 1, 4 of 2; Saturday 10 of 2, 14 of 5; Sunday 8 of 5, 12 of 1, 4 of 2.
    let week = 5.0 * (16.0 + 12.0 + 8.0) + (20.0 + 70.0) + (40.0 + 12.0 + 8.0);
    close(staffed("\"08:00\" = 1, \"20:00\" = 2, \"sat 10:00\" = 5"), week);
}

/// Arrivals written so are as many as the hours say: 40 hours of ten.
#[test]
fn arrivals_by_night_timetable_are_not_forty_per_cent_too_many() {
    let arrivals = "arrivals = { timetable = { \"mon-fri 22:00\" = \"10 per h\", \"tue-sat 06:00\" = \"0 per h\" } }";
    let results = run(&desk("20 wk", "staff = 20", arrivals, "time = \"1 min\""));
    // 8,000 expected; Poisson, so 4.5 standard deviations are a false alarm in 150,000 seeds.
    let arrived = more(&results, "arrivals");
    assert!((arrived - 8000.0).abs() < 4.5 * 8000.0_f64.sqrt(), "{arrived}");
    let by_day: f64 = resource(&results, "desk")
        .by_hour
        .iter()
        .filter(|h| (6..22).contains(&(h.hour % 24)))
        .map(|h| h.arrivals)
        .sum();
    close(by_day, 0.0);
}

const MORNINGS: &str = "hours = { days = \"mon-fri\", open = \"08:00\", close = \"12:00\" }";

/// Arrivals in ten weeks, and those of them outside the mornings of Monday to Friday.
fn arrived(arrivals: &str) -> (f64, f64) {
    let results =
        run(&desk("10 wk", "staff = 1000", &format!("arrivals = {arrivals}\n{MORNINGS}"), "time = \"5 min\""));
    let hours = &resource(&results, "desk").by_hour;
    let outside = hours.iter().filter(|h| h.hour >= 120 || !(8..12).contains(&(h.hour % 24)));
    (more(&results, "arrivals"), 10.0 * outside.map(|h| h.arrivals).sum::<f64>())
}

/// Whatever the arrivals, they come within the hours, and rates remain calendar averages: 96 a day on average are 6,720 in ten weeks.
#[test]
fn hours_hold_for_every_kind_of_arrival() {
    let regular = arrived("{ every = \"15 min\" }");
    assert_eq!(regular, (6719.0, 0.0), "the last of 6,720 would come at the horizon");
    let poisson = 4.5 * 6720.0_f64.sqrt();
    for random in [
        "\"96 per d\"",
        "{ gap = { exponential = { mean = \"15 min\" } } }",
        "{ wave = { mean = \"96 per d\", amplitude = 0.9, period = \"1 d\" } }",
        "{ wave = { mean = \"96 per d\", amplitude = 0.9, period = \"10 h\" } }",
    ] {
        let (all, outside) = arrived(random);
        close(outside, 0.0);
        assert!((all - 6720.0).abs() < poisson, "{random}: {all}");
    }
    // A timetable says itself how many come in an hour: 20 hours of six, and nobody at night.
    let (all, outside) = arrived("{ timetable = { \"06:00\" = \"6 per h\", \"18:00\" = \"1 per h\" } }");
    close(outside, 0.0);
    assert!((all - 1200.0).abs() < 4.5 * 1200.0_f64.sqrt(), "{all}");
    // Recorded times: at night, on a Monday morning, on a Saturday; the first and the last come at the next opening.
    let (all, outside) = arrived("{ at = [\"2 h\", \"10 h\", \"5.5 d\"] }");
    assert_eq!((all, outside), (3.0, 0.0));
}

/// A visitor every 15 minutes of a morning that is the whole week of the clock: evenly spaced, 1/8.4 of that apart.
#[test]
fn regular_arrivals_stay_regular_within_the_hours() {
    let text =
        desk("1 wk", "staff = 1", &format!("arrivals = {{ every = \"15 min\" }}\n{MORNINGS}"), "time = \"1.7 min\"");
    let results = run(&text);
    // 15 min * 20/168 = 1.786 min: nobody ever waits, and each morning has its 134 or 135.
    close(known(resource(&results, "desk")[resource::DELAY_MIN].mean), 0.0);
    for day in 0..5 {
        let morning: f64 =
            resource(&results, "desk").by_hour.iter().filter(|h| h.hour / 24 == day).map(|h| h.arrivals).sum();
        assert!((134.0..=135.0).contains(&morning), "day {day}: {morning}");
    }
}

/// Peak hours weigh regular arrivals and gaps as they weigh rates.
#[test]
fn peak_hours_hold_for_regular_arrivals() {
    let peak = "arrivals = { every = \"15 min\" }\npeak_hours = { \"10:00-12:00\" = 3.0 }";
    let results = run(&desk("10 wk", "staff = 100", peak, "time = \"5 min\""));
    let at_peak: f64 = resource(&results, "desk")
        .by_hour
        .iter()
        .filter(|h| (10..12).contains(&(h.hour % 24)))
        .map(|h| h.arrivals)
        .sum();
    // 6 of 28 parts of 96 are 20.6 a day, the same each day; without the weights 8 of 96.
    assert!([140.0, 147.0].contains(&at_peak.round()), "{at_peak}");
}

/// What starts at an event of a customer waits for the opening of its own hours.
#[test]
fn visits_that_an_event_starts_begin_when_the_journey_is_open() {
    let text = r#"
name = "joining"
[run]
horizon = "4 wk"
replications = 1
seed = 5
[population]
customers = 0
[[acquisition]]
name = "new"
joins = "20 per d"
[[resource]]
name = "desk"
staff = 1000
[[journey]]
name = "welcome"
start = "join"
hours = { days = "mon-fri", open = "08:00", close = "12:00" }
[[journey.touchpoint]]
name = "talk"
resource = "desk"
time = "5 min"
"#;
    let results = run(text);
    let hours = &resource(&results, "desk").by_hour;
    let outside: f64 =
        hours.iter().filter(|h| h.hour >= 120 || !(8..12).contains(&(h.hour % 24))).map(|h| h.arrivals).sum();
    close(outside, 0.0);
    assert!(known(journey(&results, "welcome")[journey::STARTED].mean) > 300.0);
}

/// Who comes at a desk that is closed, by an interval of their own, comes: only the journey's own hours move them.
#[test]
fn hours_of_a_resource_do_not_move_what_has_times_of_its_own() {
    let staff = "staff = 9\nhours = { days = \"mon-fri\", open = \"08:00\", close = \"12:00\" }";
    let results = run(&desk("1 wk", staff, "arrivals = { every = \"1 h\" }", "time = \"5 min\""));
    close(more(&results, "arrivals"), 167.0);
}

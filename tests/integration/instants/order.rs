//! One order for all that happens at one time: the world, the staff, ends of service, patience, departures; then who comes.

use journeysim::metrics::{journey, touchpoint};

use super::{close, delay, desk, entry, head, journey, known, more, resource, run};

/// Appointments every half hour round the clock, a desk without a waiting room that is open 9 to 12. As one leaves, the next comes:
/// 9:00 to 11:30 are served; who comes at 12:00 finds it closed.
#[test]
fn appointments_as_one_slot_ends_the_next_begins() {
    let staff = "staff = 1\nqueue_limit = 0\nhours = { days = \"mon\", open = \"09:00\", close = \"12:00\" }";
    let results = run(&desk("1 d", staff, "arrivals = { every = \"30 min\" }", "time = \"30 min\""));
    close(more(&results, "arrivals"), 47.0);
    close(more(&results, "served"), 6.0);
    close(known(resource(&results, "desk")[resource::UTILISATION].mean), 1.0);
    close(known(resource(&results, "desk")[resource::DELAY_PROBABILITY].mean), 0.0);
}

/// Three clerks until 00:30, then one; six wait from the start. The three who end at 00:30 are two too many by then.
#[test]
fn handover_of_staff_comes_before_the_ends_of_service() {
    let staff = "staff = { timetable = { \"00:00\" = 3, \"00:30\" = 1 } }";
    let six = "arrivals = { at = [\"0 s\", \"0 s\", \"0 s\", \"0 s\", \"0 s\", \"0 s\"] }";
    let results = run(&desk("4 h", staff, six, "time = \"30 min\""));
    close(delay(&results), (30.0 + 60.0 + 90.0) / 6.0);
}

/// D/D/c at a load of exactly 1: nobody ever waits, however many servers.
#[test]
fn regular_arrivals_at_a_load_of_one_never_wait() {
    for (staff, every, arrivals) in [(1, "1 h", 23.0), (2, "30 min", 47.0), (3, "20 min", 71.0)] {
        let text = desk(
            "1 d",
            &format!("staff = {staff}\nqueue_limit = 100"),
            &format!("arrivals = {{ every = \"{every}\" }}"),
            "time = \"1 h\"",
        );
        let results = run(&text);
        close(more(&results, "arrivals"), arrivals);
        close(known(resource(&results, "desk")[resource::DELAY_PROBABILITY].mean), 0.0);
        close(delay(&results), 0.0);
        // Each hour from the first arrival on, one more server is busy until all are.
        let gap = 1.0 / f64::from(staff);
        let hours: f64 = (1..=staff).map(|k| 24.0 - gap * f64::from(k)).sum();
        close(more(&results, "busy"), hours / 24.0);
    }
}

/// Two desks in a row without room to wait: as one leaves the first, the one before leaves the second.
#[test]
fn desks_in_a_row_pass_visitors_on_at_one_instant() {
    let one = "staff = 1\nqueue_limit = 0";
    let half_an_hour = |at: &str| format!("resource = \"{at}\"\ntime = \"30 min\"");
    let text = [
        head("10 h"),
        entry("resource", "first", one),
        entry("resource", "desk", one),
        entry("journey", "visit", "arrivals = { every = \"30 min\" }"),
        entry("journey.touchpoint", "a", &half_an_hour("first")),
        entry("journey.touchpoint", "b", &half_an_hour("desk")),
    ]
    .concat();
    let results = run(&text);
    for name in ["first", "desk"] {
        close(known(resource(&results, name)[resource::BAULK_FRACTION].mean), 0.0);
        close(known(resource(&results, name)[resource::DELAY_PROBABILITY].mean), 0.0);
    }
    // 0:30 to 8:30 are through before 10:00; who came at 9:00 leaves at the horizon, which is too late.
    close(known(journey(&results, "visit")[journey::COMPLETED].mean), 17.0);
}

/// A step off the path queues for a clerk of its own, who is always just free.
#[test]
fn a_step_off_the_path_finds_the_clerk_who_is_just_free() {
    let clerk = entry("resource", "clerk", "staff = 1");
    let file = "lane = \"backstage\"\nresource = \"clerk\"\ntime = \"30 min\"";
    let talk = "requires = [\"file\"]\ntime = \"30 min\"";
    let text = desk("10 h", "staff = 1", "arrivals = { every = \"30 min\" }", talk)
        + &entry("journey.touchpoint", "file", file)
        + &clerk;
    let results = run(&text);
    for name in ["clerk", "desk"] {
        close(known(resource(&results, name)[resource::DELAY_PROBABILITY].mean), 0.0);
    }
    close(known(journey(&results, "visit")[journey::SOJOURN_MIN].mean), 60.0);
}

/// Staff who come at the very time of an arrival are there; staff who go are gone.
#[test]
fn staff_change_before_arrivals_of_the_same_time() {
    let at_nine = "arrivals = { at = [\"9 h\"] }";
    for (before, after, served) in [(0, 1, 1.0), (1, 0, 0.0)] {
        let staff =
            format!("staff = {{ timetable = {{ \"00:00\" = {before}, \"09:00\" = {after} }} }}\nqueue_limit = 0");
        let results = run(&desk("1 d", &staff, at_nine, "time = \"30 min\""));
        close(more(&results, "served"), served);
    }
}

/// A cut of staff from two to one while both are busy: both services are finished, and then one server goes on.
#[test]
fn busy_staff_at_a_cut_of_staff_finish_what_they_do() {
    let staff = "staff = { timetable = { \"00:00\" = 2, \"01:00\" = 1 } }";
    let four = "arrivals = { at = [\"30 min\", \"30 min\", \"45 min\", \"50 min\"] }";
    let results = run(&desk("6 h", staff, four, "time = \"1 h\""));
    // 0:30 and 0:30 until 1:30; then 0:45 at 1:30 and 0:50 at 2:30.
    close(delay(&results), (45.0 + 100.0) / 4.0);
}

/// Nobody on duty is no closing time: who waits is served when staff come.
#[test]
fn staff_of_zero_serve_nobody_new() {
    let staff = "staff = { timetable = { \"00:00\" = 1, \"01:00\" = 0, \"05:00\" = 1 } }";
    let two = "arrivals = { at = [\"30 min\", \"40 min\"] }";
    let results = run(&desk("8 h", staff, two, "time = \"1 h\""));
    close(delay(&results), 260.0 / 2.0);
}

/// At closing time the line is still served; who comes at closing time or later waits for the opening.
#[test]
fn the_line_of_closing_time_is_served_and_nobody_else() {
    let staff = "staff = 1\nhours = { days = \"daily\", open = \"09:00\", close = \"17:00\" }";
    let four = "arrivals = { at = [\"16.5 h\", \"16.75 h\", \"17 h\", \"18 h\"] }";
    let results = run(&desk("2 d", staff, four, "time = \"1 h\""));
    // 16:30 at once, 16:45 at 17:30; 17:00 at 9:00 and 18:00 at 10:00 of the next day.
    close(delay(&results), (45.0 + 960.0 + 960.0) / 4.0);
}

/// Who is in the house at closing time is served if they reach the line within an hour of it; later, in the morning.
#[test]
fn whoever_is_in_the_house_at_closing_time_is_served_within_the_hour() {
    let staff = "staff = 1\nhours = { days = \"daily\", open = \"09:00\", close = \"17:00\" }";
    let stays = |first: &str, form: &str| {
        let text = desk("2 d", staff, &format!("arrivals = {{ at = [\"{first}\"] }}"), "time = \"1 h\"");
        let late = entry("journey", "late", "arrivals = { at = [\"16.75 h\"] }")
            + &entry("journey.touchpoint", "form", &format!("time = \"{form}\""))
            + &entry("journey.touchpoint", "hand in", "resource = \"desk\"\ntime = \"1 h\"");
        known(journey(&run(&(text + &late)), "late")[journey::SOJOURN_MIN].mean)
    };
    // The form is ready at 17:15. The desk is busy until 17:30, or free from 16:00 on.
    close(stays("16.5 h", "30 min"), 30.0 + 15.0 + 60.0);
    close(stays("15 h", "30 min"), 30.0 + 60.0);
    // It is ready at 18:00 or later: the staff have gone home, and open at 9:00.
    close(stays("15 h", "75 min"), 75.0 + 900.0 + 60.0);
    close(stays("15 h", "2 h"), 120.0 + 855.0 + 60.0);
}

/// Begun on Friday at 16:48, it reaches the closed desk on Saturday at 2:48 and is served on Monday at 9:00; and so on.
#[test]
fn served_when_closed_a_visit_that_outlasts_the_session_waits_for_the_opening() {
    let hours = "staff = 1\nhours = { days = \"mon-fri\", open = \"09:00\", close = \"17:00\" }";
    let at_desk = "resource = \"desk\"\ntime = \"5 min\"";
    let text = [
        head("14 d"),
        entry("resource", "desk", hours),
        entry("journey", "v", "arrivals = { at = [\"112.8 h\"] }"),
        entry("journey.touchpoint", "a", "time = \"10 h\""),
        entry("journey.touchpoint", "b", at_desk),
        entry("journey.touchpoint", "c", "time = \"10 h\""),
        entry("journey.touchpoint", "e", at_desk),
        entry("journey", "u", "arrivals = { at = [\"112.9 h\"] }"),
        entry("journey.touchpoint", "a", "time = \"5 min\""),
        entry("journey.touchpoint", "b", &format!("after = \"60 h\"\n{at_desk}")),
    ]
    .concat();
    let results = run(&text);
    // v: Saturday 2:48 to Monday 9:00, Monday 19:05 to Tuesday 9:00. u: Monday 4:59 to 9:05, behind v.
    close(delay(&results), (54.2 * 60.0 + (13.0 * 60.0 + 55.0) + 246.0) / 3.0);
    close(known(journey(&results, "v")[journey::SOJOURN_MIN].mean), 5297.0);
    close(known(journey(&results, "u")[journey::SOJOURN_MIN].mean), 3856.0);
}

/// Patience that ends at the very time of the turn has ended, as it always had.
#[test]
fn patience_as_long_as_the_service_ends_at_the_turn() {
    let two = "arrivals = { at = [\"0 s\", \"0 s\"] }";
    for (patience, served) in [("30 min", 1.0), ("31 min", 2.0)] {
        let service = format!("time = \"30 min\"\npatience = \"{patience}\"");
        let results = run(&desk("4 h", "staff = 1", two, &service));
        close(more(&results, "served"), served);
        let limited = run(&desk("4 h", "staff = 1\nqueue_limit = 9", two, &service));
        close(more(&limited, "served"), served);
    }
    // The same where the wait is drawn from a law.
    for (patience, gave_up) in [("30 min", 2.0), ("31 min", 0.0)] {
        let service = format!("wait = \"30 min\"\ntime = \"5 min\"\npatience = \"{patience}\"");
        let text = desk("4 h", "staff = 1", two, &service).replace("resource = \"desk\"\nwait", "wait");
        close(known(run(&text).worlds[0].touchpoints["visit/talk"][touchpoint::RENEGED].mean), gave_up);
    }
    // Who comes as a server becomes free does not wait, however short the patience.
    let service = "time = \"30 min\"\npatience = \"0 s\"";
    let results = run(&desk("4 h", "staff = 1", "arrivals = { every = \"30 min\" }", service));
    close(known(resource(&results, "desk")[resource::RENEGE_FRACTION].mean), 0.0);
}

/// Customers who visit at a fixed interval meet at the desk, too: each leaves as the next comes.
#[test]
fn customers_find_the_server_who_is_just_free() {
    let text = desk("30 d", "staff = 1\nqueue_limit = 1", "start = { every = \"1 d\" }", "time = \"12 h\"")
        + "[population]\ncustomers = 2\n";
    // Both come at midnight; the one waits for the other, who leaves at noon, and leaves at midnight, when both come again.
    let results = run(&text);
    close(known(resource(&results, "desk")[resource::BAULK_FRACTION].mean), 0.0);
    close(known(resource(&results, "desk")[resource::DELAY_PROBABILITY].mean), 0.5);
    close(delay(&results), 360.0);
}

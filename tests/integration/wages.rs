//! Wages are for time on duty, salaries for being on the payroll: each against a calculation by hand.

use journeysim::experiment::results::Results;
use journeysim::metrics::resource;
use journeysim::num::{exp, ln};
use journeysim::scenario::Scenario;

use crate::support::{Worlds, run_file, run_text};

/// A desk and the visitors who come to it; `resource` and `rest` are written in.
fn desk(run: &str, resource: &str, visits: &str) -> String {
    format!(
        "name = \"desk\"\n[run]\nreplications = 2\n{run}\n[[resource]]\nname = \"desk\"\n{resource}\n[[journey]]\nname = \"visit\"\n{visits}\n"
    )
}

const NOBODY: &str =
    "arrivals = { every = \"900 d\" }\n[[journey.touchpoint]]\nname = \"serve\"\nresource = \"desk\"\ntime = \"1 min\"";

fn at(times: &str, time: &str) -> String {
    format!(
        "arrivals = {{ at = [{times}] }}\n[[journey.touchpoint]]\nname = \"serve\"\nresource = \"desk\"\ntime = \"{time}\""
    )
}

/// Wages in the ledger and at the resource, undiscounted.
fn paid(results: &Results, world: usize) -> f64 {
    let world = &results.worlds[world];
    let ledger = -world.ledger["wages"].mean.expect("posted");
    let at_resource = world.resources["desk"][resource::WAGES].mean.expect("posted");
    assert!((ledger - at_resource).abs() < 1e-6, "{ledger} in the ledger, {at_resource} at the resource");
    ledger
}

fn close(found: f64, right: f64) {
    assert!((found - right).abs() < 1e-6 * right.abs().max(1.0), "{found} is not {right}");
}

#[test]
fn a_wage_is_paid_for_the_hours_of_the_calendar() {
    let hours = "staff = 2\nwage = \"10 per h\"\nhours = { days = \"mon-fri\", open = \"09:00\", close = \"17:00\" }";
    // Three days from Monday on: 3 times 8 hours, two people. (By the weekly mean it would be 342.86.)
    close(paid(&run_text(&desk("horizon = \"3 d\"", hours, NOBODY), &[]), 0), 3.0 * 8.0 * 2.0 * 10.0);
    // Six days: five of them are worked.
    close(paid(&run_text(&desk("horizon = \"6 d\"", hours, NOBODY), &[]), 0), 5.0 * 8.0 * 2.0 * 10.0);
    // A run of three days and a half ends at noon on Thursday.
    close(paid(&run_text(&desk("horizon = \"84 h\"", hours, NOBODY), &[]), 0), (3.0 * 8.0 + 3.0) * 2.0 * 10.0);
    // Whatever its unit: 240 per d are 10 per h.
    close(paid(&run_text(&desk("horizon = \"6 d\"", &hours.replace("10 per h", "240 per d"), NOBODY), &[]), 0), 800.0);
}

#[test]
fn a_lunch_break_is_not_paid_and_a_part_timer_costs_a_part() {
    let staff = "staff = { timetable = { \"mon-sun 00:00\" = 0, \"mon-fri 09:00\" = 3, \"mon-fri 12:00\" = 0, \"mon-fri 13:00\" = 2, \"mon-fri 17:00\" = 0 } }\nwage = \"12 per h\"";
    // 3 people for 3 hours, 2 for 4, on five days.
    close(paid(&run_text(&desk("horizon = \"1 wk\"", staff, NOBODY), &[]), 0), 5.0 * (9.0 + 8.0) * 12.0);
    let hours = "staff = 1\nwage = \"12 per h\"\nhours = [{ days = \"mon-fri\", open = \"09:00\", close = \"12:00\" }, { days = \"mon-fri\", open = \"13:00\", close = \"17:00\" }]";
    close(paid(&run_text(&desk("horizon = \"1 wk\"", hours, NOBODY), &[]), 0), 5.0 * 7.0 * 12.0);
}

#[test]
fn a_night_shift_is_paid_for_the_nights_it_works() {
    // Two clerks from 22 to 06, five nights, of which the last ends on Saturday: 2 x 40 hours.
    let nights: String = ["mon", "tue", "wed", "thu", "fri"]
        .iter()
        .zip(["tue", "wed", "thu", "fri", "sat"])
        .map(|(night, day)| format!("\"{night} 22:00\" = 2, \"{day} 00:00\" = 2, \"{day} 06:00\" = 0, "))
        .chain(["\"mon 00:00\" = 0, \"sun 00:00\" = 0".to_owned()])
        .collect();
    let staff = format!("staff = {{ timetable = {{ {nights} }} }}\nwage = \"10 per h\"");
    close(paid(&run_text(&desk("horizon = \"1 wk\"", &staff, NOBODY), &[]), 0), 2.0 * 40.0 * 10.0);
}

#[test]
fn overtime_is_paid_as_worked() {
    // One server on Monday from 9 to 17; served from 16:30 to 18:30: 8 h and 1.5 h of overtime.
    let monday = "staff = 1\nwage = \"10 per h\"\nhours = { days = \"mon\", open = \"09:00\", close = \"17:00\" }";
    let late = at("\"990 min\"", "2 h");
    close(paid(&run_text(&desk("horizon = \"2 d\"", monday, &late), &[]), 0), 95.0);
    // Two who came before closing: the second is served until 20:30 by the same person.
    let two = at("\"990 min\", \"991 min\"", "2 h");
    close(paid(&run_text(&desk("horizon = \"2 d\"", monday, &two), &[]), 0), 115.0);
    // What is under way at the horizon is paid up to it: 17:00 to 17:36.
    close(paid(&run_text(&desk("horizon = \"1056 min\"", monday, &late), &[]), 0), 86.0);
    // Of a warm-up that ends at 18:00 only half an hour is left.
    close(paid(&run_text(&desk("horizon = \"2 d\"\nwarm_up = \"18 h\"", monday, &late), &[]), 0), 5.0);
    // A salary knows no overtime: one person for two days.
    close(
        paid(
            &run_text(
                &desk("horizon = \"2 d\"", &monday.replace("wage = \"10 per h\"", "salary = \"70 per d\""), &late),
                &[],
            ),
            0,
        ),
        140.0,
    );
}

#[test]
fn who_is_still_busy_after_a_cut_of_staff_is_paid() {
    // Two on duty until noon, then one; both busy from 11 to 14: 12 h of two, 12 h of one, 2 h of overtime.
    let staff = "staff = { timetable = { \"00:00\" = 2, \"12:00\" = 1 } }\nwage = \"10 per h\"";
    let visits = at("\"11 h\", \"11 h\"", "3 h");
    close(paid(&run_text(&desk("horizon = \"1 d\"", staff, &visits), &[]), 0), (24.0 + 12.0 + 2.0) * 10.0);
    // One of them ends at 13: one hour.
    let visits = visits.replace("\"11 h\", \"11 h\"", "\"10 h\", \"11 h\"");
    close(paid(&run_text(&desk("horizon = \"1 d\"", staff, &visits), &[]), 0), (24.0 + 12.0 + 1.0) * 10.0);
}

#[test]
fn a_salary_is_paid_always_for_the_most_on_duty_at_once() {
    let staff = "staff = { timetable = { \"mon-sun 00:00\" = 1, \"mon-fri 09:00\" = 3, \"mon-fri 12:00\" = 2, \"mon-fri 17:00\" = 1 } }\nsalary = \"700 per wk\"";
    close(paid(&run_text(&desk("horizon = \"10 d\"", staff, NOBODY), &[]), 0), 3.0 * 1000.0);
    // Closed in the hours of the third: two are on duty at once.
    let closed = format!("{staff}\nhours = {{ days = \"mon-fri\", open = \"12:00\", close = \"18:00\" }}");
    close(paid(&run_text(&desk("horizon = \"10 d\"", &closed, NOBODY), &[]), 0), 2.0 * 1000.0);
    close(paid(&run_text(&desk("horizon = \"10 d\"\nwarm_up = \"4 d\"", staff, NOBODY), &[]), 0), 3.0 * 600.0);
}

#[test]
fn only_the_observed_period_is_paid() {
    let hours = "staff = 1\nwage = \"10 per h\"\nhours = { days = \"mon-fri\", open = \"09:00\", close = \"17:00\" }";
    // From Wednesday 12:00 to the horizon on the next Tuesday 00:00: 5, 8, 8 and 8 hours.
    close(paid(&run_text(&desk("horizon = \"8 d\"\nwarm_up = \"60 h\"", hours, NOBODY), &[]), 0), 290.0);
}

#[test]
fn a_change_in_mid_run_pays_exactly_the_changed_part() {
    let hours = "hours = { days = \"mon-fri\", open = \"09:00\", close = \"17:00\" }";
    let world = |resource: &str, change: &str| {
        let text = desk("horizon = \"2 wk\"", &format!("{resource}\n{hours}"), NOBODY);
        let text = format!("{text}[[intervention]]\nname = \"it\"\nstart = \"156 h\"\nchange = {{ {change} }}\n");
        let results = Worlds::parse(&text, &[&["it"]]).results();
        (paid(&results, 0), paid(&results, 1))
    };
    // From Sunday noon on, so that the second week is changed: one more, a third more, or double pay for the rest of the payroll.
    let (before, after) = world("staff = 2\nwage = \"10 per h\"", "\"resource.desk.staff\" = { add = 1 }");
    close(before, 1600.0);
    close(after, 800.0 + 1200.0);
    let (_, after) = world("staff = 2\nwage = \"10 per h\"", "\"resource.desk.wage\" = { set = \"15 per h\" }");
    close(after, 800.0 + 1200.0);
    let (before, after) = world("staff = 2\nsalary = \"100 per d\"", "\"resource.desk.salary\" = { scale = 2.0 }");
    close(before, 2.0 * 14.0 * 100.0);
    close(after, 2.0 * (6.5 * 100.0 + 7.5 * 200.0));
    let (_, after) = world("staff = 2\nsalary = \"100 per d\"", "\"resource.desk.staff\" = { add = -1 }");
    close(after, 6.5 * 200.0 + 7.5 * 100.0);
}

#[test]
fn a_raise_reaches_overtime_from_its_day_on() {
    // Served from Monday 16:30 to 20:30; the wage doubles at 18:00: one hour of overtime at 10, two and a half at 20.
    let monday = "staff = 1\nwage = \"10 per h\"\nhours = { days = \"mon\", open = \"09:00\", close = \"17:00\" }";
    let text = desk("horizon = \"2 d\"", monday, &at("\"990 min\"", "4 h"));
    let text = format!(
        "{text}[[intervention]]\nname = \"it\"\nstart = \"18 h\"\nchange = {{ \"resource.desk.wage\" = {{ scale = 2.0 }} }}\n"
    );
    let results = Worlds::parse(&text, &[&["it"]]).results();
    close(paid(&results, 0), 80.0 + 35.0);
    close(paid(&results, 1), 80.0 + 10.0 + 50.0);
}

#[test]
fn discounting_follows_when_it_was_worked() {
    // One server on Mondays and Tuesdays from 0 to 24, for ten days; continuously discounted at ln(1.5) a year.
    let staff = "staff = { timetable = { \"mon 00:00\" = 1, \"wed 00:00\" = 0 } }\nwage = \"10 per h\"";
    let text = desk("horizon = \"10 d\"\n[money]\ndiscount_rate = 0.5", staff, NOBODY);
    let results = run_text(&text, &[]);
    let delta = ln(1.5) / 365.0;
    let flow = |from: f64, to: f64| 240.0 * (exp(-delta * from) - exp(-delta * to)) / delta;
    let npv = results.worlds[0].metrics["npv"].mean.expect("posted");
    close(-npv, flow(0.0, 2.0) + flow(7.0, 9.0));
    close(paid(&results, 0), 4.0 * 240.0);
}

#[test]
fn better_pay_is_paid_in_wages_and_salaries() {
    let base = "name = \"x\"\n[run]\nhorizon = \"14 d\"\nreplications = 2\n[population]\ncustomers = 5\n[loyalty]\n[employees]\n\
        [[resource]]\nname = \"desk\"\nstaff = 2\npay = 0.5\nPAY\nhours = { days = \"mon-fri\", open = \"09:00\", close = \"17:00\" }\n\
        [[journey]]\nname = \"v\"\nstart = { every = \"9 y\" }\n[[journey.touchpoint]]\nname = \"serve\"\nresource = \"desk\"\ntime = \"1 min\"\nquality = 7\n";
    close(paid(&run_text(&base.replace("PAY", "wage = \"10 per h\""), &[]), 0), 1.5 * 2.0 * 80.0 * 10.0);
    close(paid(&run_text(&base.replace("PAY", "salary = \"100 per d\""), &[]), 0), 1.5 * 2.0 * 1400.0);
}

fn loaded(resource: &str) -> Result<Vec<String>, String> {
    let text = desk("horizon = \"1 wk\"", resource, NOBODY);
    let loaded = Scenario::parse("pay.toml", &text, &[]).map_err(|problems| problems.render(false))?;
    Ok(loaded.warnings.items.iter().map(|w| format!("{} / {}", w.message, w.help.as_deref().unwrap_or(""))).collect())
}

#[test]
fn a_wage_per_day_or_longer_warns_with_its_worth_per_hour() {
    for (wage, worth) in [
        ("9000 per mo", "12.33 per h"),
        ("240 per d", "10 per h"),
        ("1680 per wk", "10 per h"),
        ("87600 per y", "10 per h"),
    ] {
        let warnings = loaded(&format!("staff = 1\nwage = \"{wage}\"")).expect("good").join("\n");
        assert!(warnings.contains(worth) && warnings.contains("salary"), "{wage}: {warnings}");
    }
    for pay in ["wage = \"10 per h\"", "wage = \"1 per min\"", "wage = \"100 per 12 h\"", "salary = \"9000 per mo\""] {
        assert!(loaded(&format!("staff = 1\n{pay}")).expect("good").is_empty(), "{pay}");
    }
    let text = desk("horizon = \"1 wk\"", "staff = 1\nwage = \"10 per h\"", NOBODY);
    let text = format!(
        "{text}[[intervention]]\nname = \"it\"\nchange = {{ \"resource.desk.wage\" = {{ set = \"9000 per mo\" }} }}\n"
    );
    let warnings = Scenario::parse("pay.toml", &text, &[]).expect("good").warnings;
    assert!(warnings.items.iter().any(|w| w.message.contains("12.33 per h")), "{warnings}");
}

#[test]
fn wage_and_salary_exclude_each_other() {
    let problems = loaded("staff = 1\nwage = \"10 per h\"\nsalary = \"9000 per mo\"").expect_err("both");
    assert!(
        problems.contains("`wage` and `salary` exclude each other") && problems.contains("pay.toml:"),
        "{problems}"
    );
}

#[test]
fn a_teller_of_the_branch_costs_what_a_month_of_40_hours_did() {
    let sets = [("run.horizon", "\"52 wk\""), ("run.replications", "2"), ("population.customers", "1")];
    let results = run_file("scenarios/bank-branch.toml", &sets);
    let at = |name: &str| results.worlds[0].resources[name][resource::WAGES].mean.expect("posted");
    let months = 52.0 * 7.0 / (365.0 / 12.0);
    let tellers = at("tellers") / (3.0 * 9000.0 * months);
    assert!((1.0 - 1e-4..1.01).contains(&tellers), "{tellers}: the same, and a little overtime");
    close(at("adviser"), 15_000.0 * months);
}

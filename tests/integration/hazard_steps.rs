//! Hazards by steps of tenure, `{ every = "1 mo", values = [...] }`: against the product of what each step leaves, and customer by customer against
//! a constant hazard: the same allowance is spent wherever the integrals of two hazards are the same.

use journeysim::experiment::results::Results;
use journeysim::num;

use crate::support::{World, run_text};

const MONTH: f64 = 365.0 / 12.0;

/// Customers of day 0 who leave by one hole.
fn firm(hazard: &str, more: &str) -> String {
    format!(
        "name = \"firm\"\n[run]\nhorizon = \"12 mo\"\nreport_every = \"0.5 mo\"\nreplications = 2\nseed = 5\n[population]\n{more}\n\
         [[hole]]\nname = \"cooling off\"\nhazard = {hazard}\n"
    )
}

/// Customers who are there, on every day of the report.
fn levels(text: &str) -> Vec<(f64, f64)> {
    let results = run_text(text, &[]);
    let bucket = results.worlds[0].bucket.as_ref().expect("a bucket");
    bucket.level.iter().map(|point| (point.day, point.mean)).collect()
}

/// A hazard by steps [per month, months].
struct Steps<'a> {
    every: f64,
    values: &'a [f64],
}

impl Steps<'_> {
    /// Its integral over a stretch of tenure.
    fn over(&self, from: f64, to: f64) -> f64 {
        let step = |at: usize| {
            let end = if at + 1 == self.values.len() { f64::INFINITY } else { (at + 1) as f64 * self.every };
            (to.min(end) - from.max(at as f64 * self.every)).max(0.0)
        };
        (0..self.values.len()).map(|at| self.values[at] * step(at)).sum()
    }
}

/// As a world of the constant hazard .1 per month at the time at which it has spent as much; `spent`: by months since day 0.
fn is_as_a_constant_hazard(text: &str, customers: &str, spent: impl Fn(f64) -> f64) {
    let constant = levels(&firm("\"0.1 per mo\"", customers));
    let mut compared = 0;
    for (day, level) in levels(text) {
        let then = spent(day / MONTH) / 0.1;
        // Wherever it falls on a day of the report of the other.
        let other = constant.iter().find(|(day, _)| (day / MONTH - then).abs() < 1e-9);
        if let Some((_, other)) = other {
            assert_eq!(level, *other, "after {} months", day / MONTH);
            compared += 1;
        }
    }
    assert!(compared >= 8, "{compared}");
}

const VALUES: &str = "[\"0.3 per mo\", \"0.1 per mo\", \"0.2 per mo\", \"0.05 per mo\"]";
const PER_MONTH: [f64; 4] = [0.3, 0.1, 0.2, 0.05];

#[test]
fn every_customer_spends_the_allowance_step_by_step() {
    let steps = |every| Steps { every, values: &PER_MONTH };
    for (customers, tenure) in [("customers = 4000", 0.0), ("customers = 4000\ntenure = \"1.5 mo\"", 1.5)] {
        for (every, months) in [("1 mo", 1.0), ("2 mo", 2.0), ("0.5 mo", 0.5)] {
            let text = firm(&format!("{{ every = \"{every}\", values = {VALUES} }}"), customers);
            is_as_a_constant_hazard(&text, customers, |t| steps(months).over(tenure, tenure + t));
        }
    }
}

#[test]
fn a_switch_goes_on_at_the_step_of_that_tenure() {
    let customers = "customers = 4000";
    let text = firm(&format!("{{ every = \"1 mo\", values = {VALUES} }}"), customers);
    let before = Steps { every: 1.0, values: &PER_MONTH };
    for (change, after) in [
        ("every\" = { set = \"2 mo\" }", Steps { every: 2.0, values: &PER_MONTH }),
        ("every\" = { scale = 2 }", Steps { every: 2.0, values: &PER_MONTH }),
        ("values\" = { scale = 2 }", Steps { every: 1.0, values: &[0.6, 0.2, 0.4, 0.1] }),
        ("values.4\" = { add = \"0.15 per mo\" }", Steps { every: 1.0, values: &[0.3, 0.1, 0.2, 0.2] }),
        ("values\" = { set = [\"0.3 per mo\", \"0.05 per mo\"] }", Steps { every: 1.0, values: &[0.3, 0.05] }),
    ] {
        let change =
            format!("[[shock]]\nname = \"s\"\nstart = \"2.5 mo\"\nchange = {{ \"hole.cooling off.hazard.{change} }}\n");
        is_as_a_constant_hazard(&(text.clone() + &change), customers, |t| {
            before.over(0.0, t.min(2.5)) + after.over(2.5, t.max(2.5))
        });
    }
}

/// Stays up to a tenure [months] that loses 12 % in its first month, 7 % in its second and 4 % in each later one.
fn staying(months: f64) -> f64 {
    let (first, second) = (months.min(1.0), (months - 1.0).clamp(0.0, 1.0));
    num::pow(0.88, first) * num::pow(0.93, second) * num::pow(0.96, (months - 2.0).max(0.0))
}

const TABLE: &str = "{ every = \"1 mo\", values = [\"12 % per mo\", \"7 % per mo\", \"4 % per mo\"] }";

#[test]
fn the_share_that_stays_is_the_product_over_months() {
    let results: Results = run_text(&firm(TABLE, "customers = 20000"), &[]);
    let mut compared = 0;
    for point in &results.worlds[0].survival {
        let theory = staying(point.day / MONTH);
        // 40,000 lives. Beyond four standard errors lies one point of 16,000; there are 24.
        let spread = 4.0 * (theory * (1.0 - theory) / 40_000.0).sqrt();
        assert!((point.mean - theory).abs() <= spread, "month {}: {}, not {theory}", point.day / MONTH, point.mean);
        compared += 1;
    }
    assert!(compared >= 24, "{compared}");
}

#[test]
fn cohorts_follow_the_table_by_month_of_tenure() {
    let text = "name = \"firm\"\n[run]\nhorizon = \"1 y\"\nreplications = 2\nseed = 6\n[[acquisition]]\nname = \"street\"\njoins = \"100 per d\"\n\
                [[hole]]\nname = \"cooling off\"\nhazard = "
        .to_owned()
        + TABLE;
    let results = run_text(&text, &[]);
    let cohorts = results.worlds[0].cohorts.as_ref().expect("cohorts");
    assert_eq!(cohorts.period, "month");
    let mut compared = 0;
    for cohort in &cohorts.rows {
        let joined = cohort.joined.mean.expect("joined") * 2.0;
        for cell in cohort.cells.iter().filter(|cell| cell.finished) {
            let theory = staying(cell.after as f64);
            let mean = cell.mean.expect("somebody was seen");
            // Beyond four standard errors lies one cell of 16,000.
            let spread = 4.0 * (theory * (1.0 - theory) / joined).sqrt();
            assert!((mean - theory).abs() < spread, "cohort {}, {}: {mean}, not {theory}", cohort.number, cell.after);
            compared += 1;
        }
    }
    assert!(compared > 50, "{compared}");
}

#[test]
fn steps_of_a_year_are_the_bare_list() {
    let bytes = |hazard: &str| {
        let text = firm(hazard, "customers = 300\ntenure = { exponential = { mean = \"1 y\" } }")
            .replace("horizon = \"12 mo\"", "horizon = \"3 y\"");
        serde_json::to_string(&run_text(&text, &[])).expect("can be written")
    };
    let list = "[\"50 % per y\", \"20 % per y\", \"5 % per y\"]";
    let by_year = bytes(list);
    for year in ["1 y", "12 mo", "365 d", "8760 h"] {
        assert!(bytes(&format!("{{ every = \"{year}\", values = {list} }}")) == by_year, "{year}");
    }
    assert!(bytes(&format!("{{ every = \"2 y\", values = {list} }}")) != by_year);
}

#[test]
fn one_value_holds_on_and_says_that_its_step_does_nothing() {
    let one = firm("{ every = \"1 mo\", values = [\"5 % per mo\"] }", "customers = 300");
    assert_eq!(levels(&one), levels(&firm("\"5 % per mo\"", "customers = 300")));
    let warnings = |text: &str| World::parse(text, &[]).expect("valid").warnings;
    assert_eq!(warnings(&one), ["`every` does nothing: one value holds on for ever"]);
    let longer = "[[intervention]]\nname = \"i\"\nchange = { \"hole.cooling off.hazard.values\" = { set = [\"5 % per mo\", \"1 % per mo\"] } }\n";
    for text in [firm(TABLE, "customers = 300"), one + longer] {
        assert_eq!(warnings(&text), [""; 0]);
    }
}

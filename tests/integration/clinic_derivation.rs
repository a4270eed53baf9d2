//! Where the numbers of `scenarios/fitted/clinic.toml` come from: every one is recomputed from the patients' log.
//!
//! The log joins start and completion of each activity of 500 patients. A patient is ready for a station when the
//! station before is done with them. The wait is the time from then to the start of service.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

/// One activity of one patient; times in hours since the first of January 2017.
#[derive(Clone, Copy)]
struct Activity {
    start: f64,
    complete: f64,
}

/// The log by patient and then by resource, "r1" to "r7".
type Log = BTreeMap<String, BTreeMap<String, Activity>>;

/// Days from 0000-03-01 to a civil date (Hinnant's algorithm; proleptic Gregorian calendar).
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
}

/// Hours since 2017-01-01 of a stamp like `2017-01-02T11:41:53Z`.
fn hours(stamp: &str) -> f64 {
    let field =
        |from: usize, to: usize| -> i64 { stamp[from..to].parse().expect("a stamp has digits where digits belong") };
    let days = day_number(field(0, 4), field(5, 7), field(8, 10)) - day_number(2017, 1, 1);
    let seconds = days * 86_400 + field(11, 13) * 3_600 + field(14, 16) * 60 + field(17, 19);
    seconds as f64 / 3_600.0
}

fn log() -> Log {
    let mut log = Log::new();
    let mut reader = csv::Reader::from_reader(include_str!("../data/patients_log.csv").as_bytes());
    for record in reader.records() {
        let record = record.expect("the log is well formed");
        let activity = Activity { start: hours(&record[3]), complete: hours(&record[4]) };
        log.entry(record[0].to_owned()).or_default().insert(record[2].to_owned(), activity);
    }
    log
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Coefficient of variation: standard deviation over mean.
fn cv(values: &[f64]) -> f64 {
    let m = mean(values);
    let square = values.iter().map(|v| (v - m) * (v - m)).sum::<f64>() / values.len() as f64;
    square.sqrt() / m
}

/// Service times at a resource [h].
fn service(log: &Log, resource: &str) -> Vec<f64> {
    log.values().filter_map(|patient| patient.get(resource)).map(|a| a.complete - a.start).collect()
}

/// Waits before a resource of patients who came from one of the resources `before` [h].
fn waits(log: &Log, resource: &str, before: &[&str]) -> Vec<f64> {
    log.values()
        .filter_map(|patient| {
            let start = patient.get(resource)?.start;
            let ready = before.iter().find_map(|b| patient.get(*b))?.complete;
            Some(start - ready)
        })
        .collect()
}

/// The scenario as a plain document: the numbers as a reader sees them.
struct Clinic(DeValue<'static>);

impl Clinic {
    fn read() -> Self {
        let table = DeTable::parse(include_str!("../../scenarios/fitted/clinic.toml")).expect("the scenario is TOML");
        Self(DeValue::Table(table.into_inner()))
    }

    /// The entry of a list of tables whose key has this text.
    fn entry<'a>(list: &'a DeValue<'static>, key: &str, text: &str) -> &'a DeValue<'static> {
        list.as_array()
            .expect("a list")
            .iter()
            .map(|item| item.get_ref())
            .find(|item| at(item, key).as_str() == Some(text))
            .unwrap_or_else(|| panic!("no entry with {key} `{text}`"))
    }

    fn journey(&self) -> &DeValue<'static> {
        Self::entry(at(&self.0, "journey"), "name", "patient")
    }

    fn touchpoint(&self, name: &str) -> &DeValue<'static> {
        Self::entry(at(self.journey(), "touchpoint"), "name", name)
    }

    fn assert_value(&self, metric: &str) -> f64 {
        number(at(Self::entry(at(&self.0, "assert"), "metric", metric), "equals"))
    }
}

/// The value of a key, which must be there.
fn at<'a>(value: &'a DeValue<'static>, key: &str) -> &'a DeValue<'static> {
    value.get(key).unwrap_or_else(|| panic!("no key `{key}`")).get_ref()
}

/// A number with a decimal point.
fn number(value: &DeValue<'_>) -> f64 {
    value.as_float().and_then(|n| n.as_str().parse().ok()).expect("a number with a decimal point")
}

/// Mean [h] and coefficient of variation of a gamma law written `{ gamma = { mean = "2 h", cv = 0.5 } }`.
fn gamma(law: &DeValue<'static>) -> (f64, f64) {
    let gamma = at(law, "gamma");
    let text = at(gamma, "mean").as_str().expect("a mean with its unit");
    let mean =
        text.strip_suffix(" h").and_then(|n| n.parse().ok()).unwrap_or_else(|| panic!("`{text}` is not in hours"));
    (mean, number(at(gamma, "cv")))
}

/// The printed number must be the computed one, to the digits printed (half a unit of the last, with a little slack).
fn assert_rounds_to(what: &str, computed: f64, written: f64, last_digit: f64) {
    assert!(
        (computed - written).abs() <= 0.55 * last_digit,
        "{what}: the log gives {computed:.5}, the scenario says {written}"
    );
}

#[test]
fn log_has_500_patients_and_seven_stations() {
    let log = log();
    assert_eq!(log.len(), 500);
    assert_eq!(log.values().map(BTreeMap::len).sum::<usize>(), 2721);
}

#[test]
fn service_times_of_the_clinic_are_those_of_the_log() {
    let (log, clinic) = (log(), Clinic::read());
    for (resource, touchpoint) in [
        ("r1", "registration"),
        ("r2", "triage and assessment"),
        ("r3", "blood test"),
        ("r4", "MRI scan"),
        ("r5", "x-ray"),
        ("r6", "discuss results"),
        ("r7", "check-out"),
    ] {
        let times = service(&log, resource);
        let (written_mean, written_cv) = gamma(at(clinic.touchpoint(touchpoint), "time"));
        assert_rounds_to(touchpoint, mean(&times), written_mean, 0.001);
        assert_rounds_to(touchpoint, cv(&times), written_cv, 0.001);
    }
}

#[test]
fn waits_for_a_round_are_those_of_the_log() {
    let (log, clinic) = (log(), Clinic::read());
    for (resource, before, touchpoint) in [
        ("r3", &["r2"][..], "wait for the blood round"),
        ("r4", &["r3"][..], "wait for the scan round"),
        ("r5", &["r2"][..], "wait for the x-ray round"),
        ("r6", &["r4", "r5"][..], "wait for the discussion round"),
        ("r7", &["r6"][..], "wait for the check-out round"),
    ] {
        let times = waits(&log, resource, before);
        let (written_mean, written_cv) = gamma(at(clinic.touchpoint(touchpoint), "time"));
        assert_rounds_to(touchpoint, mean(&times), written_mean, 0.01);
        assert_rounds_to(touchpoint, cv(&times), written_cv, 0.001);
    }
}

#[test]
fn routing_of_the_clinic_is_that_of_the_log() {
    let (log, clinic) = (log(), Clinic::read());
    let count = |resource: &str| log.values().filter(|p| p.contains_key(resource)).count() as f64;
    let (blood, x_ray) = (count("r3"), count("r5"));
    let next = at(clinic.touchpoint("triage and assessment"), "next");
    for (name, n) in [("wait for the blood round", blood), ("wait for the x-ray round", x_ray)] {
        assert_rounds_to(name, n / (blood + x_ray), number(at(next, name)), 0.0001);
    }
    for patient in log.values() {
        assert!(
            !(patient.contains_key("r3") && patient.contains_key("r5")),
            "a patient has either a blood test or an X-ray"
        );
        assert!(patient.contains_key("r3") || !patient.contains_key("r4"), "a scan follows a blood test");
    }
}

/// Registrations come in groups of one or two. A renewal process with the same long-run spread of counts has a gap whose
/// squared coefficient of variation is the index of dispersion m c^2 + v/m: m and v mean and variance of the size of a
/// group, c the coefficient of variation of the gap between groups (Cox and Isham, Point Processes, ch. 2).
#[test]
fn arrivals_of_the_clinic_have_the_rate_and_spread_of_the_log() {
    let (log, clinic) = (log(), Clinic::read());
    let mut starts: Vec<f64> = log.values().map(|p| p["r1"].start).collect();
    starts.sort_by(f64::total_cmp);
    let gap = (starts[starts.len() - 1] - starts[0]) / (starts.len() - 1) as f64;

    let mut sizes: Vec<f64> = Vec::new();
    let mut times: Vec<f64> = Vec::new();
    for start in &starts {
        if times.last() == Some(start) {
            *sizes.last_mut().expect("a group has begun") += 1.0;
        } else {
            times.push(*start);
            sizes.push(1.0);
        }
    }
    let gaps: Vec<f64> = times.windows(2).map(|w| w[1] - w[0]).collect();
    let size = mean(&sizes);
    let dispersion = size * cv(&gaps) * cv(&gaps) + cv(&sizes) * cv(&sizes) * size;

    let (written_gap, written_cv) = gamma(at(at(clinic.journey(), "arrivals"), "gap"));
    assert_rounds_to("gap between registrations", gap, written_gap, 0.01);
    assert_rounds_to("its spread", dispersion.sqrt(), written_cv, 0.001);
}

#[test]
fn what_the_clinic_is_held_to_is_in_the_log() {
    let (log, clinic) = (log(), Clinic::read());
    let triage: Vec<Activity> = log.values().filter_map(|p| p.get("r2")).copied().collect();
    let first = triage.iter().map(|a| a.start).fold(f64::INFINITY, f64::min);
    let last = triage.iter().map(|a| a.complete).fold(0.0, f64::max);
    let busy: f64 = triage.iter().map(|a| a.complete - a.start).sum();
    assert_rounds_to(
        "utilisation of triage",
        busy / (last - first),
        clinic.assert_value("resources.triage.utilisation"),
        0.0001,
    );
    assert_rounds_to(
        "delay before triage [min]",
        60.0 * mean(&waits(&log, "r2", &["r1"])),
        clinic.assert_value("resources.triage.delay_min"),
        0.1,
    );
    let whole: Vec<f64> = log.values().filter_map(|p| Some(p.get("r7")?.complete - p["r1"].start)).collect();
    assert_rounds_to(
        "from registration to check-out [min]",
        60.0 * mean(&whole),
        clinic.assert_value("journeys.patient.sojourn_min"),
        0.1,
    );
}

/// Triage is one server who takes patients in the order they are ready and never idles while one waits: the log obeys
/// Lindley's recursion at every patient. This is why its waits can be told from its service times.
#[test]
fn triage_in_the_log_is_a_first_in_first_out_queue() {
    let mut visits: Vec<(Activity, f64)> =
        log().values().filter_map(|p| Some((*p.get("r2")?, p["r1"].complete))).collect();
    visits.sort_by(|a, b| a.0.start.total_cmp(&b.0.start));
    for pair in visits.windows(2) {
        let expected = pair[1].1.max(pair[0].0.complete);
        assert!(
            (pair[1].0.start - expected).abs() < 1e-9,
            "a patient ready at {:.3} h began at {:.3} h, not at {expected:.3} h",
            pair[1].1,
            pair[1].0.start
        );
    }
}

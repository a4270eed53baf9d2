//! What is conserved, whatever the scenario: people, visits, money, and time in queues.
//!
//! Scenarios are generated. People and visits are counted, so they must agree exactly; money is a sum of values that are
//! each rounded to 2^-20 when posted, so it must agree within that rounding.
//!
//! Longer than other files: the generator of scenarios stands beside what it is held to.

use std::fmt::Write as _;

use proptest::prelude::*;

use journeysim::experiment::Outcome;
use journeysim::experiment::results::{ReplicationRow, World as Found};

use crate::support::{ALONE, World, tried};

fn run(text: &str) -> Outcome {
    let world = World::parse(text, &[]).unwrap_or_else(|problems| panic!("{problems}\n{text}"));
    world.run(ALONE).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

/// One replication, read by path.
struct Seen<'a> {
    columns: &'a [String],
    row: &'a ReplicationRow,
}

impl Seen<'_> {
    /// A value; 0 where nothing was measured.
    fn at(&self, path: &str) -> f64 {
        let column = self.columns.iter().position(|c| c == path).unwrap_or_else(|| panic!("no column {path}"));
        self.row.values[column].unwrap_or(0.0)
    }

    /// Sum of all values whose path begins with a prefix.
    fn sum(&self, prefix: &str) -> f64 {
        let here = self.columns.iter().zip(&self.row.values).filter(|(c, _)| c.starts_with(prefix));
        here.filter_map(|(_, v)| *v).sum()
    }
}

fn replications(outcome: &Outcome) -> impl Iterator<Item = Seen<'_>> {
    outcome.table.rows.iter().map(|row| Seen { columns: &outcome.table.columns, row })
}

// --- queues -------------------------------------------------------------------------------------------------------

/// One station of a generated journey.
#[derive(Debug, Clone)]
struct Station {
    /// Which of two resources serves it; `None`: self-service.
    resource: Option<u8>,
    law: u8,
    patience: Option<u8>,
    /// Share that comes back to this station after a failure.
    rework: u8,
    /// Share that skips the next station.
    skip: u8,
    /// Who gives up or finds no room goes on to the next station instead of leaving.
    detour: bool,
    support: bool,
}

fn station() -> impl Strategy<Value = Station> {
    let either = || any::<bool>();
    (proptest::option::weighted(0.8, 0u8..2), 0u8..5, proptest::option::of(1u8..20), 0u8..4, 0u8..3, either(), either())
        .prop_map(|(resource, law, patience, rework, skip, detour, support)| Station {
            resource,
            law,
            patience,
            rework,
            skip,
            detour,
            support,
        })
}

#[derive(Debug, Clone)]
struct Network {
    stations: Vec<Station>,
    staff: [u8; 2],
    limits: [Option<u8>; 2],
    priority: bool,
    /// Recorded arrivals [min]; empty: a Poisson stream.
    recorded: Vec<u16>,
    second_journey: bool,
    hours: bool,
    seed: u16,
}

fn network() -> impl Strategy<Value = Network> {
    let limit = || proptest::option::of(0u8..5);
    (
        proptest::collection::vec(station(), 1..5),
        [1u8..4, 1u8..4],
        [limit(), limit()],
        any::<bool>(),
        prop_oneof![Just(Vec::new()), proptest::collection::vec(0u16..600, 1..60)],
        any::<bool>(),
        any::<bool>(),
        any::<u16>(),
    )
        .prop_map(|(stations, staff, limits, priority, mut recorded, second_journey, hours, seed)| {
            recorded.sort_unstable();
            Network { stations, staff, limits, priority, recorded, second_journey, hours, seed }
        })
}

/// Laws with a mean of 2 minutes.
const SERVICE: [&str; 5] = [
    "{ exponential = { mean = \"2 min\" } }",
    "{ lognormal = { mean = \"2 min\", cv = 0.8 } }",
    "\"2 min\"",
    "{ gamma = { mean = \"2 min\", shape = 0.5 } }",
    "{ uniform = { low = \"0 min\", high = \"4 min\" } }",
];

impl Network {
    /// Who leaves at once, without going on: gives up or finds no room where there is no detour.
    fn lost_at(&self, station: &Station) -> bool {
        !station.detour
    }

    fn text(&self) -> String {
        let mut out = format!(
            "name = \"Network\"\n[run]\nhorizon = \"3 d\"\nreplications = 3\nseed = {}\n",
            u32::from(self.seed)
        );
        for r in 0..2 {
            let _ = writeln!(out, "[[resource]]\nname = \"r{r}\"\nstaff = {}", self.staff[r]);
            if let Some(limit) = self.limits[r] {
                let _ = writeln!(out, "queue_limit = {limit}");
            }
            if self.priority {
                let _ = writeln!(out, "discipline = \"priority\"");
            }
            if self.hours && r == 0 {
                let _ = writeln!(out, "hours = {{ days = \"mon-sun\", open = \"07:00\", close = \"23:00\" }}");
            }
        }
        let journeys = if self.second_journey { 2 } else { 1 };
        for j in 0..journeys {
            let arrivals = if self.recorded.is_empty() {
                "\"6 per h\"".to_owned()
            } else {
                let times: Vec<String> = self.recorded.iter().map(|t| format!("\"{t} min\"")).collect();
                format!("{{ at = [{}] }}", times.join(", "))
            };
            let _ = writeln!(out, "[[journey]]\nname = \"j{j}\"\narrivals = {arrivals}\npriority = {}", j + 1);
            for (i, s) in self.stations.iter().enumerate() {
                self.write_station(&mut out, i, s);
            }
            let _ = writeln!(out, "[[journey.touchpoint]]\nname = \"exit\"");
        }
        out
    }

    fn write_station(&self, out: &mut String, i: usize, s: &Station) {
        let after = |k: usize| if k < self.stations.len() { format!("s{k}") } else { "exit".to_owned() };
        let _ = writeln!(out, "[[journey.touchpoint]]\nname = \"s{i}\"\ntime = {}", SERVICE[usize::from(s.law)]);
        if let Some(r) = s.resource {
            let _ = writeln!(out, "resource = \"r{r}\"");
        } else {
            let _ = writeln!(out, "wait = {{ exponential = {{ mean = \"3 min\" }} }}");
        }
        if let Some(patience) = s.patience {
            let _ = writeln!(out, "patience = {{ exponential = {{ mean = \"{patience} min\" }} }}");
        }
        if s.rework > 0 {
            let _ = writeln!(out, "fail_prob = {}\non_fail = \"s{i}\"", f64::from(s.rework) * 0.1);
        }
        if s.skip > 0 {
            let share = f64::from(s.skip) * 0.2;
            let (near, far) = (after(i + 1), after(i + 2));
            if near == far {
                let _ = writeln!(out, "next = {{ {near} = {}, done = {share} }}", 1.0 - share);
            } else {
                let _ = writeln!(out, "next = {{ {near} = {}, {far} = {share} }}", 1.0 - share);
            }
        }
        if s.detour {
            if s.patience.is_some() {
                let _ = writeln!(out, "on_renege = \"{}\"", after(i + 1));
            }
            if s.resource.is_some_and(|r| self.limits[usize::from(r)].is_some()) {
                let _ = writeln!(out, "on_full = \"{}\"", after(i + 1));
            }
        }
        if s.support {
            let _ = writeln!(out, "requires = [\"b{i}\"]");
            let _ = writeln!(
                out,
                "[[journey.touchpoint]]\nname = \"b{i}\"\nlane = \"backstage\"\ntime = {{ exponential = {{ mean = \"1 min\" }} }}"
            );
        }
    }
}

/// Share by which two sums of times may differ: each is rounded to 2^-20 min when posted.
fn close(a: f64, b: f64, postings: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()) + 1e-6 * postings + 1e-9
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

    #[test]
    fn visits_and_waits_are_conserved(network in network()) {
        tried(1);
        let text = network.text();
        let outcome = run(&text);
        let minutes = 3.0 * 1440.0;
        let journeys: &[&str] = if network.second_journey { &["j0", "j1"] } else { &["j0"] };
        for seen in replications(&outcome) {
            let mut inside = 0.0;
            for j in journeys {
                let lost: f64 = network.stations.iter().enumerate().filter(|(_, s)| network.lost_at(s)).map(|(i, _)| {
                    seen.at(&format!("touchpoints.{j}/s{i}.reneged")) + seen.at(&format!("touchpoints.{j}/s{i}.baulked"))
                }).sum();
                let [started, completed, left] = ["started", "completed", "in_progress"].map(|k| seen.at(&format!("journeys.{j}.{k}")));
                prop_assert_eq!(started, completed + lost + left, "{}: started, completed {} lost {} inside {}\n{}", j, completed, lost, left, text);
                inside += left;
                // Time inside, summed over visits, is the number inside integrated over time.
                if lost == 0.0 && left == 0.0 {
                    let by_time = seen.at(&format!("journeys.{j}.more.mean_in_progress")) * minutes;
                    let by_visit = seen.at(&format!("journeys.{j}.sojourn_min")) * completed;
                    prop_assert!(close(by_time, by_visit, completed), "sojourns of {j}: {by_time} {by_visit}\n{text}");
                }
            }
            for (r, staff) in ["r0", "r1"].into_iter().zip(network.staff) {
                let at = |k: &str| seen.at(&format!("resources.{r}.{k}"));
                let arrivals = at("more.arrivals");
                let gone = ((at("baulk_fraction") + at("renege_fraction")) * arrivals).round();
                let waiting = arrivals - at("more.served") - gone;
                prop_assert!((0.0..=inside).contains(&waiting), "waiting at {r}: {waiting}\n{text}");
                let waited = at("more.delay_all_min") * (arrivals - (at("baulk_fraction") * arrivals).round() - waiting);
                let queue = at("queue_length") * minutes;
                // Little's law: exact when nobody is left in the queue, else short of those who are.
                if waiting == 0.0 {
                    prop_assert!(close(queue, waited, arrivals), "waits at {r}: {queue} {waited}\n{text}");
                } else {
                    prop_assert!(queue >= waited - 1e-6 * arrivals, "waits at {r}: {queue} {waited}\n{text}");
                }
                if !(network.hours && r == "r0") {
                    prop_assert!(at("more.busy") <= f64::from(staff) * (1.0 + 1e-12));
                    prop_assert!(at("utilisation") <= 1.0 + 1e-12, "{r}\n{text}");
                }
                if network.stations.iter().any(|s| s.resource == Some(if r == "r0" { 0 } else { 1 })) {
                    prop_assert!((0.0..=1.0).contains(&at("more.idle_probability")), "{r}\n{text}");
                }
            }
        }
    }
}

// --- customers ----------------------------------------------------------------------------------------------------

#[derive(Debug, Clone)]
struct Firm {
    customers: u16,
    tenure: bool,
    holes: Vec<u8>,
    /// Shape of the contract; `None`: none.
    contract: Option<u8>,
    purchase: bool,
    loyalty: bool,
    complaint: bool,
    segments: bool,
    channels: u8,
    queue: bool,
    months: u8,
    seed: u16,
}

fn firm() -> impl Strategy<Value = Firm> {
    let on = || any::<bool>();
    (
        (1u16..120, on(), proptest::collection::vec(0u8..4, 0..4), proptest::option::of(0u8..4)),
        (on(), on(), on(), on()),
        (0u8..3, on(), 3u8..40, any::<u16>()),
    )
        .prop_map(
            |(
                (customers, tenure, holes, contract),
                (purchase, loyalty, complaint, segments),
                (channels, queue, months, seed),
            )| Firm {
                customers,
                tenure,
                holes,
                contract,
                purchase,
                loyalty,
                complaint: complaint && loyalty,
                segments,
                channels,
                queue,
                months,
                seed,
            },
        )
}

impl Firm {
    fn text(&self, discount: f64) -> String {
        let mut out = format!(
            "name = \"Firm\"\n[run]\nhorizon = \"{} mo\"\nreplications = 3\nseed = {}\n[money]\ndiscount_rate = {discount}\noverhead = \"100 per mo\"\n[population]\ncustomers = {}\n",
            self.months, self.seed, self.customers
        );
        if self.tenure {
            out += "tenure = { exponential = { mean = \"1 y\" } }\n";
        }
        if self.segments {
            out += "[[segment]]\nname = \"a\"\nshare = 0.3\nfactor = { margin = 1.5, cost_to_serve = 2.0 }\n[[segment]]\nname = \"b\"\nshare = 0.7\n";
        }
        if self.purchase {
            out += "[purchase]\nrate = { gamma = { mean = \"2 per mo\", shape = 1.0 } }\nbasket = { lognormal = { mean = 30.0, cv = 1.0 } }\nmargin = 0.3\nat_join = true\n";
        }
        if let Some(shape) = self.contract {
            out += "[contract]\n";
            out += match shape {
                0 => "term = \"6 mo\"\nprice = 60.0\ncost = 20.0\nretention = [0.6, 0.8]\n",
                1 => "term = \"6 mo\"\nrenews_for = \"2 mo\"\nbill = \"1 mo\"\nprice = [10.0, 12.0]\ncost = 3.0\n",
                2 => "earns = { exponential = { mean = \"5 per mo\" } }\n",
                _ => {
                    "term = \"3 mo\"\nprice = { lognormal = { mean = 20.0, cv = 0.4 } }\nretention = { beta = { alpha = 4.0, beta = 1.0 } }\nearns = \"-1 per mo\"\n"
                }
            };
        }
        if self.loyalty {
            out += "[loyalty]\n";
            if self.purchase {
                out += "[lifecycle]\n";
            }
        }
        if self.complaint {
            out += "[complaint]\n";
        }
        for (i, hole) in self.holes.iter().enumerate() {
            let _ = writeln!(out, "[[hole]]\nname = \"h{i}\"");
            out += match hole {
                0 => "hazard = \"0.4 per y\"\n",
                1 => "lifetime = { weibull = { shape = 0.7, scale = \"2 y\" } }\n",
                2 => "hazard = [\"0.5 per y\", \"0.1 per y\"]\ninvoluntary = true\n",
                _ if self.purchase => "per_purchase = { beta = { alpha = 1.0, beta = 20.0 } }\n",
                _ => "hazard = { gamma = { mean = \"0.3 per y\", shape = 0.5 } }\nfactor = 2.0\n",
            };
        }
        if self.channels > 0 {
            out += "[[acquisition]]\nname = \"web\"\njoins = \"5 per mo\"\ncost_per_customer = 8.0\n";
        }
        if self.channels > 1 {
            out += "[[acquisition]]\nname = \"street\"\nprospects = [\"10 per mo\", \"4 per mo\"]\ncost_per_contact = 2.0\nfit = 0.7\n";
        }
        if self.queue {
            let _ = writeln!(out, "[[resource]]\nname = \"desk\"\nstaff = 2\nsalary = \"3000 per mo\"");
        }
        let start = if self.purchase { "\"purchase\"" } else { "{ rate = \"1 per mo\" }" };
        let _ = writeln!(
            out,
            "[[journey]]\nname = \"visit\"\nstart = {start}\n[[journey.touchpoint]]\nname = \"ask\"\ntime = \"5 min\"\ncost = {{ exponential = {{ mean = 1.0 }} }}\nfail_prob = 0.05\non_fail = \"help\""
        );
        if self.queue {
            out += "resource = \"desk\"\npatience = { exponential = { mean = \"10 min\" } }\n";
        }
        if self.loyalty {
            out += "quality = 7.0\nhole = \"service\"\n";
        }
        out += "end = \"transaction\"\n[[journey.touchpoint]]\nname = \"help\"\ntime = \"1 h\"\nrevenue = { uniform = { low = 0.0, high = 4.0 } }\n";
        out += "[[journey.touchpoint]]\nname = \"later\"\nafter = \"20 d\"\nprobability = 0.5\nearns = \"2 per h\"\ntime = \"10 min\"\nend = \"after\"\n";
        out
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(12), ..ProptestConfig::default() })]

    #[test]
    fn people_and_money_are_conserved(firm in firm()) {
        tried(1);
        let text = firm.text(0.0);
        let outcome = run(&text);
        let on_day_zero = f64::from(firm.customers);
        for seen in replications(&outcome) {
            // People.
            let (inflow, outflow) = (seen.sum("bucket.inflow."), seen.sum("bucket.outflow."));
            let (start, end) = (seen.at("bucket.start"), seen.at("bucket.end"));
            prop_assert_eq!(start, on_day_zero);
            prop_assert_eq!(start + inflow - outflow, end, "{}", text);
            prop_assert_eq!((inflow, outflow, end), (seen.at("metrics.acquired"), seen.at("metrics.exits"), seen.at("metrics.active_end")));
            let [started, completed, left] = ["started", "completed", "in_progress"].map(|k| seen.at(&format!("journeys.visit.{k}")));
            prop_assert!(started >= completed + left, "visits: {started} {completed} {left}\n{text}");
            // Money: lines are whole multiples of 2^-20, so their sum is exact.
            let total = seen.at("ledger.total");
            prop_assert_eq!(seen.sum("ledger.") - total, total, "{}", text);
            let rounding = 1e-6 * (outcome.events as f64 + 1000.0);
            prop_assert!((seen.at("metrics.npv") - total).abs() <= rounding, "npv without discount {} {total}\n{text}", seen.at("metrics.npv"));
            let line = |name: &str| if outcome.table.columns.iter().any(|c| c == &format!("ledger.{name}")) { seen.at(&format!("ledger.{name}")) } else { 0.0 };
            let fixed = line("wages") + line("overhead");
            let (joined, before) = if firm.tenure { (inflow, start) } else { (inflow + start, 0.0) };
            let remaining = if firm.tenure { seen.at("metrics.remaining_value") } else { 0.0 };
            let of_customers = seen.at("metrics.ltv") * joined + remaining * before;
            let contacts = line("contacts");
            prop_assert!((of_customers + contacts + fixed - total).abs() <= rounding, "customers {of_customers} contacts {contacts} fixed {fixed} total {total}\n{text}");
        }
        check_curves(&outcome.results.worlds[0], &text);
    }

    #[test]
    fn discounting_moves_values_and_nothing_else(firm in firm()) {
        let (plain, dear) = (run(&firm.text(0.0)), run(&firm.text(0.2)));
        let (a, b) = (&plain.results.worlds[0], &dear.results.worlds[0]);
        prop_assert_eq!(&a.ledger, &b.ledger);
        prop_assert_eq!(&a.bucket, &b.bucket);
        prop_assert_eq!(&a.survival, &b.survival);
        prop_assert_eq!(&a.touchpoints, &b.touchpoints);
        let paid = a.ledger["total"].mean != Some(0.0);
        prop_assert_eq!(paid && firm.months > 0, a.metrics["npv"].mean != b.metrics["npv"].mean);
    }
}

/// Curves agree with the counts, and the ways of leaving with staying.
fn check_curves(world: &Found, text: &str) {
    let bucket = world.bucket.as_ref().expect("customers have a bucket");
    let last = bucket.level.last().expect("a level at the horizon");
    assert_eq!(Some(last.mean), bucket.end.mean, "level at the horizon\n{text}");
    for (i, point) in world.survival.iter().enumerate() {
        let left: f64 = bucket.incidence.values().map(|curve| curve[i].mean).sum();
        assert!((point.mean + left - 1.0).abs() < 1e-9, "day {}: stays {} left {left}\n{text}", point.day, point.mean);
    }
    let began = world.survivors.first().map(|p| p.mean);
    if let Some(began) = began {
        let all = bucket.start.mean.unwrap_or(0.0) + bucket.inflow.values().filter_map(|m| m.mean).sum::<f64>();
        assert!((began - all).abs() < 1e-9, "everybody begins a first term: {began} of {all}\n{text}");
    }
}

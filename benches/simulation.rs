//! What the parts cost, with their load in the name. `cargo bench` repeats it; quote ratios, not single times.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use journeysim::engine::calendar::{Event, EventCalendar};
use journeysim::experiment::{Inputs, Plan, Silent, run};
use journeysim::laws::{Law, LawSpec};
use journeysim::random::ReplicationKey;
use journeysim::scenario::{Compiled, Scenario, compile};
use journeysim::units::SimTime;
use std::hint::black_box;

/// Takes the earliest event and schedules one an exponential step later, with `pending` events in the calendar.
fn event_calendar(c: &mut Criterion) {
    let mut group = c.benchmark_group("event_calendar");
    for pending in [2u64, 100, 10_000] {
        let steps: Vec<u64> =
            (0..4096).map(|i| (1e9 * ReplicationKey::new(1, 0).customer(i).exponential(1, 0)) as u64).collect();
        let mut calendar = EventCalendar::new();
        for i in 0..pending {
            calendar.schedule(Event { at: SimTime(steps[i as usize % 4096]), rank: 0, order: i, slot: i as u32 });
        }
        let mut i = 0usize;
        group.throughput(Throughput::Elements(1));
        group.bench_function(format!("take_and_schedule/{pending}_pending"), |b| {
            b.iter(|| {
                if let Some(event) = calendar.next_event() {
                    i = (i + 1) & 4095;
                    calendar.schedule(Event { at: SimTime(event.at.0 + steps[i]), ..event });
                }
            });
        });
    }
    group.finish();
}

/// One keyed draw of each kind.
fn draws(c: &mut Criterion) {
    let mut group = c.benchmark_group("draws");
    group.throughput(Throughput::Elements(1));
    let key = ReplicationKey::new(7, 3).customer(11);
    let mut i = 0u32;
    group.bench_function("word", |b| {
        b.iter(|| {
            i = i.wrapping_add(1);
            black_box(key.word(5, i))
        });
    });
    group.bench_function("key_of_a_customer", |b| {
        let replication = ReplicationKey::new(7, 3);
        b.iter(|| {
            i = i.wrapping_add(1);
            black_box(replication.customer(u64::from(i)))
        });
    });
    let laws = [
        ("exponential", LawSpec::exponential(2.0)),
        ("lognormal", LawSpec::lognormal(2.0, 0.6)),
        ("gamma", LawSpec::gamma_mean(2.5, 4.0)),
        ("beta", LawSpec::beta(2.0, 3.0)),
    ];
    for (id, (name, spec)) in laws.into_iter().enumerate() {
        let law = Law::compile(&spec, id as u32 + 1).expect("a valid law");
        group.bench_function(name, |b| {
            b.iter(|| {
                i = i.wrapping_add(1);
                black_box(law.draw(&key, 9, i))
            });
        });
    }
    group.finish();
}

fn compiled(file: &str, sets: &[(&str, &str)]) -> Compiled {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let sets: Vec<(String, String)> = sets.iter().map(|&(k, v)| (k.to_owned(), v.to_owned())).collect();
    let loaded = Scenario::load(&path, &sets).unwrap_or_else(|e| panic!("{file}: {}", e.render(false)));
    compile(&loaded.scenario).unwrap_or_else(|e| panic!("{file}: {}", e.render(false)))
}

fn simulate(c: &Compiled) -> u64 {
    let inputs = Inputs::from(c);
    let plan = Plan { seed: 1, replications: c.replications, threads: 1, precision: Vec::new(), one_cell: false };
    run(&inputs, &plan, &Silent).expect("reaches the horizon").events
}

/// Whole replications on one thread, all statistics on, as `run` does them.
fn replications(c: &mut Criterion) {
    let mut group = c.benchmark_group("replications");
    group.sample_size(10);
    let cases: [(&str, u64, Compiled); 3] = [
        (
            "mm1/900_000_customers",
            900_000,
            compiled(
                "scenarios/mm1.toml",
                &[("run.horizon", "100000 h"), ("run.warm_up", "0 h"), ("run.replications", "1")],
            ),
        ),
        (
            "bank_branch/4_000_customers_1_year",
            4_000,
            compiled("scenarios/bank-branch.toml", &[("run.horizon", "1 y"), ("run.replications", "1")]),
        ),
        (
            "independent/20_000_customers_3_years",
            20_000,
            compiled(
                "tests/oracles/regression22/defaults.toml",
                &[("population.customers", "20000"), ("run.replications", "1")],
            ),
        ),
    ];
    for (name, customers, case) in &cases {
        group.throughput(Throughput::Elements(*customers));
        group.bench_function(*name, |b| b.iter(|| black_box(simulate(case))));
    }
    group.finish();
}

criterion_group!(benches, event_calendar, draws, replications);
criterion_main!(benches);

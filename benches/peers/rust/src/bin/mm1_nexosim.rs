//! M/M/1 in NeXosim, one thread. Two variants:
//!   two-model: a source model sends each arrival through a port to a server model
//!   one-model: a single model schedules both kinds of events on itself, its best case
use peers::{answer, arguments, processor_time, LAMBDA, MU};
use nexosim::model::{schedulable, Context, Model};
use nexosim::ports::Output;
use nexosim::simulation::{Mailbox, SimInit, SimulationError};
use nexosim::time::MonotonicTime;
use rand::{RngExt, SeedableRng};
use rand_distr::Exp1;
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

static DONE: AtomicU64 = AtomicU64::new(0);
static SUM_BITS: AtomicU64 = AtomicU64::new(0);

fn exp(r: &mut Xoshiro256PlusPlus, rate: f64) -> Duration {
    let x: f64 = r.sample(Exp1);
    // a zero delay is refused by the scheduler
    Duration::from_nanos(((x / rate * 1e9) as u64).max(1))
}
fn secs(t: MonotonicTime) -> f64 {
    t.duration_since(MonotonicTime::EPOCH).as_secs_f64()
}
fn done(sojourn: f64) {
    DONE.store(DONE.load(Relaxed) + 1, Relaxed);
    SUM_BITS.store((f64::from_bits(SUM_BITS.load(Relaxed)) + sojourn).to_bits(), Relaxed);
}

#[derive(Serialize, Deserialize)]
struct Source {
    out: Output<f64>,
    rng: Xoshiro256PlusPlus,
    left: u64,
}
#[Model]
impl Source {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        cx.schedule_event(exp(&mut self.rng, LAMBDA), schedulable!(Self::tick), ()).unwrap();
    }
    #[nexosim(schedulable)]
    async fn tick(&mut self, _: (), cx: &Context<Self>) {
        self.left -= 1;
        self.out.send(secs(cx.time())).await;
        if self.left > 0 {
            cx.schedule_event(exp(&mut self.rng, LAMBDA), schedulable!(Self::tick), ()).unwrap();
        }
    }
}
#[derive(Serialize, Deserialize)]
struct Server {
    rng: Xoshiro256PlusPlus,
    q: VecDeque<f64>,
}
#[Model]
impl Server {
    pub fn input(&mut self, t0: f64, cx: &Context<Self>) {
        self.q.push_back(t0);
        if self.q.len() == 1 {
            cx.schedule_event(exp(&mut self.rng, MU), schedulable!(Self::finish), ()).unwrap();
        }
    }
    #[nexosim(schedulable)]
    fn finish(&mut self, _: (), cx: &Context<Self>) {
        done(secs(cx.time()) - self.q.pop_front().unwrap());
        if !self.q.is_empty() {
            cx.schedule_event(exp(&mut self.rng, MU), schedulable!(Self::finish), ()).unwrap();
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Both {
    rng: Xoshiro256PlusPlus,
    left: u64,
    q: VecDeque<f64>,
}
#[Model]
impl Both {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        cx.schedule_event(exp(&mut self.rng, LAMBDA), schedulable!(Self::tick), ()).unwrap();
    }
    #[nexosim(schedulable)]
    fn tick(&mut self, _: (), cx: &Context<Self>) {
        self.left -= 1;
        self.q.push_back(secs(cx.time()));
        if self.q.len() == 1 {
            cx.schedule_event(exp(&mut self.rng, MU), schedulable!(Self::finish), ()).unwrap();
        }
        if self.left > 0 {
            cx.schedule_event(exp(&mut self.rng, LAMBDA), schedulable!(Self::tick), ()).unwrap();
        }
    }
    #[nexosim(schedulable)]
    fn finish(&mut self, _: (), cx: &Context<Self>) {
        done(secs(cx.time()) - self.q.pop_front().unwrap());
        if !self.q.is_empty() {
            cx.schedule_event(exp(&mut self.rng, MU), schedulable!(Self::finish), ()).unwrap();
        }
    }
}

fn main() -> Result<(), SimulationError> {
    let (n, seed, variant) = arguments();
    let start = processor_time();
    let mut bench = SimInit::with_num_threads(1);
    let stream = |k: u64| Xoshiro256PlusPlus::seed_from_u64(1000 * seed + k);
    bench = if variant == "two-model" {
        let mut source = Source { out: Output::default(), rng: stream(1), left: n };
        let (of_source, of_server) = (Mailbox::new(), Mailbox::new());
        source.out.connect(Server::input, &of_server);
        bench.add_model(source, of_source, "source").add_model(
            Server { rng: stream(2), q: VecDeque::new() },
            of_server,
            "server",
        )
    } else {
        bench.add_model(Both { rng: stream(3), left: n, q: VecDeque::new() }, Mailbox::new(), "both")
    };
    let mut simulation = bench.init(MonotonicTime::EPOCH)?;
    while DONE.load(Relaxed) < n {
        simulation.step()?;
    }
    answer("1.0.0", n, processor_time() - start, f64::from_bits(SUM_BITS.load(Relaxed)));
    Ok(())
}

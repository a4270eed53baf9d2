//! M/M/1 in simrs: components, typed events boxed in one binary heap, clock in std Duration.
use peers::{answer, arguments, processor_time, LAMBDA, MU};
use rand::{RngExt, SeedableRng};
use rand_distr::Exp1;
use rand_xoshiro::Xoshiro256PlusPlus;
use simrs::{Component, ComponentId, Executor, Fifo, Key, QueueId, Scheduler, Simulation, State};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

struct Source {
    out: QueueId<Fifo<Duration>>,
    server: ComponentId<Ev>,
    left: Key<u64>,
    rng: RefCell<Xoshiro256PlusPlus>,
}
struct Server {
    inq: QueueId<Fifo<Duration>>,
    busy: Key<Option<Duration>>,
    rng: RefCell<Xoshiro256PlusPlus>,
    sum: Rc<Cell<f64>>,
}
#[derive(Debug)]
struct Tick;
#[derive(Debug)]
enum Ev {
    Received,
    Finished,
}
fn exp(r: &RefCell<Xoshiro256PlusPlus>, rate: f64) -> Duration {
    let x: f64 = r.borrow_mut().sample(Exp1);
    Duration::from_secs_f64(x / rate)
}
impl Component for Source {
    type Event = Tick;
    fn process_event(&self, me: ComponentId<Tick>, _: &Tick, sch: &mut Scheduler, st: &mut State) {
        let _ = st.send(self.out, sch.time());
        sch.schedule(Duration::default(), self.server, Ev::Received);
        let left = st.get_mut(self.left).unwrap();
        *left -= 1;
        if *left > 0 {
            sch.schedule(exp(&self.rng, LAMBDA), me, Tick);
        }
    }
}
impl Component for Server {
    type Event = Ev;
    fn process_event(&self, me: ComponentId<Ev>, ev: &Ev, sch: &mut Scheduler, st: &mut State) {
        if let Ev::Finished = ev {
            let t0 = st.get_mut(self.busy).unwrap().take().unwrap();
            self.sum.set(self.sum.get() + (sch.time() - t0).as_secs_f64());
        }
        if st.get(self.busy).unwrap().is_none() {
            if let Some(t0) = st.recv(self.inq) {
                *st.get_mut(self.busy).unwrap() = Some(t0);
                sch.schedule(exp(&self.rng, MU), me, Ev::Finished);
            }
        }
    }
}
fn main() {
    let (n, seed, _) = arguments();
    let start = processor_time();
    let sum = Rc::new(Cell::new(0.0));
    let mut sim = Simulation::default();
    let q = sim.add_queue(Fifo::default());
    let busy = sim.state.insert::<Option<Duration>>(None);
    let server = sim.add_component(Server {
        inq: q,
        busy,
        rng: RefCell::new(Xoshiro256PlusPlus::seed_from_u64(1000 * seed + 1)),
        sum: sum.clone(),
    });
    let left = sim.state.insert(n);
    let source = sim.add_component(Source {
        out: q,
        server,
        left,
        rng: RefCell::new(Xoshiro256PlusPlus::seed_from_u64(1000 * seed + 2)),
    });
    sim.schedule(Duration::default(), source, Tick);
    sim.execute(Executor::unbound());
    answer("0.2.0", n, processor_time() - start, sum.get());
}

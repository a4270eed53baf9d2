//! M/M/1 in odem-rs: async agents. Two variants:
//!   two-process: a generator and a server that sleeps when idle
//!   per-customer: one spawned agent per customer that seizes a Facility
use peers::{answer, arguments, processor_time, LAMBDA, MU};
use odem_rs::core::ops::waker;
use odem_rs::prelude::*;
use odem_rs::sync::facility::Facility;
use rand::{RngExt, SeedableRng};
use rand_distr::Exp1;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::pin::pin;
use std::task::Waker;

#[derive(Default, Config)]
#[time(Time<f64>)]
struct Cfg {
    joe: Facility,
    sum: Cell<f64>,
    done: Cell<u64>,
}
fn exp(r: &mut Xoshiro256PlusPlus, rate: f64) -> f64 {
    let x: f64 = r.sample(Exp1);
    x / rate
}
fn raw(t: Time<f64>) -> f64 {
    t.get::<second>()
}

struct Server {
    seed: u64,
    q: RefCell<VecDeque<Time<f64>>>,
    waker: Cell<Option<Waker>>,
}
impl Behavior<Cfg> for Server {
    type Output = ();
    async fn actions(&self, sim: &Sim<Cfg>) {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(self.seed + 1);
        loop {
            loop {
                let Some(t0) = self.q.borrow_mut().pop_front() else { break };
                sim.advance(second::new(exp(&mut rng, MU))).await;
                let g = sim.global();
                g.sum.set(g.sum.get() + raw(sim.now() - t0));
                g.done.set(g.done.get() + 1);
            }
            self.waker.set(Some(waker().await));
            sleep().await;
        }
    }
}

#[odem_rs::main]
async fn two_process(sim: &Sim<Cfg>, n: u64, seed: u64) -> f64 {
    let server = pin!(Agent::new(Server { seed, q: RefCell::default(), waker: Cell::default() }));
    let puck = sim.activate(server);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed + 2);
    for _ in 0..n {
        sim.advance(second::new(exp(&mut rng, LAMBDA))).await;
        let s = puck.subject();
        s.q.borrow_mut().push_back(sim.now());
        if let Some(w) = s.waker.take() {
            w.wake();
        }
    }
    while sim.global().done.get() < n {
        sim.advance(second::new(10.0)).await;
    }
    sim.global().sum.get()
}

struct Customer(Time<f64>);
impl Behavior<Cfg> for Customer {
    type Output = ();
    async fn actions(&self, sim: &Sim<Cfg>) {
        let t0 = sim.now();
        let chair = sim.global().joe.seize().await;
        sim.advance(self.0).await;
        chair.release();
        let g = sim.global();
        g.sum.set(g.sum.get() + raw(sim.now() - t0));
        g.done.set(g.done.get() + 1);
    }
}
#[odem_rs::main]
async fn per_customer(sim: &Sim<Cfg>, n: u64, seed: u64) -> f64 {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed + 3);
    for _ in 0..n {
        sim.advance(second::new(exp(&mut rng, LAMBDA))).await;
        sim.spawn(Customer(second::new(exp(&mut rng, MU))));
    }
    while sim.global().done.get() < n {
        sim.advance(second::new(10.0)).await;
    }
    sim.global().sum.get()
}

fn main() {
    let (n, seed, variant) = arguments();
    let start = processor_time();
    let total = if variant == "per-customer" { per_customer(n, 1000 * seed) } else { two_process(n, 1000 * seed) };
    answer("0.4.0", n, processor_time() - start, total);
}

//! The repair shop of journey.toml in odem-rs: an agent per customer, one more per visit. Times in minutes.
//! usage: journey_odem DAYS SEED
use odem_rs::prelude::*;
use odem_rs::sync::fork::ForkExt;
use peers::{arguments, processor_time};
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp1, Gamma, LogNormal, Triangular, Weibull};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

const CUSTOMERS: usize = 4000;
/// Mean time between the visits of a customer.
const GAP: f64 = 30.0 * 24.0 * 60.0;

/// The only stream of random numbers.
struct Draws(RefCell<Xoshiro256PlusPlus>);
impl Default for Draws {
    fn default() -> Self {
        Draws(RefCell::new(Xoshiro256PlusPlus::seed_from_u64(0)))
    }
}
impl Draws {
    fn of(&self, law: &impl Distribution<f64>) -> f64 {
        self.0.borrow_mut().sample(law)
    }
    fn exponential(&self, mean: f64) -> f64 {
        mean * self.of(&Exp1)
    }
    fn uniform(&self) -> f64 {
        self.0.borrow_mut().random()
    }
}

/// One who waits.
#[derive(Default)]
struct Ticket {
    granted: Cell<bool>,
    gone: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

/// Ready once a server is granted.
struct Granted(Rc<Ticket>);
impl Future for Granted {
    type Output = bool;
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        if self.0.granted.get() {
            return Poll::Ready(true);
        }
        *self.0.waker.borrow_mut() = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for Granted {
    /// A waker refers to the job it wakes, and must be gone before it.
    fn drop(&mut self) {
        self.0.waker.borrow_mut().take();
    }
}

/// A staffed step: several servers (a `Facility` has one), a line, and what happened there.
#[derive(Default)]
struct Desk {
    free: Cell<u32>,
    line: RefCell<VecDeque<Rc<Ticket>>>,
    arrived: Cell<u64>,
    reneged: Cell<u64>,
    served: Cell<u64>,
    delay: Cell<f64>,
}
impl Desk {
    /// A server is free: it goes to the first who is still there.
    fn release(&self) {
        while let Some(next) = self.line.borrow_mut().pop_front() {
            if !next.gone.get() {
                next.granted.set(true);
                if let Some(waker) = next.waker.borrow_mut().take() {
                    waker.wake();
                }
                return;
            }
        }
        self.free.set(self.free.get() + 1);
    }

    /// Waits, is served or gives up; returns whether it was served.
    async fn serve(&self, sim: &Sim<Shop>, patience: f64, service: impl FnOnce(&Draws) -> f64) -> bool {
        let draws = &sim.global().draws;
        let arrived = now(sim);
        count(&self.arrived);
        if self.free.get() > 0 {
            self.free.set(self.free.get() - 1);
        } else {
            let ticket = Rc::new(Ticket::default());
            self.line.borrow_mut().push_back(ticket.clone());
            let patience = draws.exponential(patience);
            let limit = async {
                wait(sim, patience).await;
                false
            };
            if !sim.fork(Granted(ticket.clone())).or(limit).await {
                ticket.gone.set(true);
                count(&self.reneged);
                return false;
            }
        }
        count(&self.served);
        self.delay.set(self.delay.get() + now(sim) - arrived);
        wait(sim, service(draws)).await;
        self.release();
        true
    }
}

#[derive(Default, Config)]
#[time(Time<f64>)]
struct Shop {
    draws: Draws,
    reception: Desk,
    advice: Desk,
    workshop: Desk,
    started: Cell<u64>,
    completed: Cell<u64>,
    sojourn: Cell<f64>,
}

fn now(sim: &Sim<Shop>) -> f64 {
    sim.now().get::<second>()
}
fn count(counter: &Cell<u64>) {
    counter.set(counter.get() + 1);
}
/// Lets time pass; the engine's second stands for a minute.
async fn wait(sim: &Sim<Shop>, minutes: f64) {
    sim.advance(second::new(minutes)).await;
}

struct Visit;
impl Behavior<Shop> for Visit {
    type Output = ();
    async fn actions(&self, sim: &Sim<Shop>) {
        let shop = sim.global();
        let draws = &shop.draws;
        let began = now(sim);
        count(&shop.started);
        wait(sim, 1.0 + 2.0 * draws.uniform()).await; // enter
        if !shop.reception.serve(sim, 20.0, |d| d.exponential(6.0)).await {
            return;
        }
        wait(sim, draws.of(&Triangular::new(2.0, 9.0, 4.0).unwrap())).await; // describe
        let mut gave_up = false;
        if draws.uniform() >= 0.6 {
            wait(sim, draws.exponential(5.0)).await; // form
            gave_up = !shop.advice.serve(sim, 60.0, |d| d.of(&Gamma::new(2.0, 22.0).unwrap())).await;
        }
        if !gave_up {
            wait(sim, draws.exponential(10.0)).await; // wait
            loop {
                let service = |d: &Draws| 12.0 * d.of(&LogNormal::new(0.0, 0.6).unwrap());
                if !shop.workshop.serve(sim, 45.0, service).await {
                    gave_up = true;
                    break;
                }
                wait(sim, 3.0).await; // test
                if draws.uniform() >= 0.15 {
                    break;
                }
            }
        }
        let last = if gave_up { draws.of(&Weibull::new(20.0, 1.5).unwrap()) } else { draws.exponential(2.0) };
        wait(sim, last).await; // call back, or pay
        count(&shop.completed);
        shop.sojourn.set(shop.sojourn.get() + now(sim) - began);
    }
}

struct Customer;
impl Behavior<Shop> for Customer {
    type Output = ();
    async fn actions(&self, sim: &Sim<Shop>) {
        loop {
            wait(sim, sim.global().draws.exponential(GAP)).await;
            sim.spawn(Visit);
        }
    }
}

#[odem_rs::main]
async fn run(sim: &Sim<Shop>, days: u64, seed: u64, start: f64) {
    let shop = sim.global();
    *shop.draws.0.borrow_mut() = Xoshiro256PlusPlus::seed_from_u64(seed);
    shop.reception.free.set(1);
    shop.advice.free.set(2);
    shop.workshop.free.set(2);
    for _ in 0..CUSTOMERS {
        sim.spawn(Customer);
    }
    wait(sim, days as f64 * 24.0 * 60.0).await;
    let seconds = processor_time() - start;
    let started = shop.started.get();
    print!(r#"{{"version": "0.4.0", "n": {started}, "seconds": {seconds}, "started": {started}"#);
    print!(r#", "sojourn_min": {}"#, shop.sojourn.get() / shop.completed.get() as f64);
    let desks = [("receptionist", &shop.reception), ("advisers", &shop.advice), ("mechanics", &shop.workshop)];
    for (name, desk) in desks {
        print!(r#", "{name}_arrived": {}"#, desk.arrived.get());
        print!(r#", "{name}_delay_min": {}"#, desk.delay.get() / desk.served.get() as f64);
        print!(r#", "{name}_reneged": {}"#, desk.reneged.get() as f64 / desk.arrived.get() as f64);
    }
    println!("}}");
}

fn main() {
    let (days, seed, _) = arguments();
    run(days, seed, processor_time());
}

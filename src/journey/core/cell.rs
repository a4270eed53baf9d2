//! A cell: the smallest part of a population that shares anything, run from start to horizon.
//!
//! Customers that share nothing are cells of one; a branch with its queue is one cell. The same code runs both:
//! what a customer does depends on keyed draws and on what is shared, never on the order of cells, so a scenario
//! forced into one big cell gives the same bytes.
//!
//! Life cycle: [`Cell::new`], then one of the `run_*` methods, then [`Cell::into_observations`]. A cell can run
//! many customers one after the other; its memory is reused.

use std::marker::PhantomData;
use std::ops::Range;

use super::activity::Activity;
pub use super::fate::Fate;
use super::fate::Fates;
pub use super::limits::CellError;
use super::lived::{LivesTold, TakesLives};
use super::lookahead::Lookahead;
use super::rank;
use super::reach::Switches;
use super::scope::{Scope, Whole};
use super::trace::{LifeEvent, Trace, Who};
use crate::engine::calendar::{Event, EventCalendar};
use crate::engine::slab::Slab;
use crate::journey::core::arrivals::stream::{Stream, newcomers};
use crate::journey::core::bucket::clock::Bucket;
use crate::journey::core::customer::record::Customer;
use crate::journey::core::memory::encounter::Encounter;
use crate::journey::core::observations::counters::Grid;
use crate::journey::core::observations::flows::Flows;
use crate::journey::core::observations::replication::Observations;
use crate::journey::core::observations::tenure::SurvivalGrid;
use crate::journey::core::starts::clocks::Starts;
use crate::journey::core::visit::record::{Scratches, Visit};
use crate::journey::core::visit::service::Service;
use crate::journey::mechanisms::categories::state::CategoryState;
use crate::journey::mechanisms::channels::state::ChannelState;
use crate::journey::mechanisms::classes::state::ClassState;
use crate::journey::mechanisms::complaints::state::ComplaintState;
use crate::journey::mechanisms::contracts::state::ContractState;
use crate::journey::mechanisms::deals::state::DealState;
use crate::journey::mechanisms::employees::state::EmployeeState;
use crate::journey::mechanisms::feedback::state::FeedbackState;
use crate::journey::mechanisms::market::state::Market;
use crate::journey::mechanisms::mechanism::Mechanism;
use crate::journey::mechanisms::program::state::ProgramState;
use crate::journey::mechanisms::voices::state::Voices;
use crate::journey::mechanisms::wages::state::WageState;
use crate::journey::mechanisms::win_back::state::Lives;
use crate::journey::model::{JourneyId, Model};
use crate::random::{Key, ReplicationKey};
use crate::units::SimTime;

/// One cell, and everything alive in it.
pub struct Cell<'m, T: Trace, S: Scope = Whole> {
    scope: PhantomData<S>,
    /// The world: its model of day 0, with all that changes later.
    pub(crate) world: &'m Model,
    /// The model in force.
    pub(crate) model: &'m Model,
    /// From when on it is in force, and what comes after it.
    pub(crate) switches: Switches,
    pub(crate) replication: ReplicationKey,
    pub(crate) now: SimTime,
    pub(crate) calendar: EventCalendar,
    /// What need not wait for its turn in the calendar.
    pub(crate) lookahead: Lookahead,
    /// Asked every now and then whether to stop.
    pub(crate) stop: Option<&'m (dyn Fn() -> bool + Sync)>,
    pub(crate) streams: Vec<Stream>,
    // --- Customers.
    pub(crate) customers: Slab<Customer>,
    /// Customers there now.
    pub(crate) active: u64,
    /// Lives begun, so that a reused slot is not mistaken for its last holder.
    pub(crate) stamps: u32,
    /// Mean performance over moments, for the long-run expectation of customers of day 0; by the way of their kind.
    pub(crate) usual_performance: Vec<Option<f64>>,
    /// Holes, and the clocks by which customers leave through them.
    pub(crate) bucket: Bucket,
    /// Clocks of visits and purchases.
    pub(crate) starts: Starts,
    // --- Visits.
    pub(crate) visits: Slab<Visit>,
    /// Moments of each visit slot; only with loyalty.
    pub(crate) encounters: Vec<Encounter>,
    /// What visits remember beside; only where a journey loops or has steps off the path.
    pub(crate) scratch: Scratches,
    /// Who serves.
    pub(crate) service: Service,
    // --- What is seen.
    pub(crate) obs: Observations,
    pub(crate) grid: Grid,
    /// How survival is counted.
    pub(crate) survival: SurvivalGrid,
    /// Who is counted where, for cohorts and flows between stages.
    pub(crate) flows: Flows,
    /// How customers ended; kept to compare worlds.
    pub(crate) fates: Fates,
    /// Lives as they end, where somebody takes them.
    pub(crate) lives: LivesTold<'m>,
    pub(crate) trace: T,
    // --- Mechanisms, each with a line here, in `in_scope`, in `clear`, and in `scope::ACTING`.
    pub(crate) categories: CategoryState,
    pub(crate) channels: ChannelState,
    pub(crate) classes: ClassState,
    pub(crate) complaints: ComplaintState,
    pub(crate) contracts: ContractState,
    pub(crate) deals: DealState,
    pub(crate) employees: EmployeeState,
    pub(crate) feedback: FeedbackState,
    pub(crate) market: Option<Market>,
    pub(crate) program: ProgramState<'m>,
    pub(crate) voices: Voices,
    pub(crate) wages: WageState,
    pub(crate) win_back: Lives,
}

impl<'m, T: Trace> Cell<'m, T> {
    /// A cell of one replication, with nobody in it, in which everything of the language may act.
    #[must_use]
    pub fn new(model: &'m Model, seed: u64, replication: u64, trace: T) -> Self {
        Cell::in_scope(model, seed, replication, trace)
    }
}

impl<'m, T: Trace, S: Scope> Cell<'m, T, S> {
    /// A cell of one replication, with nobody in it. The scope must hold what the world [needs](super::scope::Needs).
    #[must_use]
    pub fn in_scope(model: &'m Model, seed: u64, replication: u64, trace: T) -> Self {
        debug_assert!((0..).zip(&model.touchpoints).all(|(id, touch)| touch.id == id), "touchpoints know their places");
        Cell {
            scope: PhantomData,
            world: model,
            model,
            switches: Switches::of(model),
            replication: ReplicationKey::new(seed, replication),
            now: SimTime::ZERO,
            calendar: EventCalendar::new(),
            lookahead: Lookahead::of(model),
            stop: None,
            streams: Vec::new(),
            customers: Slab::default(),
            active: 0,
            stamps: 0,
            usual_performance: model.usual_performances(),
            bucket: Bucket::of(model, S::EVERYTHING),
            starts: Starts::of(model),
            visits: Slab::default(),
            encounters: Vec::new(),
            scratch: Scratches::of(model),
            service: Service::of(model),
            obs: Observations::new(model),
            grid: Grid::of(model),
            survival: SurvivalGrid::of(model),
            flows: Flows::of(model),
            fates: Fates::default(),
            lives: LivesTold::default(),
            trace,
            categories: Mechanism::of(model),
            channels: Mechanism::of(model),
            classes: Mechanism::of(model),
            complaints: Mechanism::of(model),
            contracts: Mechanism::of(model),
            deals: Mechanism::of(model),
            employees: Mechanism::of(model),
            feedback: Mechanism::of(model),
            market: Mechanism::of(model),
            program: Mechanism::of(model),
            voices: Mechanism::of(model),
            wages: Mechanism::of(model),
            win_back: Mechanism::of(model),
        }
    }

    /// The same cell, which asks `stop` every 65,536 events or visitors whether to give up.
    #[must_use]
    pub fn stopping_when(mut self, stop: &'m (dyn Fn() -> bool + Sync)) -> Self {
        self.stop = Some(stop);
        self
    }

    /// The same cell, which keeps every customer's fate and the course of money, to compare worlds.
    #[must_use]
    pub fn tracking(mut self) -> Self {
        self.fates.on = true;
        self.following_money()
    }

    /// The same cell, which keeps the course of money.
    #[must_use]
    pub fn following_money(mut self) -> Self {
        self.fates.money = true;
        self
    }

    /// The same cell, which hands on the lives that end in it, in the order in which they do.
    #[must_use]
    pub fn telling_lives(mut self, taker: &'m TakesLives<'m>) -> Self {
        self.lives = LivesTold::to(taker);
        self
    }

    /// Runs everybody in one cell.
    ///
    /// # Errors
    /// [`CellError`] when the run cannot reach the horizon.
    pub fn run_all(&mut self) -> Result<(), CellError> {
        // A life that is followed is followed through the calendar, and so is whatever runs in a wider scope than it needs.
        if !S::CUSTOMERS && !T::ON && self.model.is_one_line() {
            return self.run_line();
        }
        self.begin_at(SimTime::ZERO);
        for number in 0..self.model.customers {
            self.admit_day_zero(number);
        }
        for (r, spec) in self.model.resources.iter().enumerate() {
            self.schedule_staff_change(r, spec.next_change(SimTime::ZERO));
        }
        self.open_mechanisms();
        self.open_streams();
        self.run_to_horizon()?;
        self.close_resources();
        self.now = self.model.horizon;
        self.settle_firm();
        Ok(())
    }

    /// Runs customers of day 0 one after the other, each alone.
    ///
    /// # Errors
    /// [`CellError`] when a run cannot reach the horizon.
    pub fn run_customers(&mut self, numbers: Range<u64>) -> Result<(), CellError> {
        for number in numbers {
            self.clear();
            self.begin_at(SimTime::ZERO);
            self.admit_day_zero(number);
            self.run_to_horizon()?;
        }
        Ok(())
    }

    /// Runs the newcomers of one channel one after the other, each alone.
    ///
    /// # Errors
    /// [`CellError`] when a run cannot reach the horizon.
    pub fn run_channel(&mut self, channel: usize) -> Result<(), CellError> {
        let mut stream = Stream::of_channel(self.model, channel, self.replication);
        while let Some((number, at)) = stream.next_before(self.world, self.replication) {
            if let Some(joined) = self.approach(channel, number, at) {
                self.clear();
                self.begin_at(joined);
                self.now = joined;
                self.admit_newcomer(channel, number, joined);
                self.run_to_horizon()?;
            }
        }
        Ok(())
    }

    /// Runs the anonymous visitors of one journey one after the other, each alone.
    ///
    /// # Errors
    /// [`CellError`] when a run cannot reach the horizon.
    pub fn run_visitors(&mut self, journey: JourneyId) -> Result<(), CellError> {
        let mut stream = Stream::of_journey(self.model, journey, self.replication);
        while let Some((number, at)) = stream.next_before(self.world, self.replication) {
            self.clear();
            self.begin_at(at);
            self.now = at;
            self.admit_visitor(journey, stream.key, number, at);
            self.run_to_horizon()?;
        }
        Ok(())
    }

    /// The fates kept since the last call.
    pub fn take_fates(&mut self) -> Vec<Fate> {
        std::mem::take(&mut self.fates.list)
    }

    /// Hands on the lives that are still held.
    pub fn hand_on_lives(&mut self) {
        self.lives.hand_on();
    }

    /// What the cell saw.
    #[must_use]
    pub fn into_observations(self) -> (Observations, T) {
        (self.obs, self.trace)
    }

    /// Empties the cell for the next customer who lives alone.
    fn clear(&mut self) {
        self.calendar.clear();
        self.customers.clear();
        self.visits.clear();
        self.active = 0;
        self.now = SimTime::ZERO;
        self.categories.clear();
        self.channels.clear();
        self.classes.clear();
        self.complaints.clear();
        self.contracts.clear();
        self.deals.clear();
        self.employees.clear();
        self.feedback.clear();
        self.market.clear();
        self.program.clear();
        self.voices.clear();
        self.wages.clear();
        self.win_back.clear();
    }

    #[inline]
    pub(crate) fn note(&mut self, at: SimTime, who: Who, activity: impl FnOnce() -> Activity) {
        if T::ON {
            self.note_of(None, at, who, activity());
        }
    }

    /// Notes what happens, in a program if it is named.
    pub(crate) fn note_of(&mut self, program: Option<usize>, at: SimTime, who: Who, activity: Activity) {
        let regime = self.regime_now();
        self.trace.note(LifeEvent { who, at, regime, program, activity });
    }

    /// How many of the changes of the world have come.
    pub(crate) fn regime_now(&self) -> usize {
        self.world.regimes().position(|model| std::ptr::eq(model, self.model)).unwrap_or(0)
    }

    pub(crate) fn schedule_staff_change(&mut self, resource: usize, at: Option<SimTime>) {
        self.service.staff_due[resource] = at.unwrap_or(SimTime::NEVER);
        if let Some(at) = at {
            self.calendar.schedule(Event { at, rank: rank::STAFF, order: resource as u64, slot: resource as u32 });
        }
    }

    pub(crate) fn change_staff(&mut self, r: usize) {
        let on_duty = self.on_duty(r);
        self.settle_overtime(r);
        self.service.resources[r].change_staff(self.now, on_duty);
        self.schedule_staff_change(r, self.model.resources[r].next_change(self.now));
        self.serve_next(r);
    }

    fn close_resources(&mut self) {
        for (r, resource) in self.service.resources.iter().enumerate() {
            if !resource.is_busy() {
                self.obs.resources[r].post_idle(self.service.idle_since[r], self.model.horizon, self.model.warm_up);
            }
        }
    }

    /// Key of a customer: source 0 was there on day 0, source `c + 1` came through channel `c`.
    pub(crate) fn customer_key(&self, source: u32, number: u64) -> Key {
        match source {
            0 => self.replication.customer(number),
            _ => self.replication.customer(newcomers(&self.model.channels[source as usize - 1]) | number),
        }
    }

    /// Customers of day 0 by number, then newcomers by channel: settles ties the same way in every cell.
    pub(crate) fn customer_order(&self, source: u32, number: u64) -> u64 {
        number * (self.model.channels.len() as u64 + 1) + u64::from(source)
    }
}

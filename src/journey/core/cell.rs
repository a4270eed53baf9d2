//! A cell: the smallest part of a population that shares anything, run from start to horizon.
//!
//! Customers that share nothing are cells of one; a branch with its queue is one cell. The same code runs both:
//! what a customer does depends on keyed draws and on what is shared, never on the order of cells, so a scenario
//! forced into one big cell gives the same bytes.
//!
//! Life cycle: [`Cell::new`], then one of the `run_*` methods, then [`Cell::into_observations`]. A cell can run
//! many customers one after the other; its memory is reused.
//!
//! Longer than other files: it lists the state of every mechanism.

use std::marker::PhantomData;
use std::ops::Range;

use super::activity::Activity;
pub use super::fate::Fate;
pub use super::limits::CellError;
use super::lookahead::Lookahead;
use super::rank;
use super::reach::{Moment, Reach};
use super::scope::{Scope, Whole};
use super::trace::{LifeEvent, Trace, Who};
use crate::engine::calendar::{Event, EventCalendar};
use crate::engine::resource::Resource;
use crate::engine::slab::Slab;
use crate::journey::core::arrivals::stream::{Stream, newcomers};
use crate::journey::core::bucket::clock::HoleClock;
use crate::journey::core::customer::record::Customer;
use crate::journey::core::memory::encounter::Encounter;
use crate::journey::core::observations::counters::Grid;
use crate::journey::core::observations::flows::Flows;
use crate::journey::core::observations::replication::Observations;
use crate::journey::core::observations::tenure::{TenureGrid, WholeTerms};
use crate::journey::core::starts::clocks::{StartClock, Starter};
use crate::journey::core::visit::record::{Scratch, Visit};
use crate::journey::mechanisms::channels::state::Way;
use crate::journey::mechanisms::classes::register::Register;
use crate::journey::mechanisms::complaints::state::Case;
use crate::journey::mechanisms::deals::state::Deal;
use crate::journey::mechanisms::employees::state::{ContactPerson, Team};
use crate::journey::mechanisms::feedback::state::FeedbackState;
use crate::journey::mechanisms::market::state::Market;
use crate::journey::mechanisms::program::pairs::{Kept, Pairs};
use crate::journey::mechanisms::program::spec::Program;
use crate::journey::mechanisms::program::state::Member;
use crate::journey::mechanisms::voices::state::Voices;
use crate::journey::mechanisms::win_back::state::Lives;
use crate::journey::model::{HoleId, JourneyId, Model, Profile};
use crate::random::{Key, ReplicationKey};
use crate::units::SimTime;

/// One cell, and everything alive in it.
pub struct Cell<'m, T: Trace, S: Scope = Whole> {
    scope: PhantomData<S>,
    /// The world: its model of day 0, with all that changes later.
    pub(crate) world: &'m Model,
    /// The model in force.
    pub(crate) model: &'m Model,
    /// From when on it is in force, and when it ends; never, if it does not.
    pub(crate) switched: SimTime,
    pub(crate) switch_due: SimTime,
    /// What the world does to everybody, in order of time.
    pub(crate) moments: Vec<(SimTime, Moment)>,
    /// Whom each change of the model touches.
    pub(crate) reaches: Vec<Reach>,
    pub(crate) grid: Grid,
    /// How tenure is cut for survival.
    pub(crate) tenures: TenureGrid,
    /// Exits of the base are counted up to here.
    pub(crate) base_until: SimTime,
    pub(crate) replication: ReplicationKey,
    pub(crate) calendar: EventCalendar,
    /// What need not wait for its turn in the calendar.
    pub(crate) lookahead: Lookahead,
    pub(crate) obs: Observations,
    /// Who is counted where, for cohorts and flows between stages.
    pub(crate) flows: Flows,
    pub(crate) trace: T,
    pub(crate) now: SimTime,
    pub(crate) customers: Slab<Customer>,
    /// Remembered blame, `service_holes` for each customer slot.
    pub(crate) blame: Vec<f32>,
    /// Clocks of the holes in `clocked`, for each customer slot.
    pub(crate) clocks: Vec<HoleClock>,
    /// Length of the running term of each customer slot under a contract, as it was agreed: what the world does later does not change it.
    pub(crate) term_lengths: Vec<SimTime>,
    /// Exposure to each hole in the current contract term, for each customer slot; only with a retention table.
    pub(crate) term_exposure: Vec<f64>,
    /// Clocks of `starters`, for each customer slot.
    pub(crate) starts: Vec<StartClock>,
    pub(crate) visits: Slab<Visit>,
    /// Moments of each visit slot; only with loyalty.
    pub(crate) encounters: Vec<Encounter>,
    /// Pass counts and readiness of each visit slot; only where a journey loops or has steps off the path.
    pub(crate) scratch: Vec<Scratch>,
    pub(crate) scratch_stride: usize,
    pub(crate) resources: Vec<Resource>,
    /// Since when each resource has had no busy server.
    pub(crate) idle_since: Vec<SimTime>,
    /// By resource: overtime is paid up to here, where there is any.
    pub(crate) overtime_since: Vec<SimTime>,
    /// Next change of each resource's staff; others in the calendar are out of date.
    pub(crate) staff_due: Vec<SimTime>,
    pub(crate) streams: Vec<Stream>,
    pub(crate) starters: Vec<Starter>,
    /// Holes with a clock of their own, first those whose hazard moves with the state of the customer.
    pub(crate) clocked: Vec<HoleId>,
    /// How many of `clocked` move. The others stand still from one change of the world to the next.
    pub(crate) moving: usize,
    /// Some hole of this world is a chance per purchase.
    pub(crate) tosses: bool,
    /// Mean performance over moments, for the long-run expectation of customers of day 0.
    pub(crate) usual_performance: Option<f64>,
    pub(crate) uses_term_exposure: bool,
    /// Some model of this world has a loyalty program.
    pub(crate) has_program: bool,
    /// Membership of each customer slot; only in worlds with a program.
    pub(crate) members: Vec<Member>,
    /// The program in force, or as it was when it closed: what members hold outlives it.
    pub(crate) terms: Option<&'m Program>,
    /// What is kept to hold a program against its twin.
    pub(crate) pairs: Option<Box<Pairs>>,
    /// Fates and the course of money are kept, to compare worlds.
    pub(crate) tracks: bool,
    /// How every customer who is gone, or there at the end, ended.
    pub(crate) fates: Vec<Fate>,
    /// Asked every now and then whether to stop.
    pub(crate) stop: Option<&'m (dyn Fn() -> bool + Sync)>,
    /// Tickets issued by all resources.
    pub(crate) tickets: u32,
    /// Lives begun, so that a reused slot is not mistaken for its last holder.
    pub(crate) stamps: u32,
    /// A finite market; `None` in one without end.
    pub(crate) market: Option<Market>,
    /// Word of mouth; idle without it.
    pub(crate) voices: Voices,
    /// Later lives of customers, and those who may come back; idle without win-back.
    pub(crate) lives: Lives,
    /// Open complaint of each customer slot; only where complaints are journeys.
    pub(crate) cases: Vec<Case>,
    /// Staff of each resource; only with employees.
    pub(crate) teams: Vec<Team>,
    /// Staff who have clients.
    pub(crate) contact_persons: Vec<ContactPerson>,
    /// Surveys, and staff hired after them.
    pub(crate) feedback: FeedbackState,
    /// Channel of each visit slot; only with several channels.
    pub(crate) ways: Vec<Way>,
    /// Some source of this world gives a gift, or binds by a subsidy.
    pub(crate) has_deals: bool,
    /// What each customer slot came for; only in worlds with deals.
    pub(crate) deals: Vec<Deal>,
    /// Some customers of this world may adopt further categories.
    pub(crate) sells_across: bool,
    /// Categories adopted by each customer slot, one bit each; only where there are any.
    pub(crate) categories: Vec<u64>,
    /// The firm sorts its customers by value.
    pub(crate) has_classes: bool,
    /// A review is in the calendar: there is somebody to sort.
    pub(crate) review_set: bool,
    /// What the firm wrote down of each customer slot; only where it sorts them.
    pub(crate) registers: Vec<Register>,
    /// Customers there now.
    pub(crate) active: u64,
    /// Complaints resolved since day 0, from which a firm may learn.
    pub(crate) resolved: u64,
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
        let mut clocked: Vec<HoleId> =
            (0..model.holes.len() as HoleId).filter(|&h| model.regimes().any(|m| m.needs_clock(h))).collect();
        let stands_still = |h: HoleId| !S::EVERYTHING && !model.regimes().any(|m| m.moves_with_customers(h));
        clocked.sort_by_key(|&h| stands_still(h));
        let moving = clocked.partition_point(|&h| !stands_still(h));
        let scratch_stride = model
            .regimes()
            .flat_map(|m| m.journeys.iter().filter(|j| j.needs_scratch(m)))
            .map(|j| j.touchpoints.len())
            .max()
            .unwrap_or(0);
        let means: Vec<f64> = model
            .touchpoints
            .iter()
            .filter(|t| t.probability > 0.0)
            .filter_map(|t| t.quality.as_ref().map(|q| q.mean()))
            .collect();
        let with_table = |p: &Profile| p.contract.as_ref().is_some_and(|c| c.retention.is_some());
        Cell {
            scope: PhantomData,
            grid: Grid::of(model),
            tenures: TenureGrid::of(model),
            base_until: WholeTerms::base_until(model),
            replication: ReplicationKey::new(seed, replication),
            calendar: EventCalendar::new(),
            lookahead: Lookahead::of(model),
            obs: Observations::new(model),
            flows: Flows::of(model),
            trace,
            now: SimTime::ZERO,
            customers: Slab::default(),
            blame: Vec::new(),
            clocks: Vec::new(),
            term_lengths: Vec::new(),
            term_exposure: Vec::new(),
            starts: Vec::new(),
            visits: Slab::default(),
            encounters: Vec::new(),
            scratch: Vec::new(),
            scratch_stride,
            resources: model
                .resources
                .iter()
                .map(|r| Resource::new(r.on_duty(SimTime::ZERO), r.lines, r.queue_limit))
                .collect(),
            idle_since: vec![SimTime::ZERO; model.resources.len()],
            overtime_since: vec![SimTime::ZERO; model.resources.len()],
            staff_due: vec![SimTime::NEVER; model.resources.len()],
            switched: SimTime::ZERO,
            switch_due: SimTime::NEVER,
            moments: model.moments(),
            reaches: model.reaches(),
            world: model,
            streams: Vec::new(),
            starters: Starter::of(model, model),
            tosses: model.tosses_after_purchase(),
            usual_performance: (!means.is_empty()).then(|| means.iter().sum::<f64>() / means.len() as f64),
            uses_term_exposure: model.regimes().any(|m| m.profiles().any(with_table)),
            has_program: model.regimes().any(|m| m.program.is_some()),
            members: Vec::new(),
            terms: model.program.as_ref(),
            pairs: None,
            tracks: false,
            fates: Vec::new(),
            stop: None,
            stamps: 0,
            tickets: 0,
            market: None,
            voices: Voices::default(),
            lives: Lives::of_world(model),
            cases: Vec::new(),
            teams: Vec::new(),
            contact_persons: Vec::new(),
            feedback: FeedbackState::default(),
            ways: Vec::new(),
            has_deals: model.regimes().any(Model::has_deals),
            deals: Vec::new(),
            sells_across: model.sells_across(),
            categories: Vec::new(),
            has_classes: model.classes.is_some(),
            review_set: false,
            registers: Vec::new(),
            active: 0,
            resolved: 0,
            clocked,
            moving,
            model,
        }
    }

    /// The same cell, which asks `stop` every 65,536 events or customers whether to give up.
    #[must_use]
    pub fn stopping_when(mut self, stop: &'m (dyn Fn() -> bool + Sync)) -> Self {
        self.stop = Some(stop);
        self
    }

    /// The same cell, which keeps every customer's fate and the course of money, to compare worlds.
    #[must_use]
    pub fn tracking(mut self) -> Self {
        self.tracks = true;
        self
    }

    /// The same cell, which keeps by customer and period what a program and its twin are paired by. `marks`: where periods end.
    #[must_use]
    pub fn pairing(mut self, marks: &[SimTime]) -> Self {
        self.pairs = Some(Box::new(Pairs::of(marks)));
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
        self.open_teams();
        self.open_feedback();
        self.open_market();
        self.open_streams();
        self.run_to_horizon()?;
        self.close_resources();
        self.close_control();
        self.now = self.model.horizon;
        self.close_overtime();
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
        std::mem::take(&mut self.fates)
    }

    /// What was kept since the last call to pair a program with its twin.
    pub fn take_pairs(&mut self) -> Vec<Kept> {
        self.pairs.as_mut().map_or_else(Vec::new, |pairs| pairs.take())
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
        self.voices.clear();
        (self.active, self.resolved, self.review_set) = (0, 0, false);
        self.lives.clear();
        self.now = SimTime::ZERO;
    }

    #[inline]
    pub(crate) fn note(&mut self, at: SimTime, who: Who, activity: impl FnOnce() -> Activity) {
        if T::ON {
            let regime = self.world.regimes().position(|model| std::ptr::eq(model, self.model)).unwrap_or(0);
            self.trace.note(LifeEvent { who, at, regime, activity: activity() });
        }
    }

    pub(crate) fn schedule_staff_change(&mut self, resource: usize, at: Option<SimTime>) {
        self.staff_due[resource] = at.unwrap_or(SimTime::NEVER);
        if let Some(at) = at {
            self.calendar.schedule(Event { at, rank: rank::STAFF, order: resource as u64, slot: resource as u32 });
        }
    }

    pub(crate) fn change_staff(&mut self, r: usize) {
        let on_duty = self.on_duty(r);
        self.settle_overtime(r);
        self.resources[r].change_staff(self.now, on_duty);
        self.schedule_staff_change(r, self.model.resources[r].next_change(self.now));
        self.serve_next(r);
    }

    fn close_resources(&mut self) {
        for (r, resource) in self.resources.iter().enumerate() {
            if !resource.is_busy() {
                self.obs.resources[r].post_idle(self.idle_since[r], self.model.horizon, self.model.warm_up);
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

//! REVIEW: the firm writes down purchases and money as they come, and sorts its customers on its dates.

use super::divide::{abc, future_values, place, quadrants};
use super::migrate::remaining_years;
use super::register::Register;
use super::register::window_start;
use super::spec::{ClassRecord, FREQUENCY_MONTHS, MONTH, VALUE_MONTHS, ValueClasses};
use crate::engine::calendar::Event;
use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::rank;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::Trigger;
use crate::units::SimTime;

/// Days of the year that yearly rates are told for.
const YEAR_DAYS: f64 = 365.0;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Whether the firm sorts its customers here.
    #[inline(always)]
    pub(crate) fn has_classes(&self) -> bool {
        S::EVERYTHING && self.classes.on
    }

    /// Opens an empty page for a customer, and sees to it that there is a review to come.
    pub(crate) fn open_register(&mut self, slot: u32) {
        if !self.has_classes() {
            return;
        }
        let at = slot as usize;
        if self.classes.registers.len() <= at {
            self.classes.registers.resize_with(at + 1, Register::default);
        }
        self.classes.registers[at].clear();
        if let Some(classes) = &self.world.classes
            && !self.classes.review_set
        {
            self.schedule_review(classes, self.now.0.div_ceil(classes.review.0).max(1));
        }
    }

    /// The page of somebody who leaves, kept for a possible return.
    pub(crate) fn close_register(&mut self, slot: u32) -> Register {
        self.classes.registers.get_mut(slot as usize).map(std::mem::take).unwrap_or_default()
    }

    /// Somebody who comes back is known to the firm.
    pub(crate) fn reopen_register(&mut self, slot: u32, page: Register) {
        self.open_register(slot);
        if self.has_classes() {
            self.classes.registers[slot as usize] = page;
        }
    }

    /// A purchase, in the firm's books; one outside any journey is a visit as well.
    #[inline]
    pub(crate) fn register_purchase(&mut self, slot: u32, spend: f64, starter: u32, at: SimTime) {
        if self.has_classes() {
            let register = &mut self.classes.registers[slot as usize];
            register.bought(spend, at);
            if self.starts.starters[starter as usize].journey.is_none() {
                register.visited(at);
            }
        }
    }

    /// A visit of a customer, in the firm's books.
    #[inline]
    pub(crate) fn register_visit(&mut self, slot: u32, at: SimTime) {
        if self.has_classes() {
            self.classes.registers[slot as usize].visited(at);
        }
    }

    /// Money of a customer, in the firm's books.
    #[inline]
    pub(crate) fn register_money(&mut self, slot: u32, line: Line, amount: f64, at: SimTime) {
        if self.has_classes() && line != Line::Acquisition {
            self.classes.registers[slot as usize].brought(amount, at);
        }
    }

    /// A flow of money of a customer, in the firm's books.
    #[inline]
    pub(crate) fn register_flow(&mut self, slot: u32, per_day: f64, from: SimTime, to: SimTime) {
        if self.has_classes() && per_day != 0.0 {
            let to = to.min(self.model.horizon);
            self.classes.registers[slot as usize].flowed(per_day, from, to);
        }
    }

    fn schedule_review(&mut self, classes: &ValueClasses, number: u64) {
        let at = SimTime(classes.review.0.saturating_mul(number));
        self.classes.review_set = true;
        if at < self.world.horizon && number <= u64::from(u32::MAX) {
            self.calendar.schedule(Event { at, rank: rank::REVIEW, order: 0, slot: number as u32 });
        }
    }

    /// A review is due: sorts everybody, reaches whom an offer is meant for, and sets the next one.
    pub(crate) fn hold_review(&mut self, number: u32) {
        let world = self.world;
        let Some(classes) = &world.classes else { return };
        if self.model.kinds.ranks() {
            self.rank_all(classes, number);
        } else {
            for slot in 0..self.customers.capacity_used() as u32 {
                if self.customers[slot].alive {
                    let sorted = self.sort(slot, classes, number).classes;
                    self.file_under(slot, sorted, [0; 2]);
                    self.offer(slot, Trigger::Review);
                }
            }
        }
        // With nobody left, whoever joins next sets the next one.
        self.classes.review_set = self.active > 0;
        if self.classes.review_set {
            self.schedule_review(classes, u64::from(number) + 1);
        }
    }

    /// Sorts everybody, and puts each in a place among all: the ABC class, and the quadrant by the moves that the firm has seen up to now.
    fn rank_all(&mut self, classes: &ValueClasses, number: u32) {
        let mut sorted: Vec<(ClassRecord, u32)> = Vec::new();
        for slot in 0..self.customers.capacity_used() as u32 {
            if self.customers[slot].alive {
                sorted.push((self.sort(slot, classes, number), slot));
            }
        }
        // Ties are settled as in the tables of the run.
        sorted.sort_unstable_by_key(|(record, _)| record.customer);
        let records: Vec<ClassRecord> = sorted.iter().map(|(record, _)| *record).collect();
        let recency = |records: &[ClassRecord]| -> Vec<usize> {
            records.iter().map(|record| usize::from(record.classes[0]) - 1).collect()
        };
        let last = std::mem::take(&mut self.classes.last);
        if number > 1 {
            self.classes.moves.count(&last, &recency(&last), &records, &recency(&records));
        }
        let contribution: Vec<f64> = records.iter().map(|record| record.contribution).collect();
        let years = remaining_years(&self.classes.moves, classes.review.days(), self.model.discount);
        let quadrant: Vec<usize> = match years {
            Some(years) => quadrants(&contribution, &future_values(&records, years))
                .into_iter()
                .map(|(now, later)| place(now, later) + 1)
                .collect(),
            None => vec![0; records.len()],
        };
        let abc = abc(&contribution, classes.abc);
        for (((record, slot), abc), quadrant) in sorted.iter().zip(abc).zip(quadrant) {
            let who = self.customers[*slot].who();
            let ranked = Activity::IsRanked { abc: abc as u8, quadrant: quadrant.checked_sub(1).map(|at| at as u8) };
            self.note(self.now, who, || ranked);
            self.file_under(*slot, record.classes, [abc + 1, quadrant]);
            self.offer(*slot, Trigger::Review);
        }
        self.classes.last = records;
    }

    /// The firm treats a customer as one of these classes, and of this ABC class and quadrant, until the next review.
    fn file_under(&mut self, slot: u32, classes: [u8; 3], standing: [usize; 2]) {
        let kinds = &self.model.kinds;
        if !kinds.asks_for_classes() {
            return;
        }
        let before = self.customers[slot].kind;
        let kind = kinds.classes.iter().zip(classes).fold(before, |kind, (names, class)| names.put(kind, class.into()));
        let kind = kinds.standing.iter().zip(standing).fold(kind, |kind, (names, place)| names.put(kind, place));
        if kind != before && self.turn_into(slot, kind, |_| {}) {
            self.reassess(slot);
        }
    }

    /// The review that falls on the horizon, if one does: there is nobody left to reach, but everybody to sort.
    pub(crate) fn hold_last_review(&mut self) {
        let world = self.world;
        let Some(classes) = &world.classes else { return };
        let number = classes.last_review(world.horizon);
        if number == 0 || classes.day_of(number) != world.horizon {
            return;
        }
        for slot in 0..self.customers.capacity_used() as u32 {
            if self.customers[slot].alive {
                self.sort(slot, classes, number);
            }
        }
    }

    /// Sorts one customer, and keeps a record of it after the warm-up. Changes nothing about the customer.
    fn sort(&mut self, slot: u32, classes: &ValueClasses, number: u32) -> ClassRecord {
        let now = self.now;
        let c = self.customers[slot];
        let register = &mut self.classes.registers[slot as usize];
        let long = register.over(now, FREQUENCY_MONTHS);
        let year = register.over(now, VALUE_MONTHS);
        register.forget(now);
        let since = SimTime((now.0 as i64).saturating_sub(c.last_purchase).max(0) as u64);
        let mean = if long.purchases > 0 { long.spend / f64::from(long.purchases) } else { 0.0 };
        let sorted = [
            classes.recency_class((c.purchases > 0).then_some(since)),
            classes.frequency_class(long.purchases),
            classes.money_class(mean),
        ];
        let who = c.who();
        let [recency, frequency, money] = sorted;
        self.note(now, who, || Activity::IsSorted { recency, frequency, money });
        // A flow is posted when something changes it; here it counts up to now.
        let from = window_start(now, VALUE_MONTHS);
        let posted = SimTime(c.earned_to.max(0) as u64).max(from);
        let factor = self.profile(slot).margin_factor * self.mean_margin(slot, posted, now);
        let flow = c.earns * factor * now.since(posted).days();
        let joined = SimTime(c.joined.max(0) as u64);
        let known = now.since(joined.max(from)).max(SimTime(MONTH)).days();
        let contribution = year.contribution + flow;
        let record = ClassRecord {
            review: number,
            customer: self.identity(&self.customers[slot]),
            classes: sorted,
            contribution,
            yearly: contribution * YEAR_DAYS / known,
            spend: year.spend,
            visits: year.visits,
            tenure: c.tenure(now).days(),
        };
        if now >= self.model.warm_up {
            self.obs.classes.push(record);
        }
        record
    }
}

//! What is kept of one customer.

use crate::engine::clock::ExposureClock;
use crate::journey::core::memory::drift::Course;
use crate::journey::core::purpose;
use crate::journey::core::trace::Who;
use crate::journey::mechanisms::program::spec::Members;
use crate::journey::model::{HoleId, Model};
use crate::num;
use crate::random::Key;
use crate::units::SimTime;

/// Mark of a pending exit that waits for the renewal.
const WAITS: u8 = 4;

/// A customer. Times before day 0 are negative: plain nanoseconds, signed.
///
/// What every visit needs fills the first four cache lines; what only contracts, offers and reviews need comes after it, and
/// stays out of the cache where there are none. A test holds the border.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Customer {
    pub(crate) key: Key,
    /// State is decayed and spent up to here.
    pub(crate) since: SimTime,
    /// Next event of this life.
    pub(super) due: SimTime,
    /// Earliest live entry in the calendar; never later than `due`.
    pub(super) scheduled: SimTime,
    pub(crate) order: u64,
    pub(crate) refresh_due: SimTime,
    pub(crate) satisfaction_hazard: f64,
    pub(super) satisfaction_due: SimTime,
    pub(crate) satisfaction_clock: ExposureClock,
    pub(super) stage_hazard: f64,
    pub(super) stage_due: SimTime,
    pub(super) stage_clock: ExposureClock,
    pub(crate) memory: f64,
    pub(crate) expectation: f64,
    pub(crate) trust: f64,
    pub(crate) offset: f64,
    pub(crate) rate: f64,
    pub(crate) multiplier: f64,
    pub(crate) last_purchase: i64,
    pub(crate) last_touch: i64,
    pub(crate) value: f64,
    /// Turns money discounted to day 0 into money of the day of joining (or of the end of the warm-up, if later).
    pub(crate) undiscount: f64,
    /// How the hazard of dissatisfaction bends, and how the share of wallet changes, relative to what it is, from the last look on.
    pub(crate) bend: f32,
    pub(crate) pace: f32,
    /// Price level the customer is used to.
    pub(crate) reference_price: f64,
    /// Earliest point of the clocks of holes that stand still.
    pub(crate) still_due: SimTime,
    /// Distinguishes this life of the slot.
    pub(crate) stamp: u32,
    /// Visit whose last end is still to come.
    pub(crate) open_visit: u32,
    pub(crate) purchases: u32,
    pub(crate) encounters: u32,
    /// Visits between start and departure.
    pub(crate) busy: u16,
    /// Visits between start and last end.
    pub(crate) visits: u16,
    /// A cause that waits for the departure or the renewal.
    pub(crate) pending: HoleId,
    /// Remembers some encounter.
    pub(crate) impressed: bool,
    pub(super) scheduled_rank: u8,
    pub(super) due_rank: u8,
    pub(crate) alive: bool,
    pub(crate) stage: u8,
    /// The values of the kind in the model in force: index in `Model::profiles`.
    pub(crate) profile: u16,

    pub(crate) number: u64,
    pub(crate) joined: i64,
    /// In Decline: since when memory is good again; `i64::MAX` if it is not.
    pub(super) recovering: i64,
    pub(crate) renewal_due: SimTime,
    pub(crate) bill_due: SimTime,
    /// `lock_end` is open until here.
    pub(crate) unlocked_until: SimTime,
    pub(crate) earns: f64,
    /// The flow of `earns` is posted up to here, signed.
    pub(crate) earned_to: i64,
    /// When the offer that acts on this customer ends.
    pub(crate) offer_until: SimTime,
    /// When the present silence becomes a warning, where an offer waits for it.
    pub(crate) warning_at: SimTime,
    /// Last purchase before the silence that was warned of.
    pub(crate) warned: i64,
    /// When the firm next looks at what a year brought, where a hole depends on it.
    pub(crate) anniversary: SimTime,
    /// What the customer brought since the last anniversary.
    pub(crate) value_year: f64,
    /// What the acquisition cost, inside `value` [money of the day of joining].
    pub(crate) acquired_for: f64,
    pub(crate) spend: f64,
    /// Who this is, as far as some change asks: a number of `Kinds`.
    pub(crate) kind: u32,
    /// Purchases in the observed period.
    pub(crate) bought: u32,
    pub(crate) source: u16,
    pub(crate) term: u16,
    pub(crate) segment: u8,
    /// Offer that acts on this customer, counted from 1; 0: none.
    pub(crate) offer: u8,
    /// How the pending exit divides, and whether it waits for the renewal; see [`Customer::decide`].
    pub(crate) pending_how: u8,
    /// Was there before day 0.
    pub(crate) existing: bool,
    /// The programs of which this one is counted among the members, in this life or an earlier one.
    pub(crate) counted_member: Members,
}

impl Customer {
    pub(crate) fn who(&self) -> Who {
        Who::Customer(u32::from(self.source), self.number)
    }

    /// Decides to leave by a hole. `split`: 0 prior blame, 1 dissatisfaction, 2 no service hole. `waits`: for the renewal of the contract, and
    /// not for the departure.
    pub(crate) fn decide(&mut self, hole: HoleId, split: u8, waits: bool) {
        self.pending = hole;
        self.pending_how = split | if waits { WAITS } else { 0 };
    }

    /// How the pending exit divides.
    pub(crate) fn pending_split(&self) -> u8 {
        self.pending_how & !WAITS
    }

    /// Whether the pending exit waits for the renewal, not for the departure.
    pub(crate) fn waits_for_renewal(&self) -> bool {
        self.pending_how & WAITS != 0
    }

    /// The hazard of dissatisfaction [per day] as it follows memory from the last look on.
    #[inline]
    pub(crate) fn dissatisfaction(&self) -> Course {
        Course {
            level: self.satisfaction_hazard,
            slope: f64::from(self.satisfaction_clock.slope),
            bend: f64::from(self.bend),
        }
    }

    #[inline]
    pub(crate) fn set_dissatisfaction(&mut self, course: Course) {
        self.satisfaction_hazard = course.level;
        (self.satisfaction_clock.slope, self.bend) = (course.slope as f32, course.bend as f32);
    }

    /// Discounted contribution, without what the acquisition cost.
    pub(crate) fn contribution(&self) -> f64 {
        self.value + self.acquired_for
    }

    /// Counts money for the next review of the year, if there will be one.
    #[inline]
    pub(crate) fn count_for_the_year(&mut self, amount: f64) {
        if self.anniversary != SimTime::NEVER {
            self.value_year += amount;
        }
    }

    /// One word of each cache line that every visit needs, folded into one.
    pub(crate) fn word_of_each_line(&self) -> u64 {
        self.since.0 ^ self.satisfaction_due.0 ^ self.rate.to_bits() ^ u64::from(self.stamp)
    }

    /// A life of this kind that begins now in this stage with nothing behind it, of nobody yet. `first`: first index of its draws.
    ///
    /// # Randomness
    /// First allowances of dissatisfaction and of stages at (purpose, `first`); the flow of money at (`EARNS`, 0).
    pub(super) fn fresh(
        key: Key,
        kind: u32,
        [segment, stage]: [u8; 2],
        now: SimTime,
        first: u32,
        stamp: u32,
        model: &Model,
    ) -> Self {
        let profile = model.values_of(kind);
        let clock = |on: bool, purpose: u32| match on {
            true => ExposureClock::start_at(&key, purpose, first),
            false => ExposureClock::IDLE,
        };
        Customer {
            key,
            number: 0,
            order: 0,
            joined: now.0 as i64,
            since: now,
            due: SimTime::NEVER,
            scheduled: SimTime::NEVER,
            scheduled_rank: u8::MAX,
            due_rank: u8::MAX,
            alive: true,
            existing: false,
            counted_member: 0,
            stage,
            segment,
            kind,
            profile: model.kinds.profile[kind as usize],
            source: 0,
            busy: 0,
            visits: 0,
            pending: NO_HOLE,
            pending_how: 2,
            term: 1,
            stamp,
            open_visit: NO_VISIT,
            purchases: 0,
            bought: 0,
            encounters: 0,
            impressed: false,
            offset: 0.0,
            expectation: 0.0,
            memory: profile.memory.baseline,
            trust: profile.loyalty.trust_start,
            satisfaction_clock: clock(model.loyalty, purpose::SATISFACTION),
            satisfaction_hazard: 0.0,
            satisfaction_due: SimTime::NEVER,
            stage_clock: clock(model.lifecycle, purpose::STAGE_CLOCK),
            stage_hazard: 0.0,
            stage_due: SimTime::NEVER,
            recovering: i64::MAX,
            refresh_due: SimTime::NEVER,
            renewal_due: SimTime::NEVER,
            bill_due: SimTime::NEVER,
            still_due: SimTime::NEVER,
            anniversary: SimTime::NEVER,
            unlocked_until: SimTime::ZERO,
            rate: 0.0,
            multiplier: 1.0,
            last_purchase: now.0 as i64,
            last_touch: now.0 as i64,
            earns: profile.earns.as_ref().map_or(0.0, |e| e.draw(&key, purpose::EARNS, 0)),
            earned_to: now.0 as i64,
            offer: 0,
            offer_until: SimTime::NEVER,
            warning_at: SimTime::NEVER,
            warned: i64::MIN,
            reference_price: 1.0,
            bend: 0.0,
            pace: 0.0,
            undiscount: num::exp(model.discount * now.max(model.warm_up).days()),
            value: 0.0,
            value_year: 0.0,
            acquired_for: 0.0,
            spend: 0.0,
        }
    }

    /// Begins another life now in this stage, as one of this kind, with the person's own history, memory and account, and none of the clocks and dates of the
    /// last one.
    pub(crate) fn begin_again(&mut self, kind: u32, stage: u8, now: SimTime, first: u32, stamp: u32, model: &Model) {
        *self = Customer {
            number: self.number,
            order: self.order,
            source: self.source,
            purchases: self.purchases,
            bought: self.bought,
            encounters: self.encounters,
            impressed: self.impressed,
            offset: self.offset,
            expectation: self.expectation,
            memory: self.memory,
            trust: self.trust,
            rate: self.rate,
            reference_price: self.reference_price,
            undiscount: self.undiscount,
            value: self.value,
            acquired_for: self.acquired_for,
            spend: self.spend,
            counted_member: self.counted_member,
            ..Customer::fresh(self.key, kind, [self.segment, stage], now, first, stamp, model)
        };
    }

    /// When the next event of this life falls, and its rank.
    pub(crate) fn next_due(&self) -> (SimTime, u8) {
        (self.due, self.due_rank)
    }

    /// Time since joining.
    pub(crate) fn tenure(&self, now: SimTime) -> SimTime {
        SimTime((now.0 as i64 - self.joined).max(0) as u64)
    }
}

/// Days after which nobody having touched a customer counts as neglect.
pub(crate) const UNTOUCHED_DAYS: f64 = 180.0;

/// Names of the stages.
pub(crate) const STAGES: [&str; 4] = ["Acquisition", "Build-up", "Climax", "Decline"];

pub(crate) const DECLINE: u8 = 3;

pub(crate) const CLIMAX: u8 = 2;

pub(crate) const BUILD_UP: u8 = 1;

/// No hole.
pub(crate) const NO_HOLE: HoleId = HoleId::MAX;

pub(crate) const NO_VISIT: u32 = u32::MAX;

#[cfg(test)]
mod tests {
    use std::mem::{offset_of, size_of};

    use super::Customer;

    /// Bytes of a cache line.
    const LINE: usize = 64;

    #[test]
    fn what_every_visit_needs_fills_four_cache_lines() {
        assert_eq!(offset_of!(Customer, number), 4 * LINE);
        // The last is nearly empty.
        assert_eq!(size_of::<Customer>(), 7 * LINE);
        let looked_at = [
            offset_of!(Customer, since),
            offset_of!(Customer, satisfaction_due),
            offset_of!(Customer, rate),
            offset_of!(Customer, stamp),
        ];
        assert_eq!(looked_at.map(|at| at / LINE), [0, 1, 2, 3]);
    }
}

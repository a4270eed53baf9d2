//! Clocks of purchases whose rate follows memory, by the calendar or in the open hours of a journey.
//!
//! Memory fades by the calendar, and a clock may run by the week of its journey. Where the rate moves little in a week, what is spent is the weight of
//! the open hours times the mean of the rate over the calendar; else it is integrated from one change of the weight to the next.

use super::clocks::{Position, StartClock, StarterKind};
use crate::engine::week::WeekProfile;
use crate::journey::core::cell::Cell;
use crate::journey::core::memory::drift::{Course, Fading};
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::units::SimTime;

const WEEK_DAYS: f64 = 7.0;
/// Days that are rounding: absolute times have 53 bits.
const AT_ONCE: f64 = 1e-9;
/// A rate moves little in a week, if by no more than this part.
const LITTLE: f64 = 0.01;
/// So little of a week, by its weight, that such a rate stands still in it [days].
const SHORT: f64 = 0.25;

/// Rates of purchases, over what they are at a look, as memory fades from there.
struct Following<'a> {
    course: Course,
    fading: &'a Fading,
}

impl Following<'_> {
    fn over(&self, days: f64, u: f64) -> f64 {
        self.course.integral(days, self.fading.integrals(days, u))
    }

    /// Integral over the first days after the look.
    fn first(&self, days: f64) -> f64 {
        if days > AT_ONCE { self.over(days, self.fading.reach(days)) } else { 0.0 }
    }

    fn moves_little_in_a_week(&self) -> bool {
        self.course.slope.abs() * self.fading.speed() * WEEK_DAYS <= LITTLE
    }

    /// What a clock of the week has spent up to `to`, over its rate. `days` from the look to now, over which the integral is `passed`.
    #[inline]
    fn spent_by_week(
        &self,
        week: &WeekProfile,
        clock: &StartClock,
        to: &Position<'_>,
        passed: f64,
        days: f64,
        reached: f64,
    ) -> f64 {
        let (run, little) = ((to.days - clock.since).max(0.0), self.moves_little_in_a_week());
        // Such as from the start of a visit to its departure.
        if little && run <= SHORT {
            return run * reached;
        }
        let look = to.now.days() - days;
        let begun = week.at(clock.since).days().max(look) - look;
        match days - begun {
            span if span <= AT_ONCE => run * reached,
            span if little => run * (passed - self.first(begun)) / span,
            _ => self.spent_by_stretches(week, look, [begun, days]),
        }
    }

    #[cold]
    #[inline(never)]
    fn spent_by_stretches(&self, week: &WeekProfile, look: f64, [begun, days]: [f64; 2]) -> f64 {
        let after = |at: SimTime| (at.days() - look).clamp(begun, days);
        let stretches =
            week.stretches(SimTime::from_days(look + begun)).map(|(weight, from, to)| (weight, after(from), after(to)));
        stretches
            .take_while(|&(_, from, _)| from < days)
            .map(|(weight, from, to)| weight * (self.first(to) - self.first(from)))
            .sum()
    }

    /// When a clock with this allowance over its rate is due, if within `look` days.
    fn due(&self, from: &Position<'_>, left: f64, look: f64) -> SimTime {
        let Some(week) = from.profile else { return self.course.due(from.now, left, self.fading, look) };
        if !self.moves_little_in_a_week() {
            return self.due_by_stretches(week, from.now, left, look);
        }
        // By the clock of the week, which is up to a week behind the calendar.
        let days = self.course.due(SimTime::ZERO, left, self.fading, look + WEEK_DAYS);
        if days == SimTime::NEVER { days } else { week.at(from.days + days.days()).max(from.now) }
    }

    #[cold]
    #[inline(never)]
    fn due_by_stretches(&self, week: &WeekProfile, now: SimTime, mut left: f64, look: f64) -> SimTime {
        for (weight, from, to) in week.stretches(now) {
            let [begin, end] = [from, to].map(|at| at.since(now).days());
            if begin > look {
                break;
            }
            if weight == 0.0 {
                continue;
            }
            let spent = weight * (self.first(end) - self.first(begin));
            if left <= spent {
                let course = self.course.from(self.fading.reach(begin), self.fading).times(weight);
                return course.due(from, left, self.fading, end - begin).min(to);
            }
            left -= spent;
        }
        SimTime::NEVER
    }
}

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Sets the purchase clocks to the customer's current multiplier, which follows memory for `look` days; the exposure so far is spent.
    pub(crate) fn set_purchase_rate(&mut self, slot: u32, multiplier: f64, fading: &Fading, look: f64) {
        let moves = self.customers[slot].pace != 0.0;
        let following = Following { course: self.purchases_to_come(slot, fading), fading };
        for s in 0..self.starts.starters.len() {
            if !matches!(self.starts.starters[s].kind, StarterKind::Purchase(_)) {
                continue;
            }
            let at = self.start_slot(slot, s);
            let mut clock = self.starts.clocks[at];
            let rate = clock.base * multiplier;
            if moves || rate != clock.rate || clock.due == SimTime::NEVER {
                self.pair_exposure(slot, s, &clock);
                let position = self.position_of(s);
                clock.spend(position);
                clock.rate = rate;
                if moves && rate > 0.0 {
                    clock.due = following.due(&position, clock.remaining / rate, look);
                } else {
                    clock.aim(position);
                }
                self.starts.clocks[at] = clock;
            }
        }
    }

    /// The rates of purchase clocks as they follow memory, over what they are now.
    ///
    /// # Definition
    /// `s(M) = exp(b M)/(exp(b M) + r)` to second order: with `q` the relative slope, the bend is `q^2 - q b gap/2`.
    pub(crate) fn purchases_to_come(&self, slot: u32, fading: &Fading) -> Course {
        let response = self.profile(slot).purchase.as_ref().map_or(0.0, |p| p.wallet_response);
        let pace = f64::from(self.customers[slot].pace);
        Course { level: 1.0, slope: pace, bend: pace * (pace - 0.5 * response * fading.gap) }
    }

    /// Spends the purchase clocks up to now, where they follow memory, which has reached `u` in `days`; the rate goes on from there.
    #[inline(never)]
    pub(crate) fn spend_purchases(&mut self, slot: u32, fading: &Fading, days: f64, u: f64) {
        let course = self.purchases_to_come(slot, fading);
        let following = Following { course, fading };
        let (passed, reached) = (following.over(days, u), course.at(u));
        for s in 0..self.starts.starters.len() {
            if !matches!(self.starts.starters[s].kind, StarterKind::Purchase(_)) {
                continue;
            }
            let at = self.start_slot(slot, s);
            let mut clock = self.starts.clocks[at];
            let position = self.position_of(s);
            let (since, to, rate) = (clock.since, position.days, clock.rate);
            if rate > 0.0 {
                let spent = rate
                    * match position.profile {
                        Some(week) => following.spent_by_week(week, &clock, &position, passed, days, reached),
                        // A start since the last look has begun another allowance.
                        None => passed - following.first(days - (to - since).max(0.0)),
                    };
                if S::EVERYTHING && to > since {
                    // To its twin it is a rate that stood still.
                    clock.rate = spent / (to - since);
                    self.pair_exposure(slot, s, &clock);
                }
                clock.remaining -= spent;
                clock.rate = rate * reached;
            }
            clock.since = to;
            self.starts.clocks[at] = clock;
        }
        if self.has_program() {
            self.hurry_on(slot, passed / days, reached);
        }
        let c = &mut self.customers[slot];
        c.multiplier *= reached;
        c.pace = (course.from(u, fading).slope / reached) as f32;
    }
}

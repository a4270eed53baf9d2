//! The clock of one hole for one customer.

use crate::engine::clock::ExposureClock;
use crate::units::SimTime;

/// Clock of one hole for one customer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HoleClock {
    pub(crate) clock: ExposureClock,
    /// The customer's own hazard before supports [per day].
    pub(crate) base: f64,
    /// Hazard now [per day].
    pub(crate) rate: f64,
    /// Spent up to here.
    pub(crate) since: SimTime,
    /// Next point at the present hazard.
    pub(crate) due: SimTime,
}

impl HoleClock {
    /// Runs at another hazard [per day] from now on. An unchanged one leaves the clock alone, to the last bit.
    #[inline(always)]
    pub(crate) fn run_at(&mut self, rate: f64, now: SimTime) {
        if rate != self.rate {
            self.clock.spend(self.rate * now.since(self.since).days());
            self.since = now;
            self.rate = rate;
            self.due = self.clock.due(now, rate);
        }
    }
}

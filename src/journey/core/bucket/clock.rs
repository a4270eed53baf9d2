//! The clock of one hole for one customer.

use crate::engine::clock::ExposureClock;
use crate::journey::model::{HoleId, Model};
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

/// Holes and their clocks in a cell.
#[derive(Debug)]
pub(crate) struct Bucket {
    /// Remembered blame, `service_holes` for each customer slot.
    pub(crate) blame: Vec<f32>,
    /// Clocks of the holes in `clocked`, for each customer slot.
    pub(crate) clocks: Vec<HoleClock>,
    /// Holes with a clock of their own, first those whose hazard moves with the state of the customer.
    pub(crate) clocked: Vec<HoleId>,
    /// How many of `clocked` move. The others stand still from one change of the world to the next.
    pub(crate) moving: usize,
    /// Some hole of this world is a chance per purchase.
    pub(crate) tosses: bool,
}

impl Bucket {
    /// Of a world. `everything`: every mechanism may act, so that no hole is sure to stand still.
    pub(crate) fn of(world: &Model, everything: bool) -> Self {
        let mut clocked: Vec<HoleId> =
            (0..world.holes.len() as HoleId).filter(|&h| world.regimes().any(|m| m.needs_clock(h))).collect();
        let stands_still = |h: HoleId| !everything && !world.regimes().any(|m| m.moves_with_customers(h));
        clocked.sort_by_key(|&h| stands_still(h));
        let moving = clocked.partition_point(|&h| !stands_still(h));
        Bucket { blame: Vec::new(), clocks: Vec::new(), clocked, moving, tosses: world.tosses_after_purchase() }
    }
}

//! The market as it is now.

use crate::journey::core::memory::drift::{Course, Fading};
use crate::journey::mechanisms::mechanism::Mechanism;
use crate::journey::model::Model;
use crate::num;
use crate::units::SimTime;

/// Half-life of the reputation [days] (assumption).
const REPUTATION_HALF_LIFE: f64 = 120.0;

/// `beta`: response of acquisition to the reputation (assumption).
pub(super) const RESPONSE: f64 = 1.0;

/// The market of one cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Market {
    /// Everyone who ever became a customer.
    pub(super) won: u64,
    pub(super) reputation: f64,
    /// The reputation is decayed up to here.
    pub(super) since: SimTime,
    pub(super) adopters: Vec<Adopters>,
}

/// The clock of a source that wins those left in the market: the n-th allowance belongs to the n-th adopter.
#[derive(Debug, Clone)]
pub(super) struct Adopters {
    pub(super) channel: usize,
    pub(super) next: u64,
    pub(super) remaining: f64,
    /// Rate at `since` [per day]; it follows the reputation from there.
    pub(super) rate: f64,
    /// Reputation at `since`, where it moves the rate; else 0.
    pub(super) moved_by: f64,
    pub(super) since: SimTime,
    pub(super) due: SimTime,
    /// Earliest entry in the calendar; never later than `due`.
    pub(super) scheduled: SimTime,
}

/// Share of a reputation that is left after some days.
pub(super) fn faded(days: f64) -> f64 {
    num::exp(-std::f64::consts::LN_2 * days / REPUTATION_HALF_LIFE)
}

/// How a reputation fades.
pub(super) fn fading(reputation: f64) -> Fading {
    Fading::new(-reputation, REPUTATION_HALF_LIFE, 0.0)
}

/// The rate of adoption as the reputation fades: its exponential, to second order.
pub(super) fn adoption(rate: f64, reputation: f64) -> Course {
    let moved = -RESPONSE * reputation;
    Course { level: rate, slope: rate * moved, bend: 0.5 * rate * moved * moved }
}

impl Adopters {
    /// Spends the clock up to now.
    pub(super) fn spend(&mut self, now: SimTime) {
        let days = now.since(self.since).days();
        self.since = now;
        let fading = fading(self.moved_by);
        self.remaining -= if fading.moves() {
            let past = fading.integrals(days, fading.reach(days));
            adoption(self.rate, self.moved_by).integral(days, past)
        } else {
            self.rate * days
        };
    }
}

/// `None` in a market without end.
impl<'m> Mechanism<'m> for Option<Market> {
    fn acts_in(model: &Model) -> bool {
        model.market_size.is_some()
    }

    fn of(_: &'m Model) -> Self {
        None
    }
}

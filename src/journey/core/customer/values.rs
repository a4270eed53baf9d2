//! One customer: state, joining, the passing of time, and leaving.

use crate::engine::clock::ExposureClock;
use crate::journey::core::cell::Cell;
use crate::journey::core::observations::replication::count;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::{ByStage, HoleId, Profile};
use crate::num;
use crate::random::Key;
use crate::units::SimTime;

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

impl Profile {
    /// Whether the firm looks each year at what such a customer brought.
    pub(crate) fn reviews_value(&self) -> bool {
        self.hazards.iter().any(|h| h.value_below.is_some())
    }

    /// A customer's own purchase rate [per day], the response to the price level included.
    ///
    /// # Randomness
    /// One word at `PURCHASE_RATE` where the rate is a law.
    pub(crate) fn own_purchase_rate(&self, key: &Key) -> f64 {
        self.purchase.as_ref().map_or(0.0, |p| {
            let own = p.rate.draw(key, purpose::PURCHASE_RATE, 0).max(0.0);
            if p.price == 1.0 { own } else { own * num::pow(p.price, -p.elasticity * self.price_sensitivity) }
        })
    }
}
impl<'m, T: Trace, S: Scope> Cell<'m, T, S> {
    /// The customer's own values.
    #[inline]
    pub(crate) fn profile(&self, slot: u32) -> &'m Profile {
        let values = self.values(slot);
        if S::EVERYTHING { values.at(self.customers[slot].stage) } else { &values.plain }
    }

    /// The customer's own values by stage: those of the segment, or of an offer that acts on this customer.
    #[inline]
    pub(crate) fn values(&self, slot: u32) -> &'m ByStage<Profile> {
        let c = &self.customers[slot];
        let offer = if S::EVERYTHING { usize::from(c.offer).checked_sub(1) } else { None };
        self.model.values_under(offer, usize::from(c.segment))
    }

    /// Market standard of performance on a day.
    pub(crate) fn market(&self, at: SimTime) -> f64 {
        self.model.market_standard + self.model.market_progress * at.days() / 365.0
    }
}

/// Index drawn from weights that sum to 1.
pub(crate) fn pick(weights: &[f64], u: f64) -> usize {
    let mut left = u;
    for (i, w) in weights.iter().enumerate() {
        left -= w;
        if left < 0.0 {
            return i;
        }
    }
    weights.iter().rposition(|&w| w > 0.0).unwrap_or(0)
}

/// Share that is left after `days` of decay.
#[inline(never)]
pub(crate) fn half_life_factor(days: f64, half_life: f64) -> f64 {
    if half_life.is_infinite() { 1.0 } else { num::exp(-std::f64::consts::LN_2 * days / half_life) }
}

pub(crate) fn count_term(terms: &mut Vec<u64>, term: u16) {
    count(terms, usize::from(term));
}

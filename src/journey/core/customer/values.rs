//! One customer: state, joining, the passing of time, and leaving.

use crate::journey::core::cell::Cell;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::{ByStage, Profile};
use crate::units::SimTime;

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

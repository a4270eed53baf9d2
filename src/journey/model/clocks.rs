//! Which holes have clocks, and which of them move with customers.

use super::holes::{HazardLaw, Open};
use super::ids::HoleId;
use super::service::Touchpoint;
use super::world::Model;

impl Model {
    /// Whether a hole has a clock of its own: a hazard, a discrete risk, or the excess of a widened service hole.
    pub(crate) fn needs_clock(&self, hole: HoleId) -> bool {
        let h = usize::from(hole);
        let by_hazard = self.profiles.iter().any(|profile| {
            let hazard = &profile.hazards[h];
            let opens = hazard.open != Open::AfterTerm || self.has_terms();
            let own = (opens && !matches!(hazard.law, HazardLaw::None)) || hazard.per_purchase.is_some();
            // A plugged hole needs none; a widened service hole has one for the excess.
            let widened = hazard.factor > 1.0 || self.widens_when_dear(profile, h);
            hazard.factor > 0.0 && (own || h < self.service_holes && widened)
        });
        let by_risk = |t: &Touchpoint| t.hole == Some(hole) && t.exit_prob.iter().any(|&p| p > 0.0);
        by_hazard || self.all_touchpoints().any(by_risk)
    }

    /// Whether a hole follows what becomes of a customer: supports, blame, tenure, silence, a term, purchases.
    pub(crate) fn moves_with_customers(&self, hole: HoleId) -> bool {
        let h = usize::from(hole);
        h < self.service_holes
            || self.profiles.iter().any(|profile| {
                let hazard = &profile.hazards[h];
                hazard.shielded
                    || hazard.open != Open::Always
                    || hazard.per_purchase.is_some()
                    || matches!(hazard.law, HazardLaw::ByTenure { .. })
            })
    }
}

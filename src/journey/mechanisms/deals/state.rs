//! What customers came for.

use crate::journey::mechanisms::mechanism::Mechanism;
use crate::journey::model::Model;
use crate::units::SimTime;

/// What one customer came for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deal {
    /// Came for the gift.
    pub(super) seeks: bool,
    /// Factors on the purchase rate and on the hazard of rivals, once the offer is over.
    pub(super) pace: f64,
    pub(super) rival: f64,
    /// Support by the price while the offer lasts, and until when.
    pub(super) price: f64,
    pub(super) until: SimTime,
    /// Support by lock-in, and until when.
    pub(super) lock: f64,
    pub(super) locked_until: SimTime,
    /// How long `lock_end` is open after it.
    pub(super) unlocked_for: SimTime,
}

pub(super) const NO_DEAL: Deal = Deal {
    seeks: false,
    pace: 1.0,
    rival: 1.0,
    price: 0.0,
    until: SimTime::ZERO,
    lock: 0.0,
    locked_until: SimTime::ZERO,
    unlocked_for: SimTime::ZERO,
};

impl Deal {
    /// Whether the offer is over; from then on `until` is 0.
    pub(super) fn is_over(&self) -> bool {
        self.until == SimTime::ZERO
    }
}

/// Deals in a cell.
#[derive(Debug)]
pub(crate) struct DealState {
    /// Some source of this world gives a gift, or binds by a subsidy.
    pub(crate) on: bool,
    /// What each customer slot came for; only in worlds with deals.
    pub(crate) each: Vec<Deal>,
}

impl<'m> Mechanism<'m> for DealState {
    fn acts_in(model: &Model) -> bool {
        model.has_deals()
    }

    fn of(world: &'m Model) -> Self {
        DealState { on: world.regimes().any(Model::has_deals), each: Vec::new() }
    }
}

//! What a source gives each newcomer (model section 10).

use crate::units::SimTime;

/// Those who come for a gift (model section 10).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DealSeekers {
    /// Their share among newcomers at this gift.
    pub share: f64,
    /// How long the offer lasts.
    pub lasts: SimTime,
    /// Support by the price meanwhile.
    pub price_support: f64,
    /// Factor on their purchase rate afterwards.
    pub pace: f64,
    /// Factor on their hazard of leaving for rivals afterwards.
    pub rival: f64,
}

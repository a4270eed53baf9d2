//! `[word_of_mouth]` (model section 9): what makes customers speak, and what comes of it.

use crate::laws::Law;
use crate::units::SimTime;

/// `[word_of_mouth]` (model section 9).
#[derive(Debug, Clone, PartialEq)]
pub struct Voices {
    /// Source of those who come by it: index in [`Model::channels`].
    pub channel: usize,
    /// What makes customers speak.
    pub mode: VoiceMode,
    /// Least time between two tellings of one kind; with a number per customer, when they are brought.
    pub every: SimTime,
    /// Factor on the hazards of referred customers.
    pub hazard: f64,
    /// Factor on their margins, which falls to 1 over three years.
    pub margin: f64,
}

/// What makes customers speak.
#[derive(Debug, Clone, PartialEq)]
pub enum VoiceMode {
    /// Encounters: praise and blame.
    Tells {
        /// People told by a satisfied customer.
        praise: Law,
        /// People told by most dissatisfied customers, and by the loud ones.
        blame: [Law; 2],
        /// Chance that a prospect who hears praise becomes a customer (`c_w`).
        conversion: f64,
        /// How blame goes on from mouth to mouth; absent where only the wronged speak.
        reach: Option<Reach>,
    },
    /// A referral now and then [per customer and day].
    Rate(f64),
    /// A number of referrals for each customer.
    PerCustomer(Law),
}

/// Blame that those who heard it pass on (model section 9).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    /// People who know of it after a day.
    pub first: f64,
    /// Growth [per day].
    pub growth: f64,
    /// Most people it ever reaches.
    pub most: f64,
}

impl Reach {
    /// People who know of it so many whole days later: `min(most, first exp(growth (days - 1)))`, nobody on the day itself.
    #[must_use]
    pub fn by(&self, days: u32) -> u32 {
        match days {
            0 => 0,
            _ => (self.first * crate::num::exp(self.growth * f64::from(days - 1))).min(self.most).round() as u32,
        }
    }

    /// Whether it has gone as far as it will.
    #[must_use]
    pub fn is_over(&self, days: u32) -> bool {
        days > 0 && (self.growth <= 0.0 || self.by(days) >= self.most.round() as u32)
    }
}

//! How people become customers, and what customers say to others.

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

/// A source of newcomers.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// Name.
    pub name: String,
    /// Address of its newcomers.
    pub address: u32,
    /// How they come.
    pub mode: ChannelMode,
    /// Cost per newcomer.
    pub cost_per_customer: f64,
    /// Media money, paid all the time [money per day].
    pub budget_per_day: f64,
    /// That budget over the one which reaches 63 % of those who can be reached; 0 without one.
    pub saturation: f64,
    /// Shares of segments; empty: those of the population.
    pub mix: Vec<f64>,
    /// Points of promise above the market standard.
    pub promise_inflation: f64,
    /// Gift to each newcomer [money].
    pub gift: f64,
    /// Those who come for the gift; `None` without one.
    pub deal: Option<DealSeekers>,
    /// A subsidy that binds: its term, and the support by lock-in meanwhile.
    pub lock_in: Option<(SimTime, f64)>,
}

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

/// How newcomers come.
#[derive(Debug, Clone, PartialEq)]
pub enum ChannelMode {
    /// A Poisson stream of joiners [per day], by calendar year; the last repeats.
    Joins(Vec<f64>),
    /// A Poisson stream of people approached [per day].
    Prospects {
        /// People approached per day, by calendar year; the last repeats.
        rates: Vec<f64>,
        /// Success of one contact (promise inflation included).
        success: f64,
        /// Contacts until giving up.
        max_contacts: u32,
        /// Time between contacts.
        between: SimTime,
        /// Share who could use the offer at all.
        fit: f64,
        /// Cost of one contact.
        cost_per_contact: f64,
    },
    /// Those left in the market come at a hazard [per day].
    Adoption(f64),
    /// Brought by customers; see [`Voices`].
    Referral,
}

//! Sources of newcomers: how people become customers.

use crate::journey::mechanisms::deals::spec::DealSeekers;
use crate::units::SimTime;

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

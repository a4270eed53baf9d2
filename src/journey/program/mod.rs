//! Loyalty programs (model section 13): a card, points, vouchers or a gift to be earned, with tiers and partners.
//!
//! All of them are one account: units come in lots, expire first in first out, and a full goal is a reward. A punch card
//! earns one unit a purchase, points so many per unit of money. Who does not know of the program is no member: nothing
//! is earned, and nothing changes. Members' state stands in a table beside the customers that exists only in worlds with
//! a program.
//!
//! [`Program`] says what is promised; `account` keeps the lots, `member` settles what happens, `behaviour` says how
//! members respond. A reward is given on top of the purchase it comes with: it displaces none that would have been paid.

mod account;
mod behaviour;
mod member;
mod observed;
#[cfg(test)]
mod tests;

pub(crate) use member::Member;
pub use observed::ProgramObservations;

use crate::num;
use crate::units::SimTime;

/// What a program promises.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// Members belong (mode "social"): their support is `hold` whatever they have at stake.
    pub social: bool,
    /// Share of customers who know of it, and so are members.
    pub aware: f64,
    /// Cost of running it [money per day].
    pub admin: f64,
    /// What is collected, if anything is.
    pub currency: Option<Currency>,
    /// Share of each purchase given back to members.
    pub discount: f64,
    /// `g`: goal gradient.
    pub pull: f64,
    /// `c`: makes the mean pace over an empty card 1, so that hurrying adds no purchase ([`even_pace`]).
    pub even: f64,
    /// Purchases added by being a member, as a share.
    pub lift: f64,
    /// Factor on the pace of those whose card came with stamps.
    pub endow: f64,
    /// Factor on the pace from a reward to the next purchase.
    pub reset: f64,
    /// `kmax`: support of a member with much at stake.
    pub hold: f64,
    /// How much more losing a tier is felt than winning one.
    pub loss: f64,
    /// Share of what is outstanding that the books expect never to be redeemed.
    pub breakage: f64,
    /// A goal that takes longer than this moves nobody.
    pub reach: SimTime,
    /// Time between reviews of tiers, and the window of points they look at.
    pub review: SimTime,
    /// Tiers, rising.
    pub tiers: Vec<Tier>,
    /// Partners where members earn too.
    pub partners: Vec<Partner>,
}

/// What members collect.
#[derive(Debug, Clone, PartialEq)]
pub struct Currency {
    /// How it is earned.
    pub earning: Earning,
    /// Units of a reward.
    pub goal: u64,
    /// Units given in advance with each goal.
    pub given: u64,
    /// Chance that a member with enough units redeems them at a visit.
    pub redeem_prob: f64,
    /// What a unit costs the firm when redeemed [money].
    pub unit_cost: f64,
    /// Life of a unit.
    pub expiry: SimTime,
    /// What results count it in.
    pub unit: &'static str,
    /// Units in one of those.
    pub per_shown: f64,
}

/// How units are earned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Earning {
    /// One for each purchase.
    PerPurchase,
    /// So many per unit of money, rounded down at each purchase.
    PerSpend(f64),
}

/// A status.
#[derive(Debug, Clone, PartialEq)]
pub struct Tier {
    /// Name.
    pub name: String,
    /// Units earned within a review period that it takes.
    pub from: f64,
    /// Factor on units earned.
    pub multiplier: f64,
}

/// Another firm whose sales earn the same units.
#[derive(Debug, Clone, PartialEq)]
pub struct Partner {
    /// Name.
    pub name: String,
    /// What a member spends there [money per day].
    pub spend: f64,
    /// Factor on units per unit of money.
    pub multiplier: f64,
    /// What the partner pays for each unit [money].
    pub fee_per_point: f64,
}

/// `c`: the factor that makes a whole goal from nothing take as long with the pull `g` as without it.
///
/// # Definition
/// Mean over an empty card of `N` stamps of `1/(1 + g k/N)`, `k = 0..N-1`; for points, which come in many small steps,
/// its limit `ln(1+g)/g`.
#[must_use]
pub fn even_pace(earning: Earning, goal: u64, pull: f64) -> f64 {
    match earning {
        _ if pull <= 0.0 => 1.0,
        Earning::PerPurchase => {
            let n = goal as f64;
            (0..goal).map(|k| 1.0 / (1.0 + pull * k as f64 / n)).sum::<f64>() / n
        }
        Earning::PerSpend(_) => num::ln_1p(pull) / pull,
    }
}

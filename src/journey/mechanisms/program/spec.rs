//! `[program]`: what a program promises. Several of them are in `programs`.

use crate::journey::core::purpose;
use crate::laws::Law;
use crate::num;
use crate::units::SimTime;

/// What a program promises.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// Its place among those of the file, which it keeps at all times.
    pub place: usize,
    /// Its name, of one of several. Nothing of the one `[program]`.
    pub name: Option<String>,
    /// Address of its draws, by its name; 0 for the one `[program]`.
    pub address: u32,
    /// Addresses of its draws at visits, by journey.
    pub visits: Vec<u32>,
    /// Places of programs in which a purchase does not earn that earns in this one.
    pub excludes: Members,
    /// What members have collected holds them (mode "quantity").
    pub quantity: bool,
    /// Members belong (mode "social").
    pub social: Option<Social>,
    /// Members wait less (mode "benefit").
    pub benefit: Option<Benefit>,
    /// Members find bright moments in their visits (mode "experience").
    pub experience: Option<Treat>,
    /// A reward that nobody expects.
    pub surprise: Option<Treat>,
    /// Share of customers who know of it by themselves, and so are members.
    pub aware: f64,
    /// How those who do not know hear of it.
    pub contacts: Vec<Contact>,
    /// What belonging costs, if it costs anything.
    pub membership: Option<Membership>,
    /// Cost of running it [money per day].
    pub admin: f64,
    /// What is collected, if anything is.
    pub currency: Option<Currency>,
    /// What members may pass on to each other.
    pub transfer: Option<Transfer>,
    /// Chance that a purchase is credited once more, to an account that nobody is entitled to.
    pub fraud: f64,
    /// What members get for bringing others.
    pub referral: Option<Referral>,
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
    /// `kmax`: support of a member with much at stake, and of one who belongs.
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

/// Some programs of a world, a bit for each place.
pub type Members = u16;

/// Most programs of one world.
pub const MOST_PROGRAMS: usize = Members::BITS as usize;

impl Program {
    /// Its bit among those of all programs.
    pub(super) fn bit(&self) -> Members {
        1 << self.place
    }

    /// Purpose of its draws of a kind.
    pub(super) fn draws(&self, kind: u32) -> u32 {
        kind | self.address
    }

    /// Purpose of its draws of who receives what is passed on.
    pub(super) fn draws_of_receiver(&self) -> u32 {
        if self.address == 0 { purpose::RECEIVER } else { purpose::NAMED_RECEIVER | self.address }
    }
}

/// Mode "social".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Social {
    /// Factor on the number of people whom a member tells something good, 1 or more.
    pub tells: f64,
}

/// Mode "benefit".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Benefit {
    /// Line in queues by priority: 0 is served first.
    pub line: u8,
    /// Factor on waits that are sampled.
    pub wait: f64,
}

/// A bright moment inside a visit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Treat {
    /// Chance that a visit holds it.
    pub prob: f64,
    /// Its utility, 0..1.
    pub moment: f64,
    /// What it costs the firm [money].
    pub cost: f64,
}

/// One way in which customers hear of the program.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Address of its draws.
    pub address: u32,
    /// Time between two contacts of one customer, the first so long after joining.
    pub every: SimTime,
    /// Chance that one contact makes a customer aware.
    pub aware: f64,
    /// Cost of one contact [money].
    pub cost: f64,
}

/// A fee for belonging.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Membership {
    /// Fee of one period [money].
    pub fee: f64,
    /// The period.
    pub every: SimTime,
    /// Chance that who knows of the program becomes a member.
    pub take_up: f64,
    /// The file says who becomes one at each fee.
    pub by_fee: bool,
    /// Chance that a member pays for one more period.
    pub renewal: f64,
}

/// Units passed on from member to member.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transfer {
    /// How often a member does [1/d].
    pub rate: f64,
    /// Share of the balance passed on, rounded down.
    pub share: f64,
}

/// Member brings member.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Referral {
    /// What the firm pays for each newcomer brought by a member [money].
    pub reward: f64,
    /// Factor on the chance that somebody told by a member becomes a customer.
    pub conversion: f64,
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
    /// Life of a unit; its mean, where it is drawn.
    pub expiry: SimTime,
    /// Life of a unit, drawn for each lot; absent where all live equally long.
    pub life: Option<Law>,
    /// Time after its life in which a unit can still be used.
    pub grace: SimTime,
    /// Units given on becoming a member.
    pub welcome: u64,
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
    /// Line in queues by priority, if it is its own: 0 is served first.
    pub line: Option<u8>,
}

/// Another firm whose sales earn the same units.
#[derive(Debug, Clone, PartialEq)]
pub struct Partner {
    /// Name.
    pub name: String,
    /// What a member spends there [money per day]; 0 while it takes no part.
    pub spend: f64,
    /// Factor on units per unit of money.
    pub multiplier: f64,
    /// What the partner pays for each unit [money].
    pub fee_per_point: f64,
    /// What the firm pays for the partnership [money per day].
    pub cost: f64,
}

/// Units are whole: the rest is dropped at a purchase and carried at partners. What misses a whole one by rounding alone is one.
pub(crate) fn whole(units: f64) -> f64 {
    (units * (1.0 + 1e-12) + 1e-9).floor()
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

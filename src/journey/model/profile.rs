//! A customer's own values: purchases, contract, experience, memory, loyalty, stages, complaints.

use super::holes::Hazard;
use crate::journey::mechanisms::categories::spec::CrossSell;
use crate::journey::mechanisms::complaints::spec::Complaint;
use crate::journey::mechanisms::contracts::spec::Contract;
use crate::journey::mechanisms::selling::spec::SalesContact;
use crate::laws::Law;
use crate::units::SimTime;

/// The past of customers who are there before day 0.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// Shares of stages A, B, C, D (sum 1); `None` when only tenure is given.
    pub stages: Option<[f64; 4]>,
    /// Time since joining [days]; `None` when only stages are given (tenure 0).
    pub tenure: Option<Law>,
}

/// A part of the population.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Name.
    pub name: String,
    /// Share of the population.
    pub share: f64,
    /// What its customers live by where nothing else about them is asked: index in [`Model::profiles`](super::Model::profiles).
    pub profile: u16,
}

/// A customer's own values: everything that a change for some customers may touch, but for touchpoints ([`Way`](super::Way)).
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Multiplies money margins.
    pub margin_factor: f64,
    /// Multiplies touchpoint costs.
    pub cost_factor: f64,
    /// Multiplies outside hazards.
    pub external_factor: f64,
    /// Multiplies `h_sat`.
    pub satisfaction_factor: f64,
    /// `sens`: how much a price above the reference hurts.
    pub price_sensitivity: f64,
    /// Factor on the success of self-service.
    pub skill: f64,
    /// Buying.
    pub purchase: Option<Purchase>,
    /// Contract.
    pub contract: Option<Contract>,
    /// What is charged, on average over customers, by term, the last repeats [money per day]; without terms the price level alone. Empty: nothing.
    pub prices: Vec<f64>,
    /// How leaving answers a price that is not that at joining; 0: not at all.
    pub elasticity: f64,
    /// Flow of contribution while active [money per day], drawn once.
    pub earns: Option<Law>,
    /// Waits and expectation.
    pub experience: Experience,
    /// Memory.
    pub memory: Memory,
    /// Satisfaction to staying.
    pub loyalty: Loyalty,
    /// Stages.
    pub lifecycle: Lifecycle,
    /// Failures and their outcomes; `None`: a failure acts through memory only.
    pub complaint: Option<Complaint>,
    /// How each hole of [`Model::holes`] works on this customer (same order).
    pub hazards: Vec<Hazard>,
    /// Blame priors of the service holes, sum 1.
    pub priors: Vec<f64>,
}

impl Profile {
    /// Memory that a dissatisfied customer loses to being bound [per day].
    pub(crate) fn resentment(&self) -> f64 {
        self.contract.as_ref().map_or(0.0, |k| if k.lock_in > 0.0 { k.resentment } else { 0.0 })
    }
}

/// `[purchase]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Purchase {
    /// Purchases per day, drawn once per customer.
    pub rate: Law,
    /// Money of one purchase before `price`.
    pub basket: Law,
    /// Share of the money that is margin, drawn at each purchase when a law.
    pub margin: Law,
    /// Price level; 1 is the usual one. Multiplies the basket.
    pub price: f64,
    /// Multiplies the basket besides the price: 1 + upsell.
    pub upsell: f64,
    /// `e`: the rate is multiplied by `price^(-e sens)`.
    pub elasticity: f64,
    /// The first purchase happens on joining.
    pub at_join: bool,
    /// `beta_s`: response of the wallet share to memory; 0 switches it off.
    pub wallet_response: f64,
    /// Pull of all rivals in the wallet share: `n_riv * exp(beta_s * M_riv)`.
    pub rivals: f64,
    /// Further categories that may be adopted.
    pub cross_sell: Option<CrossSell>,
    /// What offering more at a purchase costs and how it annoys; `None`: nobody is offered more.
    pub sales_contact: Option<SalesContact>,
}

/// `[experience]`: waits and disconfirmation (model sections 2 and 3).
#[derive(Debug, Clone, PartialEq)]
pub struct Experience {
    /// `k_over`.
    pub overestimate: f64,
    /// `gamma`: power of the wait.
    pub wait_power: f64,
    /// `w_ok` [min].
    pub wait_ok: f64,
    /// `w_scale` [min].
    pub wait_scale: f64,
    /// `eta`: curvature of the wait moment.
    pub wait_curve: f64,
    /// Spread of performance at each touch.
    pub sd_within: f64,
    /// Spread of performance between customers.
    pub sd_between: f64,
    /// `mood_gain`.
    pub mood_gain: f64,
    /// `tol_dn`.
    pub tolerance_down: f64,
    /// `tol_up`.
    pub tolerance_up: f64,
    /// `z`.
    pub zone: f64,
    /// `s_up`.
    pub scale_up: f64,
    /// `s_dn`.
    pub scale_down: f64,
    /// `lambda`.
    pub loss_aversion: f64,
    /// `a_E`.
    pub learning: f64,
    /// `psi`.
    pub adaptation: f64,
    /// Moment of giving up a wait (-.6).
    pub renege_moment: f64,
}

/// Which memory rule turns moments into the remembered experience.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemoryRule {
    /// Peak, end and mean.
    PeakEnd,
    /// Acclimation and fading (Das Gupta, Karmarkar and Roels 2016).
    Acclimation,
}

/// `[memory]` (model section 4).
#[derive(Debug, Clone, PartialEq)]
pub struct Memory {
    /// Rule.
    pub rule: MemoryRule,
    /// `wp, we, wm`.
    pub weight: [f64; 3],
    /// `omega` of transaction, departure, after.
    pub end_weight: [f64; 3],
    /// `eta_pos`.
    pub learning: f64,
    /// `eta_neg`, from `good_per_bad`.
    pub learning_bad: f64,
    /// Half-life of memory [days]; infinite never fades.
    pub half_life: f64,
    /// `M0`.
    pub baseline: f64,
    /// `primacy`.
    pub primacy: f64,
    /// `nu_p`: weight of negative moments in the peak.
    pub peak_bad_weight: f64,
    /// `alpha` [per hour] of the acclimation rule.
    pub acclimation: f64,
    /// `w` [per hour] of the acclimation rule.
    pub fading: f64,
    /// Half-life of blame [days].
    pub blame_half_life: f64,
}

/// `[loyalty]` (model section 5).
#[derive(Debug, Clone, PartialEq)]
pub struct Loyalty {
    /// `L0, L1, L2` at the scenario's competition.
    pub levels: [f64; 3],
    /// `thL, thH`.
    pub thresholds: [f64; 2],
    /// `kL, kH`.
    pub widths: [f64; 2],
    /// `tau_L` [days].
    pub decision_horizon: f64,
    /// Supports except inertia and lock-in, combined: `prod(1 - kappa_j)` over incentive, price, convenience, social.
    pub unsupported: f64,
    /// `kappa` of inertia at full habit.
    pub inertia: f64,
    /// `n_h`: purchases (encounters without purchases) that build inertia; 0 is full at once.
    pub habit: f64,
    /// `kappa` of lock-in.
    pub lock_in: f64,
    /// `T` at the start.
    pub trust_start: f64,
    /// `a_T`.
    pub trust_gain: f64,
    /// `loss_T`.
    pub trust_loss: f64,
    /// `trust_shield`.
    pub trust_shield: f64,
    /// Joint support that the complaint table is taken to hold under (.48).
    pub usual_support: f64,
}

/// `[lifecycle]` (model section 6).
#[derive(Debug, Clone, PartialEq)]
pub struct Lifecycle {
    /// Purchase-rate multipliers of stages A, B, C, D.
    pub multiplier: [f64; 4],
    /// `m_w`.
    pub warning: f64,
    /// `n_C`.
    pub climax_purchases: u32,
    /// `m_C`.
    pub climax_memory: f64,
    /// `m_D`.
    pub decline_memory: f64,
    /// `t_rec`.
    pub recovery: SimTime,
    /// `delta_CD` [per day].
    pub decline_rate: f64,
    /// `k_D`.
    pub decline_response: f64,
    /// Life events that turn climax into decline [per day].
    pub life_events: f64,
}

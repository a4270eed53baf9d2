//! The compiled scenario: flat tables, indices instead of names, laws instead of text.
//!
//! The event loop sees nothing else. Times inside are [`SimTime`] or `f64` days as the field says; rates and
//! hazards are per day; money is in the scenario's currency.

use super::classes::ValueClasses;
use super::employees::Employees;
use super::feedback::Feedback;
use super::program::Program;
use super::win_back::WinBack;
use crate::engine::week::{WeekLevels, WeekProfile};
use crate::random::Law;
use crate::units::SimTime;

/// Index of a touchpoint in [`Model::touchpoints`].
pub type TouchId = u16;
/// Index of a resource in [`Model::resources`].
pub type ResourceId = u16;
/// Index of a journey in [`Model::journeys`].
pub type JourneyId = u16;
/// Index of a hole in [`Model::holes`].
pub type HoleId = u16;

/// Everything the simulation needs to know.
#[derive(Debug, Clone)]
pub struct Model {
    /// End of every replication; what falls due here does not happen.
    pub horizon: SimTime,
    /// Observations before this time are deleted.
    pub warm_up: SimTime,
    /// Spacing of the reported curves.
    pub report_every: SimTime,
    /// Continuous discount rate [per day], `ln(1 + d) / 365`.
    pub discount: f64,
    /// Fixed costs of the firm [money per day].
    pub overhead: f64,
    /// Customers on day 0.
    pub customers: u64,
    /// Set when customers of day 0 have a past (stage or tenure); else they join on day 0.
    pub history: Option<History>,
    /// Segments, at least one; `share` sums to 1.
    pub segments: Vec<Segment>,
    /// Sources of newcomers.
    pub channels: Vec<Channel>,
    /// Staffed resources.
    pub resources: Vec<ResourceSpec>,
    /// Journeys.
    pub journeys: Vec<Journey>,
    /// Touchpoints of all journeys.
    pub touchpoints: Vec<Touchpoint>,
    /// Holes: the service holes first, in the fixed order in which blame is laid end to end.
    pub holes: Vec<Hole>,
    /// How many of `holes` are service holes.
    pub service_holes: usize,
    /// `[loyalty]`: expectation, memory and satisfaction are on.
    pub loyalty: bool,
    /// `[lifecycle]`: stages A to D are on.
    pub lifecycle: bool,
    /// Market standard of performance on day 0 (`E_mkt`), 0..10.
    pub market_standard: f64,
    /// Progress of rivals (`g`) [points per year].
    pub market_progress: f64,
    /// Hole of a failed contract renewal that no clock explains.
    pub renewal_hole: Option<HoleId>,
    /// Hole of people lost through a mishandled complaint.
    pub complaint_hole: Option<HoleId>,
    /// Hole blamed for a price above what people are used to.
    pub value_hole: Option<HoleId>,
    /// Longest time between two refreshes of what decays.
    pub refresh_every: SimTime,
    /// What replaces this model, and when, in order of time; empty in a world that never changes. Structure (who and
    /// what there is, in which order) stays the same, and so do horizon, warm-up, report days and discounting.
    pub later: Vec<Switch>,
    /// What interventions cost beyond what the model counts already.
    pub charges: Vec<Charge>,
    /// Interventions that touch one customer at a time.
    pub offers: Vec<Offer>,
    /// `[program]`, while it runs.
    pub program: Option<Program>,
    /// `[market]` with a `size`: everyone who might ever buy, customers included.
    pub market_size: Option<u64>,
    /// `[word_of_mouth]`.
    pub voices: Option<Voices>,
    /// `[win_back]`, while it runs.
    pub win_back: Option<WinBack>,
    /// `[employees]`.
    pub employees: Option<Employees>,
    /// The standard hole of a better option elsewhere, where it exists.
    pub rival_hole: Option<HoleId>,
    /// `[feedback]`.
    pub feedback: Option<Feedback>,
    /// Ways to reach the firm.
    pub touch_channels: Vec<TouchChannel>,
    /// Hole blamed for what is lost between channels.
    pub channel_hole: Option<HoleId>,
    /// `[value_classes]`: how the firm sorts its customers; the same in all regimes.
    pub classes: Option<ValueClasses>,
    /// `l`: how complaints resolved per customer lower the chance of failing; 0: nobody learns.
    pub learning: f64,
}

/// `[[channel]]`: a way to reach the firm.
#[derive(Debug, Clone)]
pub struct TouchChannel {
    /// Name.
    pub name: String,
    /// Chance that nothing is lost on switching to it (`cons`).
    pub consistency: f64,
    /// Customers serve themselves.
    pub self_service: Option<SelfService>,
}

/// How customers serve themselves in a channel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SelfService {
    /// Chance that an attempt succeeds (`s_ss`), before the customer's own skill.
    pub success: f64,
    /// Factor on the cost of the touchpoint.
    pub cost_factor: f64,
}

/// `[word_of_mouth]` (model section 9).
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
pub enum VoiceMode {
    /// Encounters: praise and blame.
    Tells {
        /// People told by a satisfied customer.
        praise: Law,
        /// People told by most dissatisfied customers, and by the loud ones.
        blame: [Law; 2],
        /// Chance that a prospect who hears praise becomes a customer (`c_w`).
        conversion: f64,
    },
    /// A referral now and then [per customer and day].
    Rate(f64),
    /// A number of referrals for each customer.
    PerCustomer(Law),
}

/// A change of the model in the course of a run.
#[derive(Debug, Clone)]
pub struct Switch {
    /// When; after day 0 and before the horizon.
    pub at: SimTime,
    /// What holds from then on; its own `later` is empty.
    pub model: Model,
    /// Trust that every customer loses at that moment (a crisis); negative: gains.
    pub trust_loss: f64,
}

/// The cost of an intervention.
#[derive(Debug, Clone, PartialEq)]
pub struct Charge {
    /// Intervention or shock.
    pub name: String,
    /// When it starts.
    pub from: SimTime,
    /// When it ends; never, if it does not.
    pub to: SimTime,
    /// At its start [money].
    pub once: f64,
    /// While it runs [money per day].
    pub per_day: f64,
    /// For each customer it reaches: those who are there when it starts and all who join while it runs.
    pub per_customer: f64,
    /// Fulfilment lag: from incurring any of these to paying it.
    pub lag: SimTime,
    /// Which segments it reaches, by index; `None`: all.
    pub segments: Option<Vec<bool>>,
}

/// What makes an offer touch a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// Joining.
    Join,
    /// A silence longer than the warning multiple of the customer's mean gap.
    Warning,
    /// A failure at a touchpoint.
    Failure,
    /// A complaint that was voiced.
    Complaint,
    /// A contract renewal.
    Renewal,
    /// A review of value classes.
    Review,
}

/// An intervention that touches one customer at a time. A customer has at most one offer at a time.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Intervention.
    pub name: String,
    /// What sets it off.
    pub on: Trigger,
    /// It sets nothing off before this time,
    pub from: SimTime,
    /// nor from this time on.
    pub to: SimTime,
    /// How long it acts on the customer.
    pub lasts: SimTime,
    /// Cost of each use [money].
    pub per_use: f64,
    /// Fulfilment lag: from the use to paying for it.
    pub lag: SimTime,
    /// At a review: the classes of recency, frequency and money it is meant for, one bit each, the lowest for class 1.
    pub classes: [u8; 3],
    /// The customer's own values while it acts, by segment; `None`: it does not reach that segment.
    pub profiles: Vec<Option<Profile>>,
}

/// The past of customers who are there before day 0.
#[derive(Debug, Clone)]
pub struct History {
    /// Shares of stages A, B, C, D (sum 1); `None` when only tenure is given.
    pub stages: Option<[f64; 4]>,
    /// Time since joining [days]; `None` when only stages are given (tenure 0).
    pub tenure: Option<Law>,
}

/// A part of the population and its own values.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Name.
    pub name: String,
    /// Share of the population.
    pub share: f64,
    /// The customer's own values.
    pub profile: Profile,
}

/// A customer's own values: everything that a segment may change.
#[derive(Debug, Clone)]
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

/// `[purchase]`.
#[derive(Debug, Clone)]
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
    /// Rivals in the wallet share (`n_riv`).
    pub rivals: f64,
    /// `M_riv`.
    pub rival_memory: f64,
    /// Further categories that may be adopted.
    pub cross_sell: Option<CrossSell>,
}

/// `purchase.cross_sell` (model section 6).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrossSell {
    /// `p_cross`: chance of adopting a category at a purchase, before satisfaction.
    pub chance: f64,
    /// Categories besides the first; at most 64.
    pub categories: u32,
    /// What each adds, as a share of the basket.
    pub adds: f64,
}

/// `[contract]`.
#[derive(Debug, Clone)]
pub struct Contract {
    /// Length of the first term.
    pub term: SimTime,
    /// Length of later terms.
    pub renews_for: SimTime,
    /// Time between payments; `None`: one payment at the start of each term.
    pub bill: Option<SimTime>,
    /// Payment by term; the last repeats.
    pub price: Vec<Law>,
    /// Variable cost per payment, by term; the last repeats.
    pub cost: Vec<Law>,
    /// Chance of renewing, by renewal; `None`: holes decide and the exit waits for the renewal.
    pub retention: Option<Retention>,
    /// Lock-in support while in term (adds a support of this strength).
    pub lock_in: f64,
}

/// Renewal probabilities.
#[derive(Debug, Clone)]
pub enum Retention {
    /// By renewal; the last repeats.
    Table(Vec<f64>),
    /// Drawn once per customer.
    Drawn(Law),
}

/// `[experience]`: waits and disconfirmation (model sections 2 and 3).
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
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

/// `[complaint]` (model section 8).
#[derive(Debug, Clone)]
pub struct Complaint {
    /// Shares of silent, front line, formal (sum 1); `ease` is in it.
    pub voice: [f64; 3],
    /// Of complaints: resolved quickly, resolved slowly; the rest stays unresolved. `acceptance` is in it.
    pub resolution: [f64; 2],
    /// Stay probabilities `[minor, major]` of silent, unresolved, resolved, quickly.
    pub stay: [[f64; 2]; 4],
    /// Share of the gaps between outcomes that is causal, 0..1.
    pub causal_share: f64,
    /// `carry`: how much of the failed moment a stayer remembers.
    pub carry: f64,
    /// Memory towards which a resolved complaint lifts a stayer.
    pub resolved_memory: f64,
    /// `t_quick`: half-life of the credit for speed [days], where a complaint is a journey.
    pub quick_half_life: f64,
    /// What care and compensation add to the chance that an answer is accepted, where a complaint is a journey.
    pub acceptance: f64,
    /// Paid for each complaint whose answer is accepted [money].
    pub compensation: f64,
}

/// What a hole is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoleKind {
    /// Shares `h_sat` by blame.
    Service,
    /// Reached by decisions only (complaint, exit_prob).
    Decision,
    /// Own clock, slowed by supports and trust.
    Outside,
    /// Own clock, not slowed, and does not wait for a renewal.
    Involuntary,
    /// Own clock as written, not slowed.
    Own,
}

/// A hole.
#[derive(Debug, Clone)]
pub struct Hole {
    /// Name.
    pub name: String,
    /// Address of its draws ([`crate::random::Addresses`]).
    pub address: u32,
    /// Kind.
    pub kind: HoleKind,
}

/// When an outside hole is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// Always.
    Always,
    /// While nobody has touched the customer for 180 days (neglect).
    WhenUntouched,
    /// For 30 days after a contract term (lock_end).
    AfterTerm,
}

/// How one hole works on one kind of customer.
#[derive(Debug, Clone)]
pub struct Hazard {
    /// 0 plugs the hole, 1 leaves it, above 1 widens it.
    pub factor: f64,
    /// Law of its clock.
    pub law: HazardLaw,
    /// Slowed by supports and trust, and scaled by the segment's outside factor.
    pub shielded: bool,
    /// When it is open.
    pub open: Open,
    /// Exit does not wait for a contract renewal.
    pub involuntary: bool,
    /// Leave (fired) when the value of the last 12 months is below this.
    pub value_below: Option<f64>,
    /// Chance of leaving after each purchase, drawn once per customer.
    pub per_purchase: Option<Law>,
}

/// Law of a hole's own clock.
#[derive(Debug, Clone)]
pub enum HazardLaw {
    /// No clock of its own (service and decision holes).
    None,
    /// Constant [per day], drawn once per customer.
    Constant(Law),
    /// By year of tenure [per day]; the last repeats.
    ByTenure(Vec<f64>),
    /// Time from joining to leaving by this hole alone [days].
    Lifetime(Law),
}

/// A source of newcomers.
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
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

/// `[[resource]]`.
#[derive(Debug, Clone)]
pub struct ResourceSpec {
    /// Name.
    pub name: String,
    /// Servers on duty by minute of the week (0 when closed).
    pub staff: WeekLevels,
    /// Total wages [money per day], paid all the time.
    pub wages: f64,
    /// Wage of one more server [money per day], and whether it is paid for time on duty only.
    pub wage: f64,
    /// See `wage`.
    pub hourly: bool,
    /// Most who may wait; `None`: no limit.
    pub queue_limit: Option<u32>,
    /// Lines by priority; one: first come, first served.
    pub lines: usize,
    /// Delay within which service counts as on target.
    pub target: Option<SimTime>,
    /// Pay and working conditions above the usual; only with [`Model::employees`].
    pub pay: f64,
    /// See `pay`.
    pub environment: f64,
    /// Each customer has a contact person among its staff.
    pub key_contacts: bool,
}

/// `[[journey]]`.
#[derive(Debug, Clone)]
pub struct Journey {
    /// Name.
    pub name: String,
    /// Address of its draws and of its anonymous visitors.
    pub address: u32,
    /// What starts a visit.
    pub start: Start,
    /// First touchpoint.
    pub first: TouchId,
    /// Its touchpoints: `first_index..last_index` of [`Model::touchpoints`].
    pub touchpoints: std::ops::Range<TouchId>,
    /// When visits may start, with their relative weights; mean 1 over the week. `None`: any time.
    pub profile: Option<WeekProfile>,
    /// Line its visits join at resources that serve by priority; 0 goes first.
    pub line: u8,
    /// Most visits to one touchpoint within one visit.
    pub max_visits: u16,
    /// Share of joinings, renewals, or occasions at a rate that start a visit. (Purchases are shared out in `start`.)
    pub share: f64,
}

/// What starts a visit.
#[derive(Debug, Clone)]
pub enum Start {
    /// Anonymous visitors.
    Arrivals(Arrivals),
    /// A customer's purchase; the share of purchases made in this journey.
    Purchase {
        /// Share.
        share: f64,
    },
    /// Joining.
    Join,
    /// A contract renewal.
    Renewal,
    /// An incident that is voiced; the share of those that start it.
    Complaint,
    /// A rate per customer [per day], drawn once per customer.
    Rate(Law),
    /// A fixed interval from joining, moved to the next open time.
    Every(SimTime),
}

/// How anonymous visitors come.
#[derive(Debug, Clone)]
pub enum Arrivals {
    /// Poisson with this mean rate [per day], spread by the week profile of the journey if it has one.
    Poisson(f64),
    /// Poisson by timetable: mean rate [per day] and the weekly shape.
    Timetable(f64, WeekProfile),
    /// Fixed spacing; the first comes after one gap.
    Every(SimTime),
    /// Independent gaps [days].
    Gap(Law),
    /// Sinusoidal Poisson: `mean * (1 + amplitude * sin(2 pi t / period))`.
    Wave {
        /// Mean rate [per day].
        mean: f64,
        /// 0..1.
        amplitude: f64,
        /// Period [days].
        period: f64,
    },
    /// A recorded trace.
    At(Vec<SimTime>),
}

/// Lane of the service blueprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Physical evidence.
    Evidence,
    /// What the customer does.
    Customer,
    /// Before the line of visibility.
    Onstage,
    /// Behind it.
    Backstage,
    /// Support processes.
    Support,
}

/// Which of the three ends a touchpoint is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The transaction is complete.
    Transaction,
    /// The customer leaves.
    Departure,
    /// First use, delivery, bill or follow-up.
    After,
}

/// Where a visit goes next.
#[derive(Debug, Clone)]
pub enum Next {
    /// Always there; `None` ends the journey.
    To(Option<TouchId>),
    /// Cumulative weights, ending at 1.
    Weighted(Vec<(f64, Option<TouchId>)>),
    /// Exponential race: total rate [per day] and cumulative shares. The dwell is the time.
    Race(f64, Vec<(f64, Option<TouchId>)>),
}

/// `[[journey.touchpoint]]`.
#[derive(Debug, Clone)]
pub struct Touchpoint {
    /// Name.
    pub name: String,
    /// Address of its draws.
    pub address: u32,
    /// Journey it belongs to.
    pub journey: JourneyId,
    /// Lane.
    pub lane: Lane,
    /// Time in service [days].
    pub time: Law,
    /// Who serves it.
    pub resource: Option<ResourceId>,
    /// Line, where it is not the journey's.
    pub line: Option<u8>,
    /// Steps off the customer's path that must be ready first.
    pub requires: Vec<TouchId>,
    /// For a required step: starts when the customer arrives at this touchpoint.
    pub starts_with: Option<TouchId>,
    /// Only reached through `requires`.
    pub off_path: bool,
    /// Steps off the path that start when the customer arrives here.
    pub begins: Vec<TouchId>,
    /// After service.
    pub next: Next,
    /// After a failure.
    pub on_fail: Option<Next>,
    /// After giving up.
    pub on_renege: Option<Next>,
    /// After finding the queue full.
    pub on_full: Option<Next>,
    /// Chance that it takes place at all.
    pub probability: f64,
    /// Delay before it [days], not perceived as a wait.
    pub after: Option<Law>,
    /// Sampled wait [days].
    pub wait: Option<Law>,
    /// Patience [days]; `None` is endless.
    pub patience: Option<Law>,
    /// `k_over` times the product of wait modifiers is `experience.overestimate * wait_factor`.
    pub wait_factor: f64,
    /// `p_ab`: chance that giving up becomes an incident.
    pub abandon_incident: f64,
    /// Performance at a moment; `None`: no moment (off stage, or no loyalty).
    pub quality: Option<Quality>,
    /// Chance of failure; a law is drawn once per customer. `None`: never.
    pub fail_prob: Option<Law>,
    /// Points of performance lost by a failure.
    pub fail_drop: f64,
    /// Severity of an incident, 0..1.
    pub severity: Law,
    /// Weight in the peak.
    pub salience: f64,
    /// Bonus in the moment (a treat), added to its utility.
    pub treat: f64,
    /// Blamed for bad moments here.
    pub hole: Option<HoleId>,
    /// Which end it is.
    pub end: Option<End>,
    /// Cost per use, posted at the start of service.
    pub cost: Option<Law>,
    /// Revenue per use, posted at the start of service.
    pub revenue: Option<Law>,
    /// Flow while in it [money per day].
    pub earns: f64,
    /// Chance of leaving for good when done, after a failure, after giving up.
    pub exit_prob: [f64; 3],
    /// The channel it takes place in: index in [`Model::touch_channels`].
    pub channel: Option<u8>,
    /// How a complaint ends here: resolved or not.
    pub settles: Option<bool>,
    /// A step of a complaint: failing is an answer that is not accepted.
    pub answers: bool,
}

/// Performance at a touchpoint.
#[derive(Debug, Clone)]
pub enum Quality {
    /// A mean; the spread within comes from `[experience]`.
    Mean(f64),
    /// A law of its own instead of the spread within.
    Law(Law),
}

impl Model {
    /// Whether customers share nothing, so that each may be simulated alone.
    /// Shared: a customer's journey uses a resource, the market is finite, the firm learns from complaints, members pass units on to
    /// each other, or a survey asks some of all. Anonymous visitors alone are one cell as well.
    pub fn is_independent(&self) -> bool {
        let passes_on = |m: &Model| m.program.as_ref().is_some_and(|program| program.transfer.is_some());
        self.market_size.is_none()
            && self.feedback.is_none()
            && !self.regimes().any(|m| m.learning > 0.0 || passes_on(m))
            && !self.touchpoints.iter().any(|t| t.resource.is_some())
    }

    /// Whether a steady state could be reached: anonymous visitors alone, at rates that never change, met by staff that never changes.
    pub fn may_settle(&self) -> bool {
        let steady = |journey: &Journey| {
            let arrivals = match &journey.start {
                Start::Arrivals(arrivals) => arrivals,
                _ => return false,
            };
            journey.profile.is_none()
                && matches!(arrivals, Arrivals::Poisson(_) | Arrivals::Every(_) | Arrivals::Gap(_))
        };
        !self.has_customers()
            && self.later.is_empty()
            && self.journeys.iter().all(steady)
            && self.resources.iter().all(|r| r.staff.is_constant())
    }

    /// Whether some journey takes complaints.
    pub fn complaints_take_time(&self) -> bool {
        self.journeys.iter().any(|j| matches!(j.start, Start::Complaint))
    }

    /// Whether some customers of this world may adopt further categories.
    pub fn sells_across(&self) -> bool {
        let sells = |p: &Profile| p.purchase.as_ref().is_some_and(|p| p.cross_sell.is_some());
        self.regimes().any(|m| {
            let offered = m.offers.iter().flat_map(|o| o.profiles.iter().flatten());
            m.segments.iter().map(|s| &s.profile).chain(offered).any(sells)
        })
    }

    /// Whether anybody has a relationship with the firm.
    pub fn has_customers(&self) -> bool {
        self.customers > 0 || !self.channels.is_empty()
    }
}

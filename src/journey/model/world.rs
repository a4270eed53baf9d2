//! The compiled scenario: flat tables, indices instead of names, laws instead of text.
//!
//! The event loop sees nothing else. Times inside are [`SimTime`] or `f64` days as the field says; rates and
//! hazards are per day; money is in the scenario's currency.

use super::charges::Charge;
use super::holes::{Hazard, Hole};
use super::ids::{HoleId, ResourceId, TouchId};
use super::kinds::Kinds;
use super::profile::{History, Profile, Segment};
use super::service::{Arrivals, Journey, ResourceSpec, Start, Touchpoint};
use super::sources::Channel;
use crate::journey::mechanisms::channels::spec::TouchChannel;
use crate::journey::mechanisms::classes::spec::ValueClasses;
use crate::journey::mechanisms::employees::spec::Employees;
use crate::journey::mechanisms::feedback::spec::Feedback;
use crate::journey::mechanisms::offers::spec::Offer;
use crate::journey::mechanisms::program::programs::Programs;
use crate::journey::mechanisms::voices::spec::Voices;
use crate::journey::mechanisms::win_back::spec::WinBack;
use crate::units::SimTime;

/// Longest time between two looks at a customer, where shares of blame are spent, and elsewhere [days].
const LOOK_OFTEN: f64 = 30.0;

const LOOK_SELDOM: f64 = 365.0;

/// Everything the simulation needs to know.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(Default))]
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
    /// What tells customers apart, and by which values each kind lives.
    pub kinds: Kinds,
    /// The values of customers, each set once.
    pub profiles: Vec<Profile>,
    /// Touchpoints as they are for some customers, each set once; the first is that of everybody else.
    pub ways: Vec<Way>,
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
    /// `[complaint]`: a failure is an incident, which somebody may leave after.
    pub complaints: bool,
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
    /// The hole that waits are blamed on, where there is one; elsewhere it is the touchpoint's own.
    pub hassle_hole: Option<HoleId>,
    /// Hole blamed for a price above what people are used to.
    pub value_hole: Option<HoleId>,
    /// The hole `value`, of whatever kind, by which those leave who find a price too high.
    pub dear_hole: Option<HoleId>,
    /// Prices at which customers of day 0 joined, each list once, as [`Profile::prices`]: those of the file, before shocks and interventions.
    pub prices_at_joining: Vec<Vec<f64>>,
    /// Longest time between two looks at a customer; see `longest_look`.
    pub refresh_every: SimTime,
    /// What replaces this model, and when, in order of time; empty in a world that never changes. Structure (who and
    /// what there is, in which order) stays the same, and so do horizon, warm-up, report days and discounting.
    pub later: Vec<Switch>,
    /// What interventions cost beyond what the model counts already.
    pub charges: Vec<Charge>,
    /// Interventions that touch one customer at a time.
    pub offers: Vec<Offer>,
    /// `[program]`, or several, each while it runs.
    pub programs: Programs,
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

/// Touchpoints that are others for some customers than for the rest, by place in [`Model::touchpoints`]; `None`, or beyond the end: like
/// everybody's.
pub type Way = Vec<Option<Box<Touchpoint>>>;

/// What couples the customers of a world, so that they cannot be simulated one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coupling {
    /// A market of so many people is won only once.
    Market(u64),
    /// A touchpoint queues for a resource. Anonymous visitors alone are one cell as well.
    Queue(TouchId, ResourceId),
    /// A survey asks some of all.
    Survey,
    /// The firm learns from the complaints of all.
    Learning,
    /// Members pass units on to each other.
    Transfer,
    /// The firm ranks its customers, and a change asks for their places.
    Ranking,
    /// The firm chooses whom to ask back by what all of them did.
    WinBack,
}

impl Model {
    /// Whether customers share nothing, so that each may be simulated alone.
    pub fn is_independent(&self) -> bool {
        self.coupling().is_none()
    }

    /// What customers share, if anything: the first of what they do.
    pub fn coupling(&self) -> Option<Coupling> {
        let any = |shares: fn(&Model) -> bool, what: Coupling| self.regimes().any(shares).then_some(what);
        // Who serves is nobody's own.
        let queue = || self.touchpoints.iter().find_map(|t| Some(Coupling::Queue(t.id, t.resource?)));
        let passes_on = |m: &Model| m.programs.iter().any(|program| program.transfer.is_some());
        let chooses = |m: &Model| m.win_back.as_ref().is_some_and(WinBack::chooses);
        self.market_size
            .map(Coupling::Market)
            .or_else(queue)
            .or_else(|| self.feedback.is_some().then_some(Coupling::Survey))
            .or_else(|| self.kinds.ranks().then_some(Coupling::Ranking))
            .or_else(|| any(|m| m.learning > 0.0, Coupling::Learning))
            .or_else(|| any(passes_on, Coupling::Transfer))
            .or_else(|| any(chooses, Coupling::WinBack))
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

    /// Whether something of a visit is kept until its departure: what was felt, or an incident.
    #[inline]
    pub(crate) fn keeps_encounters(&self) -> bool {
        self.loyalty || self.complaints
    }

    /// Whether some journey takes complaints.
    pub fn complaints_take_time(&self) -> bool {
        self.journeys.iter().any(|j| matches!(j.start, Start::Complaint))
    }

    /// Whether some customers of this world may adopt further categories.
    pub fn sells_across(&self) -> bool {
        let sells = |p: &Profile| p.purchase.as_ref().is_some_and(|p| p.cross_sell.is_some());
        self.regimes().any(|m| m.profiles.iter().any(sells))
    }

    /// Whether some customers of this world may leave by a chance per purchase.
    pub(crate) fn tosses_after_purchase(&self) -> bool {
        let tosses = |p: &Profile| p.hazards.iter().any(|h| h.per_purchase.is_some());
        self.regimes().any(|m| m.profiles.iter().any(tosses))
    }

    /// What customers of a segment live by where nothing else about them is asked.
    #[must_use]
    pub fn plain(&self, segment: usize) -> &Profile {
        &self.profiles[usize::from(self.segments[segment].profile)]
    }

    /// All touchpoints, and those that are others for some customers.
    pub(crate) fn all_touchpoints(&self) -> impl Iterator<Item = &Touchpoint> {
        self.touchpoints.iter().chain(self.ways.iter().flatten().flatten().map(Box::as_ref))
    }

    /// A touchpoint, and what it is for some customers.
    pub(crate) fn versions(&self, id: TouchId) -> impl Iterator<Item = &Touchpoint> {
        let own = self.ways.iter().filter_map(move |way| way.get(usize::from(id))?.as_deref());
        std::iter::once(&self.touchpoints[usize::from(id)]).chain(own)
    }

    /// Longest time between two looks at a customer.
    ///
    /// # Definition
    /// What follows memory is spent in closed form, and looked at where that could stray. Where shares of blame are spent as well, by a widened
    /// service hole or over the term of a contract, a month; else a year.
    pub(crate) fn longest_look(&self) -> SimTime {
        let spends_blame = |p: &Profile| {
            let widened = |(hole, hazard): (usize, &Hazard)| hazard.factor > 1.0 || self.widens_when_dear(p, hole);
            p.contract.is_some() || p.hazards[..self.service_holes].iter().enumerate().any(widened)
        };
        SimTime::from_days(if self.profiles.iter().any(spends_blame) { LOOK_OFTEN } else { LOOK_SELDOM })
    }

    /// Whether some source of newcomers gives a gift, or binds by a subsidy.
    pub fn has_deals(&self) -> bool {
        self.channels.iter().any(|c| c.deal.is_some() || c.lock_in.is_some())
    }

    /// Whether somebody can be bound for a term.
    pub fn has_terms(&self) -> bool {
        self.has_deals() || self.profiles.iter().any(|p| p.contract.is_some())
    }

    /// Whether some interventions touch one customer at a time.
    pub fn has_offers(&self) -> bool {
        !self.offers.is_empty()
    }

    /// Whether some purchases of this model are used to offer more.
    pub fn offers_more(&self) -> bool {
        self.profiles.iter().any(|p| p.purchase.as_ref().is_some_and(|p| p.sales_contact.is_some()))
    }

    /// Whether severity decides who speaks up, for some customers of this model.
    pub fn hears_severity(&self) -> bool {
        self.profiles.iter().any(|p| p.complaint.as_ref().is_some_and(|c| c.severity_slope != 0.0))
    }

    /// Whether anybody has a relationship with the firm.
    pub fn has_customers(&self) -> bool {
        self.customers > 0 || !self.channels.is_empty()
    }
}

/// A change of the model in the course of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Switch {
    /// When; after day 0 and before the horizon.
    pub at: SimTime,
    /// What holds from then on; its own `later` is empty.
    pub model: Model,
    /// Trust that every customer loses at that moment (a crisis); negative: gains.
    pub trust_loss: f64,
}

impl Model {
    /// This world without one of its loyalty programs, by its place, or without any, and without what is paid for changing that alone: the
    /// twin of the program, or of all of them.
    #[must_use]
    pub fn without_program(&self, place: Option<usize>) -> Model {
        let mut twin = self.clone();
        twin.programs = self.programs.without(place);
        twin.charges.retain(|charge| match place {
            Some(place) => charge.of_programs != 1 << place,
            None => charge.of_programs == 0,
        });
        for switch in &mut twin.later {
            switch.model.programs = switch.model.programs.without(place);
        }
        // What changed the program alone is no change any more.
        let mut last = Model { later: Vec::new(), charges: Vec::new(), ..twin.clone() };
        twin.later.retain(|switch| {
            let changes = switch.trust_loss != 0.0 || switch.model != last;
            last.clone_from(&switch.model);
            changes
        });
        twin
    }
}

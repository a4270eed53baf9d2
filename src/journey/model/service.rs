//! The service blueprint: resources, channels, journeys, touchpoints.

use super::ids::{HoleId, JourneyId, ResourceId, TouchId};
use crate::engine::resource::OnDuty;
use crate::engine::week::{WeekLevels, WeekProfile};
use crate::laws::Law;
use crate::units::SimTime;
use serde::{Deserialize, Serialize};

/// `[[resource]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ResourceSpec {
    /// Name.
    pub name: String,
    /// Servers on duty by minute of the week (0 when closed).
    pub staff: WeekLevels,
    /// When it is open (1) and closed (0); `None`: always open.
    pub hours: Option<WeekLevels>,
    /// Hours of the week in which more work comes than its staff can do, by the rates of the file; for reports only.
    pub overloaded: Vec<u32>,
    /// Wage of a server [money per day], paid for the larger of staffed and busy time.
    pub wage: f64,
    /// Salary of a server [money per day], paid always, for the most on duty at once.
    pub salary: f64,
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
#[derive(Debug, Clone, PartialEq)]
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
    /// When visits may start, with their relative weights; mean 1 over the week. `None`: any time. Hours of resources are in it only
    /// where a rate, or a customer's own interval, starts visits.
    pub profile: Option<WeekProfile>,
    /// Whether it has `hours` of its own, to which visits move that something starts at any time. Those of its resources leave such a visit where it
    /// is: it finds the desk closed.
    pub own_hours: bool,
    /// Line its visits join at resources that serve by priority; 0 goes first.
    pub line: u8,
    /// Most visits to one touchpoint within one visit.
    pub max_visits: u16,
    /// Share of joinings, renewals, or occasions at a rate that start a visit. (Purchases are shared out in `start`.)
    pub share: f64,
}

/// What starts a visit.
#[derive(Debug, Clone, PartialEq)]
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
#[derive(Debug, Clone, PartialEq)]
pub enum Arrivals {
    /// Poisson with this mean rate [per day], spread by the week profile of the journey if it has one.
    Poisson(f64),
    /// Poisson by timetable: mean rate [per day] and the weekly shape, within the hours.
    Timetable(f64, WeekProfile),
    /// Fixed spacing by the clock of the journey's week; the first comes after one gap.
    Every(SimTime),
    /// Independent gaps by the clock of the journey's week [days].
    Gap(Law),
    /// Sinusoidal Poisson: `mean * (1 + amplitude * sin(2 pi t / period))`, times the weight of the journey's week.
    Wave {
        /// Mean rate [per day].
        mean: f64,
        /// 0..1.
        amplitude: f64,
        /// Period [days].
        period: f64,
    },
    /// A recorded trace; who comes while the journey is closed comes at the next opening.
    At(Vec<SimTime>),
}

/// Lane of the service blueprint, top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

impl Lane {
    /// All lanes, top to bottom.
    pub const ALL: [Lane; 5] = [Lane::Evidence, Lane::Customer, Lane::Onstage, Lane::Backstage, Lane::Support];

    /// Whether the customer meets it: a failure there can be an incident.
    pub fn is_met(self) -> bool {
        !matches!(self, Lane::Backstage | Lane::Support)
    }
}

/// Which of the three ends a touchpoint is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The transaction is complete.
    Transaction,
    /// The customer leaves.
    Departure,
    /// First use, delivery, bill or follow-up.
    After,
}

/// Where a visit goes next.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// Always there; `None` ends the journey.
    To(Option<TouchId>),
    /// Cumulative weights, ending at 1.
    Weighted(Vec<(f64, Option<TouchId>)>),
    /// Exponential race: total rate [per day] and cumulative shares. The dwell is the time.
    Race(f64, Vec<(f64, Option<TouchId>)>),
}

/// `[[journey.touchpoint]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Touchpoint {
    /// Name.
    pub name: String,
    /// Its place among all touchpoints of the model.
    pub id: TouchId,
    /// Address of its draws.
    pub address: u32,
    /// Whether it is another for some customers.
    pub varies: bool,
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
    /// `w_ok` before it [min]; `None`: that of the customer's `[experience]`.
    pub wait_ok: Option<f64>,
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
#[derive(Debug, Clone, PartialEq)]
pub enum Quality {
    /// A mean; the spread within comes from `[experience]`.
    Mean(f64),
    /// A law of its own instead of the spread within.
    Law(Law),
}

impl ResourceSpec {
    /// Who is on duty at a time, by the file.
    pub(crate) fn on_duty(&self, t: SimTime) -> OnDuty {
        OnDuty { staff: self.staff.level_at(t), open: self.is_open(t) }
    }

    /// Whether a time is within the opening hours.
    pub(crate) fn is_open(&self, t: SimTime) -> bool {
        self.hours.as_ref().is_none_or(|hours| hours.level_at(t) > 0)
    }

    /// When the staff changes next, or the hours do.
    pub(crate) fn next_change(&self, t: SimTime) -> Option<SimTime> {
        let hours = self.hours.as_ref().and_then(|hours| hours.next_change(t));
        self.staff.next_change(t).into_iter().chain(hours).map(|change| change.0).min()
    }
}

impl Quality {
    pub(crate) fn mean(&self) -> f64 {
        match self {
            Quality::Mean(mean) => *mean,
            Quality::Law(law) => law.mean(),
        }
    }
}

impl Touchpoint {
    /// One with a name, an address and a service time, and nothing else.
    #[cfg(test)]
    pub(crate) fn plain(name: &str, address: u32, time: Law) -> Touchpoint {
        Touchpoint {
            name: name.into(),
            id: 0,
            address,
            varies: false,
            journey: 0,
            lane: Lane::Onstage,
            time,
            resource: None,
            line: None,
            requires: Vec::new(),
            starts_with: None,
            off_path: false,
            begins: Vec::new(),
            next: Next::To(None),
            on_fail: None,
            on_renege: None,
            on_full: None,
            probability: 1.0,
            after: None,
            wait: None,
            patience: None,
            wait_factor: 1.0,
            wait_ok: None,
            abandon_incident: 0.05,
            quality: None,
            fail_prob: None,
            fail_drop: 4.0,
            severity: Law::constant(0.4),
            salience: 1.0,
            treat: 0.0,
            hole: None,
            end: None,
            cost: None,
            revenue: None,
            earns: 0.0,
            channel: None,
            settles: None,
            answers: false,
            exit_prob: [0.0; 3],
        }
    }

    /// Touchpoints that can follow this one.
    pub(crate) fn successors(&self) -> Vec<TouchId> {
        let mut out = Vec::new();
        for next in [Some(&self.next), self.on_fail.as_ref(), self.on_renege.as_ref(), self.on_full.as_ref()] {
            match next {
                Some(Next::To(Some(t))) => out.push(*t),
                Some(Next::Weighted(list) | Next::Race(_, list)) => out.extend(list.iter().filter_map(|w| w.1)),
                _ => {}
            }
        }
        out
    }
}

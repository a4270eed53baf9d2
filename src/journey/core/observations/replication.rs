//! What one replication of one world saw: exact, mergeable sums.
//!
//! Every field is an integer or an exact sum, so cells may be folded in any order and any partition with the
//! same result. Observations before the warm-up period ends are not posted, except the counts that say who is
//! inside at the horizon.

use super::census::Census;
use super::flows::FlowCounts;
use super::lives::{Contribution, SourceObservations, WinBackObservations};
use super::merge::merged;
use super::service::{HourObservations, JourneyObservations, ResourceObservations, TouchObservations};
use super::tenure::TenureGrid;
use crate::engine::settling::Settling;
use crate::engine::sum::{Sum, Tally};
use crate::engine::week::HOURS;
use crate::journey::core::customer::observed::Labels;
use crate::journey::core::money::ledger::LEDGER;
use crate::journey::mechanisms::classes::spec::ClassRecord;
use crate::journey::mechanisms::employees::seen::TeamObservations;
use crate::journey::mechanisms::feedback::seen::SurveyObservations;
use crate::journey::mechanisms::program::observed::ProgramObservations;
use crate::journey::model::Model;
use crate::stats::{Histogram, SurvivalCounts};

/// Quantiles of moments are read from this many bins over -1..1.
const MOMENT_BINS: usize = 80;

merged! {
    /// Everything one replication saw.
    #[derive(Debug, Clone, Default)]
    pub struct Observations {
        /// Undiscounted money by line.
        pub ledger: Vec<Sum>,
        /// All money of the firm, discounted to day 0.
        pub npv: Sum,
        /// Discounted contribution per joiner, from joining.
        pub ltv: Tally,
        /// Its distribution.
        pub ltvs: Histogram,
        /// Discounted contribution per customer who was there before.
        pub remaining: Tally,
        /// Revenue per customer.
        pub spend: Tally,
        /// Purchases per customer.
        pub purchases: Tally,
        /// Customers without a purchase.
        pub without_purchase: u64,
        /// Customers with two or more.
        pub bought_again: u64,
        /// Revenue per purchase.
        pub basket: Tally,
        /// Time from joining to the first leaving or the horizon, of those seen after the warm-up [days].
        pub lifetime: Tally,
        /// Contribution and time of those who left.
        pub leavers: Contribution,
        /// Contribution and time of those who joined in the observed period, or on day 0 without a past.
        pub joiners: Contribution,
        /// Active customer-time in the observed period [days].
        pub active_days: Sum,
        /// Contribution of customers, undiscounted, in the observed period.
        pub contribution: Sum,
        /// Customers on day 0 (or at the end of the warm-up).
        pub start: u64,
        /// Active at the horizon.
        pub end: u64,
        /// Newcomers by channel.
        pub inflow: Vec<u64>,
        /// Sources of newcomers, by channel.
        pub sources: Vec<SourceObservations>,
        /// Attempts at self-service by channel to reach the firm: those that succeed, and those that do not.
        pub attempts: Vec<[u64; 2]>,
        /// Categories adopted per customer.
        pub categories: Tally,
        /// Customers who adopted one or more.
        pub crossed: u64,
        /// Leavers by hole.
        pub outflow: Vec<u64>,
        /// Of the leavers by a service hole: carried by prior blame, by dissatisfaction, indifferent.
        pub split: Vec<[u64; 3]>,
        /// Change of the number of active customers at each report day.
        pub level: Vec<i64>,
        /// The same by stage A to D.
        pub stages: [Vec<i64>; 4],
        /// First lives by tenure: who comes into sight, leaves by which hole, and is lost from sight. Only of the observed period: whoever was there
        /// before enters at the tenure of its first day.
        pub tenure: SurvivalCounts,
        /// Customers in their first life at the start of the observed period, and those of them who left in it.
        pub base: [u64; 2],
        /// Customers who began each contract term.
        pub terms: Vec<u64>,
        /// Cohorts, and flows between stages.
        pub flows: FlowCounts,
        /// Incidents.
        pub incidents: u64,
        /// Complaints made.
        pub complaints: u64,
        /// Of those, formal ones.
        pub formal_complaints: u64,
        /// Complaints by hole; those about no hole come last.
        pub complained_of: Vec<u64>,
        /// Incidents after which a customer spoke up or kept silent.
        pub unhappy: u64,
        /// Customers expected to leave when these were settled, if the whole and if half of the gap between outcomes is caused by them.
        pub lost_by_cause: [Sum; 2],
        /// Exits decided after an incident.
        pub incident_exits: u64,
        /// Of those, by customers who had said nothing.
        pub silent_exits: u64,
        /// Expected number ready to praise after an encounter.
        pub praise: Sum,
        /// Number ready to blame.
        pub blame: u64,
        /// Complaints that ended as journeys: accepted, and not.
        pub cases: [u64; 2],
        /// People told something good, and something bad.
        pub told: [u64; 2],
        /// Newcomers by report period: those who came otherwise, and by referral; only with word of mouth.
        pub newcomers: [Vec<u64>; 2],
        /// In a finite market: prospects at the horizon, and everyone who ever was a customer.
        pub prospects: u64,
        /// See `prospects`.
        pub won: u64,
        /// Those who left and were asked back, or came back.
        pub win_back: WinBackObservations,
        /// Purchases used to offer more.
        pub sales_contacts: u64,
        /// Silences long enough for a warning, and those that ended with a purchase.
        pub warnings: u64,
        /// Gaps between purchases that ended with a purchase, for the false-alarm rate.
        pub gaps: u64,
        /// Warnings that were false alarms.
        pub false_alarms: u64,
        /// Satisfaction integrated over time [score days].
        pub satisfaction: Sum,
        /// Days over which it was integrated.
        pub satisfied_days: Sum,
        /// Customers at the horizon.
        pub census: Census,
        /// Remembered encounters.
        pub encounters: u64,
        /// By journey.
        pub journeys: Vec<JourneyObservations>,
        /// By touchpoint.
        pub touchpoints: Vec<TouchObservations>,
        /// By resource.
        pub resources: Vec<ResourceObservations>,
        /// Staff of each resource; empty without employees.
        pub teams: Vec<TeamObservations>,
        /// Surveys.
        pub surveys: SurveyObservations,
        /// Customers and those gone at the dates of surveys, by hidden stage and by the firm's label.
        pub labels: Labels,
        /// Loyalty programs, by their place.
        pub programs: Vec<ProgramObservations>,
        /// What the firm wrote down of its customers at its reviews, in no order; only with value classes, and only of one replication.
        pub classes: Vec<ClassRecord>,
        /// Money of the firm between report days, discounted to day 0; kept only to compare worlds.
        pub cash: Vec<Sum>,
        /// What the firm laid out for interventions, programs, wages, fixed costs and contacts, discounted to day 0.
        pub outlay: Sum,
        /// Events settled, for the speed report; not part of results.
        pub events: u64,
    }
}

impl Observations {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        let weekly = model.horizon.0 >= crate::engine::week::WEEK;
        Observations {
            ledger: vec![Sum::default(); LEDGER.len()],
            inflow: vec![0; model.channels.len()],
            sources: vec![SourceObservations::default(); model.channels.len()],
            attempts: vec![[0; 2]; model.touch_channels.len()],
            outflow: vec![0; model.holes.len()],
            programs: vec![ProgramObservations::default(); model.program_places()],
            split: vec![[0; 3]; model.holes.len()],
            complained_of: vec![0; model.holes.len() + 1],
            tenure: SurvivalCounts::new(model.holes.len(), TenureGrid::of(model).bins()),
            journeys: vec![JourneyObservations::default(); model.journeys.len()],
            touchpoints: vec![
                TouchObservations {
                    moments: if model.loyalty { vec![0; MOMENT_BINS] } else { Vec::new() },
                    ..Default::default()
                };
                model.touchpoints.len()
            ],
            resources: vec![
                ResourceObservations {
                    hours: if weekly { vec![HourObservations::default(); HOURS] } else { Vec::new() },
                    settling: if model.may_settle() { Settling::over(model.horizon) } else { Settling::default() },
                    ..Default::default()
                };
                model.resources.len()
            ],
            teams: if model.has_employees() {
                vec![TeamObservations::default(); model.resources.len()]
            } else {
                Vec::new()
            },
            ..Default::default()
        }
    }

    /// Post a moment's utility.
    #[inline]
    pub fn post_moment(&mut self, touch: usize, u: f64) {
        let t = &mut self.touchpoints[touch];
        t.moment.post(u);
        let bin = ((u + 1.0) * 0.5 * MOMENT_BINS as f64) as usize;
        t.moments[bin.min(MOMENT_BINS - 1)] += 1;
    }
}

/// Utility at the middle of a bin of [`TouchObservations::moments`].
#[must_use]
pub fn moment_of_bin(bin: usize) -> f64 {
    (bin as f64 + 0.5) / MOMENT_BINS as f64 * 2.0 - 1.0
}

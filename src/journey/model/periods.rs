//! A world in time: which model is in force when.

use super::charges::Charge;
use super::world::Model;
use crate::engine::week::WeekIntegral;
use crate::journey::mechanisms::program::spec::Program;
use crate::units::SimTime;

impl Model {
    /// The model in force from switch `regime` on; 0 is this one.
    pub(crate) fn regime(&self, regime: usize) -> &Model {
        if regime == 0 { self } else { &self.later[regime - 1].model }
    }

    /// The model in force at a time.
    pub(crate) fn at(&self, t: SimTime) -> &Model {
        self.regime(self.later.partition_point(|s| s.at <= t))
    }

    /// The program at a place that is in force from switch `regime` on, or as it was when it closed.
    pub(crate) fn terms(&self, regime: usize, place: usize) -> Option<&Program> {
        (0..=regime).rev().find_map(|earlier| self.regime(earlier).programs.at(place))
    }

    /// The program at a place, as it is when it opens first.
    pub(crate) fn any_program(&self, place: usize) -> Option<&Program> {
        self.regimes().find_map(|model| model.programs.at(place))
    }

    /// Places of programs, up to the last that opens at any time.
    pub(crate) fn program_places(&self) -> usize {
        self.regimes().map(|model| model.programs.places()).max().unwrap_or(0)
    }

    /// When each model of this world is in force.
    pub fn periods(&self) -> impl Iterator<Item = (SimTime, SimTime, &Model)> {
        let ends = self.later.iter().map(|s| s.at).chain([self.horizon]);
        std::iter::once(SimTime::ZERO)
            .chain(self.later.iter().map(|s| s.at))
            .zip(ends)
            .zip(self.regimes())
            .map(|((from, to), m)| (from, to, m))
    }

    /// Scheduled server-time of a resource over the observed period, by hour of the week [ns].
    pub fn staff_time(&self, resource: usize) -> WeekIntegral {
        let mut all = WeekIntegral::default();
        for (from, to, model) in self.periods() {
            all += &model.resources[resource].staff.integral(from.max(self.warm_up), to);
        }
        all
    }

    /// All models of this world.
    pub fn regimes(&self) -> impl Iterator<Item = &Model> {
        std::iter::once(self).chain(self.later.iter().map(|s| &s.model))
    }
}

impl Charge {
    /// Whether it reaches customers of a kind, given without the offer.
    pub(crate) fn reaches(&self, kind: u32) -> bool {
        self.reached.as_ref().is_none_or(|list| list[kind as usize])
    }

    /// Whether it is one for each customer, and under way.
    pub(crate) fn runs_at(&self, now: SimTime) -> bool {
        self.per_customer != 0.0 && self.from <= now && now < self.to
    }
}

//! Rewards as they are posted, and kept for the comparison with the twin.

use super::pairs::{Kept, Pairs};
use crate::journey::core::cell::Cell;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::Model;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// The same cell, which keeps by customer and period what a program and its twin are paired by. `marks`: where periods end.
    #[must_use]
    pub fn pairing(mut self, marks: &[SimTime]) -> Self {
        self.program.pairs = Some(Box::new(Pairs::of(marks, self.program.places().len())));
        self
    }

    /// What was kept since the last call to pair a program with its twin.
    pub fn take_pairs(&mut self) -> Vec<Kept> {
        self.program.pairs.as_mut().map_or_else(Vec::new, |pairs| pairs.take())
    }

    /// Posts money that one program brings; negative: costs.
    pub(super) fn post_program(&mut self, slot: u32, place: usize, line: Line, amount: f64, at: SimTime) {
        self.post_customer(slot, line, amount, at);
        if amount != 0.0 && self.observed(at) {
            self.obs.programs[place].cost.post(-amount);
        }
    }

    /// Posts what each program costs the firm at a rate, whoever its members are.
    pub(crate) fn post_running_costs(&mut self, model: &Model, from: SimTime, to: SimTime) {
        let days = to.min(model.horizon).since(from.max(model.warm_up)).days();
        for program in model.programs.iter() {
            let partners = program.partners.iter().map(|partner| partner.cost).sum::<f64>();
            for (line, per_day) in [(Line::ProgramCosts, program.admin), (Line::ProgramPartners, partners)] {
                self.post_flow(None, line, -per_day, from, to);
                self.obs.programs[program.place].cost.post(per_day * days);
            }
        }
    }

    /// Posts what a reward or a discount costs.
    pub(super) fn post_reward(&mut self, slot: u32, place: usize, cost: f64, at: SimTime) {
        self.post_program(slot, place, Line::ProgramRewards, -cost, at);
        let observed = self.observed(at);
        if let Some(pairs) = self.program.pairs.as_mut().filter(|_| observed && cost != 0.0) {
            pairs.reward(slot, place, cost, at);
        }
    }

    /// A life ends, or the run: what was kept of it is complete.
    pub(crate) fn keep_pairs(&mut self, slot: u32) {
        if self.program.pairs.is_none() {
            return;
        }
        self.spend_starts(slot);
        let customer = self.identity(&self.customers[slot]);
        if let Some(pairs) = &mut self.program.pairs {
            pairs.close(slot, customer);
        }
    }
}

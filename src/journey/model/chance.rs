//! What chance can have no part in, by structure: intervals of width zero are for these alone.

use super::{Arrivals, Model, Next, Profile, Start, Switch, Touchpoint};
use crate::random::Law;

impl Model {
    /// Whether no draw has a part in anything: anonymous visitors at fixed times on fixed ways that take fixed times, and customers for whom
    /// nothing but a fixed contract or flow of money happens. False where it is not plain.
    pub(crate) fn is_certain(&self) -> bool {
        let fixed = |law: &Law| law.is_constant();
        let arrives = |start: &Start| match start {
            Start::Arrivals(Arrivals::Every(_) | Arrivals::At(_)) => true,
            Start::Arrivals(Arrivals::Gap(gap)) => fixed(gap),
            _ => false,
        };
        let one_way = |next: &Next| matches!(next, Next::To(_));
        let certain = |t: &Touchpoint| {
            let laws = [&t.after, &t.wait, &t.patience, &t.cost, &t.revenue];
            let ways = [t.on_fail.as_ref(), t.on_renege.as_ref(), t.on_full.as_ref()];
            fixed(&t.time)
                && laws.into_iter().flatten().all(fixed)
                && one_way(&t.next)
                && ways.into_iter().flatten().all(one_way)
                && [0.0, 1.0].contains(&t.probability)
                && t.fail_prob.as_ref().is_none_or(|p| fixed(p) && [0.0, 1.0].contains(&p.mean()))
                && t.abandon_incident == 0.0
        };
        self.employees.is_none()
            && self.feedback.is_none()
            && self.touch_channels.is_empty()
            && (!self.has_customers() || self.regimes().all(Model::only_bills))
            && self.regimes().all(|m| {
                m.journeys.iter().all(|j| arrives(&j.start) && j.profile.is_none()) && m.touchpoints.iter().all(certain)
            })
    }

    /// Whether all that happens to customers is a contract or a flow of fixed amounts, for ever.
    fn only_bills(&self) -> bool {
        let fixed = |law: &Law| law.is_constant();
        let bills = |p: &Profile| {
            let contract = p.contract.as_ref();
            p.purchase.is_none()
                && p.earns.as_ref().is_none_or(fixed)
                && contract.is_none_or(|c| c.retention.is_none() && c.price.iter().chain(&c.cost).all(fixed))
        };
        let alone = self.history.is_none() && self.channels.is_empty() && self.segments.len() == 1;
        let without = [self.loyalty, self.complaints, self.lifecycle, self.program.is_some(), self.voices.is_some()];
        alone
            && self.holes.is_empty()
            && self.offers.is_empty()
            && !without.contains(&true)
            && self.profiles().all(bills)
    }

    /// Whether nobody can leave by a hole, at any time.
    pub(crate) fn is_plugged(&self, hole: usize) -> bool {
        self.regimes().all(|m| m.profiles().all(|p| p.hazards[hole].factor == 0.0))
    }

    /// Whether nobody can leave at all.
    pub(crate) fn nobody_leaves(&self) -> bool {
        (0..self.holes.len()).all(|hole| self.is_plugged(hole))
    }

    /// Whether there is one way out alone, and it is this.
    pub(crate) fn is_only_hole(&self, hole: usize) -> bool {
        (0..self.holes.len()).all(|other| (other == hole) != self.is_plugged(other))
    }

    /// Whether nobody comes and nobody goes, whatever is drawn.
    pub(crate) fn nobody_moves(&self) -> bool {
        self.channels.is_empty() && self.nobody_leaves()
    }

    /// Whether two worlds are one and the same, whatever is drawn: equal but for charges of nothing and switches to what holds already.
    pub(crate) fn acts_like(&self, other: &Model) -> bool {
        self.without_idle_changes() == other.without_idle_changes()
    }

    fn without_idle_changes(&self) -> Model {
        let bare = |model: &Model| Model { later: Vec::new(), charges: Vec::new(), ..model.clone() };
        let mut now = bare(self);
        let mut plain = Model { later: Vec::new(), ..self.clone() };
        plain.charges.retain(|c| [c.once, c.per_day, c.per_customer].iter().any(|&money| money != 0.0));
        for switch in &self.later {
            let next = bare(&switch.model);
            if switch.trust_loss != 0.0 || next != now {
                plain.later.push(Switch { at: switch.at, model: next.clone(), trust_loss: switch.trust_loss });
                now = next;
            }
        }
        plain
    }
}

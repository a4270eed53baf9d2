//! What chance can have no part in, by structure: intervals of width zero are for these alone.

use super::holes::{Hazard, HazardLaw, Open};
use super::ids::HoleId;
use super::profile::Profile;
use super::service::{Arrivals, Next, Start, Touchpoint};
use super::world::Model;
use super::world::Switch;
use crate::journey::mechanisms::contracts::spec::Retention;
use crate::laws::Law;

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
                m.journeys.iter().all(|j| arrives(&j.start) && j.profile.is_none()) && m.all_touchpoints().all(certain)
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
        let without = [self.loyalty, self.complaints, self.lifecycle, !self.programs.is_empty(), self.voices.is_some()];
        alone
            && self.holes.is_empty()
            && self.offers.is_empty()
            && !without.contains(&true)
            && self.profiles.iter().all(bills)
    }

    /// Whether nobody can leave by a hole, at any time and whatever is drawn: it is plugged, its hazard is nothing, or what it waits for does not
    /// exist. False where it is not plain.
    pub(crate) fn is_shut(&self, hole: usize) -> bool {
        self.regimes().all(|m| m.profiles.iter().all(|p| p.hazards[hole].factor == 0.0) || m.lets_nobody_out(hole))
    }

    /// Whether nothing in this model leads to an exit by a hole, whatever its factor is.
    fn lets_nobody_out(&self, hole: usize) -> bool {
        let never = |law: &Law| law.is_constant() && law.mean() <= 0.0;
        let always = |law: &Law| law.is_constant() && law.mean() >= 1.0;
        let idle = |hazard: &Hazard| {
            let opens = hazard.open != Open::AfterTerm || self.has_terms();
            let clock = match &hazard.law {
                HazardLaw::None => false,
                HazardLaw::Constant(law) => opens && !never(law),
                HazardLaw::ByTenure { values, .. } => opens && values.iter().any(|&x| x > 0.0),
                HazardLaw::Lifetime(_) => opens,
            };
            !clock && hazard.value_below.is_none() && hazard.per_purchase.as_ref().is_none_or(never)
        };
        let renews = |p: &Profile| match p.contract.as_ref().and_then(|c| c.retention.as_ref()) {
            None => true,
            Some(Retention::Table(list)) => list.iter().all(|&stay| stay >= 1.0),
            Some(Retention::Drawn(law)) => always(law),
        };
        let at = |id: Option<HoleId>| id.map(usize::from) == Some(hole);
        let risky = |t: &Touchpoint| at(t.hole) && (self.complaints || t.exit_prob.iter().any(|&p| p > 0.0));
        hole >= self.service_holes
            && self.profiles.iter().all(|p| idle(&p.hazards[hole]))
            && !self.all_touchpoints().any(risky)
            && !(self.complaints && at(self.complaint_hole))
            // Whoever does not renew for no other cause leaves by the renewal hole, or the first.
            && (usize::from(self.renewal_hole.unwrap_or(0)) != hole || self.profiles.iter().all(renews))
            // Whoever does not renew at a price leaves by it.
            && !(at(self.dear_hole) && self.profiles.iter().any(|p| p.elasticity > 0.0 && p.contract.is_some()))
    }

    /// Whether nobody can leave at all.
    pub(crate) fn nobody_leaves(&self) -> bool {
        (0..self.holes.len()).all(|hole| self.is_shut(hole))
    }

    /// Whether there is one way out alone, and it is this.
    pub(crate) fn is_only_hole(&self, hole: usize) -> bool {
        (0..self.holes.len()).all(|other| (other == hole) != self.is_shut(other))
    }

    /// Whether nobody comes and nobody goes, whatever is drawn.
    pub(crate) fn nobody_moves(&self) -> bool {
        self.channels.is_empty() && self.nobody_leaves()
    }

    /// Whether two worlds are one and the same, whatever is drawn: equal but for charges of nothing, switches to what holds already, and what is said
    /// of holes that are shut.
    pub(crate) fn acts_like(&self, other: &Model) -> bool {
        self.without_idle_changes() == other.without_idle_changes()
    }

    fn without_idle_changes(&self) -> Model {
        let shut: Vec<usize> = (0..self.holes.len()).filter(|&hole| self.is_shut(hole)).collect();
        let quiet = |mut model: Model| {
            model.profiles.iter_mut().for_each(|p| shut.iter().for_each(|&hole| p.hazards[hole] = Hazard::SHUT));
            // In which form the file says who takes a membership up moves nobody.
            let memberships = model.programs.iter_mut().filter_map(|program| program.membership.as_mut());
            memberships.for_each(|membership| membership.by_fee = false);
            model
        };
        let bare = |model: &Model| quiet(Model { later: Vec::new(), charges: Vec::new(), ..model.clone() });
        let mut now = bare(self);
        let mut plain = quiet(Model { later: Vec::new(), ..self.clone() });
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

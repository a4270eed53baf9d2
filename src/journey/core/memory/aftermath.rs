//! Taking stock at the departure: memory, trust, blame, the complaint, and whether the customer stays.
//!
//! Order inside one encounter (model section 0): money of the purchase, what is remembered, the complaint and its
//! outcome, then hazards, rates and stage. Decay comes first.

use super::ageing::aged;
use super::encounter::{Before, expect, remember, satisfaction};
use super::incident::{Incident, Outcome};
use crate::journey::core::activity::{Activity, Voicing};
use crate::journey::core::cell::Cell;
use crate::journey::core::customer::own::pick;
use crate::journey::core::customer::record::NO_HOLE;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::core::visit::record::Failed;
use crate::journey::mechanisms::complaints::staying::{caused, held, reached, stay_probability};
use crate::journey::model::Trigger;
use crate::num;

/// Memory at or below which a customer is ready to blame the firm to others.
pub(crate) const BLAME_MEMORY: f64 = -0.3;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// What follows a departure but the hazards and rates, which are left to the caller. `bought`: when the transaction
    /// was completed, if it was. Returns whether the relationship goes on.
    pub(crate) fn take_stock(&mut self, slot: u32, bought: Option<crate::units::SimTime>) -> bool {
        let (customer, _, number, starter) = self.visit_view(slot);
        self.refresh(customer);
        let c = &mut self.customers[customer];
        c.busy -= 1;
        let stamp = c.stamp;
        c.last_touch = c.last_touch.max(self.now.0 as i64);
        if let Some(at) = bought {
            // A customer whose visit began with joining does not toss on this first purchase.
            let first = self.win_back.is_first(number);
            self.buy(customer, at, u32::from(starter), number, !first);
        }
        // A failure before the purchase has set its offer off before it.
        self.answer_failure(slot, customer, Failed::AfterPurchase);
        let stays = |cell: &Self| {
            let c = &cell.customers[customer];
            c.alive && c.stamp == stamp
        };
        if !stays(self) {
            return false;
        }
        let remembered = if self.model.loyalty {
            self.remember_encounter(slot, customer)
        } else {
            self.count_encounter(slot, customer);
            false
        };
        if self.model.keeps_encounters() {
            if self.is_complaint(slot) {
                self.take_stock_of_complaint(slot);
            } else if let Some(incident) = self.encounters[slot as usize].take_incident() {
                self.settle_incident(customer, incident, number);
            }
        }
        if !stays(self) {
            return false;
        }
        // Who remembers nothing of a visit has nothing to tell of it.
        if remembered {
            self.tell(slot);
        }
        let c = &self.customers[customer];
        if c.pending != NO_HOLE && !c.waits_for_renewal() && c.busy == 0 {
            let (hole, split) = (c.pending, c.pending_split());
            self.churn(customer, hole, split);
            return false;
        }
        true
    }

    /// A failure of this kind sets an offer off, if one waits for it.
    pub(crate) fn answer_failure(&mut self, slot: u32, customer: u32, kind: Failed) {
        if S::EVERYTHING && kind != Failed::No && self.visits[slot].failed == kind {
            self.visits[slot].failed = Failed::No;
            self.offer(customer, Trigger::Failure);
        }
    }

    /// Without memory a visit is counted, and no more.
    fn count_encounter(&mut self, slot: u32, customer: u32) {
        let c = &mut self.customers[customer];
        c.encounters += 1;
        if self.model.complaints {
            let before = Before::of(c.memory, c.expectation, c.trust);
            self.encounters[slot as usize].keep_before(before, self.now);
        }
    }

    /// REMEMBER: memory, expectation, trust and blame move. Returns whether anything was felt.
    fn remember_encounter(&mut self, slot: u32, customer: u32) -> bool {
        let profile = self.profile(customer);
        let market = self.market(self.now);
        let observed = self.observed(self.now);
        let complains = self.is_complaint(slot);
        let encounter = &mut self.encounters[slot as usize];
        // A complaint in which nothing was felt is no encounter; one that was felt comes after what it is about.
        if complains && encounter.remembered(&profile.memory).is_none() {
            return false;
        }
        let c = &mut self.customers[customer];
        if complains {
            c.open_visit = u32::MAX;
        }
        c.encounters += 1;
        // A first impression is made by what is remembered: a visit without a moment leaves it to the next.
        let first = !c.impressed;
        let before = Before { first, ..Before::of(c.memory, c.expectation, c.trust) };
        encounter.keep_before(before, self.now);
        let trust_lost = encounter.trust_lost();
        let Some(r) = encounter.remembered(&profile.memory) else { return false };
        c.impressed = true;
        let l = &profile.loyalty;
        c.memory = remember(c.memory, r, l.trust_shield * c.trust, first, &profile.memory);
        if let Some(p) = encounter.mean_performance() {
            c.expectation = expect(c.expectation, market, p, &profile.experience);
        }
        c.trust += l.trust_gain * r.max(0.0) * (1.0 - c.trust);
        c.trust = (c.trust - trust_lost * l.trust_loss).clamp(0.0, 1.0);
        encounter.keep_provisional(c.memory, c.trust);
        let (memory, who) = (c.memory, c.who());
        let holes = self.model.service_holes;
        let own = &mut self.bucket.blame[customer as usize * holes..][..holes];
        own.iter_mut().zip(&mut encounter.blame).for_each(|(n, add)| *n += std::mem::take(add));
        if observed {
            self.obs.encounters += 1;
            if let Some(touch) = self.obs.touchpoints.get_mut(usize::from(encounter.peak_touch)) {
                touch.peaks += 1;
            }
            self.obs.praise.post(num::sigmoid((satisfaction(memory) - 3.75) / 0.25));
            self.obs.blame += u64::from(memory < BLAME_MEMORY);
        }
        self.note(self.now, who, || Activity::Remembers { remembered: r, memory, satisfaction: satisfaction(memory) });
        true
    }

    /// An end that came after the departure replaces the provisional memory by the final one.
    pub(crate) fn finalise_memory(&mut self, slot: u32) {
        let now = self.now;
        let (customer, ..) = self.visit_view(slot);
        let stamp = self.customers[customer].stamp;
        self.refresh(customer);
        let profile = self.profile(customer);
        let encounter = &mut self.encounters[slot as usize];
        let (before, at) = encounter.before();
        let market = self.model.market_standard + self.model.market_progress * at.days() / 365.0;
        let c = &mut self.customers[customer];
        let Some(r) = encounter.remembered(&profile.memory) else { return };
        c.impressed = true;
        let (m, l) = (&profile.memory, &profile.loyalty);
        let then = remember(before.memory, r, l.trust_shield * before.trust, before.first, m);
        let days = now.since(at).days();
        let fade = if m.half_life.is_infinite() { 1.0 } else { num::exp(-std::f64::consts::LN_2 * days / m.half_life) };
        let resentment = if S::EVERYTHING { profile.resentment() } else { 0.0 };
        let now_of = |memory: f64| aged(memory, fade, days, resentment, m);
        // What a complaint, hearsay, a reward or a crisis moved since the departure is no part of what is replaced.
        let [memory_then, trust_then] = before.provisional;
        c.memory = (now_of(then) + (c.memory - now_of(memory_then))).clamp(-1.0, 1.0);
        if let Some(p) = encounter.mean_performance() {
            c.expectation = expect(before.expectation, market, p, &profile.experience);
        }
        let trust = before.trust + l.trust_gain * r.max(0.0) * (1.0 - before.trust);
        let trust = (trust - encounter.trust_lost() * l.trust_loss).clamp(0.0, 1.0);
        c.trust = (trust + (c.trust - trust_then)).clamp(0.0, 1.0);
        let (memory, who) = (c.memory, c.who());
        let holes = self.model.service_holes;
        let own = &mut self.bucket.blame[customer as usize * holes..][..holes];
        own.iter_mut().zip(&mut encounter.blame).for_each(|(n, add)| *n += std::mem::take(add));
        if let Some(incident) = encounter.take_incident() {
            self.settle_incident(customer, incident, self.late(slot));
        }
        self.note(now, who, || Activity::RemembersLastEnd { remembered: r, memory });
        if self.customers[customer].alive && self.customers[customer].stamp == stamp {
            self.tell(slot);
        }
    }

    /// A failure after the departure is an incident all the same when the memory of its visit is closed, because a later
    /// encounter has begun.
    pub(crate) fn settle_late_incident(&mut self, slot: u32) {
        if let Some(incident) = self.encounters[slot as usize].take_incident() {
            let customer = self.visits[slot].customer;
            self.refresh(customer);
            self.settle_incident(customer, incident, self.late(slot));
        }
    }

    /// Index of the draws of an incident after the departure: apart from those of the departure of any visit.
    fn late(&self, slot: u32) -> u32 {
        // The top bit is taken: by the mark of a factor.
        self.visits[slot].number | 1 << 30
    }

    /// COMPLAIN: silent, or voiced; then settled by the shares of outcomes, or by a journey with its own time.
    ///
    /// # Randomness
    /// Voice and resolution at (purpose of the journey, `index`): the number of the visit, or see `late`.
    fn settle_incident(&mut self, customer: u32, incident: Incident, index: u32) {
        let profile = self.profile(customer);
        let Some(complaint) = &profile.complaint else { return };
        if self.worsens_case(customer, incident) {
            return;
        }
        let observed = self.observed(self.now);
        let c = &self.customers[customer];
        let (key, who) = (c.key, c.who());
        let address = self.address_of(incident);
        let shares = if S::EVERYTHING { complaint.voice_at(incident.severity) } else { complaint.voice };
        let voicing = Voicing::ALL[pick(&shares, key.uniform(purpose::VOICE | address, index))];
        if observed {
            self.obs.unhappy += 1;
            if voicing != Voicing::Silent {
                self.obs.complaints += 1;
                self.obs.touchpoints[usize::from(incident.touch)].complaints += 1;
                self.obs.complained_of[incident.hole.map_or(self.model.holes.len(), usize::from)] += 1;
            }
            self.obs.formal_complaints += u64::from(voicing == Voicing::Formal);
        }
        self.note(self.now, who, || Activity::Complains { voicing, severity: incident.severity });
        if voicing == Voicing::Silent {
            return self.settle_as(customer, incident, Outcome::Silent, index);
        }
        self.hear_complaint(incident.resource);
        self.offer(customer, Trigger::Complaint);
        // What the complaint has opened holds for its answer.
        let Some(complaint) = &self.profile(customer).complaint else { return };
        if self.begin_complaint(customer, incident, index) {
            return;
        }
        let [quick, slow] = complaint.resolution;
        let outcome = match pick(&[quick, slow, 1.0 - quick - slow], key.uniform(purpose::RESOLUTION | address, index))
        {
            0 => Outcome::Resolved(1.0),
            1 => Outcome::Resolved(0.0),
            _ => Outcome::Unresolved,
        };
        self.settle_as(customer, incident, outcome, index);
    }

    /// Address of the journey in which an incident happened.
    pub(crate) fn address_of(&self, incident: Incident) -> u32 {
        let journey = self.model.touchpoints[usize::from(incident.touch)].journey;
        self.model.journeys[usize::from(journey)].address
    }

    /// SETTLE: one draw to stay or leave.
    ///
    /// # Randomness
    /// Settling and a factor mark at (purpose of the journey of the incident, index of the incident).
    pub(crate) fn settle_as(&mut self, customer: u32, incident: Incident, outcome: Outcome, index: u32) {
        let observed = self.observed(self.now);
        let c = &self.customers[customer];
        let (key, who) = (c.key, c.who());
        if matches!(outcome, Outcome::Silent | Outcome::Unresolved) {
            if observed {
                self.obs.blame += 1;
            }
            self.blame_to_others(customer);
        }
        // An offer may have changed how this customer weighs the outcome.
        let profile = self.profile(customer);
        let Some(complaint) = &profile.complaint else { return };
        let usual = profile.loyalty.usual_support;
        // Without [loyalty] nothing is said of supports: the table holds as it stands.
        let support = if self.model.loyalty { self.support(customer) } else { usual };
        let stay = stay_probability(complaint, outcome, incident.severity, support, usual);
        self.note(self.now, who, || Activity::IsAnswered { outcome, stay });
        let by_table = profile.contract.as_ref().is_some_and(|k| k.retention.is_some());
        let hole = if outcome == Outcome::Silent { incident.hole } else { self.model.complaint_hole };
        let hole = hole.or(self.model.complaint_hole).filter(|_| !by_table);
        if observed && let Some(hole) = hole {
            let open = profile.hazards[usize::from(hole)].factor.min(1.0);
            let chances = reached(complaint, outcome, incident.severity);
            for (lost, share) in self.obs.lost_by_cause.iter_mut().zip([1.0, 0.5]) {
                lost.post(open * (1.0 - held(caused(chances, share), support, usual)));
            }
        }
        if matches!(outcome, Outcome::Resolved(_)) {
            self.make_good(customer);
        }
        let address = self.address_of(incident);
        if let Some(hole) = hole
            && self.answers_prices()
        {
            let leaves = (1.0 - stay) * profile.hazards[usize::from(hole)].factor.min(1.0);
            self.expose_to_chance(customer, hole, -num::ln_1p(-leaves));
        }
        if let Some(hole) = hole
            && key.uniform(purpose::SETTLE | address, index) >= stay
        {
            let factor = profile.hazards[usize::from(hole)].factor;
            let open = factor >= 1.0
                || (factor > 0.0 && key.uniform(purpose::FACTOR_MARK | address, index | 1 << 31) < factor);
            if open {
                if observed {
                    self.obs.incident_exits += 1;
                    self.obs.silent_exits += u64::from(outcome == Outcome::Silent);
                }
                self.leave(customer, hole, 1, false);
                return;
            }
        }
        if self.model.loyalty && matches!(outcome, Outcome::Resolved(_)) {
            let c = &mut self.customers[customer];
            c.memory += profile.memory.learning * (complaint.resolved_memory - c.memory).max(0.0);
        }
    }
}

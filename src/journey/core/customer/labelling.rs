//! Labelling customers by what the firm sees of them.

use super::observed::{GONE, Silence};
use super::record::Customer;
use crate::journey::core::cell::Cell;
use crate::journey::core::memory::drift::{Fading, days_until};
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::Profile;
use crate::units::{NANOS_PER_DAY, SimTime};

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Label by the number of purchases, and what silence makes of it: `None` where the firm sees an exit itself, with a contract and where
    /// nothing is bought.
    pub(crate) fn silence(&self, c: &Customer) -> (usize, Option<Silence>) {
        let profile = self.seen_profile(c);
        let settled = match c.purchases {
            0 | 1 => 0,
            n if n < profile.lifecycle.climax_purchases => 1,
            _ => 2,
        };
        if profile.contract.is_some() || profile.purchase.is_none() {
            return (settled, None);
        }
        let expected = c.rate * c.multiplier;
        let gap = if expected > 0.0 { profile.lifecycle.warning / expected } else { f64::INFINITY };
        let after = |gaps: f64| c.last_purchase as f64 + gaps * gap * NANOS_PER_DAY as f64;
        (settled, Some(Silence { settled, warned: after(1.0), lost: after(2.0) }))
    }

    /// The firm does not see the stage.
    fn seen_profile(&self, c: &Customer) -> &Profile {
        self.model.plain(usize::from(c.segment))
    }

    /// Mean gaps of silence that the firm takes for decline; twice as many for an exit.
    pub(crate) fn warning_gaps(&self, c: &Customer) -> f64 {
        self.seen_profile(c).lifecycle.warning
    }

    /// When a customer who was just looked at has been silent for so many mean gaps, each moment at its own rate: maybe long ago, and `None` if not
    /// within `look` days.
    pub(crate) fn silent_for(&self, slot: u32, gaps: f64, fading: &Fading, look: f64) -> Option<SimTime> {
        let c = &self.customers[slot];
        let rate = self.purchases_to_come(slot, fading).times(c.rate * c.multiplier);
        let at = c.last_purchase as f64 / NANOS_PER_DAY as f64 + gaps / rate.level;
        let (now, silence) = (self.now.days(), (self.now.0 as i64 - c.last_purchase) as f64 / NANOS_PER_DAY as f64);
        if c.pace == 0.0 || at <= now {
            return at.is_finite().then(|| SimTime::from_days(at.max(0.0)));
        }
        let days = days_until(gaps, [at - now, look], f64::from(c.pace.abs()), |days| {
            let u = fading.reach(days);
            let silence = silence + days;
            (silence * rate.at(u), rate.at(u) + silence * rate.from(u, fading).slope * fading.speed())
        })?;
        Some(self.now.saturating_add(SimTime::from_days(days)))
    }

    /// A customer who is there, with the present rate and not that of the last look.
    pub(crate) fn at_present_rate(&self, slot: u32) -> Customer {
        let mut c = self.customers[slot];
        if c.pace != 0.0 {
            let fading = self.fading(slot);
            let u = fading.reach(self.now.since(c.since).days());
            c.multiplier *= self.purchases_to_come(slot, &fading).at(u);
        }
        c
    }

    /// Counts the label of a customer who is there, now.
    pub(crate) fn label(&mut self, slot: u32) {
        if !self.model.lifecycle || !self.observed(self.now) {
            return;
        }
        let c = self.at_present_rate(slot);
        let (settled, silence) = self.silence(&c);
        let seen = silence.map_or(settled, |silence| silence.label(self.now));
        self.obs.labels[usize::from(c.stage)][seen] += 1;
    }

    /// Counts the labels of somebody who is gone from now on, at all surveys to come; `by` -1 takes that back for
    /// somebody who comes back now.
    pub(crate) fn label_gone(&mut self, c: &Customer, by: i64) {
        let model = self.model;
        let Some(every) = model.feedback.as_ref().map(|f| f.every.0).filter(|_| model.lifecycle) else { return };
        let (_, silence) = self.silence(c);
        let first = self.now.0.div_ceil(every).max(1) * every;
        for at in (first..model.horizon.0).step_by(every as usize).map(SimTime) {
            if at >= model.warm_up {
                let seen = silence.as_ref().map_or(GONE, |silence| silence.label(at));
                self.obs.labels[GONE][seen] += by;
            }
        }
    }
}

//! How one visit, and one service at a resource, are posted: the same for whoever settles them.

use super::service::{JourneyObservations, ResourceObservations};
use crate::engine::durations::bin_of;
use crate::engine::week::{HOUR, HOURS};
use crate::journey::core::visit::record::Ending;
use crate::journey::model::Model;
use crate::units::SimTime;

/// Hour of the week [0, 168).
#[inline]
fn hour_of(at: SimTime) -> usize {
    (at.0 / HOUR % HOURS as u64) as usize
}

impl ResourceObservations {
    /// Somebody arrives within the observed period.
    #[inline]
    pub(crate) fn post_arrival(&mut self, now: SimTime) {
        self.arrivals += 1;
        if let Some(hour) = self.hours.get_mut(hour_of(now)) {
            hour.arrivals += 1;
        }
    }

    /// A server is seized at `now`, for the first time since `free_since` that any is busy.
    #[inline]
    pub(crate) fn post_idle(&mut self, free_since: SimTime, now: SimTime, warm_up: SimTime) {
        self.idle += u128::from(now.since(free_since.max(warm_up)).0);
    }

    /// Service begins at `now` for somebody who queued since `queued`; `now` never goes back.
    #[inline]
    pub(crate) fn post_start(&mut self, queued: SimTime, now: SimTime, warm_up: SimTime, target: Option<SimTime>) {
        let waited = now.since(queued);
        self.settling.post(now, waited);
        if queued >= warm_up {
            let bin = bin_of(waited.0);
            self.delay.post_in(waited, bin);
            if let Some(hour) = self.hours.get_mut(hour_of(queued)) {
                hour.post(waited, bin);
            }
            if now > queued {
                self.waiting.add(queued, now);
                self.delayed += 1;
            }
            if let Some(target) = target {
                self.within_target += u64::from(waited <= target);
            }
        } else if now > warm_up {
            self.waiting.add(warm_up, now);
        }
    }

    /// A service that began at `served` ends at `now`.
    #[inline]
    pub(crate) fn post_end(
        &mut self,
        queued: SimTime,
        served: SimTime,
        now: SimTime,
        warm_up: SimTime,
        target: Option<SimTime>,
    ) {
        self.busy.add(served.max(warm_up), now);
        if queued >= warm_up {
            let sojourn = now.since(queued);
            self.sojourn.post(sojourn);
            if let Some(target) = target {
                self.sojourn_within_target += u64::from(sojourn <= target);
            }
        }
    }

    /// Somebody gives up at `at`. Returns whether it counts.
    pub(crate) fn post_giving_up(&mut self, queued: SimTime, at: SimTime, warm_up: SimTime) -> bool {
        let counts = queued >= warm_up;
        if counts {
            self.reneged += 1;
            self.delay_reneged.post(at.since(queued));
        }
        self.waiting.add(queued.max(warm_up), at);
        counts
    }
}

impl JourneyObservations {
    /// A visit begins; `observed`: within the observed period.
    #[inline]
    pub(crate) fn post_start(&mut self, observed: bool) {
        self.inside += 1;
        self.started += u64::from(observed);
    }

    /// A visit ends at `at`, which may lie beyond the horizon; `value`: discounted to its start.
    #[inline]
    pub(crate) fn post_end(&mut self, started: SimTime, at: SimTime, ending: Ending, value: f64, model: &Model) {
        self.post_inside(started, at, model);
        if at >= model.horizon {
            return;
        }
        self.inside -= 1;
        if started < model.warm_up {
            return;
        }
        match ending {
            Ending::Done => {
                self.completed += 1;
                self.sojourn.post(at.since(started));
                self.value.post(value);
            }
            Ending::Failed => self.failed += 1,
            Ending::GaveUp => self.gave_up += 1,
            Ending::CutOff => self.cut_off += 1,
        }
    }

    /// Time inside up to `at`, or to the horizon.
    #[inline]
    pub(crate) fn post_inside(&mut self, started: SimTime, at: SimTime, model: &Model) {
        self.time_inside += u128::from(at.min(model.horizon).since(started.max(model.warm_up)).0);
    }
}

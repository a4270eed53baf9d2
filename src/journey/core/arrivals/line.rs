//! One line before equal servers, first come, first served: settled visitor by visitor, without a calendar.
//!
//! Who comes first is served first, so a whole visit is known when it begins: service starts when the visitor is there and the
//! earliest server is free (the recursion of Lindley 1952 for one server, of Kiefer and Wolfowitz 1955 for several). Only
//! for anonymous visitors of one journey with one touchpoint, always staffed alike, without a limit to the line; those who lose patience
//! leave the recursion alone. The draws, the postings and the bytes of the results are those of the calendar, a test.

use super::stream::Stream;
use crate::journey::core::cell::Cell;
use crate::journey::core::limits::CellError;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::core::visit::record::Ending;
use crate::journey::model::{Model, Next, Start};
use crate::units::SimTime;

/// Visitors between two looks at whether to stop.
const LOOK: u64 = 0xFFFF;

/// When each server is free again; at time 0 all are.
struct Servers {
    free_at: Vec<SimTime>,
    /// When the last of them is free.
    all_free_at: SimTime,
}

impl Servers {
    fn new(number: u32) -> Self {
        Servers { free_at: vec![SimTime::ZERO; number as usize], all_free_at: SimTime::ZERO }
    }

    /// The one that is free first, and when.
    #[inline]
    fn earliest(&self) -> (usize, SimTime) {
        let mut first = (0, self.free_at[0]);
        for (i, &at) in self.free_at.iter().enumerate().skip(1) {
            if at < first.1 {
                first = (i, at);
            }
        }
        first
    }

    #[inline]
    fn occupy(&mut self, server: usize, until: SimTime) {
        self.free_at[server] = until;
        self.all_free_at = self.all_free_at.max(until);
    }
}

/// More servers than this are better kept by the calendar than looked through.
const MOST_SERVERS: u32 = 64;

impl Model {
    /// Whether all there is is one line, first come, first served.
    pub(crate) fn is_one_line(&self) -> bool {
        let ([journey], [touch], []) = (&self.journeys[..], &self.touchpoints[..], &self.later[..]) else {
            return false;
        };
        let Some(resource) = touch.resource.map(|r| &self.resources[usize::from(r)]) else { return false };
        let alone = !self.has_customers() && self.charges.is_empty() && matches!(journey.start, Start::Arrivals(_));
        let simple_line = resource.lines == 1
            && resource.queue_limit.is_none()
            && resource.staff.is_constant()
            && (1..=MOST_SERVERS).contains(&resource.staff.most());
        let simple_touch = !touch.varies
            && matches!(touch.next, Next::To(None))
            && touch.on_renege.is_none()
            && touch.probability >= 1.0
            && touch.fail_prob.is_none()
            && touch.after.is_none()
            && touch.wait.is_none()
            && touch.cost.is_none()
            && touch.revenue.is_none()
            && touch.earns == 0.0
            && touch.channel.is_none()
            && self.employees.is_none()
            && self.feedback.is_none();
        alone && simple_line && simple_touch
    }
}

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// Runs a world that [is one line](Model::is_one_line) from start to horizon.
    pub(crate) fn run_line(&mut self) -> Result<(), CellError> {
        let model = self.model;
        let (warm_up, horizon) = (model.warm_up, model.horizon);
        let touch = &model.touchpoints[0];
        let r = usize::from(touch.resource.unwrap_or(0));
        let target = model.resources[r].target;
        let mut servers = Servers::new(model.resources[r].staff.most());
        let mut stream = Stream::of_journey(model, 0, self.replication);
        let mut visitors = 0_u64;
        let line = &mut self.obs.resources[r];
        let visit = &mut self.obs.journeys[0];
        let seen = &mut self.obs.touchpoints[0];
        while let Some((_, now)) = stream.next_before(model, self.replication) {
            visitors += 1;
            if visitors & LOOK == 0 && self.stop.is_some_and(|stop| stop()) {
                return Err(CellError::Stopped);
            }
            let observed = now >= warm_up;
            visit.post_start(observed);
            if observed {
                seen.visits += 1;
                line.post_arrival(now);
            }
            let (server, free_at) = servers.earliest();
            // A service that ends at the very instant of an arrival has ended: the server is free.
            if servers.all_free_at < now {
                line.post_idle(servers.all_free_at, now, warm_up);
            }
            let mut start = now;
            if free_at > now {
                start = free_at;
                line.waited += u64::from(observed);
                let patience = touch.patience.as_ref().map_or(SimTime::NEVER, |patience| {
                    now.saturating_add(SimTime::from_days(patience.draw(
                        &stream.key,
                        purpose::PATIENCE | touch.address,
                        0,
                    )))
                });
                if patience <= start && patience < horizon {
                    seen.reneged += u64::from(line.post_giving_up(now, patience, warm_up));
                    visit.post_end(now, patience, Ending::GaveUp, 0.0, model);
                    continue;
                }
                if start >= horizon {
                    line.waiting.add(now.max(warm_up), horizon);
                    visit.post_inside(now, horizon, model);
                    continue;
                }
            }
            let service = SimTime::from_days(touch.time.draw(&stream.key, purpose::SERVICE | touch.address, 0));
            let end = start.saturating_add(service);
            servers.occupy(server, end);
            line.post_start(now, start, warm_up, target);
            if observed {
                seen.delay.post(start.since(now));
            }
            if end < horizon {
                self.obs.events += 1;
                line.post_end(now, start, end, warm_up, target);
                if observed {
                    seen.service.post(end.since(start));
                }
                visit.post_end(now, end, Ending::Done, 0.0, model);
            } else {
                line.busy.add(start.max(warm_up), horizon);
                visit.post_inside(now, horizon, model);
            }
        }
        self.obs.events += visitors;
        if servers.all_free_at < horizon {
            line.post_idle(servers.all_free_at, horizon, warm_up);
        }
        for (_, unused) in self.obs.resources.iter_mut().enumerate().filter(|(other, _)| *other != r) {
            unused.post_idle(SimTime::ZERO, horizon, warm_up);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::core::scope::{Visitors, Whole};
    use crate::journey::core::trace::NoTrace;
    use crate::journey::fixtures::mm1;
    use crate::journey::model::Arrivals;
    use crate::laws::{Law, LawSpec};

    fn seen<S: Scope>(model: &Model, seed: u64) -> String {
        let mut cell = Cell::<_, S>::in_scope(model, seed, 0, NoTrace);
        cell.run_all().expect("reaches the horizon");
        format!("{:?}", cell.into_observations().0)
    }

    fn law(spec: &LawSpec) -> Law {
        Law::compile(spec, 9).expect("a valid law")
    }

    /// Whole days, so that arrivals and ends of service meet.
    fn with_ties() -> Model {
        let mut model = mm1(1.0, 5_000.0);
        model.journeys[0].start = Start::Arrivals(Arrivals::Every(SimTime::from_days(1.0)));
        model.touchpoints[0].time = Law::constant(2.0);
        model.resources[0].staff = crate::engine::week::WeekLevels::constant(2);
        model
    }

    fn lines() -> Vec<(&'static str, Model)> {
        let mut warm = mm1(0.9, 20_000.0);
        warm.warm_up = SimTime::from_days(1_000.3);
        warm.resources[0].target = Some(SimTime::from_days(2.0));
        let mut several = mm1(2.4, 10_000.0);
        several.resources[0].staff = crate::engine::week::WeekLevels::constant(3);
        let mut hasty = mm1(1.5, 10_000.0);
        hasty.warm_up = SimTime::from_days(50.0);
        hasty.touchpoints[0].patience = Some(law(&LawSpec::exponential(3.0)));
        let mut gaps = mm1(1.0, 10_000.0);
        gaps.journeys[0].start = Start::Arrivals(Arrivals::Gap(law(&LawSpec::exponential(1.25))));
        // Most are still in line at the horizon, and some have given up by then, unseen.
        let mut crowded = mm1(3.0, 500.0);
        crowded.touchpoints[0].patience = Some(law(&LawSpec::exponential(300.0)));
        vec![
            ("after a warm-up", warm),
            ("three servers", several),
            ("patience", hasty),
            ("ties", with_ties()),
            ("gaps", gaps),
            ("an overloaded line", crowded),
            ("an overloaded line without end", mm1(2.0, 500.0)),
        ]
    }

    #[test]
    fn the_recursion_and_the_calendar_see_the_same() {
        for (what, model) in lines() {
            assert!(model.is_one_line(), "{what}");
            for seed in 0..3 {
                assert!(seen::<Visitors>(&model, seed) == seen::<Whole>(&model, seed), "{what}, seed {seed}");
            }
        }
    }

    #[test]
    fn what_needs_the_calendar_has_it() {
        let changed = |change: fn(&mut Model)| {
            let mut model = mm1(0.9, 100.0);
            change(&mut model);
            model.is_one_line()
        };
        assert!(changed(|_| {}));
        assert!(!changed(|m| m.resources[0].queue_limit = Some(5)));
        assert!(!changed(|m| m.resources[0].lines = 2));
        assert!(!changed(|m| m.resources[0].staff = crate::engine::week::WeekLevels::new(vec![(0, 1), (1, 2)])));
        assert!(!changed(|m| m.touchpoints[0].fail_prob = Some(Law::constant(0.1))));
        assert!(!changed(|m| m.touchpoints[0].cost = Some(Law::constant(0.1))));
        assert!(!changed(|m| m.touchpoints[0].on_renege = Some(Next::To(Some(0)))));
        assert!(!changed(|m| m.customers = 1));
        assert!(!changed(|m| m.journeys.push(m.journeys[0].clone())));
    }
}

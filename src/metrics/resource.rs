//! Metrics of resources: `resources.NAME.*`.

use super::touchpoint::loses_patience;
use super::{CURRENCY, Observed, ratio};
use crate::engine::durations::MeanDuration;
use crate::engine::sum::Sum;
use crate::journey::employees::{DAYS_PER_YEAR, TeamObservations};
use crate::journey::model::Model;
use crate::stats::Scale;
use crate::units::SimTime;

declared! {
    /// A resource.
    Resource at "resources";

    UTILISATION = "utilisation", "share",
        "busy server-time / scheduled server-time; overtime after closing can lift it above 1",
        Single(|s, r| {
            let staff = s.model.staff_time(r).total() as i128 + s.o.resources[r].hired;
            ratio(s.o.resources[r].busy.total() as f64, staff as f64)
        })
        .told(0, "utilisation");
    DELAY_MIN = "delay_min", "min", "mean delay in queue of those served",
        Single(|s, r| s.o.resources[r].delay.mean_minutes())
        .told(1, "mean delay")
        .less_is_better();
    DELAY_PROBABILITY = "delay_probability", "share", "share of arrivals who had to wait",
        Single(|s, r| ratio(s.o.resources[r].waited as f64, s.o.resources[r].arrivals as f64))
        .of(arrivals)
        .told_alone(5, "delay probability")
        .less_is_better();
    QUEUE_LENGTH = "queue_length", "waiting", "number waiting, averaged over time",
        Single(|s, r| Some(s.o.resources[r].waiting.total() as f64 / s.nanos()))
        .told_alone(7, "queue length")
        .less_is_better();
    SOJOURN_MIN = "sojourn_min", "min", "mean delay plus service of those served",
        Single(|s, r| s.o.resources[r].sojourn.mean_minutes())
        .told_alone(6, "time in system")
        .less_is_better();
    BAULK_FRACTION = "baulk_fraction", "share", "share of arrivals who found no room",
        Single(|s, r| ratio(s.o.resources[r].baulked as f64, s.o.resources[r].arrivals as f64))
        .fixed(|model, r| model.regimes().all(|m| m.resources[r].queue_limit.is_none()))
        .of(arrivals)
        .less_is_better();
    RENEGE_FRACTION = "renege_fraction", "share", "share of arrivals who gave up waiting",
        Single(|s, r| ratio(s.o.resources[r].reneged as f64, s.o.resources[r].arrivals as f64))
        .fixed(|model, r| {
            (0..model.touchpoints.len())
                .all(|t| model.touchpoints[t].resource.map(usize::from) != Some(r) || !loses_patience(model, t))
        })
        .of(arrivals)
        .less_is_better();
    ARRIVALS = "more.arrivals", "arrivals", "arrivals in the observed period", Single(|s, r| Some(arrivals(s, r)));
    SERVED = "more.served", "services", "services begun, of those who arrived in the observed period",
        Single(|s, r| Some(s.o.resources[r].delay.count() as f64));
    BUSY = "more.busy", "servers", "busy servers, averaged over time",
        Single(|s, r| Some(s.o.resources[r].busy.total() as f64 / s.nanos()));
    IN_SYSTEM = "more.in_system", "visits", "waiting or in service, averaged over time",
        Single(|s, r| Some((s.o.resources[r].waiting.total() + s.o.resources[r].busy.total()) as f64 / s.nanos()))
        .scale(Scale::Amount);
    IDLE_PROBABILITY = "more.idle_probability", "share", "share of time without any busy server",
        Single(|s, r| Some(s.o.resources[r].idle as f64 / s.nanos()))
        .of(|s, r| s.o.resources[r].arrivals.max(1) as f64);
    DELAY_ALL_MIN = "more.delay_all_min", "min", "mean time in queue of all who joined it, served or not",
        Single(|s, r| both(&s.o.resources[r].delay.all, &s.o.resources[r].delay_reneged))
        .less_is_better();
    DELAY_IF_WAITING_MIN = "more.delay_if_waiting_min", "min",
        "mean time in queue of those who had to wait and were served or gave up; who still waits is left out",
        Single(|s, r| {
            let o = &s.o.resources[r];
            let minutes = o.delay.all.total_minutes() + o.delay_reneged.total_minutes();
            ratio(minutes, (o.delayed + o.reneged) as f64)
        })
        .less_is_better();
    DELAY_RENEGED_MIN = "more.delay_reneged_min", "min", "mean time in queue of those who gave up",
        Single(|s, r| s.o.resources[r].delay_reneged.mean_minutes())
        .less_is_better();
    DELAY_SD_MIN = "more.delay_sd_min", "min", "between services of the delay",
        Spread(|s, r| s.o.resources[r].delay.moments())
        .less_is_better();
    SOJOURN_SD_MIN = "more.sojourn_sd_min", "min", "between services of delay plus service",
        Spread(|s, r| s.o.resources[r].sojourn.moments())
        .less_is_better();
    DELAY_P50_MIN = "more.delay_p50_min", "min",
        "50 % quantile within a replication of the delay (bins within 1.6 %)",
        Single(|s, r| s.o.resources[r].delay.quantile_minutes(0.5))
        .scale(Scale::Binned)
        .less_is_better();
    DELAY_P95_MIN = "more.delay_p95_min", "min",
        "95 % quantile within a replication of the delay (bins within 1.6 %)",
        Single(|s, r| s.o.resources[r].delay.quantile_minutes(0.95))
        .scale(Scale::Binned)
        .told(2, "delay, 95 % stay below")
        .less_is_better();
    SOJOURN_P95_MIN = "more.sojourn_p95_min", "min",
        "95 % quantile within a replication of delay plus service (bins within 1.6 %)",
        Single(|s, r| s.o.resources[r].sojourn.quantile_minutes(0.95))
        .scale(Scale::Binned)
        .less_is_better();
    SERVED_WITHIN_TARGET = "more.served_within_target", "share",
        "share of all arrivals whose service began within the target",
        Single(|s, r| ratio(s.o.resources[r].within_target as f64, s.o.resources[r].arrivals as f64))
        .if_any(has_target)
        .of(arrivals)
        .more_is_better();
    SOJOURN_WITHIN_TARGET = "more.sojourn_within_target", "share",
        "share of those served whose delay plus service was within the target",
        Single(|s, r| {
            ratio(s.o.resources[r].sojourn_within_target as f64, s.o.resources[r].sojourn.count() as f64)
        })
        .if_any(has_target)
        .of(|s, r| s.o.resources[r].sojourn.count() as f64)
        .more_is_better();
    WAGES = "more.wages", CURRENCY,
        "wages for the larger of staffed and busy time, and salaries, of the observed period, undiscounted",
        Single(|s, r| {
            let paid = |(from, to, model): (SimTime, SimTime, &Model)| {
                model.resources[r].scheduled_pay(from.max(s.model.warm_up), to)
            };
            Some(s.model.periods().map(paid).sum::<f64>() + s.o.resources[r].more_wages.value())
        })
        .scale(Scale::Amount);
    STAFF_MOOD = "more.staff_mood", "mood 0..1", "mood J of the staff, averaged over time",
        Single(|s, r| daily(s, r, |team| team.mood))
        .if_any(has_employees);
    STAFF_SKILL = "more.staff_skill", "skill 0..1",
        "skill K of the staff, averaged over time; 1 is all there is to know",
        Single(|s, r| daily(s, r, |team| team.skill))
        .if_any(has_employees)
        .told(3, "skill of staff");
    STAFF_TURNOVER = "more.staff_turnover", "per year",
        "share of the staff that quits in a year, averaged over time",
        Single(|s, r| daily(s, r, |team| team.turnover))
        .if_any(has_employees)
        .told(4, "turnover of staff");
    STAFF_QUITS = "more.staff_quits", "employees",
        "expected number of the staff on duty who quit in the observed period",
        Single(|s, r| s.o.teams.get(r).map(|team| team.quits.value() / DAYS_PER_YEAR))
        .if_any(has_employees);
    CONTACTS_LEFT = "more.contacts_left", "employees", "contact persons who left in the observed period",
        Single(|s, r| s.o.teams.get(r).map(|team| team.departures as f64))
        .if_any(|model, r| has_employees(model, r) && model.resources[r].key_contacts)
        .scale(Scale::Count);
}

fn arrivals(s: &Observed<'_>, r: usize) -> f64 {
    s.o.resources[r].arrivals as f64
}

fn has_target(model: &Model, r: usize) -> bool {
    model.resources[r].target.is_some()
}

fn has_employees(model: &Model, _: usize) -> bool {
    model.has_employees()
}

/// What the staff of a resource was like, averaged over its days.
fn daily(s: &Observed<'_>, r: usize, part: fn(&TeamObservations) -> Sum) -> Option<f64> {
    let team = s.o.teams.get(r)?;
    ratio(part(team).value(), team.days.value())
}

fn both(a: &MeanDuration, b: &MeanDuration) -> Option<f64> {
    ratio(a.total_minutes() + b.total_minutes(), (a.count + b.count) as f64)
}

//! Metrics of journeys, touchpoints and resources.

use super::{CURRENCY, Catalogue, Seen, ratio};
use crate::engine::durations::MeanDuration;
use crate::journey::model::{Model, Start};
use crate::stats::Scale;
use crate::units::SimTime;

impl Catalogue {
    pub(super) fn add_journeys(&mut self, model: &Model) {
        for (j, journey) in model.journeys.iter().enumerate() {
            let p = format!("journeys.{}", journey.name);
            self.add(format!("{p}.started"), "visits", "visits started in the observed period", move |s| {
                Some(s.o.journeys[j].started as f64)
            });
            self.add(
                format!("{p}.completed"),
                "visits",
                "visits started in the observed period and done before the horizon: the last way taken was `next`",
                move |s| Some(s.o.journeys[j].completed as f64),
            );
            let can = |n: usize| model.regimes().any(|m| m.journeys[j].endings(m)[n]);
            if can(0) {
                self.add(
                    format!("{p}.cut_off"),
                    "visits",
                    "visits started in the observed period and cut off at `max_visits` before the horizon",
                    move |s| Some(s.o.journeys[j].cut_off as f64),
                );
            }
            if can(1) {
                self.add(
                    format!("{p}.gave_up"),
                    "visits",
                    "visits started in the observed period and given up before the horizon: the last way taken was to give up waiting or to \
                     meet a full queue, or the customer left for good before what was to come after the departure",
                    move |s| Some(s.o.journeys[j].gave_up as f64),
                );
            }
            if can(2) {
                self.add(
                    format!("{p}.failed"),
                    "visits",
                    "visits started in the observed period and failed before the horizon: the last way taken was `on_fail`",
                    move |s| Some(s.o.journeys[j].failed as f64),
                );
            }
            self.add(format!("{p}.in_progress"), "visits", "visits under way at the horizon", move |s| {
                Some(s.o.journeys[j].inside as f64)
            });
            self.add(
                format!("{p}.sojourn_min"),
                "min",
                "mean time from start to end, of visits that are done",
                move |s| s.o.journeys[j].sojourn.mean_minutes(),
            );
            self.add(
                format!("{p}.value"),
                CURRENCY,
                "mean over visits that are done of revenue and flows less cost of their touchpoints, discounted to the start of the visit",
                move |s| s.o.journeys[j].value.mean(),
            );
            self.add_spread(
                format!("{p}.more.sojourn_sd_min"),
                "min",
                "between visits that are done of the time from start to end",
                move |s| s.o.journeys[j].sojourn.moments(),
            );
            self.add(
                format!("{p}.more.sojourn_p95_min"),
                "min",
                "95 % quantile within a replication of the time from start to end, of visits that are done (bins within 1.6 %)",
                move |s| s.o.journeys[j].sojourn.quantile_minutes(0.95),
            )
            .scale(Scale::Binned);
            self.add(
                format!("{p}.more.mean_in_progress"),
                "visits",
                "visits under way, averaged over the observed period",
                move |s| Some(s.o.journeys[j].time_inside as f64 / observed_nanos(s.model)),
            )
            .scale(Scale::Amount);
            let touches = usize::from(journey.touchpoints.start)..usize::from(journey.touchpoints.end);
            for t in touches {
                self.add_touchpoint(model, t, &format!("touchpoints.{}/{}", journey.name, model.touchpoints[t].name));
            }
        }
    }

    pub(super) fn add_touchpoint(&mut self, model: &Model, t: usize, p: &str) {
        let count = |read: fn(&crate::journey::observations::TouchObservations) -> u64| {
            move |s: &Seen<'_>| Some(read(&s.o.touchpoints[t]) as f64)
        };
        self.add(format!("{p}.visits"), "visits", "visits that reached it in the observed period", count(|o| o.visits));
        self.add(
            format!("{p}.delay_min"),
            "min",
            "mean delay before service, backstage delay included, of those served",
            move |s| s.o.touchpoints[t].delay.mean_minutes(),
        );
        self.add(format!("{p}.baulked"), "visits", "visits that found its queue full", count(|o| o.baulked))
            .fixed(!turns_away(model, t));
        self.add(format!("{p}.reneged"), "visits", "visits that gave up waiting", count(|o| o.reneged))
            .fixed(!loses_patience(model, t));
        self.add(format!("{p}.failed"), "visits", "visits that failed", count(|o| o.failed))
            .fixed(model.touch_channels.is_empty() && model.regimes().all(|m| m.touchpoints[t].fail_prob.is_none()));
        self.add(format!("{p}.cost"), CURRENCY, "cost of its uses in the observed period, undiscounted", move |s| {
            Some(s.o.touchpoints[t].cost.value())
        });
        self.add(format!("{p}.service_min"), "min", "mean time in service", move |s| {
            s.o.touchpoints[t].service.mean_minutes()
        });
        if model.touchpoints[t].quality.is_some() {
            self.add(
                format!("{p}.moment"),
                "utility -1..1",
                "mean moment utility: disconfirmation of the expectation, 0 as expected, +-z at the edges of the zone of tolerance",
                move |s| s.o.touchpoints[t].moment.mean(),
            );
            self.add(
                format!("{p}.peak_share"),
                "share",
                "share of remembered encounters whose peak was here",
                move |s| ratio(s.o.touchpoints[t].peaks as f64, s.o.encounters as f64),
            )
            .of(move |s| s.o.encounters as f64);
            self.add(
                format!("{p}.wait_moment"),
                "utility -1..0",
                "mean utility of the wait before it over all its visits; 0 for waits that were fine",
                move |s| ratio(s.o.touchpoints[t].wait_moment.sum.value(), s.o.touchpoints[t].visits as f64),
            );
            // How long a complaint takes is felt when it is settled, not as a wait.
            if !matches!(model.journeys[usize::from(model.touchpoints[t].journey)].start, Start::Complaint) {
                self.add(
                    format!("{p}.perceived_wait_min"),
                    "min",
                    "mean delay before service as those served feel it: k_over * w^gamma * modifiers; beside delay_min, of the same visits",
                    move |s| ratio(s.o.touchpoints[t].perceived.value(), s.o.touchpoints[t].delay.count as f64),
                );
            }
        }
    }

    pub(super) fn add_resources(&mut self, model: &Model) {
        for (r, resource) in model.resources.iter().enumerate() {
            let p = format!("resources.{}", resource.name);
            self.add(
                format!("{p}.utilisation"),
                "share",
                "busy server-time / scheduled server-time; overtime after closing can lift it above 1",
                move |s| {
                    let staff = s.model.staff_time(r).total() as i128 + s.o.resources[r].hired;
                    ratio(s.o.resources[r].busy.total() as f64, staff as f64)
                },
            );
            self.add(format!("{p}.delay_min"), "min", "mean delay in queue of those served", move |s| {
                s.o.resources[r].delay.mean_minutes()
            });
            self.add(format!("{p}.delay_probability"), "share", "share of arrivals who had to wait", move |s| {
                ratio(s.o.resources[r].waited as f64, s.o.resources[r].arrivals as f64)
            })
            .of(move |s| s.o.resources[r].arrivals as f64);
            self.add(format!("{p}.queue_length"), "waiting", "number waiting, averaged over time", move |s| {
                Some(s.o.resources[r].waiting.total() as f64 / observed_nanos(s.model))
            });
            self.add(format!("{p}.sojourn_min"), "min", "mean delay plus service of those served", move |s| {
                s.o.resources[r].sojourn.mean_minutes()
            });
            self.add(format!("{p}.baulk_fraction"), "share", "share of arrivals who found no room", move |s| {
                ratio(s.o.resources[r].baulked as f64, s.o.resources[r].arrivals as f64)
            })
            .fixed(model.regimes().all(|m| m.resources[r].queue_limit.is_none()))
            .of(move |s| s.o.resources[r].arrivals as f64);
            self.add(format!("{p}.renege_fraction"), "share", "share of arrivals who gave up waiting", move |s| {
                ratio(s.o.resources[r].reneged as f64, s.o.resources[r].arrivals as f64)
            })
            .fixed(
                (0..model.touchpoints.len())
                    .all(|t| model.touchpoints[t].resource.map(usize::from) != Some(r) || !loses_patience(model, t)),
            )
            .of(move |s| s.o.resources[r].arrivals as f64);
            self.add_resource_details(model, r, &format!("{p}.more"));
            self.add_staff(model, r, &format!("{p}.more"));
        }
    }

    pub(super) fn add_resource_details(&mut self, model: &Model, r: usize, p: &str) {
        self.add(format!("{p}.arrivals"), "arrivals", "arrivals in the observed period", move |s| {
            Some(s.o.resources[r].arrivals as f64)
        });
        self.add(
            format!("{p}.served"),
            "services",
            "services begun, of those who arrived in the observed period",
            move |s| Some(s.o.resources[r].delay.count() as f64),
        );
        self.add(format!("{p}.busy"), "servers", "busy servers, averaged over time", move |s| {
            Some(s.o.resources[r].busy.total() as f64 / observed_nanos(s.model))
        });
        self.add(format!("{p}.in_system"), "visits", "waiting or in service, averaged over time", move |s| {
            let o = &s.o.resources[r];
            Some((o.waiting.total() + o.busy.total()) as f64 / observed_nanos(s.model))
        })
        .scale(Scale::Amount);
        self.add(format!("{p}.idle_probability"), "share", "share of time without any busy server", move |s| {
            Some(s.o.resources[r].idle as f64 / observed_nanos(s.model))
        })
        .of(move |s| s.o.resources[r].arrivals.max(1) as f64);
        self.add(
            format!("{p}.delay_all_min"),
            "min",
            "mean time in queue of all who joined it, served or not",
            move |s| both(&s.o.resources[r].delay.all, &s.o.resources[r].delay_reneged),
        );
        self.add(
            format!("{p}.delay_if_waiting_min"),
            "min",
            "mean time in queue of those who had to wait and were served or gave up; who still waits is left out",
            move |s| {
                let o = &s.o.resources[r];
                let minutes = o.delay.all.total_minutes() + o.delay_reneged.total_minutes();
                ratio(minutes, (o.delayed + o.reneged) as f64)
            },
        );
        self.add(format!("{p}.delay_reneged_min"), "min", "mean time in queue of those who gave up", move |s| {
            s.o.resources[r].delay_reneged.mean_minutes()
        });
        self.add_spread(format!("{p}.delay_sd_min"), "min", "between services of the delay", move |s| {
            s.o.resources[r].delay.moments()
        });
        self.add_spread(format!("{p}.sojourn_sd_min"), "min", "between services of delay plus service", move |s| {
            s.o.resources[r].sojourn.moments()
        });
        for (id, q) in [("delay_p50_min", 0.5), ("delay_p95_min", 0.95)] {
            self.add(
                format!("{p}.{id}"),
                "min",
                format!("{:.0} % quantile within a replication of the delay (bins within 1.6 %)", q * 100.0),
                move |s| s.o.resources[r].delay.quantile_minutes(q),
            )
            .scale(Scale::Binned);
        }
        self.add(
            format!("{p}.sojourn_p95_min"),
            "min",
            "95 % quantile within a replication of delay plus service (bins within 1.6 %)",
            move |s| s.o.resources[r].sojourn.quantile_minutes(0.95),
        )
        .scale(Scale::Binned);
        if model.resources[r].target.is_some() {
            self.add(
                format!("{p}.served_within_target"),
                "share",
                "share of all arrivals whose service began within the target",
                move |s| ratio(s.o.resources[r].within_target as f64, s.o.resources[r].arrivals as f64),
            )
            .of(move |s| s.o.resources[r].arrivals as f64);
            self.add(
                format!("{p}.sojourn_within_target"),
                "share",
                "share of those served whose delay plus service was within the target",
                move |s| ratio(s.o.resources[r].sojourn_within_target as f64, s.o.resources[r].sojourn.count() as f64),
            )
            .of(move |s| s.o.resources[r].sojourn.count() as f64);
        }
        let definition =
            "wages for the larger of staffed and busy time, and salaries, of the observed period, undiscounted";
        self.add(format!("{p}.wages"), CURRENCY, definition, move |s| {
            let paid = |(from, to, model): (SimTime, SimTime, &Model)| {
                model.resources[r].scheduled_pay(from.max(s.model.warm_up), to)
            };
            Some(s.model.periods().map(paid).sum::<f64>() + s.o.resources[r].more_wages.value())
        })
        .scale(Scale::Amount);
    }
}

/// Whether somebody may find the queue of a touchpoint full.
fn turns_away(model: &Model, t: usize) -> bool {
    let limited =
        |m: &Model| m.touchpoints[t].resource.is_some_and(|r| m.resources[usize::from(r)].queue_limit.is_some());
    model.regimes().any(limited)
}

/// Whether somebody may give up waiting before a touchpoint.
fn loses_patience(model: &Model, t: usize) -> bool {
    model.regimes().any(|m| m.touchpoints[t].patience.is_some())
}

fn observed_nanos(model: &Model) -> f64 {
    model.horizon.since(model.warm_up).0 as f64
}

fn both(a: &MeanDuration, b: &MeanDuration) -> Option<f64> {
    ratio(a.total_minutes() + b.total_minutes(), (a.count + b.count) as f64)
}

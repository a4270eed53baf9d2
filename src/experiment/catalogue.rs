//! The catalogue of metrics: path, unit, definition, and how to read each off one replication.
//!
//! One list feeds `results.json`, the raw table, `--precision` and the docs, so that a number and its definition
//! never part.

use std::collections::BTreeMap;

use super::curves::Curves;
use crate::engine::durations::MeanDuration;
use crate::journey::ledger::LEDGER;
use crate::journey::model::Model;
use crate::journey::observations::Observations;
use crate::num;
use crate::units::SimTime;

/// What a metric is read from.
pub(super) struct Seen<'a> {
    pub(super) model: &'a Model,
    pub(super) o: &'a Observations,
    pub(super) curves: &'a Curves,
}

type Read = Box<dyn Fn(&Seen<'_>) -> Option<f64> + Send + Sync>;

struct Entry {
    path: String,
    unit: &'static str,
    definition: String,
    read: Read,
}

/// All metrics of a model, in a fixed order.
pub(super) struct Catalogue {
    entries: Vec<Entry>,
    /// Column of each path: a scenario with thousands of touchpoints asks for all of them.
    columns: BTreeMap<String, usize>,
}

/// Unit that stands for the scenario's currency.
pub(super) const CURRENCY: &str = "currency";

impl Catalogue {
    /// The catalogue of a model.
    pub(super) fn of(model: &Model) -> Self {
        let mut c = Catalogue { entries: Vec::new(), columns: BTreeMap::new() };
        c.add_firm(model);
        if model.has_customers() {
            c.add_customers(model);
            c.add_bucket(model);
            super::programs::add(&mut c, model);
            super::classes::add(&mut c, model);
            c.add_voices(model);
            c.add_recovery(model);
            c.add_win_back(model);
            c.add_feedback(model);
        }
        c.add_self_service(model);
        c.add_journeys(model);
        c.add_resources(model);
        c
    }

    /// Values of one replication, in catalogue order.
    pub(super) fn evaluate(&self, model: &Model, o: &Observations, curves: &Curves) -> Vec<Option<f64>> {
        let seen = Seen { model, o, curves };
        self.entries.iter().map(|e| (e.read)(&seen).filter(|x| x.is_finite())).collect()
    }

    /// Column of a path.
    pub(super) fn column(&self, path: &str) -> Option<usize> {
        self.exact(path).or_else(|| self.exact(&format!("metrics.{path}")))
    }

    /// Column of a path in full.
    pub(super) fn exact(&self, path: &str) -> Option<usize> {
        self.columns.get(path).copied()
    }

    /// The most similar path.
    pub(super) fn nearest(&self, path: &str) -> String {
        self.entries
            .iter()
            .max_by(|a, b| strsim::jaro_winkler(&a.path, path).total_cmp(&strsim::jaro_winkler(&b.path, path)))
            .map_or_else(String::new, |e| e.path.clone())
    }

    /// Paths in order.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|e| e.path.as_str())
    }

    /// Unit and definition of a column.
    pub(super) fn describe(&self, column: usize) -> (&'static str, &str) {
        (self.entries[column].unit, &self.entries[column].definition)
    }

    pub(super) fn add(
        &mut self,
        path: impl Into<String>,
        unit: &'static str,
        definition: impl Into<String>,
        read: impl Fn(&Seen<'_>) -> Option<f64> + Send + Sync + 'static,
    ) {
        let path = path.into();
        self.columns.entry(path.clone()).or_insert(self.entries.len());
        self.entries.push(Entry { path, unit, definition: definition.into(), read: Box::new(read) });
    }

    fn add_firm(&mut self, model: &Model) {
        self.add(
            "metrics.npv",
            CURRENCY,
            "net present value: all money of the firm, fixed costs included, discounted to day 0: sum of amount * (1+d)^(-t/365)",
            |s| Some(s.o.npv.value()),
        );
        for (line, name) in LEDGER.into_iter().filter(|(line, _)| line.is_used(model)) {
            self.add(
                format!("ledger.{name}"),
                CURRENCY,
                format!("undiscounted money of the observed period, ledger line \"{name}\"; costs are negative"),
                move |s| Some(s.o.ledger[line as usize].value()),
            );
        }
        self.add("ledger.total", CURRENCY, "sum of all ledger lines", |s| {
            let mut total = crate::engine::sum::Sum::default();
            s.o.ledger.iter().for_each(|&line| total += line);
            Some(total.value())
        });
    }

    fn add_customers(&mut self, model: &Model) {
        self.add(
            "metrics.ltv",
            CURRENCY,
            format!(
                "lifetime value: mean over customers who join during the run (or on day 0 without history) of their contribution, discounted to their day of joining, from joining to leaving or the horizon{}; acquisition cost included",
                if model.regimes().any(|m| m.win_back.is_some()) { ", later lives of those who came back included" } else { "" }
            ),
            |s| s.o.ltv.mean(),
        );
        for (id, p) in [("ltv_p10", 0.10), ("ltv_p50", 0.50), ("ltv_p90", 0.90)] {
            self.add(
                format!("metrics.{id}"),
                CURRENCY,
                format!(
                    "{:.0} % quantile over customers of lifetime value, within a replication (bins within 1.6 %)",
                    p * 100.0
                ),
                move |s| s.o.ltvs.quantile(p),
            );
        }
        self.add("metrics.ltv_sd", CURRENCY, "standard deviation between customers of lifetime value", |s| {
            s.o.ltv.sd()
        });
        if model.history.is_some() || model.warm_up > SimTime::ZERO {
            self.add(
                "metrics.remaining_value",
                CURRENCY,
                "mean over customers who were there before day 0 (or before the end of the warm-up) of their contribution from then on, discounted to that day; never pooled with ltv",
                |s| s.o.remaining.mean(),
            );
        }
        self.add(
            "metrics.residual_value",
            CURRENCY,
            "what those still active at the horizon are expected to be worth beyond it, discounted to day 0, not in any other figure: active * (1+d)^(-H/365) * m/(h+delta), with m the mean contribution and h the exits per customer-day of the run, delta = ln(1+d)/365",
            |s| {
                let days = s.o.active_days.value();
                let (m, h) = (s.o.contribution.value() / days, exits(s.o) as f64 / days);
                let later = num::exp(-s.model.discount * s.model.horizon.days());
                Some(s.o.end as f64 * later * m / (h + s.model.discount)).filter(|x| x.is_finite())
            },
        );
        if model.horizon >= SimTime::from_days(365.0) {
            self.add(
                "metrics.retention_1y",
                "share",
                "share of customers still there one year after joining: Kaplan-Meier, unfinished cohorts censored, earlier customers entering at their tenure",
                |s| s.curves.survival_1y,
            );
        }
        self.add(
            "metrics.retention_horizon",
            "share",
            "share of customers still there a whole horizon after joining: Kaplan-Meier, unfinished cohorts censored, earlier customers entering at their tenure",
            |s| s.curves.survival_horizon,
        );
        self.add(
            "metrics.yearly_loss",
            "share per year",
            "1 - S^(1/years), S the Kaplan-Meier share still there at the horizon",
            |s| {
                let years = s.model.horizon.days() / 365.0;
                s.curves.survival_horizon.map(|x| 1.0 - if x > 0.0 { num::pow(x, 1.0 / years) } else { 0.0 })
            },
        );
        self.add(
            "metrics.exits",
            "customers",
            "customers who left in the observed period",
            |s| Some(exits(s.o) as f64),
        );
        self.add("metrics.acquired", "customers", "customers who joined in the observed period", |s| {
            Some(acquired(s.o) as f64)
        });
        self.add("metrics.active_end", "customers", "active customers at the horizon", |s| Some(s.o.end as f64));
        if !model.channels.is_empty() {
            self.add(
                "metrics.replacement_cost",
                CURRENCY,
                "cost of replacing everybody who left: exits * CAC * (exits/acquired)^0.3, CAC the acquisition cost per newcomer of this run; the exponent (dearer as more are wanted) is a modelling assumption",
                |s| {
                    let (lost, won) = (exits(s.o) as f64, acquired(s.o) as f64);
                    let spent = -(s.o.ledger[6].value() + s.o.ledger[7].value());
                    (won > 0.0).then(|| lost * spent / won * num::pow(lost / won, 0.3))
                },
            );
        }
        self.add("metrics.spend", CURRENCY, "mean revenue per customer in the observed period, undiscounted", |s| {
            s.o.spend.mean()
        });
        self.add("metrics.spend_sd", CURRENCY, "standard deviation between customers of revenue", |s| s.o.spend.sd());
        self.add(
            "metrics.mean_lifetime_days",
            "d",
            "mean time as customer seen, from joining to leaving or the horizon",
            |s| s.o.lifetime.mean(),
        );
        if model.segments.iter().any(|s| s.profile.purchase.is_some()) {
            self.add("metrics.purchases", "purchases", "purchases in the observed period", |s| {
                Some(s.o.purchases.sum.value())
            });
            self.add("metrics.purchases_per_customer", "purchases", "mean purchases per customer", |s| {
                s.o.purchases.mean()
            });
            self.add("metrics.share_without_purchase", "share", "share of customers who bought nothing", |s| {
                ratio(s.o.without_purchase as f64, s.o.purchases.count as f64)
            });
            self.add("metrics.basket_mean", CURRENCY, "mean revenue per purchase", |s| s.o.basket.mean());
            self.add("metrics.basket_sd", CURRENCY, "standard deviation between purchases of revenue", |s| {
                s.o.basket.sd()
            });
            self.add(
                "metrics.false_alarm_rate",
                "share",
                "share of gaps between purchases long enough for a warning (m_w mean gaps of that customer) that ended with a purchase all the same",
                |s| ratio(s.o.false_alarms as f64, s.o.gaps as f64),
            );
            self.add(
                "metrics.warnings",
                "warnings",
                "silences long enough for a warning that ended in the observed period, with a purchase or an exit",
                |s| Some(s.o.warnings as f64),
            );
        }
        self.add(
            "metrics.incidents",
            "incidents",
            "failures and angry leavings of queues that customers met in the observed period",
            |s| Some(s.o.incidents as f64),
        );
        if model.loyalty {
            self.add(
                "metrics.satisfaction",
                "score 1..5",
                "satisfaction S = 3.5 + 1.5 max(M,0) + 2.5 min(M,0), averaged over customers and time",
                |s| ratio(s.o.satisfaction.value(), s.o.satisfied_days.value()),
            );
            self.add(
                "metrics.complaints",
                "complaints",
                "incidents that were voiced, at the front line or formally",
                |s| Some(s.o.complaints as f64),
            );
            self.add("metrics.formal_complaints", "complaints", "complaints made formally to the firm", |s| {
                Some(s.o.formal_complaints as f64)
            });
            self.add(
                "metrics.incident_exits",
                "customers",
                "customers who decided to leave when an incident was settled, whatever hole it counts for",
                |s| Some(s.o.incident_exits as f64),
            );
            self.add(
                "metrics.praise_to_blame",
                "ratio",
                "encounters that leave a customer ready to praise (chance sig((S-3.75)/0.25)) per encounter that leaves one ready to blame (incident silent or unresolved, or memory below -0.3)",
                |s| ratio(s.o.praise.value(), s.o.blame as f64),
            );
        }
    }

    fn add_bucket(&mut self, model: &Model) {
        self.add("bucket.start", "customers", "customers at the start of the observed period", |s| {
            Some(s.o.start as f64)
        });
        self.add("bucket.end", "customers", "customers at the horizon: start + inflow - outflow", |s| {
            Some(s.o.end as f64)
        });
        for (i, channel) in model.channels.iter().enumerate() {
            self.add(
                format!("bucket.inflow.{}", channel.name),
                "customers",
                format!("newcomers through \"{}\" in the observed period", channel.name),
                move |s| Some(s.o.inflow[i] as f64),
            );
        }
        if model.regimes().any(|m| m.win_back.is_some()) {
            self.add("bucket.inflow.win-back", "customers", "customers who came back in the observed period", |s| {
                Some(s.o.win_back.returned as f64)
            });
        }
        for (i, hole) in model.holes.iter().enumerate() {
            self.add(
                format!("bucket.outflow.{}", hole.name),
                "customers",
                format!(
                    "customers who left by hole \"{}\" in the observed period; every exit has one cause",
                    hole.name
                ),
                move |s| Some(s.o.outflow[i] as f64),
            );
            self.add(
                format!("bucket.outflow_share.{}", hole.name),
                "share",
                format!("customers who left by hole \"{}\" / all who left in the observed period", hole.name),
                move |s| ratio(s.o.outflow[i] as f64, s.o.outflow.iter().sum::<u64>() as f64),
            );
            if i < model.service_holes && model.loyalty {
                for (part, name, what) in [
                    (0usize, "prior", "carried by prior blame: nothing bad of that kind was remembered"),
                    (1, "dissatisfaction", "carried by remembered dissatisfaction or an incident"),
                    (2, "indifferent", "at satisfaction 3 or more: indifferent rather than unhappy"),
                ] {
                    self.add(
                        format!("bucket.split.{}.{name}", hole.name),
                        "customers",
                        format!("exits by \"{}\" {what}", hole.name),
                        move |s| Some(s.o.split[i][part] as f64),
                    );
                }
            }
        }
    }

    fn add_journeys(&mut self, model: &Model) {
        for (j, journey) in model.journeys.iter().enumerate() {
            let p = format!("journeys.{}", journey.name);
            self.add(format!("{p}.started"), "visits", "visits started in the observed period", move |s| {
                Some(s.o.journeys[j].started as f64)
            });
            self.add(
                format!("{p}.completed"),
                "visits",
                "visits started in the observed period and completed before the horizon",
                move |s| Some(s.o.journeys[j].completed as f64),
            );
            self.add(format!("{p}.in_progress"), "visits", "visits under way at the horizon", move |s| {
                Some(s.o.journeys[j].inside as f64)
            });
            self.add(
                format!("{p}.sojourn_min"),
                "min",
                "mean time from start to completion, of completed visits",
                move |s| s.o.journeys[j].sojourn.mean_minutes(),
            );
            self.add(
                format!("{p}.value"),
                CURRENCY,
                "mean over completed visits of revenue and flows less cost of their touchpoints, discounted to the start of the visit",
                move |s| s.o.journeys[j].value.mean(),
            );
            self.add(
                format!("{p}.more.sojourn_sd_min"),
                "min",
                "standard deviation between visits of the time from start to completion",
                move |s| s.o.journeys[j].sojourn.sd_minutes(),
            );
            self.add(
                format!("{p}.more.sojourn_p95_min"),
                "min",
                "95 % quantile within a replication of the time from start to completion (bins within 1.6 %)",
                move |s| s.o.journeys[j].sojourn.quantile_minutes(0.95),
            );
            self.add(
                format!("{p}.more.mean_in_progress"),
                "visits",
                "visits under way, averaged over the observed period",
                move |s| Some(s.o.journeys[j].time_inside as f64 / observed_nanos(s.model)),
            );
            let touches = usize::from(journey.touchpoints.start)..usize::from(journey.touchpoints.end);
            for t in touches {
                self.add_touchpoint(model, t, &format!("touchpoints.{}/{}", journey.name, model.touchpoints[t].name));
            }
        }
    }

    fn add_touchpoint(&mut self, model: &Model, t: usize, p: &str) {
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
        self.add(format!("{p}.baulked"), "visits", "visits that found its queue full", count(|o| o.baulked));
        self.add(format!("{p}.reneged"), "visits", "visits that gave up waiting", count(|o| o.reneged));
        self.add(format!("{p}.failed"), "visits", "visits that failed", count(|o| o.failed));
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
            );
            self.add(
                format!("{p}.wait_moment"),
                "utility -1..0",
                "mean utility of the wait before it over all its visits; 0 for waits that were fine",
                move |s| ratio(s.o.touchpoints[t].wait_moment.sum.value(), s.o.touchpoints[t].visits as f64),
            );
        }
    }

    fn add_resources(&mut self, model: &Model) {
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
            });
            self.add(format!("{p}.queue_length"), "waiting", "number waiting, averaged over time", move |s| {
                Some(s.o.resources[r].waiting.total() as f64 / observed_nanos(s.model))
            });
            self.add(format!("{p}.sojourn_min"), "min", "mean delay plus service of those served", move |s| {
                s.o.resources[r].sojourn.mean_minutes()
            });
            self.add(format!("{p}.baulk_fraction"), "share", "share of arrivals who found no room", move |s| {
                ratio(s.o.resources[r].baulked as f64, s.o.resources[r].arrivals as f64)
            });
            self.add(format!("{p}.renege_fraction"), "share", "share of arrivals who gave up waiting", move |s| {
                ratio(s.o.resources[r].reneged as f64, s.o.resources[r].arrivals as f64)
            });
            self.add_resource_details(model, r, &format!("{p}.more"));
            self.add_staff(model, r, &format!("{p}.more"));
        }
    }

    fn add_resource_details(&mut self, model: &Model, r: usize, p: &str) {
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
        });
        self.add(format!("{p}.idle_probability"), "share", "share of time without any busy server", move |s| {
            Some(s.o.resources[r].idle as f64 / observed_nanos(s.model))
        });
        self.add(
            format!("{p}.delay_all_min"),
            "min",
            "mean time in queue of all who joined it, served or not",
            move |s| both(&s.o.resources[r].delay.all, &s.o.resources[r].delay_reneged),
        );
        self.add(format!("{p}.delay_if_waiting_min"), "min", "mean time in queue of those who had to wait", move |s| {
            let o = &s.o.resources[r];
            ratio(o.delay.all.total_minutes() + o.delay_reneged.total_minutes(), o.waited as f64)
        });
        self.add(format!("{p}.delay_reneged_min"), "min", "mean time in queue of those who gave up", move |s| {
            s.o.resources[r].delay_reneged.mean_minutes()
        });
        self.add(format!("{p}.delay_sd_min"), "min", "standard deviation between services of the delay", move |s| {
            s.o.resources[r].delay.sd_minutes()
        });
        self.add(
            format!("{p}.sojourn_sd_min"),
            "min",
            "standard deviation between services of delay plus service",
            move |s| s.o.resources[r].sojourn.sd_minutes(),
        );
        for (id, q) in [("delay_p50_min", 0.5), ("delay_p95_min", 0.95)] {
            self.add(
                format!("{p}.{id}"),
                "min",
                format!("{:.0} % quantile within a replication of the delay (bins within 1.6 %)", q * 100.0),
                move |s| s.o.resources[r].delay.quantile_minutes(q),
            );
        }
        self.add(
            format!("{p}.sojourn_p95_min"),
            "min",
            "95 % quantile within a replication of delay plus service (bins within 1.6 %)",
            move |s| s.o.resources[r].sojourn.quantile_minutes(0.95),
        );
        if model.resources[r].target.is_some() {
            self.add(
                format!("{p}.served_within_target"),
                "share",
                "share of all arrivals whose service began within the target",
                move |s| ratio(s.o.resources[r].within_target as f64, s.o.resources[r].arrivals as f64),
            );
            self.add(
                format!("{p}.sojourn_within_target"),
                "share",
                "share of those served whose delay plus service was within the target",
                move |s| ratio(s.o.resources[r].sojourn_within_target as f64, s.o.resources[r].sojourn.count() as f64),
            );
        }
        self.add(format!("{p}.wages"), CURRENCY, "wages of the observed period, undiscounted", move |s| {
            let paid = |(from, to, model): (SimTime, SimTime, &Model)| {
                model.resources[r].wages * to.since(from.max(s.model.warm_up)).days()
            };
            Some(s.model.periods().map(paid).sum::<f64>() + s.o.resources[r].hired_wages.value())
        });
    }
}

fn observed_nanos(model: &Model) -> f64 {
    model.horizon.since(model.warm_up).0 as f64
}

fn exits(o: &Observations) -> u64 {
    o.outflow.iter().sum()
}

fn acquired(o: &Observations) -> u64 {
    o.inflow.iter().sum()
}

pub(super) fn ratio(a: f64, b: f64) -> Option<f64> {
    (b != 0.0).then(|| a / b)
}

fn both(a: &MeanDuration, b: &MeanDuration) -> Option<f64> {
    ratio(a.total_minutes() + b.total_minutes(), (a.count + b.count) as f64)
}

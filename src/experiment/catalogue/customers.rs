//! Metrics of customers and of the bucket.

use super::{CURRENCY, Catalogue, ratio};
use crate::journey::ledger::Line;
use crate::journey::model::Model;
use crate::journey::observations::{Observations, TenureGrid, WholeTerms};
use crate::num;
use crate::stats::{Scale, Staying, staying};
use crate::units::SimTime;

/// As many joiners must have been followed up to a tenure for a loss per year to be taken there. Near the longest tenure few are left at risk, and
/// the exit of the last one would say that everybody leaves.
const FOLLOWED: f64 = 30.0;

/// The bin up to which a loss per year is taken: the longest tenure measured at which a term ends (`whole`) and up to which enough were followed.
/// Where there is none, the longest at which a term ends; else the longest.
///
/// # Definition
/// Customers at risk over the share that stays up to there: with nobody cut off, the joiners. Known before the exits of the bin, so that no exit ends
/// the curve at itself.
fn measured_to(curve: &Staying, at_risk: &[f64], whole: &[bool]) -> Option<usize> {
    let measured = || (1..whole.len()).rev().filter(|&bin| curve.survival[bin].is_some());
    let many = |bin: usize| curve.survival[bin - 1].is_some_and(|left| left > 0.0 && at_risk[bin] >= FOLLOWED * left);
    let at_ends = || measured().filter(|&bin| whole[bin]);
    at_ends().find(|&bin| many(bin)).or_else(|| at_ends().next()).or_else(|| measured().next())
}

impl Catalogue {
    pub(crate) fn add_customers(&mut self, model: &Model) {
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
        self.add_spread("metrics.ltv_sd", CURRENCY, "between customers of lifetime value", |s| s.o.ltv.moments());
        if model.history.is_some() || model.warm_up > SimTime::ZERO {
            self.add(
                "metrics.remaining_value",
                CURRENCY,
                "mean over customers who were there before day 0 (or before the end of the warm-up) of their contribution from then on, discounted to that day; never pooled with ltv",
                |s| s.o.remaining.mean(),
            );
        }
        let (discount, later) = (model.discount, num::exp(-model.discount * model.horizon.days()));
        let pool = self.add_pool(|s| {
            let o = s.o;
            vec![1.0, o.end as f64, o.active_days.value(), o.contribution.value(), exits(o) as f64]
        });
        self.add_pooled(
            "metrics.residual_value",
            CURRENCY,
            "what those still active at the horizon are expected to be worth beyond it, discounted to day 0, not in any other figure: active * (1+d)^(-H/365) * m/(h+delta), with m the mean contribution and h the exits per customer-day of all replications, delta = ln(1+d)/365",
            pool,
            move |sums| {
                let (m, h) = (ratio(sums[3], sums[2])?, ratio(sums[4], sums[2])?);
                Some(sums[1] / sums[0] * later * m / (h + discount))
            },
        );
        self.add_staying(model);
        self.add(
            "metrics.exits",
            "customers",
            "customers who left in the observed period",
            |s| Some(exits(s.o) as f64),
        )
        .of(ever)
        .fixed(model.nobody_leaves());
        self.add("metrics.acquired", "customers", "customers who joined in the observed period", |s| {
            Some(acquired(s.o) as f64)
        })
        .fixed(model.channels.is_empty());
        self.add("metrics.active_end", "customers", "active customers at the horizon", |s| Some(s.o.end as f64))
            .of(ever);
        if !model.channels.is_empty() {
            let pool = self.add_pool(|s| {
                let of = |line: Line| s.o.ledger[line as usize].value();
                vec![1.0, exits(s.o) as f64, acquired(s.o) as f64, -(of(Line::Contacts) + of(Line::Acquisition))]
            });
            self.add_pooled(
                "metrics.replacement_cost",
                CURRENCY,
                "cost of replacing everybody who left: exits * CAC * (exits/acquired)^0.3, CAC the acquisition cost per newcomer, all of the run; the exponent (dearer as more are wanted) is a modelling assumption",
                pool,
                |sums| {
                    let lost = ratio(sums[1], sums[2])?;
                    Some(sums[3] / sums[0] * lost * num::pow(lost, 0.3))
                },
            );
        }
        self.add("metrics.spend", CURRENCY, "mean revenue per customer in the observed period, undiscounted", |s| {
            s.o.spend.mean()
        });
        self.add_spread("metrics.spend_sd", CURRENCY, "between customers of revenue", |s| s.o.spend.moments());
        self.add(
            "metrics.mean_lifetime_days",
            "d",
            "mean time from joining (before day 0, where a tenure says so) to leaving for the first time or the horizon, of the customers seen in the observed period; later lives are not in it",
            |s| s.o.lifetime.mean(),
        );
        if model.segments.iter().any(|s| s.profile.plain.purchase.is_some()) {
            self.add("metrics.purchases", "purchases", "purchases in the observed period", |s| {
                Some(s.o.purchases.sum.value())
            });
            self.add("metrics.purchases_per_customer", "purchases", "mean purchases per customer", |s| {
                s.o.purchases.mean()
            })
            .scale(Scale::Rate { sure: 0 })
            .of(|s| s.o.purchases.count as f64);
            self.add("metrics.share_without_purchase", "share", "share of customers who bought nothing", |s| {
                ratio(s.o.without_purchase as f64, s.o.purchases.count as f64)
            })
            .of(|s| s.o.purchases.count as f64);
            self.add("metrics.basket_mean", CURRENCY, "mean revenue per purchase", |s| s.o.basket.mean());
            self.add_spread("metrics.basket_sd", CURRENCY, "between purchases of revenue", |s| s.o.basket.moments());
            self.add_pooled_ratio(
                "metrics.false_alarm_rate",
                "share",
                "share of gaps between purchases long enough for a warning (m_w mean gaps of that customer) that ended with a purchase all the same",
                |s| [s.o.false_alarms as f64, s.o.gaps as f64],
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
        )
        .fixed(model.touchpoints.is_empty());
        if model.loyalty {
            self.add(
                "metrics.satisfaction",
                "score 1..5",
                "satisfaction S = 3.5 + 1.5 max(M,0) + 2.5 min(M,0), averaged over customers and time",
                |s| ratio(s.o.satisfaction.value(), s.o.satisfied_days.value()),
            );
        }
        if model.keeps_encounters() {
            self.add(
                "metrics.complaints",
                "complaints",
                "incidents that were voiced, at the front line or formally",
                |s| Some(s.o.complaints as f64),
            )
            .fixed(model.touchpoints.is_empty());
            self.add("metrics.formal_complaints", "complaints", "complaints made formally to the firm", |s| {
                Some(s.o.formal_complaints as f64)
            });
            self.add(
                "metrics.incident_exits",
                "customers",
                "customers who decided to leave when an incident was settled, whatever hole it counts for",
                |s| Some(s.o.incident_exits as f64),
            );
        }
        if model.loyalty {
            self.add_pooled_ratio(
                "metrics.praise_to_blame",
                "ratio",
                "encounters that leave a customer ready to praise (chance sig((S-3.75)/0.25)) per encounter that leaves one ready to blame (incident silent or unresolved, or memory below -0.3)",
                |s| [s.o.praise.value(), s.o.blame as f64],
            );
        }
    }

    /// Retention and loss, from the risk sets of all replications together.
    fn add_staying(&mut self, model: &Model) {
        let grid = TenureGrid::of(model);
        let bins = grid.bins();
        let curve = move |sums: &[f64]| staying(&sums[..bins], &sums[bins..2 * bins]);
        let pool = self.add_pool(|s| {
            let base = s.o.base.map(|n| n as f64);
            [s.o.tenure.at_risk(), s.o.tenure.left(), base.to_vec()].concat()
        });
        self.staying = Some(pool);
        // A share of those who joined, or nothing.
        let at = move |sums: &[f64], bin: usize| Some(curve(sums)).filter(|c| c.since == 0)?.survival[bin];
        let year = SimTime::from_days(365.0);
        let how = "Kaplan-Meier over all replications together, unfinished cohorts censored, earlier customers entering at their tenure; none where nobody was at risk";
        if model.horizon >= year {
            let bin = grid.place(year).bin;
            self.add_pooled(
                "metrics.retention_1y",
                "share",
                format!("share of customers still there one year after joining: {how}"),
                pool,
                move |sums| at(sums, bin),
            )
            .of(move |s| followed(s, bin))
            .fixed(model.nobody_leaves());
        }
        self.add_pooled(
            "metrics.retention_horizon",
            "share",
            format!("share of customers still there a whole horizon after joining: {how}"),
            pool,
            move |sums| at(sums, bins - 1),
        )
        .of(move |s| followed(s, bins - 1))
        .fixed(model.nobody_leaves());
        let observed = WholeTerms::base_until(model).since(model.warm_up).days() / 365.0;
        let terms = WholeTerms::of(model);
        let whole: Vec<bool> = (0..bins).map(|bin| terms.is_none_or(|terms| terms.end_at(grid.end(bin)))).collect();
        let years: Vec<f64> = (0..bins).map(|bin| grid.end(bin).days() / 365.0).collect();
        self.add_pooled(
            "metrics.yearly_loss",
            "share per year",
            "1 - S^(1/years), S the Kaplan-Meier share still there at the longest tenure up to which 30 joiners or more were followed (customers at risk over S), with contracts at the end of a term, of several lengths of the longest; where nobody was seen from joining on, S is the share of those there at the start of the observed period who are there after it, or after as many whole terms as it holds",
            pool,
            move |sums| {
                let c = curve(sums);
                let measured = if c.since == 0 { measured_to(&c, &sums[..bins], &whole) } else { None };
                let (staying, years) = match measured {
                    Some(bin) => (c.survival[bin]?, years[bin]),
                    None => (1.0 - ratio(sums[2 * bins + 1], sums[2 * bins])?, observed),
                };
                Some(1.0 - if staying > 0.0 { num::pow(staying, 1.0 / years) } else { 0.0 })
            },
        )
        .of(|s| s.o.active_days.value() / 365.0)
        .fixed(model.nobody_leaves());
    }

    pub(crate) fn add_bucket(&mut self, model: &Model) {
        self.add("bucket.start", "customers", "customers at the start of the observed period", |s| {
            Some(s.o.start as f64)
        })
        .fixed(model.warm_up == SimTime::ZERO || model.nobody_moves());
        self.add("bucket.end", "customers", "customers at the horizon: start + inflow - outflow", |s| {
            Some(s.o.end as f64)
        })
        .of(ever)
        .fixed(model.nobody_moves());
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
            )
            .of(ever)
            .fixed(model.is_shut(i));
            self.add_pooled_ratio(
                format!("bucket.outflow_share.{}", hole.name),
                "share",
                format!(
                    "customers who left by hole \"{}\" / all who left in the observed period, over all replications",
                    hole.name
                ),
                move |s| [s.o.outflow[i] as f64, exits(s.o) as f64],
            )
            .fixed(model.is_only_hole(i) || model.is_shut(i));
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
}

/// Customers who were followed to the end of a bin of tenure, or to their exit before it.
fn followed(s: &super::Seen<'_>, bin: usize) -> f64 {
    let (at_risk, left) = (s.o.tenure.at_risk(), s.o.tenure.left());
    at_risk[bin] + left[..bin].iter().sum::<f64>()
}

/// Everybody who may have left in the observed period, and those alone.
fn ever(s: &super::Seen<'_>) -> f64 {
    // Who comes back may leave again.
    if s.o.win_back.returned > 0 { f64::NAN } else { (s.o.start + acquired(s.o)) as f64 }
}

fn exits(o: &Observations) -> u64 {
    o.outflow.iter().sum()
}

fn acquired(o: &Observations) -> u64 {
    o.inflow.iter().sum()
}

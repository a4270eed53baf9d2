//! Paired differences between worlds: every metric, replication by replication, judged as a family.

use std::collections::BTreeMap;

use crate::experiment::results::comparison::{Business, Difference, Payback};
use crate::experiment::results::{FAN, Metric, Point};
use crate::stats::{
    Better, Interval, Pair, Scale, holm, mean_interval, payback_interval, payback_time, return_on_investment,
    sample_quantiles,
};

const LEVEL: f64 = 0.95;

/// What counts as laid out for a world: see [`crate::journey::ledger::Line`] and the costs of changed touchpoints.
pub(crate) const OUTLAY: &str = "what the firm lays out for it beyond the baseline, discounted: its own cost; what it \
                                 changes in wages, fixed costs, budgets, contacts, rewards and compensation; and the costs \
                                 of the touchpoints it changes";

/// What a return is.
pub(crate) const RETURN: &str = "return: (gain - cost) / cost, ratio of means over replications";

/// What a metric of two worlds is, for their difference.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Kind {
    pub(crate) scale: Scale,
    /// Whether chance has a part in it, in either world.
    pub(crate) varies: bool,
    /// Whether the worlds are one and the same.
    pub(crate) alike: bool,
    /// Which side of it is the better one, if any is.
    pub(crate) side: Option<Better>,
}

/// The number of a metric in one replication, and the trials behind it; NaN where none are known.
pub(crate) type Counted = (f64, f64);

/// The paired difference of one metric; replications in which either world has no value are left out.
pub(crate) fn difference(
    unit: &str,
    kind: Kind,
    base: &[Option<Counted>],
    other: &[Option<Counted>],
    family: usize,
) -> Difference {
    let both = || base.iter().zip(other).filter_map(|(a, b)| Some(((*a)?, (*b)?)));
    let (x, y): (Vec<f64>, Vec<f64>) = both().map(|(a, b)| (a.0, b.0)).unzip();
    // Of the smaller world, where one has more people.
    let trials: Vec<f64> = both().map(|(a, b)| a.1.min(b.1)).filter(|t| t.is_finite()).collect();
    let Kind { scale, varies, alike, side } = kind;
    let trials = if trials.len() == x.len() { trials.as_slice() } else { &[] };
    let p = Pair { x: &x, y: &y, scale, trials, varies, alike }.compare(LEVEL, side.unwrap_or(Better::Higher));
    let d = p.difference;
    let many = d.n > 1;
    let finite = |i: Interval| (i.low.is_finite() && i.high.is_finite()).then_some([i.low, i.high]);
    let known = |p: f64| (many && !p.is_nan()).then_some(p);
    Difference {
        mean: (d.n > 0).then_some(d.mean),
        ci95: p.interval(LEVEL).and_then(finite),
        simultaneous95: p.simultaneous(LEVEL, family.max(1)).and_then(finite),
        sd: many.then_some(d.sd),
        n: d.n,
        p_better: known(p.p_better),
        share_better: (d.n > 0).then_some(p.share_better),
        p_adjusted: known(p.p_value),
        too_few_events: p.too_few_events,
        variance_ratio: p.variance_ratio,
        better: side,
        unit: unit.to_owned(),
    }
}

/// Replaces the p values of each metric by those adjusted over all worlds (Holm).
pub(crate) fn adjust(worlds: &mut [&mut BTreeMap<String, Difference>]) {
    let mut ids: Vec<String> = worlds.iter().flat_map(|w| w.keys().cloned()).collect();
    ids.sort();
    ids.dedup();
    for id in ids {
        adjust_family(worlds.iter_mut().filter_map(|world| world.get_mut(&id)).collect());
    }
}

/// Replaces the p values of one family of comparisons by adjusted ones (Holm).
pub(crate) fn adjust_family(family: Vec<&mut Difference>) {
    let raw: Vec<f64> = family.iter().map(|d| d.p_adjusted.unwrap_or(f64::NAN)).collect();
    for (d, p) in family.into_iter().zip(holm(&raw)) {
        d.p_adjusted = (!p.is_nan()).then_some(p);
    }
}

/// What a world costs and brings, per replication.
pub(crate) struct Accounts<'a> {
    /// Report days.
    pub(crate) days: &'a [f64],
    /// Discounted outlay of world and baseline.
    pub(crate) outlay: Vec<(f64, f64)>,
    /// Net present value of world and baseline.
    pub(crate) npv: Vec<(f64, f64)>,
    /// Cumulative discounted money of world less baseline at each report day.
    pub(crate) cumulative: Vec<Vec<f64>>,
    /// When the world changes, day 0 left out.
    pub(crate) changes: Vec<f64>,
}

pub(crate) fn metric(values: &[f64], unit: &str, definition: &str) -> Metric {
    Metric::of(&mean_interval(values, LEVEL), unit, definition)
}

impl Accounts<'_> {
    /// Cost and gain, replication by replication.
    pub(crate) fn cost_and_gain(&self) -> (Vec<f64>, Vec<f64>) {
        let cost: Vec<f64> = self.outlay.iter().map(|(world, base)| world - base).collect();
        let gain = self.npv.iter().zip(&cost).map(|((world, base), cost)| world - base + cost).collect();
        (cost, gain)
    }

    /// Break-even of one replication; not before the world begins to differ.
    fn payback(&self, curve: &[f64]) -> Option<f64> {
        let paid = payback_time(self.days, curve, 0.0)?;
        let known = self.days.partition_point(|&day| day <= paid);
        let idle = curve[..known].iter().all(|&gained| gained == 0.0);
        let until = self.days.get(known).copied().unwrap_or(paid);
        let begins = self.changes.iter().copied().filter(|&day| idle && day > paid && day < until);
        Some(begins.fold(None, |first: Option<f64>, day| Some(first.map_or(day, |f| f.min(day)))).unwrap_or(paid))
    }

    pub(crate) fn business(&self, unit: &str) -> Business {
        let (cost, gain) = self.cost_and_gain();
        let costs = cost.iter().sum::<f64>() > 0.0;
        let return_ = costs.then(|| Metric::of(&return_on_investment(&gain, &cost, LEVEL), "", RETURN));
        let times: Vec<Option<f64>> = self.cumulative.iter().map(|curve| self.payback(curve)).collect();
        let payback_days = costs.then(|| {
            let p = payback_interval(&times, LEVEL);
            Payback {
                median: p.median,
                interval: p.interval.map(|i| [i.low, i.high]),
                paid_back: p.paid_back,
                n: p.n,
                definition: "day from which the discounted money of this world, all costs included, stays at or above \
                             that of the baseline, not before the worlds begin to differ; median over replications, interval by order statistics"
                    .to_owned(),
            }
        });
        let cumulative = (0..self.days.len())
            .map(|i| {
                let at: Vec<f64> = self.cumulative.iter().map(|curve| curve[i]).collect();
                let s = mean_interval(&at, LEVEL);
                let ci95 = (s.n > 1).then_some([s.mean - s.half_width, s.mean + s.half_width]);
                Point { day: self.days[i], mean: s.mean, ci95, fan: sample_quantiles(&at, FAN) }
            })
            .collect();
        Business {
            cost: metric(&cost, unit, OUTLAY),
            gain: metric(&gain, unit, "value gained before that cost, discounted: difference of npv plus cost"),
            return_,
            payback_days,
            cumulative,
            costs: cost,
            paybacks: if costs { times } else { Vec::new() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONEY: Kind = Kind { scale: Scale::Real, varies: true, alike: false, side: Some(Better::Higher) };

    #[test]
    fn a_world_equal_to_the_baseline_differs_by_exactly_nothing() {
        let x: Vec<Option<Counted>> = (0..40).map(|i| Some((0.1 * f64::from(i), f64::NAN))).collect();
        let d = difference("CNY", Kind { alike: true, ..MONEY }, &x, &x, 3);
        assert_eq!((d.mean, d.ci95, d.sd), (Some(0.0), Some([0.0, 0.0]), Some(0.0)));
        assert_eq!((d.p_better, d.share_better, d.variance_ratio), (Some(0.5), Some(0.5), None));
        // The same numbers of a world that could differ are no proof.
        let d = difference("CNY", MONEY, &x, &x, 3);
        assert_eq!((d.mean, d.ci95, d.p_better, d.p_adjusted, d.too_few_events), (Some(0.0), None, None, None, true));
    }

    #[test]
    fn less_loss_is_better_and_more_value_is() {
        let x: Vec<Option<Counted>> = (0..40).map(|i| Some((f64::from(i % 7), f64::NAN))).collect();
        let less: Vec<Option<Counted>> =
            x.iter().enumerate().map(|(i, v)| v.map(|(v, t)| (v - 1.0 - 0.01 * i as f64, t))).collect();
        assert!(difference("share", Kind { side: Some(Better::Lower), ..MONEY }, &x, &less, 1).p_better > Some(0.99));
        assert!(difference("CNY", MONEY, &x, &less, 1).p_better < Some(0.01));
    }
}

//! The best design by ranking and selection on paired replications.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::measured_point::MeasuredPoint;
use crate::experiment::sweep::Plan;
use crate::stats::{
    Better, Kn, LEAST_RESAMPLES, mean_interval, paired_difference, probability_best, simultaneous_level,
};

/// Designs that enter the race, those with the best means.
const RACE: usize = 100;
/// Replications before the first decision of the race.
const FIRST_STAGE: usize = 10;
/// Gap worth detecting, as a share of the best mean.
const GAP: f64 = 0.01;
/// Risk of a wrong choice.
const RISK: f64 = 0.05;
/// Designs that are set beside the best.
const RIVALS: usize = 4;

/// The best design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Best {
    /// Point, from 0.
    pub point: u64,
    /// Values of the parameters there, by name.
    pub values: BTreeMap<String, String>,
    /// The smallest value is the best, not the largest.
    pub smallest: bool,
    /// Mean at the point: too good, because luck helped to choose it.
    pub mean: f64,
    /// 95 % interval of it, which does not know of the choice.
    pub ci95: Option<[f64; 2]>,
    /// Replications with a value.
    pub n: u64,
    /// Replications run at the point; those from this number on had no part in the choice.
    pub replications: u64,
    /// The same on replications that had no part in the choice.
    pub fresh: Option<Fresh>,
    /// Bootstrap share of resamples in which the design is best, among those that entered; absent with fewer than ten replications, and where no
    /// other design can be told from it.
    pub p_best: Option<f64>,
    /// Designs that cannot be told from the best: paired differences, Bonferroni over all points, 95 %.
    pub not_worse: u64,
    /// Designs compared.
    pub designs: u64,
    /// The race of Kim and Nelson among the best means.
    pub race: Option<Race>,
    /// The next best designs, each beside the best.
    pub rivals: Vec<BesideBest>,
}

/// A design beside the best one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BesideBest {
    /// Point, from 0.
    pub point: u64,
    /// Values of the parameters there, by name.
    pub values: BTreeMap<String, String>,
    /// How much better it is than the best in each replication: negative where it is worse.
    pub gains: Vec<f64>,
    /// Mean of them.
    pub mean: f64,
    /// Interval of the mean; all of those over the designs of the sweep hold together at 95 % (Bonferroni).
    pub interval: [f64; 2],
}

/// An estimate on fresh replications.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fresh {
    /// Mean.
    pub mean: f64,
    /// 95 % interval.
    pub ci95: Option<[f64; 2]>,
    /// Replications.
    pub n: u64,
}

/// How a sequential search with a guarantee stands after the replications that are there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Race {
    /// Designs that entered.
    pub entered: u64,
    /// Designs left.
    pub left: Vec<u64>,
    /// Gap worth detecting, in units of the metric.
    pub gap: f64,
    /// Risk of a wrong choice when the best is ahead by the gap.
    pub risk: f64,
    /// Replications by which it must end.
    pub needs: Option<u64>,
}

pub(super) fn find(plan: &Plan, points: &[MeasuredPoint], smallest: bool) -> Option<Best> {
    let sign = if smallest { -1.0 } else { 1.0 };
    let whole: Vec<&MeasuredPoint> = points.iter().filter(|k| k.whole).collect();
    // Paired comparisons need the same replications everywhere.
    let shared = whole.iter().map(|k| k.values.len()).min().filter(|n| *n > 1)?;
    let row = |k: &MeasuredPoint| k.values.values().take(shared).map(|v| sign * v).collect::<Vec<f64>>();
    let mut ranked: Vec<(&MeasuredPoint, Vec<f64>, f64)> = whole
        .into_iter()
        .map(|k| {
            let row = row(k);
            let mean = mean_interval(&row, 0.95).mean;
            (k, row, mean)
        })
        .filter(|(_, _, mean)| mean.is_finite())
        .collect();
    ranked.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.point.cmp(&b.0.point)));
    if ranked.len() < 2 {
        return None;
    }
    let first = &ranked[0];
    let level = simultaneous_level(0.95, ranked.len() - 1);
    let not_worse = ranked[1..].iter().filter(|(_, row, _)| {
        let d = paired_difference(row, &first.1, level, Better::Higher).difference;
        d.mean - d.half_width <= 0.0
    });
    let not_worse = not_worse.count() as u64;
    let entered: Vec<&Vec<f64>> = ranked.iter().take(RACE).map(|r| &r.1).collect();
    let chances = probability_best(&entered, LEAST_RESAMPLES, plan.seed);
    let at = mean_interval(&first.0.list(), 0.95);
    let values = |point: u64| -> BTreeMap<String, String> {
        let values = plan.parameters.iter().zip(&plan.points[point as usize].values);
        values.map(|(p, value)| (p.name.clone(), value.clone())).collect()
    };
    let beside = |(at, row, _): &(&MeasuredPoint, Vec<f64>, f64)| {
        let difference = paired_difference(&first.1, row, level, Better::Higher).difference;
        BesideBest {
            point: at.point,
            values: values(at.point),
            gains: row.iter().zip(&first.1).map(|(own, best)| own - best).collect(),
            mean: difference.mean,
            interval: [difference.mean - difference.half_width, difference.mean + difference.half_width],
        }
    };
    Some(Best {
        point: first.0.point,
        values: values(first.0.point),
        smallest,
        replications: first.0.replications,
        rivals: ranked[1..].iter().take(RIVALS).map(beside).collect(),
        mean: at.mean,
        ci95: (at.n > 1).then_some([at.mean - at.half_width, at.mean + at.half_width]),
        n: at.n,
        fresh: None,
        // Where no other design can be told from the first, a chance near one would say the opposite.
        p_best: chances.first().copied().filter(|p| p.is_finite() && not_worse + 1 < ranked.len() as u64),
        not_worse,
        designs: ranked.len() as u64,
        race: race(&ranked, shared),
    })
}

fn race(ranked: &[(&MeasuredPoint, Vec<f64>, f64)], shared: usize) -> Option<Race> {
    let entered = &ranked[..ranked.len().min(RACE)];
    let gap = GAP * entered[0].2.abs();
    if shared < FIRST_STAGE || gap <= 0.0 || !gap.is_finite() {
        return None;
    }
    let mut kn = Kn::new(entered.len(), FIRST_STAGE, gap, RISK);
    for r in 0..shared {
        kn.observe(&entered.iter().map(|(_, row, _)| row[r]).collect::<Vec<f64>>());
    }
    let mut left: Vec<u64> = kn.survivors().iter().map(|&i| entered[i].0.point).collect();
    left.sort_unstable();
    Some(Race { entered: entered.len() as u64, left, gap, risk: RISK, needs: kn.most_replications() })
}

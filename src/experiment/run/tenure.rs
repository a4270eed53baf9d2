//! Survival and incidence by tenure, from the risk sets of all replications together.

use super::assembly::Assembly;
use crate::experiment::catalogue::Measured;
use crate::experiment::readings::curves::{Curves, report_bins, report_times};
use crate::experiment::results::{FAN, Point};
use crate::journey::observations::TenureGrid;
use crate::metrics::firm::STAYING_TOTALS;
use crate::stats::{Sample, Scale, followed, pseudo_curves, sample_quantiles, staying};

const LEVEL: f64 = 0.95;

/// Curves of a world by tenure, at the report days at which they were measured.
#[derive(Debug, Default)]
pub(crate) struct TenureCurves {
    /// Tenure at which they begin \[days\].
    pub(crate) since: f64,
    pub(crate) survival: Vec<Point>,
    /// By hole.
    pub(crate) incidence: Vec<Vec<Point>>,
}

impl TenureCurves {
    /// Estimates the curves.
    ///
    /// # Definition
    /// Kaplan-Meier and Aalen-Johansen on the counts of all replications, at bins that end at the report days. Intervals from the jackknife over
    /// replications ([`crate::stats::pseudo_values`]), kept between 0 and 1 and as wide as counting allows. For the interval of an incidence the exits of a report
    /// period are divided among the holes as they fell in it, whatever the order within it; the estimate itself is exact.
    pub(crate) fn of(a: &Assembly<'_>) -> Self {
        let model = a.inputs.model;
        let Some(pool) = a.catalogue.pool_of(&STAYING_TOTALS) else { return TenureCurves::default() };
        let (grid, at) = (TenureGrid::of(model), report_bins(model));
        let (bins, days, holes) = (grid.bins(), at.len(), model.holes.len());
        let whole = a.pooled.tenure.curves();
        let parts: Vec<(&Measured, &Curves)> = a.measured.iter().copied().zip(a.curves).collect();
        let read = |(measured, curves): &(&Measured, &Curves), sums: &mut Vec<f64>| {
            measured.pool(pool).read(sums);
            sums.truncate(2 * bins);
            sums.extend(curves.left.iter().flatten());
        };
        let values = pseudo_curves(&parts, read, |sums| {
            let (counts, left) = sums.split_at(2 * bins);
            let alone = staying(&counts[..bins], &counts[bins..]);
            let mut out = vec![None; days * (1 + holes)];
            if alone.since != whole.since {
                return out;
            }
            let (mut before, mut shares) = (1.0, vec![0.0; holes]);
            for (day, &bin) in at.iter().enumerate() {
                let Some(staying) = alone.survival[bin] else { continue };
                let exits = |hole: usize| left[hole * days + day];
                let all: f64 = (0..holes).map(exits).sum();
                for (hole, share) in shares.iter_mut().enumerate() {
                    *share += if all > 0.0 { (before - staying) * exits(hole) / all } else { 0.0 };
                    out[(1 + hole) * days + day] = Some(*share);
                }
                out[day] = Some(staying);
                before = staying;
            }
            out
        });
        let times = report_times(model);
        let people = followed(&a.pooled.tenure.at_risk(), &a.pooled.tenure.left(), a.measured.len());
        let point = |curve: usize, day: usize, value: Option<f64>| {
            let own: Vec<f64> = values.iter().filter_map(|row| row[curve * days + day]).collect();
            let mean = value?;
            let trials = vec![people[at[day]]; own.len()];
            // Where the curves begin nobody has left, for sure.
            let varies = at[day] > whole.since && !model.nobody_leaves();
            let found = Sample { values: &own, trials: &trials, scale: Scale::Share, varies }.estimate(LEVEL);
            Some(Point { day: times[day].days(), mean, ci95: found.interval.map(|i| [i.low, i.high]), fan: None })
        };
        // Single futures, where each of them can tell.
        let alone = |day: usize| -> Option<[f64; 5]> {
            let own = a.curves.iter().map(|c| c.survival[day].filter(|_| c.since == whole.since));
            sample_quantiles(&own.collect::<Option<Vec<f64>>>()?, FAN)
        };
        TenureCurves {
            since: if whole.since == 0 { 0.0 } else { grid.end(whole.since).days() },
            survival: (0..days)
                .filter_map(|d| Some(Point { fan: alone(d), ..point(0, d, whole.survival[at[d]])? }))
                .collect(),
            incidence: (0..holes)
                .map(|h| (0..days).filter_map(|d| point(1 + h, d, whole.incidence[h][at[d]])).collect())
                .collect(),
        }
    }
}

//! Retention and loss, from the risk sets of all replications together.

use super::list::List;
use crate::journey::model::Model;
use crate::journey::observations::{TenureGrid, WholeTerms};
use crate::metrics::declared::{Observed, Pooled, Totals};
use crate::metrics::ratio;
use crate::num;
use crate::stats::{Staying, staying};
use crate::units::SimTime;

/// Customers at risk and exits by bin of tenure; then those of the base, and of them those who left.
pub(crate) const STAYING_TOTALS: Totals = Totals {
    name: "staying",
    read: |s, _| {
        let base = s.o.base.map(|n| n as f64);
        [s.o.tenure.at_risk(), s.o.tenure.left(), base.to_vec()].concat()
    },
};

const YEAR_DAYS: f64 = 365.0;

declared! {
    /// Who stays how long.
    list STAYING = List::of(Model::has_customers);

    RETENTION_1Y = "metrics.retention_1y", "share",
        "share of customers still there one year after joining: Kaplan-Meier over all replications together, unfinished cohorts censored, earlier customers entering at their tenure; none where nobody was at risk",
        Pooled(Pooled { of: STAYING_TOTALS, finish: |model| { let bin = year(model); share_staying(model, bin) } })
        .if_any(|model, _| model.horizon >= SimTime::from_days(YEAR_DAYS))
        .of_prepared(|model| { let bin = year(model); Box::new(move |s| followed(s, bin)) })
        .fixed(|model, _| model.nobody_leaves())
        .more_is_better()
        .called("Still there one year after joining")
        .headline(0);
    RETENTION_HORIZON = "metrics.retention_horizon", "share",
        "share of customers still there a whole horizon after joining: Kaplan-Meier over all replications together, unfinished cohorts censored, earlier customers entering at their tenure; none where nobody was at risk",
        Pooled(Pooled { of: STAYING_TOTALS, finish: |model| share_staying(model, TenureGrid::of(model).bins() - 1) })
        .of_prepared(|model| { let bin = TenureGrid::of(model).bins() - 1; Box::new(move |s| followed(s, bin)) })
        .fixed(|model, _| model.nobody_leaves())
        .more_is_better()
        .called("Still there at the horizon")
        .headline(1);
    YEARLY_LOSS = "metrics.yearly_loss", "share per year",
        "1 - S^(1/years), S the Kaplan-Meier share still there at the longest tenure up to which 30 joiners or more were followed (customers at risk over S), with contracts at the end of a term, of several lengths of the longest; where nobody was seen from joining on, S is the share of those there at the start of the observed period who are there after it, or after as many whole terms as it holds",
        Pooled(Pooled {
            of: STAYING_TOTALS,
            finish: |model| {
                let grid = TenureGrid::of(model);
                let bins = grid.bins();
                let observed = WholeTerms::base_until(model).since(model.warm_up).days() / YEAR_DAYS;
                let terms = WholeTerms::of(model);
                let whole: Vec<bool> =
                    (0..bins).map(|bin| terms.is_none_or(|terms| terms.end_at(grid.end(bin)))).collect();
                let years: Vec<f64> = (0..bins).map(|bin| grid.end(bin).days() / YEAR_DAYS).collect();
                Box::new(move |sums| {
                    let c = curve(sums, bins);
                    let measured = if c.since == 0 { measured_to(&c, &sums[..bins], &whole) } else { None };
                    let (staying, years) = match measured {
                        Some(bin) => (c.survival[bin]?, years[bin]),
                        None => (1.0 - ratio(sums[2 * bins + 1], sums[2 * bins])?, observed),
                    };
                    Some(1.0 - if staying > 0.0 { num::pow(staying, 1.0 / years) } else { 0.0 })
                })
            },
        })
        .of(|s, _| s.o.active_days.value() / YEAR_DAYS)
        .fixed(|model, _| model.nobody_leaves())
        .less_is_better()
        .called("Loss per year")
        .headline(2);
}

/// Bin of tenure that ends after a year.
fn year(model: &Model) -> usize {
    TenureGrid::of(model).place(SimTime::from_days(YEAR_DAYS)).bin
}

fn curve(sums: &[f64], bins: usize) -> Staying {
    staying(&sums[..bins], &sums[bins..2 * bins])
}

/// A share of those who joined, or nothing.
fn share_staying(model: &Model, bin: usize) -> crate::metrics::declared::Finish {
    let bins = TenureGrid::of(model).bins();
    Box::new(move |sums| Some(curve(sums, bins)).filter(|c| c.since == 0)?.survival[bin])
}

/// Customers who were followed to the end of a bin of tenure, or to their exit before it.
fn followed(s: &Observed<'_>, bin: usize) -> f64 {
    let (at_risk, left) = (s.o.tenure.at_risk(), s.o.tenure.left());
    at_risk[bin] + left[..bin].iter().sum::<f64>()
}

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

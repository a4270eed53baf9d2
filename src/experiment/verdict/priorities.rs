//! The priority matrix (model section 18): what plugging a hole would gain, against how its touchpoints are rated.
//!
//! Importance is derived, not asked for: customers who are asked call everything important. The rating is the mean moment,
//! performance against expectation; a wait is rated by its own moment, since it is blamed on a hole of its own.

use crate::experiment::compare::Compared;
use crate::experiment::compare::differences::metric;
use crate::experiment::results::Metric;
use crate::experiment::results::comparison::{Advice, Difference, Leaks, Priorities, Priority};
use crate::journey::model::{Model, Start, TouchId};
use crate::metrics::Declared;
use crate::metrics::touchpoint::{self, Touchpoint};

/// Fewest things rated that are worth cutting at their mean.
const LEAST: usize = 3;
/// Half the grey area, in standard deviations.
const GREY: f64 = 0.25;

const DEFINITION: &str = "importance: npv gained when the hole that its bad moments are blamed on is plugged; rating: mean moment utility; both cut at the means over all that is rated; no advice within 0.25 sd (over all that is rated) of both means. Weights of the score are proportional to the gain where it is above 0, a hole's shared among its touchpoints";

/// Something rated: its place, the hole it is blamed on, and its rating in each replication.
struct Rated {
    touchpoint: String,
    wait: bool,
    hole: String,
    values: Vec<Option<f64>>,
}

/// The matrix; `None` where fewer than three ratings meet plugged holes, or all are alike.
pub(crate) fn priorities(compared: &Compared<'_>, leaks: &Leaks) -> Option<Priorities> {
    let gain = |hole: &str| leaks.holes.iter().find(|leak| leak.hole == hole).map(|leak| &leak.gain);
    let mut rated = rated(compared);
    rated.retain(|r| gain(&r.hole).is_some_and(|g| g.mean.is_some()) && r.values.iter().any(Option::is_some));
    let of_hole = |hole: &str| rated.iter().filter(|r| r.hole == hole).count() as f64;
    let part = |r: &Rated| gain(&r.hole).and_then(|g| g.mean).map_or(0.0, |g| g.max(0.0) / of_hole(&r.hole));
    let whole: f64 = rated.iter().map(part).sum();
    let weights: Vec<f64> = rated.iter().map(|r| if whole > 0.0 { part(r) / whole } else { 0.0 }).collect();
    let score = (whole > 0.0).then(|| score(&rated, &weights));
    let mut items: Vec<Priority> = rated
        .into_iter()
        .zip(weights)
        .filter_map(|(r, weight)| {
            let values: Vec<f64> = r.values.iter().flatten().copied().collect();
            let importance = importance(gain(&r.hole)?);
            let what = if r.wait { "mean utility of the wait before it" } else { "mean moment utility" };
            let rating = metric(&values, "utility -1..1", what);
            Some(Priority {
                touchpoint: r.touchpoint,
                wait: r.wait,
                hole: r.hole,
                importance,
                rating,
                weight,
                advice: Advice::NoAdvice,
                in_doubt: false,
            })
        })
        .collect();
    let mean_of = |m: &Metric| m.mean.unwrap_or(0.0);
    let (importance_cut, importance_sd) = mean_and_sd(items.iter().map(|p| mean_of(&p.importance)))?;
    let (rating_cut, rating_sd) = mean_and_sd(items.iter().map(|p| mean_of(&p.rating)))?;
    let (importance_grey, rating_grey) = (GREY * importance_sd, GREY * rating_sd);
    for item in &mut items {
        let matters = mean_of(&item.importance) - importance_cut;
        let pleases = mean_of(&item.rating) - rating_cut;
        item.advice = advice((matters, importance_grey), (pleases, rating_grey));
        let over = |m: &Metric, cut: f64| m.ci95.is_none_or(|[low, high]| low <= cut && cut <= high);
        item.in_doubt = over(&item.importance, importance_cut) || over(&item.rating, rating_cut);
    }
    items.sort_by(|a, b| {
        mean_of(&b.importance)
            .total_cmp(&mean_of(&a.importance))
            .then_with(|| (&a.touchpoint, a.wait).cmp(&(&b.touchpoint, b.wait)))
    });
    let definition = DEFINITION.to_owned();
    Some(Priorities { items, importance_cut, rating_cut, importance_grey, rating_grey, score, definition })
}

/// The area of a point by its distances from the means, each beside half the grey area.
fn advice((matters, importance_grey): (f64, f64), (pleases, rating_grey): (f64, f64)) -> Advice {
    if matters.abs() <= importance_grey && pleases.abs() <= rating_grey {
        return Advice::NoAdvice;
    }
    match (matters > 0.0, pleases > 0.0) {
        (true, false) => Advice::WeakPoint,
        (true, true) => Advice::Strength,
        (false, true) => Advice::IrrelevantStrength,
        (false, false) => Advice::Negligible,
    }
}

/// Mean and standard deviation of what is compared; `None` of too few, or where nothing differs.
fn mean_and_sd(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let values: Vec<f64> = values.collect();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let sd = (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0)).sqrt();
    // What differs by rounding alone does not differ.
    (values.len() >= LEAST && sd > 1e-9 * mean.abs()).then_some((mean, sd))
}

/// Services and waits of the baseline whose moments are felt and blamed on a hole.
fn rated(compared: &Compared<'_>) -> Vec<Rated> {
    let model: &Model = compared.inputs.model;
    let hole = |h: u16| model.holes[usize::from(h)].name.clone();
    let hassle = model.hassle_hole.map(hole);
    let mut all = Vec::new();
    for id in 0..model.touchpoints.len() as TouchId {
        let touch = &model.touchpoints[usize::from(id)];
        let journey = &model.journeys[usize::from(touch.journey)];
        let own = touch.hole.map(hole);
        let touchpoint = format!("{}/{}", journey.name, touch.name);
        let mut rate = |measure: &Declared<Touchpoint>, wait: bool, hole: Option<String>| {
            let values = compared.baseline_of(measure, &touchpoint);
            if let Some(hole) = hole {
                all.push(Rated { touchpoint: touchpoint.clone(), wait, hole, values });
            }
        };
        rate(touchpoint::MOMENT, false, own.clone());
        // A wait that always was fine is nothing to rate.
        let waits = !matches!(journey.start, Start::Complaint)
            && compared.baseline_of(touchpoint::WAIT_MOMENT, &touchpoint).iter().flatten().any(|u| *u < 0.0);
        if waits {
            rate(touchpoint::WAIT_MOMENT, true, hassle.clone().or(own));
        }
    }
    all
}

/// Sum of weight times rating in each replication; one without some rating is left out.
fn score(rated: &[Rated], weights: &[f64]) -> Metric {
    let replications = rated.iter().map(|r| r.values.len()).min().unwrap_or(0);
    let of = |k: usize| rated.iter().zip(weights).map(|(r, w)| Some(w * r.values[k]?)).sum::<Option<f64>>();
    let values: Vec<f64> = (0..replications).filter_map(of).collect();
    metric(
        &values,
        "utility -1..1",
        "sum of weight times rating over all that is rated; the weights are taken as known",
    )
}

fn importance(gain: &Difference) -> Metric {
    Metric {
        mean: gain.mean,
        ci95: gain.ci95,
        sd: gain.sd,
        n: gain.n,
        unit: gain.unit.clone(),
        definition: "npv gained when its hole is plugged".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_areas_meet_at_the_grey_one() {
        let at = |matters: f64, pleases: f64| advice((matters, 2.0), (pleases, 0.1));
        assert_eq!(at(5.0, -0.3), Advice::WeakPoint);
        assert_eq!(at(5.0, 0.3), Advice::Strength);
        assert_eq!(at(-5.0, 0.3), Advice::IrrelevantStrength);
        assert_eq!(at(-5.0, -0.3), Advice::Negligible);
        for (matters, pleases) in [(0.0, 0.0), (2.0, 0.1), (-2.0, -0.1), (2.0, -0.1)] {
            assert_eq!(at(matters, pleases), Advice::NoAdvice, "{matters} {pleases}");
        }
        // Near one mean alone is no doubt about the other.
        assert_eq!(at(5.0, -0.05), Advice::WeakPoint);
        assert_eq!(at(1.0, 0.3), Advice::Strength);
    }

    #[test]
    fn what_does_not_differ_is_not_cut() {
        assert_eq!(mean_and_sd([1.0, 2.0, 3.0].into_iter()), Some((2.0, 1.0)));
        assert_eq!(mean_and_sd([1.0, 3.0].into_iter()), None, "too few");
        assert_eq!(mean_and_sd([0.1, 0.1, 0.1].into_iter()), None);
    }
}

//! What each parameter moves between its ends.

use super::Gathering;
use super::findings::{DependenceCurve, DependencePoint, Effect, Swing};
use super::measured_point::MeasuredPoint;
use crate::experiment::sweep::Role;
use crate::stats::{Better, paired_difference};

impl Gathering<'_> {
    /// Each parameter alone at its ends against the file as it is, paired by replication.
    pub(super) fn one_at_a_time(&self, points: &[MeasuredPoint]) -> Vec<Swing> {
        let is_base = |k: &&MeasuredPoint| k.label.role == Some(Role::File);
        let Some(base) = points.iter().find(is_base) else { return Vec::new() };
        let mut out = Vec::new();
        for (p, parameter) in self.plan.parameters.iter().enumerate() {
            let alone = |k: &&MeasuredPoint| k.label.role == Some(Role::Alone) && k.label.parameter == Some(p);
            let mut ends: Vec<&MeasuredPoint> = points.iter().filter(alone).collect();
            ends.sort_by(|a, b| a.positions[p].unwrap_or(0.0).total_cmp(&b.positions[p].unwrap_or(0.0)));
            let (Some(low), Some(high)) = (ends.first(), ends.last()) else { continue };
            let (low, high) = (self.effect(p, base, low), self.effect(p, base, high));
            out.push(Swing { parameter: parameter.name.clone(), basis: "one at a time, paired".to_owned(), low, high });
        }
        out
    }

    fn effect(&self, p: usize, base: &MeasuredPoint, at: &MeasuredPoint) -> Effect {
        let both: Vec<(f64, f64)> =
            at.values.iter().filter_map(|(index, y)| Some((*y, *base.values.get(index)?))).collect();
        let (ys, xs): (Vec<f64>, Vec<f64>) = both.into_iter().unzip();
        let paired = paired_difference(&xs, &ys, 0.95, Better::Higher).difference;
        Effect {
            value: self.plan.points[at.point as usize].values[p].clone(),
            change: paired.mean,
            ci95: (paired.n > 1).then_some([paired.mean - paired.half_width, paired.mean + paired.half_width]),
            n: paired.n,
        }
    }
}

/// The ends of a dependence as a swing around the mean of all points.
pub(super) fn slices(curve: &DependenceCurve, mean: f64) -> Option<Swing> {
    let [first, .., last] = curve.points.as_slice() else { return None };
    let effect = |p: &DependencePoint| Effect {
        value: p.value.clone(),
        change: p.mean - mean,
        ci95: p.ci95.map(|[low, high]| [low - mean, high - mean]),
        n: p.points,
    };
    Some(Swing {
        parameter: curve.parameter.clone(),
        basis: "mean of the outer slices of points".to_owned(),
        low: effect(first),
        high: effect(last),
    })
}

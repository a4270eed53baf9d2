//! A rule in words for a kind of outcome.

use super::axis::ParameterAxis;
use super::findings::{Rule, RuleAxis, RulePoint};
use super::measured_point::MeasuredPoint;
use crate::experiment::sweep::Plan;
use crate::stats::sensitivity::{Bounds, prim};

/// Points below which no rule is looked for.
const LEAST_POINTS: usize = 20;
/// Share of the worst points when nothing is asked.
const WORST: f64 = 0.25;
/// Points of the picture.
const SHOWN: usize = 1000;

/// A kind of outcome: a metric below or above a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Column of the metric.
    pub column: usize,
    /// Below the value, not above it.
    pub below: bool,
    /// The value.
    pub value: f64,
}

pub(super) fn find(
    plan: &Plan,
    axes: &[ParameterAxis],
    (case, smallest): (Option<&Case>, bool),
    (columns, all): (&[usize], &[Vec<MeasuredPoint>]),
    (m, means): (usize, &[f64]),
) -> Option<Rule> {
    let case = match case {
        Some(case) => case.clone(),
        None => worst(columns[m], means, smallest)?,
    };
    let points = &all[columns.iter().position(|&c| c == case.column)?];
    if points.len() < LEAST_POINTS {
        return None;
    }
    let positions: Vec<Vec<f64>> =
        points.iter().map(|k| k.positions.iter().map(|p| p.unwrap_or(f64::NAN)).collect()).collect();
    if positions.iter().flatten().any(|p| p.is_nan()) {
        return None;
    }
    let is_case = |k: &MeasuredPoint| if case.below { k.mean() < case.value } else { k.mean() > case.value };
    let cases: Vec<bool> = points.iter().map(is_case).collect();
    let found = prim(&positions, &cases)?;
    let side = if case.below { "below" } else { "above" };
    let says = |(p, b): (usize, &Bounds)| bound(&plan.parameters[p].name, &axes[p], b);
    let parts: Vec<String> = found.bounds.iter().enumerate().filter_map(says).collect();
    if parts.is_empty() {
        return None;
    }
    let picture = two_of(&found.bounds);
    let axis = |&p: &usize| RuleAxis {
        parameter: plan.parameters[p].name.clone(),
        axis: axes[p].clone(),
        low: found.bounds[p].low,
        high: found.bounds[p].high,
    };
    let shown = |[x, y]: &[usize; 2]| {
        let all = positions.iter().zip(&cases).take(SHOWN);
        all.map(|(at, &is_case)| RulePoint { at: [at[*x], at[*y]], is_case }).collect()
    };
    Some(Rule {
        axes: picture.iter().flatten().map(axis).collect(),
        shown: picture.as_ref().map_or_else(Vec::new, shown),
        case: format!("{} is {side} {}", plan.column(case.column).path, tidy(case.value)),
        when: parts.join(" and "),
        coverage: found.coverage,
        density: found.density,
        base: cases.iter().filter(|c| **c).count() as f64 / cases.len() as f64,
        inside: found.inside as u64,
        points: points.len() as u64,
    })
}

/// The two inputs that are bounded most tightly; nothing when there is only one.
fn two_of(bounds: &[Bounds]) -> Option<[usize; 2]> {
    let width = |b: &Bounds| b.high.unwrap_or(1.0) - b.low.unwrap_or(0.0);
    let mut order: Vec<usize> = (0..bounds.len()).collect();
    order.sort_by(|&a, &b| width(&bounds[a]).total_cmp(&width(&bounds[b])));
    Some([*order.first()?, *order.get(1)?])
}

/// The worst quarter of the points.
fn worst(column: usize, means: &[f64], minimise: bool) -> Option<Case> {
    let mut sorted = means.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (WORST * sorted.len() as f64) as usize;
    let value = if minimise { *sorted.get(sorted.len().checked_sub(at + 1)?)? } else { *sorted.get(at)? };
    Some(Case { column, below: !minimise, value })
}

/// A number with at most six digits that count.
fn tidy(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let mut places = 0;
    let mut scaled = value.abs();
    while scaled < 1000.0 && places < 9 {
        scaled *= 10.0;
        places += 1;
    }
    let text = format!("{value:.places$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn bound(name: &str, axis: &ParameterAxis, bounds: &Bounds) -> Option<String> {
    if axis.is_list() && (bounds.low.is_some() || bounds.high.is_some()) {
        let list = axis.listed(bounds.low.unwrap_or(0.0), bounds.high.unwrap_or(1.0));
        return Some(format!("{name} is {}", list.join(" or ")));
    }
    match (bounds.low, bounds.high) {
        (Some(low), Some(high)) => Some(format!("{name} is between {} and {}", axis.words(low), axis.words(high))),
        (Some(low), None) => Some(format!("{name} is at least {}", axis.words(low))),
        (None, Some(high)) => Some(format!("{name} is at most {}", axis.words(high))),
        (None, None) => None,
    }
}

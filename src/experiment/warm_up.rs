//! Advice on the warm-up of a steady-state study.

use super::catalogue::Catalogue;
use crate::journey::model::Model;
use crate::journey::observations::Observations;
use crate::stats::{mean_interval, mser5};

/// Warnings about resources whose mean delay still carries the empty start.
///
/// # Definition
///
/// MSER-5 over the slices after the warm-up, averaged over replications (one common cut). A cut that moves the mean delay by no more than
/// the half-width of its interval is noise, and not worth a word. No cut within half of the slices: the horizon is too short.
pub(super) fn advice(
    model: &Model,
    pooled: &Observations,
    catalogue: &Catalogue,
    values: &[Vec<Option<f64>>],
) -> Vec<String> {
    if !model.may_settle() || values.len() < 2 {
        return Vec::new();
    }
    model
        .resources
        .iter()
        .zip(&pooled.resources)
        .filter_map(|(resource, seen)| {
            let path = seen.settling.mean_minutes()?;
            let column = catalogue.column(&format!("resources.{}.delay_min", resource.name))?;
            let width = seen.settling.width();
            let skipped = model.warm_up.0.div_ceil(width.0) as usize;
            let kept = path.get(skipped..).filter(|kept| !kept.is_empty())?;
            let mean = |slices: &[f64]| slices.iter().sum::<f64>() / slices.len() as f64;
            let noise = mean_interval(&values.iter().filter_map(|row| row[column]).collect::<Vec<_>>(), 0.95).half_width;
            let name = &resource.name;
            let Some(cut) = mser5(kept) else {
                let late = mean(&kept[kept.len() / 2..]);
                return ((late - mean(kept)).abs() > noise).then(|| {
                    format!(
                        "the delay at {name} has not settled by half of the horizon (MSER-5): for a steady state lengthen \
                         `run.horizon`; as it is, the start from empty is part of the answer"
                    )
                });
            };
            let moved = mean(&kept[cut..]) - mean(kept);
            (moved.abs() > noise).then(|| {
                let days = (skipped + cut) as f64 * width.days();
                let (amount, unit) = if days < 3.0 { (days * 24.0, "h") } else { (days, "d") };
                format!(
                    "the delay at {name} still carries the empty start: for a steady state set `run.warm_up` to about \"{amount:.0} {unit}\" \
                     (MSER-5 over the replications together); that moves its mean by {moved:+.2} min"
                )
            })
        })
        .collect()
}

//! Advice on the warm-up of a steady-state study.

use crate::experiment::catalogue::Catalogue;
use crate::journey::model::Model;
use crate::journey::observations::Observations;
use crate::metrics::resource;
use crate::num::{exp, sqrt};
use crate::stats::{mean_interval, mser5};

/// A bias beyond this share of the half-width is worth a word: at a quarter a 95 % interval still covers 93 %.
const TOLERATED: f64 = 0.25;
/// The same of what a cut moves, which is noisy itself.
const MOVED: f64 = 0.5;
/// Decay times until the start is forgotten to some percents.
const FORGOTTEN: f64 = 8.0;

/// Warnings about resources whose mean delay still carries the empty start.
///
/// # Definition
///
/// Two looks, since each is blind where the other sees. MSER-5 over the slices after the warm-up, averaged over replications (one
/// common cut): a cut that moves the mean delay by half of the half-width of its interval or less is noise, and so is what leaving out a
/// share `f` of the slices moves by chance, `sqrt(f / (1 - f))` of it. No cut within half of the slices: the horizon is too short. And theory, for queues that nobody leaves: started empty, the mean number in an M/M/1 system lacks
/// `rho / (mu (1 - rho)^3)` customer-times of its steady state, so that a mean over the time `T` lacks the share `1 / (mu T (1 - rho)^2)`
/// (Abate and Whitt 1987); with `c` servers `c mu` in the place of `mu`, after a warm-up `w` times `exp(-w mu (1 - rho)^2 / 2)`. A share of more than a
/// quarter of the half-width is told, though no path shows it.
pub(crate) fn advice(
    model: &Model,
    pooled: &Observations,
    catalogue: &Catalogue,
    values: &[Vec<Option<f64>>],
) -> Vec<String> {
    if !model.may_settle() || values.len() < 2 {
        return Vec::new();
    }
    let listed = model.resources.iter().enumerate();
    listed
        .zip(&pooled.resources)
        .filter_map(|((r, resource), seen)| {
            let path = seen.settling.mean_minutes()?;
            let column = catalogue.of_subject(resource::DELAY_MIN, &resource.name)?;
            let width = seen.settling.width();
            let skipped = model.warm_up.0.div_ceil(width.0) as usize;
            let kept = path.get(skipped..).filter(|kept| !kept.is_empty())?;
            let mean = |slices: &[f64]| slices.iter().sum::<f64>() / slices.len() as f64;
            let delay = mean_interval(&values.iter().filter_map(|row| row[column]).collect::<Vec<_>>(), 0.95);
            let noise = delay.half_width;
            let name = &resource.name;
            let start = Start::of(model, r, pooled, values.len());
            let Some(cut) = mser5(kept) else {
                let late = mean(&kept[kept.len() / 2..]);
                return ((late - mean(kept)).abs() > MOVED * noise).then(|| {
                    format!(
                        "the delay at {name} has not settled by half of the horizon (MSER-5): for a steady state lengthen \
                         `run.horizon`; as it is, the start from empty is part of the answer"
                    )
                }).or_else(|| start?.told(name, delay.mean, noise));
            };
            let moved = mean(&kept[cut..]) - mean(kept);
            // A mean without a share of its slices moves by that much for no reason.
            let away = cut as f64 / kept.len() as f64;
            let chance = sqrt(away / (1.0 - away));
            let cuts = (moved.abs() > MOVED.max(chance) * noise).then(|| {
                let days = (skipped + cut) as f64 * width.days();
                let (amount, unit) = in_words(days);
                format!(
                    "the delay at {name} still carries the empty start: for a steady state set `run.warm_up` to about \"{amount:.0} {unit}\" \
                     (MSER-5 over the replications together); that moves its mean by {moved:+.2} min"
                )
            });
            cuts.or_else(|| start?.told(name, delay.mean, noise))
        })
        .collect()
}

/// What theory says of an empty start.
#[derive(Debug, Clone, Copy)]
struct Start {
    /// Share of the steady state that the mean lacks.
    lacks: f64,
    /// Time in which the start is forgotten [days].
    days: f64,
}

impl Start {
    fn of(model: &Model, r: usize, pooled: &Observations, replications: usize) -> Option<Start> {
        let leaves =
            |t: &crate::journey::model::Touchpoint| t.resource.map(usize::from) == Some(r) && t.patience.is_some();
        if model.resources[r].queue_limit.is_some() || model.all_touchpoints().any(leaves) {
            return None;
        }
        let seen = &pooled.resources[r];
        let (staffed, busy) = (model.staff_time(r).total() as f64, seen.busy.total() as f64 / replications as f64);
        let served = seen.delay.count() as f64 / replications as f64;
        let idle = 1.0 - busy / staffed;
        if idle <= 0.0 || served <= 0.0 || staffed <= 0.0 {
            return None;
        }
        // Services that would fill all of the observed time.
        let capacity = staffed * served / busy;
        let (observed, before) = (model.horizon.since(model.warm_up).days(), model.warm_up.days());
        let decay = observed / (capacity * idle * idle);
        let lacks = (decay / observed * exp(-0.5 * before / decay)).min(1.0);
        Some(Start { lacks, days: FORGOTTEN * decay })
    }

    fn told(self, name: &str, mean: f64, noise: f64) -> Option<String> {
        (self.lacks * mean > TOLERATED * noise && noise > 0.0).then(|| {
            let (amount, unit) = in_words(self.days);
            format!(
                "the mean delay at {name} is that of a start from empty, some {:.0} % below the steady state by theory: for a steady state set \
                 `run.warm_up` to about \"{amount:.0} {unit}\" and `run.horizon` well beyond it",
                (100.0 * self.lacks).max(1.0)
            )
        })
    }
}

/// Days as an input: in hours below three of them.
fn in_words(days: f64) -> (f64, &'static str) {
    if days < 3.0 { ((days * 24.0).ceil(), "h") } else { (days.ceil(), "d") }
}

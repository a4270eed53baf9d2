//! The best design, estimated again on replications that had no part in choosing it.

use super::designs::{affordable, judged};
use super::selection::Chosen;
use crate::experiment::compare::{Compared, Course, Rival, replicate};
use crate::experiment::results::comparison::{Difference, Winner};
use crate::experiment::run::{Monitor, Plan, RunError};
use crate::metrics::Better;

/// Fewest fresh replications for a winner, unless the comparison itself has fewer.
const LEAST_FRESH: u64 = 10;

/// Replications of the winner's second estimate: a quarter of those that chose it, at least ten, never more than chose it.
/// They are to be free of luck, not to be narrow, and they cost two worlds each.
fn fresh_replications(replications: u64) -> u64 {
    replications.div_ceil(4).max(LEAST_FRESH).min(replications)
}

/// Replications that [`compare`](crate::experiment::compare()) plans for these worlds, the winner's fresh ones included; a selection may add to them.
#[must_use]
pub fn planned_replications(rivals: &[Rival], replications: u64) -> u64 {
    // Choosing among fewer than two worlds favours none of them.
    let chooses = rivals.iter().filter(|r| r.listed && !r.yardstick).count() > 1;
    replications + if chooses { fresh_replications(replications) } else { 0 }
}

/// The design that was selected, else the one that gains most of what decides within the budget, on fresh replications; nothing
/// where doing nothing is better. And whether all of them were done.
pub(super) fn winner(
    compared: &Compared<'_>,
    budget: Option<f64>,
    selected: Option<&Chosen>,
    plan: &Plan,
    course: Course,
    monitor: &dyn Monitor,
) -> Result<(Option<Winner>, bool), RunError> {
    let Some(decides) = &compared.decides else { return Ok((None, true)) };
    let worlds = judged(compared, decides);
    // Choosing among fewer than two worlds favours none of them.
    if worlds.len() < 2 {
        return Ok((None, true));
    }
    let net = |r: usize| decides.mean_gain(compared, r).unwrap_or(0.0);
    // Of equals the first, as everywhere.
    let better = |best: Option<usize>, r: usize| match best {
        Some(best) if net(r) <= net(best) => Some(best),
        _ => (net(r) > 0.0).then_some(r).or(best),
    };
    let largest = || affordable(compared, decides, budget).into_iter().fold(None, better);
    let Some(best) = selected.and_then(|s| s.best).or_else(largest) else { return Ok((None, true)) };
    let from = selected.map_or(plan.replications, |s| s.next);
    let to = from + fresh_replications(plan.replications);
    let chosen = std::slice::from_ref(&compared.rivals[best]);
    let course = Course { before: from, all: course.all.max(to), twins: false };
    let mut fresh = match replicate(compared.inputs, chosen, plan, (from, to), course, monitor) {
        Err(RunError::NothingDone) => return Ok((None, false)),
        other => other?,
    };
    let whole = fresh.done.len() as u64 == to - from;
    fresh.decides.clone_from(&compared.decides);
    let (Some(first), Some(again)) =
        (decides.difference(compared, best, worlds.len()), decides.difference(&fresh, 0, 1))
    else {
        return Ok((None, whole));
    };
    // One comparison of many, and one alone: adjusted p values are those of the worlds.
    let [first, again] = [first, again].map(|d| Difference { p_adjusted: None, ..d });
    let within = if budget.is_some() { " within the budget" } else { "" };
    let how = match selected {
        Some(Chosen { best: Some(_), found, .. }) => {
            format!("selected by KN after {} replications", found.replications)
        }
        _ => {
            let most = match decides.better {
                _ if decides.is_return() => "largest",
                Better::Higher => "largest mean",
                Better::Lower => "smallest mean",
            };
            let (key, all) = (decides.key(), worlds.len());
            format!("{most} {key}{within} of {all} worlds over {} replications", compared.done.len())
        }
    };
    let winner = Winner {
        name: compared.rivals[best].name.clone(),
        chosen: format!("{how}; estimated again on {} fresh ones", fresh.done.len()),
        first,
        fresh: again,
    };
    Ok((Some(winner), whole))
}

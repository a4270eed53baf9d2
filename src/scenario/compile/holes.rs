//! The holes of a scenario and how each works.

use super::firm::Directory;
use super::laws::Laws;
use crate::journey::model::{Hazard, HazardLaw, Hole, HoleKind, Open};
use crate::scenario::grammar::{self, Root, enabled, entry};
use crate::scenario::presets::{OTHER_STANDARD_HOLES, SERVICE_HOLES};
use crate::scenario::value::Amount;

/// Leavers whom a retention table takes without any hole to explain it.
pub(super) const NOT_RENEWED: &str = "not renewed";

/// All holes, service holes first, and how many of those there are.
///
/// With loyalty, a hole that touchpoints name and that has no clock of its own is a service hole without a prior.
pub(super) fn list(root: &Root<'_>, laws: &mut Laws) -> (Vec<Hole>, usize) {
    let loyalty = root.loyalty.is_some();
    let mut service = Vec::new();
    let mut others = Vec::new();
    // Standard holes keep their order however the file names them, so that naming one moves no draw.
    let standard: Vec<&str> = SERVICE_HOLES.iter().chain(OTHER_STANDARD_HOLES).copied().collect();
    let mut entries: Vec<&grammar::Hole<'_>> = enabled(&root.hole).collect();
    if loyalty {
        entries.sort_by_key(|h| standard.iter().position(|s| *s == *h.name).unwrap_or(usize::MAX));
    }
    for hole in entries {
        let name = *hole.name;
        let address = laws.address("hole", name);
        let standard = loyalty && SERVICE_HOLES.contains(&name);
        let own_law = has_law(hole);
        let blamed = loyalty && !own_law && name != "complaint" && is_blamed(root, name);
        if standard || blamed {
            service.push(Hole { name: name.to_owned(), address, kind: HoleKind::Service });
        } else {
            let kind = if *hole.involuntary {
                HoleKind::Involuntary
            } else if *hole.shielded {
                HoleKind::Outside
            } else if own_law {
                HoleKind::Own
            } else {
                HoleKind::Decision
            };
            others.push(Hole { name: name.to_owned(), address, kind });
        }
    }
    let count = service.len();
    service.append(&mut others);
    let by_table = root.contract.as_ref().is_some_and(|c| c.retention.is_some());
    // The hole that [complaint] brings explains no renewal.
    if by_table && service.iter().all(|hole| hole.name == "complaint") {
        let address = laws.address("hole", NOT_RENEWED);
        service.push(Hole { name: NOT_RENEWED.to_owned(), address, kind: HoleKind::Decision });
    }
    (service, count)
}

/// Whether it opens by a law of its own.
fn has_law(hole: &grammar::Hole<'_>) -> bool {
    hole.hazard.is_some() || hole.lifetime.is_some() || hole.per_purchase.is_some() || hole.value_below.is_some()
}

fn is_blamed(root: &Root<'_>, hole: &str) -> bool {
    enabled(&root.journey).any(|j| j.touchpoint.iter().any(|t| *t.hole == Some(hole) && t.exit_prob.is_none()))
}

/// Hazards of all holes for one kind of customer, and the blame priors of the service holes.
pub(super) fn hazards(
    root: &Root<'_>,
    competition: f64,
    directory: &Directory,
    laws: &mut Laws,
) -> (Vec<Hazard>, Vec<f64>) {
    let loyalty = root.loyalty.is_some();
    let mut priors = vec![0.0; directory.service_holes];
    let mut out = Vec::with_capacity(directory.holes.len());
    for (h, hole) in directory.holes.iter().enumerate() {
        let Some(item) = entry(&root.hole, &hole.name).filter(|item| *item.enabled) else {
            out.push(decision());
            continue;
        };
        let what = |key: &str| format!("hole.{}.{key}", hole.name);
        if h < directory.service_holes {
            priors[h] = item.prior.unwrap_or(0.0);
        }
        // How a standard hole opens goes with its name; what shields from it is another matter.
        // Rivals pull with competition: x = 2 comp.
        let pull = if loyalty && hole.name == "rival" { 2.0 * competition } else { 1.0 };
        let law = match (*item.hazard, *item.lifetime) {
            (Some(Amount::ByTenure(list)), _) => HazardLaw::ByTenure(list.iter().map(|x| x * pull).collect()),
            (Some(amount), _) => HazardLaw::Constant(laws.amount(amount, &what("hazard")).affine(pull, 0.0)),
            (None, Some(amount)) => HazardLaw::Lifetime(laws.amount(amount, &what("lifetime"))),
            (None, None) => HazardLaw::None,
        };
        out.push(Hazard {
            factor: *item.factor,
            law: if h < directory.service_holes { HazardLaw::None } else { law },
            shielded: loyalty && *item.shielded,
            open: match hole.name.as_str() {
                "neglect" if loyalty => Open::WhenUntouched,
                "lock_end" if loyalty => Open::AfterTerm,
                _ => Open::Always,
            },
            involuntary: *item.involuntary,
            value_below: *item.value_below,
            noticed: item.noticed.unwrap_or(0.0),
            per_purchase: item.per_purchase.map(|a| laws.amount(a, &what("per_purchase"))),
        });
    }
    let total: f64 = priors.iter().sum();
    if total > 0.0 {
        priors.iter_mut().for_each(|p| *p /= total);
    } else if let Some(first) = priors.first_mut() {
        *first = 1.0;
    }
    (out, priors)
}

fn decision() -> Hazard {
    Hazard {
        factor: 1.0,
        law: HazardLaw::None,
        shielded: false,
        open: Open::Always,
        involuntary: false,
        value_below: None,
        noticed: 0.0,
        per_purchase: None,
    }
}

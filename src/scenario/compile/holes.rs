//! How each hole works for one kind of customer.

use super::directory::Directory;
use super::laws::Laws;
use crate::journey::model::{Hazard, HazardLaw, Open};
use crate::scenario::grammar::quantity::DAYS_PER_YEAR;
use crate::scenario::grammar::value::Amount;
use crate::scenario::grammar::{Root, entry};
use crate::units::SimTime;

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
            (Some(Amount::ByTenure(values)), _) => by_tenure(DAYS_PER_YEAR, values, pull),
            (Some(Amount::ByStep { every, values }), _) => by_tenure(*every, values, pull),
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

fn by_tenure(every: f64, values: &[f64], pull: f64) -> HazardLaw {
    HazardLaw::ByTenure { every: SimTime::written(every), values: values.iter().map(|x| x * pull).collect() }
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

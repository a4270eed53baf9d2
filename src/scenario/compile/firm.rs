//! The population and where it comes from.

use super::directory::Directory;
use super::laws::Laws;
use crate::journey::model::{Channel, ChannelMode, DealSeekers, History};
use crate::scenario::check::mean_basket;
use crate::scenario::grammar::value::Amount;
use crate::scenario::grammar::{Acquisition, Named as _, Root, enabled};
use crate::units::SimTime;

pub(super) fn history(root: &Root<'_>, laws: &mut Laws) -> Option<History> {
    let population = root.population.as_ref()?;
    let stages = population.stages.as_ref().map(|s| [*s.acquisition, *s.build_up, *s.climax, *s.decline]);
    let tenure = population.tenure.map(|a| laws.amount(a, "population.tenure"));
    (stages.is_some() || tenure.is_some()).then_some(History { stages, tenure })
}

/// People that a budget reaches [per day]: `max_prospects * (1 - exp(-budget / budget_scale))` (domain model, section 10).
fn reached(source: &Acquisition<'_>, saturation: f64) -> f64 {
    -source.max_prospects.unwrap_or(0.0) * crate::num::exp_m1(-saturation)
}

/// A budget over the one which reaches 63 %; `None` for a source without a budget.
fn saturation(source: &Acquisition<'_>) -> Option<f64> {
    Some((*source.budget)? / (*source.budget_scale)?)
}

/// Those who come for the gift of a source; nobody without one.
///
/// # Definition
/// `share0 + (1 - share0) (1 - exp(-G / G0))` of the newcomers, `G0` one mean basket unless given (domain model, section 10).
fn deal_seekers(source: &Acquisition<'_>, root: &Root<'_>) -> Option<DealSeekers> {
    let gift = *source.gift;
    if gift <= 0.0 {
        return None;
    }
    let spec = &source.deal_seekers;
    let least = *spec.share;
    let scale = spec.scale.unwrap_or_else(|| mean_basket(root));
    Some(DealSeekers {
        share: least - (1.0 - least) * crate::num::exp_m1(-gift / scale),
        lasts: SimTime::from_days(*spec.lasts),
        price_support: *spec.price_support,
        pace: *spec.purchase,
        rival: *spec.rival,
    })
}

pub(super) fn channels(root: &Root<'_>, directory: &Directory, laws: &mut Laws) -> Vec<Channel> {
    enabled(&root.acquisition)
        .map(|a| {
            let by_year = |rate: &Amount| match rate {
                Amount::ByTenure(list) => list.clone(),
                other => vec![other.mean()],
            };
            let promise = *a.promise_inflation;
            let saturation = saturation(a);
            let mode = if let Some(rate) = *a.joins {
                ChannelMode::Joins(by_year(rate))
            } else if let Some(hazard) = *a.adoption {
                ChannelMode::Adoption(hazard)
            } else {
                ChannelMode::Prospects {
                    rates: match saturation {
                        Some(saturation) => vec![reached(a, saturation)],
                        None => a.prospects.map_or_else(Vec::new, by_year),
                    },
                    // Promises win prospects: exp(0.2) per point (modelling assumption).
                    success: (*a.success_per_contact * crate::num::exp(0.2 * promise)).min(1.0),
                    max_contacts: *a.max_contacts as u32,
                    between: SimTime::from_days(*a.between_contacts),
                    fit: *a.fit,
                    cost_per_contact: *a.cost_per_contact,
                }
            };
            let share = |segment: &String| {
                a.mix.iter().find(|(name, _)| name == segment).and_then(|(_, share)| share.as_number()).unwrap_or(0.0)
            };
            let mix = if a.mix.is_there() { directory.segments.iter().map(share).collect() } else { Vec::new() };
            Channel {
                name: a.name().to_owned(),
                address: laws.address("acquisition", a.name()),
                mode,
                cost_per_customer: *a.cost_per_customer,
                budget_per_day: a.budget.unwrap_or(0.0),
                saturation: saturation.unwrap_or(0.0),
                mix,
                promise_inflation: promise,
                gift: *a.gift,
                deal: deal_seekers(a, root),
                lock_in: a
                    .lock_in
                    .as_ref()
                    .filter(|_| root.loyalty.is_some())
                    .map(|lock| (SimTime::from_days(*lock.term), *lock.support)),
            }
        })
        .collect()
}

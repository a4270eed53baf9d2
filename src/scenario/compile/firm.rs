//! Names to indices; the population and where it comes from.

use super::holes;
use super::laws::Laws;
use crate::journey::model::{Channel, ChannelMode, DealSeekers, History, Hole, HoleId, ResourceId};
use crate::scenario::check::mean_basket;
use crate::scenario::grammar::STAGES;
use crate::scenario::value::{Amount, Item};
use crate::units::SimTime;

/// Names of everything that is referred to by name.
#[derive(Debug)]
pub(super) struct Directory {
    pub(super) holes: Vec<Hole>,
    pub(super) service_holes: usize,
    resources: Vec<String>,
    segments: Vec<String>,
    /// Distinct priorities in use, smallest first.
    pub(super) priorities: Vec<u64>,
}

impl Directory {
    pub(super) fn hole(&self, name: &str) -> Option<HoleId> {
        self.holes.iter().position(|h| h.name == name).map(|i| i as HoleId)
    }

    pub(super) fn resource(&self, name: &str) -> Option<ResourceId> {
        self.resources.iter().position(|r| r == name).map(|i| i as ResourceId)
    }

    /// Line of a priority: 0 is served first.
    pub(super) fn line(&self, priority: u64) -> u8 {
        self.priorities.iter().position(|&p| p == priority).unwrap_or(0) as u8
    }
}

/// Distinct priorities in use, smallest first.
pub(super) fn priorities(root: &Item) -> Vec<u64> {
    let mut priorities: Vec<u64> = root
        .enabled("journey")
        .flat_map(|j| {
            let own = j.list("touchpoint").filter_map(|t| t.opt_number("priority")).map(|p| p as u64);
            own.chain([j.integer("priority")]).collect::<Vec<_>>()
        })
        .collect();
    priorities.extend(super::program::priorities(root));
    priorities.sort_unstable();
    priorities.dedup();
    priorities
}

/// Names to indices; `priorities` are all those that this scenario uses at any time.
pub(super) fn directory(root: &Item, priorities: &[u64], laws: &mut Laws) -> Directory {
    let (holes, service_holes) = holes::list(root, laws);
    Directory {
        holes,
        service_holes,
        resources: root.enabled("resource").map(|r| r.name().to_owned()).collect(),
        segments: root.enabled("segment").map(|s| s.name().to_owned()).collect(),
        priorities: priorities.to_vec(),
    }
}

pub(super) fn history(root: &Item, laws: &mut Laws) -> Option<History> {
    let population = root.opt("population")?;
    let stages = population.opt("stages").map(|s| STAGES.map(|stage| s.number(stage)));
    let tenure = population.opt("tenure").and_then(Item::as_amount).map(|a| laws.amount(a, "population.tenure"));
    (stages.is_some() || tenure.is_some()).then_some(History { stages, tenure })
}

/// People that a budget reaches [per day]: `max_prospects * (1 - exp(-budget / budget_scale))` (domain model, section 10).
fn reached(source: &Item) -> f64 {
    -source.rate("max_prospects") * crate::num::exp_m1(-saturation(source))
}

/// A budget over the one which reaches 63 %.
fn saturation(source: &Item) -> f64 {
    source.money_per_day("budget") / source.money_per_day("budget_scale")
}

/// Those who come for the gift of a source; nobody without one.
///
/// # Definition
/// `share0 + (1 - share0) (1 - exp(-G / G0))` of the newcomers, `G0` one mean basket unless given (domain model, section 10).
fn deal_seekers(source: &Item, root: &Item) -> Option<DealSeekers> {
    let gift = source.number("gift");
    if gift <= 0.0 {
        return None;
    }
    let spec = source.at("deal_seekers");
    let least = spec.number("share");
    let scale = spec.opt_number("scale").unwrap_or_else(|| mean_basket(root));
    Some(DealSeekers {
        share: least - (1.0 - least) * crate::num::exp_m1(-gift / scale),
        lasts: SimTime::from_days(spec.days("lasts")),
        price_support: spec.number("price_support"),
        pace: spec.number("purchase"),
        rival: spec.number("rival"),
    })
}

pub(super) fn channels(root: &Item, directory: &Directory, laws: &mut Laws) -> Vec<Channel> {
    root.enabled("acquisition")
        .map(|a| {
            let rate = |key: &str| match a.opt(key).and_then(Item::as_amount) {
                Some(Amount::ByTenure(list)) => list.clone(),
                Some(other) => vec![other.mean()],
                None => Vec::new(),
            };
            let promise = a.opt_number("promise_inflation").unwrap_or(0.0);
            let mode = if a.has("joins") {
                ChannelMode::Joins(rate("joins"))
            } else if a.has("adoption") {
                ChannelMode::Adoption(a.rate("adoption"))
            } else {
                ChannelMode::Prospects {
                    rates: if a.has("budget") { vec![reached(a)] } else { rate("prospects") },
                    // Promises win prospects: exp(0.2) per point (modelling assumption).
                    success: (a.number("success_per_contact") * crate::num::exp(0.2 * promise)).min(1.0),
                    max_contacts: a.integer("max_contacts") as u32,
                    between: SimTime::from_days(a.days("between_contacts")),
                    fit: a.number("fit"),
                    cost_per_contact: a.number("cost_per_contact"),
                }
            };
            let mix = a.opt("mix").and_then(Item::as_map).map_or_else(Vec::new, |map| {
                directory
                    .segments
                    .iter()
                    .map(|s| map.iter().find(|(name, _)| name == s).and_then(|(_, i)| i.as_number()).unwrap_or(0.0))
                    .collect()
            });
            Channel {
                name: a.name().to_owned(),
                address: laws.address("acquisition", a.name()),
                mode,
                cost_per_customer: a.number("cost_per_customer"),
                budget_per_day: a.opt_number("budget").unwrap_or(0.0),
                saturation: if a.has("budget") { saturation(a) } else { 0.0 },
                mix,
                promise_inflation: promise,
                gift: a.number("gift"),
                deal: deal_seekers(a, root),
                lock_in: a
                    .opt("lock_in")
                    .filter(|_| root.has("loyalty"))
                    .map(|lock| (SimTime::from_days(lock.days("term")), lock.number("support"))),
            }
        })
        .collect()
}

//! Exact expectations, where they need no simulation: a cohort under contract whose renewals are given.
//!
//! Printed beside the simulated intervals, so that a reader sees both the truth and how near the simulation comes.

use crate::experiment::results::comparison::ExactValue;
use crate::journey::demand::staying;
use crate::journey::model::{Contract, HazardLaw, Model, Profile, Retention};
use crate::laws::Law;
use crate::num;
use crate::units::SimTime;

/// Exact expectations of a world; none unless it is a pure contract cohort.
pub(crate) fn expectations(model: &Model, world: &str, currency: &str) -> Vec<ExactValue> {
    let Some(cohort) = Cohort::of(model) else { return Vec::new() };
    let customers = model.customers as f64;
    let value = |metric: &str, unit: &str, value: f64, definition: &str| ExactValue {
        world: world.to_owned(),
        metric: metric.to_owned(),
        value,
        unit: unit.to_owned(),
        definition: definition.to_owned(),
    };
    let overhead = model.overhead * annuity(model.discount, SimTime::ZERO, model.horizon);
    vec![
        value(
            "npv",
            currency,
            customers * cohort.value - overhead,
            "expectation by the cohort formula: customers * sum over payments of the share that renewed so far * (price - cost) * discount",
        ),
        value("ltv", currency, cohort.value, "the same for one customer, without fixed costs"),
        value(
            "retention_horizon",
            "share",
            cohort.staying,
            "expectation: product of the renewal probabilities of all terms that end by the horizon",
        ),
    ]
}

/// Expectations of one customer who joins on day 0.
struct Cohort {
    /// Discounted money.
    value: f64,
    /// Share still there at the horizon.
    staying: f64,
}

impl Cohort {
    /// Nothing but contracts with a retention table moves money or people, in one world that never changes.
    fn of(model: &Model) -> Option<Cohort> {
        let alone = model.history.is_none()
            && model.customers > 0
            && model.warm_up == SimTime::ZERO
            && model.channels.is_empty()
            && model.resources.is_empty()
            && model.journeys.is_empty()
            && model.later.is_empty()
            && model.charges.is_empty()
            && model.offers.is_empty()
            && !model.kinds.asks()
            && !model.loyalty
            && !model.lifecycle;
        if !alone {
            return None;
        }
        let mut whole = Cohort { value: 0.0, staying: 0.0 };
        for (index, segment) in model.segments.iter().enumerate() {
            let own =
                Cohort::of_segment(model, model.plain(index), model.joined_at(model.kinds.segment.put(0, index)))?;
            whole.value += segment.share * own.value;
            whole.staying += segment.share * own.staying;
        }
        Some(whole)
    }

    fn of_segment(model: &Model, profile: &Profile, joined_at: &[f64]) -> Option<Cohort> {
        let contract = profile.contract.as_ref()?;
        let Some(Retention::Table(retention)) = &contract.retention else { return None };
        let silent = |h: &crate::journey::model::Hazard| {
            matches!(h.law, HazardLaw::None) && h.value_below.is_none() && h.per_purchase.is_none()
        };
        if profile.purchase.is_some() || !profile.hazards.iter().all(silent) {
            return None;
        }
        let mut cohort = Cohort { value: 0.0, staying: 1.0 };
        let mut starts = SimTime::ZERO;
        for term in 0usize.. {
            let length = if term == 0 { contract.term } else { contract.renews_for };
            let ends = starts.saturating_add(length);
            let paid = payment(contract, profile, term);
            let mut at = starts;
            while at < ends && at < model.horizon {
                cohort.value += cohort.staying * paid * num::exp(-model.discount * at.days());
                at = contract.bill.map_or(SimTime::NEVER, |bill| at.saturating_add(bill));
            }
            let earns = profile.earns.as_ref().map_or(0.0, Law::mean) * profile.margin_factor;
            cohort.value += cohort.staying * earns * annuity(model.discount, starts, ends.min(model.horizon));
            if ends > model.horizon {
                break;
            }
            let stay = retention.get(term).or(retention.last()).copied().unwrap_or(1.0);
            cohort.staying *= staying(stay, profile.dearer(joined_at, term + 1));
            // Who renews at the horizon pays in the next period.
            if ends == model.horizon {
                break;
            }
            starts = ends;
        }
        Some(cohort)
    }
}

/// Mean money of one payment in a term, from 0.
fn payment(contract: &Contract, profile: &Profile, term: usize) -> f64 {
    let mean = |by_term: &[Law]| by_term.get(term).or(by_term.last()).map_or(0.0, Law::mean);
    mean(&contract.price) * profile.margin_factor - mean(&contract.cost) * profile.cost_factor
}

/// Present value of 1 a day between two times.
fn annuity(discount: f64, from: SimTime, to: SimTime) -> f64 {
    let days = to.since(from).days();
    if discount == 0.0 { days } else { num::exp(-discount * from.days()) * -num::exp_m1(-discount * days) / discount }
}

//! What customers feel and do of themselves: incidents, satisfaction, the behaviours of loyal customers (model section 18).
//!
//! Loyal customers buy again, recommend, buy in further categories and resist rivals (Griffin 1995). Each behaviour is there
//! where a mechanism makes it, and absent elsewhere.

use super::list::List;
use crate::journey::model::{HazardLaw, Model, Profile, VoiceMode};
use crate::metrics::ratio;
use crate::stats::Scale;

/// Days of a year.
const YEAR: f64 = 365.0;

declared! {
    /// Incidents, and what comes of them.
    list FEELINGS = List::of(Model::has_customers);

    INCIDENTS = "metrics.incidents", "incidents",
        "failures and angry leavings of queues that customers met in the observed period",
        Single(|s, _| Some(s.o.incidents as f64))
        .fixed(|model, _| model.touchpoints.is_empty())
        .less_is_better()
        .called("Incidents");
    SATISFACTION = "metrics.satisfaction", "score 1..5",
        "satisfaction S = 3.5 + 1.5 max(M,0) + 2.5 min(M,0), averaged over customers and time",
        Single(|s, _| ratio(s.o.satisfaction.value(), s.o.satisfied_days.value()))
        .if_any(|model, _| model.loyalty)
        .more_is_better()
        .called("Satisfaction")
        .headline(10);
    COMPLAINTS = "metrics.complaints", "complaints", "incidents that were voiced, at the front line or formally",
        Single(|s, _| Some(s.o.complaints as f64))
        .if_any(|model, _| model.keeps_encounters())
        .fixed(|model, _| model.touchpoints.is_empty())
        .less_is_better()
        .called("Complaints");
    FORMAL_COMPLAINTS = "metrics.formal_complaints", "complaints", "complaints made formally to the firm",
        Single(|s, _| Some(s.o.formal_complaints as f64))
        .if_any(|model, _| model.keeps_encounters())
        .less_is_better();
    INCIDENT_EXITS = "metrics.incident_exits", "customers",
        "customers who decided to leave when an incident was settled, whatever hole it counts for",
        Single(|s, _| Some(s.o.incident_exits as f64))
        .if_any(|model, _| model.keeps_encounters())
        .less_is_better()
        .called("Leavers after an incident");
    PRAISE_TO_BLAME = "metrics.praise_to_blame", "ratio",
        "encounters that leave a customer ready to praise (chance sig((S-3.75)/0.25)) per encounter that leaves one ready to blame (incident silent or unresolved, or memory below -0.3)",
        Ratio(|s, _| [s.o.praise.value(), s.o.blame as f64])
        .if_any(|model, _| model.loyalty)
        .more_is_better()
        .called("Praise to blame");
}

declared! {
    /// The four behaviours of loyal customers.
    list BEHAVIOURS = List::of(Model::has_customers);

    REPURCHASE = "behaviours.repurchase", "share",
        "of the customers who bought in the observed period, share who bought again in it",
        Single(|s, _| ratio(s.o.bought_again as f64, s.o.purchases.count.saturating_sub(s.o.without_purchase) as f64))
        .of(|s, _| s.o.purchases.count.saturating_sub(s.o.without_purchase) as f64)
        .if_any(|model, _| any(model, |p| p.purchase.is_some()))
        .more_is_better();
    RECOMMENDING = "behaviours.recommending", "share",
        "of the remembered encounters, share that leave a customer ready to praise: mean of sig((S-3.75)/0.25)",
        Single(|s, _| ratio(s.o.praise.value(), s.o.encounters as f64))
        .if_any(|model, _| model.voices.as_ref().is_some_and(|v| matches!(v.mode, VoiceMode::Tells { .. })))
        .more_is_better();
    BRINGING = "behaviours.bringing", "newcomers per customer and year",
        "newcomers brought by customers / time as customer in the observed period",
        Ratio(|s, _| {
            let channel = s.model.voices.as_ref().map_or(0, |voices| voices.channel);
            [s.o.inflow[channel] as f64 * YEAR, s.o.active_days.value()]
        })
        .scale(Scale::Rate { sure: 0 })
        .of(|s, _| s.o.active_days.value() / YEAR)
        .if_any(|model, _| model.voices.as_ref().is_some_and(|v| !matches!(v.mode, VoiceMode::Tells { .. })))
        .more_is_better();
    CROSS_BUYING = "behaviours.cross_buying", "share",
        "share of customers who had come to buy in a further category when they left, or at the horizon",
        Single(|s, _| ratio(s.o.crossed as f64, s.o.categories.count as f64))
        .of(|s, _| s.o.categories.count as f64)
        .if_any(|model, _| model.sells_across())
        .more_is_better();
    RESISTING_RIVALS = "behaviours.resisting_rivals", "share",
        "mean over customers at the horizon of 1 - (1-kappa)(1-sigma T): the share of the pull of rivals (hole \"rival\") that supports kappa and trust T hold back",
        Single(|s, _| s.o.census.resisted.mean())
        .if_any(|model, _| model.loyalty && model.rival_hole.is_some_and(|hole| any(model, |p| pulls(p, hole))))
        .more_is_better();
}

/// Whether customers of any kind are such.
pub(super) fn any(model: &Model, holds: impl Fn(&Profile) -> bool) -> bool {
    model.profiles.iter().any(holds)
}

fn pulls(p: &Profile, hole: u16) -> bool {
    let hazard = &p.hazards[usize::from(hole)];
    hazard.shielded && !matches!(hazard.law, HazardLaw::None)
}

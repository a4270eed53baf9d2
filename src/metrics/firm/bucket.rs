//! The leaky bucket: `bucket.*`.

use super::list::List;
use crate::journey::model::Model;
use crate::journey::observations::Observations;
use crate::metrics::declared::Observed;
use crate::units::SimTime;

declared! {
    /// Where it begins and ends.
    list LEVELS = List::of(Model::has_customers);

    BUCKET_START = "bucket.start", "customers", "customers at the start of the observed period",
        Single(|s, _| Some(s.o.start as f64))
        .fixed(|model, _| model.warm_up == SimTime::ZERO || model.nobody_moves());
    BUCKET_END = "bucket.end", "customers", "customers at the horizon: start + inflow - outflow",
        Single(|s, _| Some(s.o.end as f64))
        .of(|s, _| ever(s))
        .fixed(|model, _| model.nobody_moves());
}

declared! {
    /// Newcomers by source.
    list INFLOW = List::of_each(Model::has_customers, |model| {
        model.channels.iter().map(|channel| channel.name.clone()).enumerate().collect()
    });

    BUCKET_INFLOW = "bucket.inflow.{}", "customers", "newcomers through \"{}\" in the observed period",
        Single(|s, source| Some(s.o.inflow[source] as f64));
}

declared! {
    /// Those who come back.
    list BACK = List::of(|model| model.has_customers() && model.regimes().any(|m| m.win_back.is_some()));

    BUCKET_BACK = "bucket.inflow.win-back", "customers", "customers who came back in the observed period",
        Single(|s, _| Some(s.o.win_back.returned as f64));
}

declared! {
    /// Leavers by hole, and what moved them.
    list OUTFLOW = List::of_each(Model::has_customers, |model| {
        model.holes.iter().map(|hole| hole.name.clone()).enumerate().collect()
    });

    BUCKET_OUTFLOW = "bucket.outflow.{}", "customers",
        "customers who left by hole \"{}\" in the observed period; every exit has one cause",
        Single(|s, hole| Some(s.o.outflow[hole] as f64))
        .of(|s, _| ever(s))
        .fixed(|model, hole| model.is_shut(hole))
        .less_is_better();
    BUCKET_OUTFLOW_SHARE = "bucket.outflow_share.{}", "share",
        "customers who left by hole \"{}\" / all who left in the observed period, over all replications",
        Ratio(|s, hole| [s.o.outflow[hole] as f64, exits(s.o) as f64])
        .fixed(|model, hole| model.is_only_hole(hole) || model.is_shut(hole));
    SPLIT_PRIOR = "bucket.split.{}.prior", "customers",
        "exits by \"{}\" carried by prior blame: nothing bad of that kind was remembered",
        Single(|s, hole| Some(s.o.split[hole][0] as f64))
        .if_any(is_split);
    SPLIT_DISSATISFACTION = "bucket.split.{}.dissatisfaction", "customers",
        "exits by \"{}\" carried by remembered dissatisfaction or an incident",
        Single(|s, hole| Some(s.o.split[hole][1] as f64))
        .if_any(is_split);
    SPLIT_INDIFFERENT = "bucket.split.{}.indifferent", "customers",
        "exits by \"{}\" at satisfaction 3 or more: indifferent rather than unhappy",
        Single(|s, hole| Some(s.o.split[hole][2] as f64))
        .if_any(is_split);
}

/// Whether the exits of a hole are divided by what moved them.
fn is_split(model: &Model, hole: usize) -> bool {
    hole < model.service_holes && model.loyalty
}

/// Everybody who may have left in the observed period, and those alone.
pub(super) fn ever(s: &Observed<'_>) -> f64 {
    // Who comes back may leave again.
    if s.o.win_back.returned > 0 { f64::NAN } else { (s.o.start + acquired(s.o)) as f64 }
}

pub(super) fn exits(o: &Observations) -> u64 {
    o.outflow.iter().sum()
}

pub(super) fn acquired(o: &Observations) -> u64 {
    o.inflow.iter().sum()
}

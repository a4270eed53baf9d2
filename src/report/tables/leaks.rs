//! Tidy tables of the leaky bucket: what plugging each hole would bring, and where those kept by it go instead.

use super::columns::{Columns, note};
use super::table::{Cell, TableSpec};
use crate::experiment::comparison::{Difference, TwinFlow};
use crate::experiment::results::{Metric, Results};
use crate::report::words::format::as_metric;

/// An estimate about a hole, and the difference that it is, if it is one.
struct Told<'a> {
    hole: &'a str,
    measure: &'static str,
    estimate: Metric,
    difference: Option<&'a Difference>,
}

/// Exits, gains and values, hole by hole.
pub(in crate::report) fn leaks(results: &Results) -> TableSpec {
    let mut rows = Vec::new();
    if let Some(leaks) = &results.findings.leaks {
        let mut plain = |hole, measure, metric: Option<&Metric>| {
            rows.extend(metric.map(|metric| Told { hole, measure, estimate: metric.clone(), difference: None }));
        };
        for leak in &leaks.holes {
            plain(&leak.hole, "exits", Some(&leak.exits));
            plain(&leak.hole, "share of exits", Some(&leak.share));
            plain(&leak.hole, "value at exit", leak.value_at_exit.as_ref());
            plain(&leak.hole, "Shapley share", leak.shapley.as_ref());
        }
        plain("", "residual", Some(&leaks.residual));
        plain("", "replacement cost", leaks.replacement_cost.as_ref());
        plain("", "newcomers per leaver of equal margin", leaks.value_equivalent.as_ref());
        let mut paired = |hole, measure, found| {
            rows.push(Told { hole, measure, estimate: as_metric(found), difference: Some(found) });
        };
        for leak in &leaks.holes {
            paired(&leak.hole, "npv gained when plugged", &leak.gain);
            paired(&leak.hole, "exits avoided when plugged", &leak.exits_avoided);
            paired(&leak.hole, "yearly loss when plugged, less the baseline's", &leak.yearly_loss);
        }
        paired("", "npv gained when all are plugged", &leaks.all_plugged);
    }
    Columns::<Told>::new()
        .with("hole", |row| row.hole)
        .with("measure", |row| row.measure)
        .estimate(|row| Some(&row.estimate))
        .with("p better", |row| row.difference.and_then(|found| found.p_better))
        .with("p adjusted", |row| row.difference.and_then(|found| found.p_adjusted))
        .with("variance ratio", |row| row.difference.and_then(|found| found.variance_ratio))
        .with("note", |row| row.difference.map_or(Cell::Empty, |found| note(found, false)))
        .table("leaks", rows)
}

/// Where those whom a hole took end when it is plugged.
pub(in crate::report) fn leaks_then(results: &Results) -> TableSpec {
    let mut rows = Vec::new();
    for leak in results.findings.leaks.iter().flat_map(|leaks| &leaks.holes) {
        let plugged = format!("without {}", leak.hole);
        let world = results.worlds.iter().find(|world| world.name == plugged);
        let flows = world.and_then(|world| Some(&world.comparison.as_ref()?.twins.as_ref()?.flow));
        for (end, mean) in &leak.then {
            let flow = flows.and_then(|flows| flows.iter().find(|flow| flow.from == leak.hole && flow.to == *end));
            rows.push((leak.hole.as_str(), end.as_str(), *mean, flow));
        }
    }
    Columns::<(&str, &str, f64, Option<&TwinFlow>)>::new()
        .with("plugged hole", |row| row.0)
        .with("end", |row| row.1)
        .with("mean [customers]", |row| row.2)
        .ends(["ci95 low", "ci95 high"], |row| row.3?.ci95)
        .with("n", |row| row.3.map(|flow| flow.n))
        .table("leaks-then", rows)
}

//! Tidy tables of the leaky bucket: what plugging each hole would bring, and where those kept by it go instead.

use super::list::{estimate, with_estimate};
use super::table::{Cell, TableSpec};
use super::worlds::note;
use crate::experiment::comparison::Difference;
use crate::experiment::results::{Metric, Results};

pub(in crate::report) fn leaks(results: &Results) -> TableSpec {
    let mut table = with_estimate("leaks", &["hole", "measure"], &["p better", "p adjusted", "variance ratio", "note"]);
    let Some(leaks) = &results.findings.leaks else { return table };
    let mut plain = |hole: &str, measure: &str, metric: &Metric| {
        let mut row = vec![hole.into(), measure.into()];
        row.extend(estimate(metric));
        row.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]);
        table.push(row);
    };
    for leak in &leaks.holes {
        plain(&leak.hole, "exits", &leak.exits);
        plain(&leak.hole, "share of exits", &leak.share);
        leak.value_at_exit.iter().for_each(|metric| plain(&leak.hole, "value at exit", metric));
        leak.shapley.iter().for_each(|metric| plain(&leak.hole, "Shapley share", metric));
    }
    plain("", "residual", &leaks.residual);
    leaks.replacement_cost.iter().for_each(|metric| plain("", "replacement cost", metric));
    leaks.value_equivalent.iter().for_each(|metric| plain("", "newcomers per leaver of equal margin", metric));
    let mut paired = |hole: &str, measure: &str, found: &Difference| {
        let mut row = vec![hole.into(), measure.into()];
        row.extend(estimate(&crate::report::words::format::as_metric(found)));
        row.extend([
            found.p_better.into(),
            found.p_adjusted.into(),
            Cell::from(found.variance_ratio),
            note(found, false),
        ]);
        table.push(row);
    };
    for leak in &leaks.holes {
        paired(&leak.hole, "npv gained when plugged", &leak.gain);
        paired(&leak.hole, "exits avoided when plugged", &leak.exits_avoided);
        paired(&leak.hole, "yearly loss when plugged, less the baseline's", &leak.yearly_loss);
    }
    paired("", "npv gained when all are plugged", &leaks.all_plugged);
    table
}

pub(in crate::report) fn leaks_then(results: &Results) -> TableSpec {
    let columns = ["plugged hole", "end", "mean [customers]", "ci95 low", "ci95 high", "n"];
    let mut table = TableSpec::new("leaks-then", columns);
    for leak in results.findings.leaks.iter().flat_map(|leaks| &leaks.holes) {
        let plugged = format!("without {}", leak.hole);
        let world = results.worlds.iter().find(|world| world.name == plugged);
        let flows = world.and_then(|world| Some(&world.comparison.as_ref()?.twins.as_ref()?.flow));
        for (end, mean) in &leak.then {
            let flow = flows.and_then(|flows| flows.iter().find(|flow| flow.from == leak.hole && flow.to == *end));
            let ci95 = flow.and_then(|flow| flow.ci95);
            table.push(vec![
                leak.hole.as_str().into(),
                end.as_str().into(),
                (*mean).into(),
                ci95.map(|ci| ci[0]).into(),
                ci95.map(|ci| ci[1]).into(),
                flow.map(|flow| flow.n).into(),
            ]);
        }
    }
    table
}

//! The choice among the worlds of a sweep as a table: a row for each world.

use super::columns::Columns;
use super::table::TableSpec;
use crate::experiment::analysis::{MetricAnalysis, WorldRegret};

/// The table of a metric by which worlds are chosen, under this name.
pub(in crate::report) fn regret(metric: &MetricAnalysis, name: &str) -> Option<TableSpec> {
    let choice = metric.choice.as_ref()?;
    let unit = &metric.unit;
    let in_unit = |what: &str| if unit.is_empty() { what.to_owned() } else { format!("{what} [{unit}]") };
    let table = Columns::<&WorldRegret>::new()
        .with("world", |row| row.world.as_str())
        .with(in_unit("mean"), |row| row.mean)
        .with(in_unit("regret"), |row| row.regret)
        .ends(["regret ci95 low", "regret ci95 high"], |row| row.regret_ci95)
        .with(in_unit("largest regret"), |row| row.largest)
        .ends(["largest ci95 low", "largest ci95 high"], |row| row.largest_ci95)
        .with("point of the largest", |row| row.largest_at)
        .with("share best", |row| row.best)
        .with("share surely best", |row| row.clearly_best)
        .with("share perhaps best", |row| row.among_best)
        .table(name, &choice.worlds);
    Some(table)
}

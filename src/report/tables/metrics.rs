//! Tidy tables of what was put in, of every estimate, and of the raw replications.

use super::columns::Columns;
use super::table::{Cell, TableSpec};
use crate::experiment::results::{EffectiveInput, Metric, ReplicationTable, Results, World};

/// Every effective value of the scenario.
pub(in crate::report) fn effective(results: &Results) -> TableSpec {
    Columns::<&EffectiveInput>::new()
        .with("path", |input| input.path.as_str())
        .with("value", |input| input.value.as_str())
        .with("from", |input| input.from.as_str())
        .with("basis", |input| input.basis.as_str())
        .table("inputs-effective", &results.scenario.inputs)
}

/// Every estimate by its path.
pub(in crate::report) fn metrics(results: &Results) -> TableSpec {
    let rows = results.worlds.iter().flat_map(|world| world.paths().into_iter().map(move |(path, m)| (world, path, m)));
    Columns::<(&World, String, &Metric)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("path", |row| row.1.clone())
        .estimate(|row| Some(row.2))
        .with("definition", |row| row.2.definition.as_str())
        .table("metrics", rows)
}

/// The raw value of every estimate in every replication; its columns are those of the results.
pub(in crate::report) fn replications(replications: &ReplicationTable) -> TableSpec {
    let columns = ["world", "replication"].into_iter().map(str::to_string).chain(replications.columns.iter().cloned());
    let mut table = TableSpec::new("replications", columns);
    for row in &replications.rows {
        let mut cells = vec![row.world.as_str().into(), row.replication.into()];
        cells.extend(row.values.iter().map(|value| Cell::from(*value)));
        table.push(cells);
    }
    table
}

/// Lines of the ledger.
pub(in crate::report) fn ledger(results: &Results) -> TableSpec {
    let rows = results.worlds.iter().flat_map(|world| world.ledger.iter().map(move |(line, m)| (world, line, m)));
    Columns::<(&World, &String, &Metric)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("line", |row| row.1.as_str())
        .estimate(|row| Some(row.2))
        .table("ledger", rows)
}

/// What loyal customers do.
pub(in crate::report) fn behaviours(results: &Results) -> TableSpec {
    let rows = results.worlds.iter().flat_map(|world| world.behaviours.iter().map(move |(id, m)| (world, id, m)));
    Columns::<(&World, &String, &Metric)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("behaviour", |row| row.1.as_str())
        .estimate(|row| Some(row.2))
        .with("definition", |row| row.2.definition.as_str())
        .table("behaviours", rows)
}

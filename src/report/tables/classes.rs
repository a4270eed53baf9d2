//! Tidy tables of value classes: who is where, and who moves from one review to the next.

use super::columns::Columns;
use super::table::TableSpec;
use crate::experiment::results::{DIVISIONS, Metric, World};

/// Customers and value by division and group, at the last review.
pub(in crate::report) fn shares(worlds: &[World]) -> TableSpec {
    let mut rows = Vec::new();
    for world in worlds {
        for division in &DIVISIONS {
            for group in division.groups {
                for measure in ["count", "customers", "value"] {
                    let found = world.classes.get(&format!("{}.{group}.{measure}", division.id));
                    rows.extend(found.map(|metric| (world, division.id, *group, measure, metric)));
                }
            }
        }
    }
    Columns::<(&World, &str, &str, &str, &Metric)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("division", |row| row.1)
        .with("group", |row| row.2)
        .with("measure", |row| row.3)
        .estimate(|row| Some(row.4))
        .table("classes", rows)
}

/// Customers by group at one review and at the next.
pub(in crate::report) fn moves(worlds: &[World]) -> TableSpec {
    let mut rows = Vec::new();
    for world in worlds {
        for (id, metric) in &world.classes {
            let parts: Vec<&str> = id.split('.').collect();
            let ["moves", division, from, to] = parts[..] else { continue };
            rows.push((world, division, from, to, metric));
        }
    }
    Columns::<(&World, &str, &str, &str, &Metric)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("division", |row| row.1)
        .with("from", |row| row.2)
        .with("to", |row| row.3)
        .estimate(|row| Some(row.4))
        .table("class-moves", rows)
}

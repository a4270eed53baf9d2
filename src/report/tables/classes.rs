//! Tidy tables of value classes: who is where, and who moves from one review to the next.

use super::list::{estimate, with_estimate};
use super::table::{Cell, TableSpec};
use crate::experiment::results::{DIVISIONS, World};

/// Customers and value by division and group, at the last review.
pub(in crate::report) fn shares(worlds: &[World]) -> TableSpec {
    let mut table = with_estimate("classes", &["world", "division", "group", "measure"], &[]);
    for world in worlds {
        for division in &DIVISIONS {
            for group in division.groups {
                for measure in ["count", "customers", "value"] {
                    let Some(metric) = world.classes.get(&format!("{}.{group}.{measure}", division.id)) else {
                        continue;
                    };
                    let mut row: Vec<Cell> =
                        vec![world.name.as_str().into(), division.id.into(), (*group).into(), measure.into()];
                    row.extend(estimate(metric));
                    table.push(row);
                }
            }
        }
    }
    table
}

/// Customers by group at one review and at the next.
pub(in crate::report) fn moves(worlds: &[World]) -> TableSpec {
    let mut table = with_estimate("class-moves", &["world", "division", "from", "to"], &[]);
    for world in worlds {
        for (id, metric) in &world.classes {
            let parts: Vec<&str> = id.split('.').collect();
            let ["moves", division, from, to] = parts[..] else { continue };
            let mut row: Vec<Cell> = vec![world.name.as_str().into(), division.into(), from.into(), to.into()];
            row.extend(estimate(metric));
            table.push(row);
        }
    }
    table
}

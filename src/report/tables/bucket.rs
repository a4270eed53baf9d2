//! Tidy tables of the bucket and of complaints.

use super::columns::Columns;
use super::table::TableSpec;
use crate::experiment::results::{ComplaintGroup, Metric, Results, World};

/// What is in the bucket, what flows in and what leaks.
pub(in crate::report) fn bucket(results: &Results) -> TableSpec {
    let of_world = |world| {
        let world: &World = world;
        world.bucket.iter().flat_map(move |bucket| {
            let row = move |part: &'static str, name, metric| (world, part, name, metric);
            let inflow = bucket.inflow.iter().map(move |(name, metric)| row("inflow", name.as_str(), metric));
            let outflow = bucket.outflow.iter().map(move |(name, metric)| row("outflow", name.as_str(), metric));
            let (start, end) = (row("start", "", &bucket.start), row("end", "", &bucket.end));
            [start].into_iter().chain(inflow).chain(outflow).chain([end])
        })
    };
    Columns::<(&World, &str, &str, &Metric)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("part", |row| row.1)
        .with("name", |row| row.2)
        .estimate(|row| Some(row.3))
        .table("bucket", results.worlds.iter().flat_map(of_world))
}

/// A group of complaints, how they are sorted, and the world in which they were made.
type Group<'a> = (&'a str, &'a str, &'a ComplaintGroup);

/// Complaints sorted in each way.
pub(in crate::report) fn complaints(results: &Results) -> TableSpec {
    let of_world = |world| {
        let world: &World = world;
        let way = move |(by, groups)| {
            let (by, groups): (&String, &Vec<ComplaintGroup>) = (by, groups);
            groups.iter().map(move |group| (world.name.as_str(), by.as_str(), group))
        };
        world.complaints.iter().flat_map(way)
    };
    groups(results.worlds.iter().flat_map(of_world))
}

/// Complaints sorted in one way.
pub(in crate::report) fn complaints_by(world: &str, by: &str, found: &[ComplaintGroup]) -> TableSpec {
    groups(found.iter().map(|group| (world, by, group)))
}

/// Largest group first, with cumulative share and class.
fn groups<'a>(rows: impl Iterator<Item = Group<'a>>) -> TableSpec {
    Columns::<Group>::new()
        .with("world", |row| row.0)
        .with("by", |row| row.1)
        .with("name", |row| row.2.name.as_str())
        .estimate(|row| Some(&row.2.complaints))
        .with("share", |row| row.2.share.mean)
        .ends(["share ci95 low", "share ci95 high"], |row| row.2.share.ci95)
        .with("cumulative share", |row| row.2.cumulative)
        .with("class", |row| if row.2.class_a { "A" } else { "" })
        .table("complaints", rows)
}

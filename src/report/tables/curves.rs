//! Tidy tables of curves: by time since joining, by term and by date.

use super::list::interval;
use super::table::{Cell, TableSpec};
use crate::experiment::results::{Point, Results, World};

/// A curve by tenure at all report days; nothing where it was not measured.
fn by_tenure<'p>(world: &World, points: &'p [Point]) -> Vec<(f64, Option<&'p Point>)> {
    let mut measured = points.iter().peekable();
    let mut rows: Vec<(f64, Option<&Point>)> = Vec::new();
    for day in world.bucket.iter().flat_map(|bucket| &bucket.level).map(|p| p.day) {
        rows.extend(std::iter::from_fn(|| measured.next_if(|p| p.day < day)).map(|p| (p.day, Some(p))));
        rows.push((day, measured.next_if(|p| p.day == day)));
    }
    rows.extend(measured.map(|p| (p.day, Some(p))));
    rows
}

pub(in crate::report) fn survival(results: &Results) -> TableSpec {
    let mut table = TableSpec::new("survival", ["world", "tenure [days]", "share staying", "ci95 low", "ci95 high"]);
    for world in &results.worlds {
        for (day, point) in by_tenure(world, &world.survival) {
            let [low, high] = interval(point.and_then(|p| p.ci95));
            table.push(vec![world.name.as_str().into(), day.into(), point.map(|p| p.mean).into(), low, high]);
        }
    }
    table
}

pub(in crate::report) fn survivors(results: &Results) -> TableSpec {
    let columns = ["world", "term", "customers who begin it", "ci95 low [customers]", "ci95 high [customers]"];
    let mut table = TableSpec::new("survivors", columns);
    for world in &results.worlds {
        for term in &world.survivors {
            let [low, high] = interval(term.ci95);
            table.push(vec![world.name.as_str().into(), term.term.into(), term.mean.into(), low, high]);
        }
    }
    table
}

pub(in crate::report) fn incidence(results: &Results) -> TableSpec {
    let columns = ["world", "hole", "tenure [days]", "share left by it", "ci95 low", "ci95 high"];
    let mut table = TableSpec::new("incidence", columns);
    for world in &results.worlds {
        for (hole, points) in world.bucket.iter().flat_map(|bucket| &bucket.incidence) {
            for (day, point) in by_tenure(world, points) {
                let [low, high] = interval(point.and_then(|p| p.ci95));
                table.push(vec![
                    world.name.as_str().into(),
                    hole.as_str().into(),
                    day.into(),
                    point.map(|p| p.mean).into(),
                    low,
                    high,
                ]);
            }
        }
    }
    table
}

pub(in crate::report) fn level(results: &Results) -> TableSpec {
    let columns = ["world", "day", "active [customers]", "ci95 low [customers]", "ci95 high [customers]"];
    let mut table = TableSpec::new("level", columns);
    for world in &results.worlds {
        for point in world.bucket.iter().flat_map(|bucket| &bucket.level) {
            let [low, high] = interval(point.ci95);
            table.push(vec![world.name.as_str().into(), point.day.into(), point.mean.into(), low, high]);
        }
    }
    table
}

pub(in crate::report) fn program_books(results: &Results) -> TableSpec {
    let mut table =
        TableSpec::new("program-books", ["world", "day", "measure", "mean", "ci95 low", "ci95 high", "unit"]);
    for world in &results.worlds {
        let Some(books) = &world.program_books else { continue };
        let curves = [
            ("outstanding", &books.outstanding, &books.unit),
            ("expiring soon", &books.expiring_soon, &books.unit),
            ("liability", &books.liability, &books.currency),
        ];
        for (measure, points, unit) in curves {
            for point in points {
                let [low, high] = interval(point.ci95);
                let mut row: Vec<Cell> = vec![world.name.as_str().into(), point.day.into(), measure.into()];
                row.extend([point.mean.into(), low, high, unit.as_str().into()]);
                table.push(row);
            }
        }
    }
    table
}

pub(in crate::report) fn stages(results: &Results) -> TableSpec {
    let columns = [
        "world",
        "day",
        "A acquisition [customers]",
        "B build-up [customers]",
        "C climax [customers]",
        "D decline [customers]",
    ];
    let mut table = TableSpec::new("stages", columns);
    for world in &results.worlds {
        for point in &world.stages {
            table.push(vec![
                world.name.as_str().into(),
                point.day.into(),
                point.acquisition.into(),
                point.build_up.into(),
                point.climax.into(),
                point.decline.into(),
            ]);
        }
    }
    table
}

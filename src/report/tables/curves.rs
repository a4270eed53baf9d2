//! Tidy tables of curves: by time since joining, by term and by date.

use super::columns::Columns;
use super::table::TableSpec;
use crate::experiment::results::{Point, Results, StagePoint, TermPoint, World};

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

/// Share staying by time since joining.
pub(in crate::report) fn survival(results: &Results) -> TableSpec {
    let of_world = |world| by_tenure(world, &world.survival).into_iter().map(move |(day, point)| (world, day, point));
    Columns::<(&World, f64, Option<&Point>)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("tenure [days]", |row| row.1)
        .with("share staying", |row| row.2.map(|point| point.mean))
        .ends(["ci95 low", "ci95 high"], |row| row.2?.ci95)
        .table("survival", results.worlds.iter().flat_map(of_world))
}

/// Customers who begin each term.
pub(in crate::report) fn survivors(results: &Results) -> TableSpec {
    let rows = results.worlds.iter().flat_map(|world| world.survivors.iter().map(move |term| (world, term)));
    Columns::<(&World, &TermPoint)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("term", |row| row.1.term)
        .with("customers who begin it", |row| row.1.mean)
        .ends(["ci95 low [customers]", "ci95 high [customers]"], |row| row.1.ci95)
        .table("survivors", rows)
}

/// Share who left by each hole, by time since joining.
pub(in crate::report) fn incidence(results: &Results) -> TableSpec {
    let mut rows = Vec::new();
    for world in &results.worlds {
        for (hole, points) in world.bucket.iter().flat_map(|bucket| &bucket.incidence) {
            rows.extend(by_tenure(world, points).into_iter().map(|(day, point)| (world, hole.as_str(), day, point)));
        }
    }
    Columns::<(&World, &str, f64, Option<&Point>)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("hole", |row| row.1)
        .with("tenure [days]", |row| row.2)
        .with("share left by it", |row| row.3.map(|point| point.mean))
        .ends(["ci95 low", "ci95 high"], |row| row.3?.ci95)
        .table("incidence", rows)
}

/// Active customers by date.
pub(in crate::report) fn level(results: &Results) -> TableSpec {
    let of_world = |world| {
        let world: &World = world;
        world.bucket.iter().flat_map(|bucket| &bucket.level).map(move |point| (world, point))
    };
    Columns::<(&World, &Point)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("day", |row| row.1.day)
        .with("active [customers]", |row| row.1.mean)
        .ends(["ci95 low [customers]", "ci95 high [customers]"], |row| row.1.ci95)
        .table("level", results.worlds.iter().flat_map(of_world))
}

/// A value on the books of a program.
struct Booked<'a> {
    world: &'a World,
    program: Option<&'a str>,
    measure: &'static str,
    point: &'a Point,
    unit: &'a str,
}

/// What members of a program hold and what is owed to them, by date.
pub(in crate::report) fn program_books(results: &Results) -> TableSpec {
    let mut rows = Vec::new();
    for world in &results.worlds {
        for (program, books) in world.books() {
            let curves = [
                ("outstanding", &books.outstanding, &books.unit),
                ("expiring soon", &books.expiring_soon, &books.unit),
                ("liability", &books.liability, &books.currency),
            ];
            for (measure, points, unit) in curves {
                rows.extend(points.iter().map(|point| Booked { world, program, measure, point, unit }));
            }
        }
    }
    let columns = Columns::<Booked<'_>>::new().with("world", |row| row.world.name.as_str());
    let named = rows.iter().any(|row| row.program.is_some());
    let columns = if named { columns.with("program", |row| row.program.unwrap_or_default()) } else { columns };
    columns
        .with("day", |row| row.point.day)
        .with("measure", |row| row.measure)
        .with("mean", |row| row.point.mean)
        .ends(["ci95 low", "ci95 high"], |row| row.point.ci95)
        .with("unit", |row| row.unit)
        .table("program-books", rows)
}

/// Customers by stage and date.
pub(in crate::report) fn stages(results: &Results) -> TableSpec {
    let rows = results.worlds.iter().flat_map(|world| world.stages.iter().map(move |point| (world, point)));
    Columns::<(&World, &StagePoint)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("day", |row| row.1.day)
        .with("A acquisition [customers]", |row| row.1.acquisition)
        .with("B build-up [customers]", |row| row.1.build_up)
        .with("C climax [customers]", |row| row.1.climax)
        .with("D decline [customers]", |row| row.1.decline)
        .table("stages", rows)
}

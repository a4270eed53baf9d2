//! What is owed to members of a program, by date: in money, and in units with what expires soon.

use super::{NAME, Study, TITLE, curve};
use crate::experiment::results::{Metric, Point, ProgramBooks, World};
use crate::report::format::{capital, days, estimate, parts, visible};
use crate::report::spec::{Axis, Body, ChartSpec, Curves, Dash, Series};
use crate::report::table::TableSpec;

/// Worlds drawn; more lines cannot be told apart.
const DRAWN: usize = 5;
/// Line styles, so that hue is never the only difference.
const STYLES: [Dash; 4] = [Dash::Solid, Dash::Long, Dash::Short, Dash::Dots];

fn found<'a>(study: &Study<'a>) -> Vec<(&'a World, &'a ProgramBooks)> {
    let books = study.results.worlds.iter().filter_map(|world| Some((world, world.program_books.as_ref()?)));
    books.filter(|(_, books)| books.liability.len() >= 2).collect()
}

/// The highest end of any interval.
fn top<'a>(curves: impl Iterator<Item = &'a [Point]>) -> f64 {
    curves.flatten().map(|point| point.ci95.map_or(point.mean, |ci| ci[1])).fold(0.0, f64::max)
}

/// A point of a curve as an estimate.
fn of(point: &Point, unit: &str, study: &Study) -> Metric {
    let n = study.results.run.replications;
    Metric { mean: Some(point.mean), ci95: point.ci95, sd: None, n, unit: unit.to_owned(), definition: String::new() }
}

/// A point with its unit and interval.
fn told(point: &Point, unit: &str, study: &Study) -> String {
    estimate(&of(point, unit, study))
}

/// Its mean alone, no more precise than its interval deserves.
fn amount(point: &Point, study: &Study) -> String {
    parts(&of(point, "", study)).mean
}

/// Liability of every world with a program.
pub(super) fn build(study: &mut Study) -> Option<ChartSpec> {
    let found = found(study);
    let (world, books) = *found.first()?;
    let (currency, last) = (visible(&books.currency, 12), books.liability.last()?);
    let highest = top(found.iter().take(DRAWN).map(|(_, books)| books.liability.as_slice()));
    if highest <= 0.0 {
        return None;
    }
    let who =
        if study.results.worlds.len() > 1 { format!(" of {}", visible(&world.name, TITLE)) } else { String::new() };
    let title = format!("The program{who} owes {} after {}", told(last, &currency, study), days(last.day));
    let series = found
        .iter()
        .take(DRAWN)
        .enumerate()
        .map(|(index, (world, books))| {
            let end = books.liability.last().map(|point| amount(point, study)).unwrap_or_default();
            let name = if found.len() > 1 { format!("{}: ", visible(&world.name, 20)) } else { String::new() };
            Series {
                label: format!("{name}{end}"),
                hue: index,
                dash: STYLES[index % STYLES.len()],
                points: curve(&books.liability),
            }
        })
        .collect();
    let columns = [
        "world".to_owned(),
        "day".to_owned(),
        format!("liability [{currency}]"),
        format!("ci95 low [{currency}]"),
        format!("ci95 high [{currency}]"),
    ];
    let mut table = TableSpec::new("liability", columns);
    for (world, books) in &found {
        for point in &books.liability {
            let [low, high] = [point.ci95.map(|ci| ci[0]), point.ci95.map(|ci| ci[1])];
            table.push(vec![world.name.as_str().into(), point.day.into(), point.mean.into(), low.into(), high.into()]);
        }
    }
    let ends = found.iter().filter_map(|(world, books)| {
        let end = books.liability.last()?;
        Some(format!("{}: {}", visible(&world.name, NAME), told(end, &currency, study)))
    });
    let ends = ends.collect::<Vec<_>>().join("; ");
    Some(ChartSpec {
        id: study.id("liability", ""),
        alt: format!("{title}. At the horizon: {ends}."),
        title,
        subtitle: format!(
            "Expected cost of what is outstanding, less the breakage the books expect; {}",
            study.interval("band")
        ),
        footer: study.footer(),
        body: Body::Curves(Curves::lines(
            Axis::time("calendar time", last.day),
            Axis::new(format!("liability [{currency}]"), 0.0, highest * 1.05, 5),
            series,
        )),
        table,
    })
}

/// Units outstanding in the first world with a program that lets them expire, and what expires soon.
pub(super) fn build_units(study: &mut Study) -> Option<ChartSpec> {
    let (world, books) =
        found(study).into_iter().find(|(_, books)| top([books.expiring_soon.as_slice()].into_iter()) > 0.0)?;
    let (unit, outstanding, soon) = (visible(&books.unit, 12), books.outstanding.last()?, books.expiring_soon.last()?);
    let who = if study.results.worlds.len() > 1 { format!("{}: ", visible(&world.name, TITLE)) } else { String::new() };
    let title = format!(
        "{who}{} expire within 90 days after the horizon, of {}",
        told(soon, &unit, study),
        told(outstanding, &unit, study)
    );
    let mut table = TableSpec::new(
        "outstanding",
        ["day", "outstanding", "ci95 low", "ci95 high", "expiring soon", "ci95 low", "ci95 high"],
    );
    for (all, soon) in books.outstanding.iter().zip(&books.expiring_soon) {
        let ends = |point: &Point| [point.ci95.map(|ci| ci[0]).into(), point.ci95.map(|ci| ci[1]).into()];
        let mut row = vec![all.day.into(), all.mean.into()];
        row.extend(ends(all));
        row.push(soon.mean.into());
        row.extend(ends(soon));
        table.push(row);
    }
    let line = |label: String, hue: usize, points: &[Point]| Series {
        label,
        hue,
        dash: STYLES[hue % STYLES.len()],
        points: curve(points),
    };
    Some(ChartSpec {
        id: study.id("outstanding", ""),
        alt: format!("{title}."),
        title,
        subtitle: format!(
            "{} outstanding, and what of it expires within 90 days after each date; {}",
            capital(&unit),
            study.interval("band")
        ),
        footer: study.footer(),
        body: Body::Curves(Curves::lines(
            Axis::time("calendar time", outstanding.day),
            Axis::new(&unit, 0.0, top([books.outstanding.as_slice()].into_iter()) * 1.05, 5),
            vec![
                line(format!("outstanding: {}", amount(outstanding, study)), 0, &books.outstanding),
                line(format!("expiring soon: {}", amount(soon, study)), 1, &books.expiring_soon),
            ],
        )),
        table,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::charts::all;
    use crate::report::fixtures;

    fn points(last: f64) -> Vec<Point> {
        [(0.0, 0.0), (30.0, last)]
            .map(|(day, mean)| Point { day, mean, ci95: Some([mean * 0.9, mean * 1.1]), fan: None })
            .to_vec()
    }

    #[test]
    fn what_is_owed_is_told_with_its_interval_and_what_expires_soon_beside_it() {
        let mut results = fixtures::magazine();
        let none = all(&results);
        assert!(none.iter().all(|chart| chart.id != "liability" && chart.id != "outstanding"));
        results.worlds[0].program_books = Some(ProgramBooks {
            unit: "points".to_owned(),
            currency: "CNY".to_owned(),
            outstanding: points(4000.0),
            expiring_soon: points(400.0),
            liability: points(30.0),
        });
        let charts = all(&results);
        let title = |id: &str| charts.iter().find(|chart| chart.id == id).expect("a chart").title.clone();
        assert_eq!(title("liability"), "The program owes 30 CNY [27, 33] after 30 days");
        assert_eq!(
            title("outstanding"),
            "400 points [360, 440] expire within 90 days after the horizon, of 4,000 points [3,600, 4,400]"
        );
        let rows = &charts.iter().find(|chart| chart.id == "outstanding").expect("a chart").table.rows;
        assert_eq!(rows.len(), 2);
    }
}

//! All worlds on one pair of axes: who stays, and how many there are.

use super::{NAME, Study, TITLE, curve};
use crate::experiment::results::{Point, World};
use crate::report::format::{capital, days, number, percent, share, visible};
use crate::report::spec::{Axis, Body, ChartSpec, Curves, Dash, Series};
use crate::report::table::TableSpec;

/// Worlds drawn beside the baseline; more lines cannot be told apart.
const DRAWN: usize = 5;
/// Hue of the baseline: grey, behind the others.
const BASELINE: usize = 6;
/// Line styles of the others.
const STYLES: [Dash; 4] = [Dash::Long, Dash::Short, Dash::Dots, Dash::Solid];

/// A curve of a world.
type Read = fn(&World) -> &[Point];

/// Worlds with such a curve, the baseline first.
fn found<'a>(study: &Study<'a>, read: Read) -> Option<Vec<(&'a World, &'a [Point])>> {
    let found: Vec<(&World, &[Point])> =
        study.results.worlds.iter().map(|world| (world, read(world))).filter(|found| found.1.len() >= 2).collect();
    let first = study.results.worlds.first()?;
    (found.len() > 1 && found[0].0.name == first.name).then_some(found)
}

fn series(found: &[(&World, &[Point])], say: impl Fn(f64) -> String) -> Vec<Series> {
    let drawn = found.iter().take(DRAWN + 1).enumerate();
    drawn
        .map(|(index, (world, points))| Series {
            label: format!("{}: {}", visible(&world.name, 20), points.last().map_or(String::new(), |p| say(p.mean))),
            hue: if index == 0 { BASELINE } else { index - 1 },
            dash: if index == 0 { Dash::Solid } else { STYLES[(index - 1) % STYLES.len()] },
            points: curve(points),
        })
        .collect()
}

/// The world that ends highest, with its last point and that of the baseline.
fn highest<'a>(found: &[(&'a World, &'a [Point])]) -> Option<(&'a World, &'a Point, &'a Point)> {
    let baseline = found.first()?.1.last()?;
    let last = |points: &'a [Point]| points.last().map_or(f64::NEG_INFINITY, |point| point.mean);
    let (world, points) = found[1..].iter().max_by(|a, b| last(a.1).total_cmp(&last(b.1)))?;
    Some((*world, points.last()?, baseline))
}

fn table(name: &str, found: &[(&World, &[Point])], columns: [&str; 5]) -> TableSpec {
    let mut table = TableSpec::new(name, columns);
    for (world, points) in found {
        for point in *points {
            table.push(vec![
                world.name.as_str().into(),
                point.day.into(),
                point.mean.into(),
                point.ci95.map(|ci| ci[0]).into(),
                point.ci95.map(|ci| ci[1]).into(),
            ]);
        }
    }
    table
}

fn more(found: &[(&World, &[Point])]) -> String {
    match found.len().saturating_sub(DRAWN + 1) {
        0 => String::new(),
        more => format!("; {more} more worlds in the table"),
    }
}

fn words(found: &[(&World, &[Point])], say: impl Fn(&Point) -> String) -> String {
    let said = found
        .iter()
        .filter_map(|(world, points)| Some(format!("{}: {}", visible(&world.name, NAME), say(points.last()?))));
    said.collect::<Vec<_>>().join("; ")
}

/// Survival since joining, world by world.
pub(super) fn staying(study: &mut Study) -> Option<ChartSpec> {
    let found = found(study, |world| &world.survival)?;
    let (best, end, baseline) = highest(&found)?;
    let title = if end.mean > baseline.mean {
        format!(
            "{} keeps most: {} of those who join are there after {}, {} in the baseline",
            capital(&visible(&best.name, TITLE)),
            share(end.mean, end.ci95),
            days(end.day),
            share(baseline.mean, baseline.ci95)
        )
    } else {
        format!(
            "No world keeps more than the baseline: {} after {}",
            share(baseline.mean, baseline.ci95),
            days(baseline.day)
        )
    };
    let horizon = found.iter().filter_map(|(_, points)| points.last()).map(|point| point.day).fold(0.0, f64::max);
    Some(ChartSpec {
        id: study.id("staying", ""),
        alt: format!("{title}. At the end: {}.", words(&found, |point| share(point.mean, point.ci95))),
        title,
        subtitle: format!(
            "Share of customers still active by time since joining (Kaplan-Meier); {}{}",
            study.interval("band"),
            more(&found)
        ),
        footer: study.footer(),
        body: Body::Curves(Curves {
            steps: found.iter().all(|(_, points)| points.len() <= 36),
            ..Curves::lines(
                Axis::time("time since joining", horizon),
                Axis::percent("share staying", 1.0, 5),
                series(&found, percent),
            )
        }),
        table: table("staying", &found, ["world", "tenure [days]", "share staying", "ci95 low", "ci95 high"]),
    })
}

/// Active customers over calendar time, world by world.
pub(super) fn level(study: &mut Study) -> Option<ChartSpec> {
    let found = found(study, |world| world.bucket.as_ref().map_or(&[], |bucket| &bucket.level))?;
    let (best, end, baseline) = highest(&found)?;
    let top = found
        .iter()
        .flat_map(|(_, points)| points.iter())
        .map(|point| point.ci95.map_or(point.mean, |ci| ci[1]))
        .fold(0.0, f64::max);
    if top <= 0.0 {
        return None;
    }
    let count = |value: f64| number(value, usize::from(value < 20.0));
    let interval = |point: &Point| {
        let ends = point.ci95.map_or(String::new(), |[low, high]| format!(" [{}, {}]", count(low), count(high)));
        format!("{}{ends}", count(point.mean))
    };
    let title = if end.mean > baseline.mean {
        format!(
            "{} ends with {} active customers, the baseline with {}",
            capital(&visible(&best.name, TITLE)),
            interval(end),
            interval(baseline)
        )
    } else {
        format!("No world ends with more customers than the baseline: {}", interval(baseline))
    };
    let horizon = found.iter().filter_map(|(_, points)| points.last()).map(|point| point.day).fold(0.0, f64::max);
    Some(ChartSpec {
        id: study.id("level", ""),
        alt: format!("{title}. At the horizon: {}.", words(&found, interval)),
        title,
        subtitle: format!("Active customers over calendar time; {}{}", study.interval("band"), more(&found)),
        footer: study.footer(),
        body: Body::Curves(Curves::lines(
            Axis::time("calendar time", horizon),
            Axis::new("customers", 0.0, top * 1.05, 5),
            series(&found, count),
        )),
        table: table(
            "level",
            &found,
            ["world", "day", "active [customers]", "ci95 low [customers]", "ci95 high [customers]"],
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::charts::all;
    use crate::report::fixtures_worlds as worlds;

    #[test]
    fn the_baseline_lies_behind_and_every_world_is_labelled() {
        let charts = all(&worlds::compare());
        for id in ["staying", "level"] {
            let chart = charts.iter().find(|chart| chart.id == id).expect("an overlay");
            let Body::Curves(curves) = &chart.body else { panic!("not curves") };
            assert_eq!(curves.series.len(), 5);
            assert!(curves.series[0].label.starts_with("baseline: "), "{}", curves.series[0].label);
            assert_eq!(curves.series[0].hue, BASELINE);
        }
        assert!(charts.iter().any(|chart| chart.id == "stages"), "stages of the baseline keep a chart of their own");
    }
}

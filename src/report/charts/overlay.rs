//! All worlds on one pair of axes: who stays, and how many there are.

use super::axis::Axis;
use super::before_after::told;
use super::chosen::{chosen, more};
use super::fan::{customers, futures, has_fan, keys, plain, top};
use super::fit::fitted;
use super::pictures::{BandKey, CurvePoint, Curves, Dash, Series, Spread};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, Study, curve, places};
use crate::experiment::results::{Point, World};
use crate::report::tables::columns::Columns;
use crate::report::tables::table::TableSpec;
use crate::report::words::format::{days, number, percent, share};
use crate::report::words::names::{among, capital, world_name};

/// Worlds drawn with the baseline; more lines cannot be told apart.
const DRAWN: usize = 6;
/// Hue of the baseline: grey, behind the others.
const BASELINE: usize = 6;
/// Line styles of the others.
const STYLES: [Dash; 4] = [Dash::Long, Dash::Short, Dash::Dots, Dash::Solid];
/// The same beside fans, where the baseline is dashed and the best world unbroken.
const BESIDE: [Dash; 2] = [Dash::Short, Dash::Dots];

/// A curve of a world.
type Read = fn(&World) -> &[Point];
/// A world with its curve.
type Found<'a> = (&'a World, &'a [Point]);

/// Worlds with such a curve, the baseline first.
fn found<'a>(study: &Study<'a>, read: Read) -> Option<Vec<Found<'a>>> {
    let found: Vec<Found> =
        study.results.worlds.iter().map(|world| (world, read(world))).filter(|found| found.1.len() >= 2).collect();
    let first = study.results.worlds.first()?;
    (found.len() > 1 && found[0].0.name == first.name).then_some(found)
}

/// What is drawn of the worlds found: fans of the baseline and of the best world where futures are known, else bands of all.
struct Drawn {
    series: Vec<Series>,
    keys: Vec<BandKey>,
    /// What bands are, where no key says it.
    words: String,
    horizon: f64,
    top: f64,
}

fn drawn(study: &Study, found: &[Found], best: &World, say: impl Fn(f64) -> String) -> Drawn {
    let places = chosen(study.results, found.iter().map(|found| found.0), &best.name, DRAWN);
    let is_best = |world: &World| world.name == best.name;
    let fans = has_fan(found[0].1) && found.iter().any(|(world, points)| is_best(world) && has_fan(points));
    let series: Vec<Series> = places
        .iter()
        .enumerate()
        .map(|(index, place)| {
            let (world, points) = found[*place];
            let fan = index == 0 || is_best(world);
            let shown: Vec<CurvePoint> = match (fans, fan) {
                (true, true) => futures(points),
                (true, false) => plain(points),
                (false, _) => curve(points),
            };
            Series {
                label: format!(
                    "{}: {}",
                    world_name(study.results, &world.name, 20),
                    points.last().map_or(String::new(), |p| say(p.mean))
                ),
                hue: if index == 0 { BASELINE } else { index - 1 },
                dash: match (fans, index) {
                    (false, 0) => Dash::Solid,
                    (true, 0) => Dash::Long,
                    (false, _) => STYLES[(index - 1) % STYLES.len()],
                    (true, _) if fan => Dash::Solid,
                    (true, _) => BESIDE[index % BESIDE.len()],
                },
                points: shown,
            }
        })
        .collect();
    let mut all = Vec::new();
    if fans && let Some(at) = places.iter().position(|place| is_best(found[*place].0)) {
        all = keys(series[at].hue, study.results.run.replications, Some(best.name.as_str()));
        all.push(BandKey { hue: BASELINE, spread: Spread::Both, words: "the same of the baseline".to_string() });
    }
    let ends = series.iter().filter_map(|series| series.points.last()).map(|point| point.x);
    let omitted = more(found.len(), places.len());
    Drawn {
        horizon: ends.fold(0.0, f64::max),
        top: series.iter().map(|series| top(&series.points)).fold(0.0, f64::max),
        words: if fans {
            format!("lines: means; [ ]: their 95 % intervals, n = {}{omitted}", study.results.run.replications)
        } else {
            study.interval("band") + &omitted
        },
        series,
        keys: all,
    }
}

/// The world that ends highest, with its last point and that of the baseline.
fn highest<'a>(found: &[Found<'a>]) -> Option<(&'a World, &'a Point, &'a Point)> {
    let baseline = found.first()?.1.last()?;
    let last = |points: &'a [Point]| points.last().map_or(f64::NEG_INFINITY, |point| point.mean);
    let (world, points) = found[1..].iter().max_by(|a, b| last(a.1).total_cmp(&last(b.1)))?;
    Some((*world, points.last()?, baseline))
}

fn table(name: &str, found: &[Found], columns: [&str; 5]) -> TableSpec {
    let fans = found.iter().find(|(_, points)| has_fan(points)).map_or(&[][..], |found| found.1);
    let [first, rest @ ..] = columns;
    let rows = found.iter().flat_map(|(world, points)| points.iter().map(move |point| (*world, point)));
    Columns::<(&World, &Point)>::new()
        .with(first, |row| row.0.name.as_str())
        .point(rest, |row| row.1)
        .futures(has_fan(fans), |row| row.1)
        .table(name, rows)
}

fn words(found: &[Found], say: impl Fn(&Point) -> String) -> String {
    let known = || found.iter().map(|(world, _)| world.name.as_str());
    let said = found
        .iter()
        .filter_map(|(world, points)| Some(format!("{}: {}", among(&world.name, known(), NAME), say(points.last()?))));
    said.collect::<Vec<_>>().join("; ")
}

/// Survival since joining, world by world.
pub(in crate::report) fn staying(study: &mut Study) -> Option<ChartSpec> {
    let found = found(study, |world| &world.survival)?;
    let (best, end, baseline) = highest(&found)?;
    let difference = best.comparison.as_ref().and_then(|found| found.difference.get("retention_horizon"));
    let title = if difference.is_some_and(|difference| told(difference).is_none()) {
        fitted(study.results, &best.name, |name| {
            format!(
                "No difference to tell in who stays: {} after {} with {name}, {} in the baseline",
                share(end.mean, end.ci95),
                days(end.day),
                share(baseline.mean, baseline.ci95)
            )
        })
    } else if end.mean > baseline.mean {
        fitted(study.results, &best.name, |name| {
            format!(
                "{} keeps most: {} of those who join are there after {}, {} in the baseline",
                capital(name),
                share(end.mean, end.ci95),
                days(end.day),
                share(baseline.mean, baseline.ci95)
            )
        })
    } else {
        format!(
            "No world keeps more than the baseline: {} after {}",
            share(baseline.mean, baseline.ci95),
            days(baseline.day)
        )
    };
    let drawn = drawn(study, &found, best, percent);
    Some(ChartSpec {
        world: study.about(),
        id: study.id("staying", ""),
        alt: format!("{title}. At the end: {}.", words(&found, |point| share(point.mean, point.ci95))),
        title,
        subtitle: format!("Share of customers still active by time since joining (Kaplan-Meier); {}", drawn.words),
        footer: study.footer(),
        body: Body::Curves(Curves {
            // Fans are drawn from date to date.
            steps: drawn.keys.is_empty() && found.iter().all(|(_, points)| points.len() <= 36),
            keys: drawn.keys,
            ..Curves::lines(
                Axis::time("time since joining", drawn.horizon),
                Axis::percent("share staying", 1.0, 5),
                drawn.series,
            )
        }),
        table: table("staying", &found, ["world", "tenure [days]", "share staying", "ci95 low", "ci95 high"]),
    })
}

/// Active customers over calendar time, world by world.
pub(in crate::report) fn level(study: &mut Study) -> Option<ChartSpec> {
    let found = found(study, |world| world.bucket.as_ref().map_or(&[], |bucket| &bucket.level))?;
    let (best, end, baseline) = highest(&found)?;
    let places = places(end.mean.max(baseline.mean));
    let count = |value: f64| number(value, places);
    let drawn = drawn(study, &found, best, count);
    if drawn.top <= 0.0 {
        return None;
    }
    let interval = |point: &Point| {
        let ends = point.ci95.map_or(String::new(), |[low, high]| format!(" [{}, {}]", count(low), count(high)));
        format!("{}{ends}", count(point.mean))
    };
    let title = if end.mean > baseline.mean {
        fitted(study.results, &best.name, |name| {
            let (here, there) = (interval(end), interval(baseline));
            format!("{} ends with {here} active customers, the baseline with {there}", capital(name))
        })
    } else {
        format!("No world ends with more customers than the baseline: {}", interval(baseline))
    };
    Some(ChartSpec {
        world: study.about(),
        id: study.id("level", ""),
        alt: format!("{title}. At the horizon: {}.", words(&found, interval)),
        title,
        subtitle: format!("Active customers over calendar time; {}", drawn.words),
        footer: study.footer(),
        body: Body::Curves(Curves {
            keys: drawn.keys,
            ..Curves::lines(
                Axis::time("calendar time", drawn.horizon),
                customers(&drawn.series, drawn.top),
                drawn.series,
            )
        }),
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
    use crate::experiment::comparison::Difference;
    use crate::report::contents::charts as all;
    use crate::report::fixtures::worlds;

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
    #[test]
    fn who_stays_is_not_ranked_by_what_cannot_be_told() {
        let mut results = worlds::compare();
        for world in &mut results.worlds[1..] {
            let differences = &mut world.comparison.as_mut().expect("a comparison").difference;
            let few = Difference { too_few_events: true, ..differences["npv"].clone() };
            differences.insert("retention_horizon".to_string(), few);
        }
        let charts = all(&results);
        let chart = charts.iter().find(|chart| chart.id == "staying").expect("an overlay");
        assert!(chart.title.starts_with("No difference to tell in who stays: "), "{}", chart.title);
    }
}

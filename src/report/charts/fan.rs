//! Fans: how far single futures lie apart, beside where their mean may lie.

use super::axis::Axis;
use super::pictures::{BandKey, CurvePoint, Series, Spread};
use super::study::curve;
use crate::experiment::results::Point;
use crate::report::words::format::number;
use crate::report::words::names::visible;

/// Whether a curve knows the spread of single futures.
pub(in crate::report) fn has_fan(points: &[Point]) -> bool {
    points.iter().any(|point| point.fan.is_some())
}

/// Points with the spread of single futures in place of the interval of the mean.
pub(super) fn futures(points: &[Point]) -> Vec<CurvePoint> {
    points.iter().map(|point| CurvePoint { x: point.day, y: point.mean, interval: None, fan: point.fan }).collect()
}

/// Points with both.
pub(super) fn both(points: &[Point]) -> Vec<CurvePoint> {
    points.iter().zip(curve(points)).map(|(point, drawn)| CurvePoint { fan: point.fan, ..drawn }).collect()
}

/// Points of a plain line.
pub(super) fn plain(points: &[Point]) -> Vec<CurvePoint> {
    curve(points).into_iter().map(|point| CurvePoint { interval: None, ..point }).collect()
}

/// The highest value of a curve with whatever is drawn around it.
pub(super) fn top(points: &[CurvePoint]) -> f64 {
    ends(points).fold(0.0, f64::max)
}

/// Every value that a curve and its bands reach.
pub(super) fn ends(points: &[CurvePoint]) -> impl Iterator<Item = f64> + '_ {
    points.iter().flat_map(|point| {
        let (interval, fan) = (point.interval.into_iter().flatten(), point.fan.into_iter().flatten());
        [point.y].into_iter().chain(interval).chain(fan)
    })
}

/// An axis of customers for curves, from zero where they come near it: only bars need their zero.
pub(super) fn customers(series: &[Series], top: f64) -> Axis {
    let lowest = series.iter().flat_map(|series| ends(&series.points)).fold(top, f64::min);
    let axis = Axis::new("customers", 0.0, top * 1.05, 5);
    if lowest < 0.4 * top {
        return axis;
    }
    let near = Axis::new("customers", lowest - 0.08 * (top - lowest), top + 0.05 * (top - lowest), 5);
    // A tick below the lowest value, so that the axis begins at a number that can be told.
    let step = match near.ticks[..] {
        [(a, _), (b, _), ..] => b - a,
        _ => return axis,
    };
    let low = ((lowest / step).floor() * step).max(0.0);
    Axis::new(format!("customers (the axis begins at {})", number(low, 0)), low, near.high, 5)
}

/// What the bands of one curve are: its fan, and around the mean its interval. A curve among others says whose they are.
pub(super) fn keys(hue: usize, replications: u64, whose: Option<&str>) -> Vec<BandKey> {
    let key = |spread: Spread, words: String| BandKey { hue, spread, words };
    let mut keys = vec![
        key(
            Spread::Half,
            whose.map_or(String::new(), |name| format!("{}: ", visible(name, 24))) + "middle half of futures",
        ),
        key(Spread::Most, format!("90 % of futures, n = {replications}")),
    ];
    if whose.is_none() {
        keys.insert(0, key(Spread::Mean, "95 % interval of the mean".to_string()));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::{Results, World};
    use crate::report::charts::pictures::{Curves, Dash};
    use crate::report::charts::spec::{Body, ChartSpec};
    use crate::report::contents::charts as all;
    use crate::report::fixtures;
    use crate::report::fixtures::many::fanned;
    use crate::report::fixtures::worlds;

    fn curves(results: &Results, id: &str) -> (ChartSpec, Curves) {
        let chart = all(results).into_iter().find(|chart| chart.id == id).expect("a chart");
        let Body::Curves(curves) = chart.body.clone() else { panic!("{id}: not curves") };
        (chart, curves)
    }

    fn with_fans(mut results: Results) -> Results {
        let of = |world: &mut World| {
            fanned(&mut world.survival, 0.1);
            world.bucket.iter_mut().for_each(|bucket| fanned(&mut bucket.level, 400.0));
            world.comparison.iter_mut().for_each(|found| fanned(&mut found.business.cumulative, 90_000.0));
        };
        results.worlds.iter_mut().for_each(of);
        results
    }

    #[test]
    fn the_best_world_is_a_fan_before_that_of_the_baseline() {
        let results = with_fans(worlds::compare());
        for id in ["staying", "level"] {
            let (chart, curves) = curves(&results, id);
            let fans: Vec<&str> = curves
                .series
                .iter()
                .filter(|series| series.points.iter().any(|point| point.fan.is_some()))
                .filter_map(|series| series.label.split(':').next())
                .collect();
            assert_eq!(fans.len(), 2, "{id}: {fans:?}");
            assert_eq!(fans[0], "baseline", "behind the other");
            assert!(chart.title.to_lowercase().starts_with(&fans[1].to_lowercase()[..7]), "{}: {fans:?}", chart.title);
            assert_eq!(curves.series[0].dash, Dash::Long);
            assert!(curves.series.iter().flat_map(|series| &series.points).all(|point| point.interval.is_none()));
            let words: Vec<&str> = curves.keys.iter().map(|key| key.words.as_str()).collect();
            assert_eq!(words[0], format!("{}: middle half of futures", visible(worlds::BUNDLE, 24)));
            assert_eq!(words[1..], ["90 % of futures, n = 40", "the same of the baseline"]);
            assert!(
                !curves.steps && chart.subtitle.contains("[ ]: their 95 % intervals, n = 40"),
                "{}",
                chart.subtitle
            );
            let highest = curves.series.iter().map(|series| top(&series.points)).fold(0.0, f64::max);
            assert!(curves.y.high >= highest.min(1.0), "{id}: {} < {highest}", curves.y.high);
        }
    }

    #[test]
    fn an_axis_of_curves_begins_at_zero_only_where_they_come_near_it() {
        let line = |values: &[f64]| {
            let points = values.iter().map(|y| CurvePoint { x: 0.0, y: *y, interval: None, fan: None }).collect();
            [Series { label: String::new(), hue: 0, dash: Dash::Solid, points }]
        };
        let near = customers(&line(&[4000.0, 2740.0]), 4000.0);
        assert_eq!((near.low, near.title.as_str()), (2500.0, "customers (the axis begins at 2,500)"));
        assert_eq!(near.ticks[0].0, near.low);
        assert_eq!(customers(&line(&[4000.0, 900.0]), 4000.0).low, 0.0);
    }

    #[test]
    fn what_pays_back_is_a_fan_and_the_others_are_lines() {
        let (_, curves) = curves(&with_fans(worlds::compare()), "payback");
        let fans = curves.series.iter().filter(|series| series.points.iter().any(|point| point.fan.is_some()));
        assert_eq!(fans.map(|series| series.label.as_str()).collect::<Vec<_>>(), ["News about the wait"]);
        assert_eq!(curves.keys.len(), 2);
    }

    #[test]
    fn one_world_shows_its_futures_and_the_interval_of_their_mean_and_tells_them_apart() {
        let results = with_fans(fixtures::bank_branch());
        for id in ["staying", "level"] {
            let (_, curves) = curves(&results, id);
            assert!(curves.series[0].points.iter().all(|point| point.fan.is_some() && point.interval.is_some()));
            let spreads: Vec<Spread> = curves.keys.iter().map(|key| key.spread).collect();
            assert_eq!(spreads, [Spread::Mean, Spread::Half, Spread::Most]);
        }
        let stages = curves(&results, "stages").1;
        assert!(stages.stacked, "the stages keep a chart of their own");
        assert!(curves(&fixtures::bank_branch(), "level").1.keys.is_empty(), "no futures, no fan");
    }
}

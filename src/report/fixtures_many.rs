//! More worlds than a chart can draw, for tests.

use super::fixtures::falling;
use super::fixtures_worlds::{compare, difference, twins};
use crate::experiment::comparison::Better;
use crate::experiment::results::{Point, Results};

/// The comparison of the bank branch and twenty more worlds, the later the better at keeping people and at losing money.
pub(crate) fn many() -> Results {
    let mut results = compare();
    let model = results.worlds[1].clone();
    results.worlds.extend((0..20).map(|index| {
        let mut world = model.clone();
        let step = f64::from(index);
        world.name = format!("idea {index}");
        world.survival = falling(0.40 + 0.015 * step);
        if let Some(bucket) = &mut world.bucket {
            bucket.level.iter_mut().for_each(|point| point.mean *= 0.9 + 0.02 * step);
        }
        if let Some(found) = &mut world.comparison {
            found.difference.insert("npv".to_string(), difference(-4_000.0 * step, 900.0, "CNY", Better::Higher));
            let payback = found.business.payback_days.as_mut();
            payback.expect("a payback").median = Some(900.0 - 40.0 * step);
            found.twins = Some(twins(100.0 + 20.0 * step));
        }
        world
    }));
    results
}

/// Gives each point the spread of single futures, `wide` to both sides of the mean at the end of the curve.
pub(crate) fn fanned(points: &mut [Point], wide: f64) {
    let last = points.len().max(2) as f64 - 1.0;
    for (index, point) in points.iter_mut().enumerate() {
        let wide = wide * index as f64 / last;
        point.fan = Some([-1.0, -0.4, 0.02, 0.42, 1.0].map(|part| point.mean + part * wide));
    }
}

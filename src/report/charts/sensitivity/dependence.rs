//! How each parameter moves a metric, the others moving freely.

use super::study::{footer, headline, unit_of};
use crate::experiment::analysis::{Analysis, DependenceCurve, DependencePoint, MetricAnalysis};
use crate::report::charts::axis::Axis;
use crate::report::charts::pictures::{CurvePoint, Curves, Dash, Series};
use crate::report::charts::slug::Slugs;
use crate::report::charts::spec::{Body, ChartSpec};
use crate::report::tables::columns::Columns;
use crate::report::words::names::visible;

/// Lines of a dependence chart.
const LINES: usize = 5;

pub(super) fn build(analysis: &Analysis, metric: &MetricAnalysis, slugs: &mut Slugs) -> Option<ChartSpec> {
    let wanted: Vec<&str> = metric.swings.iter().take(LINES).map(|s| s.parameter.as_str()).collect();
    let curves: Vec<_> =
        wanted.iter().filter_map(|name| metric.dependence.iter().find(|c| c.parameter == *name)).collect();
    let first = curves.first()?;
    let dashes = [Dash::Solid, Dash::Long, Dash::Short, Dash::Dots, Dash::Long];
    let series = curves
        .iter()
        .enumerate()
        .map(|(index, curve)| Series {
            label: visible(&curve.parameter, 24),
            hue: index,
            dash: dashes[index],
            // Bands of several lines would cover each other.
            points: curve
                .points
                .iter()
                .map(|p| CurvePoint { x: p.position, y: p.mean, interval: p.ci95.filter(|_| index == 0), fan: None })
                .collect(),
        })
        .collect();
    let values = || curves.iter().flat_map(|c| c.points.iter());
    let band = first.points.iter().filter_map(|p| p.ci95).flatten();
    let (low, high) =
        values().map(|p| p.mean).chain(band).fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
    let room = 0.05 * (high - low);
    let rows = metric.dependence.iter().flat_map(|curve| curve.points.iter().map(move |point| (curve, point)));
    let table = Columns::<(&DependenceCurve, &DependencePoint)>::new()
        .with("parameter", |row| row.0.parameter.as_str())
        .with("position", |row| row.1.position)
        .with("value", |row| row.1.value.as_str())
        .with("mean", |row| row.1.mean)
        .ends(["ci95 low", "ci95 high"], |row| row.1.ci95)
        .with("points", |row| row.1.points)
        .table("dependence", rows);
    let title = format!("{}: how each parameter moves it", headline(&metric.path));
    Some(ChartSpec {
        world: None,
        id: slugs.of("dependence", &metric.path),
        alt: format!("{title}; the parameters that move it most: {}.", wanted.join(", ")),
        title,
        subtitle: "Mean over slices of points, the other parameters moving freely; band: 95 % interval over the points of a slice".to_string(),
        footer: footer(analysis),
        body: Body::Curves(Curves::lines(Axis::percent("position in the range of the parameter", 1.0, 5), Axis::new(unit_of(metric), low - room, high + room, 5), series)),
        table,
    })
}

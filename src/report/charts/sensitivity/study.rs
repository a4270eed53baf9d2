//! What all charts of an analysis share.

use crate::experiment::analysis::{Analysis, MetricAnalysis};
use crate::report::charts::pictures::{Bar, BarPart};
use crate::report::words::analysis::short;
use crate::report::words::findings::label;
use crate::report::words::format::brief;
use crate::report::words::names::visible;

/// Parameters drawn in one chart; the table has all of them.
pub(super) const ROWS: usize = 12;
/// Longest name [columns].
pub(super) const NAME: usize = 40;

pub(super) fn footer(analysis: &Analysis) -> String {
    let state = if analysis.partial { format!("INCOMPLETE, {} planned · ", analysis.points) } else { String::new() };
    let world = analysis.world.as_ref().map_or_else(String::new, |world| format!(" · world {}", visible(world, NAME)));
    format!(
        "{}{world} · {} points ({}) of {} replications · {state}seed {} · journeysim {}",
        visible(&analysis.scenario, NAME),
        analysis.points_done,
        analysis.design,
        analysis.replications,
        analysis.seed,
        visible(&analysis.version, 20)
    )
}
pub(super) fn unit_of(metric: &MetricAnalysis) -> String {
    if metric.unit.is_empty() {
        short(&metric.path)
    } else {
        format!("{} [{}]", short(&metric.path), visible(&metric.unit, 20))
    }
}

/// Ends of an axis that holds these values and zero.
pub(super) fn around(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.filter(|v| v.is_finite()).fold((0.0_f64, 0.0_f64), |(a, b), v| (a.min(v), b.max(v)));
    let room = 0.05 * (high - low);
    let room = if room > 0.0 { room } else { 1.0 };
    (if low < 0.0 { low - room } else { 0.0 }, if high > 0.0 { high + room } else { 0.0 })
}

/// Three digits that count, whatever the size.
pub(super) fn three(x: f64) -> String {
    let mut unit = 1.0;
    while x.abs() / unit >= 1000.0 {
        unit *= 10.0;
    }
    if unit > 1.0 { brief((x / unit).round() * unit) } else { brief(x) }
}
/// A metric as a headline names it: estimates of the firm by their names, all else by its path.
pub(super) fn headline(path: &str) -> String {
    if path.starts_with("metrics.") { label(&short(path)) } else { short(path) }
}

pub(super) fn bar(value: f64, interval: Option<[f64; 2]>, label: String, hue: usize) -> Bar {
    Bar { parts: vec![BarPart { value, hue, hatched: false }], interval, label, tick: None }
}

//! Axes with round ticks.

use crate::report::words::format::number;

/// An axis with its ticks already chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What it measures, with its unit in square brackets.
    pub title: String,
    /// Smallest value shown.
    pub low: f64,
    /// Largest value shown.
    pub high: f64,
    /// Tick positions and labels.
    pub ticks: Vec<(f64, String)>,
}

/// Round tick positions that cover `low..high`: steps of 1, 2 or 5 times a power of ten.
fn ticks(low: f64, high: f64, about: usize) -> Vec<f64> {
    let span = high - low;
    // Also refuses NaN, and spans so small or large that powers of ten end before them.
    if !(1e-300..=1e300).contains(&span) {
        return vec![low];
    }
    let rough = span / about.max(1) as f64;
    let mut step = 1.0;
    while step < rough {
        step *= 10.0;
    }
    while step / 10.0 >= rough {
        step /= 10.0;
    }
    for part in [10.0, 5.0, 2.0] {
        if step / part >= rough * 0.75 {
            step /= part;
            break;
        }
    }
    let first = (low / step).ceil();
    let last = (high / step + 1e-9).floor();
    let count = (last - first).clamp(0.0, 100.0) as usize;
    (0..=count).map(|index| (first + index as f64) * step).collect()
}

impl Axis {
    /// An axis from `low` to `high` with about so many round ticks.
    pub(crate) fn new(title: impl Into<String>, low: f64, high: f64, about: usize) -> Axis {
        let high = if high > low { high } else { low + 1.0 };
        let ticks = ticks(low, high, about);
        let places = tick_places(&ticks);
        let ticks = ticks.into_iter().map(|tick| (tick, number(tick, places))).collect();
        Axis { title: title.into(), low, high, ticks }
    }

    /// An axis of shares, labelled in per cent.
    pub(crate) fn percent(title: impl Into<String>, high: f64, about: usize) -> Axis {
        let mut axis = Axis::new(title, 0.0, high * 100.0, about);
        axis.high /= 100.0;
        for (position, label) in &mut axis.ticks {
            *position /= 100.0;
            label.push_str(" %");
        }
        axis
    }

    /// A time axis [days], labelled in years when that is readable.
    pub(crate) fn time(title: &str, high_days: f64) -> Axis {
        let (unit, length) = if high_days >= 2.0 * 365.0 { ("years", 365.0) } else { ("days", 1.0) };
        let mut axis = Axis::new(format!("{title} [{unit}]"), 0.0, high_days / length, 6);
        axis.high *= length;
        for (position, _) in &mut axis.ticks {
            *position *= length;
        }
        axis
    }
}

/// Decimals that tell neighbouring ticks apart.
fn tick_places(ticks: &[f64]) -> usize {
    let step = match ticks {
        [a, b, ..] => b - a,
        _ => return 0,
    };
    (0..6)
        .find(|places| {
            let shown: f64 = format!("{step:.places$}").parse().unwrap_or(0.0);
            (shown - step).abs() < step * 1e-6
        })
        .unwrap_or(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_range() {
        assert_eq!(ticks(0.0, 5.0, 5), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(ticks(0.0, 4321.0, 5), [0.0, 1000.0, 2000.0, 3000.0, 4000.0]);
        assert_eq!(ticks(0.0, 0.37, 4).len(), 4);
        assert_eq!(ticks(2.0, 2.0, 4), [2.0]);
        assert_eq!(ticks(0.0, f64::INFINITY, 4), [0.0]);
        assert_eq!(ticks(0.0, f64::MAX, 4), [0.0]);
        assert_eq!(ticks(0.0, 5e-324, 4), [0.0]);
        for high in [1e-7, 0.3, 7.0, 99.0, 12_345.0, 9e14] {
            let found = ticks(0.0, high, 5);
            assert!((3..=9).contains(&found.len()), "{high}: {found:?}");
            assert!(found.iter().all(|tick| *tick <= high * 1.000_001));
        }
    }
}

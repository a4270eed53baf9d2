//! The frame that a picture is drawn into, and what all pictures share: names that fit, labels that stand apart, whiskers.

use unicode_width::UnicodeWidthStr;

use super::scene::{INK, Scene, WHITE, Xy, stroke};
use crate::report::words::names::without_middle;
use crate::report::words::width::{width, wrap};

/// Width of a chart [px]; a long blueprint may be wider.
pub(super) const WIDTH: f64 = 960.0;
/// Space around everything [px].
pub(super) const MARGIN: f64 = 30.0;
/// Smallest text [px]: legible on a 1280-pixel projector.
pub(super) const SMALL: f64 = 14.0;

/// The part of the scene a body may draw on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Frame {
    pub(super) fn right(&self) -> f64 {
        self.x + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.y + self.height
    }
}

/// One line of text; what does not fit is cut in its middle.
pub(super) fn cut(text: &str, limit: f64, size: f64, bold: bool) -> String {
    shortened(text, (limit, size, bold), 1).pop().unwrap_or_default()
}

/// A row's name in lines of 16 px text.
pub(super) fn name_lines(name: &str, limit: f64, lines: usize) -> Vec<String> {
    shortened(name, (limit, 16.0, false), lines)
}

/// A name in one line.
pub(super) fn name_line(name: &str, limit: f64, size: f64) -> String {
    cut(name, limit, size, false)
}

/// Columns from which on cutting begins: no line of a picture is longer.
pub(super) const LONGEST: usize = 400;

/// Names that begin alike differ at their ends: what does not fit into so many lines of a width, size and weight is cut in its middle.
pub(super) fn shortened(name: &str, (limit, size, bold): (f64, f64, bool), lines: usize) -> Vec<String> {
    let wrapped = |name: &str| wrap(name, limit, size, bold, lines);
    let whole = |lines: &[String]| lines.last().is_none_or(|line| !line.ends_with('…'));
    let shorter = (3..name.width().min(LONGEST)).rev().map(|cells| wrapped(&without_middle(name, cells)));
    std::iter::once(wrapped(name)).chain(shorter).find(|lines| whole(lines)).unwrap_or_else(|| wrapped(name))
}

/// An interval as a whisker that is seen on dark and on light.
pub(super) fn whisker(scene: &mut Scene, (low, high): Xy, middle: f64) {
    for (width, colour) in [(3.6, WHITE), (1.8, INK)] {
        scene.line(vec![(low, middle), (high, middle)], stroke(colour, width));
        for end in [low, high] {
            scene.line(vec![(end, middle - 6.0), (end, middle + 6.0)], stroke(colour, width));
        }
    }
}

/// Moves labels apart vertically: at least `gap` between them, inside `low..high`, in their order by place. Labels that would
/// touch are centred on where they belong.
pub(super) fn spread(places: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].total_cmp(&places[*b]).then(a.cmp(b)));
    // Less their distance from the first, places may not fall: neighbours that do are pooled in their mean.
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (rank, index) in order.iter().enumerate() {
        let mut pool = (places[*index] - rank as f64 * gap, 1);
        while let Some(last) = pools.last().copied().filter(|last| last.0 / last.1 as f64 > pool.0 / pool.1 as f64) {
            pools.pop();
            pool = (pool.0 + last.0, pool.1 + last.1);
        }
        pools.push(pool);
    }
    let middles = pools.into_iter().flat_map(|(sum, count)| std::iter::repeat_n(sum / count as f64, count));
    let mut out = places.to_vec();
    let mut floor = low;
    for ((rank, index), middle) in order.iter().enumerate().zip(middles) {
        out[*index] = (middle + rank as f64 * gap).max(floor);
        floor = out[*index] + gap;
    }
    let mut ceiling = high;
    for index in order.iter().rev() {
        out[*index] = out[*index].min(ceiling);
        ceiling = out[*index] - gap;
    }
    out
}

/// Widest of some labels [px].
pub(super) fn widest<'a>(labels: impl IntoIterator<Item = &'a str>, size: f64) -> f64 {
    labels.into_iter().map(|label| width(label, size, false)).fold(0.0, f64::max)
}

/// Position of a value between two ends.
pub(super) fn between(value: f64, (low, high): Xy, (from, to): Xy) -> f64 {
    from + (value - low) / (high - low) * (to - from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_moved_apart_in_order() {
        assert_eq!(spread(&[20.0, 21.0, 60.0], 16.0, 0.0, 100.0), [12.5, 28.5, 60.0]);
        assert_eq!(spread(&[50.0; 5], 20.0, 0.0, 100.0), [10.0, 30.0, 50.0, 70.0, 90.0], "centred on the bundle");
        assert_eq!(spread(&[2.0, 2.0], 16.0, 0.0, 100.0), [0.0, 16.0]);
        assert_eq!(spread(&[99.0, 98.0], 16.0, 0.0, 100.0), [100.0, 84.0]);
    }
}

//! The plane that pictures of points share, and the rows of those of bars: where they lie, what a value's position is, ticks and titles.

use super::frame::{Frame, SMALL, between, widest};
use super::scene::{GREY, GRID, INK, PALE, Scene, Text, stroke};
use crate::report::charts::axis::Axis;
use crate::report::words::width::width;

/// Room for ticks and title below [px].
const FOOT: f64 = 48.0;
/// Room on the right, so that a point on the edge is whole [px].
const RIGHT: f64 = 24.0;

/// A plane with ticks on both axes.
pub(super) struct Grid<'a> {
    frame: Frame,
    /// The plane without its labels.
    pub(super) plot: Frame,
    x: &'a Axis,
    y: &'a Axis,
}

impl<'a> Grid<'a> {
    /// Fills a frame; `head`: room above for a key and for the title of the vertical axis [px].
    pub(super) fn new(frame: Frame, head: f64, x: &'a Axis, y: &'a Axis) -> Self {
        let left = widest(y.ticks.iter().map(|tick| tick.1.as_str()), SMALL) + 14.0;
        let plot = Frame {
            x: frame.x + left,
            y: frame.y + head,
            width: frame.width - left - RIGHT,
            height: frame.height - head - FOOT,
        };
        Grid { frame, plot, x, y }
    }

    /// Position of a value across.
    pub(super) fn x(&self, value: f64) -> f64 {
        between(value, (self.x.low, self.x.high), (self.plot.x, self.plot.right()))
    }

    /// Position of a value upwards.
    pub(super) fn y(&self, value: f64) -> f64 {
        between(value, (self.y.low, self.y.high), (self.plot.bottom(), self.plot.y))
    }

    /// Ticks and titles. Labels of the horizontal axis that would touch the one before are left out.
    pub(super) fn ticks(&self, scene: &mut Scene) {
        let plot = self.plot;
        scene.text(Text::new((self.frame.x, plot.y - 14.0), SMALL, self.y.title.clone()).colour(GREY));
        for (value, label) in &self.y.ticks {
            let at = self.y(*value);
            scene.line(vec![(plot.x, at), (plot.right(), at)], stroke(GRID, 1.0));
            scene.text(Text::new((plot.x - 10.0, at + 5.0), SMALL, label.clone()).colour(GREY).end());
        }
        let mut free = f64::NEG_INFINITY;
        for (value, label) in &self.x.ticks {
            let (at, half) = (self.x(*value), width(label, SMALL, false) / 2.0);
            scene.line(vec![(at, plot.bottom()), (at, plot.bottom() + 5.0)], stroke(GREY, 1.0));
            if at - half > free && at + half < self.frame.right() + 20.0 {
                scene.text(Text::new((at, plot.bottom() + 22.0), SMALL, label.clone()).colour(GREY).middle());
                free = at + half + 8.0;
            }
        }
        let middle = plot.x + plot.width / 2.0;
        scene.text(Text::new((middle, plot.bottom() + 44.0), SMALL, self.x.title.clone()).colour(GREY).middle());
    }

    /// The line on which the plane stands.
    pub(super) fn floor(&self, scene: &mut Scene) {
        scene.line(vec![(self.plot.x, self.plot.bottom()), (self.plot.right(), self.plot.bottom())], stroke(INK, 1.5));
    }
}

/// Draws striped rows along a horizontal axis, its title above and its ticks below; a label that would touch the one before is left out. Returns
/// the position of a value across.
pub(super) fn rows_along(
    scene: &mut Scene,
    frame: Frame,
    plot: Frame,
    rows: usize,
    axis: &Axis,
) -> impl Fn(f64) -> f64 + use<> {
    let (low, high) = (axis.low, axis.high);
    let x = move |value: f64| between(value, (low, high), (plot.x, plot.right()));
    let row = plot.height / rows as f64;
    for index in (0..rows).step_by(2) {
        scene.rect((frame.x, plot.y + index as f64 * row), (frame.width, row), PALE);
    }
    scene.text(Text::new((plot.x, plot.y - 10.0), SMALL, axis.title.clone()).colour(GREY));
    let mut free = f64::NEG_INFINITY;
    for (value, label) in &axis.ticks {
        let (at, half) = (x(*value), width(label, SMALL, false) / 2.0);
        scene.line(vec![(at, plot.y), (at, plot.bottom())], stroke(GRID, 1.0));
        if at - half > free {
            scene.text(Text::new((at, plot.bottom() + 18.0), SMALL, label.clone()).colour(GREY).middle());
            free = at + half + 6.0;
        }
    }
    x
}

//! Draws points of two kinds and the box in which one kind gathers.

use super::frame::{Frame, SMALL};
use super::grid::Grid;
use super::scene::{GREY, INK, Scene, Text, WHITE, corners, dashed, hue, stroke};
use crate::report::charts::pictures::Region;
use crate::report::words::width::width;

/// Height of the picture [px].
pub(super) const HEIGHT: f64 = 480.0;
/// Room for the key and the title of the vertical axis [px].
const HEAD: f64 = 62.0;
/// Radius of a point [px], smaller where there are many.
const RADIUS: f64 = 5.5;

pub(super) fn draw(scene: &mut Scene, frame: Frame, picture: &Region) {
    let grid = Grid::new(frame, HEAD, &picture.x, &picture.y);
    let plot = grid.plot;
    let (x, y) = (|value: f64| grid.x(value), |value: f64| grid.y(value));
    let radius = if picture.points.len() > 300 { 0.6 * RADIUS } else { RADIUS };
    let mut at = frame.x;
    for (words, is_case) in picture.keys.iter().zip([true, false]) {
        point(scene, (at + RADIUS, frame.y + 7.0), RADIUS, is_case);
        scene.text(Text::new((at + 2.0 * RADIUS + 8.0, frame.y + 12.0), SMALL, words.clone()).colour(GREY));
        at += 2.0 * RADIUS + 8.0 + width(words, SMALL, false) + 28.0;
    }
    scene.rect((at, frame.y), (24.0, 14.0), shade());
    scene.frame((at, frame.y), (24.0, 14.0), dashed(INK, 2.0, 6.0, 4.0));
    scene.text(Text::new((at + 32.0, frame.y + 12.0), SMALL, "the rule").colour(GREY));
    let [across, up] = &picture.bounds;
    let (from, to) = (across[0].map_or(plot.x, x), across[1].map_or(plot.right(), x));
    let (top, bottom) = (up[1].map_or(plot.y, y), up[0].map_or(plot.bottom(), y));
    scene.rect((from, top), (to - from, bottom - top), shade());
    grid.ticks(scene);
    grid.floor(scene);
    // Those in question lie on top.
    for kind in [false, true] {
        for ((across, up), _) in picture.points.iter().filter(|(_, is_case)| *is_case == kind) {
            point(scene, (x(*across), y(*up)), radius, kind);
        }
    }
    let outline = corners((from, top), (to - from, bottom - top));
    let first = outline[0];
    scene.line(outline.into_iter().chain([first]).collect(), dashed(INK, 2.0, 8.0, 5.0));
}

/// A pale orange: the hue of the points in question, behind them.
fn shade() -> super::scene::Rgb {
    (251, 234, 221)
}

/// Filled for those in question, hollow for the others: told apart without colour.
fn point(scene: &mut Scene, at: (f64, f64), radius: f64, is_case: bool) {
    if is_case {
        scene.disc(at, radius, hue(1), stroke(hue(1), 1.0));
    } else {
        scene.disc(at, radius, WHITE, stroke(GREY, 1.3));
    }
}

//! Draws a bridge: horizontal bars that begin where the one before ended, or stand alone from zero.

use super::frame::{Frame, SMALL, cut, name_lines, whisker, widest};
use super::grid::rows_along;
use super::scene::{GREY, INK, Scene, Text, WHITE, corners, dashed, hue, stroke};
use crate::report::charts::pictures::{Bridge, BridgeBar, BridgeKind};
use crate::report::words::width::wrap;

/// Height of a row [px].
const ROW: f64 = 48.0;
/// Height of a bar [px].
const THICK: f64 = 24.0;
/// Room for the axis title above the rows [px].
const HEAD: f64 = 30.0;
/// Room for the ticks below them [px].
const FOOT: f64 = 28.0;
/// Widest column of names [px].
const NAMES: f64 = 230.0;
/// Lines of the note [px].
const LINE: f64 = 20.0;
/// Lines that the note may take.
const LINES: usize = 3;
/// Width of a line of the note [px].
const NOTE: f64 = 900.0;

pub(super) fn height(picture: &Bridge) -> f64 {
    let note = wrap(&picture.note, NOTE, SMALL, false, LINES).len() as f64 * LINE;
    HEAD + picture.bars.len() as f64 * ROW + FOOT + note + 6.0
}

pub(super) fn draw(scene: &mut Scene, frame: Frame, picture: &Bridge) {
    let names = widest(picture.bars.iter().map(|bar| bar.name.as_str()), 16.0).min(NAMES) + 12.0;
    let labels = widest(picture.bars.iter().map(|bar| bar.label.as_str()), 15.0).min(290.0) + 18.0;
    let plot = Frame {
        x: frame.x + names,
        y: frame.y + HEAD,
        width: frame.width - names - labels,
        height: picture.bars.len() as f64 * ROW,
    };
    let x = rows_along(scene, frame, plot, picture.bars.len(), &picture.axis);
    for (index, bar) in picture.bars.iter().enumerate() {
        let middle = plot.y + (index as f64 + 0.5) * ROW;
        let lines = name_lines(&bar.name, NAMES, 2);
        let first = middle + 5.5 - (lines.len() as f64 - 1.0) * 9.0;
        for (line, words) in lines.into_iter().enumerate() {
            let text = Text::new((plot.x - 10.0, first + line as f64 * 18.0), 16.0, words).end();
            scene.text(if bar.kind == BridgeKind::Total { text.bold() } else { text });
        }
        draw_bar(scene, bar, middle, (x(bar.from), x(bar.to)));
        let next = picture.bars.get(index + 1).filter(|next| next.kind != BridgeKind::Aside);
        if picture.linked && next.is_some() {
            let at = x(bar.to);
            scene.line(vec![(at, middle + THICK / 2.0), (at, middle + ROW - THICK / 2.0)], dashed(INK, 1.5, 3.0, 3.0));
        }
        let mut right = x(bar.from).max(x(bar.to));
        if let Some([low, high]) = bar.interval.filter(|[low, high]| high > low) {
            whisker(scene, (x(low), x(high)), middle);
            right = right.max(x(high));
        }
        let label = cut(&bar.label, frame.right() - right - 9.0, 15.0, false);
        scene.text(Text::new((right + 9.0, middle + 5.0), 15.0, label));
    }
    scene.line(vec![(x(0.0), plot.y), (x(0.0), plot.bottom())], stroke(INK, 1.5));
    for (line, words) in wrap(&picture.note, NOTE, SMALL, false, LINES).into_iter().enumerate() {
        let y = plot.bottom() + FOOT + 16.0 + line as f64 * LINE;
        scene.text(Text::new((frame.x, y), SMALL, words).colour(GREY));
    }
}

/// Gains are filled, losses hatched, the total dark: told apart without colour.
fn draw_bar(scene: &mut Scene, bar: &BridgeBar, middle: f64, (from, to): (f64, f64)) {
    let (at, size) = ((from.min(to), middle - THICK / 2.0), ((to - from).abs(), THICK));
    let mut hatched = |colour| {
        scene.rect(at, size, WHITE);
        scene.hatch(&corners(at, size), colour, 7.0, true);
        scene.frame(at, size, stroke(colour, 1.5));
    };
    match bar.kind {
        BridgeKind::Aside => hatched(GREY),
        BridgeKind::Part if bar.to < bar.from => hatched(hue(1)),
        BridgeKind::Part => scene.rect(at, size, hue(0)),
        BridgeKind::Total => scene.rect(at, size, hue(6)),
    }
}

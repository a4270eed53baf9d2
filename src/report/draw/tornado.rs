//! Draws a tornado: for each parameter two bars from zero, its low value above its high one, inputs printed at the ends.

use super::frame::{Frame, SMALL, name_lines, whisker, widest};
use super::grid::rows_along;
use super::scene::{GREY, INK, Scene, Text, WHITE, corners, dashed, hue, stroke};
use crate::report::charts::pictures::{TornadoMark, TornadoPicture};
use crate::report::words::width::width;

/// Height of a row [px].
const ROW: f64 = 52.0;
/// Height of a bar [px].
const THICK: f64 = 18.0;
/// Room for the axis title above the rows [px].
const HEAD: f64 = 30.0;
/// Room for the ticks below them [px].
const FOOT: f64 = 28.0;
/// Room for the key and the note [px].
const KEY: f64 = 48.0;
/// Widest column of names [px].
const NAMES: f64 = 210.0;

pub(super) fn height(picture: &TornadoPicture) -> f64 {
    HEAD + picture.rows.len() as f64 * ROW + FOOT + KEY
}

pub(super) fn draw(scene: &mut Scene, frame: Frame, picture: &TornadoPicture) {
    let names = widest(picture.rows.iter().map(|row| row.name.as_str()), 16.0).min(NAMES) + 12.0;
    let inputs = widest(picture.rows.iter().flat_map(|row| &row.ends).map(|end| end.input.as_str()), SMALL) + 16.0;
    let plot = Frame {
        x: frame.x + names + inputs,
        y: frame.y + HEAD,
        width: frame.width - names - 2.0 * inputs,
        height: picture.rows.len() as f64 * ROW,
    };
    let x = rows_along(scene, frame, plot, picture.rows.len(), &picture.axis);
    for (index, row) in picture.rows.iter().enumerate() {
        let middle = plot.y + (index as f64 + 0.5) * ROW;
        let lines = name_lines(&row.name, NAMES, 2);
        let first = middle + 5.5 - (lines.len() as f64 - 1.0) * 9.0;
        for (line, words) in lines.into_iter().enumerate() {
            scene.text(Text::new((frame.x + names - 10.0, first + line as f64 * 18.0), 16.0, words).end());
        }
        for (end, side) in row.ends.iter().zip([-1.0, 1.0]) {
            draw_end(scene, end, middle + side * (THICK / 2.0 + 1.5), side < 0.0, &x);
        }
    }
    for noise in picture.noise.into_iter().flat_map(|noise| [-noise, noise]) {
        scene.line(vec![(x(noise), plot.y), (x(noise), plot.bottom())], dashed(INK, 1.3, 5.0, 4.0));
    }
    scene.line(vec![(x(0.0), plot.y), (x(0.0), plot.bottom())], stroke(INK, 1.5));
    let mut left = frame.x;
    for (key, low) in picture.keys.iter().zip([true, false]) {
        let y = plot.bottom() + FOOT + 6.0;
        bar(scene, (left, y), (26.0, 14.0), low);
        scene.text(Text::new((left + 34.0, y + 12.0), SMALL, key.clone()).colour(GREY));
        left += 34.0 + width(key, SMALL, false) + 28.0;
    }
    let y = plot.bottom() + FOOT + 40.0;
    scene.text(Text::new((frame.x, y), SMALL, picture.note.clone()).colour(GREY));
}

/// The low value is hatched, the high one filled: told apart without colour.
fn bar(scene: &mut Scene, at: (f64, f64), size: (f64, f64), low: bool) {
    if low {
        scene.rect(at, size, WHITE);
        scene.hatch(&corners(at, size), hue(1), 7.0, true);
        scene.frame(at, size, stroke(hue(1), 1.5));
    } else {
        scene.rect(at, size, hue(0));
    }
}

fn draw_end(scene: &mut Scene, end: &TornadoMark, middle: f64, low: bool, x: &impl Fn(f64) -> f64) {
    let (from, to) = (x(0.0).min(x(end.value)), x(0.0).max(x(end.value)));
    bar(scene, (from, middle - THICK / 2.0), (to - from, THICK), low);
    let (mut left, mut right) = (from, to);
    if let Some([low, high]) = end.interval.filter(|[low, high]| high > low) {
        whisker(scene, (x(low), x(high)), middle);
        (left, right) = (left.min(x(low)), right.max(x(high)));
    }
    let words = Text::new((right + 8.0, middle + 5.0), SMALL, end.input.clone()).halo();
    if end.value < 0.0 {
        scene.text(Text { at: (left - 8.0, middle + 5.0), ..words }.end());
    } else {
        scene.text(words);
    }
}

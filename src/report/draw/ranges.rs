//! Draws bands of a difference: a wide pale one, a narrow dark one in it, the mean with its interval, and a hollow mark below.

use super::frame::{Frame, SMALL, between, cut, name_lines, whisker, widest};
use super::scene::{GREY, GRID, INK, PALE, Scene, Text, WHITE, Xy, corners, hue, stroke};
use crate::report::charts::pictures::{RangeRow, Ranges};
use crate::report::words::width::width;

/// Height of a row [px].
const ROW: f64 = 76.0;
/// Heights of the wide and of the narrow band [px].
const BANDS: [f64; 2] = [14.0, 26.0];
/// Their opacities: both are seen where they overlap.
const OPACITY: [f64; 2] = [0.3, 0.55];
/// The middle of the bands above that of their row, and the hollow mark below it [px].
const LEVELS: [f64; 2] = [8.0, 20.0];
/// Room for the words above the rows [px].
const HEAD: f64 = 30.0;
/// Room for ticks and title below the rows [px].
const FOOT: f64 = 52.0;
/// Room for a line of keys [px].
const KEY: f64 = 26.0;
/// Widest column of names [px].
const NAMES: f64 = 190.0;
/// Size of a swatch and its distance to the words [px].
const SWATCH: f64 = 30.0;

pub(super) fn height(picture: &Ranges) -> f64 {
    HEAD + picture.rows.len() as f64 * ROW + FOOT + KEY
}

pub(super) fn draw(scene: &mut Scene, frame: Frame, picture: &Ranges) {
    let names = widest(picture.rows.iter().map(|row| row.name.as_str()), 16.0).min(NAMES) + 16.0;
    let counts = widest(picture.rows.iter().map(|row| row.count.as_str()), 24.0) * 1.1;
    let notes = widest(picture.rows.iter().map(|row| row.note.as_str()), SMALL);
    let right = counts.max(notes).min(260.0) + 22.0;
    let plot = Frame {
        x: frame.x + names,
        y: frame.y + HEAD,
        width: frame.width - names - right,
        height: picture.rows.len() as f64 * ROW,
    };
    let x = |value: f64| between(value, (picture.axis.low, picture.axis.high), (plot.x, plot.right()));
    for index in (0..picture.rows.len()).step_by(2) {
        scene.rect((frame.x, plot.y + index as f64 * ROW), (frame.width, ROW), PALE);
    }
    let mut free = f64::NEG_INFINITY;
    for (value, label) in &picture.axis.ticks {
        let (at, half) = (x(*value), width(label, SMALL, false) / 2.0);
        scene.line(vec![(at, plot.y), (at, plot.bottom())], stroke(GRID, 1.0));
        if at - half > free {
            scene.text(Text::new((at, plot.bottom() + 18.0), SMALL, label.clone()).colour(GREY).middle());
            free = at + half + 8.0;
        }
    }
    let middle = (plot.x + plot.right()) / 2.0;
    scene.text(Text::new((middle, plot.bottom() + 42.0), SMALL, picture.axis.title.clone()).colour(GREY).middle());
    let zero = x(0.0);
    let side = |words: &str, room: f64| cut(words, room, 15.0, true);
    scene
        .text(Text::new((zero - 8.0, plot.y - 10.0), 15.0, side(&picture.sides[0], zero - frame.x - 8.0)).bold().end());
    scene.text(Text::new((zero + 8.0, plot.y - 10.0), 15.0, side(&picture.sides[1], frame.right() - zero)).bold());
    scene.line(vec![(zero, plot.y - 6.0), (zero, plot.bottom())], stroke(INK, 1.5));
    for (index, row) in picture.rows.iter().enumerate() {
        let middle = plot.y + (index as f64 + 0.5) * ROW;
        let lines = name_lines(&row.name, NAMES, 3);
        let first = middle + 5.5 - (lines.len() as f64 - 1.0) * 10.0;
        for (line, words) in lines.into_iter().enumerate() {
            scene.text(Text::new((frame.x + names - 14.0, first + line as f64 * 20.0), 16.0, words).end());
        }
        draw_row(scene, row, middle, &x);
        let at = plot.right() + 16.0;
        scene.text(Text::new((at, middle - 3.0), 24.0, cut(&row.count, right - 16.0, 24.0, true)).bold());
        scene.text(Text::new((at, middle + 19.0), SMALL, cut(&row.note, right - 16.0, SMALL, false)).colour(GREY));
    }
    keys(scene, (frame.x, plot.bottom() + FOOT + 6.0), picture);
}

fn draw_row(scene: &mut Scene, row: &RangeRow, middle: f64, x: &impl Fn(f64) -> f64) {
    let level = middle - LEVELS[0];
    for (place, band) in [row.outer, row.inner].into_iter().enumerate() {
        let Some([low, high]) = band else { continue };
        // What has no width is still seen.
        let (from, to) = (x(low), x(high).max(x(low) + 1.5));
        band_at(scene, (from, level), to - from, place);
    }
    if let Some([low, high]) = row.interval.filter(|[low, high]| high > low) {
        whisker(scene, (x(low), x(high)), level);
    }
    if let Some(mean) = row.mean {
        diamond(scene, (x(mean), level));
    }
    if let Some(hollow) = row.hollow {
        ring(scene, (x(hollow), middle + LEVELS[1]));
    }
}

fn band_at(scene: &mut Scene, (x, level): Xy, wide: f64, place: usize) {
    let size = (wide, BANDS[place]);
    scene.area(corners((x, level - size.1 / 2.0), size), hue(0), OPACITY[place]);
}

fn diamond(scene: &mut Scene, (x, y): Xy) {
    for (half, colour) in [(9.0, WHITE), (7.0, INK)] {
        scene.area(vec![(x - half, y), (x, y - half), (x + half, y), (x, y + half)], colour, 1.0);
    }
}

fn ring(scene: &mut Scene, at: Xy) {
    scene.disc(at, 5.5, WHITE, stroke(INK, 2.0));
}

/// What is drawn, in one line.
fn keys(scene: &mut Scene, (mut x, y): Xy, picture: &Ranges) {
    let level = y + 7.0;
    for (place, words) in picture.keys.iter().enumerate().filter(|(_, words)| !words.is_empty()) {
        let centre = (x + SWATCH / 2.0, level);
        match place {
            0 => band_at(scene, (x, level), SWATCH, 1),
            1 => band_at(scene, (x, level), SWATCH, 0),
            2 => {
                whisker(scene, (x, x + SWATCH), level);
                diamond(scene, centre);
            }
            _ => ring(scene, centre),
        }
        scene.text(Text::new((x + SWATCH + 8.0, level + 5.0), SMALL, words.clone()).colour(GREY));
        x += SWATCH + 8.0 + width(words, SMALL, false) + 24.0;
    }
}

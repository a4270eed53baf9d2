//! Draws horizontal bars from zero, with whiskers, direct labels and, for a Pareto chart, the cumulative share.

use super::frame::{Frame, SMALL, between, cut, name_line, whisker, widest};
use super::scene::{GREY, GRID, INK, PALE, Scene, Text, WHITE, corners, hue, stroke};
use crate::report::charts::pictures::{Bar, BarPanel, Bars};
use crate::report::words::format::{number, percent};
use crate::report::words::width::width;

/// Height of a row [px].
const ROW: f64 = 40.0;
/// Height of a bar [px].
const THICK: f64 = 22.0;
/// Space above the rows for the axis title [px].
const HEAD: f64 = 30.0;
/// Space below the rows for the ticks [px].
const FOOT: f64 = 26.0;
/// Height of one line of the key [px].
const KEY: f64 = 22.0;
/// Width of the cumulative column [px].
const CUMULATIVE: f64 = 170.0;
/// Widest column of row names [px].
const NAMES: f64 = 220.0;

pub(super) fn height(picture: &Bars) -> f64 {
    HEAD + picture.rows.len() as f64 * ROW
        + FOOT
        + picture.keys.len() as f64 * KEY
        + if picture.keys.is_empty() { 0.0 } else { 8.0 }
}

pub(super) fn draw(scene: &mut Scene, frame: Frame, picture: &Bars) {
    let noted = widest(picture.notes.iter().map(String::as_str), SMALL);
    let names = widest(picture.rows.iter().map(String::as_str), 16.0).max(noted).min(NAMES) + 12.0;
    let rows_high = picture.rows.len() as f64 * ROW;
    for (index, name) in picture.rows.iter().enumerate() {
        let top = frame.y + HEAD + index as f64 * ROW;
        if index % 2 == 0 {
            scene.rect((frame.x, top), (frame.width, ROW), PALE);
        }
        let note = picture.notes.get(index).filter(|note| !note.is_empty());
        let line = top + ROW / 2.0 + if note.is_some() { -2.5 } else { 5.5 };
        let edge = frame.x + names - 10.0;
        scene.text(Text::new((edge, line), 16.0, name_line(name, NAMES, 16.0)).end());
        if let Some(note) = note {
            let note = cut(note, NAMES, SMALL, false);
            scene.text(Text::new((edge, line + 16.0), SMALL, note).colour(GREY).end());
        }
    }
    let gap = 30.0;
    let each = (frame.width - names - gap * (picture.panels.len() as f64 - 1.0)) / picture.panels.len() as f64;
    // Panels with the same axis are drawn to the same scale, so their labels need the same room.
    let same = picture
        .panels
        .windows(2)
        .all(|pair| (pair[0].axis.low, pair[0].axis.high) == (pair[1].axis.low, pair[1].axis.high));
    let room = if same { picture.panels.iter().map(label_room).fold(0.0, f64::max) } else { 0.0 };
    for (index, panel) in picture.panels.iter().enumerate() {
        let place = Frame {
            x: frame.x + names + index as f64 * (each + gap),
            y: frame.y + HEAD,
            width: each,
            height: rows_high,
        };
        draw_panel(scene, place, panel, room);
    }
    let mut y = frame.y + HEAD + rows_high + FOOT + 8.0;
    for (colour, hatched, words) in &picture.keys {
        swatch(scene, (frame.x + names, y), (26.0, 14.0), *colour, *hatched);
        scene.text(Text::new((frame.x + names + 36.0, y + 12.0), SMALL, words.clone()).colour(GREY));
        y += KEY;
    }
}

fn label_room(panel: &BarPanel) -> f64 {
    widest(panel.bars.iter().map(|bar| bar.label.as_str()), 15.0)
}

fn swatch(scene: &mut Scene, at: (f64, f64), size: (f64, f64), colour: usize, hatched: bool) {
    if hatched {
        scene.rect(at, size, WHITE);
        scene.hatch(&corners(at, size), hue(colour), 6.0, true);
        scene.frame(at, size, stroke(hue(colour), 1.5));
    } else {
        scene.rect(at, size, hue(colour));
    }
}

fn draw_panel(scene: &mut Scene, place: Frame, panel: &BarPanel, room: f64) {
    let cumulative = panel.cumulative.as_ref().filter(|_| panel.bars.len() > 1);
    // The same room for what stands in the baseline, so that both have one scale on the page, too.
    let ticked = panel.bars.iter().any(|bar| bar.tick.is_some());
    let reserved = if cumulative.is_some() || ticked { CUMULATIVE } else { 0.0 };
    let labels = label_room(panel).max(room).min(place.width * 0.55) + 14.0;
    let plot = Frame { width: (place.width - reserved - labels).max(40.0), ..place };
    let x = |value: f64| between(value, (panel.axis.low, panel.axis.high), (plot.x, plot.right()));
    let title = cut(&panel.axis.title, place.width - reserved, SMALL, false);
    scene.text(Text::new((plot.x, place.y - 10.0), SMALL, title).colour(GREY));
    let mut free = plot.x - 100.0;
    for (value, label) in &panel.axis.ticks {
        let at = x(*value);
        scene.line(vec![(at, plot.y), (at, plot.bottom())], stroke(GRID, 1.0));
        let half = width(label, SMALL, false) / 2.0;
        // Ticks of a narrow panel would run into each other.
        if at - half > free {
            scene.text(Text::new((at, plot.bottom() + 18.0), SMALL, label.clone()).colour(GREY).middle());
            free = at + half + 6.0;
        }
    }
    for (index, bar) in panel.bars.iter().enumerate() {
        draw_bar(scene, plot, bar, index, (place.width - reserved, panel.axis.low), &x);
    }
    scene.line(vec![(x(0.0), plot.y), (x(0.0), plot.bottom())], stroke(INK, 1.5));
    if let Some(shares) = cumulative {
        draw_cumulative(scene, place, shares);
    } else if ticked {
        draw_baseline(scene, place, panel);
    }
}

fn draw_bar(
    scene: &mut Scene,
    plot: Frame,
    bar: &Bar,
    index: usize,
    (room, panel_low): (f64, f64),
    x: &impl Fn(f64) -> f64,
) {
    let middle = plot.y + (index as f64 + 0.5) * ROW;
    // Gains pile up to the right of zero, losses to the left.
    let mut ends = [0.0, 0.0];
    for part in &bar.parts {
        let end = &mut ends[usize::from(part.value >= 0.0)];
        let (from, to) = (x(*end), x(*end + part.value));
        let size = ((to - from).abs(), THICK);
        swatch(scene, (from.min(to), middle - THICK / 2.0), size, part.hue, part.hatched);
        *end += part.value;
    }
    let mut right = x(ends[1]);
    if let Some([low, high]) = bar.interval.filter(|[low, high]| high > low) {
        let (low, high) = (x(low.max(panel_low)), x(high));
        whisker(scene, (low, high), middle);
        right = right.max(high);
    }
    if let Some(tick) = bar.tick {
        let (at, reach) = (x(tick), THICK / 2.0 + 5.0);
        for (width, colour) in [(5.5, WHITE), (2.5, INK)] {
            scene.line(vec![(at, middle - reach), (at, middle + reach)], stroke(colour, width));
        }
        right = right.max(at + 2.0);
    }
    let label = cut(&bar.label, plot.x + room - right - 10.0, 15.0, false);
    scene.text(Text::new((right + 9.0, middle + 5.0), 15.0, label));
}

/// Values of the baseline, in a column of their own.
fn draw_baseline(scene: &mut Scene, place: Frame, panel: &BarPanel) {
    let right = place.right() - 56.0;
    scene.text(Text::new((right, place.y - 10.0), SMALL, "baseline").colour(GREY).end());
    for (index, tick) in panel.bars.iter().enumerate().filter_map(|(index, bar)| Some((index, bar.tick?))) {
        let words = number(tick, usize::from(tick < 20.0 && tick > 0.0));
        let middle = place.y + (index as f64 + 0.5) * ROW;
        scene.text(Text::new((right, middle + 5.0), SMALL, words).colour(GREY).end());
    }
}

/// A column of its own: on top of the bars the line would cross their labels.
fn draw_cumulative(scene: &mut Scene, place: Frame, shares: &[f64]) {
    let (left, right) = (place.right() - CUMULATIVE + 24.0, place.right() - 56.0);
    let x = |share: f64| between(share, (0.0, 1.0), (left, right));
    scene.text(Text::new((left, place.y - 10.0), SMALL, "cumulative share").colour(GREY));
    for share in [0.0, 0.5, 1.0] {
        scene.line(vec![(x(share), place.y), (x(share), place.bottom())], stroke(GRID, 1.0));
        scene.text(
            Text::new((x(share), place.bottom() + 18.0), SMALL, format!("{:.0}", share * 100.0)).colour(GREY).middle(),
        );
    }
    let at = |index: usize, share: f64| (x(share), place.y + (index as f64 + 0.5) * ROW);
    let points: Vec<(f64, f64)> = shares.iter().enumerate().map(|(index, share)| at(index, *share)).collect();
    scene.line(points.clone(), stroke(INK, 2.0));
    for (point, share) in points.into_iter().zip(shares) {
        scene.disc(point, 4.0, WHITE, stroke(INK, 2.0));
        scene.text(Text::new((right + 10.0, point.1 + 5.0), SMALL, percent(*share)));
    }
}

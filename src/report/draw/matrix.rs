//! Draws what is rated on the plane of rating and importance, cut at the means into four areas around a grey one.

use super::frame::{Frame, SMALL};
use super::grid::Grid;
use super::labels::{Label, SIZE, Taken, along, place};
use super::scene::{GREY, INK, Rgb, Scene, Text, WHITE, Xy, dashed, hue, stroke};
use crate::experiment::comparison::Advice;
use crate::report::charts::pictures::{Matrix, MatrixPoint};
use crate::report::words::priorities::area as area_words;
use crate::report::words::width::width;

/// Height of the picture [px].
pub(super) const HEIGHT: f64 = 540.0;
/// Room for the key and the title of the vertical axis [px].
const HEAD: f64 = 60.0;
/// Half of a point [px].
const HALF: f64 = 6.0;
/// The grey area.
const SHADE: Rgb = (225, 229, 234);

pub(super) fn draw(scene: &mut Scene, frame: Frame, picture: &Matrix) {
    let grid = Grid::new(frame, HEAD, &picture.x, &picture.y);
    let plot = grid.plot;
    let (x, y) = (|value: f64| grid.x(value), |value: f64| grid.y(value));
    key(scene, frame);
    let (across, up) = picture.cuts;
    let (wide, high) = picture.grey;
    let (from, top) = (x(across - wide), y(up + high));
    let size = (x(across + wide) - from, y(up - high) - top);
    scene.rect((from, top), size, SHADE);
    grid.ticks(scene);
    grid.floor(scene);
    scene.line(vec![(x(across), plot.y), (x(across), plot.bottom())], dashed(INK, 1.8, 8.0, 5.0));
    scene.line(vec![(plot.x, y(up)), (plot.right(), y(up))], dashed(INK, 1.8, 8.0, 5.0));
    let mut taken: Vec<Taken> = corners(scene, plot);
    let mut lines: Vec<Taken> = Vec::new();
    along(&[(x(across), plot.y), (x(across), plot.bottom())], &mut lines);
    along(&[(plot.x, y(up)), (plot.right(), y(up))], &mut lines);
    for point in &picture.points {
        let at = (x(point.at.0), y(point.at.1));
        let [rating, importance] = point.intervals;
        let bars = [
            rating.map(|[low, high]| vec![(x(low), at.1), (x(high), at.1)]),
            importance.map(|[low, high]| vec![(at.0, y(low)), (at.0, y(high))]),
        ];
        for bar in bars.into_iter().flatten() {
            along(&bar, &mut lines);
            scene.line(bar, stroke(GREY, 1.6));
        }
    }
    for point in &picture.points {
        let at = (x(point.at.0), y(point.at.1));
        mark(scene, at, point.advice);
        taken.push((at.0 - 9.0, at.1 - 9.0, at.0 + 9.0, at.1 + 9.0));
    }
    for MatrixPoint { label, note, at, advice, .. } in picture.points.iter().filter(|point| !point.label.is_empty()) {
        let bold = *advice == Advice::WeakPoint;
        let label = Label { words: label, note, colour: INK, bold };
        place(scene, plot, &label, (x(at.0), y(at.1)), (&mut taken, &lines));
    }
}

/// The four areas in words, each in its corner.
fn corners(scene: &mut Scene, plot: Frame) -> Vec<Taken> {
    let (inside, below) = (8.0, 20.0);
    let words = [
        ("Weak points: mend first", (plot.x + inside, plot.y + below), false),
        ("Strengths: keep", (plot.right() - inside, plot.y + below), true),
        ("Negligible: leave", (plot.x + inside, plot.bottom() - inside), false),
        ("Irrelevant strengths: could cost less", (plot.right() - inside, plot.bottom() - inside), true),
    ];
    words
        .into_iter()
        .map(|(words, at, ends)| {
            let wide = width(words, SIZE, true);
            let text = Text::new(at, SIZE, words).bold().colour(GREY).halo();
            scene.text(if ends { text.end() } else { text });
            let from = if ends { at.0 - wide } else { at.0 };
            (from, at.1 - 15.0, from + wide, at.1 + 5.0)
        })
        .collect()
}

fn key(scene: &mut Scene, frame: Frame) {
    let kinds = [Advice::WeakPoint, Advice::Strength, Advice::IrrelevantStrength, Advice::Negligible, Advice::NoAdvice];
    let mut at = frame.x + HALF;
    for kind in kinds {
        let words = area_words(kind);
        mark(scene, (at, frame.y + 7.0), kind);
        scene.text(Text::new((at + HALF + 7.0, frame.y + 12.0), SMALL, words).colour(GREY));
        at += 2.0 * HALF + 7.0 + width(words, SMALL, false) + 20.0;
    }
    scene.rect((at, frame.y), (22.0, 14.0), SHADE);
    scene.text(Text::new((at + 29.0, frame.y + 12.0), SMALL, "within 0.25 sd of both means").colour(GREY));
}

/// Discs, squares and a cross, filled where it matters: told apart without colour.
fn mark(scene: &mut Scene, at: Xy, advice: Advice) {
    let corner = (at.0 - HALF, at.1 - HALF);
    let size = (2.0 * HALF, 2.0 * HALF);
    match advice {
        Advice::WeakPoint => scene.disc(at, HALF + 0.5, hue(1), stroke(hue(1), 1.5)),
        Advice::Negligible => scene.disc(at, HALF, WHITE, stroke(GREY, 2.5)),
        Advice::Strength => scene.rect(corner, size, hue(0)),
        Advice::IrrelevantStrength => {
            scene.rect(corner, size, WHITE);
            scene.frame(corner, size, stroke(GREY, 2.5));
        }
        Advice::NoAdvice => {
            for slant in [1.0, -1.0] {
                let ends = vec![(at.0 - HALF, at.1 - slant * HALF), (at.0 + HALF, at.1 + slant * HALF)];
                scene.line(ends, stroke(GREY, 3.0));
            }
        }
    }
}

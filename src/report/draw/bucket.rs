//! Draws the bucket: streams in from the left, water, streams out on the right, all to one scale.

use super::super::scene::{GREY, INK, Scene, Text, dashed, hue, stroke};
use super::super::spec::{BucketPicture, Flow};
use super::{Frame, cut, spread};
use crate::report::format::number;

/// Height of the picture [px].
pub(super) const HEIGHT: f64 = 496.0;
/// Zone of the streams in, above the rim [px].
const INFLOW: f64 = 128.0;
/// Height of the bucket [px].
const BUCKET: f64 = 300.0;
/// Height of a full bucket over its highest level.
const FULL: f64 = 1.1;
/// Smallest distance between two streams: a line of text [px].
const LINE: f64 = 24.0;
/// Space between streams [px].
const GAP: f64 = 5.0;

pub(super) fn draw(scene: &mut Scene, frame: Frame, picture: &BucketPicture) {
    let (left, right) = (frame.x + 300.0, frame.x + 540.0);
    let (rim, floor) = (frame.y + INFLOW, frame.y + INFLOW + BUCKET);
    let scale = scale(picture, right - left - 30.0);
    let full = picture.start.max(picture.end).max(1.0) * FULL;
    let level = |customers: f64| floor - customers / full * BUCKET;

    let water = level(picture.end);
    scene.rect((left, water), (right - left, floor - water), (203, 226, 243));
    inflow(scene, frame, picture, (left, right), water, scale);
    // Holes lie below the highest water: nothing leaks from above it.
    let span = (level(picture.start.max(picture.end)), floor);
    outflow(scene, frame, picture, right, span, scale);
    wall(scene, picture, (left, right), (rim, span), scale);
    levels(scene, frame, picture, (left, right), level);

    let y = floor + 36.0;
    scene.text(Text::new((frame.x, y), 19.0, cut(&picture.sum, frame.width, 19.0, true)).bold());
    scene.text(Text::new((frame.x, y + 24.0), 15.0, picture.closes.clone()).colour(GREY));
}

/// Pixels per customer, the same for every stream, as large as the room allows.
fn scale(picture: &BucketPicture, mouth: f64) -> f64 {
    let stacked =
        |flows: &[Flow], scale: f64| flows.iter().map(|flow| (flow.amount * scale).max(LINE) + GAP).sum::<f64>();
    let fits = |scale: f64| {
        let thick: f64 = picture.inflow.iter().map(|flow| flow.amount * scale + GAP).sum();
        stacked(&picture.inflow, scale) <= INFLOW - 10.0
            && stacked(&picture.outflow, scale) <= BUCKET / FULL - 8.0
            && thick <= mouth
    };
    let (mut low, mut high) = (0.0, BUCKET);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if fits(middle) { low = middle } else { high = middle }
    }
    low
}

/// Streams come from the left, turn down at the rim and fall into the water.
fn inflow(scene: &mut Scene, frame: Frame, picture: &BucketPicture, (left, right): (f64, f64), water: f64, scale: f64) {
    let total: f64 = picture.inflow.iter().map(|flow| flow.amount * scale + GAP).sum();
    // The top row falls farthest right, so no stream crosses another.
    let mut x = left + (right - left + total) / 2.0;
    let mut y = frame.y;
    let colour = hue(5);
    for flow in &picture.inflow {
        let thick = flow.amount * scale;
        let row = thick.max(LINE);
        x -= thick + GAP;
        let top = y + (row - thick) / 2.0;
        let start = left - 24.0;
        scene.area(
            vec![
                (start, top),
                (x + thick, top),
                (x + thick, water),
                (x, water),
                (x, top + thick),
                (start, top + thick),
            ],
            colour,
            0.85,
        );
        if thick >= 1.0 {
            scene.area(vec![(x - 5.0, water), (x + thick + 5.0, water), (x + thick / 2.0, water + 9.0)], colour, 0.85);
        }
        label(scene, (start - 10.0, y + row / 2.0 + 5.5), flow, true, frame.x);
        y += row + GAP;
    }
    if picture.inflow.is_empty() {
        scene.text(Text::new((left - 34.0, frame.y + 20.0), 16.0, "nobody joins").colour(GREY).end());
    }
}

/// Place of each hole along the wall: (top of the stream, thickness).
fn holes(picture: &BucketPicture, (top, floor): (f64, f64), scale: f64) -> Vec<(f64, f64)> {
    let used: f64 = picture.outflow.iter().map(|flow| (flow.amount * scale).max(LINE) + GAP).sum();
    let mut y = top + (floor - top - used).max(0.0) / 2.0 + GAP / 2.0;
    let place = |flow: &Flow| {
        let thick = flow.amount * scale;
        let row = thick.max(LINE);
        let top = y + (row - thick) / 2.0;
        y += row + GAP;
        (top, thick)
    };
    picture.outflow.iter().map(place).collect()
}

fn outflow(scene: &mut Scene, frame: Frame, picture: &BucketPicture, right: f64, span: (f64, f64), scale: f64) {
    let colour = hue(1);
    for (flow, (top, thick)) in picture.outflow.iter().zip(holes(picture, span, scale)) {
        let end = right + 70.0;
        let middle = top + thick / 2.0;
        scene.area(
            vec![(right - 2.0, top), (end, top), (end + 10.0, middle), (end, top + thick), (right - 2.0, top + thick)],
            colour,
            0.85,
        );
        label(scene, (end + 18.0, middle + 5.5), flow, false, frame.right());
    }
    if picture.outflow.is_empty() {
        scene.text(Text::new((right + 20.0, (span.0 + span.1) / 2.0), 16.0, "nobody leaves").colour(GREY));
    }
}

/// Name and amount of a stream, the amount in bold, on the outside of it.
fn label(scene: &mut Scene, (x, y): (f64, f64), flow: &Flow, ends_here: bool, limit: f64) {
    use super::super::fonts::width;
    let amount = width(&flow.label, 16.0, true);
    let name = cut(&flow.name, (x - limit).abs() - amount - 8.0, 16.0, false);
    let named = width(&name, 16.0, false);
    let start = if ends_here { x - named - amount - 8.0 } else { x };
    scene.text(Text::new((start, y), 16.0, name));
    scene.text(Text::new((start + named + 8.0, y), 16.0, flow.label.clone()).bold());
}

/// The wall, open at the top and at each hole.
fn wall(
    scene: &mut Scene,
    picture: &BucketPicture,
    (left, right): (f64, f64),
    (rim, span): (f64, (f64, f64)),
    scale: f64,
) {
    let floor = span.1;
    let style = stroke(INK, 4.0);
    scene.line(vec![(left - 12.0, rim), (left, rim), (left, floor), (right, floor)], style);
    scene.line(vec![(right, rim), (right + 12.0, rim)], style);
    let mut from = rim;
    for (top, thick) in holes(picture, span, scale) {
        scene.line(vec![(right, from), (right, top)], style);
        from = top + thick;
    }
    scene.line(vec![(right, from), (right, floor)], style);
}

fn levels(
    scene: &mut Scene,
    frame: Frame,
    picture: &BucketPicture,
    (left, right): (f64, f64),
    level: impl Fn(f64) -> f64,
) {
    let marks = [("at the horizon", picture.end), ("at the start", picture.start)];
    let places = marks.map(|(_, customers)| level(customers));
    scene.line(vec![(left + 2.0, places[0]), (right - 2.0, places[0])], stroke(hue(0), 2.5));
    scene.line(vec![(left + 2.0, places[1]), (right - 2.0, places[1])], dashed(INK, 1.8, 7.0, 5.0));
    let lowest = frame.y + INFLOW + BUCKET;
    let apart = spread(&places, 24.0, frame.y + INFLOW + 8.0, lowest - 4.0);
    for ((words, customers), (place, label)) in marks.into_iter().zip(places.into_iter().zip(apart)) {
        scene.line(vec![(left - 8.0, place), (left - 24.0, label)], stroke(GREY, 1.0));
        let decimals = if customers < 20.0 && customers.fract() != 0.0 { 1 } else { 0 };
        let text = format!("{} {words}", number(customers, decimals));
        scene.text(Text::new((left - 30.0, label + 5.5), 16.0, text).end());
    }
}

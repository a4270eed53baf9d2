//! Draws the bucket: streams that fall in, water, streams that leak out on the right, all to one scale.

use super::frame::{Frame, cut, name_line, spread};
use super::scene::{GREY, INK, Scene, Text, dashed, hue, stroke};
use crate::report::charts::pictures::{BucketPair, BucketPicture, Flow};
use crate::report::words::format::number;
use crate::report::words::width::width;

/// Lowest bucket [px].
const BUCKET: f64 = 310.0;
/// Height that the holes of a large bucket have beyond one line of text each [px].
const SPARE: f64 = 70.0;
/// Height of a full bucket over its highest level.
const FULL: f64 = 1.1;
/// Room for the sum under the bucket [px].
const SUM: f64 = 78.0;
/// Smallest distance between two streams: a line of text [px].
const LINE: f64 = 26.0;
/// Space between streams [px].
const GAP: f64 = 5.0;
/// Thickest stream [px].
const THICKEST: f64 = 110.0;
/// Left and right wall, from the left edge of the picture [px].
const WALLS: (f64, f64) = (290.0, 550.0);
/// The same for each of two buckets side by side [px].
const NARROW: (f64, f64) = (190.0, 302.0);
/// Width of a chart of two buckets: that of a page on a projector, so its text keeps its size there [px].
pub(super) const PAIR: f64 = 1220.0;
/// Height of a source whose name stands above its number [px].
const TWO_LINES: f64 = 44.0;
/// Room for the name above each of two buckets [px].
const NAME: f64 = 34.0;
/// Space between two buckets [px].
const APART: f64 = 20.0;

/// Everything that two buckets must share to be compared by eye.
#[derive(Debug, Clone, Copy)]
struct Layout {
    /// Walls from the left edge of the picture [px].
    walls: (f64, f64),
    /// Length of a stream that leaks out [px].
    stream: f64,
    /// Room above the rim [px].
    sources: f64,
    /// Height of the bucket [px].
    depth: f64,
    /// Customers of a full bucket.
    full: f64,
    /// Pixels per customer of every stream.
    scale: f64,
    /// Size of the sum [px].
    sum: f64,
    /// Height of a source [px].
    source: f64,
}

impl Layout {
    fn of(pictures: &[&BucketPicture], walls: (f64, f64), stream: f64, sum: f64) -> Layout {
        let source = source_high(pictures, walls);
        let most = |read: &dyn Fn(&BucketPicture) -> f64| pictures.iter().map(|p| read(p)).fold(0.0, f64::max);
        let depth = most(&depth);
        let mouth = walls.1 - walls.0 - 30.0;
        Layout {
            walls,
            stream,
            sources: most(&|picture| sources(picture, source)),
            depth,
            full: most(&|picture| picture.start.max(picture.end)).max(1.0) * FULL,
            scale: pictures.iter().map(|picture| scale(picture, mouth, depth)).fold(f64::INFINITY, f64::min),
            sum,
            source,
        }
    }
}

/// Height of a source: two lines where a name and its number do not fit side by side.
fn source_high(pictures: &[&BucketPicture], walls: (f64, f64)) -> f64 {
    let room = walls.0 - 34.0;
    let long = |flow: &Flow| width(&flow.name, 16.0, false) + 8.0 + width(&flow.label, 16.0, true) > room;
    if pictures.iter().flat_map(|picture| &picture.inflow).any(long) { TWO_LINES } else { LINE }
}

/// Room above the rim for the sources.
fn sources(picture: &BucketPicture, source: f64) -> f64 {
    picture.inflow.len().max(1) as f64 * source + 14.0
}

/// Height of the bucket: every hole needs a line of text.
fn depth(picture: &BucketPicture) -> f64 {
    ((picture.outflow.len() as f64 * (LINE + GAP) + SPARE) * FULL).max(BUCKET)
}

/// Height of the picture [px].
pub(super) fn height(picture: &BucketPicture) -> f64 {
    sources(picture, source_high(&[picture], WALLS)) + depth(picture) + SUM
}

pub(super) fn draw(scene: &mut Scene, frame: Frame, picture: &BucketPicture) {
    draw_one(scene, frame, picture, &Layout::of(&[picture], WALLS, 62.0, 19.0));
}

/// Height of two buckets side by side [px].
pub(super) fn pair_height(pair: &BucketPair) -> f64 {
    let [before, after] = &pair.pictures;
    let source = source_high(&[before, after], NARROW);
    NAME + sources(before, source).max(sources(after, source)) + depth(before).max(depth(after)) + SUM
}

/// Two buckets to one scale: equal heights are equal numbers, and so are equal streams.
pub(super) fn draw_pair(scene: &mut Scene, frame: Frame, pair: &BucketPair) {
    let [before, after] = &pair.pictures;
    let layout = Layout::of(&[before, after], NARROW, 34.0, 16.0);
    let each = (frame.width - APART) / 2.0;
    for (index, (name, picture)) in pair.names.iter().zip(&pair.pictures).enumerate() {
        let x = frame.x + index as f64 * (each + APART);
        scene.text(Text::new((x, frame.y + 16.0), 20.0, cut(name, each, 20.0, true)).bold());
        let place = Frame { x, y: frame.y + NAME, width: each, height: frame.height - NAME };
        draw_one(scene, place, picture, &layout);
    }
    let middle = frame.x + each + APART / 2.0;
    scene.line(vec![(middle, frame.y), (middle, frame.bottom())], stroke(super::scene::GRID, 1.5));
}

fn draw_one(scene: &mut Scene, frame: Frame, picture: &BucketPicture, layout: &Layout) {
    let (left, right) = (frame.x + layout.walls.0, frame.x + layout.walls.1);
    let rim = frame.y + layout.sources;
    let floor = rim + layout.depth;
    let level = |customers: f64| floor - customers / layout.full * (floor - rim);

    let water = level(picture.end);
    scene.area(vec![(left, water), (right, water), (right, floor), (left, floor)], hue(5), 0.32);
    inflow(scene, frame, picture, (left, right), water, layout);
    // Holes lie below the highest water of them all: nothing leaks from above it.
    let span = (floor - layout.depth / FULL, floor);
    outflow(scene, frame, picture, right, span, layout);
    wall(scene, picture, (left, right), (rim, span), layout.scale);
    levels(scene, picture, (left, right), (rim, floor), level);

    let y = floor + 40.0;
    scene.text(Text::new((frame.x, y), layout.sum, cut(&picture.sum, frame.width, layout.sum, true)).bold());
    scene.text(Text::new((frame.x, y + 24.0), 15.0, picture.closes.clone()).colour(GREY));
}

/// Pixels per customer, the same for every stream, as large as the room allows.
fn scale(picture: &BucketPicture, mouth: f64, depth: f64) -> f64 {
    let fits = |scale: f64| {
        let falling: f64 = picture.inflow.iter().map(|flow| flow.amount * scale + GAP).sum();
        let leaking: f64 = picture.outflow.iter().map(|flow| (flow.amount * scale).max(LINE) + GAP).sum();
        let thickest = picture.inflow.iter().chain(&picture.outflow).map(|flow| flow.amount).fold(0.0, f64::max);
        falling <= mouth && leaking <= depth / FULL - 8.0 && thickest * scale <= THICKEST
    };
    let (mut low, mut high) = (0.0, THICKEST);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if fits(middle) { low = middle } else { high = middle }
    }
    low
}

/// Streams fall from above, one for each source, with its name on the left.
fn inflow(scene: &mut Scene, frame: Frame, picture: &BucketPicture, walls: (f64, f64), water: f64, layout: &Layout) {
    let ((left, right), scale) = (walls, layout.scale);
    let total: f64 = picture.inflow.iter().map(|flow| flow.amount * scale + GAP).sum();
    // The first falls farthest right, so that no name line crosses another stream.
    let mut x = left + (right - left + total) / 2.0;
    for (row, flow) in picture.inflow.iter().enumerate() {
        let thick = flow.amount * scale;
        x -= thick + GAP;
        let y = frame.y + (row as f64 + 0.5) * layout.source;
        let (from, to) = (x, x + thick);
        scene.area(
            vec![(from, y), (to, y), (to, water), ((from + to) / 2.0, water + 10.0), (from, water)],
            hue(5),
            1.0,
        );
        scene.line(vec![(from - 4.0, y), (to + 4.0, y)], stroke(INK, 3.0));
        scene.line(vec![(left - 28.0, y), (from - 6.0, y)], stroke(GREY, 1.0));
        if layout.source > LINE {
            let edge = left - 34.0;
            scene.text(Text::new((edge, y - 5.0), 16.0, name_line(&flow.name, edge - frame.x, 16.0)).end());
            scene.text(Text::new((edge, y + 14.0), 16.0, flow.label.clone()).bold().end());
        } else {
            label(scene, (left - 34.0, y + 5.5), flow, true, frame.x);
        }
    }
    if picture.inflow.is_empty() {
        let at = ((left + right) / 2.0, frame.y + 20.0);
        scene.text(Text::new(at, 16.0, "nobody joins").colour(GREY).middle());
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

fn outflow(scene: &mut Scene, frame: Frame, picture: &BucketPicture, right: f64, span: (f64, f64), layout: &Layout) {
    for (flow, (top, thick)) in picture.outflow.iter().zip(holes(picture, span, layout.scale)) {
        let (start, end, middle) = (right - 2.0, right + layout.stream, top + thick / 2.0);
        let tip = end + (thick / 4.0).clamp(6.0, 18.0);
        scene.area(
            vec![(start, top), (end, top), (tip, middle), (end, top + thick), (start, top + thick)],
            hue(1),
            1.0,
        );
        label(scene, (end + 22.0, middle + 5.5), flow, false, frame.right());
    }
    if picture.outflow.is_empty() {
        scene.text(Text::new((right + 20.0, (span.0 + span.1) / 2.0), 16.0, "nobody leaves").colour(GREY));
    }
}

/// Name and amount of a stream, the amount in bold, on the outside of it.
fn label(scene: &mut Scene, (x, y): (f64, f64), flow: &Flow, ends_here: bool, limit: f64) {
    let amount = width(&flow.label, 16.0, true);
    let name = name_line(&flow.name, (x - limit).abs() - amount - 8.0, 16.0);
    let named = width(&name, 16.0, false);
    let start = if ends_here { x - named - amount - 8.0 } else { x };
    scene.text(Text::new((start, y), 16.0, name));
    scene.text(Text::new((start + named + 8.0, y), 16.0, flow.label.clone()).bold());
}

/// The wall, open at the top and at each hole.
fn wall(scene: &mut Scene, picture: &BucketPicture, walls: (f64, f64), (rim, span): (f64, (f64, f64)), scale: f64) {
    let ((left, right), floor) = (walls, span.1);
    let style = stroke(INK, 4.0);
    scene.line(vec![(left - 12.0, rim), (left, rim), (left, floor), (right, floor)], style);
    scene.line(vec![(right, rim), (right + 12.0, rim)], style);
    let mut from = rim - 2.0;
    for (top, thick) in holes(picture, span, scale) {
        scene.line(vec![(right, from), (right, top)], style);
        from = top + thick;
    }
    scene.line(vec![(right, from), (right, floor + 2.0)], style);
}

fn levels(
    scene: &mut Scene,
    picture: &BucketPicture,
    (left, right): (f64, f64),
    (rim, floor): (f64, f64),
    level: impl Fn(f64) -> f64,
) {
    let marks = [("at the horizon", picture.end), ("at the start", picture.start)];
    let places = marks.map(|(_, customers)| level(customers));
    scene.line(vec![(left + 2.0, places[0]), (right - 2.0, places[0])], stroke(hue(0), 2.5));
    scene.line(vec![(left + 2.0, places[1]), (right - 2.0, places[1])], dashed(INK, 1.8, 7.0, 5.0));
    let apart = spread(&places, 24.0, rim + 8.0, floor - 4.0);
    for ((words, customers), (place, label)) in marks.into_iter().zip(places.into_iter().zip(apart)) {
        scene.line(vec![(left - 8.0, place), (left - 26.0, label)], stroke(GREY, 1.0));
        let decimals = usize::from(customers < 100.0 && customers.fract() != 0.0);
        let text = format!("{} {words}", number(customers, decimals));
        scene.text(Text::new((left - 34.0, label + 5.5), 16.0, text).end());
    }
}

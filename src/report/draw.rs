//! Lays a [`ChartSpec`] out as a scene: headline, subtitle, picture, footer.

mod alluvial;
mod bars;
mod blueprint;
mod bridge;
mod bucket;
mod curves;
mod dots;
mod emotion;
mod fans;
pub(super) mod fonts;
mod grid;
mod heat;
mod labels;
mod matrix;
mod palette;
mod parts;
mod plane;
pub(super) mod png;
mod region;
pub(super) mod scene;
pub(super) mod svg;
mod tornado;

use unicode_width::UnicodeWidthStr;

use crate::report::charts::spec::{Body, ChartSpec};
use crate::report::draw::fonts::{width, wrap};
use crate::report::draw::scene::{GREY, INK, Scene, Text, WHITE, Xy, stroke};
use crate::report::words::names::without_middle;

/// Width of a chart [px]; a long blueprint may be wider.
const WIDTH: f64 = 960.0;
/// Space around everything [px].
const MARGIN: f64 = 30.0;
/// Smallest text [px]: legible on a 1280-pixel projector.
const SMALL: f64 = 14.0;

/// The part of the scene a body may draw on.
#[derive(Debug, Clone, Copy)]
struct Frame {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Frame {
    fn right(&self) -> f64 {
        self.x + self.width
    }

    fn bottom(&self) -> f64 {
        self.y + self.height
    }
}

/// The chart as a scene.
pub(crate) fn scene(chart: &ChartSpec) -> Scene {
    let wide = match &chart.body {
        Body::Blueprint(blueprint) => blueprint::width(blueprint).max(WIDTH),
        Body::BucketPair(_) => bucket::PAIR,
        _ => WIDTH,
    };
    let inside = wide - 2.0 * MARGIN;
    let height = match &chart.body {
        Body::Blueprint(picture) => blueprint::height(picture, inside),
        Body::Bucket(picture) => bucket::height(picture),
        Body::BucketPair(picture) => bucket::pair_height(picture),
        Body::Curves(picture) => curves::height(picture),
        Body::Bars(picture) => bars::height(picture),
        Body::Heat(picture) => heat::height(picture),
        Body::Dots(picture) => dots::height(picture, inside),
        Body::Bridge(picture) => bridge::height(picture),
        Body::Plane(_) => plane::HEIGHT,
        Body::Matrix(_) => matrix::HEIGHT,
        Body::Alluvial(_) => alluvial::HEIGHT,
        Body::Tornado(picture) => tornado::height(picture),
        Body::Region(_) => region::HEIGHT,
    };
    let mut scene = Scene {
        id: chart.id.clone(),
        title: chart.title.clone(),
        description: chart.alt.clone(),
        width: wide,
        height: 0.0,
        shapes: Vec::new(),
    };
    let mut y = MARGIN + 6.0;
    for line in balanced(&chart.title, inside, 24.0, true, 2) {
        y += 18.0;
        scene.text(Text::new((MARGIN, y), 24.0, line).bold());
        y += 12.0;
    }
    for line in balanced(&chart.subtitle, inside, 16.0, false, 3) {
        y += 16.0;
        scene.text(Text::new((MARGIN, y), 16.0, line).colour(GREY));
        y += 6.0;
    }
    let frame = Frame { x: MARGIN, y: y + 14.0, width: inside, height };
    match &chart.body {
        Body::Blueprint(picture) => blueprint::draw(&mut scene, frame, picture),
        Body::Bucket(picture) => bucket::draw(&mut scene, frame, picture),
        Body::BucketPair(picture) => bucket::draw_pair(&mut scene, frame, picture),
        Body::Curves(picture) => curves::draw(&mut scene, frame, picture),
        Body::Bars(picture) => bars::draw(&mut scene, frame, picture),
        Body::Heat(picture) => heat::draw(&mut scene, frame, picture),
        Body::Dots(picture) => dots::draw(&mut scene, frame, picture),
        Body::Bridge(picture) => bridge::draw(&mut scene, frame, picture),
        Body::Plane(picture) => plane::draw(&mut scene, frame, picture),
        Body::Matrix(picture) => matrix::draw(&mut scene, frame, picture),
        Body::Alluvial(picture) => alluvial::draw(&mut scene, frame, picture),
        Body::Tornado(picture) => tornado::draw(&mut scene, frame, picture),
        Body::Region(picture) => region::draw(&mut scene, frame, picture),
    }
    y = frame.bottom() + 14.0;
    for line in wrap(&chart.footer, inside, SMALL, false, 2) {
        y += 14.0;
        scene.text(Text::new((MARGIN, y), SMALL, line).colour(GREY));
        y += 5.0;
    }
    scene.height = y + 16.0;
    scene
}

/// Lines of about equal length: a single word on the last line looks like a mistake.
fn balanced(text: &str, limit: f64, size: f64, bold: bool, lines: usize) -> Vec<String> {
    let widest = wrap(text, limit, size, bold, lines);
    if widest.len() < 2 || widest.last().is_some_and(|line| line.ends_with('…')) {
        return widest;
    }
    let (mut low, mut high) = (limit / 2.0, limit);
    for _ in 0..12 {
        let middle = (low + high) / 2.0;
        let tried = wrap(text, middle, size, bold, lines + 1);
        if tried.len() <= widest.len() { high = middle } else { low = middle }
    }
    wrap(text, high, size, bold, lines)
}

/// One line of text; what does not fit is cut in its middle.
fn cut(text: &str, limit: f64, size: f64, bold: bool) -> String {
    shortened(text, (limit, size, bold), 1).pop().unwrap_or_default()
}

/// A row's name in lines of 16 px text.
fn name_lines(name: &str, limit: f64, lines: usize) -> Vec<String> {
    shortened(name, (limit, 16.0, false), lines)
}

/// A name in one line.
fn name_line(name: &str, limit: f64, size: f64) -> String {
    cut(name, limit, size, false)
}

/// Columns from which on cutting begins: no line of a picture is longer.
const LONGEST: usize = 400;

/// Names that begin alike differ at their ends: what does not fit into so many lines of a width, size and weight is cut in its middle.
fn shortened(name: &str, (limit, size, bold): (f64, f64, bool), lines: usize) -> Vec<String> {
    let wrapped = |name: &str| wrap(name, limit, size, bold, lines);
    let whole = |lines: &[String]| lines.last().is_none_or(|line| !line.ends_with('…'));
    let shorter = (3..name.width().min(LONGEST)).rev().map(|cells| wrapped(&without_middle(name, cells)));
    std::iter::once(wrapped(name)).chain(shorter).find(|lines| whole(lines)).unwrap_or_else(|| wrapped(name))
}

/// An interval as a whisker that is seen on dark and on light.
fn whisker(scene: &mut Scene, (low, high): Xy, middle: f64) {
    for (width, colour) in [(3.6, WHITE), (1.8, INK)] {
        scene.line(vec![(low, middle), (high, middle)], stroke(colour, width));
        for end in [low, high] {
            scene.line(vec![(end, middle - 6.0), (end, middle + 6.0)], stroke(colour, width));
        }
    }
}

/// Moves labels apart vertically: at least `gap` between them, inside `low..high`, in their order by place. Labels that would
/// touch are centred on where they belong.
fn spread(places: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
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
fn widest<'a>(labels: impl IntoIterator<Item = &'a str>, size: f64) -> f64 {
    labels.into_iter().map(|label| width(label, size, false)).fold(0.0, f64::max)
}

/// Position of a value between two ends.
fn between(value: f64, (low, high): Xy, (from, to): Xy) -> f64 {
    from + (value - low) / (high - low) * (to - from)
}

#[cfg(test)]
mod tests {
    use super::scene::{Anchor, Shape};
    use super::*;
    use crate::report::charts::all;
    use crate::report::fixtures;
    use crate::report::fixtures::worlds;

    #[test]
    fn the_thickest_stream_is_seen_however_many_there_are() {
        let mut results = fixtures::bank_branch();
        let bucket = results.worlds[0].bucket.as_mut().expect("a bucket");
        for index in 0..30 {
            bucket.outflow.insert(format!("hole {index}"), fixtures::metric(300.0, 5.0, "customers"));
        }
        let chart = all(&results).into_iter().find(|chart| chart.id == "bucket").expect("a bucket");
        let scene = scene(&chart);
        let tallest = |shape: &Shape| match shape {
            Shape::Area { points, rgb, .. } if *rgb == super::scene::hue(1) => {
                let ys = points.iter().map(|point| point.1);
                ys.clone().fold(0.0, f64::max) - ys.fold(f64::INFINITY, f64::min)
            }
            _ => 0.0,
        };
        assert!(scene.shapes.iter().map(tallest).fold(0.0, f64::max) > 40.0);
    }

    #[test]
    fn no_word_is_left_alone_on_the_last_line() {
        let text = "Leavers by hole over the run; whisker: 95 % interval of the mean over 40 replications";
        let plain = wrap(text, 560.0, 16.0, false, 2);
        assert_eq!(plain.last().map(String::as_str), Some("replications"), "{plain:?}");
        let lines = balanced(text, 560.0, 16.0, false, 2);
        let widths: Vec<f64> = lines.iter().map(|line| width(line, 16.0, false)).collect();
        assert_eq!(lines.join(" "), text);
        assert!(widths[1] > 0.7 * widths[0], "{lines:?}");
    }

    #[test]
    fn labels_are_moved_apart_in_order() {
        assert_eq!(spread(&[20.0, 21.0, 60.0], 16.0, 0.0, 100.0), [12.5, 28.5, 60.0]);
        assert_eq!(spread(&[50.0; 5], 20.0, 0.0, 100.0), [10.0, 30.0, 50.0, 70.0, 90.0], "centred on the bundle");
        assert_eq!(spread(&[2.0, 2.0], 16.0, 0.0, 100.0), [0.0, 16.0]);
        assert_eq!(spread(&[99.0, 98.0], 16.0, 0.0, 100.0), [100.0, 84.0]);
    }

    #[test]
    fn every_shape_is_on_the_canvas_and_every_word_is_legible() {
        for results in [
            fixtures::complaining(),
            fixtures::bank_branch(),
            fixtures::mm1(),
            fixtures::magazine(),
            fixtures::chinese(),
            fixtures::hostile(),
        ]
        .into_iter()
        .chain(worlds::odd_names())
        .chain([worlds::compare(), worlds::compare_many(), worlds::leaks(), worlds::tornado()])
        {
            for chart in all(&results) {
                let scene = scene(&chart);
                for shape in &scene.shapes {
                    let points = match shape {
                        Shape::Area { points, .. } | Shape::Line { points, .. } => points.clone(),
                        Shape::Disc { at, .. } => vec![*at],
                        Shape::Text(text) => {
                            assert!(text.size >= SMALL, "{}: `{}` is too small", chart.id, text.content);
                            let long = width(&text.content, text.size, text.bold);
                            let start = match text.anchor {
                                Anchor::Start => text.at.0,
                                Anchor::Middle => text.at.0 - long / 2.0,
                                Anchor::End => text.at.0 - long,
                            };
                            vec![(start, text.at.1), (start + long, text.at.1)]
                        }
                    };
                    for (x, y) in points {
                        let inside =
                            (-1.0..=scene.width + 1.0).contains(&x) && (-1.0..=scene.height + 1.0).contains(&y);
                        assert!(inside, "{}: ({x:.1}, {y:.1}) of {shape:?} leaves the canvas", chart.id);
                    }
                }
            }
        }
    }
}

//! Lays a [`ChartSpec`] out as a scene: headline, subtitle, picture, footer.

use super::frame::{Frame, MARGIN, SMALL, WIDTH};
use super::scene::{GREY, Scene, Text};
use super::{alluvial, bars, blueprint, bridge, bucket, curves, dots, heat, matrix, plane, ranges, region, tornado};
use crate::report::charts::spec::{Body, ChartSpec};
use crate::report::words::width::wrap;

/// The chart as a scene.
pub(in crate::report) fn scene(chart: &ChartSpec) -> Scene {
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
        Body::Ranges(picture) => ranges::height(picture),
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
        Body::Ranges(picture) => ranges::draw(&mut scene, frame, picture),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::contents::charts as all;
    use crate::report::draw::scene::{Anchor, Shape};
    use crate::report::fixtures;
    use crate::report::fixtures::worlds;
    use crate::report::words::width::width;

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
            Shape::Area { points, rgb, .. } if *rgb == crate::report::draw::scene::hue(1) => {
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
    fn every_shape_is_on_the_canvas_and_every_word_is_legible() {
        for results in fixtures::all().into_iter().chain([worlds::tornado()]) {
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

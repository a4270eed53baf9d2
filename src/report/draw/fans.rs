//! Draws how far single futures lie apart: two bands, one in the other, and what they are.

use super::frame::{Frame, SMALL};
use super::scene::{GREY, Rgb, Scene, Text, WHITE, Xy, corners, dashed, hue, stroke};
use crate::report::charts::pictures::{BandKey, Dash, Series, Spread};
use crate::report::words::width::width;

/// Opacity of the outer band.
const MOST: f64 = 0.15;
/// Opacity of the inner band, on top of the outer one.
const HALF: f64 = 0.24;
/// Opacity of the interval of the mean, on top of both.
pub(super) const MEAN: f64 = 0.42;

/// A colour half way to white.
fn light((r, g, b): Rgb) -> Rgb {
    let mix = |channel: u8, white: u8| ((u16::from(channel) + u16::from(white)) / 2) as u8;
    (mix(r, WHITE.0), mix(g, WHITE.1), mix(b, WHITE.2))
}

/// The fan of one curve; nothing where its futures are unknown. Its outer edges are drawn like its line.
pub(super) fn draw(scene: &mut Scene, series: &Series, (x, y): (&impl Fn(f64) -> f64, &impl Fn(f64) -> f64)) {
    let edge = |quantile: usize| -> Vec<Xy> {
        let known = series.points.iter().filter_map(|point| Some((point.x, point.fan?[quantile])));
        known.map(|(day, value)| (x(day), y(value))).collect()
    };
    for (low, high, opacity) in [(0, 4, MOST), (1, 3, HALF)] {
        let mut outline = edge(low);
        outline.extend(edge(high).into_iter().rev());
        scene.area(outline, hue(series.hue), opacity);
    }
    let rgb = light(hue(series.hue));
    let edges = if series.dash == Dash::Solid { stroke(rgb, 1.2) } else { dashed(rgb, 1.2, 5.0, 4.0) };
    for quantile in [0, 4] {
        scene.line(edge(quantile), edges);
    }
}

/// What the bands are, in one line above the curves.
pub(super) fn keys(scene: &mut Scene, frame: Frame, keys: &[BandKey]) {
    let mut at = frame.x;
    for key in keys {
        let (place, size) = ((at, frame.y), (28.0, 15.0));
        let mut fill = |place: Xy, size: Xy, opacity: f64| scene.area(corners(place, size), hue(key.hue), opacity);
        match key.spread {
            Spread::Most => fill(place, size, MOST),
            Spread::Half => [MOST, HALF].into_iter().for_each(|opacity| fill(place, size, opacity)),
            Spread::Mean => [MOST, HALF, MEAN].into_iter().for_each(|opacity| fill(place, size, opacity)),
            Spread::Both => {
                fill(place, size, MOST);
                fill((at, frame.y + 4.0), (28.0, 7.0), HALF);
            }
        }
        scene.text(Text::new((at + 36.0, frame.y + 12.5), SMALL, key.words.clone()).colour(GREY));
        at += 36.0 + width(&key.words, SMALL, false) + 26.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::charts::pictures::CurvePoint;
    use crate::report::draw::scene::Shape;

    #[test]
    fn the_inner_band_lies_in_the_outer_one() {
        let point = |x: f64| CurvePoint { x, y: 5.0, interval: None, fan: Some([1.0, 3.0, 5.0, 7.0, 9.0]) };
        let series = Series { label: String::new(), hue: 0, dash: Dash::Solid, points: vec![point(0.0), point(10.0)] };
        let mut scene = Scene {
            id: String::new(),
            title: String::new(),
            description: String::new(),
            width: 100.0,
            height: 100.0,
            shapes: Vec::new(),
        };
        draw(&mut scene, &series, (&|x| x, &|y| y));
        let spans: Vec<(f64, f64)> = scene
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Area { points, .. } => {
                    let ys = points.iter().map(|point| point.1);
                    Some((ys.clone().fold(f64::INFINITY, f64::min), ys.fold(0.0, f64::max)))
                }
                _ => None,
            })
            .collect();
        assert_eq!(spans, [(1.0, 9.0), (3.0, 7.0)]);
    }
}

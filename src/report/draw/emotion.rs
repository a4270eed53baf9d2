//! Draws the emotion curve above the lanes: bands of visits, the mean, waits as dips, peak and ends marked.

use super::frame::{Frame, SMALL, between, cut};
use super::labels::{Taken, along};
use super::scene::{GREY, GRID, INK, Scene, Text, WHITE, Xy, dashed, hue, stroke};
use crate::report::charts::pictures::{Blueprint, Step};
use crate::report::words::format::number;
use crate::report::words::width::width;

/// Height of the curve with its labels [px].
pub(super) const HEIGHT: f64 = 250.0;
/// Column of the scale's words [px].
const WORDS: f64 = 92.0;

/// Where a touchpoint stands on the blueprint below.
pub(super) struct Place {
    /// Middle of its box.
    pub(super) centre: f64,
    /// Half the width of its box.
    pub(super) half: f64,
    /// Middle of the wait before it.
    pub(super) wait: f64,
    /// Top of its box.
    pub(super) top: f64,
}

pub(super) fn draw(scene: &mut Scene, frame: Frame, picture: &Blueprint, places: &[Place], limit: f64) {
    let felt: Vec<(&Step, &Place)> =
        picture.steps.iter().zip(places).filter(|(step, _)| step.moment.is_some() && step.visited).collect();
    let (top, bottom) = (frame.y + 30.0, frame.y + HEIGHT - 48.0);
    let y = |value: f64| between(value, (-limit, limit), (bottom, top));
    scale(scene, frame, limit, &y);
    for (_, place) in &felt {
        scene.line(vec![(place.centre, bottom + 6.0), (place.centre, place.top)], dashed(GRID, 1.2, 3.0, 4.0));
    }
    band(scene, &felt, (0, 4), 0.16, &y);
    band(scene, &felt, (1, 3), 0.30, &y);
    band_labels(scene, frame, &felt, &y);
    curve(scene, &felt, &y);
    for (step, place) in &felt {
        marks(scene, frame, step, place, &y, (top, bottom));
    }
}

/// Symmetric limit of the scale: the widest band, rounded up to a quarter.
pub(super) fn limit(picture: &Blueprint) -> f64 {
    let mut widest: f64 = 0.2;
    for step in &picture.steps {
        if let Some(moment) = &step.moment {
            widest = moment.quantiles.iter().flatten().map(|quantile| quantile.abs()).fold(widest, f64::max);
            widest = widest.max(moment.mean.abs());
        }
        widest = widest.max(step.wait_moment.unwrap_or(0.0).abs());
    }
    // Moments lie in -1..1; a stored result may say otherwise.
    (widest.min(10.0) * 4.0).ceil() / 4.0
}

fn scale(scene: &mut Scene, frame: Frame, limit: f64, y: &impl Fn(f64) -> f64) {
    for (value, words) in [(limit, "pleasant"), (0.0, "neutral"), (-limit, "unpleasant")] {
        let at = y(value);
        let colour = if value == 0.0 { GREY } else { GRID };
        scene.line(vec![(frame.x + WORDS, at), (frame.right(), at)], stroke(colour, 1.0));
        let label = if value > 0.0 {
            format!("+{value}")
        } else if value < 0.0 {
            format!("−{}", -value)
        } else {
            "0".to_string()
        };
        scene.text(Text::new((frame.x + 6.0, at - 2.0), SMALL, label).bold());
        scene.text(Text::new((frame.x + 6.0, at + 14.0), SMALL, words).colour(GREY));
    }
}

fn quantile(step: &Step, index: usize) -> Option<f64> {
    step.moment.as_ref()?.quantiles.map(|quantiles| quantiles[index])
}

/// A band between two quantiles, flat over each box.
fn band(
    scene: &mut Scene,
    felt: &[(&Step, &Place)],
    (low, high): (usize, usize),
    opacity: f64,
    y: &impl Fn(f64) -> f64,
) {
    let edge = |index: usize| -> Vec<Xy> {
        felt.iter()
            .filter_map(|(step, place)| Some((quantile(step, index)?, place)))
            .flat_map(|(value, place)| [(place.centre - place.half, y(value)), (place.centre + place.half, y(value))])
            .collect()
    };
    let mut outline = edge(low);
    outline.extend(edge(high).into_iter().rev());
    scene.area(outline, hue(0), opacity);
}

/// The two bands named directly, inside them, where no value, mark or line is.
fn band_labels(scene: &mut Scene, frame: Frame, felt: &[(&Step, &Place)], y: &impl Fn(f64) -> f64) {
    let mut taken: Vec<Taken> = Vec::new();
    along(&path(felt, y).0, &mut taken);
    along(&[(frame.x, y(0.0)), (frame.right(), y(0.0))], &mut taken);
    for (step, place) in felt {
        let at = step.moment.as_ref().map_or(0.0, |moment| y(moment.mean));
        taken.push((place.centre - 26.0, at - 30.0, place.centre + 26.0, at + 12.0));
        if let Some(wait) = step.wait_moment {
            taken.push((place.wait - 20.0, y(wait) - 8.0, place.wait + 20.0, y(wait) + 28.0));
        }
        if step.peak.is_some() {
            taken.push((place.centre - 4.0, frame.y, place.centre + 4.0, at));
        }
    }
    for (bands, words) in [([(0, 1), (3, 4)], "90 % of visits"), ([(1, 2), (2, 3)], "50 %")] {
        let long = width(words, SMALL, false);
        let spots = felt.iter().rev().flat_map(|(step, place)| {
            let sides = [place.centre + place.half - long - 4.0, place.centre - place.half + 4.0];
            bands.into_iter().flat_map(move |(low, high)| {
                let edges = quantile(step, low).zip(quantile(step, high));
                sides.into_iter().filter_map(move |x| Some((x, edges?)))
            })
        });
        let free = |x: f64, top: f64, bottom: f64| {
            taken.iter().all(|t| x + long <= t.0 || x >= t.2 || bottom <= t.1 || top >= t.3)
        };
        let spot = spots.map(|(x, (low, high))| (x, y(low), y(high))).find(|(x, from, to)| {
            let middle = (from + to) / 2.0;
            from - to > 17.0 && *x + long <= frame.right() && free(*x, middle - 8.0, middle + 8.0)
        });
        if let Some((x, from, to)) = spot {
            scene.text(Text::new((x, (from + to) / 2.0 + 5.0), SMALL, words).colour(INK));
        }
    }
}

/// The curve through waits and moments, and where it dips.
fn path(felt: &[(&Step, &Place)], y: &impl Fn(f64) -> f64) -> (Vec<Xy>, Vec<Xy>) {
    let (mut points, mut dips) = (Vec::new(), Vec::new());
    for (step, place) in felt {
        if let Some(wait) = step.wait_moment.filter(|_| step.wait_min > 0.0) {
            dips.push((place.wait, y(wait)));
            points.push((place.wait, y(wait)));
        }
        if let Some(moment) = &step.moment {
            points.push((place.centre, y(moment.mean)));
        }
    }
    (points, dips)
}

fn curve(scene: &mut Scene, felt: &[(&Step, &Place)], y: &impl Fn(f64) -> f64) {
    let (points, dips) = path(felt, y);
    scene.line(points, stroke(hue(0), 3.0));
    for (x, at) in dips {
        scene.area(vec![(x - 6.0, at - 4.0), (x + 6.0, at - 4.0), (x, at + 7.0)], hue(1), 1.0);
        scene.text(Text::new((x, at + 22.0), SMALL, "wait").colour(GREY).middle().halo());
    }
}

fn marks(scene: &mut Scene, frame: Frame, step: &Step, place: &Place, y: &impl Fn(f64) -> f64, (top, bottom): Xy) {
    let Some(moment) = &step.moment else { return };
    let at = (place.centre, y(moment.mean));
    let sign = if moment.mean >= 0.0 { "+" } else { "" };
    let value = format!("{sign}{}", number(moment.mean, 2));
    match &step.peak {
        Some(_) => {
            let arm = 10.0;
            scene.area(
                vec![(at.0, at.1 - arm), (at.0 + arm, at.1), (at.0, at.1 + arm), (at.0 - arm, at.1)],
                hue(1),
                1.0,
            );
        }
        None if step.end.is_some() => scene.rect((at.0 - 6.5, at.1 - 6.5), (13.0, 13.0), INK),
        None => scene.disc(at, 5.5, WHITE, stroke(hue(0), 3.0)),
    }
    scene.text(Text::new((at.0, at.1 - 14.0), 15.0, value).bold().middle().halo());
    // Labels may be wider than their box, but stay on the chart.
    let inside = |label: &str, size: f64, bold: bool| {
        let half = width(label, size, bold) / 2.0;
        at.0.min(frame.right() - half).max(frame.x + WORDS + half)
    };
    if let Some(peak) = &step.peak {
        scene.line(vec![(at.0, top - 3.0), (at.0, at.1 - 30.0)], stroke(hue(1), 1.5));
        scene.text(Text::new((inside(peak, 15.0, true), top - 8.0), 15.0, peak.clone()).bold().middle().halo());
    }
    if let Some(end) = &step.end {
        let end = cut(end, 160.0, SMALL, false);
        scene.text(Text::new((inside(&end, SMALL, false), bottom + 22.0), SMALL, end).middle().halo());
    }
}

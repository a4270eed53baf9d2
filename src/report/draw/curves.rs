//! Draws curves with bands, or stacked areas, with direct labels at the right end.

use super::fans;
use super::frame::{Frame, SMALL, between, cut, name_line, spread, widest};
use super::scene::{GREY, GRID, INK, PALE, Rgb, Scene, Text, WHITE, Xy, dashed, hue, stroke};
use crate::report::charts::pictures::{CurvePoint, Curves, Dash, Series, Spread};
use crate::report::words::width::width;

/// Height of the picture [px].
const HEIGHT: f64 = 400.0;
/// Height of a moment below the curves [px].
const MARK: f64 = 30.0;
/// Room between the time axis and the moments [px].
const MARKS: f64 = 14.0;
/// Widest label column [px].
const LABELS: f64 = 210.0;
/// Length of a line from a curve to its label [px].
const LEADER: f64 = 22.0;
/// Length of the piece of curve beside a label [px].
const SWATCH: f64 = 26.0;
/// Points up to which each one gets a marker.
const MARKED: usize = 24;

/// Room for the keys of bands [px].
const KEYS: f64 = 30.0;

/// Height of the picture with its keys and moments [px].
pub(super) fn height(picture: &Curves) -> f64 {
    HEIGHT + keys_high(picture) + marks_high(picture)
}

fn keys_high(picture: &Curves) -> f64 {
    if picture.keys.is_empty() { 0.0 } else { KEYS }
}

fn marks_high(picture: &Curves) -> f64 {
    if picture.marks.is_empty() { 0.0 } else { MARKS + picture.marks.len() as f64 * MARK }
}

pub(super) fn draw(scene: &mut Scene, frame: Frame, picture: &Curves) {
    let (above, below) = (keys_high(picture), marks_high(picture));
    fans::keys(scene, frame, &picture.keys);
    let plot = axes(scene, Frame { y: frame.y + above, height: frame.height - above - below, ..frame }, picture);
    let x = |value: f64| between(value, (picture.x.low, picture.x.high), (plot.x, plot.right()));
    let y = |value: f64| between(value, (picture.y.low, picture.y.high), (plot.bottom(), plot.y));
    let ends: Vec<f64> = if picture.stacked {
        stack(scene, &picture.series, &x, &y)
    } else {
        // Bands on top of each other must not hide the lines.
        let opacity = match picture.series.len() {
            _ if !picture.keys.is_empty() => fans::MEAN,
            0..=3 => 0.22,
            _ => 0.14,
        };
        for series in &picture.series {
            fans::draw(scene, series, (&x, &y));
            band(scene, series, (picture.steps, opacity), &x, &y);
        }
        picture.series.iter().map(|series| line(scene, series, picture, &x, &y)).collect()
    };
    if picture.y.low < 0.0 {
        scene.line(vec![(plot.x, y(0.0)), (plot.right(), y(0.0))], stroke(INK, 1.5));
    }
    labels(scene, plot, picture, &ends);
    marks(scene, frame, plot, picture, &x);
    let marked = picture.series.iter().any(|series| series.points.len() <= MARKED);
    for note in &picture.notes {
        let at = (x(note.x), y(note.y));
        if !marked {
            scene.disc(at, 3.0, INK, stroke(INK, 1.0));
        }
        // To the right of the point: curves of staying fall, so the words stay clear of the line.
        scene.text(Text::new((at.0 + 6.0, at.1 - 9.0), 15.0, note.text.clone()).halo());
    }
}

/// Moments with their intervals, one row each, on the time axis of the curves.
fn marks(scene: &mut Scene, frame: Frame, plot: Frame, picture: &Curves, x: &impl Fn(f64) -> f64) {
    let first = plot.bottom() + 48.0 + MARKS;
    for (index, mark) in picture.marks.iter().enumerate() {
        let (top, colour) = (first + index as f64 * MARK, hue(mark.hue));
        let middle = top + MARK / 2.0;
        if index % 2 == 0 {
            scene.rect((plot.x, top), (plot.width, MARK), PALE);
        }
        let name = name_line(&mark.name, frame.right() - plot.right() - 14.0, 15.0);
        scene.text(Text::new((plot.right() + 14.0, middle + 5.0), 15.0, name));
        let Some(at) = mark.at else {
            let words = cut(&mark.label, plot.width - 8.0, 15.0, false);
            scene.text(Text::new((plot.x + 8.0, middle + 5.0), 15.0, words));
            continue;
        };
        let [low, high] = mark.interval.unwrap_or([None, None]);
        let (low, open) = (low.unwrap_or(at), mark.interval.is_some() && high.is_none());
        let (from, to) = (x(low), if open { plot.right() } else { x(high.unwrap_or(at)) });
        scene.line(vec![(from, middle), (to, middle)], stroke(INK, 2.0));
        if mark.interval.is_some() {
            scene.line(vec![(from, middle - 6.0), (from, middle + 6.0)], stroke(INK, 2.0));
        }
        if open {
            // The interval has no end within the horizon.
            scene.head((to, middle), (1.0, 0.0), INK);
        } else if mark.interval.is_some() {
            scene.line(vec![(to, middle - 6.0), (to, middle + 6.0)], stroke(INK, 2.0));
        }
        scene.disc((x(at), middle), 6.0, colour, stroke(WHITE, 1.5));
        let wide = width(&mark.label, 15.0, false);
        let (from, to) = (from.min(x(at) - 7.0), to.max(x(at) + 7.0));
        // Beside the interval where there is room, the roomier side otherwise.
        let (before, after) = (from - plot.x - 12.0, plot.right() - to - 12.0);
        if wide <= after || after >= before {
            scene.text(Text::new((to + 10.0, middle + 5.0), 15.0, cut(&mark.label, after, 15.0, false)));
        } else {
            scene.text(Text::new((from - 10.0, middle + 5.0), 15.0, cut(&mark.label, before, 15.0, false)).end());
        }
    }
}

/// Room that direct labels take on the right.
fn label_room(picture: &Curves) -> f64 {
    let labelled = picture.series.iter().any(|series| !series.label.is_empty());
    if labelled {
        widest(picture.series.iter().map(|series| series.label.as_str()), 15.0).min(LABELS) + LEADER + SWATCH + 16.0
    } else {
        40.0
    }
}

fn axes(scene: &mut Scene, frame: Frame, picture: &Curves) -> Frame {
    let left = widest(picture.y.ticks.iter().map(|tick| tick.1.as_str()), SMALL) + 10.0;
    let plot = Frame {
        x: frame.x + left,
        y: frame.y + 28.0,
        width: frame.width - left - label_room(picture),
        height: frame.height - 28.0 - 48.0,
    };
    scene.text(Text::new((frame.x, frame.y + 12.0), SMALL, picture.y.title.clone()).colour(GREY));
    for (value, label) in &picture.y.ticks {
        let at = between(*value, (picture.y.low, picture.y.high), (plot.bottom(), plot.y));
        scene.line(vec![(plot.x, at), (plot.right(), at)], stroke(GRID, 1.0));
        scene.text(Text::new((plot.x - 8.0, at + 5.0), SMALL, label.clone()).colour(GREY).end());
    }
    for (value, label) in &picture.x.ticks {
        let at = between(*value, (picture.x.low, picture.x.high), (plot.x, plot.right()));
        scene.line(vec![(at, plot.bottom()), (at, plot.bottom() + 5.0)], stroke(GREY, 1.0));
        scene.text(Text::new((at, plot.bottom() + 20.0), SMALL, label.clone()).colour(GREY).middle());
    }
    scene.line(vec![(plot.x, plot.bottom()), (plot.right(), plot.bottom())], stroke(INK, 1.5));
    scene.text(
        Text::new((plot.x + plot.width / 2.0, plot.bottom() + 42.0), SMALL, picture.x.title.clone())
            .colour(GREY)
            .middle(),
    );
    plot
}

/// Corners of a curve: as they are, or constant until the next point.
fn corners(points: impl Iterator<Item = Xy>, steps: bool) -> Vec<Xy> {
    let mut out: Vec<Xy> = Vec::new();
    for point in points {
        if let (true, Some(last)) = (steps, out.last().copied()) {
            out.push((point.0, last.1));
        }
        out.push(point);
    }
    out
}

fn band(
    scene: &mut Scene,
    series: &Series,
    (steps, opacity): (bool, f64),
    x: &impl Fn(f64) -> f64,
    y: &impl Fn(f64) -> f64,
) {
    let edge = |side: usize| {
        let points =
            series.points.iter().map(move |point| (point.x, point.interval.map_or(point.y, |interval| interval[side])));
        corners(points.map(|(a, b)| (x(a), y(b))), steps)
    };
    if series.points.iter().all(|point| point.interval.is_none()) {
        return;
    }
    let mut outline = edge(0);
    outline.extend(edge(1).into_iter().rev());
    scene.area(outline, hue(series.hue), opacity);
}

fn line(scene: &mut Scene, series: &Series, picture: &Curves, x: &impl Fn(f64) -> f64, y: &impl Fn(f64) -> f64) -> f64 {
    let colour = hue(series.hue);
    let points = corners(series.points.iter().map(|point| (x(point.x), y(point.y))), picture.steps);
    let mut look = style(series.dash, colour);
    // Around a thinner line the interval of the mean shows.
    if picture.keys.iter().any(|key| key.spread == Spread::Mean) {
        look.width = 1.6;
    }
    scene.line(points, look);
    if series.points.len() <= MARKED {
        for point in &series.points {
            marker(scene, point, colour, x, y);
        }
    }
    series.points.last().map_or(0.0, |last| y(last.y))
}

fn marker(scene: &mut Scene, point: &CurvePoint, colour: Rgb, x: &impl Fn(f64) -> f64, y: &impl Fn(f64) -> f64) {
    let at = (x(point.x), y(point.y));
    if let Some([low, high]) = point.interval {
        scene.line(vec![(at.0, y(low)), (at.0, y(high))], stroke(INK, 1.5));
    }
    scene.disc(at, 4.0, WHITE, stroke(colour, 2.5));
}

fn style(dash: Dash, colour: Rgb) -> super::scene::Stroke {
    match dash {
        Dash::Solid => stroke(colour, 2.5),
        Dash::Long => dashed(colour, 2.5, 12.0, 5.0),
        Dash::Short => dashed(colour, 2.5, 6.0, 4.0),
        Dash::Dots => dashed(colour, 2.5, 2.0, 4.0),
    }
}

/// Layers on top of each other; returns where each label belongs.
fn stack(scene: &mut Scene, layers: &[Series], x: &impl Fn(f64) -> f64, y: &impl Fn(f64) -> f64) -> Vec<f64> {
    let mut below: Vec<f64> = layers.first().map_or(Vec::new(), |layer| vec![0.0; layer.points.len()]);
    let mut ends = Vec::new();
    for layer in layers {
        let above: Vec<f64> = below.iter().zip(&layer.points).map(|(base, point)| base + point.y).collect();
        let edge = |heights: &[f64]| -> Vec<Xy> {
            layer.points.iter().zip(heights).map(|(point, height)| (x(point.x), y(*height))).collect()
        };
        let (top, mut outline) = (edge(&above), edge(&below));
        outline.extend(top.iter().rev());
        scene.area(outline.clone(), hue(layer.hue), 0.55);
        match layer.dash {
            Dash::Long => scene.hatch(&outline, hue(layer.hue), 9.0, true),
            Dash::Short => scene.hatch(&outline, hue(layer.hue), 9.0, false),
            Dash::Solid | Dash::Dots => {}
        }
        scene.line(top, stroke(INK, 1.0));
        let last = |heights: &[f64]| heights.last().copied().unwrap_or(0.0);
        ends.push(y((last(&below) + last(&above)) / 2.0));
        below = above;
    }
    ends
}

fn labels(scene: &mut Scene, plot: Frame, picture: &Curves, ends: &[f64]) {
    let placed = spread(ends, 20.0, plot.y + 6.0, plot.bottom() - 4.0);
    for ((series, end), at) in picture.series.iter().zip(ends).zip(placed) {
        if series.label.is_empty() {
            continue;
        }
        // A thin grey line leads to the label: beyond the last date there is no data.
        let (from, mut to) = (plot.right() + 3.0, plot.right() + LEADER);
        scene.line(vec![(from, *end), (to, at)], stroke(GREY, 1.0));
        if !picture.stacked {
            scene.line(vec![(to + 2.0, at), (to + SWATCH, at)], style(series.dash, hue(series.hue)));
            to += SWATCH;
        }
        let label = cut(&series.label, LABELS, 15.0, false);
        debug_assert!(width(&label, 15.0, false) <= LABELS + 1.0);
        scene.text(Text::new((to + 6.0, at + 5.0), 15.0, label));
    }
}

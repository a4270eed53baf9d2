//! A scene: the shapes of a picture in drawing order, before any output format.
//!
//! SVG and PNG are written from the same scene, so they cannot disagree. Coordinates are pixels at 1x, y downwards.

/// A colour without transparency.
pub(crate) type Rgb = (u8, u8, u8);

/// Text and axes.
pub(crate) const INK: Rgb = (31, 41, 51);
/// Secondary text; 7:1 on white.
pub(crate) const GREY: Rgb = (82, 96, 109);
/// Grid and frames.
pub(crate) const GRID: Rgb = (217, 222, 228);
/// Faint fill.
pub(crate) const PALE: Rgb = (244, 246, 248);
/// The page.
pub(crate) const WHITE: Rgb = (255, 255, 255);

/// Hues of Okabe and Ito (2008), told apart by colour-blind readers. Never used without a label, dash or pattern.
const OKABE_ITO: [Rgb; 7] =
    [(0, 114, 178), (213, 94, 0), (0, 158, 115), (204, 121, 167), (230, 159, 0), (86, 180, 233), (64, 64, 64)];

/// A hue of the palette; the palette repeats.
pub(crate) fn hue(index: usize) -> Rgb {
    OKABE_ITO[index % OKABE_ITO.len()]
}

/// A point.
pub(crate) type Xy = (f64, f64);

/// How an outline is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stroke {
    /// Colour.
    pub(crate) rgb: Rgb,
    /// Width [px].
    pub(crate) width: f64,
    /// Length of dash and gap [px].
    pub(crate) dash: Option<(f64, f64)>,
}

/// An unbroken stroke.
pub(crate) fn stroke(rgb: Rgb, width: f64) -> Stroke {
    Stroke { rgb, width, dash: None }
}

/// A dashed stroke.
pub(crate) fn dashed(rgb: Rgb, width: f64, on: f64, off: f64) -> Stroke {
    Stroke { rgb, width, dash: Some((on, off)) }
}

/// Which point of the text lies at its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// Left end.
    Start,
    /// Middle.
    Middle,
    /// Right end.
    End,
}

/// One line of text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Text {
    /// Position of the anchor on the baseline.
    pub(crate) at: Xy,
    /// What it says.
    pub(crate) content: String,
    /// Em size [px].
    pub(crate) size: f64,
    /// Heavy weight.
    pub(crate) bold: bool,
    /// Colour.
    pub(crate) rgb: Rgb,
    /// Anchor.
    pub(crate) anchor: Anchor,
    /// White outline, for text on top of lines.
    pub(crate) halo: bool,
}

impl Text {
    /// Ink-coloured text, starting at a point.
    pub(crate) fn new(at: Xy, size: f64, content: impl Into<String>) -> Text {
        Text { at, content: content.into(), size, bold: false, rgb: INK, anchor: Anchor::Start, halo: false }
    }

    /// In another colour.
    pub(crate) fn colour(mut self, rgb: Rgb) -> Text {
        self.rgb = rgb;
        self
    }

    /// In heavy weight.
    pub(crate) fn bold(mut self) -> Text {
        self.bold = true;
        self
    }

    /// Centred on its point.
    pub(crate) fn middle(mut self) -> Text {
        self.anchor = Anchor::Middle;
        self
    }

    /// Ending at its point.
    pub(crate) fn end(mut self) -> Text {
        self.anchor = Anchor::End;
        self
    }

    /// With a white outline.
    pub(crate) fn halo(mut self) -> Text {
        self.halo = true;
        self
    }
}

/// One shape.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// A filled area, possibly transparent.
    Area {
        /// Corners.
        points: Vec<Xy>,
        /// Colour.
        rgb: Rgb,
        /// Opacity, 0..1.
        opacity: f64,
    },
    /// An open line.
    Line {
        /// Corners.
        points: Vec<Xy>,
        /// Stroke.
        stroke: Stroke,
    },
    /// A filled disc with an outline.
    Disc {
        /// Centre.
        at: Xy,
        /// Radius [px].
        radius: f64,
        /// Colour of the inside.
        fill: Rgb,
        /// Outline.
        stroke: Stroke,
    },
    /// Text.
    Text(Text),
}

/// A picture.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scene {
    /// Identifier, unique on a page.
    pub(crate) id: String,
    /// Short text for those who cannot see it.
    pub(crate) title: String,
    /// Long text for those who cannot see it.
    pub(crate) description: String,
    /// Width [px].
    pub(crate) width: f64,
    /// Height [px].
    pub(crate) height: f64,
    /// Shapes, back to front.
    pub(crate) shapes: Vec<Shape>,
}

impl Scene {
    /// A filled polygon.
    pub(crate) fn area(&mut self, points: Vec<Xy>, rgb: Rgb, opacity: f64) {
        if let Some(points) = drawable(points).filter(|points| points.len() >= 3) {
            self.shapes.push(Shape::Area { points, rgb, opacity });
        }
    }

    /// A filled rectangle.
    pub(crate) fn rect(&mut self, (x, y): Xy, (width, height): Xy, rgb: Rgb) {
        self.area(corners((x, y), (width, height)), rgb, 1.0);
    }

    /// The outline of a rectangle.
    pub(crate) fn frame(&mut self, at: Xy, size: Xy, stroke: Stroke) {
        let mut points = corners(at, size);
        points.push(points[0]);
        for side in points.windows(2) {
            // Solid sides reach around the corner.
            let reach = if stroke.dash.is_none() { stroke.width / 2.0 } else { 0.0 };
            let (a, b) = (side[0], side[1]);
            let (dx, dy) = ((b.0 - a.0).signum() * reach, (b.1 - a.1).signum() * reach);
            if a.0 == b.0 {
                self.line(vec![(a.0, a.1 - dy), (b.0, b.1 + dy)], stroke);
            } else {
                self.line(vec![(a.0 - dx, a.1), (b.0 + dx, b.1)], stroke);
            }
        }
    }

    /// A line through points.
    pub(crate) fn line(&mut self, points: Vec<Xy>, stroke: Stroke) {
        if let Some(points) = drawable(points).filter(|points| points.len() >= 2) {
            self.shapes.push(Shape::Line { points, stroke });
        }
    }

    /// A disc.
    pub(crate) fn disc(&mut self, at: Xy, radius: f64, fill: Rgb, stroke: Stroke) {
        if let Some(points) = drawable(vec![at]) {
            self.shapes.push(Shape::Disc { at: points[0], radius, fill, stroke });
        }
    }

    /// Text.
    pub(crate) fn text(&mut self, mut text: Text) {
        if let Some(points) = drawable(vec![text.at]) {
            text.at = points[0];
            self.shapes.push(Shape::Text(text));
        }
    }

    /// Diagonal lines inside a polygon, so that it differs without colour.
    pub(crate) fn hatch(&mut self, polygon: &[Xy], rgb: Rgb, spacing: f64, rising: bool) {
        let Some(mut polygon) = drawable(polygon.to_vec()) else { return };
        for (x, y) in &mut polygon {
            (*x, *y) = (x.clamp(-HATCHED, HATCHED), y.clamp(-HATCHED, HATCHED));
        }
        // Along a rising diagonal x + y is constant, along a falling one x - y.
        let sign = if rising { 1.0 } else { -1.0 };
        let level = |point: &Xy| point.0 + sign * point.1;
        let low = polygon.iter().map(level).fold(f64::INFINITY, f64::min);
        let high = polygon.iter().map(level).fold(f64::NEG_INFINITY, f64::max);
        let mut at = (low / spacing).ceil() * spacing;
        while at < high {
            let mut crossings: Vec<Xy> = Vec::new();
            for (index, a) in polygon.iter().enumerate() {
                let b = &polygon[(index + 1) % polygon.len()];
                let (from, to) = (level(a), level(b));
                if (from <= at) != (to <= at) {
                    let part = (at - from) / (to - from);
                    crossings.push((a.0 + part * (b.0 - a.0), a.1 + part * (b.1 - a.1)));
                }
            }
            crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
            for pair in crossings.chunks_exact(2) {
                self.line(pair.to_vec(), stroke(rgb, 1.2));
            }
            at += spacing;
        }
    }

    /// An arrow head that points along (dx, dy), with its tip at a point.
    pub(crate) fn head(&mut self, tip: Xy, (dx, dy): Xy, rgb: Rgb) {
        let (length, half) = (9.0, 4.5);
        let back = (tip.0 - dx * length, tip.1 - dy * length);
        self.area(
            vec![tip, (back.0 - dy * half, back.1 + dx * half), (back.0 + dy * half, back.1 - dx * half)],
            rgb,
            1.0,
        );
    }
}

/// Farthest that a point may lie from the origin [px].
const FARTHEST: f64 = 20_000.0;

/// Farthest that hatching reaches [px].
const HATCHED: f64 = 4_000.0;

/// Points on or near the canvas; `None` when one of them is no number. Results may hold any number, and a shape
/// that reaches to infinity would take as long to draw.
fn drawable(mut points: Vec<Xy>) -> Option<Vec<Xy>> {
    for (x, y) in &mut points {
        if x.is_nan() || y.is_nan() {
            return None;
        }
        (*x, *y) = (x.clamp(-FARTHEST, FARTHEST), y.clamp(-FARTHEST, FARTHEST));
    }
    Some(points)
}

/// Corners of a rectangle.
pub(crate) fn corners((x, y): Xy, (width, height): Xy) -> Vec<Xy> {
    vec![(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
}

/// Dashes of a line as separate pieces.
pub(crate) fn pieces(points: &[Xy], dash: Option<(f64, f64)>) -> Vec<Vec<Xy>> {
    let Some((on, off)) = dash else { return vec![points.to_vec()] };
    let mut pieces = Vec::new();
    let mut current = vec![points[0]];
    let (mut drawing, mut left) = (true, on);
    for pair in points.windows(2) {
        let (mut a, b) = (pair[0], pair[1]);
        loop {
            let length = ((b.0 - a.0) * (b.0 - a.0) + (b.1 - a.1) * (b.1 - a.1)).sqrt();
            if length <= left {
                left -= length;
                if drawing {
                    current.push(b);
                }
                break;
            }
            let part = left / length;
            a = (a.0 + part * (b.0 - a.0), a.1 + part * (b.1 - a.1));
            if drawing {
                current.push(a);
                pieces.push(std::mem::take(&mut current));
            }
            drawing = !drawing;
            left = if drawing { on } else { off };
            current = if drawing { vec![a] } else { Vec::new() };
        }
    }
    if current.len() > 1 {
        pieces.push(current);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use crate::report::draw::scene::*;

    fn empty() -> Scene {
        Scene {
            id: String::new(),
            title: String::new(),
            description: String::new(),
            width: 100.0,
            height: 100.0,
            shapes: Vec::new(),
        }
    }

    #[test]
    fn dashes_cover_the_line_in_order() {
        let line = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)];
        let found = pieces(&line, Some((4.0, 2.0)));
        assert_eq!(found[0], [(0.0, 0.0), (4.0, 0.0)]);
        assert_eq!(found[1], [(6.0, 0.0), (10.0, 0.0), (10.0, 0.0)]);
        assert_eq!(found.len(), 4);
        assert_eq!(pieces(&line, None), [line.to_vec()]);
    }

    #[test]
    fn hatching_stays_inside() {
        for rising in [true, false] {
            let mut scene = empty();
            let square = corners((10.0, 10.0), (20.0, 20.0));
            scene.hatch(&square, INK, 5.0, rising);
            assert!(scene.shapes.len() >= 7, "{}", scene.shapes.len());
            for shape in &scene.shapes {
                let Shape::Line { points, .. } = shape else { panic!("hatching draws lines") };
                assert!(
                    points.iter().all(|p| (10.0..=30.0).contains(&p.0) && (10.0..=30.0).contains(&p.1)),
                    "{points:?}"
                );
            }
        }
    }
}

//! Places the names of points so that they cover neither each other nor what else is drawn.

use super::frame::{Frame, SMALL, cut};
use super::scene::{GREY, Rgb, Scene, Text, Xy, stroke};
use crate::report::words::width::width;

/// Widest label [px].
pub(super) const WIDEST: f64 = 380.0;
/// Size of its first line [px].
pub(super) const SIZE: f64 = 15.0;

/// Room left and right of a label [px].
const APART: f64 = 10.0;

/// A box that a label or a point takes: left, top, right, bottom.
pub(super) type Taken = (f64, f64, f64, f64);

/// The name of a point, and a second line that may be empty.
pub(super) struct Label<'a> {
    pub(super) words: &'a str,
    pub(super) note: &'a str,
    pub(super) colour: Rgb,
    pub(super) bold: bool,
}

/// Marks what a line covers, so that no label is written on it.
pub(super) fn along(line: &[Xy], taken: &mut Vec<Taken>) {
    for pair in line.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let steps = (((b.0 - a.0).abs() + (b.1 - a.1).abs()) / 8.0).clamp(1.0, 400.0) as usize;
        for step in 0..=steps {
            let part = step as f64 / steps as f64;
            let at = (a.0 + part * (b.0 - a.0), a.1 + part * (b.1 - a.1));
            taken.push((at.0 - 2.0, at.1 - 2.0, at.0 + 2.0, at.1 + 2.0));
        }
    }
}

/// The label goes to the first place around its point that nothing else takes; if need be it crosses a line.
pub(super) fn place(
    scene: &mut Scene,
    plot: Frame,
    label: &Label<'_>,
    at: Xy,
    (taken, lines): (&mut Vec<Taken>, &[Taken]),
) {
    let words = cut(label.words, WIDEST, SIZE, label.bold);
    let note = cut(label.note, WIDEST, SMALL, false);
    let wide = width(&words, SIZE, label.bold).max(width(&note, SMALL, false));
    let high = if note.is_empty() { 18.0 } else { 34.0 };
    let beside = [0.0, -16.0, 18.0, -34.0, 36.0, -52.0, 54.0, -70.0, 72.0, -92.0, 94.0, -114.0, 116.0];
    let right = beside.map(|dy| (at.0 + 13.0, at.1 - 9.0 + dy));
    let left = beside.map(|dy| (at.0 - 13.0 - wide, at.1 - 9.0 + dy));
    let over = [(at.0 - wide / 2.0, at.1 - 31.0), (at.0 - wide / 2.0, at.1 + 13.0)];
    // Farther away, at the end of a leader: the shortest first.
    let leader = |spot: &Xy| -> [Xy; 2] {
        let end = if spot.0 > at.0 { spot.0 - 2.0 } else { (spot.0 + wide + 2.0).min(at.0) };
        [at, (end, spot.1 + 9.0)]
    };
    let long = |spot: &Xy| {
        let [from, to] = leader(spot);
        (to.0 - from.0).hypot(to.1 - from.1)
    };
    let across = (0..12).map(|k| f64::from(k) * 24.0).flat_map(|dx| [at.0 + dx, at.0 - dx - wide]);
    let edges = [at.0 - wide / 2.0, plot.right() + 16.0 - wide, plot.x + 8.0];
    let mut far: Vec<Xy> = across
        .chain(edges)
        .flat_map(|x| (0..8).map(move |k| (x, 22.0 + f64::from(k) * 22.0)))
        .flat_map(|(x, dy)| [(x, at.1 + dy), (x, at.1 - dy - 18.0)])
        .collect();
    far.sort_by(|a, b| long(a).total_cmp(&long(b)));
    let near = right[..3].iter().chain(&left[..3]).chain(&over).chain(&right).chain(&left).copied();
    let places: Vec<Xy> = near.chain(far).collect();
    let inside =
        |p: &Xy| p.0 >= plot.x && p.0 + wide <= plot.right() + 20.0 && p.1 >= plot.y && p.1 + high <= plot.bottom();
    let free =
        |p: &Xy, of: &[Taken]| of.iter().all(|t| p.0 + wide <= t.0 || p.0 >= t.2 || p.1 + high <= t.1 || p.1 >= t.3);
    // A leader that runs through another name would strike it out.
    let clear = |p: &Xy| {
        let [from, to] = leader(p);
        (0..=20).map(|k| f64::from(k) / 20.0).all(|part| {
            let on = (from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1));
            let within = |t: &Taken, p: Xy| t.0 <= p.0 && p.0 <= t.2 && t.1 <= p.1 && p.1 <= t.3;
            taken.iter().all(|t| within(t, at) || !within(t, on))
        })
    };
    let find = |good: &dyn Fn(&Xy) -> bool| places.iter().find(|p| inside(p) && good(p));
    let found = find(&|p| free(p, taken) && free(p, lines) && clear(p))
        .or_else(|| find(&|p| free(p, taken) && clear(p)))
        .or_else(|| find(&|p| free(p, taken)))
        .or_else(|| find(&|_| true));
    let spot = found.copied().unwrap_or((plot.x, plot.y));
    // Two labels side by side must not read as one.
    taken.push((spot.0 - APART, spot.1, spot.0 + wide + APART, spot.1 + high));
    let [_, end] = leader(&spot);
    if (end.1 - at.1).abs() > 30.0 || (end.0 - at.0).abs() > 30.0 {
        scene.line(vec![at, end], stroke(GREY, 1.0));
    }
    // Left of its point a label ends there.
    let from_right = spot.0 + wide <= at.0;
    let side = |text: Text| if from_right { Text { at: (spot.0 + wide, text.at.1), ..text }.end() } else { text };
    let text = side(Text::new((spot.0, spot.1 + 14.0), SIZE, words).colour(label.colour).halo());
    scene.text(if label.bold { text.bold() } else { text });
    if !note.is_empty() {
        scene.text(side(Text::new((spot.0, spot.1 + 30.0), SMALL, note).colour(GREY).halo()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::draw::scene::{Anchor, INK, Shape};

    #[test]
    fn neighbours_do_not_read_as_one_label() {
        let mut scene = Scene {
            id: String::new(),
            title: String::new(),
            description: String::new(),
            width: 900.0,
            height: 400.0,
            shapes: Vec::new(),
        };
        let plot = Frame { x: 0.0, y: 0.0, width: 800.0, height: 400.0 };
        let label = |words| Label { words, note: "", colour: INK, bold: false };
        let first = label("service quality");
        let reach = 300.0 + 13.0 + width(first.words, SIZE, false);
        // The second point lies so that its label would begin right behind the first.
        let mut taken = Vec::new();
        place(&mut scene, plot, &first, (300.0, 200.0), (&mut taken, &[]));
        place(&mut scene, plot, &label("in doubt"), (reach - 12.0, 200.0), (&mut taken, &[]));
        let spans: Vec<(f64, f64, f64)> = scene
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Text(text) => {
                    let long = width(&text.content, text.size, text.bold);
                    let start = if text.anchor == Anchor::End { text.at.0 - long } else { text.at.0 };
                    Some((start, start + long, text.at.1))
                }
                _ => None,
            })
            .collect();
        let [a, b] = spans[..] else { panic!("two labels: {spans:?}") };
        assert!(b.0 - a.1 >= APART || a.0 - b.1 >= APART || (a.2 - b.2).abs() >= 15.0, "{spans:?}");
    }
}

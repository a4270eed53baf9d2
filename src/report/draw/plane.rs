//! Draws designs on the plane of cost and gain, with their regions, the efficient line and the budget.

use super::super::fonts::width;
use super::super::pictures::{Design, DesignKind, Plane};
use super::super::scene::{GREY, GRID, INK, Rgb, Scene, Text, WHITE, Xy, dashed, hue, stroke};
use super::{Frame, SMALL, between, cut, widest};

/// Height of the picture [px].
pub(super) const HEIGHT: f64 = 470.0;
/// Widest label [px].
const LABEL: f64 = 380.0;

/// A box that a label or a point takes: left, top, right, bottom.
type Taken = (f64, f64, f64, f64);

pub(super) fn draw(scene: &mut Scene, frame: Frame, picture: &Plane) {
    let left = widest(picture.y.ticks.iter().map(|tick| tick.1.as_str()), SMALL) + 10.0;
    let plot = Frame {
        x: frame.x + left,
        y: frame.y + 30.0,
        width: frame.width - left - 20.0,
        height: frame.height - 30.0 - 48.0,
    };
    let x = |value: f64| between(value, (picture.x.low, picture.x.high), (plot.x, plot.right()));
    let y = |value: f64| between(value, (picture.y.low, picture.y.high), (plot.bottom(), plot.y));
    // What reaches beyond the axes ends at their edge.
    let place = |(cost, gain): Xy| -> Xy {
        (x(cost).clamp(plot.x, plot.right() + 10.0), y(gain).clamp(plot.y - 4.0, plot.bottom()))
    };
    axes(scene, frame, plot, picture, &x, &y);
    let (mut taken, mut lines): (Vec<Taken>, Vec<Taken>) = (Vec::new(), Vec::new());
    let equal = picture.x.high.min(picture.y.high);
    if equal > 0.0 {
        let end = place((equal, equal));
        scene.line(vec![place((0.0, 0.0)), end], dashed(GREY, 1.5, 2.0, 4.0));
        let words = "gain = cost";
        let at = place((0.5 * equal, 0.5 * equal));
        let at = (at.0, at.1 + 24.0);
        scene.text(Text::new((at.0 + 10.0, at.1), SMALL, words).colour(GREY).halo());
        taken.push((at.0 + 8.0, at.1 - 14.0, at.0 + 14.0 + width(words, SMALL, false), at.1 + 6.0));
    }
    if let Some((budget, words)) = &picture.budget {
        let at = x(*budget);
        scene.line(vec![(at, plot.y), (at, plot.bottom())], dashed(INK, 2.0, 9.0, 5.0));
        let words = cut(words, LABEL, 15.0, true);
        let wide = width(&words, 15.0, true);
        let start = if at + wide + 10.0 > plot.right() { at - wide - 8.0 } else { at + 8.0 };
        scene.text(Text::new((start, plot.y + 14.0), 15.0, words).bold().halo());
        taken.push((start, plot.y, start + wide, plot.y + 20.0));
    }
    for design in &picture.designs {
        let outline: Vec<Xy> = design.ellipse.iter().copied().map(place).collect();
        scene.area(outline.clone(), shade(design.kind), 0.13);
        if let Some(first) = outline.first().copied() {
            let closed = outline.into_iter().chain([first]).collect();
            scene.line(closed, dashed(shade(design.kind), 1.2, 5.0, 3.0));
        }
    }
    scene.line(picture.path.iter().copied().map(place).collect(), stroke(hue(0), 2.5));
    for design in &picture.designs {
        let at = place(design.at);
        point(scene, at, design.kind);
        taken.push((at.0 - 9.0, at.1 - 9.0, at.0 + 9.0, at.1 + 9.0));
    }
    let line: Vec<Xy> = picture.path.iter().copied().map(place).collect();
    along(&line, &mut lines);
    if equal > 0.0 {
        along(&[place((0.0, 0.0)), place((equal, equal))], &mut lines);
    }
    for design in picture.designs.iter().rev() {
        label(scene, plot, design, place(design.at), (&mut taken, &lines));
    }
}

fn axes(
    scene: &mut Scene,
    frame: Frame,
    plot: Frame,
    picture: &Plane,
    x: &impl Fn(f64) -> f64,
    y: &impl Fn(f64) -> f64,
) {
    scene.text(Text::new((frame.x, frame.y + 12.0), SMALL, picture.y.title.clone()).colour(GREY));
    for (value, label) in &picture.y.ticks {
        scene.line(vec![(plot.x, y(*value)), (plot.right(), y(*value))], stroke(GRID, 1.0));
        scene.text(Text::new((plot.x - 8.0, y(*value) + 5.0), SMALL, label.clone()).colour(GREY).end());
    }
    let mut free = f64::NEG_INFINITY;
    for (value, label) in &picture.x.ticks {
        let half = width(label, SMALL, false) / 2.0;
        if x(*value) - half > free && x(*value) + half < frame.right() + 1.0 {
            scene.text(Text::new((x(*value), plot.bottom() + 20.0), SMALL, label.clone()).colour(GREY).middle());
            free = x(*value) + half + 8.0;
        }
    }
    scene.line(vec![(plot.x, y(0.0)), (plot.right(), y(0.0))], stroke(INK, 1.5));
    scene.line(vec![(x(0.0), plot.y), (x(0.0), plot.bottom())], stroke(INK, 1.5));
    let middle = plot.x + plot.width / 2.0;
    scene.text(Text::new((middle, plot.bottom() + 42.0), SMALL, picture.x.title.clone()).colour(GREY).middle());
}

fn shade(kind: DesignKind) -> Rgb {
    match kind {
        DesignKind::Efficient => hue(0),
        DesignKind::TooDear => hue(1),
        DesignKind::Dominated => GREY,
    }
}

/// A filled disc, a hollow square, a grey cross: told apart without colour.
fn point(scene: &mut Scene, at: Xy, kind: DesignKind) {
    match kind {
        DesignKind::Efficient => scene.disc(at, 6.5, hue(0), stroke(hue(0), 1.5)),
        DesignKind::TooDear => {
            scene.rect((at.0 - 6.0, at.1 - 6.0), (12.0, 12.0), WHITE);
            scene.frame((at.0 - 6.0, at.1 - 6.0), (12.0, 12.0), stroke(hue(1), 3.0));
        }
        DesignKind::Dominated => {
            for slant in [1.0, -1.0] {
                let reach = 6.0;
                scene.line(
                    vec![(at.0 - reach, at.1 - slant * reach), (at.0 + reach, at.1 + slant * reach)],
                    stroke(GREY, 3.0),
                );
            }
        }
    }
}

/// Marks what a line covers, so that no label is written on it.
fn along(line: &[Xy], taken: &mut Vec<Taken>) {
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
fn label(scene: &mut Scene, plot: Frame, design: &Design, at: Xy, (taken, lines): (&mut Vec<Taken>, &[Taken])) {
    let bold = design.kind == DesignKind::Efficient;
    let words = cut(&design.label, LABEL, 15.0, bold);
    let note = cut(&design.note, LABEL, SMALL, false);
    let wide = width(&words, 15.0, bold).max(width(&note, SMALL, false));
    let high = if note.is_empty() { 18.0 } else { 34.0 };
    let beside = [0.0, -16.0, 18.0, -34.0, 36.0, -52.0, 54.0, -70.0, 72.0, -92.0, 94.0, -114.0, 116.0];
    let right = beside.map(|dy| (at.0 + 13.0, at.1 - 9.0 + dy));
    let left = beside.map(|dy| (at.0 - 13.0 - wide, at.1 - 9.0 + dy));
    let over = [(at.0 - wide / 2.0, at.1 - 31.0), (at.0 - wide / 2.0, at.1 + 13.0)];
    let places: Vec<Xy> =
        right[..3].iter().chain(&left[..3]).chain(&over).chain(&right).chain(&left).copied().collect();
    let inside =
        |p: &Xy| p.0 >= plot.x && p.0 + wide <= plot.right() + 20.0 && p.1 >= plot.y && p.1 + high <= plot.bottom();
    let free =
        |p: &Xy, of: &[Taken]| of.iter().all(|t| p.0 + wide <= t.0 || p.0 >= t.2 || p.1 + high <= t.1 || p.1 >= t.3);
    let find = |good: &dyn Fn(&Xy) -> bool| places.iter().find(|p| inside(p) && good(p));
    let found =
        find(&|p| free(p, taken) && free(p, lines)).or_else(|| find(&|p| free(p, taken))).or_else(|| find(&|_| true));
    let spot = found.copied().unwrap_or((plot.x, plot.y));
    taken.push((spot.0, spot.1, spot.0 + wide, spot.1 + high));
    let near = (spot.1 + 9.0 - at.1).abs() > 30.0;
    if near {
        let end = if spot.0 > at.0 { spot.0 - 2.0 } else { spot.0 + wide + 2.0 };
        scene.line(vec![at, (end, spot.1 + 9.0)], stroke(GREY, 1.0));
    }
    let colour = if design.kind == DesignKind::Dominated { GREY } else { INK };
    // Left of its point a label ends there.
    let from_right = spot.0 + wide <= at.0;
    let side = |text: Text| if from_right { Text { at: (spot.0 + wide, text.at.1), ..text }.end() } else { text };
    let text = side(Text::new((spot.0, spot.1 + 14.0), 15.0, words).colour(colour).halo());
    scene.text(if bold { text.bold() } else { text });
    if !note.is_empty() {
        scene.text(side(Text::new((spot.0, spot.1 + 30.0), SMALL, note).colour(GREY).halo()));
    }
}

//! Draws designs on the plane of cost and gain, with their regions, the efficient line and the budget.

use super::frame::{Frame, SMALL, cut};
use super::grid::Grid;
use super::labels;
use super::labels::{Label, SIZE, Taken, WIDEST, along};
use super::scene::{GREY, INK, Rgb, Scene, Text, WHITE, Xy, dashed, hue, stroke};
use crate::report::charts::pictures::{DesignKind, Plane};
use crate::report::words::width::width;

/// Height of the picture [px].
pub(super) const HEIGHT: f64 = 470.0;
/// Room for the title of the vertical axis [px].
const HEAD: f64 = 30.0;

pub(super) fn draw(scene: &mut Scene, frame: Frame, picture: &Plane) {
    let grid = Grid::new(frame, HEAD, &picture.x, &picture.y);
    let plot = grid.plot;
    let (x, y) = (|value: f64| grid.x(value), |value: f64| grid.y(value));
    // What reaches beyond the axes ends at their edge.
    let place = |(cost, gain): Xy| -> Xy {
        (x(cost).clamp(plot.x, plot.right() + 10.0), y(gain).clamp(plot.y - 4.0, plot.bottom()))
    };
    grid.ticks(scene);
    scene.line(vec![(plot.x, y(0.0)), (plot.right(), y(0.0))], stroke(INK, 1.5));
    scene.line(vec![(x(0.0), plot.y), (x(0.0), plot.bottom())], stroke(INK, 1.5));
    let (mut taken, mut lines): (Vec<Taken>, Vec<Taken>) = (Vec::new(), Vec::new());
    let equal = picture.x.high.min(picture.y.high);
    if equal > 0.0 {
        scene.line(vec![place((0.0, 0.0)), place((equal, equal))], dashed(GREY, 1.5, 2.0, 4.0));
        along(&[place((0.0, 0.0)), place((equal, equal))], &mut lines);
    }
    // Names keep off the lines of nothing gained and of nothing spent.
    along(&[(plot.x, y(0.0)), (plot.right(), y(0.0))], &mut lines);
    along(&[(x(0.0), plot.y), (x(0.0), plot.bottom())], &mut lines);
    if let Some((budget, words)) = &picture.budget {
        let at = x(*budget);
        scene.line(vec![(at, plot.y - 4.0), (at, plot.bottom())], dashed(INK, 2.0, 9.0, 5.0));
        along(&[(at, plot.y), (at, plot.bottom())], &mut lines);
        // Above the plane, where no design lies; right of the title of the axis.
        let words = cut(words, WIDEST, SIZE, true);
        let wide = width(&words, SIZE, true);
        let first = frame.x + width(&picture.y.title, SMALL, false) + 16.0;
        let start = (at - wide / 2.0).min(frame.right() - wide).max(first);
        scene.text(Text::new((start, plot.y - 12.0), SIZE, words).bold());
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
        let words = "gain = cost";
        let wide = width(words, SMALL, false);
        // On the side of the line where the efficient designs are not.
        let spots = [0.5, 0.65, 0.35, 0.8, 0.2].map(|part| part * equal).into_iter().flat_map(|value| {
            let at = place((value, value));
            let sides = [(at.0 + 12.0, at.1 + 10.0), (at.0 - wide - 12.0, at.1 - 24.0)];
            if gain_at(&picture.path, value) > value { sides } else { [sides[1], sides[0]] }
        });
        let inside =
            |p: &Xy| p.0 >= plot.x && p.0 + wide <= plot.right() && p.1 >= plot.y && p.1 + 18.0 <= plot.bottom();
        let free = |p: &Xy| {
            taken.iter().chain(&lines).all(|t| p.0 + wide <= t.0 || p.0 >= t.2 || p.1 + 18.0 <= t.1 || p.1 >= t.3)
        };
        if let Some(spot) = spots.filter(inside).find(free) {
            scene.text(Text::new((spot.0, spot.1 + 14.0), SMALL, words).colour(GREY).halo());
            taken.push((spot.0, spot.1, spot.0 + wide, spot.1 + 18.0));
        }
    }
    for design in picture.designs.iter().rev() {
        let colour = if design.kind == DesignKind::Dominated { GREY } else { INK };
        let bold = design.kind == DesignKind::Efficient;
        let label = Label { words: &design.label, note: &design.note, colour, bold };
        labels::place(scene, plot, &label, place(design.at), (&mut taken, &lines));
    }
}

/// Gain of the efficient line at a cost; beyond its end that of its last design.
fn gain_at(path: &[Xy], cost: f64) -> f64 {
    let pair = path.windows(2).find(|pair| (pair[0].0..=pair[1].0).contains(&cost));
    match pair {
        Some([a, b]) if b.0 > a.0 => a.1 + (cost - a.0) / (b.0 - a.0) * (b.1 - a.1),
        _ => path.last().map_or(0.0, |last| last.1),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_efficient_line_is_read_between_its_designs() {
        let path = [(0.0, 0.0), (10.0, 5.0), (20.0, 35.0)];
        assert_eq!([0.0, 5.0, 15.0, 40.0].map(|cost| gain_at(&path, cost)), [0.0, 2.5, 20.0, 35.0]);
    }
}

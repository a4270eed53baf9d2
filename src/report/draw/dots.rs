//! Draws differences as dots that can be counted: one dot for each future, better ones right of zero and filled.

use super::frame::{Frame, SMALL, between, cut, name_lines, widest};
use super::scene::{GREY, GRID, INK, PALE, Scene, Text, WHITE, hue, stroke};
use crate::report::charts::pictures::{DotRow, Dots};

/// Room above and below the stacks of a row [px].
const AROUND: f64 = 52.0;
/// Height that a stack of dots should have at most, and least height of all stacks of a picture [px].
const STACK: (f64, f64) = (96.0, 44.0);
/// Height that a stack of the smallest dots may have [px].
const HIGHEST: f64 = 128.0;
/// Distance from the top of a row to its stacks [px].
const TOP: f64 = 12.0;
/// Room for the words above the rows [px].
const HEAD: f64 = 30.0;
/// Room for ticks and title below the rows [px].
const FOOT: f64 = 50.0;
/// Widest column of names [px].
const NAMES: f64 = 190.0;
/// Dots are never smaller than this [px].
const SMALLEST: f64 = 8.0;

/// How the rows are laid out.
struct Layout {
    /// Widths of the columns of names and of counts [px].
    names: f64,
    right: f64,
    /// Diameter of a dot [px].
    size: f64,
    /// Height of the tallest stack [px].
    stack: f64,
}

impl Layout {
    fn of(picture: &Dots, width: f64) -> Layout {
        let names = widest(picture.rows.iter().map(|row| row.name.as_str()), 16.0).min(NAMES) + 16.0;
        let counts = widest(picture.rows.iter().map(|row| row.count.as_str()), 24.0) * 1.1;
        let notes = widest(picture.rows.iter().map(|row| row.note.as_str()), SMALL);
        let right = counts.max(notes).min(260.0) + 22.0;
        let x = |value: f64| between(value, (picture.axis.low, picture.axis.high), (0.0, width - names - right));
        let (size, stack) = size(picture, &x);
        Layout { names, right, size, stack }
    }

    fn row(&self) -> f64 {
        self.stack + AROUND
    }
}

pub(super) fn height(picture: &Dots, width: f64) -> f64 {
    HEAD + picture.rows.len() as f64 * Layout::of(picture, width).row() + FOOT
}

pub(super) fn draw(scene: &mut Scene, frame: Frame, picture: &Dots) {
    let layout = Layout::of(picture, frame.width);
    let (names, right, row_high) = (layout.names, layout.right, layout.row());
    let plot = Frame {
        x: frame.x + names,
        y: frame.y + HEAD,
        width: frame.width - names - right,
        height: picture.rows.len() as f64 * row_high,
    };
    let x = |value: f64| between(value, (picture.axis.low, picture.axis.high), (plot.x, plot.right()));
    for index in (0..picture.rows.len()).step_by(2) {
        scene.rect((frame.x, plot.y + index as f64 * row_high), (frame.width, row_high), PALE);
    }
    for (value, label) in &picture.axis.ticks {
        scene.line(vec![(x(*value), plot.y), (x(*value), plot.bottom())], stroke(GRID, 1.0));
        scene.text(Text::new((x(*value), plot.bottom() + 18.0), SMALL, label.clone()).colour(GREY).middle());
    }
    let middle = (plot.x + plot.right()) / 2.0;
    scene.text(Text::new((middle, plot.bottom() + 42.0), SMALL, picture.axis.title.clone()).colour(GREY).middle());
    let zero = x(0.0);
    let side = |words: &str, room: f64| cut(words, room, 15.0, true);
    scene
        .text(Text::new((zero - 8.0, plot.y - 10.0), 15.0, side(&picture.sides[0], zero - frame.x - 8.0)).bold().end());
    scene.text(Text::new((zero + 8.0, plot.y - 10.0), 15.0, side(&picture.sides[1], frame.right() - zero)).bold());
    for (index, row) in picture.rows.iter().enumerate() {
        let top = plot.y + index as f64 * row_high;
        let middle = top + row_high / 2.0;
        let lines = name_lines(&row.name, NAMES, 3);
        let first = middle + 5.5 - (lines.len() as f64 - 1.0) * 10.0;
        for (line, words) in lines.into_iter().enumerate() {
            scene.text(Text::new((frame.x + names - 14.0, first + line as f64 * 20.0), 16.0, words).end());
        }
        draw_row(scene, row, top + TOP + layout.stack, (layout.size, layout.stack), &x);
        let at = plot.right() + 16.0;
        scene.text(Text::new((at, middle - 3.0), 24.0, cut(&row.count, right - 16.0, 24.0, true)).bold());
        scene.text(Text::new((at, middle + 19.0), SMALL, cut(&row.note, right - 16.0, SMALL, false)).colour(GREY));
    }
    scene.line(vec![(zero, plot.y - 6.0), (zero, plot.bottom())], stroke(INK, 1.5));
}

/// Diameter at which the tallest stack is as high as it should be, and its height; stacks of the smallest dots may be higher.
fn size(picture: &Dots, x: &impl Fn(f64) -> f64) -> (f64, f64) {
    let tallest = |size: f64| {
        let of = |row: &DotRow| {
            let columns: Vec<i64> = row.dots.iter().map(|dot| column(*dot, size, x)).collect();
            columns.chunk_by(|a, b| a == b).map(<[i64]>::len).max().unwrap_or(0)
        };
        picture.rows.iter().map(of).max().unwrap_or(0) as f64 * size
    };
    let mut size = 14.0;
    while size > SMALLEST && tallest(size) > STACK.0 {
        size -= 0.5;
    }
    (size, tallest(size).clamp(STACK.1, HIGHEST))
}

/// Column of a dot; zero is an edge between two columns, so no dot lies on both sides of it.
fn column(value: f64, size: f64, x: &impl Fn(f64) -> f64) -> i64 {
    let column = ((x(value) - x(0.0)) / size).floor().clamp(-10_000.0, 10_000.0) as i64;
    // What rounding puts on the other side is put back.
    if value > 0.0 { column.max(0) } else { column.min(-1) }
}

fn draw_row(scene: &mut Scene, row: &DotRow, ground: f64, (size, stack): (f64, f64), x: &impl Fn(f64) -> f64) {
    let most = (stack / size).floor().max(1.0) as usize;
    let (worse, better): (Vec<f64>, Vec<f64>) = row.dots.iter().partition(|dot| **dot <= 0.0);
    // A stack that is full spills outwards: a dot may move by its width, never across zero.
    let sides = [(worse.into_iter().rev().collect::<Vec<f64>>(), -1), (better, 1)];
    for (dots, outwards) in sides {
        let (mut at, mut used) = (i64::MIN, 0);
        for dot in dots {
            let own = column(dot, size, x);
            if at == i64::MIN || (own - at) * outwards > 0 {
                (at, used) = (own, 0);
            } else if used == most {
                (at, used) = (at + outwards, 0);
            }
            let centre = (x(0.0) + (at as f64 + 0.5) * size, ground - (used as f64 + 0.5) * size);
            used += 1;
            let (fill, ring) = match dot {
                d if d > 0.0 => (hue(0), hue(0)),
                d if d < 0.0 => (WHITE, hue(1)),
                _ => (GRID, GREY),
            };
            let width = (size * 0.16).max(1.0);
            scene.disc(centre, size / 2.0 - width / 2.0 - 0.4, fill, stroke(ring, width));
        }
    }
    let level = ground + 16.0;
    if let Some([low, high]) = row.interval {
        scene.line(vec![(x(low), level), (x(high), level)], stroke(INK, 2.0));
        for end in [low, high] {
            scene.line(vec![(x(end), level - 6.0), (x(end), level + 6.0)], stroke(INK, 2.0));
        }
    }
    let at = x(row.mean);
    scene.area(vec![(at - 7.0, level), (at, level - 7.0), (at + 7.0, level), (at, level + 7.0)], INK, 1.0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::charts::axis::Axis;
    use crate::report::draw::scene::Shape;

    #[test]
    fn every_dot_is_drawn_on_its_side_of_zero_even_when_all_are_equal() {
        for dots in [vec![1e-9; 100], vec![-1e-9; 100], (-50..50).map(f64::from).collect()] {
            let row = DotRow {
                name: "w".to_string(),
                dots: dots.clone(),
                mean: 1.0,
                interval: None,
                count: String::new(),
                note: String::new(),
            };
            let picture =
                Dots { axis: Axis::new("", -60.0, 60.0, 5), rows: vec![row], sides: [String::new(), String::new()] };
            let x = |value: f64| 300.0 + value * 4.0;
            let mut scene = Scene {
                id: String::new(),
                title: String::new(),
                description: String::new(),
                width: 900.0,
                height: 400.0,
                shapes: Vec::new(),
            };
            let (size, stack) = size(&picture, &x);
            assert!(size >= SMALLEST && stack <= HIGHEST, "{size} and {stack}");
            draw_row(&mut scene, &picture.rows[0], 200.0, (size, stack), &x);
            let discs: Vec<f64> = scene
                .shapes
                .iter()
                .filter_map(|shape| match shape {
                    Shape::Disc { at, .. } => Some(at.0),
                    _ => None,
                })
                .collect();
            assert_eq!(discs.len(), 100);
            assert_eq!(discs.iter().filter(|at| **at > 300.0).count(), dots.iter().filter(|dot| **dot > 0.0).count());
        }
    }
}

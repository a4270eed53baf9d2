//! Draws flows between dates: a column of nodes for each date in a fixed order, ribbons between neighbours.

use super::frame::{Frame, SMALL, spread, widest};
use super::scene::{GREY, GRID, INK, Rgb, Scene, Text, WHITE, Xy, corners, hue, stroke};
use crate::report::charts::pictures::Alluvial;

/// Height of a column with its gaps [px].
const COLUMN: f64 = 470.0;
/// Room above for the dates [px].
const HEAD: f64 = 28.0;
/// Gap between two nodes of a column [px].
const GAP: f64 = 10.0;
/// Width of a node [px].
const NODE: f64 = 20.0;
/// Least height of a node that has its number printed beside it [px].
const PRINTED: f64 = 1.5;
/// Points of one edge of a ribbon.
const STEPS: usize = 12;

pub(super) const HEIGHT: f64 = HEAD + COLUMN;

/// Look of each place, in the order of the nodes: those outside the relationship are grey; decline is hatched.
fn look(place: usize) -> (Rgb, bool) {
    match place {
        0 => (GRID, false),
        1 => (hue(5), false),
        2 => (hue(0), false),
        3 => (hue(2), false),
        4 => (hue(1), true),
        _ => (GREY, false),
    }
}

pub(super) fn draw(scene: &mut Scene, frame: Frame, picture: &Alluvial) {
    let Some(first) = picture.nodes.first() else { return };
    let total: f64 = first.iter().map(|node| node.size).sum();
    let scale = (COLUMN - GAP * first.len().saturating_sub(1) as f64) / total.max(1e-9);
    let names = widest(first.iter().map(|node| node.name.as_str()), 15.0);
    let numbers = widest(picture.nodes.iter().flatten().map(|node| node.label.as_str()), 15.0);
    let side = names + numbers + 26.0;
    let columns = picture.columns.len();
    let inside = frame.width - 2.0 * side - NODE;
    let x = |column: usize| frame.x + side + inside * column as f64 / (columns.max(2) - 1) as f64;
    let tops: Vec<Vec<f64>> = picture
        .nodes
        .iter()
        .map(|column| {
            let mut y = frame.y + HEAD;
            let places = column.iter().map(|node| {
                let top = y;
                y += node.size * scale + GAP;
                top
            });
            places.collect()
        })
        .collect();
    for (column, date) in picture.columns.iter().enumerate() {
        scene.text(Text::new((x(column) + NODE / 2.0, frame.y + 12.0), SMALL, date.clone()).colour(GREY).middle());
    }
    ribbons(scene, picture, &tops, scale, &x);
    for (column, nodes) in picture.nodes.iter().enumerate() {
        for (node, top) in nodes.iter().zip(&tops[column]) {
            let (at, size) = ((x(column), *top), (NODE, (node.size * scale).max(1.0)));
            let (rgb, hatched) = look(node.place);
            scene.rect(at, size, if hatched { WHITE } else { rgb });
            if hatched {
                scene.hatch(&corners(at, size), rgb, 6.0, true);
                scene.frame(at, size, stroke(rgb, 1.5));
            }
        }
    }
    labels(scene, frame, picture, &tops, scale, &x);
}

/// Ribbons leave and reach each node in the order of the places, so they cross as little as the order lets them.
fn ribbons(scene: &mut Scene, picture: &Alluvial, tops: &[Vec<f64>], scale: f64, x: &impl Fn(usize) -> f64) {
    let top = |column: usize, place: usize| {
        let at = picture.nodes[column].iter().position(|node| node.place == place);
        at.map(|at| tops[column][at])
    };
    for column in 0..picture.columns.len().saturating_sub(1) {
        let here: Vec<_> = picture.ribbons.iter().filter(|ribbon| ribbon.column == column).collect();
        for ribbon in &here {
            let before = |other: &&&crate::report::charts::pictures::Ribbon, out: bool| {
                if out {
                    other.from == ribbon.from && other.to < ribbon.to
                } else {
                    other.to == ribbon.to && other.from < ribbon.from
                }
            };
            let offset =
                |out: bool| here.iter().filter(|other| before(other, out)).map(|other| other.size).sum::<f64>();
            let (Some(left), Some(right)) = (top(column, ribbon.from), top(column + 1, ribbon.to)) else { continue };
            let (a, b) = (left + offset(true) * scale, right + offset(false) * scale);
            let thick = ribbon.size * scale;
            let (from, to) = (x(column) + NODE, x(column + 1));
            let edge = |a: f64, b: f64| -> Vec<Xy> {
                (0..=STEPS)
                    .map(|step| {
                        let part = step as f64 / STEPS as f64;
                        let bend = part * part * (3.0 - 2.0 * part);
                        (from + part * (to - from), a + bend * (b - a))
                    })
                    .collect()
            };
            let mut outline = edge(a, b);
            outline.extend(edge(a + thick, b + thick).into_iter().rev());
            // Those who stay outside are no movement.
            let still = ribbon.from == ribbon.to && (ribbon.from == 0 || ribbon.from == 5);
            scene.area(outline, look(ribbon.from).0, if still { 0.25 } else { 0.45 });
        }
    }
}

fn labels(
    scene: &mut Scene,
    frame: Frame,
    picture: &Alluvial,
    tops: &[Vec<f64>],
    scale: f64,
    x: &impl Fn(usize) -> f64,
) {
    let last = picture.columns.len().saturating_sub(1);
    for (column, nodes) in picture.nodes.iter().enumerate() {
        let middles: Vec<f64> =
            nodes.iter().zip(&tops[column]).map(|(node, top)| top + node.size * scale / 2.0 + 5.0).collect();
        if column == 0 || column == last {
            let places = spread(&middles, 18.0, frame.y + HEAD + 8.0, frame.bottom() - 2.0);
            for (node, y) in nodes.iter().zip(places) {
                // An empty node of the first date will be filled; one of the last is told, too.
                let words = format!("{} {}", node.name, node.label);
                let text = if column == 0 {
                    Text::new((x(0) - 8.0, y), 15.0, words).end()
                } else {
                    Text::new((x(last) + NODE + 8.0, y), 15.0, words)
                };
                scene.text(text);
            }
        } else {
            let (told, wanted): (Vec<_>, Vec<f64>) =
                nodes.iter().zip(&middles).filter(|(node, _)| node.size * scale >= PRINTED).unzip();
            let places = spread(&wanted, 16.0, frame.y + HEAD + 12.0, frame.bottom() - 2.0);
            for (node, y) in told.into_iter().zip(places) {
                let at = (x(column) + NODE + 5.0, y);
                scene.text(Text::new(at, SMALL, node.label.clone()).colour(INK).halo());
            }
        }
    }
}

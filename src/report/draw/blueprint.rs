//! Draws the emotion curve over the five lanes of the blueprint.
//!
//! Columns are touchpoints in order. Before each box its mean wait is a bar whose width is proportional to the
//! wait, on one scale for the whole chart. A long journey continues in a second row.

use super::emotion;
use super::frame::{Frame, MARGIN, SMALL, cut, shortened};
use super::parts::{Part, columns, parts};
use super::scene::{GREY, INK, PALE, Scene, Text, WHITE, Xy, corners, dashed, hue, stroke};
use crate::report::charts::pictures::{Arrow, Blueprint, Lane, Step};
use crate::report::words::format::{percent, wait};
use crate::report::words::width::width as text_width;

/// Column of lane names [px].
const LANES: f64 = 96.0;
/// Narrowest column for a box and its arrow [px].
const COLUMN: f64 = 130.0;
/// Room between a box and the wait before it [px].
const GAP: f64 = 26.0;
/// Share of the width that waits may take.
const WAITS: f64 = 0.22;
/// Height of an empty lane [px].
const EMPTY: f64 = 34.0;
/// Room above boxes for arrows that skip one [px].
const OVERHEAD: f64 = 36.0;
/// Room between two rows of a long blueprint [px].
const BETWEEN: f64 = 26.0;
/// Room for the scale of the waits [px].
const SCALE: f64 = 26.0;

/// Width of the whole chart [px].
pub(super) fn width(picture: &Blueprint) -> f64 {
    let most = parts(picture).iter().map(|part| columns(&part.picture)).max().unwrap_or(1);
    2.0 * MARGIN + LANES + most as f64 * COLUMN / (1.0 - WAITS)
}

/// Height of the picture [px].
pub(super) fn height(picture: &Blueprint, inside: f64) -> f64 {
    let frame = Frame { x: 0.0, y: 0.0, width: inside, height: 0.0 };
    plans(picture, frame).last().map_or(0.0, |(_, plan)| plan.bottom) + SCALE
}

fn felt(picture: &Blueprint) -> bool {
    picture.steps.iter().any(|step| step.moment.is_some())
}

/// Longest wait of each column [min].
fn column_waits(picture: &Blueprint) -> Vec<f64> {
    let mut waits = vec![0.0_f64; columns(picture)];
    for step in &picture.steps {
        waits[step.column] = waits[step.column].max(step.wait_min);
    }
    waits
}

/// Rows with their plans, all on one scale of waiting.
fn plans(picture: &Blueprint, frame: Frame) -> Vec<(Part, Plan)> {
    let parts = parts(picture);
    let longest = parts.iter().map(|part| column_waits(&part.picture).iter().sum()).fold(0.0, f64::max);
    let per_minute = if longest > 0.0 { (frame.width - LANES) * WAITS / longest } else { 0.0 };
    let curve = if felt(picture) { emotion::HEIGHT } else { 0.0 };
    let mut y = frame.y;
    parts
        .into_iter()
        .map(|part| {
            let plan = Plan::new(&part.picture, Frame { y, ..frame }, per_minute, curve);
            y = plan.bottom + BETWEEN;
            (part, plan)
        })
        .collect()
}

/// Where everything in one row stands.
struct Plan {
    /// Top of the row.
    top: f64,
    /// Box of each step: left, top, width, height.
    boxes: Vec<(f64, f64, f64, f64)>,
    /// Width of the wait before each step.
    waits: Vec<f64>,
    /// Top and height of each lane.
    lanes: Vec<(Lane, f64, f64)>,
    /// Pixels per minute of waiting.
    per_minute: f64,
    /// Lower end of the row.
    bottom: f64,
}

impl Plan {
    fn new(picture: &Blueprint, frame: Frame, per_minute: f64, curve: f64) -> Plan {
        let column_waits = column_waits(picture);
        let count = column_waits.len();
        let total: f64 = column_waits.iter().sum();
        let each = (frame.width - LANES - total * per_minute) / count as f64;
        let mut lefts = Vec::with_capacity(count);
        let mut x = frame.x + LANES;
        for wait in &column_waits {
            x += wait * per_minute;
            lefts.push(x + GAP);
            x += each;
        }
        let wide = (each - GAP - 4.0).min(190.0);
        let mut y = frame.y + curve;
        let mut lanes = Vec::new();
        let mut boxes = vec![(0.0, 0.0, 0.0, 0.0); picture.steps.len()];
        for lane in Lane::ALL {
            let inside: Vec<usize> = (0..picture.steps.len()).filter(|at| picture.steps[*at].lane == lane).collect();
            let skips = picture.arrows.iter().any(|arrow| is_skip(picture, arrow) && top_lane(picture, arrow) == lane);
            let head = if skips { OVERHEAD } else { 10.0 };
            // Boxes of one height, so that arrows between them run straight.
            let most = inside.iter().map(|at| lines(&picture.steps[*at], wide).len()).max().unwrap_or(0);
            let high = most as f64 * 18.0 + 14.0;
            let mut tallest: f64 = 0.0;
            let mut used = vec![0.0_f64; count];
            for at in inside {
                let column = picture.steps[at].column;
                let above = used[column];
                boxes[at] = (lefts[column], y + head + above, wide, high);
                used[column] += high + 8.0;
                tallest = tallest.max(above + high);
            }
            let foot = if lane.line_below().is_some() { 28.0 } else { 12.0 };
            let high = if tallest > 0.0 { head + tallest + foot } else { EMPTY };
            lanes.push((lane, y, high));
            y += high;
        }
        let waits = picture.steps.iter().map(|step| step.wait_min * per_minute).collect();
        Plan { top: frame.y, boxes, waits, lanes, per_minute, bottom: y }
    }

    fn centre(&self, index: usize) -> f64 {
        let (left, _, wide, _) = self.boxes[index];
        left + wide / 2.0
    }
}

/// Text inside a box: the name, then the wait, then who serves.
fn lines(step: &Step, wide: f64) -> Vec<(String, bool)> {
    let room = wide - 6.0;
    let mut lines: Vec<(String, bool)> =
        shortened(&step.name, (room, 15.0, true), 3).into_iter().map(|line| (line, true)).collect();
    if step.wait_min * 60.0 >= 0.5 {
        let short = wait(step.wait_min);
        let long = format!("wait {short}");
        lines.push((if text_width(&long, SMALL, false) <= room { long } else { short }, false));
    }
    if let Some(resource) = &step.resource {
        lines.extend(
            shortened(&format!("by {resource}"), (room, SMALL, false), 2).into_iter().map(|line| (line, false)),
        );
    }
    if !step.visited {
        lines.push((cut("not in use", room, SMALL, false), false));
    }
    lines
}

/// Whether an arrow passes over or leads back.
fn is_skip(picture: &Blueprint, arrow: &Arrow) -> bool {
    let (from, to) = (picture.steps[arrow.from].column, picture.steps[arrow.to].column);
    !arrow.support && from != to && to != from + 1
}

fn top_lane(picture: &Blueprint, arrow: &Arrow) -> Lane {
    picture.steps[arrow.from].lane.min(picture.steps[arrow.to].lane)
}

pub(super) fn draw(scene: &mut Scene, frame: Frame, picture: &Blueprint) {
    let plans = plans(picture, frame);
    let limit = emotion::limit(picture);
    for (part, plan) in &plans {
        draw_lanes(scene, frame, plan);
        if felt(picture) {
            emotion::draw(scene, Frame { y: plan.top, ..frame }, &part.picture, &places(&part.picture, plan), limit);
        }
        let mut skips = 0;
        for arrow in &part.picture.arrows {
            draw_arrow(scene, &part.picture, plan, arrow, &mut skips);
        }
        draw_stubs(scene, part, plan);
        draw_lines(scene, frame, plan);
        for (index, step) in part.picture.steps.iter().enumerate() {
            draw_box(scene, plan, index, step);
        }
    }
    if let Some((_, plan)) = plans.last().filter(|(_, plan)| plan.per_minute > 0.0) {
        let (round, name) = round_wait(60.0 / plan.per_minute);
        let (left, y, long) = (frame.x + LANES + GAP, plan.bottom + 18.0, round * plan.per_minute);
        wait_bar(scene, (left, y - 5.0), long);
        let words = format!("{name} of waiting, to scale");
        scene.text(Text::new((left + long + 8.0, y), SMALL, words).colour(GREY));
    }
}

/// What the emotion curve needs to know about the plan.
fn places(picture: &Blueprint, plan: &Plan) -> Vec<emotion::Place> {
    (0..picture.steps.len())
        .map(|index| {
            let (left, top, wide, _) = plan.boxes[index];
            emotion::Place {
                centre: plan.centre(index),
                half: wide / 2.0,
                wait: left - (plan.waits[index] / 2.0).max(GAP / 2.0),
                top,
            }
        })
        .collect()
}

/// A round wait for the scale, at most as long as the target [min], and its name.
fn round_wait(target: f64) -> (f64, String) {
    // Seconds, minutes and hours are round in different places.
    let units = [(1.0 / 60.0, "s"), (1.0, "min"), (60.0, "h")];
    let counts = [1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0, 200.0, 500.0];
    let mut best = (1.0 / 60.0, "1 s".to_string());
    for (unit, name) in units {
        for count in counts {
            if count * unit <= target && count * unit > best.0 && !(name != "h" && count > 30.0) {
                best = (count * unit, format!("{count} {name}"));
            }
        }
    }
    best
}

fn draw_lanes(scene: &mut Scene, frame: Frame, plan: &Plan) {
    for (index, (lane, top, high)) in plan.lanes.iter().enumerate() {
        if index % 2 == 0 {
            scene.rect((frame.x, *top), (frame.width, *high), PALE);
        }
        scene.text(Text::new((frame.x + 6.0, top + 22.0), 15.0, lane.title()).bold());
        if lane.line_below().is_some() {
            scene.line(vec![(frame.x, top + high), (frame.right(), top + high)], dashed(GREY, 1.5, 9.0, 5.0));
        }
    }
}

/// The three lines named, on top of the arrows that cross them.
fn draw_lines(scene: &mut Scene, frame: Frame, plan: &Plan) {
    for (lane, top, high) in &plan.lanes {
        if let Some(line) = lane.line_below() {
            scene.text(Text::new((frame.right() - 6.0, top + high - 6.0), SMALL, line).colour(GREY).end().halo());
        }
    }
}

fn wait_bar(scene: &mut Scene, (x, y): Xy, long: f64) {
    if long >= 1.0 {
        let (at, size) = ((x, y - 6.0), (long, 12.0));
        scene.rect(at, size, WHITE);
        scene.hatch(&corners(at, size), hue(1), 5.0, true);
        scene.frame(at, size, stroke(hue(1), 1.5));
    }
}

fn draw_box(scene: &mut Scene, plan: &Plan, index: usize, step: &Step) {
    let (left, top, wide, high) = plan.boxes[index];
    wait_bar(scene, (left - plan.waits[index] - 1.0, top + high / 2.0), plan.waits[index]);
    scene.rect((left, top), (wide, high), WHITE);
    let outline = if step.visited { stroke(INK, 1.6) } else { dashed(GREY, 1.2, 4.0, 4.0) };
    scene.frame((left, top), (wide, high), outline);
    let colour = if step.visited { INK } else { GREY };
    let words = lines(step, wide);
    let first = top + (high - words.len() as f64 * 18.0) / 2.0 + 14.0;
    for (line, (words, bold)) in words.into_iter().enumerate() {
        let size = if bold { 15.0 } else { SMALL };
        let text = Text::new((left + wide / 2.0, first + line as f64 * 18.0), size, words).middle();
        scene.text(if bold { text.bold().colour(colour) } else { text.colour(GREY) });
    }
}

/// Ways that leave the row or come from another one.
fn draw_stubs(scene: &mut Scene, part: &Part, plan: &Plan) {
    for (step, probability) in &part.out {
        let (left, top, wide, high) = plan.boxes[*step];
        let (x, y) = (left + wide, top + high * 0.75);
        scene.line(vec![(x, y), (x + 12.0, y)], stroke(GREY, 1.6));
        scene.head((x + 20.0, y), (1.0, 0.0), GREY);
        if let Some(label) = percentage(*probability) {
            scene.text(Text::new((x + 2.0, y + 18.0), SMALL, label).halo());
        }
    }
    for step in &part.into {
        let (left, top, _, high) = plan.boxes[*step];
        let (x, y) = (left - plan.waits[*step], top + high * 0.5);
        scene.line(vec![(x - 24.0, y), (left - 8.0, y)], stroke(GREY, 1.6));
        scene.head((left, y), (1.0, 0.0), GREY);
    }
}

/// A probability worth printing.
fn percentage(probability: f64) -> Option<String> {
    (probability < 0.995).then(|| percent(probability))
}

fn draw_arrow(scene: &mut Scene, picture: &Blueprint, plan: &Plan, arrow: &Arrow, skips: &mut usize) {
    let (from, to) = (plan.boxes[arrow.from], plan.boxes[arrow.to]);
    let line = stroke(GREY, 1.6);
    if arrow.support || picture.steps[arrow.from].column == picture.steps[arrow.to].column {
        // A step behind: straight up or down between the two boxes.
        let x = plan.centre(arrow.to);
        let up = from.1 > to.1;
        let (start, tip, direction) = if up { (from.1, to.1 + to.3, -1.0) } else { (from.1 + from.3, to.1, 1.0) };
        scene.line(vec![(x, start), (x, tip - direction * 8.0)], dashed(GREY, 1.6, 5.0, 4.0));
        scene.head((x, tip), (0.0, direction), GREY);
        return;
    }
    let label = percentage(arrow.probability);
    if is_skip(picture, arrow) {
        let level = from.1.min(to.1) - 10.0 - 5.0 * (*skips % 3) as f64;
        *skips += 1;
        // Leave and arrive off centre, so that two ways of one box do not merge.
        let forward = to.0 > from.0;
        let start = from.0 + from.2 * if forward { 0.7 } else { 0.3 };
        let end = to.0 + to.2 * if forward { 0.3 } else { 0.7 };
        scene.line(vec![(start, from.1), (start, level), (end, level), (end, to.1 - 8.0)], line);
        scene.head((end, to.1), (0.0, 1.0), GREY);
        if let Some(label) = label {
            let text = Text::new((start + if forward { 6.0 } else { -6.0 }, level - 5.0), SMALL, label).halo();
            scene.text(if forward { text } else { text.end() });
        }
        return;
    }
    let (start, end) = ((from.0 + from.2, from.1 + from.3 / 2.0), (to.0, to.1 + to.3 / 2.0));
    let bend = start.0 + 8.0;
    scene.line(vec![start, (bend, start.1), (bend, end.1), (end.0 - 8.0, end.1)], line);
    scene.head(end, (1.0, 0.0), GREY);
    if let Some(label) = label {
        let y = if end.1 > start.1 { start.1 - 6.0 } else { start.1 + 18.0 };
        scene.text(Text::new((start.0 + 3.0, y), SMALL, label).halo());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_of_the_waits_is_a_round_time() {
        let named = [0.06, 0.4, 3.0, 45.0, 250.0, 70_000.0].map(|target| round_wait(target).1);
        assert_eq!(named, ["2 s", "20 s", "2 min", "30 min", "2 h", "500 h"]);
    }
}

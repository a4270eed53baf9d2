//! Draws the emotion curve over the five lanes of the blueprint.
//!
//! Columns are touchpoints in order. Before each box its mean wait is a bar whose width is proportional to the
//! wait, on one scale for the whole chart.

use super::super::fonts::{width as text_width, wrap};
use super::super::scene::{GREY, INK, PALE, Scene, Text, WHITE, Xy, corners, dashed, hue, stroke};
use super::super::spec::{Arrow, Blueprint, Lane, Step};
use super::{Frame, MARGIN, SMALL, cut};
use crate::report::format::brief;

/// Column of lane names [px].
const LANES: f64 = 92.0;
/// Narrowest column for a box and its arrow [px].
const COLUMN: f64 = 118.0;
/// Room between a box and the wait before it [px].
const GAP: f64 = 26.0;
/// Share of the width that waits may take.
const WAITS: f64 = 0.22;
/// Height of the emotion curve [px].
const CURVE: f64 = 250.0;
/// Height of an empty lane [px].
const EMPTY: f64 = 34.0;
/// Room above boxes for arrows that skip one [px].
const OVERHEAD: f64 = 26.0;

/// Width of the whole chart [px].
pub(super) fn width(picture: &Blueprint) -> f64 {
    let plain = columns(picture) as f64 * COLUMN;
    2.0 * MARGIN + LANES + plain / (1.0 - WAITS)
}

/// Height of the picture [px].
pub(super) fn height(picture: &Blueprint, inside: f64) -> f64 {
    let plan = Plan::new(picture, Frame { x: 0.0, y: 0.0, width: inside, height: 0.0 });
    plan.bottom
}

fn columns(picture: &Blueprint) -> usize {
    picture.steps.iter().map(|step| step.column + 1).max().unwrap_or(1)
}

fn felt(picture: &Blueprint) -> bool {
    picture.steps.iter().any(|step| step.moment.is_some())
}

/// Where everything stands.
struct Plan {
    /// Box of each step: left, top, width, height.
    boxes: Vec<(f64, f64, f64, f64)>,
    /// Width of the wait before each step.
    waits: Vec<f64>,
    /// Top and height of each lane.
    lanes: Vec<(Lane, f64, f64)>,
    /// Pixels per minute of waiting.
    per_minute: f64,
    /// Lower end of the picture.
    bottom: f64,
}

impl Plan {
    fn new(picture: &Blueprint, frame: Frame) -> Plan {
        let count = columns(picture);
        let mut column_wait = vec![0.0_f64; count];
        for step in &picture.steps {
            column_wait[step.column] = column_wait[step.column].max(step.wait_min);
        }
        let room = frame.width - LANES;
        let total: f64 = column_wait.iter().sum();
        let per_minute = if total > 0.0 { room * WAITS / total } else { 0.0 };
        let each = (room - total * per_minute) / count as f64;
        let mut lefts = Vec::with_capacity(count);
        let mut x = frame.x + LANES;
        for wait in &column_wait {
            x += wait * per_minute;
            lefts.push(x + GAP);
            x += each;
        }
        let wide = (each - GAP - 4.0).min(190.0);
        let mut y = frame.y + if felt(picture) { CURVE } else { 0.0 };
        let mut lanes = Vec::new();
        let mut boxes = vec![(0.0, 0.0, 0.0, 0.0); picture.steps.len()];
        for lane in Lane::ALL {
            let inside: Vec<usize> =
                (0..picture.steps.len()).filter(|index| picture.steps[*index].lane == lane).collect();
            let top = y;
            let skips = picture.arrows.iter().any(|arrow| is_skip(picture, arrow) && top_lane(picture, arrow) == lane);
            let head = if skips { OVERHEAD + 12.0 } else { 10.0 };
            // Boxes of one height, so that arrows between them run straight.
            let high = inside.iter().map(|index| lines(&picture.steps[*index], wide).len()).max().unwrap_or(0) as f64
                * 18.0
                + 14.0;
            let mut tallest: f64 = 0.0;
            let mut used = vec![0.0_f64; count];
            for index in inside {
                let step = &picture.steps[index];
                let above = used[step.column];
                boxes[index] = (lefts[step.column], top + head + above, wide, high);
                used[step.column] += high + 8.0;
                tallest = tallest.max(above + high);
            }
            let foot = if lane.line_below().is_some() { 28.0 } else { 12.0 };
            let high = if tallest > 0.0 { head + tallest + foot } else { EMPTY };
            lanes.push((lane, top, high));
            y += high;
        }
        let waits = picture.steps.iter().map(|step| step.wait_min * per_minute).collect();
        let note = if total > 0.0 { 26.0 } else { 4.0 };
        Plan { boxes, waits, lanes, per_minute, bottom: y + note }
    }

    fn centre(&self, index: usize) -> f64 {
        let (left, _, wide, _) = self.boxes[index];
        left + wide / 2.0
    }
}

/// Text inside a box: the name, then the wait, then who serves.
fn lines(step: &Step, wide: f64) -> Vec<(String, bool)> {
    let mut lines: Vec<(String, bool)> =
        wrap(&step.name, wide - 10.0, 15.0, true, 2).into_iter().map(|line| (line, true)).collect();
    if step.wait_min > 0.0 {
        lines.push((cut(&format!("wait {} min", brief(step.wait_min)), wide - 8.0, SMALL, false), false));
    }
    if let Some(resource) = &step.resource {
        lines.push((cut(&format!("by {resource}"), wide - 8.0, SMALL, false), false));
    }
    if !step.visited {
        lines.push((cut("not in use", wide - 8.0, SMALL, false), false));
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
    let plan = Plan::new(picture, frame);
    draw_lanes(scene, frame, &plan);
    if felt(picture) {
        super::emotion::draw(scene, frame, picture, &places(picture, &plan));
    }
    let mut skips = 0;
    for arrow in &picture.arrows {
        draw_arrow(scene, picture, &plan, arrow, &mut skips);
    }
    for (index, step) in picture.steps.iter().enumerate() {
        draw_box(scene, &plan, index, step);
    }
    if plan.per_minute > 0.0 {
        let minutes = round_minutes(60.0 / plan.per_minute);
        let y = plan.bottom - 8.0;
        let left = frame.x + LANES + GAP;
        wait_bar(scene, (left, y - 5.0), minutes * plan.per_minute);
        let words = format!("{} min of waiting, to scale", brief(minutes));
        scene.text(Text::new((left + minutes * plan.per_minute + 8.0, y), SMALL, words).colour(GREY));
    }
}

/// What the emotion curve needs to know about the plan: box centre, box width, wait centre, box top.
fn places(picture: &Blueprint, plan: &Plan) -> Vec<super::emotion::Place> {
    (0..picture.steps.len())
        .map(|index| {
            let (left, top, wide, _) = plan.boxes[index];
            super::emotion::Place {
                centre: plan.centre(index),
                half: wide / 2.0,
                wait: left - (plan.waits[index] / 2.0).max(GAP / 2.0),
                top,
            }
        })
        .collect()
}

/// A round number of minutes near a target.
fn round_minutes(target: f64) -> f64 {
    let mut unit = 1e-3;
    while unit * 10.0 <= target && unit < 1e9 {
        unit *= 10.0;
    }
    [5.0, 2.0, 1.0].into_iter().map(|part| part * unit).find(|value| *value <= target).unwrap_or(unit)
}

fn draw_lanes(scene: &mut Scene, frame: Frame, plan: &Plan) {
    for (index, (lane, top, high)) in plan.lanes.iter().enumerate() {
        if index % 2 == 0 {
            scene.rect((frame.x, *top), (frame.width, *high), PALE);
        }
        scene.text(Text::new((frame.x + 6.0, top + 22.0), 15.0, lane.title()).bold());
        if let Some(line) = lane.line_below() {
            let y = top + high;
            scene.line(vec![(frame.x, y), (frame.right(), y)], dashed(GREY, 1.5, 9.0, 5.0));
            scene.text(Text::new((frame.right() - 6.0, y - 5.0), SMALL, line).colour(GREY).end().halo());
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
    let middle = top + high / 2.0;
    wait_bar(scene, (left - plan.waits[index] - 1.0, middle), plan.waits[index]);
    scene.rect((left, top), (wide, high), WHITE);
    let outline = if step.visited { stroke(INK, 1.6) } else { dashed(GREY, 1.2, 4.0, 4.0) };
    scene.frame((left, top), (wide, high), outline);
    let colour = if step.visited { INK } else { GREY };
    for (line, (words, bold)) in lines(step, wide).into_iter().enumerate() {
        let size = if bold { 15.0 } else { SMALL };
        let text = Text::new((left + wide / 2.0, top + 20.0 + line as f64 * 18.0), size, words).middle();
        scene.text(if bold { text.bold().colour(colour) } else { text.colour(GREY) });
    }
}

fn draw_arrow(scene: &mut Scene, picture: &Blueprint, plan: &Plan, arrow: &Arrow, skips: &mut usize) {
    let (from, to) = (plan.boxes[arrow.from], plan.boxes[arrow.to]);
    let line = stroke(GREY, 1.6);
    if arrow.support || picture.steps[arrow.from].column == picture.steps[arrow.to].column {
        // A step behind: straight up (or down) between the two boxes, with the sign of where it ends.
        let x = plan.centre(arrow.to);
        let (start, tip, direction) =
            if from.1 > to.1 { (from.1, to.1 + to.3, -1.0) } else { (from.1 + from.3, to.1, 1.0) };
        scene.line(vec![(x, start), (x, tip - direction * 8.0)], dashed(GREY, 1.6, 5.0, 4.0));
        scene.head((x, tip), (0.0, direction), GREY);
        return;
    }
    let label = (arrow.probability < 0.995).then(|| format!("{:.0} %", arrow.probability * 100.0));
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
            let x = start + if forward { 6.0 } else { -6.0 };
            let text = Text::new((x, level - 5.0), SMALL, label).halo();
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
        let x = if text_width(&label, SMALL, false) > GAP { start.0 + 2.0 } else { bend };
        scene.text(Text::new((x, y), SMALL, label).halo());
    }
}

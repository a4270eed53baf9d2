//! Cuts a long blueprint into rows, so that its text stays legible on a slide.

use crate::report::charts::pictures::{Arrow, Blueprint};

/// Most columns in one row.
const MOST: usize = 6;

/// One row of the blueprint, with its own numbering of steps and columns.
pub(super) struct Part {
    /// The steps of this row and the ways between them.
    pub(super) picture: Blueprint,
    /// Steps from which a way leads to another row, with its probability.
    pub(super) out: Vec<(usize, f64)>,
    /// Steps that are reached from another row.
    pub(super) into: Vec<usize>,
}

/// Number of columns.
pub(super) fn columns(picture: &Blueprint) -> usize {
    picture.steps.iter().map(|step| step.column + 1).max().unwrap_or(1)
}

/// The rows, of about equal length.
pub(super) fn parts(picture: &Blueprint) -> Vec<Part> {
    let count = columns(picture);
    let rows = count.div_ceil(MOST);
    let each = count.div_ceil(rows);
    (0..rows).map(|row| part(picture, row * each, (row + 1) * each)).collect()
}

fn part(picture: &Blueprint, from: usize, to: usize) -> Part {
    let inside: Vec<usize> =
        (0..picture.steps.len()).filter(|index| (from..to).contains(&picture.steps[*index].column)).collect();
    let place = |old: usize| inside.iter().position(|index| *index == old);
    let steps = inside
        .iter()
        .map(|index| {
            let mut step = picture.steps[*index].clone();
            step.column -= from;
            step
        })
        .collect();
    let mut part = Part { picture: Blueprint { steps, arrows: Vec::new() }, out: Vec::new(), into: Vec::new() };
    for arrow in &picture.arrows {
        match (place(arrow.from), place(arrow.to)) {
            (Some(from), Some(to)) => part.picture.arrows.push(Arrow { from, to, ..arrow.clone() }),
            (Some(from), None) => match part.out.iter_mut().find(|way| way.0 == from) {
                Some(way) => way.1 += arrow.probability,
                None => part.out.push((from, arrow.probability)),
            },
            (None, Some(to)) if !part.into.contains(&to) => part.into.push(to),
            _ => {}
        }
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::charts::pictures::{Lane, Step};

    fn chain(length: usize) -> Blueprint {
        let step = |column: usize| Step {
            name: format!("step {column}"),
            lane: Lane::Onstage,
            column,
            resource: None,
            wait_min: 0.0,
            moment: None,
            wait_moment: None,
            peak: None,
            end: None,
            visited: true,
        };
        let arrow = |from: usize| Arrow { from, to: from + 1, probability: 1.0, support: false };
        Blueprint { steps: (0..length).map(step).collect(), arrows: (1..length).map(|to| arrow(to - 1)).collect() }
    }

    #[test]
    fn a_short_blueprint_stays_whole() {
        let rows = parts(&chain(6));
        assert_eq!(rows.len(), 1);
        assert!(rows[0].out.is_empty() && rows[0].into.is_empty());
        assert_eq!(rows[0].picture, chain(6));
    }

    #[test]
    fn a_long_one_becomes_rows_that_lose_no_step_and_no_way() {
        let whole = chain(15);
        let rows = parts(&whole);
        let steps: Vec<usize> = rows.iter().map(|row| row.picture.steps.len()).collect();
        assert_eq!(steps, [5, 5, 5]);
        let inside: usize = rows.iter().map(|row| row.picture.arrows.len()).sum();
        let across: usize = rows.iter().map(|row| row.out.len()).sum();
        assert_eq!(inside + across, whole.arrows.len());
        assert_eq!(rows[1].out, [(4, 1.0)]);
        assert_eq!(rows[1].into, [0]);
        assert!(rows.iter().all(|row| columns(&row.picture) == 5));
    }
}

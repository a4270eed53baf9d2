//! Inputs that depend on each other: rank correlations with inputs above, as a normal copula.

use super::place::error;
use super::read::Reader;
use crate::num::{sin, sqrt};
use crate::scenario::grammar::{Named as _, Uncertain};
use crate::scenario::read::path::PathError;
use crate::scenario::text::diagnostic::{nearest, shown};

impl Reader<'_> {
    /// By the rank correlations with inputs above: how much of each of their scores, and of a score of its own, makes this one's.
    pub(super) fn with(&self, entry: &Uncertain<'_>) -> Result<(Vec<(usize, f64)>, f64), PathError> {
        let mut named: Vec<(usize, f64)> = Vec::new();
        for (name, item) in entry.together.iter() {
            let Some(rank) = item.as_number() else { continue };
            let Some(at) = self.found.inputs.iter().position(|input| input.name == *name) else {
                let below = self.root.uncertain.iter().any(|other| other.name() == name);
                let known = self.found.inputs.iter().map(|input| input.name.as_str());
                let help = match (below, nearest(name, known)) {
                    (true, _) => {
                        Some("correlations are with inputs above: say it at the lower one of the two".to_owned())
                    }
                    (false, meant) => meant.map(|meant| format!("did you mean `{meant}`?")),
                };
                return Err(error(
                    format!("there is no input called {} above {}", shown(name), shown(entry.name())),
                    help,
                ));
            };
            if self.found.inputs[at].rows.is_some() {
                return Err(error(
                    format!("{} is a column of a file: its rows say what belongs together", shown(name)),
                    None,
                ));
            }
            // Of normal scores, from that of ranks (Pearson 1907).
            named.push((at, 2.0 * sin(std::f64::consts::PI * rank / 6.0)));
        }
        let correlations: Vec<f64> = named.iter().map(|(_, wanted)| *wanted).collect();
        let matrix: Vec<Vec<f64>> =
            named.iter().map(|(a, _)| named.iter().map(|(b, _)| self.correlation(*a, *b)).collect()).collect();
        let cannot = || {
            error(
                format!(
                    "the rank correlations of {} cannot hold together: those of the inputs above leave no room for them",
                    shown(entry.name())
                ),
                "make them smaller, or drop one".to_owned(),
            )
        };
        let weights = solved(matrix, correlations.clone()).ok_or_else(cannot)?;
        let explained: f64 = weights.iter().zip(&correlations).map(|(weight, wanted)| weight * wanted).sum();
        if explained > 1.0 + 1e-9 {
            return Err(cannot());
        }
        Ok((named.iter().map(|(at, _)| *at).zip(weights).collect(), sqrt((1.0 - explained).max(0.0))))
    }

    /// Correlation of the scores of two inputs.
    fn correlation(&self, a: usize, b: usize) -> f64 {
        let inputs = &self.found.inputs;
        if a == b {
            return 1.0;
        }
        let (low, high) = (a.min(b), a.max(b));
        inputs[high].mixed.iter().map(|(of, weight)| weight * self.correlation(*of, low)).sum()
    }
}

/// The solution of a few linear equations by elimination with the largest pivot; none of a singular matrix.
fn solved(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let n = right.len();
    for column in 0..n {
        let pivot = (column..n).max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))?;
        if matrix[pivot][column].abs() < 1e-12 {
            return None;
        }
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for row in 0..n {
            if row != column {
                let factor = matrix[row][column] / matrix[column][column];
                let above = matrix[column].clone();
                let cells = matrix[row].iter_mut().zip(&above).skip(column);
                cells.for_each(|(cell, above)| *cell -= factor * above);
                right[row] -= factor * right[column];
            }
        }
    }
    Some((0..n).map(|i| right[i] / matrix[i][i]).collect())
}

//! Designs: where in the space of parameters the points of a sweep lie.
//!
//! A design gives positions between 0 and 1, one per parameter and point; [`Parameter`](super::Parameter) turns them into values. `None`
//! leaves a parameter as it is in the file. Each point is labelled with what it is in its design. Every design can be cut short: points come in
//! an order in which the first half is balanced, or are executed in such an order.
//!
//! Longer than other files: a list of kinds of designs.

use serde::{Deserialize, Serialize};

use super::label::{Label, Role};
use super::parameter::Parameter;
use crate::random::{Key, ReplicationKey, SobolSequence, random_order};
use crate::scenario::grammar::{Design, Word as _};
use crate::stats::sensitivity::SHIFTS;

/// Keeps designs away from the draws of a simulation with the same seed.
const DESIGN_SALT: u64 = 0x4465_7369_676e_7321;
/// Levels of a Morris design: positions 0, 1/3, 2/3 and 1, steps of 2/3.
const MORRIS_LEVELS: u64 = 4;
/// Most points of a sweep.
pub const MOST_POINTS: usize = 1_000_000;

/// A kind of design.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DesignKind {
    /// Every combination of equally spaced levels.
    Grid,
    /// Latin hypercube: each parameter has one point in each of `n` equal slices of its range (McKay, Beckman and Conover 1979).
    Lhs,
    /// The Sobol sequence.
    Sobol,
    /// Rows for Sobol indices: A, A with one column from B, and B (Saltelli et al. 2010).
    Saltelli,
    /// Trajectories in which one parameter moves at a time (Morris 1991).
    Morris,
    /// The file as it is, then each parameter alone at its ends or values.
    OneAtATime,
    /// The rows of a table.
    Table,
}

impl DesignKind {
    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        let named = Design::ALL.iter().find(|design| DesignKind::from(**design) == self);
        named.map_or("table", |design| design.word())
    }

    /// The design with this name; a table has a file instead.
    #[must_use]
    pub fn of_name(name: &str) -> Option<DesignKind> {
        Design::of_word(name).map(DesignKind::from)
    }

    /// Whether points can be added later.
    #[must_use]
    pub fn grows(self) -> bool {
        matches!(self, DesignKind::Lhs | DesignKind::Sobol | DesignKind::Saltelli | DesignKind::Morris)
    }

    /// Whether the points come in an order of which a half is balanced; others are executed in a random one.
    pub(super) fn is_balanced(self) -> bool {
        self.grows()
    }
}

impl From<Design> for DesignKind {
    fn from(design: Design) -> Self {
        match design {
            Design::Grid => DesignKind::Grid,
            Design::Lhs => DesignKind::Lhs,
            Design::Sobol => DesignKind::Sobol,
            Design::Saltelli => DesignKind::Saltelli,
            Design::Morris => DesignKind::Morris,
            Design::OneAtATime => DesignKind::OneAtATime,
        }
    }
}

/// One position per parameter.
type Positions = Vec<Option<f64>>;

/// One point of a design.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// One position per parameter.
    pub positions: Positions,
    /// What the point is.
    pub label: Label,
}

/// A design that cannot be made, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct DesignError(String);

fn wrong(text: impl Into<String>) -> DesignError {
    DesignError(text.into())
}

/// The points of one batch of a design.
///
/// `points` is what was asked for: a grid, Saltelli rows and Morris trajectories give the largest whole design that is not larger.
/// `before` is the number of points that earlier batches of the same design have, and `batch` counts the batches, from 0.
///
/// # Randomness
/// One or two words per point and parameter, addressed by seed and batch.
///
/// # Errors
/// Too few points for one row of the design, too many points or parameters.
pub fn rows(
    kind: DesignKind,
    parameters: &[Parameter],
    points: usize,
    (before, batch): (usize, u64),
    seed: u64,
) -> Result<Vec<Row>, DesignError> {
    if parameters.is_empty() {
        return Err(wrong(
            "there is nothing to vary: add [[sweep.parameter]] to the scenario, or --vary PATH=LOW..HIGH",
        ));
    }
    if points > MOST_POINTS {
        return Err(wrong(format!("{points} points are more than {MOST_POINTS}")));
    }
    let key = ReplicationKey::new(seed ^ DESIGN_SALT, batch).customer(0);
    let made = match kind {
        DesignKind::Grid => plain(grid(parameters, points)?),
        DesignKind::Lhs => plain(latin_hypercube(parameters.len(), points, key)),
        DesignKind::Sobol => {
            let sequence = sequence(parameters.len(), seed)?;
            plain((before..before + points).map(|i| filled(sequence.point(i as u32))).collect())
        }
        DesignKind::Saltelli => saltelli(parameters.len(), points, before, seed)?,
        DesignKind::Morris => morris(parameters.len(), points, before, key)?,
        DesignKind::OneAtATime => one_at_a_time(parameters),
        DesignKind::Table => return Err(wrong("the points of a table are its rows")),
    };
    if made.is_empty() { Err(wrong("a design has at least one point")) } else { Ok(made) }
}

/// Points that stand for themselves.
fn plain(rows: Vec<Positions>) -> Vec<Row> {
    rows.into_iter().map(|positions| Row { positions, label: Label::default() }).collect()
}

fn filled(row: Vec<f64>) -> Positions {
    row.into_iter().map(Some).collect()
}

fn sequence(dimensions: usize, seed: u64) -> Result<SobolSequence, DesignError> {
    if dimensions > SobolSequence::MOST_DIMENSIONS {
        return Err(wrong(format!(
            "the Sobol sequence has {} dimensions; this design needs {dimensions}",
            SobolSequence::MOST_DIMENSIONS
        )));
    }
    Ok(SobolSequence::new(dimensions, seed ^ DESIGN_SALT))
}

/// All combinations; ranges get as many equal levels as fit.
fn grid(parameters: &[Parameter], points: usize) -> Result<Vec<Positions>, DesignError> {
    let sizes = |levels: usize| -> Vec<usize> {
        parameters
            .iter()
            .map(|p| match (p.levels.count(), matches!(p.levels, super::Levels::Values(_))) {
                (Some(count), true) => count,
                (Some(count), false) => count.min(levels),
                (None, _) => levels,
            })
            .collect()
    };
    let total = |levels: usize| sizes(levels).into_iter().fold(1_usize, |total, n| total.saturating_mul(n));
    if total(2) > points.max(1) {
        return Err(wrong(format!(
            "a grid of these parameters has at least {} points; {points} were asked for",
            total(2)
        )));
    }
    let mut levels = 2;
    while levels < points && total(levels + 1) <= points {
        levels += 1;
    }
    let sizes = sizes(levels);
    let place = |at: usize, size: usize, parameter: &Parameter| match &parameter.levels {
        // The middle of its slice stands for a listed value, and for a whole number.
        super::Levels::Values(_) => (at as f64 + 0.5) / size as f64,
        _ if size < 2 => 0.5,
        _ => at as f64 / (size - 1) as f64,
    };
    let row = |index: usize| {
        let mut rest = index;
        let digits: Vec<usize> = sizes
            .iter()
            .rev()
            .map(|&size| {
                let digit = rest % size;
                rest /= size;
                digit
            })
            .collect();
        let at = digits.into_iter().rev().zip(&sizes).zip(parameters);
        at.map(|((digit, &size), parameter)| Some(place(digit, size, parameter))).collect()
    };
    Ok((0..total(levels)).map(row).collect())
}

fn latin_hypercube(dimensions: usize, points: usize, key: Key) -> Vec<Positions> {
    let columns: Vec<Vec<f64>> = (0..dimensions)
        .map(|d| {
            let slices = random_order(points, &key, 2 * d as u32);
            let within = |i: usize| key.uniform(2 * d as u32 + 1, i as u32);
            slices.into_iter().enumerate().map(|(i, slice)| (slice as f64 + within(i)) / points as f64).collect()
        })
        .collect();
    (0..points).map(|i| columns.iter().map(|column| Some(column[i])).collect()).collect()
}

/// Blocks of `parameters + 2` rows: A, A with each column in turn from B, then B. SALib takes them in this order.
fn saltelli(dimensions: usize, points: usize, before: usize, seed: u64) -> Result<Vec<Row>, DesignError> {
    let block = dimensions + 2;
    let mut blocks = points / block;
    if blocks < 2 {
        return Err(wrong(format!("Saltelli rows come in blocks of {block}; ask for {} points or more", 2 * block)));
    }
    if before == 0 {
        // A power of two of them keeps the sequence even.
        blocks = 1 << blocks.ilog2();
    }
    sequence(2 * dimensions, seed)?;
    // Rows take turns among shifts of the sequence: what these find differs by the error of their mean, which one alone never shows.
    let shifted = |number| SobolSequence::again(2 * dimensions, seed ^ DESIGN_SALT, number as u64);
    let sequences: Vec<SobolSequence> = (0..SHIFTS).map(shifted).collect();
    let first = before / block;
    let rows = (first..first + blocks).flat_map(|i| {
        let point = sequences[i % SHIFTS].point((i / SHIFTS) as u32);
        let (a, b) = point.split_at(dimensions);
        let (a, b) = (a.to_vec(), b.to_vec());
        let row = |values: Vec<f64>, role: Role, parameter: Option<usize>| Row {
            positions: filled(values),
            label: Label::of_block(i, role, parameter),
        };
        let mixed = (0..dimensions).map(|j| {
            let values = (0..dimensions).map(|k| if k == j { b[k] } else { a[k] }).collect();
            row(values, Role::AB, Some(j))
        });
        let mixed: Vec<Row> = mixed.collect();
        [row(a, Role::A, None)].into_iter().chain(mixed).chain([row(b, Role::B, None)])
    });
    Ok(rows.collect())
}

/// Blocks of `parameters + 1` rows; from row to row one parameter moves by 2/3 of its range.
fn morris(dimensions: usize, points: usize, before: usize, key: Key) -> Result<Vec<Row>, DesignError> {
    let block = dimensions + 1;
    let trajectories = points / block;
    if trajectories < 2 {
        return Err(wrong(format!("Morris trajectories have {block} points; ask for {} points or more", 2 * block)));
    }
    let step = (MORRIS_LEVELS / 2) as f64 / (MORRIS_LEVELS - 1) as f64;
    let mut rows = Vec::new();
    for t in 0..trajectories as u32 {
        let purpose = 3 * t;
        let low = |d: usize| (key.uniform(purpose, d as u32) * (MORRIS_LEVELS / 2) as f64).floor();
        let up: Vec<bool> = (0..dimensions).map(|d| key.uniform(purpose + 1, d as u32) < 0.5).collect();
        let lows: Vec<f64> = (0..dimensions).map(|d| low(d) / (MORRIS_LEVELS - 1) as f64).collect();
        let mut at: Vec<f64> = lows.iter().zip(&up).map(|(low, up)| if *up { *low } else { low + step }).collect();
        let number = before / block + t as usize;
        let row = |at: &[f64], role: Role, parameter: Option<usize>| Row {
            positions: filled(at.to_vec()),
            label: Label::of_block(number, role, parameter),
        };
        rows.push(row(&at, Role::Start, None));
        for d in random_order(dimensions, &key, purpose + 2) {
            at[d] = if up[d] { lows[d] + step } else { lows[d] };
            rows.push(row(&at, Role::Step, Some(d)));
        }
    }
    Ok(rows)
}

fn one_at_a_time(parameters: &[Parameter]) -> Vec<Row> {
    let base: Positions = vec![None; parameters.len()];
    let mut rows = vec![Row { positions: base.clone(), label: Label::beside_file([].into_iter()) }];
    for (p, parameter) in parameters.iter().enumerate() {
        let count = match &parameter.levels {
            super::Levels::Values(values) => values.len(),
            _ => 2,
        };
        for i in 0..count {
            let mut row = base.clone();
            let ends = [0.0, 1.0];
            row[p] = Some(if count == 2 { ends[i] } else { (i as f64 + 0.5) / count as f64 });
            rows.push(Row { positions: row, label: Label::beside_file([p].into_iter()) });
        }
    }
    rows
}

#[cfg(test)]
fn spread(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    crate::num::sqrt(values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n)
}

#[cfg(test)]
mod tests {
    use super::super::parameter::Levels;
    use super::*;

    fn ranges(n: usize) -> Vec<Parameter> {
        let range = |i: usize| Parameter {
            name: format!("p{i}"),
            path: format!("p{i}"),
            op: "set".to_owned(),
            levels: Levels::Range { low: 0.0, high: 1.0, unit: String::new(), log: false, whole: false },
        };
        (0..n).map(range).collect()
    }

    fn made(kind: DesignKind, d: usize, n: usize) -> Vec<Vec<f64>> {
        let rows = rows(kind, &ranges(d), n, (0, 0), 7).expect("a design");
        rows.into_iter().map(|row| row.positions.into_iter().map(|u| u.unwrap_or(f64::NAN)).collect()).collect()
    }

    #[test]
    fn a_latin_hypercube_has_one_point_in_every_slice() {
        let rows = made(DesignKind::Lhs, 5, 97);
        for d in 0..5 {
            let mut slices: Vec<usize> = rows.iter().map(|row| (row[d] * 97.0) as usize).collect();
            slices.sort_unstable();
            assert!(slices.into_iter().eq(0..97), "dimension {d}");
        }
        let first: Vec<f64> = rows[..48].iter().map(|row| row[0]).collect();
        assert!(spread(&first) > 0.2, "half of it covers the range");
    }

    #[test]
    fn a_grid_is_the_largest_that_fits() {
        assert_eq!(made(DesignKind::Grid, 3, 30).len(), 27);
        assert_eq!(made(DesignKind::Grid, 1, 5).iter().map(|r| r[0]).collect::<Vec<_>>(), [0.0, 0.25, 0.5, 0.75, 1.0]);
        let mut parameters = ranges(2);
        parameters[1].levels = Levels::Values(vec!["a".into(), "b".into(), "c".into()]);
        assert_eq!(rows(DesignKind::Grid, &parameters, 12, (0, 0), 1).expect("a grid").len(), 12);
        assert!(rows(DesignKind::Grid, &parameters, 5, (0, 0), 1).is_err());
    }

    #[test]
    fn saltelli_rows_differ_from_a_in_one_column_taken_from_b() {
        let rows = made(DesignKind::Saltelli, 3, 83);
        assert_eq!(rows.len(), 16 * 5);
        for block in rows.chunks(5) {
            for j in 0..3 {
                let mixed = &block[1 + j];
                assert!((0..3).all(|k| mixed[k] == block[if k == j { 4 } else { 0 }][k]));
            }
        }
        let more = super::rows(DesignKind::Saltelli, &ranges(3), 10, (80, 1), 7).expect("more");
        let whole = super::rows(DesignKind::Saltelli, &ranges(3), 160, (0, 0), 7).expect("whole");
        assert_eq!(more[..], whole[80..90], "adding goes on with the sequence");
        let label = |at: usize| {
            let Label { block, role, parameter } = whole[at].label;
            (block, role.map(Role::word), parameter)
        };
        assert_eq!(
            [80, 81, 83, 84].map(label),
            [
                (Some(16), Some("A"), None),
                (Some(16), Some("AB"), Some(0)),
                (Some(16), Some("AB"), Some(2)),
                (Some(16), Some("B"), None)
            ]
        );
    }

    #[test]
    fn morris_moves_one_parameter_at_a_time_by_two_thirds() {
        let rows = made(DesignKind::Morris, 4, 60);
        assert_eq!(rows.len(), 60);
        let labelled = super::rows(DesignKind::Morris, &ranges(4), 60, (0, 0), 7).expect("a design");
        for (number, (trajectory, labels)) in rows.chunks(5).zip(labelled.chunks(5)).enumerate() {
            assert!(labels.iter().all(|row| row.label.block == Some(number as u64)));
            assert_eq!((labels[0].label.role, labels[0].label.parameter), (Some(Role::Start), None));
            let mut moved = [0; 4];
            for (pair, to) in trajectory.windows(2).zip(&labels[1..]) {
                let changed: Vec<usize> = (0..4).filter(|&d| pair[0][d] != pair[1][d]).collect();
                assert_eq!(changed.len(), 1);
                assert_eq!((to.label.role, to.label.parameter), (Some(Role::Step), Some(changed[0])));
                moved[changed[0]] += 1;
                assert!(((pair[0][changed[0]] - pair[1][changed[0]]).abs() - 2.0 / 3.0).abs() < 1e-12);
            }
            assert_eq!(moved, [1; 4]);
            assert!(trajectory.iter().flatten().all(|u| (0.0..=1.0).contains(u)));
        }
    }

    #[test]
    fn one_at_a_time_leaves_the_others_as_they_are() {
        let rows = rows(DesignKind::OneAtATime, &ranges(3), 1, (0, 0), 1).expect("a design");
        assert_eq!(rows.len(), 7);
        assert!(rows[0].positions.iter().all(Option::is_none) && rows[0].label.role == Some(Role::File));
        for row in &rows[1..] {
            assert_eq!(row.positions.iter().flatten().count(), 1);
            assert!(row.label.role == Some(Role::Alone) && row.positions[row.label.parameter.expect("one")].is_some());
        }
    }
}

//! The worlds of a sweep: beside the baseline, one for each intervention, on the same customers at every point.
//!
//! A row is of a point, a replication and a world. What a world is compared by, `difference.METRIC`, stands in no row: it is made of two rows when
//! points are folded, so that it cannot part from them.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::{Column, Plan};
use super::work::columns;
use crate::experiment::results::BASELINE;
use crate::metrics::{DIFFERENCE, nearest};
use crate::scenario::world::{Compiled, compile_world};
use crate::scenario::{Diagnostics, Scenario};
use crate::stats::clean_differences;

/// What is measured in some worlds, and what is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measures {
    /// Columns of the baseline, then those that only other worlds have.
    pub columns: Vec<Column>,
    /// Differences of the columns that the baseline shares with a world.
    pub differences: Vec<Column>,
}

/// All columns and behind them the differences.
fn all<'a>(columns: &'a [Column], differences: &'a [Column]) -> impl Iterator<Item = &'a Column> + Clone {
    columns.iter().chain(differences)
}

/// The place of a path or metric id among all, or the path most like it.
fn find<'a>(columns: &'a [Column], differences: &'a [Column], path: &str) -> Result<usize, &'a str> {
    let all = all(columns, differences);
    let is = |wanted: &str| all.clone().position(|c| c.path == wanted);
    let near = || nearest(all.clone().map(|c| c.path.as_str()), path).unwrap_or_default();
    is(path).or_else(|| is(&format!("metrics.{path}"))).ok_or_else(near)
}

/// By difference, the column that it is of.
fn minuends<'a>(columns: &[Column], differences: &'a [Column]) -> impl Iterator<Item = Option<usize>> + use<'a> {
    let paths = columns.iter().enumerate().map(|(at, column)| (difference_path(&column.path), at));
    // Of two that would be called alike, the first.
    let known: BTreeMap<String, usize> = paths.rev().collect();
    differences.iter().map(move |difference| known.get(&difference.path).copied())
}

impl Measures {
    /// All columns, and behind them the differences.
    pub fn all(&self) -> impl Iterator<Item = &Column> {
        all(&self.columns, &self.differences)
    }

    /// One of [`all`](Measures::all).
    ///
    /// # Panics
    /// If there are not so many.
    #[must_use]
    pub fn column(&self, column: usize) -> &Column {
        self.columns.get(column).unwrap_or_else(|| &self.differences[column - self.columns.len()])
    }

    /// The place of a path or metric id among [`all`](Measures::all).
    ///
    /// # Errors
    /// What is wrong with it, as a clause.
    pub fn find(&self, path: &str) -> Result<usize, String> {
        find(&self.columns, &self.differences, path).map_err(|near| format!("nearest is `{near}`"))
    }

    /// By difference, the column that it is of.
    #[must_use]
    pub fn compared(&self) -> Vec<usize> {
        minuends(&self.columns, &self.differences).flatten().collect()
    }
}

/// What the baseline and other worlds measure.
#[must_use]
pub fn measures(baseline: &Compiled, worlds: &[Compiled]) -> Measures {
    let own = columns(baseline);
    let others: Vec<Vec<Column>> = worlds.iter().map(columns).collect();
    let shared: BTreeSet<&str> = others.iter().flatten().map(|column| column.path.as_str()).collect();
    let difference = |column: &Column| Column {
        path: difference_path(&column.path),
        unit: column.unit.clone(),
        definition: format!(
            "what the world has more than the baseline, replication by replication: {}",
            column.definition
        ),
    };
    let differences = own.iter().filter(|column| shared.contains(column.path.as_str())).map(difference).collect();
    let mut known: BTreeSet<String> = own.iter().map(|column| column.path.clone()).collect();
    let new = others.into_iter().flatten().filter(|column| known.insert(column.path.clone()));
    let columns = own.into_iter().chain(new.collect::<Vec<_>>()).collect();
    Measures { columns, differences }
}

/// One replication at one point in the baseline and in a world, by column.
#[derive(Debug, Clone, Copy)]
pub struct RowPair<'a> {
    /// Values of the baseline.
    pub baseline: &'a [Option<f64>],
    /// Values of the world.
    pub world: &'a [Option<f64>],
}

/// What a world has more than the baseline in one column, by replication. Nothing where
/// either has no value; what lies below rounding is no difference.
#[must_use]
pub fn differences(pairs: &[RowPair<'_>], column: usize) -> Vec<Option<f64>> {
    let both = |pair: &RowPair<'_>| Some((pair.baseline[column]?, pair.world[column]?));
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().filter_map(both).unzip();
    let mut cleaned = clean_differences(&x, &y).into_iter();
    pairs.iter().map(|pair| both(pair).and_then(|_| cleaned.next())).collect()
}

/// The path of the difference of a metric from the baseline, as asserts have it.
#[must_use]
pub fn difference_path(path: &str) -> String {
    format!("{DIFFERENCE}{}", path.strip_prefix("metrics.").unwrap_or(path))
}

impl Plan {
    /// The name of a world, the baseline first.
    #[must_use]
    pub fn world_name(&self, world: usize) -> &str {
        world.checked_sub(1).map_or(BASELINE, |at| self.worlds[at].as_str())
    }

    /// The world of this name, if the plan has it.
    #[must_use]
    pub fn world_of(&self, name: &str) -> Option<usize> {
        (0..=self.worlds.len()).find(|&world| self.world_name(world) == name)
    }

    /// Compiles one of its worlds from the scenario at a point.
    ///
    /// # Errors
    /// As [`compile_world`].
    pub fn compile(&self, at_point: &Scenario, world: usize) -> Result<Compiled, Diagnostics> {
        match world.checked_sub(1) {
            None => compile_world(at_point, &[]),
            Some(at) => compile_world(at_point, &[&self.worlds[at]]),
        }
    }

    /// All that can be asked of a point: its columns, and behind them the differences.
    pub fn all_columns(&self) -> impl Iterator<Item = &Column> {
        all(&self.columns, &self.differences)
    }

    /// One of [`all_columns`](Plan::all_columns).
    ///
    /// # Panics
    /// If there are not so many.
    #[must_use]
    pub fn column(&self, column: usize) -> &Column {
        self.columns.get(column).unwrap_or_else(|| &self.differences[column - self.columns.len()])
    }

    /// Whether one of [`all_columns`](Plan::all_columns) is a difference from the baseline.
    #[must_use]
    pub fn is_difference(&self, column: usize) -> bool {
        column >= self.columns.len()
    }

    /// The column with this path or metric id, among all.
    ///
    /// # Errors
    /// What is wrong with it, as a clause.
    pub fn find(&self, path: &str) -> Result<usize, String> {
        find(&self.columns, &self.differences, path).map_err(|near| {
            if path.starts_with(DIFFERENCE) && self.worlds.is_empty() {
                return "a difference is of a world beside the baseline, and `sweep --worlds` runs those".to_owned();
            }
            format!("nearest is `{near}`")
        })
    }

    /// By difference, the column that it is of.
    #[must_use]
    pub fn compared(&self) -> Vec<usize> {
        minuends(&self.columns, &self.differences).flatten().collect()
    }

    /// Whether its worlds could have been planned.
    pub(super) fn has_sound_worlds(&self) -> bool {
        let is_new = |(at, name): (usize, &String)| name != BASELINE && !self.worlds[..at].contains(name);
        self.worlds.iter().enumerate().all(is_new)
            && (self.differences.is_empty() || !self.worlds.is_empty())
            && minuends(&self.columns, &self.differences).all(|column| column.is_some())
    }
}
